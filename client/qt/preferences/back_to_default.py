"""The line that says whose choice is shown, and the button that takes the user's own back."""

from typing import final

from PySide6.QtWidgets import QPushButton, QWidget

from client.qt.looks.layouts import in_row
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.translated import keep_translated


@final
class BackToDefault(QWidget):
    """One line: "Your own choice … [Back to default]"."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._own = False
        self.whose = WrappingLabel(self)
        self.button = QPushButton(self, autoDefault=False)
        self.setLayout(in_row(self, (self.whose, 1), self.button))
        keep_translated(self, self._write_texts)

    def show_own(self, *, own: bool) -> None:
        """Say whether the user has chosen anything of what is shown."""
        self._own = own
        self.button.setEnabled(own)
        self._write_texts()

    def _write_texts(self) -> None:
        self.whose.setText(
            self.tr("Your own choice.")
            if self._own
            else self.tr("As the administrator or Cornetta has it.")
        )
        self.button.setText(self.tr("&Back to default"))
