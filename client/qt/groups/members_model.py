"""The members of one group, each with two ticks."""

from dataclasses import dataclass
from enum import IntEnum
from typing import final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from client.admin import office as edit
from client.admin.office import Endpoint, by_extension
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.group_text import found, user_label, user_name, user_number, why_fixed
from client.qt.groups.rows_model import RowsModel
from client.qt.looks import look


class Column(IntEnum):
    """What stands where."""

    EXTENSION = 0
    NAME = 1
    IS_PICKED_UP = 2
    MAY_PICK_UP = 3
    REMOVE = 4


_TICKS = (Column.IS_PICKED_UP, Column.MAY_PICK_UP)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member, or one whose last tick was just taken: the row stays until one looks away."""

    user: Endpoint
    is_picked_up: bool
    may_pick_up: bool


@final
class MembersModel(RowsModel[MemberRow]):
    """The members of the group that is shown; a search finds words in extension and name."""

    def __init__(self, edited: EditedOffice, parent: QObject | None = None) -> None:
        super().__init__(
            edited,
            lambda: (
                self.tr("Extension"),
                self.tr("Name"),
                self.tr("Is picked up"),
                self.tr("May pick up"),
                "",
            ),
            lambda row: row.user.id,
            parent,
        )
        self._number = ""
        self._stays: set[str] = set()

    def show_group(self, number: str) -> None:
        """Show another group; "" for none."""
        if number != self._number:
            self._number = number
            self._stays.clear()
            self.refresh()

    def follow(self, number: str) -> None:
        """The group that is shown has got another number."""
        self._number = number
        self.refresh()

    def remove(self, user: str) -> None:
        """Take somebody out of the group; one that cannot be changed stays."""
        row = self.row_of(user)
        if row >= 0 and self.can_tick(self.row(row), Column.IS_PICKED_UP):
            self._stays.discard(user)
            self._put(user, is_picked_up=False, may_pick_up=False)
            self.refresh()

    def refresh(self) -> None:
        """Show the working copy as it is."""
        number, office = self._number, self._edited.office
        users = list(self._edited.members(number)) if number else []
        inside = {one.id for one in users}
        users += [
            office.endpoints[one]
            for one in self._stays
            if one not in inside and one in office.endpoints
        ]
        users = by_extension(users)
        if self._search:
            users = [one for one in users if found(self._search, user_label(one))]
        self.show_rows(
            [
                MemberRow(one, number in one.call_groups, number in one.pickup_groups)
                for one in users
            ]
        )

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """See Qt."""
        if role == Qt.ItemDataRole.AccessibleTextRole and section == Column.REMOVE:
            return self.tr("Remove")
        return super().headerData(section, orientation, role)

    def cell(self, row: MemberRow, column: int, role: int) -> object:
        """See RowsModel."""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.CheckStateRole if column in _TICKS:
                ticked = row.is_picked_up if column == Column.IS_PICKED_UP else row.may_pick_up
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column)
            case Qt.ItemDataRole.ForegroundRole if not self._counts(row):
                return look.muted(QGuiApplication.palette())
            case _:
                return None

    def can_tick(self, row: MemberRow, column: int) -> bool:
        """See RowsModel."""
        return row.user.editable and not self._edited.read_only and column in _TICKS

    def tick(self, row: MemberRow, column: int, *, on: bool) -> None:
        """See RowsModel."""
        first = column == Column.IS_PICKED_UP
        picked, picks = (on, row.may_pick_up) if first else (row.is_picked_up, on)
        if not (picked or picks):
            self._stays.add(row.user.id)
        self._put(row.user.id, is_picked_up=picked, may_pick_up=picks)

    def _put(self, user: str, *, is_picked_up: bool, may_pick_up: bool) -> None:
        number = self._number
        self._edited.change(
            lambda office: edit.put_member(
                office, number, user, is_picked_up=is_picked_up, may_pick_up=may_pick_up
            )
        )

    def _counts(self, row: MemberRow) -> bool:
        changeable = row.user.editable or self._edited.read_only
        return changeable and (row.is_picked_up or row.may_pick_up)

    def _text(self, row: MemberRow, column: int) -> str | None:
        if column == Column.EXTENSION:
            return user_number(row.user)
        if column != Column.NAME:
            return None
        name = user_name(row.user)
        if not (row.user.editable or self._edited.read_only):
            return f"{name} · {why_fixed(row.user)}".removeprefix(" · ")
        if not (row.is_picked_up or row.may_pick_up):
            return self.tr("{name} · no longer a member").format(name=name).removeprefix(" · ")
        return name

    def _spoken(self, row: MemberRow, column: int) -> str | None:
        name = user_name(row.user) or row.user.desk.number
        texts = {
            Column.IS_PICKED_UP: self.tr("{name} is picked up"),
            Column.MAY_PICK_UP: self.tr("{name} may pick up"),
            Column.REMOVE: self.tr("Remove {name}"),
        }
        text = texts.get(Column(column))
        return text.format(name=name) if text else None
