"""Draws a row: the caller in two tones, what is gone in grey, and a button in its last cell."""

from typing import TYPE_CHECKING, final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QTableView,
)

from client.alerts.ways import Level
from client.qt.alerts.urgency import paint_clock
from client.qt.calls import call_text
from client.qt.calls.call_cells import Column, cell_text, pick_up
from client.qt.calls.call_row import Row
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.qt.looks import look
from client.qt.looks.elided import write_elided
from client.qt.looks.row_table import Index

if TYPE_CHECKING:
    from client.calls.call import CallId

_State = QStyle.StateFlag
_NO_FOCUS = ~_State.State_HasFocus
_TINTED = _State.State_Selected | _State.State_MouseOver
"""Of all other cells a style draws nothing."""


@final
class _Frame:
    """What all cells of one painting share. For each cell anew it would take half of the time."""

    def __init__(self, view: QTableView, button: QStyleOptionButton, button_size: QSize) -> None:
        self.room = look.gap(view)
        self.font, self.metrics = view.font(), view.fontMetrics()
        self.bold = look.scaled(self.font, 1.0, bold=True)
        self.space = QFontMetrics(self.bold, view).horizontalAdvance("  ")
        self.button, self.button_size = button, button_size
        self.inks: dict[bool, tuple[QColor, QColor]] = {}


