"""A ring around the widget that has the keyboard, for those that show no mark of their own."""

from typing import final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from client.qt.looks import look


@final
class FocusRing(QWidget):
    """Lies over `framed` while that has the focus; the pointer goes through it.

    A widget of its own rather than a line that the list paints: what a list paints scrolls away.
    """

    def __init__(self, framed: QWidget) -> None:
        super().__init__(framed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        framed.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setVisible(event.type() == QEvent.Type.FocusIn)
            self.raise_()
        elif event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.resize(watched.size())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the colour of what is selected, in a shade that can be seen on the ground."""
        width = max(2.0, look.gap(self) / 3)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = look.mark(self.palette().color(QPalette.ColorRole.Highlight), self.palette())
        painter.setPen(QPen(color, width))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), half, half)
