"""Makes the README's pictures from the real windows on the demo PBX.

    python packaging/screenshot.py docs [seed]

Needs no display. screenshot.png: one call has been taken, three ring and a colleague has just
taken another. groups.png: the window of the pickup groups, with a group that is new.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "2")

from PySide6.QtCore import QSettings, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.preferences import PreferenceStore
from client.qt.app import Desktop
from client.qt.loop import QtLoop
from client.qt.profile import DemoProfile
from client.sound_output import SystemOutput
from client.tasks import TaskOwner

LIMIT_S = 120.0
SIZE = QSize(696, 420)
GROUPS_SIZE = QSize(900, 500)


async def take(folder: Path, seed: int) -> None:
    """Run the demo until it shows what it can, and save the windows."""
    with tempfile.TemporaryDirectory() as unused:
        window_state = QSettings(f"{unused}/window.ini", QSettings.Format.IniFormat)
        desktop, tasks = (
            Desktop(
                DemoProfile(seed), window_state, PreferenceStore(), output=SystemOutput("NULL")
            ),
            TaskOwner(),
        )
        running = tasks.start(desktop.run(), name="window")
        try:
            desktop.window.resize(SIZE)  # wider than the platform's small screen
            async with asyncio.timeout(LIMIT_S):
                await until_it_is_lively(desktop)
                write(desktop.window, folder / "screenshot.png")
                write(await groups(desktop), folder / "groups.png")
        finally:
            desktop.leave()
            await running


def write(window: QWidget, picture: Path) -> None:
    """Save what a window shows."""
    if not window.grab().save(str(picture)):
        raise OSError(f"cannot write {picture}")


async def groups(desktop: Desktop) -> QWidget:
    """Open the pickup groups and make one."""
    desktop.administration.open()
    window = desktop.administration.window
    if window is None:
        raise RuntimeError("no window")
    window.resize(GROUPS_SIZE)
    while not window.edited.office.names:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    window.groups.add_group()
    window.groups.form.name.setFocus()
    QTest.keyClicks(window.groups.form.name, "Night shift")
    for user in ("101", "104", "107"):
        window.groups.form.finder.user_chosen.emit(user)
    await asyncio.sleep(0.3)
    return window


async def until_it_is_lively(desktop: Desktop) -> None:
    """Take the first call, then wait for a full list."""
    model, window = desktop.model, desktop.window
    while not window.notice_line.text.startswith("✓"):
        await asyncio.sleep(1)
        window.pickup_button.click()
    while True:
        rows = [model.row(at) for at in range(model.rowCount())]
        taken = [row for row in rows if not row.rings]
        if len(rows) - len(taken) >= 3 and taken:
            await asyncio.sleep(1.2)
            return
        await asyncio.sleep(0.1)


def main() -> int:
    """Run the command."""
    if len(sys.argv) not in (2, 3):
        print(__doc__)
        return 2
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    seed = int(sys.argv[2]) if len(sys.argv) == 3 else 1
    with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        runner.run(take(Path(sys.argv[1]), seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
