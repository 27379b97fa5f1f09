"""The members of one group."""

from typing import final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from client.admin.office import by_extension
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.group_text import user_label, user_name, user_number, why_fixed
from client.qt.groups.memberships import Column, Membership, MembershipRows
from client.qt.looks import look


@final
class MembersModel(MembershipRows):
    """The members of the group that is shown; a search finds words in extension and name.

    One whose last tick was just taken stays until one looks away.
    """

    def __init__(self, edited: EditedOffice, parent: QObject | None = None) -> None:
        super().__init__(edited, parent)
        self._number = ""
        self._stays: set[str] = set()

    def _columns(self) -> tuple[str, ...]:
        ticks = self.tr("Is picked up"), self.tr("May pick up")
        return self.tr("Extension"), self.tr("Name"), *ticks, ""

    def _key(self, row: Membership) -> str:
        return row.user.id

    def show_group(self, number: str) -> None:
        """Show another group; "" for none."""
        if number != self._number:
            self._number = number
            self._stays.clear()
            self.refresh()

    def follow(self, number: str) -> None:
        """The group that is shown is about to get another number."""
        self._number = number

    def remove(self, user: str) -> None:
        """Take somebody out of the group; one that cannot be changed stays."""
        at = self.row_of(user)
        if at >= 0 and self.can_tick(self.row(at), Column.IS_PICKED_UP):
            self._stays.discard(user)
            self.put(self.row(at), is_picked_up=False, may_pick_up=False)
            self.refresh()

    def _all(self) -> list[Membership]:
        number, office = self._number, self._edited.office
        users = list(self._edited.members(number)) if number else []
        inside = {one.id for one in users}
        users += [
            office.endpoints[one]
            for one in self._stays
            if one not in inside and one in office.endpoints
        ]
        return [self.membership(one, number) for one in by_extension(users)]

    def _words(self, row: Membership) -> list[str]:
        return [user_label(row.user)]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """See Qt."""
        if role == Qt.ItemDataRole.AccessibleTextRole and section == Column.REMOVE:
            return self.tr("Remove")
        return super().headerData(section, orientation, role)

    def cell(self, row: Membership, column: int, role: int) -> object:
        """See RowsModel."""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column)
            case Qt.ItemDataRole.ForegroundRole if not self._counts(row):
                return look.muted(QGuiApplication.palette())
            case _:
                return super().cell(row, column, role)

    def tick(self, row: Membership, column: int, *, on: bool) -> None:
        """See MembershipRows."""
        other = row.may_pick_up if column == Column.IS_PICKED_UP else row.is_picked_up
        if not (on or other):
            self._stays.add(row.user.id)
        super().tick(row, column, on=on)

    def _counts(self, row: Membership) -> bool:
        changeable = row.user.editable or self._edited.read_only
        return changeable and (row.is_picked_up or row.may_pick_up)

    def _text(self, row: Membership, column: int) -> str | None:
        if column == Column.NUMBER:
            return user_number(row.user)
        if column != Column.NAME:
            return None
        name = user_name(row.user)
        if not (row.user.editable or self._edited.read_only):
            return f"{name} · {why_fixed(row.user)}".removeprefix(" · ")
        if not (row.is_picked_up or row.may_pick_up):
            return self.tr("{name} · no longer a member").format(name=name).removeprefix(" · ")
        return name

    def _spoken(self, row: Membership, column: int) -> str | None:
        name = user_name(row.user) or row.user.desk.number
        match column:
            case Column.IS_PICKED_UP:
                what = self.tr("{name} is picked up").format(name=name)
            case Column.MAY_PICK_UP:
                what = self.tr("{name} may pick up").format(name=name)
            case Column.REMOVE:
                return self.tr("Remove {name}").format(name=name)
            case _:
                return None
        return self.spoken_tick(row, column, what)
