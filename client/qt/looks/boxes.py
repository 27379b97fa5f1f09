"""Tick boxes and radio buttons: as large as the letters, with an outline that can be seen."""

from typing import final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShortcutEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from client.qt.looks import look


@final
class TickBox(QCheckBox):
    """A check box."""

    def event(self, event: QEvent) -> bool:
        """Be set by its key at once."""
        return _set_by_key(self, event) or super().event(event)

    def sizeHint(self) -> QSize:
        """With room for the larger box."""
        return _with_box(self, super().sizeHint())

    def hitButton(self, pos: QPoint) -> bool:
        """Be clicked on box and text."""
        return pos.x() < self.sizeHint().width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, text and outline."""
        primitive, control = QStyle.PrimitiveElement, QStyle.ControlElement
        painter = QStylePainter(self)
        box = _paint(self, painter, primitive.PE_IndicatorCheckBox, control.CE_CheckBoxLabel)
        painter.drawRoundedRect(box, box.width() / 6, box.width() / 6)


@final
class RadioButton(QRadioButton):
    """A radio button."""

    def event(self, event: QEvent) -> bool:
        """Be set by its key at once."""
        return _set_by_key(self, event) or super().event(event)

    def sizeHint(self) -> QSize:
        """With room for the larger box."""
        return _with_box(self, super().sizeHint())

    def hitButton(self, pos: QPoint) -> bool:
        """Be clicked on box and text."""
        return pos.x() < self.sizeHint().width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, text and outline."""
        primitive, control = QStyle.PrimitiveElement, QStyle.ControlElement
        painter = QStylePainter(self)
        box = _paint(self, painter, primitive.PE_IndicatorRadioButton, control.CE_RadioButtonLabel)
        painter.drawEllipse(box)


def side(widget: QWidget) -> int:
    """How large a box is: as the style has it, or as large letters need it."""
    return max(_usual(), round(0.8 * widget.fontMetrics().height()))


def _set_by_key(button: QCheckBox | QRadioButton, event: QEvent) -> bool:
    """Obey the letter that is underlined. Qt does so 0.1 s later, after an Enter that follows."""
    if not isinstance(event, QShortcutEvent) or event.isAmbiguous():
        return False
    button.setFocus(Qt.FocusReason.ShortcutFocusReason)
    button.click()
    return True


def _usual() -> int:
    """What the style makes of any letters."""
    return QApplication.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth)


def _with_box(button: QWidget, hint: QSize) -> QSize:
    return hint + QSize(side(button) - _usual(), 0)


def _paint(
    button: QCheckBox | QRadioButton,
    painter: QStylePainter,
    indicator: QStyle.PrimitiveElement,
    label: QStyle.ControlElement,
) -> QRectF:
    """Draw box and text; return where the outline goes, for which the painter is made ready."""
    option = QStyleOptionButton()
    button.initStyleOption(option)
    box = QRect(0, 0, side(button), side(button))
    box.moveTop((button.height() - box.height()) // 2)
    option.rect = box
    painter.drawPrimitive(indicator, option)
    space = button.style().pixelMetric(QStyle.PixelMetric.PM_CheckBoxLabelSpacing)
    option.rect = button.rect().adjusted(box.width() + space, 0, 0, 0)
    painter.drawControl(label, option)
    # As the ticks in tables are drawn.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(1.0 if button.isEnabled() else 0.4)
    painter.setPen(QPen(look.muted(button.palette()), box.width() / 12))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    return QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
