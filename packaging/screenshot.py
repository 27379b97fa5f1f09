"""Makes the README's picture from the real window on the demo PBX.

    python packaging/screenshot.py docs/screenshot.png [seed]

Needs no display. Waits until one call has been taken, three ring and a colleague has just
taken another.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "2")

from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication

from client.qt.app import Desktop
from client.qt.loop import QtLoop
from client.qt.profile import DemoProfile
from client.tasks import TaskOwner

LIMIT_S = 120.0
SIZE = QSize(696, 420)


async def take(picture: Path, seed: int) -> None:
    """Run the demo until it shows what it can, and save the window."""
    with tempfile.TemporaryDirectory() as folder:
        preferences = QSettings(f"{folder}/window.ini", QSettings.Format.IniFormat)
        desktop, tasks = Desktop(DemoProfile(seed), preferences), TaskOwner()
        running = tasks.start(desktop.run(), name="window")
        try:
            desktop.window.resize(SIZE)  # wider than the platform's small screen
            async with asyncio.timeout(LIMIT_S):
                await until_it_is_lively(desktop)
            picture.parent.mkdir(parents=True, exist_ok=True)
            if not desktop.window.grab().save(str(picture)):
                raise OSError(f"cannot write {picture}")
        finally:
            desktop.leave()
            await running


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
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    seed = int(sys.argv[2]) if len(sys.argv) == 3 else 1
    with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        runner.run(take(Path(sys.argv[1]), seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
