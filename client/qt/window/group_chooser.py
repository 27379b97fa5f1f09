"""The drop-down of my groups, each with the number of calls that ring in it."""

from collections.abc import Callable, Sequence
from typing import Any, final

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPalette,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from client.calls.events import GroupId
from client.calls.groups import PickupGroup
from client.plain_text import one_line
from client.qt import keys
from client.qt.looks import look
from client.qt.looks.drop_down import DropDown
from client.qt.looks.row_table import Index
from client.qt.texts.translated import keep_translated

_GROUP = Qt.ItemDataRole.UserRole
_COUNT = Qt.ItemDataRole.UserRole + 1
_KEY = Qt.ItemDataRole.UserRole + 2


@final
class GroupChooser(DropDown):
    """First "All my groups", then each group by number and name.

    The user's choice is kept while its group is not there, e.g. before the PBX has told them.
    While the list is open no line of it moves: other groups have to wait.

    Attributes:
        groups: what is offered, in this order, after "All my groups".

    Signals:
        group_chosen(GroupId | None): the user has chosen; None = all my groups.
    """

    group_chosen = Signal(object)

    def __init__(self, chosen: GroupId | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self.groups: tuple[PickupGroup, ...] = ()
        self.setModel(_NumbersAndNames(self))
        self.setItemDelegate(_CountDelegate(self))
        self.addItem("", None)
        self.setItemData(0, 0, _COUNT)
        self.activated.connect(self._choose)
        keep_translated(self, self._write_texts)

    @property
    def group(self) -> GroupId | None:
        """The group that is shown now."""
        group = self.currentData(_GROUP)
        return group if isinstance(group, GroupId) else None

    def show_groups(self, groups: Sequence[PickupGroup]) -> None:
        """Offer these groups, unless the list is open."""
        if self.view().isVisible() or tuple(groups) == self.groups:
            return
        self.groups = tuple(groups)
        while self.count() > 1:
            self.removeItem(1)
        own_keys = [key.shown for key in keys.OF_GROUP]
        for at, group in enumerate(groups):
            self.addItem(one_line(group.label))
            # Set apart, since QVariant turns a named tuple into a list otherwise.
            self.setItemData(self.count() - 1, group.id, _GROUP)
            self.setItemData(self.count() - 1, own_keys[at] if at < len(own_keys) else "", _KEY)
            self._put_count(self.count() - 1, 0)
        ids = [None, *(group.id for group in groups)]
        self.setCurrentIndex(ids.index(self._chosen) if self._chosen in ids else 0)

    def show_counts(self, count: Callable[[GroupId | None], int]) -> None:
        """Say how many calls ring in each group."""
        ids = [None, *(group.id for group in self.groups)]
        for at, group in enumerate(ids):
            ringing = count(group)
            if ringing != self.itemData(at, _COUNT):
                self._put_count(at, ringing)
        self.update()

    def ringing_text(self, count: int) -> str:
        """How many ring, e.g. "3 ringing"; "" for none."""
        return self.tr("%n ringing", "", count) if count else ""

    def beside(self, count: str, name: str, width: int) -> str:
        """A group's name with dots, where it would reach into the count at its right."""
        bold = QFontMetrics(look.scaled(self.font(), 1.0, bold=True))
        taken = bold.horizontalAdvance(count) + look.margin(self) + look.gap(self)
        return self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, width - taken)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the count at the right of the chosen group."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        text = self.ringing_text(self._current_count())
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.beside(text, option.currentText, field.width())
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        if text:
            painter.setFont(look.scaled(self.font(), 1.0, bold=True))
            painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
            painter.drawText(
                field.adjusted(0, 0, -look.gap(self), 0),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                text,
            )

    def _write_texts(self) -> None:
        self.setItemText(0, self.tr("All my groups"))
        for at in range(self.count()):
            self._put_count(at, self.itemData(at, _COUNT))

    def _put_count(self, at: int, ringing: int) -> None:
        """Show a count in a line of the list, and say it there.

        Both at once: a screen reader is told of each change, and Orca passes over a flood.
        """
        said = [self.itemText(at), self.ringing_text(ringing), self.itemData(at, _KEY)]
        spoken = ", ".join(one for one in said if one)
        self.model().setItemData(
            self.model().index(at, 0), {_COUNT: ringing, Qt.ItemDataRole.AccessibleTextRole: spoken}
        )

    def _current_count(self) -> int:
        count = self.currentData(_COUNT)
        return count if isinstance(count, int) else 0

    def _choose(self, _at: int) -> None:
        self._chosen = self.group
        self.group_chosen.emit(self._chosen)


@final
class _NumbersAndNames(QStandardItemModel):
    """The lines, found by what is typed: a group's number, or its name after it."""

    def match(
        self,
        start: Index,
        role: int,
        value: Any,  # noqa: ANN401 - as Qt declares it
        hits: int = 1,
        flags: Qt.MatchFlag = Qt.MatchFlag.MatchStartsWith,
    ) -> list[QModelIndex]:
        inside = (flags & ~Qt.MatchFlag.MatchTypeMask) | Qt.MatchFlag.MatchContains
        return super().match(start, role, value, hits, flags) or (
            super().match(start, role, f" {value}", hits, inside)
        )


@final
class _CountDelegate(QStyledItemDelegate):
    """Draws at the right of each line of the list the count, then the group's key."""

    def __init__(self, chooser: GroupChooser) -> None:
        super().__init__(chooser)
        self._chooser = chooser

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), size.height() + look.gap(self._chooser))

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if option.rect.width() > 0:  # it is painted, not measured
            count = self._chooser.ringing_text(index.data(_COUNT) or 0)
            room = option.rect.width() - self._key_width()
            option.text = self._chooser.beside(count, option.text, room)

    def _key_width(self) -> int:
        metrics = self._chooser.fontMetrics()
        return metrics.horizontalAdvance(keys.OF_GROUP[0].shown) + look.margin(self._chooser)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        chooser = self._chooser
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        box = QRect(option.rect).adjusted(0, 0, -look.margin(chooser), 0)
        painter.save()
        painter.setFont(chooser.font())
        painter.setPen(look.muted(chooser.palette(), selected=selected))
        painter.drawText(box, right, index.data(_KEY) or "")
        box.adjust(0, 0, -self._key_width(), 0)
        painter.setPen(chooser.palette().color(role))
        painter.setFont(look.scaled(chooser.font(), 1.0, bold=True))
        painter.drawText(box, right, chooser.ringing_text(index.data(_COUNT) or 0))
        painter.restore()