@final
class CallDelegate(QStyledItemDelegate):
    """Paints the rows of one table.

    Args:
        key: takes the call of `generic`, whose button says so; "" where no key does.

    Attributes:
        armed: whether calls can be taken now; if not, everything is grey.
        pressed: the call whose button is down.
        generic: the call that the key takes.
        lines: how many a row has; with two, what is too long for one goes on in the second.
    """

    def __init__(self, model: RingingCallsModel, view: QTableView, *, key: str) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self.armed = False
        self.faded = False
        self.pressed: CallId | None = None
        self.generic: CallId | None = None
        self._key = key
        self.lines = 1
        self._frame = self._new_frame()

    def begin_frame(self) -> None:
        """The view is about to be painted."""
        self._frame = self._new_frame()

    def button_size(self) -> QSize:
        """How large a row's button is."""
        option = self._button()
        option.text = self._button_text(keyed=True)
        text = self._view.fontMetrics().size(Qt.TextFlag.TextSingleLine, option.text)
        contents = QSize(text.width() + 2 * look.gap(self._view), text.height())
        style = self._view.style()
        return style.sizeFromContents(
            QStyle.ContentsType.CT_PushButton, option, contents, self._view
        )

    def button_rect(self, cell: QRect) -> QRect:
        """Where in its cell the button is."""
        room = self._frame.room // 2
        size = self._frame.button_size.boundedTo(cell.size() - QSize(2 * room, room))
        box = QRect(0, 0, size.width(), size.height())
        box.moveCenter(cell.center())
        return box

    def row_height(self) -> int:
        """Room for the button and for the lines."""
        text = self.lines * self._view.fontMetrics().height()
        return max(self.button_size().height(), text) + look.gap(self._view)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        row = self._model.row(index.row())
        state = option.state
        if state & _TINTED:
            # initStyleOption would ask the model for seven things, of which none is drawn here.
            option.index = index  # type: ignore[assignment]  # Qt's own paint() passes on the same
            option.styleObject = None  # type: ignore[assignment]
            option.state = state & _NO_FOCUS
            style = self._view.style()
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, self._view)
        painter.save()
        painter.setClipRect(option.rect)  # marks heaped on a letter would cover other rows
        column = index.column()
        if column == Column.PICK_UP:
            self._paint_button(painter, option, row)
        elif row.note and column in (Column.RINGS_AT, Column.GROUP):
            self._paint_note(painter, option, row.note, index)
        else:
            self._paint_text(painter, option, row, column)
        painter.restore()

    def _paint_text(
        self, painter: QPainter, cell: QStyleOptionViewItem, row: Row, column: int
    ) -> None:
        strong, faint = self._inks(cell)
        if not row.rings or self.faded:
            strong = faint
        box = self._inside(cell.rect)
        if column == Column.CALLER:
            self._paint_caller(painter, box, row, strong, faint)
            return
        painter.setPen(strong)
        painter.setFont(self._frame.font)
        if column == Column.WAIT:
            level = Level.CALM if self.faded else self._model.level(row)
            paint_clock(painter, box, self._model.wait(row), level, strong)
        else:
            text = cell_text(row, column, self._model.names, self._model.group)
            self._write_lines(painter, box, text)

    def _inside(self, cell: QRect) -> QRect:
        return cell.adjusted(self._frame.room, 0, -self._frame.room, 0)

    def _paint_caller(
        self, painter: QPainter, box: QRect, row: Row, strong: QColor, faint: QColor
    ) -> None:
        """Write the name, and the number behind or below it: in full, however long the name.

        A third of the line is left to the name, though: a stranger's number may be of any length.
        """
        frame = self._frame
        name, number = call_text.caller_name(row.call), call_text.caller_number(row.call)
        painter.setFont(frame.bold if row.rings else frame.font)
        painter.setPen(strong)
        if not number:
            self._write_lines(painter, box, name)
            return
        tail = frame.metrics.horizontalAdvance(number) + 1  # it was rounded
        tail = min(tail, 2 * box.width() // 3)
        left = box.width() - frame.space - tail
        if self.lines == 1 or painter.fontMetrics().horizontalAdvance(name) <= left:
            used = write_elided(painter, box.adjusted(0, 0, -frame.space - tail, 0), name)
            used = min(used + frame.space, box.width() - tail)
            rest = box.adjusted(max(0, used), 0, 0, 0)
        else:
            upper, rest = _halves(box, painter.fontMetrics().height())
            write_elided(painter, upper, name)
        painter.setFont(frame.font)
        painter.setPen(faint)
        write_elided(painter, rest, number)

    def _write_lines(self, painter: QPainter, box: QRect, text: str) -> None:
        """Write a text in one line, or in two where a row has two and it is too long."""
        metrics = painter.fontMetrics()
        if self.lines == 1 or metrics.horizontalAdvance(text) <= box.width():
            write_elided(painter, box, text)
            return
        head, _, tail = text.partition(" · ")  # the queue is not torn apart
        while " " in head and metrics.horizontalAdvance(head) > box.width():
            head = head.rpartition(" ")[0]
            tail = text[len(head) + 1 :]
        if not tail:
            write_elided(painter, box, text)
            return
        upper, lower = _halves(box, metrics.height())
        write_elided(painter, upper, head)
        write_elided(painter, lower, tail)

    def _paint_note(
        self, painter: QPainter, cell: QStyleOptionViewItem, note: str, index: Index
    ) -> None:
        """Write why the call is gone over two cells, of which this one shows its part."""
        painter.setPen(self._inks(cell)[1])
        font = cell.font
        font.setItalic(True)
        painter.setFont(font)
        other = Column.GROUP if index.column() == Column.RINGS_AT else Column.RINGS_AT
        beside = self._model.index(index.row(), other)
        both = cell.rect.united(self._view.visualRect(beside))
        self._write_lines(painter, self._inside(both), note)

    def _inks(self, cell: QStyleOptionViewItem) -> tuple[QColor, QColor]:
        """For what matters, and for what is said beside it."""
        selected, inks = bool(cell.state & _State.State_Selected), self._frame.inks
        if selected not in inks:
            role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
            inks[selected] = cell.palette.color(role), look.muted(cell.palette, selected=selected)
        return inks[selected]

    def _paint_button(self, painter: QPainter, cell: QStyleOptionViewItem, row: Row) -> None:
        if not row.rings:
            return
        if self.armed and row.call.id == self.generic:
            self._paint_generic(painter, cell, pressed=row.call.id == self.pressed)
            return
        pressed = self.armed and row.call.id == self.pressed
        state = _State.State_Sunken if pressed else _State.State_Raised
        if self.armed:
            state |= _State.State_Enabled | (cell.state & _State.State_MouseOver)
        button = self._frame.button
        button.state, button.rect = state, self.button_rect(cell.rect)
        self._view.style().drawControl(
            QStyle.ControlElement.CE_PushButton, button, painter, self._view
        )

    def _paint_generic(
        self, painter: QPainter, cell: QStyleOptionViewItem, *, pressed: bool
    ) -> None:
        """Draw the button of the call that the key takes, as the large button of the window is."""
        pointed_at = bool(cell.state & _State.State_MouseOver)
        ground = look.pickup_ground(cell.palette, pressed=pressed, pointed_at=pointed_at)
        box = self.button_rect(cell.rect)
        radius = look.gap(self._view) / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(QColor("white"))
        painter.setFont(cell.font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._button_text(keyed=True))

    def _new_frame(self) -> _Frame:
        button = self._button()
        if not self.armed:
            button.palette.setCurrentColorGroup(QPalette.ColorGroup.Disabled)
        return _Frame(self._view, button, self.button_size())

    def _button(self) -> QStyleOptionButton:
        button = QStyleOptionButton()
        button.initFrom(self._view)
        button.text = self._button_text()
        return button

    def _button_text(self, *, keyed: bool = False) -> str:
        return f"{pick_up()}  {self._key}" if keyed and self._key else pick_up()


def _halves(box: QRect, line: int) -> tuple[QRect, QRect]:
    """Where two lines of this height go."""
    upper = QRect(box.left(), 0, box.width(), line)
    upper.moveBottom(box.center().y())
    return upper, upper.translated(0, line)
