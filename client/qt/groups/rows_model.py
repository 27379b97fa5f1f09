"""Rows of an edited office behind a table: what changes is told to the view row by row."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.group_text import found
from client.qt.looks.row_table import ROOT, Index
from client.qt.texts.strangers_text import tooltip

Row = TypeVar("Row")

_AS_TYPED: Final = Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchWrap


class RowsModel(QAbstractTableModel, Generic[Row]):
    """The base of our tables; a subclass says which rows there are, and what stands in a cell.

    Args:
        edited: the working copy, which the rows follow.
    """

    def __init__(self, edited: EditedOffice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edited = edited
        self._search = ""
        self._titles = self._columns()
        self._rows: list[Row] = []
        self._at: dict[str, int] = {}
        edited.changed.connect(self.refresh)

    def search(self, text: str) -> None:
        """Show only the rows with these words."""
        self._search = text.strip()
        self.refresh()

    def refresh(self) -> None:
        """Show the working copy as it is."""
        rows = self._all()
        if self._search:
            rows = [row for row in rows if found(self._search, *self._words(row))]
        self.show_rows(rows)

    def _columns(self) -> tuple[str, ...]:
        """The titles; asked again in another language."""
        raise NotImplementedError

    def _key(self, row: Row) -> str:
        """What tells one row from another."""
        raise NotImplementedError

    def _all(self) -> Sequence[Row]:
        """The rows of the working copy as it is."""
        raise NotImplementedError

    def _words(self, row: Row) -> Iterable[str]:
        """What a search looks at."""
        raise NotImplementedError

    def cell(self, row: Row, column: int, role: int) -> object:
        """What `data` says of one cell."""
        raise NotImplementedError

    def row(self, at: int) -> Row:
        """The value of a row."""
        return self._rows[at]

    def key_at(self, at: int) -> str:
        """The key of a row; "" when there is no such row."""
        return self._key(self._rows[at]) if 0 <= at < len(self._rows) else ""

    def row_of(self, key: str) -> int:
        """Where a row is, or -1."""
        return self._at.get(key, -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See Qt."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.ToolTipRole:  # the cell may have no room for all of it
            return tooltip([str(self.cell(row, column, Qt.ItemDataRole.DisplayRole) or "")])
        return self.cell(row, column, role)

    def match(
        self,
        start: Index,
        role: int,
        value: Any,  # noqa: ANN401 - as Qt declares it
        hits: int = 1,
        flags: Qt.MatchFlag = _AS_TYPED,
    ) -> list[QModelIndex]:
        """Find what is typed into the table in any column; Qt would look in one, with numbers."""
        for column in range(self.columnCount()):
            begin = self.index(start.row(), column)
            if hit := super().match(begin, role, value, hits, flags):
                return [index.siblingAtColumn(start.column()) for index in hit]
        return []

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """See Qt."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section] if section < len(self._titles) else None
        return None

    def write_titles(self) -> None:
        """Title the columns in another language."""
        self._titles = self._columns()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._titles) - 1)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these. Rows at both ends that stay are not touched, so the selection stays, too."""
        before, after = self._rows, list(rows)
        old, new = [self._key(row) for row in before], [self._key(row) for row in after]
        first = _shared(old, new)
        last = min(_shared(old[::-1], new[::-1]), min(len(old), len(new)) - first)
        gone, come = len(old) - first - last, len(new) - first - last
        if gone:
            self.beginRemoveRows(ROOT, first, first + gone - 1)
            self._take(before[:first] + before[first + gone :])
            self.endRemoveRows()
        if come:
            self.beginInsertRows(ROOT, first, first + come - 1)
            self._take(before[:first] + after[first : first + come] + before[first + gone :])
            self.endInsertRows()
        kept, self._rows = self._rows, after
        changed = [
            at
            for at, (was, now) in enumerate(zip(kept, after, strict=True))
            if was is not now and was != now
        ]
        if changed:
            bottom = self.index(changed[-1], len(self._titles) - 1)
            self.dataChanged.emit(self.index(changed[0], 0), bottom)

    def _take(self, rows: list[Row]) -> None:
        self._rows = rows
        self._at = {self._key(row): at for at, row in enumerate(rows)}


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many keys both begin with."""
    for at, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return at
    return min(len(one), len(other))
