"""The groups of one user: the same membership as a group's members, from the other side."""

from typing import final

from PySide6.QtCore import QObject, Qt

from client.plain_text import one_line
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.memberships import Column, Membership, MembershipRows


@final
class UserGroupsModel(MembershipRows):
    """Every group, with the two ticks of the user that is shown."""

    def __init__(self, edited: EditedOffice, parent: QObject | None = None) -> None:
        super().__init__(edited, parent)
        self._user = ""

    def _columns(self) -> tuple[str, ...]:
        ticks = self.tr("Is picked up"), self.tr("May pick up")
        return self.tr("Number"), self.tr("Name"), *ticks

    def _key(self, row: Membership) -> str:
        return row.number

    def show_user(self, user: str) -> None:
        """Show another user; "" for none."""
        self._user = user
        self.refresh()

    def _all(self) -> list[Membership]:
        office = self._edited.office
        user = office.endpoints.get(self._user)
        if user is None:
            return []
        return [self.membership(user, *group) for group in sorted(office.names.items())]

    def cell(self, row: Membership, column: int, role: int) -> object:
        """See RowsModel."""
        match role:
            case Qt.ItemDataRole.DisplayRole if column == Column.NUMBER:
                return row.number
            case Qt.ItemDataRole.DisplayRole if column == Column.NAME:
                return one_line(row.name)
            case Qt.ItemDataRole.AccessibleTextRole if column == Column.IS_PICKED_UP:
                what = self.tr("Is picked up in {group}").format(group=one_line(row.name))
                return self.spoken_tick(row, column, what)
            case Qt.ItemDataRole.AccessibleTextRole if column == Column.MAY_PICK_UP:
                what = self.tr("May pick up from {group}").format(group=one_line(row.name))
                return self.spoken_tick(row, column, what)
            case _:
                return super().cell(row, column, role)
