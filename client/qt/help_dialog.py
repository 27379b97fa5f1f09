"""Help: the table of keys."""

from collections.abc import Sequence
from typing import final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from client.calls.groups import PickupGroup
from client.plain_text import one_line
from client.qt import keys, look
from client.qt.translated import keep_translated


def open_help(window: QWidget, groups: Sequence[PickupGroup]) -> "HelpDialog":
    """Show Help beside its window; one that is open comes to the front."""
    dialog = window.findChild(HelpDialog)
    if not isinstance(dialog, HelpDialog):
        dialog = HelpDialog(window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show_groups(groups)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog


@final
class HelpDialog(QDialog):
    """Every key and what it does, a window after the other; a call can be taken meanwhile."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[PickupGroup, ...] = ()
        self.table = QTreeWidget(self)
        self.table.setColumnCount(2)
        self.table.setRootIsDecorated(False)
        self.table.setItemsExpandable(False)
        self.table.setIndentation(0)
        self.table.setUniformRowHeights(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.header().setSectionsMovable(False)
        self.table.header().setStretchLastSection(False)  # it would hide how wide the texts are
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        look.space_out(layout, self, edge=True)
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        keep_translated(self, self._write_texts)

    def show_groups(self, groups: Sequence[PickupGroup]) -> None:
        """Say which groups the keys mean."""
        self._groups = tuple(groups)
        self._write_texts()

    def sizeHint(self) -> QSize:
        """As large as the table, if the screen is."""
        lines = sum(1 + len(listed) for _, listed in keys.KEYS)
        table = self.table.sizeHintForRow(0) * lines + self.table.header().sizeHint().height()
        around = super().minimumSizeHint() - self.table.minimumSizeHint()
        bar = self.table.verticalScrollBar().sizeHint().width()
        size = QSize(self.table.header().length() + bar, table) + around
        size += QSize(look.margin(self), look.margin(self))
        return size.boundedTo(self.screen().availableSize() * 0.9)

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Help: keys"))
        self.table.setAccessibleName(self.tr("Keys"))
        self.table.setHeaderLabels([self.tr("Key"), self.tr("What it does")])
        self.table.clear()
        for text, listed in keys.KEYS:
            section = QTreeWidgetItem(self.table, [QCoreApplication.translate("Keys", text)])
            section.setFont(0, look.scaled(self.font(), 1.0, bold=True))
            section.setFirstColumnSpanned(True)
            for key in listed:
                QTreeWidgetItem(section, [key.shown, self._says(key)])
        self.table.expandAll()
        for column in (0, 1):
            self.table.resizeColumnToContents(column)
        self.table.setColumnWidth(0, self.table.columnWidth(0) + look.margin(self))

    def _says(self, key: keys.Key) -> str:
        """What it does; of a group's key also which group that is."""
        if key in keys.OF_GROUP and (at := keys.OF_GROUP.index(key)) < len(self._groups):
            group = one_line(self._groups[at].label)
            return self.tr("{what}: {group}").format(what=key.says(), group=group)
        return key.says()
