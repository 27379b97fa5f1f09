"""A save was cut off: finish it, take it back, or leave what it left."""

from collections.abc import Callable, Sequence
from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from client.qt.groups.change_text import Changes
from client.qt.groups.changes_view import ChangesView
from client.qt.groups.requests import Settlement
from client.qt.looks.bold import headline
from client.qt.looks.dialog import Dialog
from client.qt.looks.layouts import in_column
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.error_text import words_text
from client.qt.texts.translated import Text, keep_translated, text_of
from client.sentence import Sentence


@final
class UnsettledDialog(Dialog):
    """Says what the save was about. Show it with `open()`.

    Args:
        begun: when it was begun, as one reads it.
        changes: all that it was to change; asked again in another language.
        changed: what somebody else has changed since, so that it can only be left; None for
            nothing.

    Signals:
        settled(Settlement): the user has decided; closing it decides nothing.
    """

    settled = Signal(object)

    def __init__(
        self,
        begun: Text,
        changes: Callable[[], Sequence[Changes]],
        parent: QWidget,
        changed: Sentence | None,
    ) -> None:
        super().__init__(parent)
        self._begun = begun
        self._changed = changed
        self._headline = headline(self)
        self._text = WrappingLabel(self)
        self.view = ChangesView(changes, self)
        buttons = self.button_box()
        role = QDialogButtonBox.ButtonRole
        self.finish_button = buttons.addButton("", role.ActionRole)
        self.back_button = buttons.addButton("", role.ActionRole)
        self.leave_button = buttons.addButton("", role.ActionRole)
        self._later_button = buttons.addButton("", role.RejectRole)
        self.finish_button.clicked.connect(lambda: self._settle(Settlement.FINISH))
        self.back_button.clicked.connect(lambda: self._settle(Settlement.TAKE_BACK))
        self.leave_button.clicked.connect(lambda: self._settle(Settlement.LEAVE))
        for button in (self.finish_button, self.back_button, self.view):
            button.setVisible(not changed)
        self.leave_button.setVisible(bool(changed))
        # Before a button is hidden, Qt 6.11 would have Tab pass over all but this one.
        self._later_button.setDefault(True)
        parts = (self._headline, self._text, (self.view, 1), buttons)
        self.setLayout(in_column(self, *parts, edge=True))
        self.view.setFocus()  # Enter decides nothing
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("A save was cut off"))
        begun = text_of(self._begun)
        self._headline.setText(self.tr("The save of {begun} was cut off").format(begun=begun))
        if self._changed:
            text = self.tr(
                "Somebody else has changed since what it was about ({changed}). So it can neither "
                "be finished nor taken back. Look at the groups; if they are as they should be, "
                "leave them so. Nothing else can be saved before."
            ).format(changed=words_text(self._changed))
        else:
            text = self.tr(
                "Some of these changes may be made, others not. "
                "Nothing else can be saved until you finish them or take them back."
            )
        self._text.setText(text)
        self.finish_button.setText(self.tr("&Finish"))
        self.back_button.setText(self.tr("&Take back"))
        self.leave_button.setText(self.tr("Leave as it &is"))
        self._later_button.setText(self.tr("&Later"))

    def _settle(self, settlement: Settlement) -> None:
        self.settled.emit(settlement)
        self.accept()
