"""A drop-down that leaves room for others, however many and long the names in it are."""

from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QSizePolicy, QWidget

LINES_AT_MOST: Final = 20


class DropDown(QComboBox):
    """Its list covers not the whole screen, as Qt's would.

    Args:
        letters: so many of a long name are seen; it widens no window.
    """

    def __init__(self, parent: QWidget, letters: int = 24, *, editable: bool = False) -> None:
        super().__init__(parent, editable=editable)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

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
