"""Measures and colours: all from the font and the palette, nothing in pixels.

A colour is a hue: GOOD, WAITING, BAD. Whoever writes with it asks for its `ink`, whoever draws a
shape with it for its `mark`: the nearest shade that can be made out on this palette, be it light,
dark, or of high contrast.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QLayout, QWidget

Layout = TypeVar("Layout", bound=QLayout)

PICKUP = QColor("#1a7f47")
"""The one button that matters, see `pickup_ground`."""

GOOD = QColor("#1f9d57")
WAITING = QColor("#c98a00")
BAD = QColor("#d0453f")

AMBER_GROUND, AMBER_INK = QColor("#ffc145"), QColor("#201600")
"""For a call that waits: grounds of our own, on which the ink reads well on any desktop."""
RED_GROUND, RED_INK = QColor("#a5221a"), QColor("#ffffff")

_TEXT, _TEXT_HIGH = 4.5, 7.0
_SHAPE, _SHAPE_HIGH = 3.0, 4.5
"""Contrasts that WCAG asks for; the second where the user wants more."""
_PURE = 19.0
"""Only palettes made for high contrast have more than this between a window and its text."""


def gap(widget: QWidget) -> int:
    """The distance between two things that belong together; of a small screen no large part."""
    least, most = 4, round(widget.screen().size().height() / 96)
    return max(least, min(round(widget.fontMetrics().height() * 0.4), most))


def margin(widget: QWidget) -> int:
    """The distance between two things that do not, and to the window's edge."""
    return 2 * gap(widget)


def room_for(widget: QWidget, letters: int) -> int:
    """How wide so many letters are, or what a small screen has room for in a window."""
    wanted = letters * widget.fontMetrics().averageCharWidth()
    return min(wanted, widget.screen().availableSize().width() - 4 * margin(widget))


def spaced(layout: Layout, widget: QWidget, *, edge: bool = False) -> Layout:
    """A layout with our distances; `edge`: it keeps off the border, too."""
    layout.setSpacing(gap(widget))
    around = margin(widget) if edge else 0
    layout.setContentsMargins(around, around, around, around)
    return layout


def blend(front: QColor, back: QColor, share: float) -> QColor:
    """A colour between two: `share` of the front one."""
    parts = zip(_rgb(front), _rgb(back), strict=True)
    return QColor.fromRgbF(*(share * one + (1 - share) * other for one, other in parts))


def ink(color: QColor, palette: QPalette) -> QColor:
    """The shade of a colour that text is written with: 4.5:1 on lists and windows."""
    return legible(color, _grounds(palette), text_contrast(palette))


def mark(color: QColor, palette: QPalette) -> QColor:
    """The shade of a colour that a shape is drawn with: 3:1 on lists and windows."""
    wanted = _SHAPE_HIGH if high_contrast(palette) else _SHAPE
    return legible(color, _grounds(palette), wanted)


def pickup_ground(palette: QPalette, *, pressed: bool, pointed_at: bool) -> QColor:
    """What the button that matters is filled with. White reads well on it on any desktop."""
    ground = legible(PICKUP, [QColor("white")], text_contrast(palette))
    return ground.darker(125 if pressed else 110 if pointed_at else 100)


def text_contrast(palette: QPalette) -> float:
    """What text has to have on this palette, at least."""
    return _TEXT_HIGH if high_contrast(palette) else _TEXT


def legible(color: QColor, grounds: Sequence[QColor], wanted: float) -> QColor:
    """The nearest shade to `color` with this contrast to all grounds, or the best there is."""
    return QColor.fromRgb(_legible(color.rgb(), tuple(one.rgb() for one in grounds), wanted))


def high_contrast(palette: QPalette) -> bool:
    """Whether the desktop asks for more contrast, by its setting or by its colours."""
    hints = QGuiApplication.styleHints()
    # Qt tells the setting since 6.10.
    asked = getattr(hints, "accessibility", None)
    if asked is not None and asked().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return True
    window = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Window)
    # Not WindowText, in which a label may have its ink.
    text = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
    return contrast(window, text) > _PURE


def contrast(one: QColor, other: QColor) -> float:
    """How well two colours can be told apart: 1 to 21, as WCAG counts."""
    return _contrast(one.rgb(), other.rgb())


def muted(palette: QPalette, *, selected: bool = False) -> QColor:
    """For what is said beside the main thing; still readable."""
    roles = QPalette.ColorRole
    text = palette.color(roles.HighlightedText if selected else roles.Text)
    if high_contrast(palette):
        return text
    ground = palette.color(roles.Highlight if selected else roles.Base)
    return blend(text, ground, 0.75 if selected else 0.65)


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The font, larger or smaller, however its size was given."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(max(1, round(font.pixelSize() * factor)))
    made.setBold(bold)
    return made


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say it."""
    if QAccessible.isActive():
        from client.qt.texts import spoken  # noqa: PLC0415 - for those who have a reader

        spoken.say(widget, text)


def _grounds(palette: QPalette) -> list[QColor]:
    window = palette.color(QPalette.ColorRole.Window)
    return [palette.color(QPalette.ColorRole.Base), window, raised(window)]


def raised(ground: QColor) -> QColor:
    """The shade that a style gives to tabs, frames and buttons on this ground, at most."""
    return ground.lighter(140)


@lru_cache(maxsize=256)
def _legible(color: int, grounds: tuple[int, ...], wanted: float) -> int:
    """The nearest shade to `color` with this contrast to all grounds; painting asks often."""
    hue = QColor.fromRgb(color)
    backs = [QColor.fromRgb(ground) for ground in grounds]

    def told(shade: QColor) -> float:
        return min(contrast(shade, back) for back in backs)

    end = max((QColor("black"), QColor("white")), key=told)
    steps = 20
    shades = (blend(end, hue, step / steps) for step in range(steps + 1))
    return next((shade for shade in shades if told(shade) >= wanted), end).rgb()


@lru_cache(maxsize=256)
def _contrast(one: int, other: int) -> float:
    """Painting asks for the same ones often."""
    dark, light = sorted((_luminance(QColor.fromRgb(one)), _luminance(QColor.fromRgb(other))))
    return (light + 0.05) / (dark + 0.05)


def _rgb(color: QColor) -> tuple[float, ...]:
    return color.redF(), color.greenF(), color.blueF()


def _luminance(color: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
