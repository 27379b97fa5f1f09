"""The cells of our tables: a text, a tick in the middle, and a cross that removes the row."""

from typing import final

from PySide6.QtCore import QAbstractItemModel, QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from client.qt.looks import boxes, look
from client.qt.looks.elided import write_elided
from client.qt.looks.icons import IconName, icon
from client.qt.looks.row_table import Index

_State = QStyle.StateFlag
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Select)


@final
class TextDelegate(QStyledItemDelegate):
    """A text that keeps off the cell's edge, as in the list of ringing calls."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it, with dots where it does not fit."""
        _paint_empty(painter, option)
        selected = bool(option.state & _State.State_Selected)
        roles = QPalette.ColorRole
        ink = option.palette.color(roles.HighlightedText if selected else roles.Text)
        faint = index.data(Qt.ItemDataRole.ForegroundRole)
        room = look.gap(option.widget)
        box = option.rect.adjusted(room, 0, -room, 0)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(faint if isinstance(faint, QColor) and not selected else ink)
        write_elided(painter, box, str(index.data() or ""))
        painter.restore()


@final
class TickDelegate(QStyledItemDelegate):
    """A tick: the whole cell can be clicked, and Space sets it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the tick, grey where it cannot be changed."""
        _paint_empty(painter, option)
        side = boxes.side(option.widget)
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(option.rect).center())
        selected = bool(option.state & _State.State_Selected)
        palette, roles = option.palette, QPalette.ColorRole
        ink = palette.color(roles.HighlightedText if selected else roles.Text)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & _State.State_HasFocus:
            _paint_focus(painter, box, ink)
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            painter.setOpacity(0.4)
        # Styles draw a box that cannot be seen on a dark list.
        painter.setPen(QPen(look.muted(palette, selected=selected), side / 12))
        painter.drawRoundedRect(box, side / 6, side / 6)
        if _ticked(index):
            pen = QPen(ink, side / 7)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline(
                [
                    box.topLeft() + QPointF(x, y) * side
                    for x, y in ((0.24, 0.52), (0.43, 0.72), (0.78, 0.3))
                ]
            )
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Set the tick at a click or Space, and have said what it is now, as no view does."""
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable or not _is_meant(event):
            return False
        state = Qt.CheckState.Unchecked if _ticked(index) else Qt.CheckState.Checked
        done = model.setData(index, state, Qt.ItemDataRole.CheckStateRole)
        look.announce(option.widget, index.data(Qt.ItemDataRole.AccessibleTextRole))
        return done


@final
class RemoveDelegate(QStyledItemDelegate):
    """A cross at the end of a row.

    Signals:
        remove_wanted(int): of this row.
    """

    remove_wanted = Signal(int)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cross, red under the pointer."""
        _paint_empty(painter, option)
        if not _can_go(index):
            return
        side = round(option.fontMetrics.height() * 0.9)
        box = QRect(0, 0, side, side)
        box.moveCenter(option.rect.center())
        selected = bool(option.state & _State.State_Selected)
        hot = bool(option.state & _State.State_MouseOver) and not selected
        color = (
            look.mark(look.BAD, option.palette)
            if hot
            else look.muted(option.palette, selected=selected)
        )
        if option.state & _State.State_HasFocus:
            _paint_focus(painter, QRectF(box), color)
        icon(IconName.REMOVE, color).paint(painter, box)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Remove at a click or Space."""
        del model, option
        if not _can_go(index) or not _is_meant(event):
            return False
        self.remove_wanted.emit(index.row())
        return True


def _paint_focus(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Mark the cell that Space means."""
    room = box.width() / 4
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, box.width() / 14, Qt.PenStyle.DotLine))
    painter.drawRoundedRect(box.adjusted(-room, -room, room, room), room, room)
    painter.restore()


def _can_go(index: Index) -> bool:
    """Whether the row's ticks can be changed: its neighbour on the left is one."""
    neighbour = index.model().index(index.row(), index.column() - 1)
    return bool(neighbour.flags() & Qt.ItemFlag.ItemIsUserCheckable)


def _ticked(index: Index) -> bool:
    return Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked


def _is_meant(event: QEvent) -> bool:
    if isinstance(event, QMouseEvent):
        released = event.type() == QEvent.Type.MouseButtonRelease
        return released and event.button() == Qt.MouseButton.LeftButton
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.KeyPress
        and event.key() in _KEYS
    )


def _paint_empty(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Draw the cell's ground, selected or not.

    Not as Qt would: that asks the model for seven things, in Python, for each cell.
    """
    panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
    option.widget.style().drawPrimitive(panel, option, painter, option.widget)
