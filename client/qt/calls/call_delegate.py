"""Draws a row: the caller in two tones, what is gone in grey, and a button in its last cell."""

from typing import TYPE_CHECKING, final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
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
from client.qt.calls.call_cells import Column, pick_up
from client.qt.calls.call_row import Row
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.qt.looks import look
from client.qt.looks.elided import write_elided

if TYPE_CHECKING:
    from client.calls.call import CallId

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag


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
        self._inks_of: dict[tuple[int, QPalette.ColorGroup, bool], tuple[QColor, QColor]] = {}
        self._button_of_frame: QSize | None = None

    def begin_frame(self) -> None:
        """The view is about to be painted: what all its cells share is worked out once."""
        self._inks_of.clear()
        self._button_of_frame = self.button_size()

    def button_size(self) -> QSize:
        """How large a row's button is."""
        option = QStyleOptionButton()
        option.initFrom(self._view)
        option.text = self._button_text(keyed=True)
        text = self._view.fontMetrics().size(Qt.TextFlag.TextSingleLine, option.text)
        contents = QSize(text.width() + 2 * look.gap(self._view), text.height())
        style = self._view.style()
        return style.sizeFromContents(
            QStyle.ContentsType.CT_PushButton, option, contents, self._view
        )

    def button_rect(self, cell: QRect) -> QRect:
        """Where in its cell the button is."""
        room = look.gap(self._view) // 2
        button = self._button_of_frame or self.button_size()
        size = button.boundedTo(cell.size() - QSize(2 * room, room))
        box = QRect(0, 0, size.width(), size.height())
        box.moveCenter(cell.center())
        return box

    def row_height(self) -> int:
        """Room for the button and for the lines."""
        text = self.lines * self._view.fontMetrics().height()
        return max(self.button_size().height(), text) + look.gap(self._view)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one cell."""
        row = self._model.row(index.row())
        # initStyleOption would ask the model for seven things, of which none is drawn here.
        option.index = index  # type: ignore[assignment]  # Qt's own paint() passes on the same
        option.styleObject = None  # type: ignore[assignment]
        option.state &= ~_State.State_HasFocus
        style = self._view.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, self._view)
        painter.save()
        if index.column() == Column.PICK_UP:
            self._paint_button(painter, option, row)
        elif row.note and index.column() in (Column.RINGS_AT, Column.GROUP):
            self._paint_note(painter, option, row.note, index)
        else:
            self._paint_text(painter, option, row, index)
        painter.restore()

    def _paint_text(
        self, painter: QPainter, cell: QStyleOptionViewItem, row: Row, index: _Index
    ) -> None:
        selected = bool(cell.state & _State.State_Selected)
        strong, faint = self._inks(cell.palette, selected=selected)
        if not row.rings or self.faded:
            strong = faint
        room = look.gap(self._view)
        box = cell.rect.adjusted(room, 0, -room, 0)
        painter.setPen(strong)
        column = index.column()
        if column == Column.CALLER:
            bold = look.scaled(cell.font, 1.0, bold=row.rings)
            self._paint_caller(painter, box, row, (bold, strong), (cell.font, faint))
            return
        painter.setFont(cell.font)
        if column == Column.WAIT:
            level = Level.CALM if self.faded else self._model.level(row)
            paint_clock(painter, box, self._model.wait(row), level, strong)
        else:
            self._write_lines(painter, box, index.data())

    def _paint_caller(
        self,
        painter: QPainter,
        box: QRect,
        row: Row,
        for_name: tuple[QFont, QColor],
        for_number: tuple[QFont, QColor],
    ) -> None:
        """Write the name, and the number behind or below it: in full, however long the name.

        A third of the line is left to the name, though: a stranger's number may be of any length.
        """
        name, number = call_text.caller_name(row.call), call_text.caller_number(row.call)
        painter.setFont(for_number[0])
        tail = painter.fontMetrics().horizontalAdvance(number) + 1  # it was rounded
        tail = min(tail, 2 * box.width() // 3)
        painter.setFont(for_name[0])
        painter.setPen(for_name[1])
        if not number:
            self._write_lines(painter, box, name)
            return
        space = painter.fontMetrics().horizontalAdvance("  ")
        fits = painter.fontMetrics().horizontalAdvance(name) + space + tail <= box.width()
        if fits or self.lines == 1:
            used = write_elided(painter, box.adjusted(0, 0, -space - tail, 0), name) + space
            rest = box.adjusted(max(0, min(used, box.width() - tail)), 0, 0, 0)
        else:
            upper, rest = _halves(box, painter.fontMetrics().height())
            write_elided(painter, upper, name)
        painter.setFont(for_number[0])
        painter.setPen(for_number[1])
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
        self, painter: QPainter, cell: QStyleOptionViewItem, note: str, index: _Index
    ) -> None:
        """Write why the call is gone over two cells, of which this one shows its part."""
        selected = bool(cell.state & _State.State_Selected)
        painter.setPen(self._inks(cell.palette, selected=selected)[1])
        font = cell.font
        font.setItalic(True)
        painter.setFont(font)
        painter.setClipRect(cell.rect)
        other = Column.GROUP if index.column() == Column.RINGS_AT else Column.RINGS_AT
        beside = self._model.index(index.row(), other)
        both = cell.rect.united(self._view.visualRect(beside))
        room = look.gap(self._view)
        self._write_lines(painter, both.adjusted(room, 0, -room, 0), note)

    def _inks(self, palette: QPalette, *, selected: bool) -> tuple[QColor, QColor]:
        key = palette.cacheKey(), palette.currentColorGroup(), selected
        if key not in self._inks_of:
            role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
            self._inks_of[key] = palette.color(role), look.muted(palette, selected=selected)
        return self._inks_of[key]

    def _paint_button(self, painter: QPainter, cell: QStyleOptionViewItem, row: Row) -> None:
        if not row.rings:
            return
        if self.armed and row.call.id == self.generic:
            self._paint_generic(painter, cell, pressed=row.call.id == self.pressed)
            return
        button = QStyleOptionButton()
        button.initFrom(self._view)
        button.rect = self.button_rect(cell.rect)
        button.text = self._button_text()
        button.state = _State.State_Enabled if self.armed else _State.State_None
        if not self.armed:
            button.palette.setCurrentColorGroup(QPalette.ColorGroup.Disabled)
        elif row.call.id == self.pressed:
            button.state |= _State.State_Sunken
        if not button.state & _State.State_Sunken:
            button.state |= _State.State_Raised
        if self.armed and cell.state & _State.State_MouseOver:
            button.state |= _State.State_MouseOver
        self._view.style().drawControl(
            QStyle.ControlElement.CE_PushButton, button, painter, self._view
        )

    def _paint_generic(
        self, painter: QPainter, cell: QStyleOptionViewItem, *, pressed: bool
    ) -> None:
        """Draw the button of the call that the key takes, as the large button of the window is."""
        hot = bool(cell.state & _State.State_MouseOver)
        ground = look.pickup_ground(cell.palette).darker(125 if pressed else 110 if hot else 100)
        box = self.button_rect(cell.rect)
        radius = look.gap(self._view) / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(QColor("white"))
        painter.setFont(cell.font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._button_text(keyed=True))

    def _button_text(self, *, keyed: bool = False) -> str:
        return f"{pick_up()}  {self._key}" if keyed and self._key else pick_up()


def _halves(box: QRect, line: int) -> tuple[QRect, QRect]:
    """Where two lines of this height go."""
    upper = QRect(box.left(), 0, box.width(), line)
    upper.moveBottom(box.center().y())
    return upper, upper.translated(0, line)
