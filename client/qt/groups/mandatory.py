"""The label of a field that has to be filled in: a red star marks it."""

from typing import final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from client.qt.looks import look


@final
class MandatoryLabel(QLabel):
    """A label with a red star.

    Args:
        field: gets the focus at the mnemonic, and is said to be mandatory.
    """

    def __init__(self, field: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._named = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setBuddy(field)

    def show_text(self, text: str) -> None:
        """Name the field; the text is ours, with a mnemonic."""
        self._named = text
        self._write()
        spoken = self.tr("{field}, mandatory").format(field=text.replace("&", ""))
        self._field.setAccessibleName(spoken)

    def changeEvent(self, event: QEvent) -> None:
        """On another palette it is another red."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def _write(self) -> None:
        red = look.ink(look.BAD, self.palette()).name()
        self.setText(f'{self._named} <span style="color:{red}">*</span>')
