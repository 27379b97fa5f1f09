"""Labels of fields: a red star marks one that has to be filled in; what is wrong stands below."""

from typing import final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from client.qt import look
from client.qt.inked import Inked
from client.qt.translated import Text, keep_translated, text_of


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


@final
class ErrorLabel(QLabel):
    """A red line for what is wrong with a field; hidden while nothing is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._said: Text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        Inked(self, look.BAD)
        self.hide()
        keep_translated(self, self._write_texts)

    def say(self, text: Text) -> None:
        """Show what is wrong, or nothing; said aloud when it is new."""
        words = text_of(text)
        if words and (self.isHidden() or words != self.text()):
            look.announce(self, words)
        self._said = text
        self._write_texts()
        self.setVisible(bool(words))

    def _write_texts(self) -> None:
        self.setText(text_of(self._said))
