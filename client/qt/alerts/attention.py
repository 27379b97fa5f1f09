"""Asks for the user's attention in the taskbar: by a colour, or by blinking, as systems do it.

GNOME has no taskbar. It shows a message instead, over what one works with, each time that it is
asked: so it is asked once.
"""

import os
from typing import Final, final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from client.qt.window.views import Views

_PIECE_MS: Final = 3000
"""Qt cannot take it back once it asks: so it asks for a short while, again and again."""


@final
class Attention(QObject):
    """Asks from a new call on until all are gone, or until the user has looked at the list.

    Args:
        views: whose current one the taskbar shows.
    """

    def __init__(self, views: Views) -> None:
        super().__init__(views)
        self._views = views
        self._calls = 0
        self._once = "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
        self._pieces = QTimer(self)
        self._pieces.timeout.connect(self._go_on)

    @property
    def asks(self) -> bool:
        """Whether it does now."""
        return self._pieces.isActive()

    def show(self, calls: int) -> None:
        """So many calls want attention."""
        before, self._calls = self._calls, calls
        if not calls:
            self._pieces.stop()
        elif calls > before and not self.asks:
            self._pieces.start(_PIECE_MS + 200)
            self._go_on(first=True)

    def _go_on(self, *, first: bool = False) -> None:
        view = self._views.current
        if view.isActiveWindow():
            self._pieces.stop()
        elif first or not self._once:
            QApplication.alert(view, _PIECE_MS)
