"""The list of users: extension, name, groups."""

from enum import IntEnum
from typing import final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from client.admin.office import Endpoint
from client.qt.groups.group_text import group_label, user_label, user_name, user_number
from client.qt.groups.rows_model import RowsModel
from client.qt.looks import look


class UserColumn(IntEnum):
    """What stands where in the list of users."""

    EXTENSION = 0
    NAME = 1
    GROUPS = 2


@final
class UsersModel(RowsModel[Endpoint]):
    """All endpoints by their extensions; a search finds words in extension, name and groups."""

    def _columns(self) -> tuple[str, ...]:
        return self.tr("Extension"), self.tr("Name"), self.tr("Groups")

    def _key(self, row: Endpoint) -> str:
        return row.id

    def _all(self) -> tuple[Endpoint, ...]:
        return self._edited.users()

    def _words(self, row: Endpoint) -> list[str]:
        return [user_label(row), *self._groups(row)]

    def cell(self, row: Endpoint, column: int, role: int) -> object:
        """See RowsModel."""
        if role == Qt.ItemDataRole.DisplayRole:
            match column:
                case UserColumn.EXTENSION:
                    return user_number(row)
                case UserColumn.NAME:
                    return user_name(row)
                case _:
                    return ", ".join(self._groups(row))
        if role == Qt.ItemDataRole.AccessibleTextRole and column != UserColumn.GROUPS:
            return user_label(row) if column == UserColumn.EXTENSION else " "  # a name once
        fixed = not (row.editable or self._edited.read_only)
        if role == Qt.ItemDataRole.ForegroundRole and fixed:
            return look.muted(QGuiApplication.palette())
        return None

    def _groups(self, user: Endpoint) -> list[str]:
        ours = user.groups & self._edited.office.names.keys()
        return [group_label(self._edited.office, number) for number in sorted(ours)]
