"""The label of a field: its key goes there, and a screen reader calls the field the same."""

from typing import final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

from client.qt.looks import look
from client.qt.looks.named import name_field
from client.qt.texts.translated import Text, keep_translated, text_of


@final
class FieldLabel(QLabel):
    """A text of ours, with a mnemonic.

    Args:
        field: gets the focus at the mnemonic, and its name from here.
        spoken: that name, where it is not the text.
        mandatory: a red star marks a field that has to be filled in.
    """

    def __init__(
        self,
        field: QWidget,
        text: Text,
        parent: QWidget,
        *,
        spoken: Text = "",
        mandatory: bool = False,
    ) -> None:
        super().__init__(parent)
        self._field, self._text, self._spoken, self._mandatory = field, text, spoken, mandatory
        self.setBuddy(field)
        keep_translated(self, self._write_texts)

    def changeEvent(self, event: QEvent) -> None:
        """On another palette the star has another red."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write_texts()

    def _write_texts(self) -> None:
        text = text_of(self._text)
        name = text_of(self._spoken) or text.replace("&", "")
        if self._mandatory:
            red = look.ink(look.BAD, self.palette()).name()
            text = f'{text} <span style="color:{red}">*</span>'
            name = self.tr("{field}, mandatory").format(field=name)
        self.setText(text)
        self.setAccessibleName(name)  # which Orca says before the field's own
        name_field(self._field, name)
