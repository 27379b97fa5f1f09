"""The quiet hours: whether there are any, and from when until when."""

from typing import Final, final

from PySide6.QtCore import QSignalBlocker, Qt, QTime
from PySide6.QtWidgets import QLabel, QTimeEdit, QWidget

from client.config.preferences import PreferenceStore, SoundPreferences
from client.qt.looks.boxes import TickBox
from client.qt.looks.layouts import in_row
from client.qt.looks.named import name_field
from client.qt.texts.translated import keep_translated

_FORMAT: Final = "HH:mm"
_USUAL: Final = ("20:00", "08:00")


@final
class QuietHours(QWidget):
    """One line: "[x] from 20:00 to 08:00"."""

    def __init__(self, store: PreferenceStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self.wanted = TickBox(self)
        self.begins, self.ends = QTimeEdit(self), QTimeEdit(self)
        self._until = QLabel(self)
        for edit, usual in zip((self.begins, self.ends), _USUAL, strict=True):
            edit.setTime(QTime.fromString(usual, _FORMAT))
            edit.timeChanged.connect(lambda _time: self._change())
        self.wanted.clicked.connect(self._change)
        self.setLayout(in_row(self, self.wanted, self.begins, self._until, self.ends, None))
        self.setFocusProxy(self.wanted)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_translated(self, self._write_texts)

    def show_preferences(self, sounds: SoundPreferences) -> None:
        """Show what counts."""
        there_are = bool(sounds.quiet_from and sounds.quiet_until)
        self.wanted.setChecked(there_are)
        for edit, time in ((self.begins, sounds.quiet_from), (self.ends, sounds.quiet_until)):
            edit.setEnabled(there_are)
            if there_are:
                with QSignalBlocker(edit):
                    edit.setTime(QTime.fromString(time, _FORMAT))

    def _change(self) -> None:
        begins, ends = self.begins.time().toString(_FORMAT), self.ends.time().toString(_FORMAT)
        there_are = self.wanted.isChecked()
        self._store.change("sounds", "quiet_from", to=begins if there_are else "")
        self._store.change("sounds", "quiet_until", to=ends if there_are else "")

    def _write_texts(self) -> None:
        self.wanted.setText(self.tr("&no sound from"))
        self._until.setText(self.tr("to"))
        name_field(self.begins, self.tr("Quiet from"))
        name_field(self.ends, self.tr("Quiet until"))
