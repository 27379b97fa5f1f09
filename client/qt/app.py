"""Builds the window's parts, connects them, runs them and takes them apart.

Start: QApplication, Qt loop, model, bridge, window; the window is shown; only then the profile
is asked for a session, since the keyring may hang and the PBX may be far. Tray and hotkeys come a
moment later, so that the first list need not wait for them.

Exit: the window is asked to close, or Ctrl-C, SIGTERM or the desktop asks; nobody quits Qt.
Only the first asks what shall become of unsaved pickup groups; a save that runs ends first.
The window goes out of sight, the bridge leaves the session, all tasks are cancelled and
awaited (which logs off), the profile gives back what it holds, and the main coroutine returns,
which ends the loop.

Whatever fails meanwhile ends in `App.report`: in the log and in the window's last line.
"""

import asyncio
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, final

from PySide6.QtCore import QFile, QLoggingCategory, QObject, QSettings
from PySide6.QtWidgets import QApplication, QDialog

from client import error_wording
from client.atomic_write import make_folder
from client.config.preferences import (
    SITE_VARIABLE,
    Preferences,
    PreferenceStore,
    site_file,
    user_file,
)
from client.config.settings_names import default_path
from client.errors import ClientError, SettingsError
from client.qt.alerts.alerting import Alerting
from client.qt.announcer import Announcer
from client.qt.bridge import Bridge
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.qt.desk_socket import DeskSocket
from client.qt.desktop.app_id import APP_ID
from client.qt.desktop.color_scheme import ColorScheme
from client.qt.desktop.display import missing_display, platform_wanted
from client.qt.desktop.front import bring_to_front
from client.qt.desktop.tray import Tray
from client.qt.groups.administration import Administration
from client.qt.hotkeys.hotkeys import Hotkeys
from client.qt.last_resort import signals_heard, uncaught_reported
from client.qt.looks.focus_ring import FocusRings
from client.qt.looks.icons import IconName, icon
from client.qt.looks.readable import Readable
from client.qt.loop import QtLoop
from client.qt.profile import Profile
from client.qt.remote_control import RemoteControl
from client.qt.session_opener import SessionOpener
from client.qt.texts.languages import Languages
from client.qt.user_profile import UserProfile
from client.qt.window.main_window import MainWindow
from client.qt.window.problem_reporter import ProblemReporter
from client.qt.window.views import Views
from client.recent_log import RecentLog
from client.running import NOWHERE, Claim, Place
from client.sound.output import Output, SystemOutput
from client.tasks import TaskOwner

if TYPE_CHECKING:
    from client.qt.desktop.toast import Toast
    from client.qt.preferences.dialog import PreferencesDialog
    from client.qt.window.strip import Strip

log = logging.getLogger(__name__)

WRONG_USAGE = 2
LIST_FIRST_S = 0.15
"""So long the window has for itself and its list, before tray and hotkeys are made."""


def run(arguments: SimpleNamespace) -> int:
    """Open the window for the command `cornetta`; return its exit code."""
    if reason := missing_display():
        # There is no window to say it in.
        print(f"{reason} Use the command line: cornetta --help", file=sys.stderr)  # noqa: T201
        return WRONG_USAGE
    claim = Place(vars(arguments), os.environ).claim_or_show()
    if claim is None:
        return 0
    if getattr(arguments, "demo", False):
        from client.qt.demo_profile import DemoProfile  # noqa: PLC0415 - it loads a whole PBX

        return run_window(DemoProfile(), claim)
    return run_window(UserProfile(vars(arguments), os.environ, default_path()), claim)


def run_window(profile: Profile, claim: Claim) -> int:
    """Show the window until the user leaves; return the exit code.

    Args:
        claim: where other processes reach the window.
    """
    # Orca asks for rows that have gone: ten lines a second in the log of the user's desktop.
    QLoggingCategory.setFilterRules("qt.accessibility.atspi.warning=false")
    qapp = QApplication.instance() or QApplication([*sys.argv[:1], *platform_wanted()])
    assert isinstance(qapp, QApplication)  # noqa: S101 - nobody made a smaller one
    qapp.setApplicationName("cornetta")
    qapp.setDesktopFileName(APP_ID)
    qapp.setWindowIcon(icon(IconName.APP))
    qapp.setQuitOnLastWindowClosed(False)
    store = PreferenceStore(
        user_file(demo=profile.demo),
        site_file(),
        must_be_there=bool(os.environ.get(SITE_VARIABLE)),
    )
    app = App(profile, user_window_state(demo=profile.demo), store, claim)
    try:
        with asyncio.Runner(loop_factory=lambda: QtLoop(qapp, app.leave)) as runner:
            runner.run(app.run())
    except asyncio.CancelledError:  # the display has gone, as it may at a logout: Qt runs no more
        return 1
    return 0


