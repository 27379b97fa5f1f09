"""A group's number: typed, or chosen among the free ones."""

from collections.abc import Sequence
from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.qt.looks import look
from client.qt.looks.drop_down import TypedDropDown
from client.qt.looks.named import give_clear_button
from client.typed import with_phone_keys


@final
class NumberField(TypedDropDown):
    """A drop-down of free numbers, with a button that empties it.

    Signals:
        number_typed(str): the user has typed or chosen this.
    """

    number_typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, letters=10)
        self.setMaxVisibleItems(12)
        give_clear_button(self.edit)
        self.edit.setMaxLength(12)
        self.edit.textEdited.connect(lambda text: self.number_typed.emit(with_phone_keys(text)))
        self.textActivated.connect(self.number_typed)
        self.setMinimumHeight(self.edit.sizeHint().height() + look.gap(self) // 2)

    def show_number(self, number: str, free: Sequence[str]) -> None:
        """Show a number; offer it and the free ones."""
        offered = sorted({*free, number} - {""})
        if offered != [self.itemText(at) for at in range(self.count())]:
            self.clear()
            self.addItems(offered)
        self.setCurrentIndex(self.findText(number))  # the list and the arrow keys begin there
        if self.currentText() != number:  # or what was typed could not be undone
            self.setEditText(number)
