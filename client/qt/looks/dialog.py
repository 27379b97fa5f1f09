"""The base of our dialogs: as large as their words, on their screen, buttons without icons."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QPushButton, QWidget

from client.qt.desktop.on_screen import StaysOnScreen


class Dialog(QDialog):
    """Stays on its screen when it grows, and goes for good when it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        StaysOnScreen(self)
        self.finished.connect(self.deleteLater)

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001 - Qt's own
        """Take the size before the desktop sees the window.

        Qt would make a window of 100x30 first. X may tell of it later, and texts that wrap in that
        width would make the dialog three times as high, for good.
        """
        if visible and not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.adjustSize()
            self._take_room()
        super().setVisible(visible)

    def _take_room(self) -> None:
        """Be as wide as the texts, where the screen is: Qt takes two thirds of it at most."""
        width = min(self.sizeHint().width(), round(0.9 * self.screen().availableSize().width()))
        layout = self.layout()
        if width > self.width() and layout is not None:
            self.resize(width, layout.totalHeightForWidth(width))

    def button_box(self, *standard: QDialogButtonBox.StandardButton) -> QDialogButtonBox:
        """Its buttons: these, and those that are added. What rejects closes it."""
        box = QDialogButtonBox(self)
        for button in standard:
            box.addButton(button)
        _take_icons_off(box)
        box.rejected.connect(self.reject)
        return box

    def enter_button(self, box: QDialogButtonBox, pressed: Callable[[], object]) -> QPushButton:
        """The one that does what the dialog is for, also at Enter; it has no text yet."""
        button = box.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        button.setDefault(True)
        box.accepted.connect(pressed)
        return button


def message_box(
    parent: QWidget, icon: QMessageBox.Icon, *buttons: QMessageBox.StandardButton
) -> QMessageBox:
    """A box that shows a stranger's text as it is, and goes for good. Show it with `open()`."""
    box = QMessageBox(parent)
    box.setIcon(icon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    for button in buttons:
        box.addButton(button)
    _take_icons_off(box)
    box.finished.connect(box.deleteLater)
    return box


def _take_icons_off(box: QDialogButtonBox | QMessageBox) -> None:
    """Let all buttons be words alone: a theme has icons for some of them, black also on dark."""
    for button in box.buttons():
        button.setIcon(QIcon())
