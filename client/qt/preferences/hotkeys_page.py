"""The page about hotkeys: an editor that finds conflicts, or how to make do without."""

import shlex
from functools import partial
from typing import final

from PySide6.QtGui import QFocusEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFormLayout,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QWidget,
)

from client.config.preferences import PreferenceStore
from client.qt.desktop.own_command import own_command
from client.qt.hotkeys.backend import Refusal
from client.qt.hotkeys.hotkeys import Hotkeys
from client.qt.hotkeys.rules import NAMES, objection, refusal, what
from client.qt.looks import look
from client.qt.looks.boxes import TickBox
from client.qt.looks.field_label import FieldLabel
from client.qt.looks.layouts import in_column, in_row
from client.qt.looks.named import give_clear_button
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.translated import Text, keep_translated


def pickup_command() -> str:
    """What one binds to a key in the desktop's own settings."""
    return shlex.join([*own_command(), "pickup"])


@final
class HotkeysPage(QWidget):
    """Which hotkeys there are."""

    def __init__(
        self, store: PreferenceStore, hotkeys: Hotkeys, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._hotkeys = store, hotkeys
        self.on = TickBox(self)
        self.on.setChecked(store.value.hotkeys.on)
        self.on.toggled.connect(self._turn)
        self.edits = {name: _HotkeyEdit(hotkeys, self) for name in NAMES}
        self.problems = {name: WrappingLabel(self) for name in NAMES}
        self._note = WrappingLabel(self)
        self.command = QLineEdit(pickup_command(), self)
        self.command.setReadOnly(True)
        self.command.setCursorPosition(0)
        self._copy = QPushButton(self)
        self._copy.clicked.connect(lambda: QApplication.clipboard().setText(self.command.text()))
        self._lay_out()
        for name, edit in self.edits.items():
            edit.setKeySequence(QKeySequence(getattr(store.value.hotkeys, name)))
            edit.editingFinished.connect(partial(self._change, name))
        hotkeys.changed.connect(self.refresh)
        keep_translated(self, self._write_texts)

    def refresh(self) -> None:
        """Say what works."""
        on, available = self._store.value.hotkeys.on, self._hotkeys.available
        backend = self._hotkeys.backend
        for name, edit in self.edits.items():
            edit.setEnabled(on and available is not False)
            shown = backend.shown.get(name, "")
            text = self._objection(name)
            if not text and on and name in backend.refused:
                text = refusal(backend.refused[name])
            elif not text and on and shown:
                text = self.tr("The desktop has: {key}").format(key=shown)
            if text and text != self.problems[name].text() and self.isVisible():
                look.announce(edit, text)
            self.problems[name].setText(text)
            self.problems[name].setVisible(bool(text))
            edit.describe(text)
        self.on.setEnabled(available is not False or on)
        declined = on and Refusal.DECLINED in backend.refused.values() and not backend.shown
        without = available is False or declined
        for widget in (self.command, self._copy):
            widget.setVisible(without)
        self._note.setText(
            self.tr(
                "This system does not let Cornetta use hotkeys. In its own settings for the"
                " keyboard, bind a key to this command:"
            )
            if without
            else self.tr("Hotkeys work in every window, also in other programs.")
        )

    def _lay_out(self) -> None:
        form = look.spaced(QFormLayout(), self)
        titles: dict[str, Text] = {
            "pick_up": lambda: self.tr("Ta&ke the call"),
            "show_window": lambda: self.tr("Show the win&dow"),
        }
        for name, edit in self.edits.items():
            form.addRow(FieldLabel(edit, titles[name], self, spoken=partial(what, name)), edit)
            form.addRow("", self.problems[name])
        command = in_row(self, (self.command, 1), self._copy)
        self.setLayout(in_column(self, self.on, form, self._note, command, None, edge=True))

    def _write_texts(self) -> None:
        self.on.setText(self.tr("Use &hotkeys"))
        for edit in self.edits.values():
            edit.show_hint()
        self.command.setAccessibleName(self.tr("Command"))
        self._copy.setText(self.tr("&Copy"))
        self.refresh()

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - a signal's value
        self._store.change("hotkeys", "on", to=on)
        self.refresh()

    def _objection(self, name: str) -> str:
        kept = self._store.value.hotkeys  # a field may show a key that is not in use
        others = [QKeySequence(getattr(kept, one)) for one in NAMES if one != name]
        return objection(self.edits[name].keySequence(), others)

    def _change(self, name: str) -> None:
        """Take what was typed, if it can be a hotkey; a key that is none is said, and not kept."""
        edit = self.edits[name]
        if not self._objection(name):
            if edit.shown != edit.described:  # else it is only left
                look.announce(edit, edit.shown)
            text = edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
            self._store.change("hotkeys", name, to=text)
        self.refresh()


@final
class _HotkeyEdit(QKeySequenceEdit):
    """A field for one key; the hotkeys pause while it has the keyboard, else they would act."""

    def __init__(self, hotkeys: Hotkeys, parent: QWidget) -> None:
        super().__init__(parent)
        self._hotkeys = hotkeys
        self.described = ""
        self.setMaximumSequenceLength(1)
        [self._line] = self.findChildren(QLineEdit)
        give_clear_button(self._line)
        self.keySequenceChanged.connect(self.show_hint)

    @property
    def shown(self) -> str:
        """The key, or what to do."""
        return self._line.text() or self._line.placeholderText()

    def show_hint(self) -> None:
        """Say what to do; Qt puts words of its own there with each key."""
        self._line.setPlaceholderText(self.tr("Press the key"))

    def describe(self, problem: str) -> None:
        """Have a reader say the key with the field, which is no text field to it; and a problem."""
        self.described = self.shown
        self.setAccessibleDescription(f"{self.shown}. {problem}" if problem else self.shown)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._hotkeys.pause(on=True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._hotkeys.pause(on=False)
