"""Who may take whose calls: a cell for each pair, worked out when it is looked at."""

from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from client.admin.office import Endpoint
from client.plain_text import one_line
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.group_text import found, group_label, user_label
from client.qt.looks import look
from client.qt.looks.row_table import ROOT, Index
from client.qt.texts.strangers_text import apart, tooltip


@dataclass(frozen=True, slots=True)
class Pair:
    """One cell.

    Attributes:
        by: the groups that allow it, as they are wanted.
        before: whether it is allowed on the PBX now.
    """

    taker: Endpoint
    rings_at: Endpoint
    by: frozenset[str]
    before: bool

    @property
    def mark(self) -> str:
        """How the cell looks: allowed, newly allowed, no longer allowed, not."""
        if self.taker.id == self.rings_at.id:
            return ""
        if self.by:
            return "●" if self.before else "+"
        return "−" if self.before else ""  # noqa: RUF001 - a minus as wide as the plus


@final
class MatrixModel(QAbstractTableModel):
    """Rows take, columns ring. A thousand users make a million cells, and none is kept."""

    def __init__(self, edited: EditedOffice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edited = edited
        self._takers: tuple[Endpoint, ...] = ()
        self._ring: tuple[Endpoint, ...] = ()
        self._search = ("", "")
        edited.changed.connect(self.refresh)

    def search(self, taker: str, rings_at: str) -> None:
        """Show the users with these words in extension or name."""
        self._search = (taker.strip(), rings_at.strip())
        self.refresh()

    def refresh(self) -> None:
        """Show the working copy as it is."""
        takers, ring = (self._found(text) for text in self._search)
        same = _ids(takers) == _ids(self._takers) and _ids(ring) == _ids(self._ring)
        if not same:
            self.beginResetModel()
        self._takers, self._ring = takers, ring
        if not same:
            self.endResetModel()
        elif takers and ring:
            bottom = self.index(len(takers) - 1, len(ring) - 1)
            self.dataChanged.emit(self.index(0, 0), bottom)

    def pair(self, index: Index) -> Pair:
        """What a cell says."""
        taker, rings_at = self._takers[index.row()], self._ring[index.column()]
        by = taker.pickup_groups & rings_at.call_groups
        was = self._edited.base.endpoints
        before = was.get(taker.id, taker).pickup_groups & was.get(rings_at.id, rings_at).call_groups
        return Pair(taker, rings_at, by, bool(before))

    def sentence(self, index: Index) -> str:
        """What a cell says, in words."""
        if not index.isValid():
            return ""
        pair = self.pair(index)
        if self._is_same(index):
            return self.tr("{taker}: the same phone.").format(taker=apart(user_label(pair.taker)))
        texts = {
            "●": self.tr("{taker} may take the calls of {rings_at}, through {groups}."),
            "+": self.tr("{taker} will be able to take the calls of {rings_at}, through {groups}."),
            "−": self.tr("{taker} will no longer take the calls of {rings_at}."),  # noqa: RUF001
            "": self.tr("{taker} may not take the calls of {rings_at}."),
        }
        office = self._edited.office
        return texts[pair.mark].format(
            taker=apart(user_label(pair.taker)),
            rings_at=apart(user_label(pair.rings_at)),
            groups=", ".join(group_label(office, number) for number in sorted(pair.by)),
        )

    def rowCount(self, parent: Index = ROOT) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._takers)

    def columnCount(self, parent: Index = ROOT) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._ring)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See Qt."""
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.pair(index).mark
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip([self.sentence(index)])
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.sentence(index)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignCenter)
            case _:
                return self._look(index, role)

    def _look(self, index: Index, role: int) -> object:
        if role == Qt.ItemDataRole.FontRole and _ink(self.pair(index).mark):
            return look.scaled(QGuiApplication.font(), 1.2, bold=True)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _ink(self.pair(index).mark)
        if role == Qt.ItemDataRole.BackgroundRole and self._is_same(index):
            palette = QGuiApplication.palette()
            return look.blend(
                palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base), 0.15
            )
        return None

    def _is_same(self, index: Index) -> bool:
        return self._takers[index.row()].id == self._ring[index.column()].id

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """See Qt."""
        across = orientation is Qt.Orientation.Horizontal
        users = self._ring if across else self._takers
        if section >= len(users):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(users[section].desk.number) if across else user_label(users[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip([user_label(users[section])])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return user_label(users[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and not across:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _found(self, text: str) -> tuple[Endpoint, ...]:
        users = self._edited.users()
        if not text:
            return users
        return tuple(one for one in users if found(text, user_label(one)))


def _ids(users: tuple[Endpoint, ...]) -> list[str]:
    return [one.id for one in users]


def _ink(mark: str) -> QColor | None:
    color = {"+": look.GOOD, "−": look.BAD}.get(mark)  # noqa: RUF001
    return look.ink(color, QGuiApplication.palette()) if color else None
