"""The top line: the service code, and which numbers groups may have."""

from collections.abc import Sequence
from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QMessageBox, QWidget

from client.admin import office as edit
from client.calls.numbering import ASTERISKS_OWN_CODE
from client.errors import CoversExtensions, InvalidNumbering
from client.plain_text import one_line
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.group_text import range_text
from client.qt.looks import look
from client.qt.looks.dialog import message_box
from client.qt.looks.error_label import ErrorLabel
from client.qt.looks.field_label import FieldLabel
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.error_text import error_text, sentence_text
from client.qt.texts.strangers_text import tooltip
from client.qt.texts.translated import keep_translated
from client.sentence import MOST_NAMED, some
from client.typed import with_phone_keys


@final
class NumberingLine(QWidget):
    """Two mandatory fields. They count when one leaves them: halves of a range are ranges, too.

    Signals:
        changed(): something is typed here, is wrong, or no longer.
    """

    changed = Signal()

    def __init__(self, edited: EditedOffice, parent: QWidget) -> None:
        super().__init__(parent)
        self._edited = edited
        self.code = QLineEdit(self)
        self.numbers = QLineEdit(self)
        self.question: QMessageBox | None = None
        self._hint = WrappingLabel(self, letters=10)
        self._note = WrappingLabel(self)
        self.error = ErrorLabel(self)
        layout = look.spaced(QGridLayout(self), self)
        code = FieldLabel(self.code, lambda: self.tr("Service &code"), self, mandatory=True)
        numbers = FieldLabel(
            self.numbers, lambda: self.tr("Num&bers of the groups"), self, mandatory=True
        )
        layout.addWidget(code, 0, 0)
        layout.addWidget(self.code, 0, 1)
        layout.setColumnMinimumWidth(2, look.margin(self))
        layout.addWidget(numbers, 0, 3)
        layout.addWidget(self.numbers, 0, 4)
        layout.addWidget(self._hint, 0, 5)
        layout.setColumnStretch(5, 1)
        layout.addWidget(self.error, 1, 0, 1, 6)
        layout.addWidget(self._note, 2, 0, 1, 6)
        for field in (self.code, self.numbers):
            field.textEdited.connect(self.changed)
            field.editingFinished.connect(self.commit)
        edited.changed.connect(self.refresh)
        keep_translated(self, self._write_texts)

    @property
    def note(self) -> str:
        """What else has to be done when this is saved; "" for nothing."""
        code = self._edited.office.service_code
        if code == self._edited.base.service_code:
            return ""
        note = self.tr(
            "Handsets dial the new code once their dialplan has it: run "
            "cornetta provision DIR --service-code '{code}' on the PBX. "
            "No other code there may begin with it: see cornetta doctor."
        ).format(code=code)
        if code != ASTERISKS_OWN_CODE:
            return note
        own = self.tr(
            "Asterisk itself takes {code}, until features.conf says 'pickupexten =' "
            "(then: module reload features)."
        ).format(code=code)
        return f"{note} {own}"

    @property
    def typed(self) -> bool:
        """Whether something is typed that the working copy does not have yet."""
        return self.code.isModified() or self.numbers.isModified()

    def refresh(self) -> None:
        """Show the working copy, unless something is typed that it does not have."""
        office = self._edited.office
        numbers = office.numbers.pattern if office.numbers else ""
        for field, text in ((self.code, office.service_code), (self.numbers, numbers)):
            field.setReadOnly(self._edited.read_only)
            if not field.isModified():
                field.setText(text)
        hidden = edit.covered(office, office.numbers) if office.numbers else []
        says = office.numbers is not None or not self._edited.read_only
        self._hint.setText(range_text(office, len(hidden)) if says else "")
        self._hint.setToolTip(tooltip(hidden[:20]))
        self._note.setText(self.note)
        self._note.setVisible(bool(self.note))

    def reset(self) -> None:
        """Forget what is typed."""
        self.error.say("")
        for field in (self.code, self.numbers):
            field.setModified(False)
        self.refresh()
        self.changed.emit()

    def commit(self) -> bool:
        """Take over what is typed; False when it cannot be used, or has to be confirmed first."""
        if self.question is not None:
            return False
        office = self._edited.office
        code, numbers = (with_phone_keys(field.text()) for field in (self.code, self.numbers))
        try:
            if code != office.service_code:
                self._edited.change(lambda office: edit.set_service_code(office, code.strip()))
            if numbers.strip().upper() != (office.numbers.pattern if office.numbers else ""):
                self._set_range(numbers)
        except InvalidNumbering as error:
            problem = error
            self.error.say(lambda: error_text(problem))
            self.changed.emit()
            return False
        if self.question is not None:
            return False
        self.reset()
        return True

    def _write_texts(self) -> None:
        self.numbers.setPlaceholderText(self.tr("such as 5XX"))
        metrics = self.fontMetrics()
        for field, letters in ((self.code, 7), (self.numbers, 8)):
            hint = metrics.horizontalAdvance(field.placeholderText()) + look.margin(self)
            field.setFixedWidth(max(letters * metrics.horizontalAdvance("0"), hint))
        self.refresh()

    def _set_range(self, text: str) -> None:
        try:
            self._edited.change(lambda office: edit.set_range(office, text))
        except CoversExtensions as error:
            self._ask(error.pattern, error.extensions)

    def _ask(self, pattern: str, hidden: Sequence[str]) -> None:
        """Let a person say that groups may hide extensions."""
        cancel = QMessageBox.StandardButton.Cancel
        box = message_box(self.window(), QMessageBox.Icon.Warning, cancel)
        if len(hidden) > MOST_NAMED:
            box.setDetailedText("\n".join(map(one_line, hidden)))
        use = box.addButton("", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)

        def write_texts() -> None:
            box.setWindowTitle(self.tr("Numbers of extensions"))
            text = self.tr("{numbers} covers numbers that extensions have.")
            box.setText(text.format(numbers=pattern))
            text = self.tr(
                "Where a group gets the number of an extension, dialling the code and this number "
                "means the group. These are covered: {extensions}."
            )
            box.setInformativeText(text.format(extensions=sentence_text(some(hidden, ", "))))
            use.setText(self.tr("&Use these numbers"))

        keep_translated(box, write_texts)
        self.question = box
        box.finished.connect(lambda: self._answered(pattern, sure=box.clickedButton() is use))
        box.open()

    def _answered(self, pattern: str, *, sure: bool) -> None:
        self.question = None
        if sure:
            self._edited.change(lambda office: edit.set_range(office, pattern, sure=True))
        self.reset()
