"""The picture in the tray: how the link is, by colour and by shape, and how many calls ring."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from client.qt.looks.icons import SIZES, IconName, icon
from client.session import LinkState

_MOST: Final = 9


_NAMES: Final = {
    LinkState.LIVE: IconName.TRAY_LIVE,
    LinkState.STALE: IconName.TRAY_STALE,
    LinkState.CONNECTING: IconName.TRAY_STALE,
    LinkState.REFUSED: IconName.TRAY_REFUSED,
}
"""What is not here is offline."""

_GROUNDS: Final = {IconName.TRAY_LIVE: QColor("#1a7f47"), IconName.TRAY_STALE: QColor("#8f6200")}


@lru_cache(maxsize=64)
def tray_icon(state: LinkState | None, count: int) -> QIcon:
    """The picture of a link; where calls ring, their number in its place, "9+" for more than 9.

    A stale list keeps its dots below the number. Without a link nobody knows of calls.

    Args:
        state: the link's; None = not set up.
    """
    name = _NAMES.get(state, IconName.TRAY_OFFLINE) if state else IconName.TRAY_OFFLINE
    ground = _GROUNDS.get(name)
    if count <= 0 or ground is None:
        return icon(name)
    text = str(count) if count <= _MOST else f"{_MOST}+"
    made = QIcon()
    for side in SIZES:
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        _paint_count(painter, side / 16, text, dots=name is IconName.TRAY_STALE)
        painter.end()
        made.addPixmap(picture)
    return made


def _paint_count(painter: QPainter, unit: float, text: str, *, dots: bool) -> None:
    """Draw the tile of the pictures, which has 16 units, and white on it the number."""
    tile, radius = QRectF(0.5 * unit, 0.5 * unit, 15 * unit, 15 * unit), 3.5 * unit
    painter.drawRoundedRect(tile, radius, radius)
    font = QFont()
    font.setPixelSize(max(1, round((9 if len(text) > 1 or dots else 12) * unit)))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor("white"))
    box = QRectF(0, 0, 16 * unit, (12 if dots else 16) * unit)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    if dots:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("white"))
        for x in (4, 8, 12):
            painter.drawEllipse(QPointF(x * unit, 13 * unit), unit, unit)
