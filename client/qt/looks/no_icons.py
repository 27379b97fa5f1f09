"""Dialogs whose buttons are words alone: a theme has icons for some of them, black also on dark."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox


def take_icons_off(box: QDialogButtonBox | QMessageBox) -> None:
    """Let all buttons look alike; to be called when they are there."""
    for button in box.buttons():
        button.setIcon(QIcon())
