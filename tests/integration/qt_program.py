"""How the programs begin that tests run in a process of their own."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from client.config.preferences import PreferenceStore
from client.qt.app import App
from client.qt.loop import QtLoop
from client.sound.output import SystemOutput
from tests.integration.scripted_session import ScriptedProfile, ScriptedSession


def run_program(main: Coroutine[object, object, None]) -> None:
    """Run it on the Qt loop, to its end."""
    qapp = QApplication(sys.argv[:1])
    qapp.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: QtLoop(qapp)) as runner:
        runner.run(main)


@asynccontextmanager
async def running_app(
    session: ScriptedSession, store: PreferenceStore | None = None, folder: str = ""
) -> AsyncIterator[App]:
    """A window that opens the session as soon as something is awaited, and is left at the end.

    Args:
        folder: where it remembers; "" = nowhere.
    """
    with tempfile.TemporaryDirectory() as unused:
        state = QSettings(str(Path(folder or unused, "window.ini")), QSettings.Format.IniFormat)
        output = SystemOutput("NULL")
        profile = ScriptedProfile(session)
        app = App(profile, state, store or PreferenceStore(), output=output)
        running = asyncio.get_running_loop().create_task(app.run())
        yield app
        app.leave()
        await running


async def until(condition: Callable[[], object]) -> None:
    """As the fixture of this name."""
    while not condition():  # noqa: ASYNC110 - any condition, no event for each
        await asyncio.sleep(0.01)
