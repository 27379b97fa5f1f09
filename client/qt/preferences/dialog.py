"""The preferences: a page for each subject; what is changed counts at once."""

from collections.abc import Sequence
from typing import final

from PySide6.QtWidgets import QDialogButtonBox, QTabWidget, QWidget

from client.calls.groups import PickupGroup
from client.config.preferences import PreferenceStore
from client.qt.alerts.sounder import Sounder
from client.qt.hotkeys.hotkeys import Hotkeys
from client.qt.looks.dialog import Dialog
from client.qt.looks.layouts import in_column
from client.qt.preferences.alerts_page import AlertsPage
from client.qt.preferences.hotkeys_page import HotkeysPage
from client.qt.preferences.language_page import LanguagePage
from client.qt.preferences.sounds_page import SoundsPage
from client.qt.preferences.window_page import WindowPage
from client.qt.texts.translated import keep_translated


@final
class PreferencesDialog(Dialog):
    """Shows the preferences. Show it with `open()`."""

    def __init__(
        self,
        store: PreferenceStore,
        groups: Sequence[PickupGroup],
        sounder: Sounder,
        hotkeys: Hotkeys,
        parent: QWidget,
        *,
        demo: bool,
    ) -> None:
        super().__init__(parent)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(WindowPage(store, self, demo=demo), "")
        self.tabs.addTab(AlertsPage(store, groups, self), "")
        self.tabs.addTab(SoundsPage(store, sounder, self), "")
        self.tabs.addTab(HotkeysPage(store, hotkeys, self), "")
        self.tabs.addTab(LanguagePage(store, self), "")
        buttons = self.button_box(QDialogButtonBox.StandardButton.Close)
        self.setLayout(in_column(self, self.tabs, buttons, edge=True))
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Preferences"))
        for named in (self.tabs, self.tabs.tabBar()):
            named.setAccessibleName(self.tr("Preferences"))
        titles = (
            self.tr("&Window"),
            self.tr("Al&erts"),
            self.tr("&Sounds"),
            self.tr("H&otkeys"),
            self.tr("&Language"),
        )
        for at, title in enumerate(titles):
            self.tabs.setTabText(at, title)
