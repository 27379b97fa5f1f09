"""Icons by name, from resources/icons."""

from enum import Enum

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from client import assets

_SIZES = (16, 20, 24, 32, 48, 64, 96, 128, 256)


class IconName(Enum):
    """Every icon that we have; the value is the file's name."""

    APP = "cornetta"
    MUTED = "muted"
    PICKUP = "pickup"
    QUIET = "quiet"
    REMOVE = "remove"
    SETTINGS = "settings"
    SOUND = "sound"
    STRIP = "strip"
    WINDOW = "window"


def icon(name: IconName, color: QColor | None = None) -> QIcon:
    """An icon, drawn in `color` where its file says currentColor."""
    svg = (assets.root() / "icons" / f"{name.value}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(
        QByteArray(svg.replace("currentColor", (color or QColor("black")).name()).encode())
    )
    made = QIcon()
    for size in _SIZES:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(picture)
    return made
