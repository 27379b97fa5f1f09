"""Help: the table of keys."""

from collections.abc import Sequence
from typing import final

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from client.calls.groups import PickupGroup
from client.config.preferences import HotkeyPreferences
from client.plain_text import one_line
from client.qt import keys
from client.qt.desktop.front import bring_to_front
from client.qt.hotkeys.rules import NAMES, what
from client.qt.looks import look
from client.qt.looks.dialog import Dialog
from client.qt.looks.layouts import in_column
from client.qt.texts.error_text import sentence_text
from client.qt.texts.translated import keep_translated


def open_help(
    window: QWidget, groups: Sequence[PickupGroup], hotkeys: HotkeyPreferences
) -> "HelpDialog":
    """Show Help beside its window; one that is open comes to the front."""
    dialog = window.findChild(HelpDialog)
    if not isinstance(dialog, HelpDialog):
        dialog = HelpDialog(window)
    dialog.show_own(groups, hotkeys)
    dialog.show()
    bring_to_front(dialog)
    return dialog


@final
class HelpDialog(Dialog):
    """Every key and what it does, a window after the other; a call can be taken meanwhile."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._groups: tuple[PickupGroup, ...] = ()
        self._hotkeys = HotkeyPreferences()
        self.table = QTreeWidget(self)
        self.table.setSizeAdjustPolicy(QTreeWidget.SizeAdjustPolicy.AdjustToContents)
        self.table.setColumnCount(2)
        self.table.setRootIsDecorated(False)
        self.table.setItemsExpandable(False)
        self.table.setIndentation(0)
        self.table.setUniformRowHeights(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.header().setSectionsMovable(False)
        self.table.header().setStretchLastSection(False)  # it would hide how wide the texts are
        buttons = self.button_box(QDialogButtonBox.StandardButton.Close)
        self.setLayout(in_column(self, self.table, buttons, edge=True))
        keep_translated(self, self._write_texts)

    def show_own(self, groups: Sequence[PickupGroup], hotkeys: HotkeyPreferences) -> None:
        """Say which groups the keys mean, and which hotkeys there are."""
        self._groups, self._hotkeys = tuple(groups), hotkeys
        self._write_texts()

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Help: keys"))
        self.table.setAccessibleName(self.tr("Keys"))
        self.table.setHeaderLabels([self.tr("Key"), self.tr("What it does")])
        self.table.clear()
        for text, listed in keys.KEYS:
            rows = [(key.shown, self._says(key)) for key in listed]
            self._add(sentence_text(text), rows)
        if self._hotkeys.on:
            self._add(self.tr("In every program"), self._chosen())
        for column in (0, 1):
            self.table.resizeColumnToContents(column)
        self.table.setColumnWidth(0, self.table.columnWidth(0) + look.margin(self))
        # As large as the table, if the screen is: Qt itself takes two thirds of that at most.
        self.resize(self.sizeHint().boundedTo(self.screen().availableSize() * 0.9))

    def _add(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """One section: each key, and what it does."""
        section = QTreeWidgetItem(self.table, [title])
        section.setFont(0, look.scaled(self.font(), 1.0, bold=True))
        section.setFirstColumnSpanned(True)
        section.setExpanded(True)  # not expandAll: a reader would say "expanded" of every key
        for row in rows:
            QTreeWidgetItem(section, list(row))

    def _chosen(self) -> list[tuple[str, str]]:
        """The hotkeys that are set."""
        chosen = [(getattr(self._hotkeys, name), name) for name in NAMES]
        native = QKeySequence.SequenceFormat.NativeText
        return [(QKeySequence(key).toString(native), what(name)) for key, name in chosen if key]

    def _says(self, key: keys.Key) -> str:
        """What it does; of a group's key also which group that is."""
        if key in keys.OF_GROUP and (at := keys.OF_GROUP.index(key)) < len(self._groups):
            group = one_line(self._groups[at].label)
            return self.tr("{what}: {group}").format(what=key.says(), group=group)
        return key.says()
