"""Asks for the user's attention in the taskbar: by a colour, or by blinking, as systems do it."""

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
        self._pieces = QTimer(self)
        self._pieces.timeout.connect(self._ask)

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
            self._ask()

    def _ask(self) -> None:
        view = self._views.current
        if view.isActiveWindow():
            self._pieces.stop()
        else:
            QApplication.alert(view, _PIECE_MS)
