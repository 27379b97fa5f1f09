"""The table of ringing calls: rows that are taken by button, double click or Enter."""

from typing import Final, final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QPointingDevice,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from client.calls.call import CallId
from client.qt import keys
from client.qt.alerts.urgency import clock_width
from client.qt.calls.call_cells import Column
from client.qt.calls.call_delegate import CallDelegate
from client.qt.calls.calls_header import CallsHeader
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.qt.calls.settling import Settling
from client.qt.looks.row_table import ROOT, Index, select_rows, set_row_height
from client.qt.texts.translated import keep_translated
from client.typed import with_phone_keys

_NARROW: Final = 105
"""With less room than for so many letters a row has two lines."""
_NARROW_STRIP: Final = 76
"""With less a row of one line does not say where the call rings."""

_FINGER_MS = 1000
"""A finger leaves no list as a pointer does; so long after its touch it may touch again."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SELECTS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_Space)
_ENDS = (QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd)


@final
class CallsTable(QTableView):
    """Shows a RingingCallsModel and tells it where the pointer is.

    Args:
        compact: one line a call, no titles, no frame.

    Signals:
        call_wanted(CallId): take this call and no other.
        refused(): Enter on a call while none can be taken.
    """

    call_wanted = Signal(object)
    refused = Signal()

    def __init__(self, model: RingingCallsModel, parent: QWidget, *, compact: bool = False) -> None:
        super().__init__(parent)
        self._calls = model
        self._compact = compact
        self._delegate = CallDelegate(model, self, key=keys.PICK_UP.shown if compact else "")
        self._selected: CallId | None = None
        self._in_sight = False
        self._pointer_y = -1
        self._settling = Settling(model, self)
        self._finger = QTimer(self, singleShot=True)
        self._finger.timeout.connect(model.release)
        self._use_own_viewport()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        select_rows(self)
        self.setAutoScrollMargin(0)  # or a press in the first or last row would scroll, and be lost
        self.setFrameShape(QFrame.Shape.NoFrame if compact else QFrame.Shape.StyledPanel)
        self.setCornerButtonEnabled(False)
        self._header = CallsHeader(self)
        self.setHorizontalHeader(self._header)
        self._header.setVisible(not compact)
        keep_translated(self, self._write_texts)
        model.rowsAboutToBeInserted.connect(self._note_sight)
        model.modelAboutToBeReset.connect(self._note_selection)
        model.modelReset.connect(self._select_again)
        model.released.connect(self.updateGeometries)

    def _use_own_viewport(self) -> None:
        """Replace Qt's by one like it.

        To learn what kind Qt's is PySide6 loads all widgets that there are: 10 ms and 2 MiB.
        """
        viewport = QWidget()
        viewport.setObjectName("qt_scrollarea_viewport")
        viewport.setBackgroundRole(QPalette.ColorRole.Base)
        viewport.setAutoFillBackground(True)
        viewport.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setViewport(viewport)

    def set_armed(self, *, armed: bool, faded: bool) -> None:
        """Let calls be taken or not; `faded`: the list is not the PBX's truth."""
        if (armed, faded) != (self._delegate.armed, self._delegate.faded):
            self._delegate.armed, self._delegate.faded = armed, faded
            self.viewport().update()

    def set_generic(self, call: CallId | None) -> None:
        """Mark the button of the call that the key takes, which is named there; None = of none."""
        if call != self._delegate.generic:
            self._delegate.generic = call
            self.viewport().update()

    def unsettle(self) -> None:
        """Another row may have come where somebody aims: it moved, or what covered it has gone."""
        self._settling.unsettle()

    def row_height(self) -> int:
        """How high a call is."""
        return self.verticalHeader().defaultSectionSize()

    def selected(self) -> CallId | None:
        """The call of the selected row, whether it still rings or not."""
        rows = self.selectionModel().selectedRows()
        return self._calls.row(rows[0].row()).call.id if rows else None

    def visible_rows(self) -> tuple[int, int]:
        """The first and the last row that can be seen; (0, -1) for none."""
        first = self.rowAt(0)
        if first < 0:
            return 0, -1
        last = self.rowAt(self.viewport().height() - 1)
        return first, last if last >= 0 else self._calls.rowCount() - 1

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """Keep the selected row in sight, which newer calls push down: Enter takes that call."""
        super().rowsInserted(parent, start, end)
        if self._in_sight:
            self.scrollTo(self.currentIndex())

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """Select nothing rather than the neighbour, which Qt would select: nobody chose it."""
        if start <= self.currentIndex().row() <= end:
            self.selectionModel().clear()
        super().rowsAboutToBeRemoved(parent, start, end)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Go by rows, to the first and the last as well.

        The first column's text tells a screen reader all of the row.
        """
        if action in _ENDS:
            row = 0 if action is _ENDS[0] else self._calls.rowCount() - 1
            return self._calls.index(row, Column.CALLER)
        return super().moveCursor(action, modifiers).siblingAtColumn(Column.CALLER)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the selected call."""
        if event.key() in _ENTER:
            if not event.isAutoRepeat():
                rows = self.selectionModel().selectedRows()
                if rows and not self._delegate.armed:
                    self.refused.emit()
                self._want(rows[0] if rows else ROOT)
        elif event.key() in _SELECTS and self.selected() is None:
            # Qt would go on from the row that has the focus, without ever having selected it: the
            # first call that came, which may be the last of the list by now.
            newest = self._calls.newest()  # no row moves under a pointer: it may not be the first
            self._select(self._calls.row_of(newest.id) if newest else 0)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Find what begins with this; a keyboard may have Arabic digits."""
        super().keyboardSearch(with_phone_keys(search))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note whose button goes down."""
        super().mousePressEvent(event)
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self._is_meant(at):
            self._delegate.pressed = self._button_at(at)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the call whose button was pressed, if the pointer is still there."""
        super().mouseReleaseEvent(event)
        if event.pointerType() is QPointingDevice.PointerType.Finger:
            self._finger.start(_FINGER_MS)
        pressed, self._delegate.pressed = self._delegate.pressed, None
        if pressed is None:
            return
        self.viewport().update()
        if self._button_at(event.position().toPoint()) == pressed and self._delegate.armed:
            self.call_wanted.emit(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the call of the row, unless the first click of the two has done so."""
        super().mouseDoubleClickEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        meant = event.button() == Qt.MouseButton.LeftButton and self._is_meant(at)
        if meant and index.column() != Column.PICK_UP:
            self._want(index)

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer: while it is over the list no row moves. See when it is painted.

        It is there once it does something: where a window comes, the X of a Wayland desktop tells
        of a pointer that has long been elsewhere.
        """
        match event.type():
            case (
                QEvent.Type.MouseMove
                | QEvent.Type.HoverMove
                | QEvent.Type.MouseButtonPress
                | QEvent.Type.Wheel
            ):
                point = getattr(event, "position", None)
                self._pointer_y = round(point().y()) if point else -1
                self._calls.hold(self.rowAt(self._pointer_y))
            case QEvent.Type.Leave:
                self._calls.release()
            case QEvent.Type.Show | QEvent.Type.WindowUnblocked:
                self._settling.unsettle()
            case QEvent.Type.Paint:
                self._delegate.begin_frame()
        return super().viewportEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Another row comes under a pointer that rests, or under one that is on its way."""
        super().scrollContentsBy(dx, dy)
        if self._calls.held:
            self._calls.hold(self.rowAt(self._pointer_y))
        else:
            self.unsettle()

    def updateGeometries(self) -> None:
        """Let a list that is scrolled to its end not come down under the pointer.

        It would where it gets more room, as below a shorter last line.
        """
        bar = self.verticalScrollBar()
        before = bar.value()
        super().updateGeometries()
        if self._calls.held and bar.maximum() < before:
            bar.setMaximum(before)
            bar.setValue(before)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hidden under the pointer, it gets no leave event."""
        self._calls.release()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._measure()

    def _write_texts(self) -> None:
        self.setAccessibleName(self.tr("Ringing calls"))
        self._measure()

    def _measure(self) -> None:
        clock = clock_width(self.fontMetrics()) + 1  # it was rounded
        letters = self.width() / self.fontMetrics().averageCharWidth()
        self._delegate.lines = 2 if letters < _NARROW and not self._compact else 1
        button = self._delegate.button_size().width()
        alone = letters < _NARROW_STRIP and self._compact
        self._header.share_width(clock, button, caller_alone=alone)
        set_row_height(self, self._delegate.row_height())

    def _is_meant(self, at: QPoint) -> bool:
        return self._settling.settled(self.rowAt(at.y()))

    def _button_at(self, at: QPoint) -> CallId | None:
        index = self.indexAt(at)
        if index.column() != Column.PICK_UP:
            return None
        call = self._calls.call_at(index.row())
        inside = self._delegate.button_rect(self.visualRect(index)).contains(at)
        return call.id if call and inside else None

    def _want(self, index: QModelIndex) -> None:
        call = self._calls.call_at(index.row())
        if call is not None and self._delegate.armed:
            self.call_wanted.emit(call.id)

    def _note_sight(self) -> None:
        first, last = self.visible_rows()
        chosen = not self._calls.held and self.selectionModel().hasSelection()
        self._in_sight = chosen and first <= self.currentIndex().row() <= last

    def _note_selection(self) -> None:
        self._selected = self.selected()

    def _select_again(self) -> None:
        row = self._calls.row_of(self._selected) if self._selected else -1
        if row >= 0:
            self._select(row)

    def _select(self, row: int) -> None:
        # Qt makes the first row current when the list gets the focus, and tells a reader only of a
        # row that becomes so.
        self.selectionModel().clearCurrentIndex()
        self.selectionModel().setCurrentIndex(
            self._calls.index(row, Column.CALLER),
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