def user_window_state(*, demo: bool) -> QSettings:
    """The window's place and the chosen group; the demo has its own."""
    name = "demo-window" if demo else "window"
    state = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "cornetta", name)
    # Qt itself would let everybody read the file, and the folder, which is that of the settings.
    with suppress(OSError):  # on a full disk the window forgets its place
        # Qt's names are in UTF-8, whatever the locale says and Python writes.
        file = Path(os.fsdecode(bytes(QFile.encodeName(state.fileName()).data())))
        make_folder(file.parent)
        file.touch(mode=0o600)
        file.chmod(0o600)
    return state


@final
class App(QObject):
    """The window and everything behind it.

    Args:
        claim: where other processes reach the window.
        output: what plays the alerts; by default the system's sound.
    """

    def __init__(
        self,
        profile: Profile,
        window_state: QSettings,
        store: PreferenceStore,
        claim: Claim = NOWHERE,
        *,
        output: Output | None = None,
    ) -> None:
        super().__init__()
        self._profile = profile
        self._store = store
        self._left = asyncio.Event()
        self._readable = Readable(self)
        FocusRings(self)
        self._languages = Languages()
        self._languages.use(store.value.window.language)
        self.tasks = TaskOwner(self.report)
        self.model = RingingCallsModel(lambda: 0.0, self)
        self.bridge = Bridge(self.model, self.tasks, self)
        self.colors = ColorScheme(self.tasks, self)
        self.window = MainWindow(self.model, self.bridge, window_state, demo=profile.demo)
        self._readable.follow(self.window)
        self.announcer = Announcer(self.window, self.model, self.bridge)
        self.window.set_preferences(store.value)
        self.tray = Tray(self.bridge, self)
        self.views = Views(self.window, self._make_strip, self.tray, window_state, self)
        self.views.set_preferences(store.value)
        self.preferences: PreferencesDialog | None = None
        self._claim = claim
        self._toast: Toast | None = None
        self.remote = RemoteControl(self.views, self.bridge, profile, claim, self.tasks)
        self._socket = DeskSocket(self.remote.reply_to, self.tasks)
        self.hotkeys = Hotkeys(store, self.tasks, self)
        self.administration = Administration(profile, self.tasks, store, window_state, self)
        output = output or SystemOutput()
        self.alerting = Alerting(self.bridge, self.model, store, self.views, output)
        self.log = RecentLog()
        self.problem = ProblemReporter(profile, self.window, self.bridge, self.log, self.tasks)
        self.opener = SessionOpener(
            profile,
            self.views,
            self.bridge,
            self.tasks,
            administration=self.administration,
            problem=self.problem,
        )
        self._connect()
        store.subscribe(self._preferences_changed)

    def _connect(self) -> None:
        """Let each part hear of the others."""
        link_line, keys, sounder = self.window.link_line, self.window.keys, self.alerting.sounder
        link_line.settings.triggered.connect(self.opener.ask)
        link_line.preferences.triggered.connect(self.open_preferences)
        link_line.groups.triggered.connect(self.administration.open)
        # A second click, which was meant for the menu, waits while that window is made.
        link_line.groups.triggered.connect(self.window.unsettle)
        link_line.report.triggered.connect(self.problem.ask)
        self.window.empty_page.button.clicked.connect(self.opener.ask)
        self.tray.pickup_wanted.connect(self.remote.take_clicked)
        self.tray.preferences.triggered.connect(self.open_preferences)
        self.views.leave_wanted.connect(lambda: self.administration.leave(self.leave))
        self.hotkeys.pick_up_wanted.connect(self.remote.take_named)
        self.hotkeys.show_wanted.connect(self.remote.show)
        self.hotkeys.changed.connect(self._show_complaint)
        self.remote.told.connect(self._tell)
        sounder.problem.connect(self.report)
        self.alerting.show_mute_on(link_line.mute_button)
        keys.mute_wanted.connect(sounder.toggle_mute)
        keys.mute_wanted.connect(lambda: self.announcer.tell_muted(muted=sounder.muted))
        keys.dismiss_wanted.connect(self.alerting.dismiss)
        sounder.muted_changed.connect(self.tray.mute.setChecked)
        self.tray.mute.triggered.connect(sounder.mute)
        self.alerting.badge_changed.connect(self.tray.show_badge)

    def _make_strip(self) -> "Strip":
        from client.qt.window.strip import Strip  # noqa: PLC0415 - few use it

        strip = Strip(self.model, self.bridge)
        self.alerting.show_mute_on(strip.mute_button)
        return strip

    async def run(self) -> None:
        """Show the window, live until the user leaves, clean up."""
        with (
            self.log.listening(),
            uncaught_reported(self.report, self.leave),
            signals_heard(self.leave),
        ):
            try:
                self.views.current.show()  # the desktop says whether it has the keyboard
                self.colors.start()
                self.opener.open()
                if self._claim.address:
                    await self._socket.listen(self._claim.address)
                for problem in self._store.problems:
                    self.report(problem)
                with suppress(TimeoutError):
                    async with asyncio.timeout(LIST_FIRST_S):
                        await self._left.wait()
                        return
                self.tray.start(self.tasks)
                self.hotkeys.start()
                await self._left.wait()
            finally:
                await self._aclose()

    def _show_complaint(self) -> None:
        """Say when a hotkey does not work: else one would rely on it."""
        if complaint := self.hotkeys.complaint():
            self.window.notice_line.show_warning(complaint)

    def _tell(self, headline: str, more: str) -> None:
        if self._toast is None:
            from client.qt.desktop.toast import Toast  # noqa: PLC0415 - seldom needed

            self._toast = Toast(self.tasks, self.tray.tell)
        self._toast.show(headline, more)

    def leave(self) -> None:
        """End `run` soon."""
        self._left.set()

    def report(self, problem: BaseException) -> None:
        """Say what failed, in the log and in the window."""
        if isinstance(problem, ClientError):
            log.warning(
                "%s [%s: %s]", error_wording.error(problem), type(problem).__name__, problem
            )
        else:
            log.error("Something failed", exc_info=problem)
        self.window.notice_line.add_error(problem)

    def open_preferences(self) -> None:
        """Show the preferences; a dialog that is open comes to the front."""
        if self.preferences is None:
            session = self.bridge.session
            from client.qt.preferences.dialog import PreferencesDialog  # noqa: PLC0415 - the window first

            self.preferences = PreferencesDialog(
                self._store,
                session.groups if session else (),
                self.alerting.sounder,
                self.hotkeys,
                self.window,
                demo=self._profile.demo,
            )
            self.preferences.finished.connect(self._preferences_closed)
            self.preferences.open()
        bring_to_front(self.preferences)

    def _preferences_closed(self) -> None:
        self.preferences = None
        self.hotkeys.pause(on=False)  # a field may have had the keyboard until now

    def _preferences_changed(self, preferences: Preferences) -> None:
        self._languages.use(preferences.window.language)
        self.window.set_preferences(preferences)
        self.views.set_preferences(preferences)
        self.tasks.start(self._store.save(), name="save the preferences")

    async def _aclose(self) -> None:
        for dialog in self.window.findChildren(QDialog):
            dialog.reject()
        self.views.hide()
        self.colors.close()
        self.hotkeys.close()
        self.tray.close()
        self._socket.close()
        self.bridge.close()
        self.alerting.sounder.close()
        await self.administration.aclose()
        try:
            await self._store.save()
        except SettingsError as error:
            self.report(error)
        await self.tasks.aclose()
        await self._profile.aclose()
        self.views.take_apart()
        self.alerting.popup.deleteLater()
        self.tray.menu.deleteLater()
        self._languages.close()
        self._readable.close()
