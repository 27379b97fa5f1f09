"""A line of a stranger's text that ends in dots where there is no more room."""

from typing import final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_BY_TEXT = Qt.LayoutDirection.LayoutDirectionAuto
"""Dots follow the last letter, which in Arabic is the leftmost."""
_AT_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def write_elided(
    painter: QPainter, box: QRect, text: str, side: Qt.AlignmentFlag = _AT_LEFT
) -> int:
    """Write one line at a side of `box`, at the right with the dots first; return its width."""
    if not text or box.width() <= 0:
        return 0
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text)
    if width > box.width():
        at_right = side & Qt.AlignmentFlag.AlignRight
        dots = Qt.TextElideMode.ElideLeft if at_right else Qt.TextElideMode.ElideRight
        text = metrics.elidedText(text, dots, box.width())
        width = metrics.horizontalAdvance(text)
    painter.setLayoutDirection(_BY_TEXT)
    painter.drawText(box, side, text)
    return width


@final
class Elided(QLabel):
    """Shows one line; plain text, whatever it holds. At the right the dots come first.

    Args:
        kept: so many letters stay to be seen, however much room its neighbour wants.
    """

    def __init__(self, parent: QWidget, *, kept: int = 0) -> None:
        super().__init__(parent)
        self._kept = kept
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """All of the text."""
        metrics = self.fontMetrics()
        # Its width was rounded.
        return QSize(metrics.horizontalAdvance(self.text()) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """What is kept, or dots."""
        hint = self.sizeHint()
        kept = self._kept * self.fontMetrics().averageCharWidth()
        return QSize(min(hint.width(), kept), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        write_elided(painter, self.rect(), self.text(), self.alignment())
