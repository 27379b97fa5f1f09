"""Measures and colours: all from the font and the palette, nothing in pixels."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QFont, QPalette
from PySide6.QtWidgets import QLabel, QLayout, QWidget

PICKUP = QColor("#1a7f47")
"""The one button that matters. White on it reads well (5:1) on light and dark desktops."""

GOOD = QColor("#1f9d57")
WAITING = QColor("#c98a00")
BAD = QColor("#d0453f")

AMBER_GROUND, AMBER_INK = QColor("#ffc145"), QColor("#201600")
"""For a call that waits: grounds of our own, on which the ink reads well on any desktop."""
RED_GROUND, RED_INK = QColor("#b3261e"), QColor("#ffffff")


def gap(widget: QWidget) -> int:
    """The distance between two things that belong together."""
    return max(4, round(widget.fontMetrics().height() * 0.4))


def margin(widget: QWidget) -> int:
    """The distance between two things that do not, and to the window's edge."""
    return 2 * gap(widget)


def space_out(layout: QLayout, widget: QWidget, *, edge: bool = False) -> None:
    """Give a layout our distances; `edge`: keep off the border, too."""
    layout.setSpacing(gap(widget))
    around = margin(widget) if edge else 0
    layout.setContentsMargins(around, around, around, around)


def blend(front: QColor, back: QColor, share: float) -> QColor:
    """A colour between two: `share` of the front one."""
    return QColor.fromRgbF(
        *(
            share * one + (1 - share) * other
            for one, other in (
                (front.redF(), back.redF()),
                (front.greenF(), back.greenF()),
                (front.blueF(), back.blueF()),
            )
        )
    )


def muted(palette: QPalette, *, selected: bool = False) -> QColor:
    """For what is said beside the main thing; still readable."""
    if selected:
        return blend(
            palette.color(QPalette.ColorRole.HighlightedText),
            palette.color(QPalette.ColorRole.Highlight),
            0.75,
        )
    return blend(
        palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base), 0.65
    )


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The font, larger or smaller, however its size was given."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(max(1, round(font.pixelSize() * factor)))
    made.setBold(bold)
    return made


def plain_label(parent: QWidget | None = None) -> QLabel:
    """A label that shows a stranger's text as it is."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def give_room(label: QLabel, width: int) -> None:
    """Keep room for all lines of a text that wraps at this width: a window's layout does not."""
    label.setMinimumHeight(label.heightForWidth(width) if label.text() else 0)


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say it."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
