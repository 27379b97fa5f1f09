"""How urgent a call is, shown in a sign and a colour: "! 0:21" on amber, "!! 0:41" on red."""

from typing import Final, final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.alerts.ways import Level
from client.qt.looks import look
from client.wording import clock_text

_SIGNS: Final = {Level.CALM: "", Level.AMBER: "! ", Level.RED: "!! "}
_COLORS: Final = {
    Level.AMBER: (look.AMBER_GROUND, look.AMBER_INK),
    Level.RED: (look.RED_GROUND, look.RED_INK),
}


def urgent_text(seconds: float, level: Level) -> str:
    """The time that a call rings, with the sign of its urgency."""
    return f"{_SIGNS[level]}{clock_text(seconds)}"


def clock_width(metrics: QFontMetrics) -> int:
    """Room for what is usual; what has rung for an hour is written smaller."""
    urgent = metrics.horizontalAdvance(f"{_SIGNS[Level.RED]}00:00")
    return max(urgent, metrics.horizontalAdvance("0:00:00"))


def paint_clock(
    painter: QPainter, box: QRect, seconds: float, level: Level, calm_ink: QColor
) -> None:
    """Write the time at the right of `box`, in the painter's font; its plate goes beyond a bit."""
    text = urgent_text(seconds, level)
    if level is Level.CALM:
        painter.setPen(calm_ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        return
    wide = painter.fontMetrics().horizontalAdvance(text)
    if wide > box.width():
        painter.setFont(look.scaled(painter.font(), box.width() / wide))
    metrics = painter.fontMetrics()
    pad = plate_pad(metrics)
    plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + pad / 2)
    plate.moveCenter(QRectF(box).center())
    plate.moveRight(box.right() + 1 + pad)
    ground, ink = _COLORS[level]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, pad, pad)
    painter.setPen(ink)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def plate_pad(metrics: QFontMetrics) -> int:
    """How far the plate goes beyond its text."""
    return max(2, metrics.height() // 4)


@final
class Clock(QWidget):
    """The same as a widget."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._seconds, self._level = 0.0, Level.CALM
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_time(self, seconds: float, level: Level) -> None:
        """Show how long a call rings."""
        if (int(seconds), level) != (int(self._seconds), self._level):
            self._seconds, self._level = seconds, level
            self.update()

    def sizeHint(self) -> QSize:
        """Room for what is usual, so that nothing moves with the time."""
        metrics = self.fontMetrics()
        pad = plate_pad(metrics)
        return QSize(clock_width(metrics) + 2 * pad, metrics.height() + pad)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        pad = plate_pad(self.fontMetrics())
        paint_clock(painter, self.rect().adjusted(pad, 0, -pad, 0), self._seconds, self._level, ink)
