"""Icons by name, from resources/icons, drawn in the sizes that somebody asks for.

A file "…-small.svg" is the same picture drawn for few pixels: fewer and thicker strokes.
"""

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import final

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from client import assets

SIZES = (16, 20, 22, 24, 32, 48, 64, 96)
"""In pixels: what a tray is offered."""

LARGE_SIZES = (*SIZES, 128, 256)
"""What a desktop shows in its overviews: they take five times the time and memory to draw."""

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


def icon(name: IconName, color: QColor | None = None) -> QIcon:
    """An icon, drawn in `color` where its file says currentColor; None = as text is written now."""
    return _icon(name, color.name() if color else "")


@lru_cache(maxsize=64)
def _icon(name: IconName, color: str) -> QIcon:
    path = assets.root() / "icons" / f"{name.value}.svg"
    small = path.with_stem(f"{path.stem}-small")
    pictures = [
        file.read_text(encoding="utf-8") for file in (path, small if small.is_file() else path)
    ]
    sizes = LARGE_SIZES if name is IconName.APP else SIZES
    return QIcon(_Drawn(*pictures, color=color, sizes=sizes))


@final
class _Drawn(QIconEngine):
    """Draws each size once, when it is first asked for. Qt owns it, and bears no exception.

    Args:
        picture: SVG.
        small: the same for few pixels.
        color: in place of currentColor; "" = that of the text on windows, whatever it becomes.
        sizes: what a tray or a desktop chooses from.
    """

    def __init__(self, picture: str, small: str, *, color: str, sizes: Sequence[int]) -> None:
        super().__init__()
        self._picture, self._small, self._color, self._sizes = picture, small, color, sizes
        self._drawn: dict[tuple[int, str], QPixmap] = {}

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        """A square that fits; faint where it stands on a button that is disabled."""
        side = min(size.width(), size.height())
        if side <= 0:  # where a button is squeezed to nothing
            return QPixmap()
        color = self._color or QApplication.palette().color(QPalette.ColorRole.WindowText).name()
        if (side, color) not in self._drawn:
            self._drawn[side, color] = self._draw(side, color)
        picture = self._drawn[side, color]
        if mode is not QIcon.Mode.Disabled:
            return picture
        faint = QPixmap(picture.size())
        faint.fill(Qt.GlobalColor.transparent)
        painter = QPainter(faint)
        painter.setOpacity(0.3)
        painter.drawPixmap(0, 0, picture)
        painter.end()
        return faint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw it as large as it fits, in the screen's own pixels."""
        scale = painter.device().devicePixelRatio()
        picture = QPixmap(self.pixmap(rect.size() * scale, mode, state))
        picture.setDevicePixelRatio(scale)
        place = QRect(QPoint(), picture.deviceIndependentSize().toSize())
        place.moveCenter(rect.center())
        painter.drawPixmap(place, picture)

    def availableSizes(
        self, _mode: QIcon.Mode = QIcon.Mode.Normal, _state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        """All sizes."""
        return [QSize(side, side) for side in self._sizes]

    def clone(self) -> QIconEngine:
        """Another of the same."""
        return _Drawn(self._picture, self._small, color=self._color, sizes=self._sizes)

    def _draw(self, side: int, color: str) -> QPixmap:
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        svg = (self._small if side <= SMALL else self._picture).replace("currentColor", color)
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
        painter.end()
        return picture
