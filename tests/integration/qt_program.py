"""How the programs begin that tests run in a process of their own."""

import asyncio
import sys
from collections.abc import Coroutine

from PySide6.QtWidgets import QApplication

from client.qt.loop import QtLoop


def run_program(main: Coroutine[object, object, None]) -> None:
    """Run it on the Qt loop, to its end."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        runner.run(main)
