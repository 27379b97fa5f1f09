"""A label in a colour of its own, which has to follow when the desktop turns from light to dark."""

from typing import final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel

from client.qt.looks import look


@final
class Inked(QObject):
    """Gives `label` the ink of a colour, now and on every other palette; lives as long as it.

    Args:
        color: None = muted, for what is said beside the main thing.
    """

    def __init__(self, label: QLabel, color: QColor | None) -> None:
        super().__init__(label)
        self._label = label
        label.installEventFilter(self)
        self.use(color)

    def use(self, color: QColor | None) -> None:
        """From now on this colour."""
        self._color = color
        role = QPalette.ColorRole.WindowText
        palette = self._label.palette()
        wanted = look.ink(color, palette) if color else look.muted(palette)
        if palette.color(role) != wanted:
            palette.setColor(role, wanted)
            self._label.setPalette(palette)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the label's palette: when its window is told of another it has the old one yet."""
        if event.type() == QEvent.Type.PaletteChange:
            self.use(self._color)
        return super().eventFilter(watched, event)
