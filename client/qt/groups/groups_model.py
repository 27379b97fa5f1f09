"""The list of groups: number, name, members."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import final

from PySide6.QtCore import Qt

from client.admin.office import Endpoint
from client.plain_text import one_line
from client.qt.groups.group_text import user_label, user_name
from client.qt.groups.rows_model import RowsModel
from client.qt.texts.strangers_text import apart

SHOWN = 20
"""More names than so many do not fit a column, however wide."""


class Column(IntEnum):
    """What stands where."""

    NUMBER = 0
    NAME = 1
    MEMBERS = 2


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group."""

    number: str
    name: str
    members: Sequence[Endpoint]


@final
class GroupsModel(RowsModel[GroupRow]):
    """The groups in order of their numbers; a search finds words in number, name and members."""

    def _columns(self) -> tuple[str, ...]:
        return self.tr("Number"), self.tr("Name"), self.tr("Members")

    def _key(self, row: GroupRow) -> str:
        return row.number

    def _all(self) -> list[GroupRow]:
        return [
            GroupRow(number, name, self._edited.members(number))
            for number, name in sorted(self._edited.office.names.items())
        ]

    def _words(self, row: GroupRow) -> list[str]:
        return [row.number, row.name, *map(user_label, row.members)]

    def cell(self, row: GroupRow, column: int, role: int) -> object:
        """See RowsModel."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if column != Column.NUMBER:
                return " "  # Orca says the row cell by cell, and the first one says it all
            members = self.tr("{number} {name}, members: {count}")
            return members.format(
                number=row.number, name=one_line(row.name), count=len(row.members)
            )
        return None

    def _text(self, row: GroupRow, column: int) -> str:
        match column:
            case Column.NUMBER:
                return row.number
            case Column.NAME:
                return one_line(row.name)
            case _:
                names = (apart(user_name(one) or user_label(one)) for one in row.members[:SHOWN])
                listed = ", ".join(names)
                return f"{len(row.members)}: {listed}" if listed else "0"
