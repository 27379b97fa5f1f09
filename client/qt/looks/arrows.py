"""Arrows that grow with the letters, and the fields of numbers and times that have them.

Styles measure arrows by the resolution that the font is made for.
"""

from typing import Final, final

from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QSpinBox, QStyleOptionComplex, QStyleOptionSpinBox, QTimeEdit, QWidget

_USUAL: Final = 20
"""With letters of so many pixels an arrow has the size that a style gives it."""


def enlarge_arrows(option: QStyleOptionComplex, widget: QWidget) -> None:
    """Have the style draw larger ones, where the letters are."""
    larger = widget.fontMetrics().height() / _USUAL
    if larger > 1:
        resolution = round(larger * widget.logicalDpiY() / 0.0254)
        device = QImage(1, 1, QImage.Format.Format_Mono)
        device.setDotsPerMeterX(resolution)
        device.setDotsPerMeterY(resolution)
        option.fontMetrics = QFontMetrics(widget.font(), device)


@final
class SpinBox(QSpinBox):
    """A number."""

    def initStyleOption(self, option: QStyleOptionSpinBox) -> None:
        """See the module."""
        super().initStyleOption(option)
        enlarge_arrows(option, self)


@final
class TimeEdit(QTimeEdit):
    """A time of day."""

    def initStyleOption(self, option: QStyleOptionSpinBox) -> None:
        """See the module."""
        super().initStyleOption(option)
        enlarge_arrows(option, self)
