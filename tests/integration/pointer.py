"""The mouse over the list of calls, and what it finds there."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.calls.call import Call
from client.qt.calls.call_cells import Column
from client.qt.calls.call_delegate import CallDelegate
from client.qt.window.main_window import MainWindow
from client.qt.window.strip import Strip

View = MainWindow | Strip


def cell_of(view: View, call: Call, column: Column) -> QPoint:
    """The middle of a cell, in the table's viewport."""
    row = view._model.row_of(call.id)
    rect = view.table.visualRect(view._model.index(row, column))
    if column is Column.PICK_UP:
        delegate = view.table.itemDelegate()
        assert isinstance(delegate, CallDelegate)
        return delegate.button_rect(rect).center()
    return rect.center()


def click(view: View, call: Call, column: Column) -> None:
    """When the row has stood there for long enough to be meant."""
    view.table._settling._moves.clear()
    at = cell_of(view, call, column)
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def double_click(window: MainWindow, call: Call, column: Column) -> None:
    """As a mouse does it: the first click is a click of its own.

    Qt's double click ends with a press. Where it stays down, no later test has a pointer to move.
    """
    click(window, call, column)
    at = cell_of(window, call, column)
    QTest.mouseDClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(window.table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def scroll(widget: QWidget, by: int, at: QPoint | None = None) -> None:
    """Turn the mouse's wheel; a notch is 120, and downwards is negative; None = in the middle."""
    at = at or widget.rect().center()
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # not inverted; Qt takes no name for it
    )
    QApplication.sendEvent(widget, event)


def come_under_pointer(widget: QWidget) -> None:
    """As if the widget came where a pointer rests, or rested when X last heard of it."""
    at = widget.rect().center().toPointF()
    QApplication.sendEvent(widget, QEnterEvent(at, at, at))


def leave_list(window: MainWindow) -> None:
    QTest.mouseMove(window, QPoint(1, 1))  # or Qt would soon say that the pointer is back
    QApplication.sendEvent(window.table.viewport(), QEvent(QEvent.Type.Leave))


def shown(window: MainWindow) -> list[str]:
    model = window._model
    return [model.row(at).call.caller.name for at in range(model.rowCount())]
