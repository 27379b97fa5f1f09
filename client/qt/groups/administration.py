"""Opens the window of the pickup groups and connects it with the PBX."""

from collections.abc import Callable
from typing import TYPE_CHECKING, final

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QDialog

from client.config.preferences import PreferenceStore
from client.errors import ClientError
from client.qt.desktop.front import bring_to_front
from client.qt.desktop.logout import Logout
from client.qt.profile import Administrator, Profile
from client.tasks import TaskOwner

if TYPE_CHECKING:
    from client.qt.groups.admin_login_dialog import AdminLoginDialog
    from client.qt.groups.groups_bridge import GroupsBridge
    from client.qt.groups.groups_window import GroupsWindow


@final
class Administration(QObject):
    """At most one window at a time. Nothing of it is loaded before it is opened.

    Args:
        profile: which PBX, with which account.
        tasks: run the requests.
        store: whether Cornetta's window is above others; it would hide the questions of this one.
        window_state: the window's place.
    """

    def __init__(
        self,
        profile: Profile,
        tasks: TaskOwner,
        store: PreferenceStore,
        window_state: QSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._window_state = window_state
        self._then: Callable[[], None] | None = None
        self.window: GroupsWindow | None = None
        self.login: AdminLoginDialog | None = None
        self._profile = profile
        self._tasks = tasks
        self._logout = Logout(tasks)
        self._bridge: GroupsBridge | None = None

    @property
    def bridge(self) -> "GroupsBridge":
        """What reads and saves."""
        if self._bridge is None:
            from client.qt.groups.groups_bridge import GroupsBridge  # noqa: PLC0415 - see above

            self._bridge = GroupsBridge(self._profile, self._tasks, self)
            self._bridge.login_wanted.connect(self._ask_login)
            self._bridge.logged_in.connect(self._logged_in)
        return self._bridge

    def open(self) -> None:
        """Show the window; one that is open comes to the front."""
        if self.window is None:
            self.window = self._make()
            self.window.show()
            self.bridge.load()
        bring_to_front(self.window)

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with `then`, at once or when the user has decided about unsaved changes."""
        if self.window is None:
            then()
            return
        self._then = then
        self.window.raise_()
        self.window.close()

    async def aclose(self) -> None:
        """The program ends: a save that runs comes to its end."""
        if self._bridge is not None:
            await self._bridge.aclose()
        self._closed()

    def _make(self) -> "GroupsWindow":
        from client.qt.groups.groups_window import GroupsWindow  # noqa: PLC0415 - see above

        on_top = self._store.value.window.on_top
        window, bridge = GroupsWindow(self._window_state, on_top=on_top), self.bridge
        window.load_wanted.connect(bridge.load)
        window.login_wanted.connect(bridge.ask_login)
        window.save_wanted.connect(bridge.save)
        window.undo_button.clicked.connect(bridge.prepare_undo)
        window.undo_confirmed.connect(bridge.undo)
        window.settled.connect(bridge.settle)
        window.edited.changed.connect(self._hold_up_logout)
        window.closed.connect(self._closed)
        window.stayed.connect(self._stayed)
        bridge.keyring_slow.connect(window.show_reading)
        bridge.secret_not_kept.connect(window.notice.show_secret_not_kept)
        bridge.looked.connect(window.show_looked)
        bridge.loaded.connect(window.show_office)
        bridge.saved.connect(window.show_saved)
        bridge.refused.connect(window.show_refused)
        bridge.undo_ready.connect(window.ask_undo)
        bridge.unsettled.connect(window.ask_unsettled)
        bridge.failed.connect(window.show_error)
        bridge.busy_changed.connect(window.show_busy)
        return window

    def _hold_up_logout(self) -> None:
        from client.qt.groups.message_boxes import unsaved_words  # noqa: PLC0415 - see above

        unsaved = self.window is not None and self.window.edited.dirty
        self._logout.hold_up(unsaved_words() if unsaved else "")

    def _ask_login(self, admin: Administrator, problem: ClientError | None) -> None:
        if self.window is None:
            return
        self.window.stay()
        if self.login is None:
            self.window.show_login_needed()
            from client.qt.groups.admin_login_dialog import AdminLoginDialog  # noqa: PLC0415 - too

            self.login = AdminLoginDialog(
                admin.settings.effective_pbx,
                admin.settings.username,
                keyring_works=admin.keyring_works,
                parent=self.window,
            )
            self.login.login_wanted.connect(
                lambda username, secret, keep: self.bridge.log_in(
                    admin, username, secret, keep=keep
                )
            )
            self.login.finished.connect(self._login_closed)
            self.login.open()
        if problem is not None:
            self.login.show_error(problem)

    def _logged_in(self) -> None:
        if self.login is not None:
            self.login.accept()

    def _login_closed(self, result: int) -> None:
        self.login = None
        if result != QDialog.DialogCode.Accepted:
            self.bridge.cancel()

    def _stayed(self) -> None:
        self._then = None

    def _closed(self) -> None:
        window, self.window = self.window, None
        if window is None:
            return
        self._hold_up_logout()
        if self.login is not None:
            self.login.reject()
        self.bridge.cancel()
        window.hide()
        window.deleteLater()
        then, self._then = self._then, None
        if then is not None:
            then()
