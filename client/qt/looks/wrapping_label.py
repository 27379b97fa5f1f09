"""A label of several lines that is as high as they are, in any width and any font."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from client.qt.looks import look


class WrappingLabel(QLabel):
    """Shows a stranger's text as it is; a name without a space in it does not widen the window.

    Qt lets a window become lower than texts that wrap in it.

    Args:
        letters: it is so many wide, at least.
    """

    def __init__(self, parent: QWidget, letters: int = 0) -> None:
        super().__init__(parent)
        self._letters = letters
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def minimumSizeHint(self) -> QSize:
        """Room for all lines, once it is known how wide they are."""
        width = max(1, look.room_for(self, self._letters))
        lines = self.heightForWidth(self.width()) if self.isVisible() and self.text() else 0
        return QSize(width, max(lines, super().minimumSizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width the text needs another height."""
        super().resizeEvent(event)
        self.updateGeometry()
