"""A save was cut off: finish it, or take it back."""

from collections.abc import Sequence
from enum import Enum
from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from client.qt import look
from client.qt.groups.change_text import Changes
from client.qt.groups.changes_view import ChangesView


class Settlement(Enum):
    """What to do about it."""

    FINISH = "finish"
    TAKE_BACK = "take back"


@final
class UnsettledDialog(QDialog):
    """Says what the save was about. Show it with `open()`.

    Args:
        begun: when it was begun, as one reads it.
        changes: all that it was to change.

    Signals:
        settled(Settlement): the user has decided; closing it decides nothing.
    """

    settled = Signal(object)

    def __init__(self, begun: str, changes: Sequence[Changes], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("A save was cut off"))
        headline = look.plain_label(self)
        headline.setFont(look.scaled(self.font(), 1.15, bold=True))
        headline.setText(self.tr("The save of {begun} was cut off").format(begun=begun))
        text = look.plain_label(self)
        text.setWordWrap(True)
        text.setText(
            self.tr(
                "Some of these changes may be made, others not. "
                "Nothing else can be saved until you finish them or take them back."
            )
        )
        self.view = ChangesView(changes, self)
        look.give_room(text, self.view.minimumWidth())
        buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.finish_button = buttons.addButton(self.tr("&Finish"), role.ActionRole)
        self.back_button = buttons.addButton(self.tr("&Take back"), role.ActionRole)
        later = buttons.addButton(self.tr("&Later"), role.RejectRole)
        later.setDefault(True)
        buttons.rejected.connect(self.reject)
        self.finish_button.clicked.connect(lambda: self._settle(Settlement.FINISH))
        self.back_button.clicked.connect(lambda: self._settle(Settlement.TAKE_BACK))
        layout = QVBoxLayout(self)
        look.space_out(layout, self, edge=True)
        for widget in (headline, text):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)
        layout.addWidget(buttons)
        self.view.setFocus()  # Enter decides nothing

    def _settle(self, settlement: Settlement) -> None:
        self.settled.emit(settlement)
        self.accept()
