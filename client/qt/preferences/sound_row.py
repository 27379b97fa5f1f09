"""One of the three sounds: from how many calls on, which file, and a try."""

from pathlib import Path
from typing import final

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtWidgets import QFileDialog, QPushButton, QSpinBox, QWidget

from client.config.preferences import PreferenceStore, SoundPreferences
from client.plain_text import one_line
from client.qt.looks.elided import Elided
from client.qt.looks.icon_button import IconButton
from client.qt.looks.icons import IconName
from client.qt.texts.translated import keep_translated

_KINDS = "*.wav *.mp3 *.ogg *.flac"


@final
class SoundRow(QObject):
    """The widgets of one sound.

    Args:
        name: "first", "second" or "third".
    """

    def __init__(self, store: PreferenceStore, name: str, page: QWidget) -> None:
        super().__init__(page)
        self._store, self._name, self._page = store, name, page
        self._file = ""
        self.calls = QSpinBox(page)
        self.calls.setRange(1, 1000)
        self.file = Elided(page)
        self.choose = QPushButton(page)
        self.ours = IconButton(page, IconName.REMOVE)
        self.test = QPushButton(page)
        for button in (self.choose, self.test):
            button.setAutoDefault(False)
        self.calls.valueChanged.connect(lambda calls: self._change("from", to=calls))
        self.choose.clicked.connect(self._ask)
        self.ours.clicked.connect(lambda: self._change("file", to=""))
        keep_translated(page, self._write_texts)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """From the left."""
        return self.calls, self.file, self.ours, self.choose, self.test

    def show_preferences(self, sounds: SoundPreferences) -> None:
        """Show what counts."""
        with QSignalBlocker(self.calls):
            self.calls.setValue(getattr(sounds, f"{self._name}_from"))
        self._file = getattr(sounds, f"{self._name}_file")
        self.ours.setEnabled(bool(self._file))
        self._write_texts()

    def _change(self, what: str, *, to: object) -> None:
        self._store.change("sounds", f"{self._name}_{what}", to=to)

    def _ask(self) -> None:
        dialog = QFileDialog(self._page)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Sounds ({kinds})").format(kinds=_KINDS))
        dialog.setDirectory(str(Path(self._file).parent if self._file else Path.home()))
        dialog.fileSelected.connect(lambda path: self._change("file", to=path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write_texts(self) -> None:
        names = {
            "first": self.tr("Few calls"),
            "second": self.tr("Several calls"),
            "third": self.tr("Many calls"),
        }
        name = names[self._name]
        self.file.setText(one_line(Path(self._file).name) if self._file else self.tr("Cornetta's"))
        self.choose.setText(self.tr("Choose…"))
        self.test.setText(self.tr("Test"))
        self.calls.setAccessibleName(self.tr("{sound}: from how many on").format(sound=name))
        self.choose.setAccessibleName(self.tr("{sound}: choose a file").format(sound=name))
        self.test.setAccessibleName(self.tr("{sound}: hear it once").format(sound=name))
        self.ours.setAccessibleName(self.tr("{sound}: take Cornetta's own").format(sound=name))
        self.ours.setToolTip(self.tr("Take Cornetta's own"))
