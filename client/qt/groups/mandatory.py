"""Labels of fields: a red star marks one that has to be filled in; what is wrong stands below."""

from typing import final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from client.qt import look
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
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setBuddy(field)

    def show_text(self, text: str) -> None:
        """Name the field; the text is ours, with a mnemonic."""
        self.setText(f'{text} <span style="color:{look.BAD.name()}">*</span>')
        spoken = self.tr("{field}, mandatory").format(field=text.replace("&", ""))
        self._field.setAccessibleName(spoken)


@final
class ErrorLabel(QLabel):
    """A red line for what is wrong with a field; hidden while nothing is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._said: Text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        palette = QPalette(self.palette())
        color = look.blend(look.BAD, palette.color(QPalette.ColorRole.WindowText), 0.8)
        palette.setColor(QPalette.ColorRole.WindowText, color)
        self.setPalette(palette)
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
