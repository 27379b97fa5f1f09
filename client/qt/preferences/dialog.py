"""The preferences: a page for each subject; what is changed counts at once."""

from typing import final

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from client.preferences import PreferenceStore
from client.qt import look
from client.qt.preferences.window_page import WindowPage


@final
class PreferencesDialog(QDialog):
    """Shows the preferences. Show it with `open()`.

    Args:
        store: shown, and changed at once.
    """

    def __init__(self, store: PreferenceStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.tabs = QTabWidget(self)
        self.tabs.addTab(WindowPage(store, self), self.tr("&Window"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        look.space_out(layout, self, edge=True)
        layout.addWidget(self.tabs)
        layout.addWidget(buttons)
