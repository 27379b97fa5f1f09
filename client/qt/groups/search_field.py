"""Fields in which one searches."""

from typing import final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from client.qt.looks.named import give_clear_button


class ClearingEdit(QLineEdit):
    """A line that Esc empties before it closes the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        give_clear_button(self)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window's shortcut while there is something to empty."""
        if event.type() == QEvent.Type.ShortcutOverride and self._empties(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        if self._empties(event):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _empties(self, event: QEvent) -> bool:
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        return is_escape and bool(self.text())


@final
class SearchField(ClearingEdit):
    """Narrows a list down; Down goes on to it.

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
