"""The window in a process of its own, on a scripted session; told by lines what happens.

"ring NAME" lets a call ring that alerts at once. It says "shown X Y": where the pop-up's last
button is; "wanted NAME": the call that is to be taken.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QPoint, QSettings
from PySide6.QtWidgets import QApplication

from client.calls.choice import Target, ThisCall
from client.preferences import PreferenceStore
from client.qt.alerts.popup_row import SETTLE_MS
from client.qt.app import Desktop
from client.qt.loop import QtLoop
from client.sound_output import SystemOutput
from tests.integration.scripted_session import ScriptedProfile, ScriptedSession


async def _until_said(desktop: Desktop, session: ScriptedSession) -> None:
    loop = asyncio.get_running_loop()
    names: dict[object, str] = {}

    def tell(target: Target) -> None:
        assert isinstance(target, ThisCall)
        print("wanted", names[target.id])  # noqa: T201

    desktop.bridge.pickup_began.connect(tell)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        call = session.ring(line.removeprefix("ring ").strip(), age=10)
        names[call.id] = call.caller.name
        rows = desktop.alerting.popup.rows
        while not rows or rows[-1].call.id != call.id or not _settled(desktop):
            await asyncio.sleep(0.01)
            rows = desktop.alerting.popup.rows
        at = rows[-1].pick_up.mapToGlobal(QPoint()) + rows[-1].pick_up.rect().center()
        print("shown", at.x(), at.y())  # noqa: T201
        before = len(session.wanted)
        desktop.bridge.pickup_began.connect(
            lambda target: (
                print("wanted", names[target.id])  # noqa: T201
                if isinstance(target, ThisCall)
                else None
            )
        )
        assert before == len(session.wanted)
    desktop.leave()


def _settled(desktop: Desktop) -> bool:
    return all(row._placed.elapsed() > SETTLE_MS for row in desktop.alerting.popup.rows)


async def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        state = QSettings(str(Path(folder, "window.ini")), QSettings.Format.IniFormat)
        session = ScriptedSession()
        desktop = Desktop(
            ScriptedProfile(session), state, PreferenceStore(), output=SystemOutput("NULL")
        )
        running = asyncio.get_running_loop().create_task(desktop.run())
        while desktop.bridge.session is None or not desktop.window.isActiveWindow():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        session.go_live()
        print("up")  # noqa: T201
        await _until_said(desktop, session)
        await running


def main() -> None:
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        runner.run(_main())


if __name__ == "__main__":
    main()
