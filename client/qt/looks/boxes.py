"""Tick boxes and radio buttons with an outline that can be seen, also on a dark window."""

from typing import final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QStyle, QStyleOptionButton

from client.qt.looks import look


@final
class TickBox(QCheckBox):
    """A check box."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the outline above the style's."""
        super().paintEvent(event)
        box = _indicator(self, QStyle.SubElement.SE_CheckBoxIndicator)
        round_off = box.width() / 6
        _painter(self, box).drawRoundedRect(box, round_off, round_off)


@final
class RadioButton(QRadioButton):
    """A radio button."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the outline above the style's."""
        super().paintEvent(event)
        box = _indicator(self, QStyle.SubElement.SE_RadioButtonIndicator)
        _painter(self, box).drawEllipse(box)


def _indicator(button: QAbstractButton, element: QStyle.SubElement) -> QRectF:
    option = QStyleOptionButton()
    option.initFrom(button)
    box = button.style().subElementRect(element, option, button)
    return QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)


def _painter(button: QAbstractButton, box: QRectF) -> QPainter:
    """As the ticks in tables are drawn."""
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(1.0 if button.isEnabled() else 0.4)
    painter.setPen(QPen(look.muted(button.palette()), box.width() / 12))
    return painter
