"""The form of one group: name, number, members."""

from typing import final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from client.admin import office as edit
from client.calls.numbering import MAX_NAME_LENGTH
from client.errors import InvalidNumbering
from client.plain_text import one_line
from client.qt.groups.cell_delegates import RemoveDelegate
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.group_text import user_label
from client.qt.groups.members_model import MembersModel
from client.qt.groups.memberships import Column
from client.qt.groups.number_field import NumberField
from client.qt.groups.rows_view import RowsView
from client.qt.groups.search_field import SearchField
from client.qt.groups.user_finder import UserFinder
from client.qt.looks import look
from client.qt.looks.bold import Bold
from client.qt.looks.error_label import ErrorLabel
from client.qt.looks.field_label import FieldLabel
from client.qt.looks.layouts import in_column, in_row, set_tab_order
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.error_text import error_text
from client.qt.texts.strangers_text import apart
from client.qt.texts.translated import Text, keep_translated
from client.sentence import Sentence


@final
class GroupForm(QWidget):
    """Every keystroke that the rules allow goes into the working copy; others say why not.

    While a field is wrong the working copy has what stood there before.

    Signals:
        renumbered(str): the group that is shown has this number now.
        judged(): a field is wrong, or no longer.
    """

    renumbered = Signal(str)
    judged = Signal()

    def __init__(self, edited: EditedOffice, parent: QWidget) -> None:
        super().__init__(parent)
        self._edited = edited
        self._number = ""
        self._proven = ("", "")  # name and number that were right when the user came to them
        self.name = QLineEdit(self)
        self.name.setMaxLength(2 * MAX_NAME_LENGTH)
        self.number = NumberField(self)
        self.name_error = ErrorLabel(self, self.name)
        self.number_error = ErrorLabel(self, self.number)
        self._dialled = WrappingLabel(self)
        self.model = MembersModel(edited, self)
        self.members = RowsView(
            self.model,
            {
                Column.NUMBER: "000000",
                Column.IS_PICKED_UP: "",
                Column.MAY_PICK_UP: "",
                Column.REMOVE: "×",
            },
            self,
        )
        self.cross = RemoveDelegate(self.members)
        self.members.setItemDelegateForColumn(Column.REMOVE, self.cross)
        self.search = SearchField(self.members, self)
        self.finder = UserFinder(self)
        self.remove_button = QPushButton(self)
        self._heading = WrappingLabel(self)
        Bold(self._heading, self)
        self._lay_out()
        self.name.textEdited.connect(self._rename)
        self.name.editingFinished.connect(self._prove)
        self.number.number_typed.connect(self._renumber)
        self.number.edit.editingFinished.connect(self._prove)
        self.search.textChanged.connect(self.model.search)
        self.finder.user_chosen.connect(self._add)
        self.cross.remove_wanted.connect(lambda row: self.model.remove(self.model.key_at(row)))
        self.members.delete_wanted.connect(lambda: self.model.remove(self.members.current_key()))
        edited.changed.connect(self._refresh)
        keep_translated(self, self._write_texts)

    @property
    def wrong(self) -> QWidget | None:
        """The field that has to be mended before anything can be saved."""
        if not self.name_error.isHidden():
            return self.name
        return None if self.number_error.isHidden() else self.number

    def show_group(self, number: str) -> None:
        """Show a group; what was wrong in another one is forgotten."""
        self._number = number
        for label in (self.name_error, self.number_error):
            self._say(label, "")
        self._prove()
        self.search.clear()
        self.model.show_group(number)
        self._refresh()

    def discard(self) -> None:
        """Show what the working copy has in place of what is wrong."""
        self.show_group(self._number)

    def begin(self) -> None:
        """A new group is shown: its name comes first."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _lay_out(self) -> None:
        name = FieldLabel(self.name, lambda: self.tr("N&ame"), self, mandatory=True)
        number = FieldLabel(self.number, lambda: self.tr("N&umber"), self, mandatory=True)
        fields = look.spaced(QGridLayout(), self)
        fields.addWidget(name, 0, 0)
        fields.addWidget(self.name, 0, 1, 1, 2)
        fields.addWidget(self.name_error, 1, 1, 1, 2)
        fields.addWidget(number, 2, 0)
        fields.addWidget(self.number, 2, 1)
        fields.addWidget(self._dialled, 2, 2)
        fields.addWidget(self.number_error, 3, 1, 1, 2)
        fields.setColumnStretch(2, 1)
        head = in_row(self, (self._heading, 1), self.search)
        foot = in_row(self, (self.finder, 1), look.margin(self), self.remove_button)
        self.setLayout(in_column(self, fields, look.gap(self), head, (self.members, 1), foot))
        self.search.setMinimumWidth(28 * self.fontMetrics().averageCharWidth())
        below = (self.search, self.members, self.finder, self.remove_button)
        set_tab_order(self.name, self.number, *below)

    def _write_texts(self) -> None:
        self.members.setAccessibleName(self.tr("Members"))
        self.search.set_hint(self.tr("Search members"))
        self.remove_button.setText(self.tr("&Remove group"))
        self._refresh()

    def _refresh(self) -> None:
        office, number = self._edited.office, self._number
        if number not in office.names:
            return
        if self.name_error.isHidden() and self.name.text().strip() != office.names[number]:
            self.name.setText(office.names[number])
            self.name.setCursorPosition(0)  # a long name is read from its beginning
        if self.number_error.isHidden():
            self.number.show_number(number, self._edited.free_numbers())
        self._lock(read_only=self._edited.read_only)
        members = self._edited.members(number)
        self._heading.setText(
            self.tr("Members: {count}").format(count=len(members))
            if members
            else self.tr("No members")
            if self._edited.read_only
            else self.tr("No members yet: select one below")
        )
        self._dialled.setText(self._dialled_text())
        inside = {one.id for one in members}
        self.finder.offer([one for one in self._edited.users() if one.id not in inside])

    def _lock(self, *, read_only: bool) -> None:
        self.name.setReadOnly(read_only)
        self.number.setEnabled(not read_only)
        self.finder.setVisible(not read_only)
        self.remove_button.setVisible(not read_only)

    def _dialled_text(self) -> str:
        code = one_line(f"{self._edited.office.service_code}{self._number}")
        hidden = [one for one in self._edited.users() if one.desk.number == self._number]
        if not hidden:
            return self.tr("dialled as {code}").format(code=code)
        text = self.tr("dialled as {code}, no longer the code of {user}")
        return text.format(code=code, user=apart(user_label(hidden[0])))

    def _say(self, label: ErrorLabel, text: Text) -> None:
        label.say(text)
        self.judged.emit()

    def _prove(self) -> None:
        """What stands in the fields now is what a wrong entry goes back to."""
        if self.wrong is None:
            self._proven = (self._edited.office.names.get(self._number, ""), self._number)

    def _rename(self, text: str) -> None:
        try:
            self._edited.change(lambda office: edit.rename(office, self._number, text))
        except InvalidNumbering as error:
            self._say(self.name_error, _text(error))
            self._edited.change(lambda office: edit.rename(office, self._number, self._proven[0]))
        else:
            self._say(self.name_error, "")

    def _renumber(self, text: str) -> None:
        number = text.strip()
        try:
            if not number:
                raise InvalidNumbering(Sentence("number"), Sentence("is missing"))  # noqa: TRY301 - as the rules do
            self._move(number)
        except InvalidNumbering as error:
            self._say(self.number_error, _text(error))
            self._move(self._proven[1])
        else:
            if not self.number_error.isHidden():
                self._say(self.number_error, "")
                self.number.show_number(number, self._edited.free_numbers())

    def _move(self, number: str) -> None:
        if number == self._number:
            return
        after = edit.renumber(self._edited.office, self._number, number)
        self._number = number
        self.model.follow(number)
        self.renumbered.emit(number)
        self._edited.change(lambda _office: after)

    def _add(self, user: str) -> None:
        self._edited.change(lambda office: edit.put_member(office, self._number, user))
        self.members.select_key(user)


def _text(problem: InvalidNumbering) -> Text:
    return lambda: error_text(problem)
