"""The link's state as a dot; its shape says the same, and the text beside it says it in words."""

from typing import final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.qt.looks import look
from client.session import LinkState, LinkStatus

COLORS = {
    LinkState.LIVE: look.GOOD,
    LinkState.CONNECTING: look.WAITING,
    LinkState.STALE: look.WAITING,
    LinkState.REFUSED: look.BAD,
}
"""What is not here is grey."""


@final
class LinkDot(QWidget):
    """Full while the link is live, else a ring."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._color, self._filled = QColor("gray"), False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_link(self, link: LinkStatus | None) -> None:
        """Take the colour of a state; None = not set up."""
        state = link.state if link else LinkState.CLOSED
        shown = COLORS.get(state, QColor("gray")), state is LinkState.LIVE
        if shown != (self._color, self._filled):
            self._color, self._filled = shown
            self.update()

    def sizeHint(self) -> QSize:
        """A little lower than a letter."""
        side = round(self.fontMetrics().height() * 0.75)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / 6
        color = look.mark(self._color, self.palette())
        painter.setPen(QPen(color, width))
        if self._filled:
            painter.setBrush(color)
        half = width / 2
        painter.drawEllipse(QRectF(self.rect()).adjusted(half, half, -half, -half))
