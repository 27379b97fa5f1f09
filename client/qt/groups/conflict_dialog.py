"""Somebody else has changed the same: what they have now, what I want, and who wins."""

from collections.abc import Sequence
from typing import Final, final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from client.admin.merge import Conflict
from client.admin.office import Groups, Office
from client.admin.plan import DatabaseStep
from client.plain_text import one_line
from client.qt.groups.group_text import group_label, user_label
from client.qt.looks import look
from client.qt.looks.bold import headline
from client.qt.looks.dialog import Dialog
from client.qt.looks.layouts import in_column
from client.qt.looks.row_table import FlatHeader, select_rows
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.counted import Counted
from client.qt.texts.strangers_text import apart, tooltip
from client.qt.texts.translated import keep_translated

_MOST_NAMED: Final = 2
"""So many groups are named that nobody has touched: among more one sees not what differs."""


@final
class ConflictDialog(Dialog):
    """A table: what, as it was, as it is on the PBX now, as I want it. Show it with `open()`.

    Args:
        conflicts: at least one.
        office: has the names of the groups.

    Signals:
        chosen(bool): True: mine wins; False: theirs. Closing it chooses nothing.
    """

    chosen = Signal(bool)

    def __init__(self, conflicts: Sequence[Conflict], office: Office, parent: QWidget) -> None:
        super().__init__(parent)
        self._office = office
        self._conflicts = conflicts
        self._headline = headline(self)
        self._text = WrappingLabel(self)
        self.table = QTableWidget(len(conflicts), 4, self)
        self._lay_out_table()
        buttons = self.button_box(QDialogButtonBox.StandardButton.Cancel)
        role = QDialogButtonBox.ButtonRole
        self.theirs_button = buttons.addButton("", role.ActionRole)
        self.mine_button = buttons.addButton("", role.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setDefault(True)
        self.theirs_button.clicked.connect(lambda: self._choose(mine=False))
        self.mine_button.clicked.connect(lambda: self._choose(mine=True))
        parts = (self._headline, self._text, (self.table, 1), buttons)
        self.setLayout(in_column(self, *parts, edge=True))
        self.table.setFocus()
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Changed meanwhile"))
        self._headline.setText(self.tr("Somebody else has changed this meanwhile"))
        self._text.setText(
            self.tr(
                "Nothing has been written. Your other changes stay. "
                "Save again when you have looked at the outcome."
            )
        )
        self.theirs_button.setText(self.tr("Take &theirs"))
        self.mine_button.setText(self.tr("Keep &mine"))
        self.table.setAccessibleName(self.tr("Changes of both"))
        self._write_conflicts()
        self.table.selectRow(0)

    def _write_conflicts(self) -> None:
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("What"),
                self.tr("As you found it"),
                self.tr("On the PBX now"),
                self.tr("As you want it"),
            ]
        )
        for row, conflict in enumerate(self._conflicts):
            values = (conflict.step.before, conflict.theirs, conflict.mine)
            shared = _shared(values)
            texts = (self._what(conflict), *(self._shown(value, shared) for value in values))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(tooltip([text]))  # a long name without a space is cut
                self.table.setItem(row, column, item)

    def _lay_out_table(self) -> None:
        table = self.table
        select_rows(table)
        table.setWordWrap(True)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.setHorizontalHeader(FlatHeader(table, {}, lines=2))
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.setMinimumSize(look.room_for(self, 96), 8 * self.fontMetrics().height())

    def _what(self, conflict: Conflict) -> str:
        step = conflict.step
        if isinstance(step, DatabaseStep):
            texts = {
                "range": self.tr("Numbers for groups"),
                "service-code": self.tr("Service code"),
            }
            number = step.key.removeprefix("group/")
            return texts.get(step.key) or self.tr("Name of group {number}").format(number=number)
        text = (
            self.tr("{user} is picked up in")
            if step.option == "named_call_group"
            else self.tr("{user} may pick up from")
        )
        return text.format(user=apart(user_label(step.endpoint)))

    def _choose(self, *, mine: bool) -> None:
        self.chosen.emit(mine)
        self.accept()

    def _shown(self, value: str | Groups | None, shared: Groups) -> str:
        """What stands in a column; of many groups, how many are in all three, and the others."""
        if isinstance(value, str):
            return one_line(value)
        named = frozenset(value or ()) - shared
        labels = [group_label(self._office, number) for number in sorted(named)]
        if shared:
            labels.append(Counted.tr("%n unchanged", "", len(shared)))
        return ", ".join(labels) or self.tr("nothing")


def _shared(values: Sequence[str | Groups | None]) -> Groups:
    """The groups that are in each of the lists, where they are too many to be read."""
    shared: Groups = frozenset.intersection(
        *(
            frozenset[str]() if isinstance(value, str) else frozenset(value or ())
            for value in values
        )
    )
    return shared if len(shared) > _MOST_NAMED else frozenset()
