"""What is wrong with a field, in red below it."""

import sys
from typing import final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from client.qt.looks import look
from client.qt.looks.inked import Inked
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.translated import Text, keep_translated, text_of


@final
class ErrorLabel(WrappingLabel):
    """A red line for what is wrong with a field; hidden while nothing is.

    Args:
        field: has it as its description, for who comes back to it with a screen reader.
    """

    def __init__(self, parent: QWidget, field: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._said: Text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        Inked(self, look.BAD)
        self.hide()
        keep_translated(self, self._write_texts)

    def sizeHint(self) -> QSize:
        """No higher than its lines: Qt's own is for a narrower label, and a form keeps to it."""
        hint = super().sizeHint()
        return QSize(hint.width(), min(hint.height(), self.minimumSizeHint().height()))

    def say(self, text: Text, *, go: bool = False) -> None:
        """Show what is wrong, or nothing; said aloud when it is new.

        Args:
            go: give the field the keyboard, at which a reader says what is wrong.
        """
        words, field = text_of(text), self._field if go else None
        goes = (
            field is not None
            and field.isEnabled()
            and field.isActiveWindow()
            and not field.hasFocus()
        )
        is_new = bool(words) and (self.isHidden() or words != self.text())
        if is_new and not goes and not self._field_says_it():
            look.announce(self, words)
        self._said = text
        # Before the words: Qt lays the window out as it is shown, and knows not how it wraps.
        self.setVisible(bool(words))
        self._write_texts()
        if field is not None:
            field.setFocus()  # not before: Orca would say it there, and again as it comes

    def _field_says_it(self) -> bool:
        """Orca says what is new in the description of the line that has the keyboard."""
        field = self._field
        return sys.platform == "linux" and isinstance(field, QLineEdit) and field.hasFocus()

    def _write_texts(self) -> None:
        self.setText(text_of(self._said))
        if self._field is not None:
            self._field.setAccessibleDescription(self.text())
