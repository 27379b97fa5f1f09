"""Icons by name, from resources/icons.

A file "…-small.svg" is the same picture drawn for few pixels: fewer and thicker strokes.
"""

from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from client import assets

SIZES = (16, 20, 22, 24, 32, 48, 64, 96)
"""In pixels: what buttons and trays ask for, on screens of up to 300 %."""

LARGE_SIZES = (*SIZES, 128, 256)
"""They take five times the time and memory to draw, so few have them."""

SMALL = 24
"""Up to this many pixels a small picture is taken, where there is one."""


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
    TRAY_LIVE = "tray-live"
    TRAY_OFFLINE = "tray-offline"
    TRAY_REFUSED = "tray-refused"
    TRAY_STALE = "tray-stale"
    WINDOW = "window"


LARGE = (IconName.APP, IconName.QUIET)
"""What a desktop shows in its overviews, and what fills an empty list."""


def icon(name: IconName, color: QColor | None = None) -> QIcon:
    """An icon, drawn in `color` where its file says currentColor."""
    return _icon(name, (color or QColor("black")).name())


@lru_cache(maxsize=64)
def _icon(name: IconName, color: str) -> QIcon:
    usual, small = _renderer(name.value, color), _renderer(f"{name.value}-small", color)
    made = QIcon()
    for size in LARGE_SIZES if name in LARGE else SIZES:
        renderer = small if small and size <= SMALL else usual
        if renderer is None:
            raise FileNotFoundError(name.value)
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(picture)
    return made


def _renderer(file: str, color: str) -> QSvgRenderer | None:
    path = assets.root() / "icons" / f"{file}.svg"
    if not path.is_file():
        return None
    svg = path.read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(svg.replace("currentColor", color).encode()))
