"""Before anything is written: what will change, in words."""

from collections.abc import Callable, Sequence
from typing import final

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from client.qt.groups.change_text import Changes
from client.qt.groups.changes_view import ChangesView
from client.qt.looks.bold import headline
from client.qt.looks.dialog import Dialog
from client.qt.looks.layouts import in_column
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.translated import Text, keep_translated, text_of


@final
class SaveDialog(Dialog):
    """Accepted when the changes are to be made. Show it with `open()`.

    Args:
        title: what is about to happen, e.g. "Save these changes?".
        verb: the button that does it.
        note: what the user has to do beside; "" for nothing.
    """

    def __init__(
        self,
        title: Text,
        changes: Callable[[], Sequence[Changes]],
        verb: Text,
        note: Text,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._texts = (title, verb, note)
        self._headline = headline(self)
        self.view = ChangesView(changes, self)
        self._note = WrappingLabel(self)
        buttons = self.button_box(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = self.enter_button(buttons, self.accept)
        parts = (self._headline, (self.view, 1), self._note, buttons)
        self.setLayout(in_column(self, *parts, edge=True))
        self.save_button.setFocus()
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        title, verb, note = map(text_of, self._texts)
        self.setWindowTitle(title)
        self._headline.setText(title)
        self.save_button.setText(verb)
        self._note.setText(note)
        self._note.setVisible(bool(note))
