"""A drop-down that leaves room for others, however many and long the names in it are."""

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

LINES_AT_MOST: Final = 20

_BOX: Final = QStyle.ComplexControl.CC_ComboBox


class DropDown(QComboBox):
    """Its list covers not the whole screen, as Qt's would.

    Args:
        letters: so many of a long name are seen; it widens no window.

    Signals:
        closing(): its list goes.
    """

    closing = Signal()

    def __init__(self, parent: QWidget, letters: int = 24, *, editable: bool = False) -> None:
        super().__init__(parent, editable=editable)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """End in dots what has no room in the closed field, which Qt would cut."""
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(_BOX, option, part, self).adjusted(1, 0, -1, 0)
        dots = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, dots, field.width())

    def hidePopup(self) -> None:
        """Tell of it."""
        self.closing.emit()
        super().hidePopup()

    def showPopup(self) -> None:
        """Let a long list begin here, and have it scrolled."""
        super().showPopup()
        view = self.view()
        frame, height = view.window(), LINES_AT_MOST * view.sizeHintForRow(0)
        if frame.height() > height:
            lowest = self.screen().availableGeometry().bottom() - height
            top = min(self.mapToGlobal(QPoint()).y(), lowest)
            frame.setGeometry(frame.x(), top, frame.width(), height)
            view.scrollTo(view.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
