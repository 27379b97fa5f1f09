"""The page about the language."""

from typing import final

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from client.config.preferences import PreferenceStore
from client.qt.looks import look
from client.qt.looks.drop_down import DropDown
from client.qt.looks.field_label import FieldLabel
from client.qt.texts.languages import NAMES, fixed_language, system_language
from client.qt.texts.translated import keep_translated


@final
class LanguagePage(QWidget):
    """Which language the windows speak."""

    def __init__(self, store: PreferenceStore, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = DropDown(self)
        self.note = QLabel(self)
        for value, name in (("system", ""), *NAMES.items()):
            self.choice.addItem(name, value)
        spoken = fixed_language() or store.value.window.language
        self.choice.setCurrentIndex(self.choice.findData(spoken))
        self.choice.setEnabled(not fixed_language())
        self.choice.activated.connect(
            lambda: store.change("window", "language", to=self.choice.currentData())
        )
        layout = look.spaced(QFormLayout(self), self, edge=True)
        layout.addRow(FieldLabel(self.choice, lambda: self.tr("Lan&guage"), self), self.choice)
        layout.addRow("", self.note)
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        system = self.tr("As the system ({language})").format(language=NAMES[system_language()])
        self.choice.setItemText(0, system)
        self.note.setText(
            self.tr("Set by CORNETTA_LANGUAGE")
            if fixed_language()
            else self.tr("All windows change at once.")
        )
