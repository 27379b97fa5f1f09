"""Before a report of a problem is made: what will be in it, and what will not."""

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from client.qt.looks import boxes, look
from client.qt.looks.bold import headline
from client.qt.looks.dialog import Dialog
from client.qt.looks.layouts import in_column
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.translated import keep_translated

_LETTERS_WIDE = 64


@final
class ReportDialog(Dialog):
    """Show it with `open()`.

    Signals:
        file_wanted(bool): the user goes on; True: numbers and names stay as they are.
    """

    file_wanted = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._headline = headline(self)
        self._text = WrappingLabel(self, _LETTERS_WIDE)
        self.as_it_is = boxes.TickBox(self)
        self.hint = WrappingLabel(self)
        self.hint.setIndent(boxes.side(self) + look.gap(self))
        self.as_it_is.toggled.connect(self._write_hint)
        buttons = self.button_box(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = self.enter_button(buttons, self._go_on)
        parts = (self._headline, self._text, self.as_it_is, self.hint, None, buttons)
        self.setLayout(in_column(self, *parts, edge=True))
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Report a problem"))
        self._headline.setText(self.tr("One file that helps to find what went wrong"))
        self._text.setText(
            self.tr(
                "It holds what the PBX sent in the last 10 minutes (the calls of everybody that "
                "your account hears of), Cornetta's own log, its settings, and the versions of "
                "the programs. The secret of your account is not in it.\n\n"
                "Nothing is sent anywhere. You choose where the file is kept, and who gets it."
            )
        )
        self.as_it_is.setText(self.tr("&Leave numbers and names readable"))
        self.save_button.setText(self.tr("&Save the file…"))
        self._write_hint()

    def _write_hint(self) -> None:
        if self.as_it_is.isChecked():
            text = self.tr("Give it only to somebody who may know who called whom.")
        else:
            text = self.tr("Each is replaced, everywhere by the same stand-in.")
        self.hint.setText(text)

    def _go_on(self) -> None:
        self.file_wanted.emit(self.as_it_is.isChecked())
        self.accept()
