"""Before a report of a problem is made: what will be in it, and what will not."""

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QStyle, QVBoxLayout, QWidget

from client.qt import look

_WIDTH_IN_CHARACTERS = 64


@final
class ReportDialog(QDialog):
    """Show it with `open()`.

    Signals:
        file_wanted(bool): the user goes on; True: numbers and names stay as they are.
    """

    file_wanted = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Report a problem"))
        width = _WIDTH_IN_CHARACTERS * self.fontMetrics().averageCharWidth()
        headline = look.plain_label(self)
        headline.setFont(look.scaled(self.font(), 1.15, bold=True))
        headline.setText(self.tr("One file that helps to find what went wrong"))
        self.text = look.plain_label(self)
        self.text.setWordWrap(True)
        self.text.setText(
            self.tr(
                "It holds what the PBX sent in the last 10 minutes (the calls of everybody that "
                "your account hears of), Cornetta's own log, its settings, and the versions of "
                "the programs. The secret of your account is not in it.\n\n"
                "Nothing is sent anywhere. You choose where the file is kept, and who gets it."
            )
        )
        look.give_room(self.text, width)
        self.as_it_is = QCheckBox(self.tr("&Leave numbers and names readable"), self)
        self.hint = look.plain_label(self)
        self.hint.setWordWrap(True)
        self.as_it_is.toggled.connect(self._show_hint)
        self._show_hint(as_it_is=False)
        box = self.as_it_is.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth)
        self.hint.setIndent(box + look.gap(self))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.save_button = buttons.addButton(
            self.tr("&Save the file…"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.save_button.setDefault(True)
        buttons.accepted.connect(self._go_on)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        look.space_out(layout, self, edge=True)
        for widget in (headline, self.text, self.as_it_is, self.hint):
            widget.setMinimumWidth(width)
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def _show_hint(self, as_it_is: bool) -> None:  # noqa: FBT001 - a slot
        if as_it_is:
            text = self.tr("Give it only to somebody who may know who called whom.")
        else:
            text = self.tr("Each is replaced, everywhere by the same stand-in.")
        self.hint.setText(text)

    def _go_on(self) -> None:
        self.file_wanted.emit(self.as_it_is.isChecked())
        self.accept()
