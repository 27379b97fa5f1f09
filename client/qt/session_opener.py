"""Opens the profile's session for the window, and asks for the settings when there can be none."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any, final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from client.config.credentials import Secret
from client.config.settings import Settings
from client.error_wording import no_settings
from client.errors import ClientError
from client.plain_text import one_line
from client.qt.bridge import Bridge
from client.qt.desktop.front import bring_to_front
from client.qt.groups.administration import Administration
from client.qt.profile import SLOW_KEYRING_S, Missing, Profile
from client.qt.texts.error_text import sentence_text
from client.qt.texts.state_text import missing_text, starting_text
from client.qt.window.problem_reporter import ProblemReporter
from client.qt.window.views import Views
from client.recording.recent import Recent
from client.recording.recorder import Recorder
from client.tasks import TaskOwner

if TYPE_CHECKING:
    from client.qt.window.settings_dialog import SettingsDialog

log = logging.getLogger(__name__)


@final
class SessionOpener(QObject):
    """Gives the bridge its session.

    Args:
        views: the main window says what is missing, and the dialog opens over it.
        administration: unsaved pickup groups must not go to another PBX.
        problem: gets what the session has heard of late.
    """

    def __init__(
        self,
        profile: Profile,
        views: Views,
        bridge: Bridge,
        tasks: TaskOwner,
        *,
        administration: Administration,
        problem: ProblemReporter,
    ) -> None:
        super().__init__(views.window)
        self._profile = profile
        self._views = views
        self._window = views.window
        self._bridge = bridge
        self._tasks = tasks
        self._administration = administration
        self._problem = problem
        self._opening: asyncio.Task[Any] | None = None
        self._check: asyncio.Task[Any] | None = None
        self.dialog: SettingsDialog | None = None

    def open(self) -> None:
        """Open the session soon; the keyring may take its time."""
        self._opening = self._tasks.start(self._open(), name="open the session")

    def ask(self) -> None:
        """Ask for the settings; a dialog that is open comes to the front."""
        if self._profile.demo:
            return
        if self.dialog is not None:
            bring_to_front(self.dialog)
            return
        # Another PBX has other groups: what is unsaved must not go there.
        self._administration.leave(self._show_dialog)

    async def _open(self) -> None:
        slow = asyncio.get_running_loop().call_later(
            SLOW_KEYRING_S, lambda: self._window.show_missing(lambda: starting_text(slow=True))
        )
        try:
            recent = Recent()
            session = await self._profile.open(Recorder(recent.write))
        except ClientError as error:
            log.info("There can be no session: %s: %s", type(error).__name__, error)
            self._window.show_missing(lambda: missing_text("", ""))
            self._window.notice_line.show_error(error)
            return
        finally:
            slow.cancel()
        if isinstance(session, Missing):
            await self._ask_for(session)
        else:
            self._problem.recent = recent
            self._bridge.open(session)

    async def _ask_for(self, missing: Missing) -> None:
        """A first start begins with the settings."""
        log.info("There can be no session: %s is missing. %s", missing.key, missing.reason)
        self._window.show_missing(lambda: missing_text(missing.key, missing.reason))
        if missing.set_aside:
            path = one_line(missing.set_aside)
            self._window.notice_line.show_warning(
                lambda: self.tr(
                    "The settings file was not valid TOML. It is kept as {path}."
                ).format(path=path)
            )
        elif told := no_settings(missing.unknown):
            self._window.notice_line.show_warning(lambda: " ".join(map(sentence_text, told)))
        await self._until_seen()
        if self._administration.window is None:  # by now the user may be busy there
            self.ask()

    async def _until_seen(self) -> None:
        """The dialog stands in the window's middle, and Qt knows only then where that is."""
        window = self._views.current.windowHandle()
        for _look in range(50):  # for a second: it may have been minimized before anybody saw it
            if window.isExposed():
                return
            await asyncio.sleep(0.02)

    def _show_dialog(self) -> None:
        from client.qt.window.settings_dialog import SettingsDialog  # noqa: PLC0415 - the window first

        self.dialog = SettingsDialog(self._profile.form(), self._window)
        self.dialog.check_wanted.connect(self._try)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _try(self, settings: Settings, secret: Secret, keep: bool) -> None:  # noqa: FBT001 - a signal's
        self._check = self._tasks.start(
            self._check_and_save(settings, secret, keep=keep), name="try the settings"
        )

    async def _check_and_save(self, settings: Settings, secret: Secret, *, keep: bool) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        try:
            await self._profile.check(settings, secret)
            self._profile.save(settings, secret)
        except ClientError as error:
            dialog.show_error(error)
            return
        dialog.accept()
        if secret and keep:  # whoever has to make a keyring first may take minutes
            self._tasks.start(self._keep(secret), name="keep the secret")
        self._bridge.close()
        if self._opening is not None:
            self._opening.cancel()  # it may still wait for a keyring that hangs
        self.open()

    async def _keep(self, secret: Secret) -> None:
        self._window.notice_line.show_secret_not_kept(await self._profile.keep(secret))

    def _closed(self, result: int) -> None:
        if result != QDialog.DialogCode.Accepted and self._check is not None:
            self._check.cancel()
        self.dialog = self._check = None
