"""Pick up what rings at one extension: typed, or chosen among those that ring now."""

from collections.abc import Sequence
from typing import final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from client.calls.events import Party
from client.plain_text import one_line
from client.qt.calls.call_cells import pick_up
from client.qt.looks.drop_down import TypedDropDown
from client.qt.looks.field_label import FieldLabel
from client.qt.looks.focus import release_focus
from client.qt.looks.layouts import in_row
from client.qt.texts.translated import keep_translated
from client.typed import with_phone_keys
from client.wording import party

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@final
class ExtensionLine(QWidget):
    """One line: "Extension [ 102 ▾ ] [Pick up]".

    Signals:
        extension_wanted(str): take the call that rings there.
    """

    extension_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._armed = False
        self._phones: tuple[Party, ...] = ()
        self.combo = TypedDropDown(self, letters=16)
        self._edit = self.combo.edit
        self._edit.setMaxLength(40)
        self.label = FieldLabel(self.combo, lambda: self.tr("&Extension"), self)
        self._button = QPushButton(self)
        self.setLayout(in_row(self, self.label, self.combo, self._button, None))
        self.combo.activated.connect(self._fill_in)
        self._edit.textChanged.connect(self._look)
        self._edit.returnPressed.connect(self._want)
        self._edit.installEventFilter(self)
        self._button.clicked.connect(self._want)
        self._look()
        keep_translated(self, self._write_texts)

    def set_armed(self, *, armed: bool) -> None:
        """Let calls be taken or not."""
        self._armed = armed
        self._look()

    def show_phones(self, phones: Sequence[Party]) -> None:
        """Offer the desks that ring now; what was typed stays."""
        if tuple(phones) == self._phones or self.combo.view().isVisible():
            return
        self._phones = tuple(phones)
        typed, cursor = self._edit.text(), self._edit.cursorPosition()
        self._edit.blockSignals(True)
        if self.combo.currentIndex() >= 0:
            self.combo.setCurrentIndex(-1)  # or it writes what that line of the list becomes
        while self.combo.count() > len(phones):
            self.combo.removeItem(self.combo.count() - 1)
        for at, phone in enumerate(phones):
            if at == self.combo.count():
                self.combo.addItem("")
            self.combo.setItemText(at, one_line(party(phone)))
            self.combo.setItemData(at, phone.number)
        if self._edit.text() != typed:  # not without need: a screen reader says each change
            self._edit.setText(typed)
            self._edit.setCursorPosition(cursor)
        self._edit.blockSignals(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter count once while it is held down, or it would take one call after the other."""
        if isinstance(event, QKeyEvent):
            return event.isAutoRepeat() and event.key() in _ENTER
        return super().eventFilter(watched, event)

    def _write_texts(self) -> None:
        self._edit.setPlaceholderText(self.tr("number"))
        self.combo.setPlaceholderText(self._edit.placeholderText())
        self._button.setText(pick_up())
        self._button.setAccessibleName(self.tr("Pick up at this extension"))

    def _fill_in(self, at: int) -> None:
        number = self.combo.itemData(at, Qt.ItemDataRole.UserRole)
        if isinstance(number, str):
            self._edit.setText(number)

    def _extension(self) -> str:
        return with_phone_keys(self._edit.text().strip())

    def _look(self) -> None:
        usable = self._armed and bool(self._extension())
        if not usable:
            release_focus(self._button)
        self._button.setEnabled(usable)

    def _want(self) -> None:
        if self._armed and self._extension():
            self.extension_wanted.emit(self._extension())
