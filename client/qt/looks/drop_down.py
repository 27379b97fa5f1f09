"""A drop-down that leaves room for others, however many and long the names in it are."""

import sys
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from client.qt.looks import look

LINES_AT_MOST: Final = 20

_BOX: Final = QStyle.ComplexControl.CC_ComboBox


class DropDown(QComboBox):
    """Its list covers not the whole screen, as Qt's would.

    Args:
        letters: so many of a long name are seen; it widens no window.

    Signals:
        closed(): its list has gone.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, letters: int = 24) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.view().installEventFilter(self)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """End in dots what has no room in the closed field, which Qt would cut."""
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(_BOX, option, part, self).adjusted(1, 0, -1, 0)
        dots = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, dots, field.width())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Do nothing: who scrolls a page or a list would change what the pointer comes over."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say what a key has chosen: with the list closed, Orca says nothing of Qt's drop-downs."""
        before = self.currentIndex()
        super().keyPressEvent(event)
        at = self.currentIndex()
        if at != before and sys.platform == "linux" and not self.isEditable():
            said = self.itemData(at, Qt.ItemDataRole.AccessibleTextRole)
            look.announce(self, said or self.itemText(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear when the list goes."""
        if event.type() == QEvent.Type.Hide:
            self.closed.emit()
            QTimer.singleShot(0, self, self._mark_chosen)  # Qt has yet to ask the list for it
        return super().eventFilter(watched, event)

    def _mark_chosen(self) -> None:
        """Or what was left with Escape stays marked: a reader says it as what is chosen."""
        if not self.view().isVisible():
            column, root = self.modelColumn(), self.rootModelIndex()
            self.view().setCurrentIndex(self.model().index(self.currentIndex(), column, root))

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


class TypedDropDown(DropDown):
    """One into which something else can be typed as well.

    Attributes:
        edit: the line for that.
    """

    def __init__(self, parent: QWidget, letters: int) -> None:
        super().__init__(parent, letters)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # None turns it off
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        edit = self.lineEdit()
        assert edit is not None  # noqa: S101 - it is editable
        self.edit: QLineEdit = edit
