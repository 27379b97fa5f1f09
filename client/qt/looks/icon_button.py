"""A flat button with a picture alone, as large as the letters beside it."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QToolButton, QWidget

from client.qt.looks.icons import IconName, icon


class IconButton(QToolButton):
    """Styles draw pictures in one size, whatever the font."""

    def __init__(self, parent: QWidget, picture: IconName) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setIcon(icon(picture))
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        side = max(16, self.fontMetrics().ascent())
        self.setIconSize(QSize(side, side))
