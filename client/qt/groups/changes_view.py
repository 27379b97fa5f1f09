"""A list of changes in words, to be read with the arrow keys."""

from collections.abc import Callable, Sequence
from typing import final

from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from client.qt.groups.change_text import Changes
from client.qt.looks import look
from client.qt.texts.translated import keep_translated


@final
class ChangesView(QListWidget):
    """Headings in bold, the changes below them.

    Args:
        changes: asked again in another language.
    """

    def __init__(self, changes: Callable[[], Sequence[Changes]], parent: QWidget) -> None:
        super().__init__(parent)
        self._changes = changes
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(True)
        self.setMinimumSize(look.room_for(self, 66), 12 * self.fontMetrics().height())
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        self.setAccessibleName(self.tr("Changes"))
        self.clear()
        for one in self._changes():
            heading = QListWidgetItem(one.heading, self)
            heading.setFont(look.scaled(self.font(), 1.0, bold=True))
            self.addItems([f"    {line}" for line in one.lines])
