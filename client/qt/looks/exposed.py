"""Waits until a window is seen: only then is known where the desktop has put it."""

import asyncio
from contextlib import suppress
from typing import Final, final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

LONGEST_S: Final = 1.0
"""It may have been minimized before anybody saw it."""


async def exposed(window: QWidget) -> None:
    """Return when it is seen, or not for so long that nobody waits for it any more."""
    handle = window.windowHandle()
    if handle is None or handle.isExposed():
        return
    watcher = _Watcher()
    handle.installEventFilter(watcher)
    with suppress(TimeoutError):
        await asyncio.wait_for(watcher.seen.wait(), LONGEST_S)


@final
class _Watcher(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.seen = asyncio.Event()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear of it."""
        if event.type() == QEvent.Type.Expose:
            self.seen.set()
        return super().eventFilter(watched, event)
