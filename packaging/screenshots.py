"""Makes the pictures of every window: each size of text, scheme and language that there is.

    python packaging/screenshots.py docs/screenshots [PART OF A NAME]

Needs Xvfb, openbox, trayer and dbus-daemon: light, dark and high contrast are the settings of a
desktop that is played on a bus of its own. All is shown on a screen of 1366x768 pixels: at 200 %
that is little room. A picture is named by what it shows, and by what of it is not usual, e.g.
window-dark-200.png.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QCursor, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from client.calls.events import EndReason
from client.config.preferences import PreferenceStore
from client.errors import AuthenticationFailed, HearsNoCalls
from client.qt.app import App
from client.qt.groups.groups_window import GroupsWindow
from client.qt.loop import QtLoop
from client.qt.window.help_dialog import HelpDialog
from client.qt.window.report_dialog import ReportDialog
from client.session import LinkState, Outcome
from tests.integration.every_window import OFFICE, WANTED
from tests.integration.fake_output import FakeOutput
from tests.integration.fake_settings import CONTRAST, SCHEME, fake_settings
from tests.integration.scripted_session import (
    ME,
    OTHER,
    SALES,
    ScriptedProfile,
    ScriptedSession,
)
from tests.integration.session_bus import session_bus
from tests.integration.x_server import XServer, x_server

COLORS = 64
"""Enough for flat windows, and a quarter of the bytes."""


@dataclass(frozen=True)
class Look:
    """How the desktop is set: percent, scheme, language."""

    percent: int = 100
    scheme: str = "light"
    language: str = "en"

    @property
    def suffix(self) -> str:
        """What is not usual: "-dark-it-200"."""
        parts = (
            "" if self.scheme == "light" else f"-{self.scheme}",
            "" if self.language == "en" else f"-{self.language}",
            "" if self.percent == 100 else f"-{self.percent}",
        )
        return "".join(parts)


EVERYTHING = ("",)
WANTED_PICTURES = {
    Look(): EVERYTHING,
    Look(scheme="dark"): ("window", "strip", "groups", "popup", "settings"),
    Look(scheme="contrast"): ("window", "strip", "groups"),
    Look(language="it"): ("window", "strip", "matrix", "settings", "preferences-alerts"),
    Look(150, "dark", "it"): ("window",),
    Look(200): ("window", "strip", "groups"),
    Look(200, "dark", "it"): ("window", "settings"),
}
"""What is kept, by name."""


async def scenes(app: App, session: ScriptedSession) -> AsyncIterator[tuple[str, QWidget]]:
    """Open window after window, each as it is most often seen."""
    window = app.window
    yield "empty", window
    calls = [
        session.ring("Rossi Anna", "0458012345", desks=("103",), age=64),
        session.ring("", "3331234567", desks=("102", "104"), group=SALES, queue="sales", age=31),
        session.ring("Officine Verdi", "0444567890", desks=("105",), age=8),
        session.ring("Studio Conti", "0298765432", desks=("102",), age=3),
        session.ring("Bianchi Srl", "0289012345", desks=("101",), age=1),
    ]
    app.views.hide()  # who is at the list gets no pop-up
    await settle()
    yield "popup", app.alerting.popup
    app.alerting.dismiss()
    app.views.show()
    session.end(calls[2], EndReason.PICKED_UP, OTHER)
    window.pickup_button.click()
    await settle()
    yield "picking-up", window
    session.end(calls[3], EndReason.PICKED_UP, ME)
    session.finish(Outcome.PICKED_UP, calls[3], ME)
    yield "window", window
    yield "tray", app.tray.menu
    app.tray.menu.hide()
    app.views.show_strip()
    yield "strip", app.views.strip
    session.go(LinkState.STALE, session.now() - 12)
    yield "strip-link-lost", app.views.strip
    app.views.show_window()
    yield "link-lost", window
    session.go(LinkState.REFUSED, None, HearsNoCalls("read = all"))
    yield "refused", window
    async for scene in dialogs(app):
        yield scene
    async for scene in groups():
        yield scene


async def dialogs(app: App) -> AsyncIterator[tuple[str, QWidget]]:
    """The dialogs of the window."""
    app.opener.ask()
    if app.opener.dialog is not None:
        app.opener.dialog.show_error(AuthenticationFailed())
        yield "settings", app.opener.dialog
        app.opener.dialog.reject()
    app.open_preferences()
    if app.preferences is not None:
        for page in range(app.preferences.tabs.count()):
            app.preferences.tabs.setCurrentIndex(page)
            shown = app.preferences.tabs.widget(page)
            name = type(shown).__name__.removesuffix("Page").lower()
            yield f"preferences-{name}", app.preferences
        app.preferences.reject()
    report = ReportDialog(app.window)
    yield "report", report
    report.reject()
    app.window.link_line.help.trigger()
    help_dialog = app.window.findChild(HelpDialog)
    if help_dialog is not None:
        yield "help", help_dialog
        help_dialog.close()


async def groups() -> AsyncIterator[tuple[str, QWidget]]:
    """The window of the pickup groups, page by page."""
    with tempfile.TemporaryDirectory() as unused:
        window = GroupsWindow(QSettings(f"{unused}/groups.ini", QSettings.Format.IniFormat))
        window.show_office(OFFICE, can_undo=True)
        window.edited.load(OFFICE, WANTED)
        for page, name in enumerate(("groups", "users", "matrix")):
            window.tabs.setCurrentIndex(page)
            yield name, window
        window.hide()
        window.deleteLater()


async def settle() -> None:
    """Let what is queued happen."""
    for _ in range(4):
        await asyncio.sleep(0.05)
        QApplication.sendPostedEvents()


async def take(folder: Path, look: Look, only: str) -> None:
    """Take the pictures of one look, in this process."""
    wanted = WANTED_PICTURES[look]
    with tempfile.TemporaryDirectory() as unused:
        session = ScriptedSession()
        state = QSettings(f"{unused}/window.ini", QSettings.Format.IniFormat)
        app = App(ScriptedProfile(session), state, PreferenceStore(), output=FakeOutput())
        running = asyncio.get_running_loop().create_task(app.run())
        await settle()
        # Over the list the pointer would keep the rows where they are.
        QCursor.setPos(app.window.screen().geometry().bottomLeft())
        await settle()
        session.go_live()
        async for name, window in scenes(app, session):
            file = f"{name}{look.suffix}.png"
            if (wanted == EVERYTHING or name in wanted) and only in file:
                write(await seen(window), folder / file)
        app.leave()
        await running


async def seen(window: QWidget) -> QPixmap:
    """What a window shows; say so where it does not fit on the screen."""
    window.show()
    window.raise_()
    await settle()
    if not window.screen().geometry().contains(window.frameGeometry()):
        print(f"{window.windowTitle()}: {window.frameGeometry()} is not all on the screen")
    return window.grab()


def write(picture: QPixmap, path: Path) -> None:
    """Save it with few colours, which flat windows have anyway."""
    if not picture.save(str(path)):
        raise OSError(f"cannot write {path}")
    subprocess.run(  # noqa: S603
        ["convert", str(path), "+dither", "-colors", str(COLORS), f"png8:{path}"],  # noqa: S607
        check=True,
    )
    print(path)


@contextmanager
def _tray(screen: XServer) -> Iterator[None]:
    """A tray, so that the preferences do not say that there is none."""
    with subprocess.Popen(
        ["trayer", "--edge", "top", "--align", "right", "--widthtype", "request"],  # noqa: S607
        env=screen.environment,
        stderr=subprocess.DEVNULL,
    ) as tray:
        try:
            yield
        finally:
            tray.kill()


async def take_all(folder: Path, only: str) -> None:
    """Take all pictures: each look in a process of its own, since Qt reads the scale once."""
    for look, names in WANTED_PICTURES.items():
        files = [f"{name}{look.suffix}.png" for name in names]
        if names != EVERYTHING and not any(only in file for file in files):
            continue
        with session_bus() as bus, x_server() as screen, _tray(screen):
            async with fake_settings(bus) as desktop:
                desktop.values[SCHEME] = look.scheme != "light"
                desktop.values[CONTRAST] = look.scheme == "contrast"
                environment = {
                    **screen.environment,
                    "DBUS_SESSION_BUS_ADDRESS": bus,
                    "QT_QPA_PLATFORMTHEME": "gnome",
                    "QT_SCALE_FACTOR": str(look.percent / 100),
                    "CORNETTA_LANGUAGE": look.language,
                }
                one = ["--one", str(look.percent), look.scheme, look.language]
                process = await asyncio.create_subprocess_exec(
                    sys.executable, __file__, str(folder), only, *one, env=environment
                )
                if await process.wait():
                    raise SystemExit(1)


def main() -> int:
    """Run the command."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    match sys.argv[1:]:
        case [folder]:
            asyncio.run(take_all(Path(folder), ""))
        case [folder, only]:
            asyncio.run(take_all(Path(folder), only))
        case [folder, only, "--one", percent, scheme, language]:
            qapp = QApplication(sys.argv[:1])
            qapp.setQuitOnLastWindowClosed(False)
            with asyncio.Runner(loop_factory=lambda: QtLoop(qapp)) as runner:
                runner.run(take(Path(folder), Look(int(percent), scheme, language), only))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
