"""A list of changes in words, to be read with the arrow keys."""

from collections.abc import Sequence
from typing import final

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from client.qt import look
from client.qt.focus_ring import FocusRing
from client.qt.groups.change_text import Changes


@final
class ChangesView(QListView):
    """Headings in bold, the changes below them."""

    def __init__(self, changes: Sequence[Changes], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Changes"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        model = QStandardItemModel(self)
        for one in changes:
            heading = QStandardItem(one.heading)
            heading.setFont(look.scaled(self.font(), 1.0, bold=True))
            model.appendRow(heading)
            for line in one.lines:
                model.appendRow(QStandardItem(f"    {line}"))
        self.setModel(model)
        FocusRing(self)
        letters = self.fontMetrics().averageCharWidth()
        self.setMinimumSize(66 * letters, 12 * self.fontMetrics().height())

    def lines(self) -> list[str]:
        """All that is said."""
        model = self.model()
        return [str(model.index(row, 0).data()).strip() for row in range(model.rowCount())]
