"""What is coloured by the palette, and has to follow when the desktop turns from light to dark.

Each widget follows by itself: when its window is told, its own palette is still the old one.
"""

from collections.abc import Callable
from typing import final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from client.qt import look


def keep_tinted(widget: QWidget, tint: Callable[[], None]) -> None:
    """Call `tint`, which takes colours from the palette of `widget`: now, and on every other."""
    _Follower(widget, tint)
    tint()


@final
class Inked(QObject):
    """Gives `label` the ink of a colour, now and on every other palette; lives as long as it."""

    def __init__(self, label: QLabel, color: QColor) -> None:
        super().__init__(label)
        self._label = label
        self._color = color
        keep_tinted(label, self._write)

    def use(self, color: QColor) -> None:
        """From now on this colour."""
        self._color = color
        self._write()

    def _write(self) -> None:
        role = QPalette.ColorRole.WindowText
        palette = self._label.palette()
        wanted = look.ink(self._color, palette)
        if palette.color(role) != wanted:
            palette.setColor(role, wanted)
            self._label.setPalette(palette)


@final
class _Follower(QObject):
    """Lives as long as its widget."""

    def __init__(self, widget: QWidget, tint: Callable[[], None]) -> None:
        super().__init__(widget)
        self._tint = tint
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the palette."""
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        return super().eventFilter(watched, event)
