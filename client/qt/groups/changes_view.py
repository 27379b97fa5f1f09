"""A list of changes in words, to be read with the arrow keys."""

from collections.abc import Callable, Sequence
from typing import final

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from client.qt.groups.change_text import Changes
from client.qt.looks import look
from client.qt.texts.translated import keep_translated


@final
class ChangesView(QListView):
    """Headings in bold, the changes below them.

    Args:
        changes: asked again in another language.
    """

    def __init__(self, changes: Callable[[], Sequence[Changes]], parent: QWidget) -> None:
        super().__init__(parent)
        self._changes = changes
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        letters = self.fontMetrics().averageCharWidth()
        self.setMinimumSize(66 * letters, 12 * self.fontMetrics().height())
        keep_translated(self, self._write_texts)

    def lines(self) -> list[str]:
        """All that is said."""
        items = self._items
        return [items.item(row).text().strip() for row in range(items.rowCount())]

    def _write_texts(self) -> None:
        self.setAccessibleName(self.tr("Changes"))
        self._items.clear()
        for one in self._changes():
            heading = QStandardItem(one.heading)
            heading.setFont(look.scaled(self.font(), 1.0, bold=True))
            self._items.appendRow(heading)
            for line in one.lines:
                self._items.appendRow(QStandardItem(f"    {line}"))
