"""The page about the sounds of the alerts."""

from typing import final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLabel, QSizePolicy, QSlider, QWidget

from client.config.preferences import Preferences, PreferenceStore
from client.plain_text import one_line
from client.qt.alerts.sounder import NAMES, Sounder
from client.qt.looks import look
from client.qt.looks.drop_down import DropDown
from client.qt.looks.field_label import FieldLabel
from client.qt.looks.layouts import in_column
from client.qt.preferences.back_to_default import BackToDefault
from client.qt.preferences.quiet_hours import QuietHours
from client.qt.preferences.sound_row import SoundRow
from client.qt.texts.translated import keep_translated


@final
class SoundsPage(QWidget):
    """What is heard, how loud, and where."""

    def __init__(self, store: PreferenceStore, sounder: Sounder, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self._titles = [QLabel(self), QLabel(self)]
        self.sounds = [SoundRow(store, name, self) for name in NAMES]
        sounds = look.spaced(QGridLayout(), self)
        sounds.setHorizontalSpacing(look.margin(self))  # the titles are as wide as their columns
        for column, title in enumerate(self._titles):
            sounds.addWidget(title, 0, column)
        for at, row in enumerate(self.sounds, 1):
            for column, widget in enumerate(row.widgets):
                sounds.addWidget(widget, at, column)
            row.test.clicked.connect(lambda _on, which=at: sounder.test(which))
        sounds.setColumnStretch(1, 1)
        self.volume = QSlider(Qt.Orientation.Horizontal, self)
        self.volume.setRange(0, 100)
        self.volume.setPageStep(10)
        self.volume.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.device, self.quiet = DropDown(self), QuietHours(store, self)
        form = look.spaced(QFormLayout(), self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(FieldLabel(self.volume, lambda: self.tr("Volu&me"), self), self.volume)
        form.addRow(FieldLabel(self.device, lambda: self.tr("O&utput"), self), self.device)
        form.addRow(FieldLabel(self.quiet, lambda: self.tr("Quiet hours"), self), self.quiet)
        self.back = BackToDefault(self)
        self.setLayout(in_column(self, sounds, look.gap(self), form, None, self.back, edge=True))
        self.volume.valueChanged.connect(lambda percent: self._change("volume", to=percent))
        self.device.activated.connect(
            lambda _at: self._change("device", to=self.device.currentData())
        )
        self.back.button.clicked.connect(lambda: store.change("sounds", to=None))
        unsubscribe = store.subscribe(self._show)
        self.destroyed.connect(lambda _page: unsubscribe())
        self.device.addItem("", "")
        keep_translated(self, self._write_texts)
        self._show(store.value)
        sounder.devices_known.connect(self._show_devices)
        sounder.ask_devices()

    def _change(self, name: str, *, to: object) -> None:
        self._store.change("sounds", name, to=to)

    def _show_devices(self, names: list[str]) -> None:
        for name in names:
            self._device_at(name)

    def _device_at(self, name: str) -> int:
        """Where a device stands; one that is not there now is added."""
        at = self.device.findData(name)
        if at < 0:
            self.device.addItem(one_line(name), name)
            at = self.device.count() - 1
        return at

    def _show(self, preferences: Preferences) -> None:
        sounds = preferences.sounds
        with QSignalBlocker(self.volume):
            self.volume.setValue(sounds.volume)
        self.device.setCurrentIndex(self._device_at(sounds.device))
        for row in self.sounds:
            row.show_preferences(sounds)
        self.quiet.show_preferences(sounds)
        self.back.show_own(own=self._store.own("sounds"))

    def _write_texts(self) -> None:
        self._titles[0].setText(self.tr("From so many calls on"))
        self._titles[1].setText(self.tr("Sound"))
        self.device.setItemText(0, self.tr("System default"))
