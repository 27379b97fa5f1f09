"""A dialog that stays on the screen when it grows: in larger letters, or to say what is wrong."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog

from client.qt.window.places import pull_onto_screen


class GrowingDialog(QDialog):
    """The base of ours."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """It grows to the right and downwards."""
        super().resizeEvent(event)
        pull_onto_screen(self)
