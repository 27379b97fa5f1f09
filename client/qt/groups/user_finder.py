"""A field that offers all users, fewer with each letter, and adds one on a click."""

from collections.abc import Sequence
from typing import final

from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractProxyModel,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from client.admin.office import Endpoint
from client.qt.groups.group_text import user_label, why_fixed
from client.qt.groups.search_field import ClearingEdit
from client.qt.looks.row_table import ROOT, Index
from client.qt.texts.translated import keep_translated
from client.typed import with_phone_keys


@final
class UserFinder(ClearingEdit):
    """The field "Select a user to add".

    Signals:
        user_chosen(str): the endpoint's id.
    """

    user_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._users = _UsersList(self)
        keep_translated(self, self._write_texts)
        completer = _Completer(self._users, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        completer.activated[QModelIndex].connect(self._choose)  # type: ignore[index]
        popup = completer.popup()
        assert isinstance(popup, QListView)  # noqa: S101 - Qt says so
        popup.setUniformItemSizes(True)  # or each of a thousand rows is measured
        self.setCompleter(completer)
        self.returnPressed.connect(self._choose_typed)

    def offer(self, users: Sequence[Endpoint]) -> None:
        """Offer these; one that cannot be changed is shown, but cannot be chosen."""
        self._users.show_users(users)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the whole list."""
        super().mousePressEvent(event)
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list. Enter is the list's while a user is marked there."""
        popup = self.completer().popup()
        marked = popup and popup.isVisible() and popup.currentIndex().isValid()
        if event.key() == Qt.Key.Key_Down:
            self._open()
        elif marked and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # or both of us would add one
        else:
            super().keyPressEvent(event)

    def _write_texts(self) -> None:
        hint = self.tr("Select a user to add: extension or name")
        self.setPlaceholderText(hint)
        self.setToolTip(hint)
        self.setAccessibleName(self.tr("Select a user to add"))

    def _open(self) -> None:
        completer = self.completer()
        completer.setCompletionPrefix(self.text())
        completer.complete()

    def _choose(self, index: QModelIndex) -> None:
        # The completer writes its text into the field after it has told us.
        QTimer.singleShot(0, self, self.clear)
        self._take(index)

    def _choose_typed(self) -> None:
        """Enter takes the one whose extension this is, or the one that is left."""
        completer, text = self.completer(), with_phone_keys(self.text().strip())
        of_extension = [user for user in self._users.users if user.desk.number == text]
        if len(of_extension) == 1:
            self._add(of_extension[0])
        elif text and completer.completionCount() == 1:
            self._take(completer.completionModel().index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        proxy = self.completer().completionModel()
        assert isinstance(proxy, QAbstractProxyModel)  # noqa: S101 - Qt says so
        self._add(self._users.users[proxy.mapToSource(index).row()])

    def _add(self, user: Endpoint) -> None:
        if user.editable:
            self.clear()
            self.user_chosen.emit(user.id)


@final
class _Completer(QCompleter):
    """Understands the digits of any input method."""

    def splitPath(self, path: str) -> list[str]:
        return [with_phone_keys(path)]


@final
class _UsersList(QAbstractListModel):
    """The users that are offered."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.users: tuple[Endpoint, ...] = ()

    def show_users(self, users: Sequence[Endpoint]) -> None:
        if tuple(users) != self.users:
            self.beginResetModel()
            self.users = tuple(users)
            self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.users)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.EditRole,
        ):
            return None
        user = self.users[index.row()]
        reason = why_fixed(user)
        text = f"{user_label(user)} · {reason}" if reason else user_label(user)
        return with_phone_keys(text) if role == Qt.ItemDataRole.EditRole else text

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self.users[index.row()].editable:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
