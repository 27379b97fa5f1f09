"""Checks that the window is whole where it is installed: Qt, icons, translations, itself.

Needs no display: it draws off screen, on the demo PBX. That Qt's part for the real screen can be
loaded is checked apart, since Qt would end the process where it cannot.
"""

import asyncio
import ctypes
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, QSettings, QTranslator, qVersion
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from client import assets
from client.config.preferences import PreferenceStore
from client.qt.alerts.sounder import NAMES as NAMES_OF_SOUNDS
from client.qt.alerts.sounder import own_sound
from client.qt.app import App
from client.qt.demo_profile import DemoProfile
from client.qt.looks.icons import IconName, icon
from client.qt.loop import QtLoop
from client.qt.texts.languages import NAMES
from client.self_test import Check, Fault, import_all
from client.sound.output import RATE, SystemOutput
from client.tasks import TaskOwner

PLATFORMS: Final = {
    "linux": ("libqxcb.so", "libqwayland.so"),
    "darwin": ("libqcocoa.dylib",),
    "win32": ("qwindows.dll",),
}
"""Qt's parts for the screens of each system; without the first there is no window."""

LIVE_WITHIN_S: Final = 20


def checks() -> list[Check]:
    """All that needs Qt."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.pop("QT_QPA_PLATFORMTHEME", None)  # gtk3 ends a program that has no display
    if sys.platform == "win32":  # it looks for fonts beside Qt, where there are none
        os.environ.setdefault("QT_QPA_FONTDIR", rf"{os.environ['WINDIR']}\Fonts")
    # The offscreen platform warns of all that it cannot do, such as size hints.
    os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
    qapp = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(qapp, QApplication)  # noqa: S101 - nobody made a smaller one
    qapp.setQuitOnLastWindowClosed(False)
    return [
        Check("Qt", qVersion),
        Check("screen", _screen),
        Check("fonts", _fonts),
        Check("icons", _icons),
        Check("translations", _translations),
        Check("sounds", _sounds),
        Check("window parts", lambda: import_all("client.qt")),
        Check("window", lambda: _window(qapp)),
    ]


def _screen() -> str:
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    says: list[str] = []
    for name in PLATFORMS.get(sys.platform, ()):
        try:
            ctypes.CDLL(str(folder / name))
        except OSError as error:
            if not says:
                raise Fault(f"no window can be opened: {error}") from None
            says.append(f"not {name} ({error})")
        else:
            says.append(name)
    return ", ".join(says)


def _fonts() -> str:
    families = QFontDatabase.families()
    if not families:
        raise Fault("this system has no font that Qt finds")
    return f"{len(families)} families"


def _icons() -> str:
    for name in IconName:
        if _is_blank(icon(name).pixmap(32).toImage()):
            raise Fault(f"{name.value} is blank")
    return f"{len(IconName)} drawn"


def _translations() -> str:
    for language in NAMES:
        if not QTranslator().load(str(assets.root() / "i18n" / f"client_{language}.qm")):
            raise Fault(f"{language} is missing")
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # Qt's own texts are English where they are written.
        if language != "en" and not QTranslator().load(f"qtbase_{language}", folder):
            raise Fault(f"Qt's own texts in {language} are missing")
    return ", ".join(NAMES.values())


def _sounds() -> str:
    """Decode ours, and play one where nothing can be heard; no sound server is asked."""
    output = SystemOutput("NULL")
    files = [own_sound(number + 1) for number in range(len(NAMES_OF_SOUNDS))]
    seconds = [len(output.load(file)) / RATE for file in files]
    output.play(output.load(files[0]), device="", repeat=False).close()
    return ", ".join(
        f"{file.stem} {length:.1f} s" for file, length in zip(files, seconds, strict=True)
    )


def _window(qapp: QApplication) -> str:
    with asyncio.Runner(loop_factory=lambda: QtLoop(qapp)) as runner:
        return runner.run(_open_window())


async def _open_window() -> str:
    """Open it, wait until it is live, and look at it."""
    with tempfile.TemporaryDirectory(prefix="cornetta-self-test-") as folder:
        state = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        app = App(DemoProfile(), state, PreferenceStore(), output=SystemOutput("NULL"))
        running = TaskOwner().start(app.run(), name="window")
        try:
            await _until_live(app, running)
            if _is_blank(app.window.grab().toImage()):
                raise Fault("it opens and shows nothing")
        finally:
            app.leave()
            await running
        return "opened off screen, live on the demo PBX"


async def _until_live(app: App, running: asyncio.Task[None]) -> None:
    for _look in range(LIVE_WITHIN_S * 20):
        if running.done():
            raise Fault("it was closed")
        if app.bridge.live:
            return
        await asyncio.sleep(0.05)
    raise Fault(f"not live on the demo PBX within {LIVE_WITHIN_S} s")


def _is_blank(image: QImage) -> bool:
    """Whether all of it has one colour."""
    first = image.pixel(0, 0)
    return all(
        image.pixel(x, y) == first for y in range(image.height()) for x in range(image.width())
    )
