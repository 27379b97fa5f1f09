"""A ring around what has the keyboard: on dark windows the mark of a style is too faint."""

from typing import final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QTabBar, QWidget

from client.qt.looks import look

_CLICKED = (QAbstractButton, QAbstractSlider, QTabBar)


@final
class FocusRings(QObject):
    """Gives each widget its ring when it first has the focus."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._mark)

    def _mark(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or now.isWindow():
            return
        if now.findChild(FocusRing, options=Qt.FindChildOption.FindDirectChildrenOnly) is None:
            FocusRing(now)


@final
class FocusRing(QWidget):
    """Lies over `framed` while that has the focus; the pointer goes through it.

    A widget of its own rather than a line that the list paints: what a list paints scrolls away.
    """

    def __init__(self, framed: QWidget) -> None:
        super().__init__(framed)
        self._framed = framed
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(framed.size())
        self._follow()
        framed.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the focus."""
        match event.type():
            case QEvent.Type.FocusIn:
                self._follow()
            case QEvent.Type.FocusOut:
                self.hide()
            case QEvent.Type.Resize:
                self.resize(self._framed.size())
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        """Show it; but not on what one clicks, until the keyboard is used to go about."""
        by_key = self._framed.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        clicked = isinstance(self._framed, _CLICKED) and not by_key
        self.setVisible(not clicked)
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the colour of what is selected, in a shade that can be seen on the ground."""
        palette = self.window().palette()  # a field's own has another outline
        width = max(2.0, look.gap(self) / 3)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = look.mark(palette.color(QPalette.ColorRole.Highlight), palette)
        painter.setPen(QPen(color, width))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), half, half)
