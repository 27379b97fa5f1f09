"""A user in a group, as a row with two ticks: for all members of one, and for all groups of one."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt

from client.admin import office as edit
from client.admin.office import Endpoint
from client.qt.groups.rows_model import RowsModel
from client.qt.looks.row_table import Index


class Column(IntEnum):
    """What stands where: number and name are the user's or the group's."""

    NUMBER = 0
    NAME = 1
    IS_PICKED_UP = 2
    MAY_PICK_UP = 3
    REMOVE = 4


_TICKS = (Column.IS_PICKED_UP, Column.MAY_PICK_UP)


@dataclass(frozen=True, slots=True)
class Membership:
    """One row; it need not have a tick.

    Attributes:
        number, name: the group's.
        editable: whether the ticks can be set.
    """

    user: Endpoint
    number: str
    name: str
    editable: bool

    @property
    def is_picked_up(self) -> bool:
        """The first tick."""
        return self.number in self.user.call_groups

    @property
    def may_pick_up(self) -> bool:
        """The second."""
        return self.number in self.user.pickup_groups


class MembershipRows(RowsModel[Membership]):
    """The base of both; a subclass says which rows there are."""

    def membership(self, user: Endpoint, number: str, name: str = "") -> Membership:
        """Make a row."""
        return Membership(user, number, name, user.editable and not self._edited.read_only)

    def cell(self, row: Membership, column: int, role: int) -> object:
        """See RowsModel."""
        if role != Qt.ItemDataRole.CheckStateRole or column not in _TICKS:
            return None
        return Qt.CheckState.Checked if _ticked(row, column) else Qt.CheckState.Unchecked

    def spoken_tick(self, row: Membership, column: int, what: str) -> str:
        """What a tick means, and whether it is set: Orca says no state of a cell."""
        said = (
            QCoreApplication.translate("MembershipRows", "{what}: yes")
            if _ticked(row, column)
            else QCoreApplication.translate("MembershipRows", "{what}: no")
        )
        return said.format(what=what)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """See Qt."""
        flags = super().flags(index)
        if index.isValid() and self.can_tick(self.row(index.row()), index.column()):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(
        self,
        index: Index,
        value: Any,  # noqa: ANN401 - as Qt declares it
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Set a tick."""
        row, column = self.row(index.row()), index.column()
        if role != Qt.ItemDataRole.CheckStateRole or not self.can_tick(row, column):
            return False
        self.tick(row, column, on=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def can_tick(self, row: Membership, column: int) -> bool:
        """Whether a cell is a tick that the user may set."""
        return row.editable and column in _TICKS

    def tick(self, row: Membership, column: int, *, on: bool) -> None:
        """Set a cell that is a tick."""
        if column == Column.IS_PICKED_UP:
            self.put(row, is_picked_up=on, may_pick_up=row.may_pick_up)
        else:
            self.put(row, is_picked_up=row.is_picked_up, may_pick_up=on)

    def put(self, row: Membership, *, is_picked_up: bool, may_pick_up: bool) -> None:
        """Set both ticks; without any the user is no member."""
        self._edited.change(
            lambda office: edit.put_member(
                office, row.number, row.user.id, is_picked_up=is_picked_up, may_pick_up=may_pick_up
            )
        )


def _ticked(row: Membership, column: int) -> bool:
    return row.is_picked_up if column == Column.IS_PICKED_UP else row.may_pick_up
