"""A label that is bolder and larger than what is around it, also when the font changes."""

from typing import final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from client.qt.looks import look
from client.qt.looks.wrapping_label import WrappingLabel


@final
class Bold(QObject):
    """Gives `label` the font of `around`, bold and `factor` as large; lives as long as the label.

    A font that was set once keeps its size for ever.
    """

    def __init__(self, label: QWidget, around: QWidget, factor: float = 1.0) -> None:
        super().__init__(label)
        self._label, self._around, self._factor = label, around, factor
        around.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear of another font."""
        if event.type() == QEvent.Type.FontChange:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        self._label.setFont(look.scaled(self._around.font(), self._factor, bold=True))


def headline(parent: QWidget) -> WrappingLabel:
    """What a dialog is about, above all else in it."""
    label = WrappingLabel(parent)
    Bold(label, parent, 1.15)
    return label
