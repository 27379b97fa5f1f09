"""When Qt may be asked for a tray.

Qt looks only once whether there is a tray on D-Bus, and where there is none then it never sees one
that comes: a program that starts with the desktop may be faster than its panel. So before Qt is
asked, D-Bus is, by `client.qt.tray_watcher`.
"""

import os
import sys
from typing import final

from PySide6.QtCore import QObject, Signal

from client.tasks import TaskOwner


@final
class TrayHost(QObject):
    """Waits for the first tray.

    Attributes:
        may_ask: whether Qt may be asked for a tray.

    Signals:
        came(): now it may.
    """

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.may_ask = sys.platform != "linux" or "DBUS_SESSION_BUS_ADDRESS" not in os.environ

    def start(self, tasks: TaskOwner) -> None:
        """Wait, unless there is nothing to wait for."""
        if not self.may_ask:
            tasks.start(self._wait(), name="wait for a tray")

    async def _wait(self) -> None:
        from client.qt.tray_watcher import wait_for_tray  # noqa: PLC0415 - where there is a bus

        await wait_for_tray()
        self.may_ask = True
        self.came.emit()
