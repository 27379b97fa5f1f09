"""A field that narrows a list down."""

from typing import final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from client.qt.groups.clearing_edit import ClearingEdit


@final
class SearchField(ClearingEdit):
    """Esc empties it; Down goes on to the list.

    Args:
        found: the list.
    """

    def __init__(self, found: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._found = found

    def set_hint(self, hint: str) -> None:
        """Say what can be searched for, e.g. "Search members"."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setToolTip(hint)  # the field may be too narrow for it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        if event.key() == Qt.Key.Key_Down:
            self._found.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
