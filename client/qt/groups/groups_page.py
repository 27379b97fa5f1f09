"""The groups: their list on the left, the form of one on the right."""

from itertools import count
from typing import final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedLayout, QWidget

from client.admin import office as edit
from client.errors import InvalidNumbering
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.group_form import GroupForm
from client.qt.groups.groups_model import Column, GroupsModel
from client.qt.groups.rows_view import RowsView
from client.qt.groups.search_field import SearchField
from client.qt.looks import look
from client.qt.looks.empty_page import EmptyPage
from client.qt.looks.layouts import in_column, in_row, set_tab_order
from client.qt.texts.state_text import PageText
from client.qt.texts.translated import keep_translated


@final
class GroupsPage(QSplitter):
    """One of the window's tabs.

    Signals:
        failed(InvalidNumbering): the rules do not allow what the user wants.
    """

    failed = Signal(object)

    def __init__(self, edited: EditedOffice, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._edited = edited
        self._number = ""
        self.model = GroupsModel(edited, self)
        left, right = QWidget(self), QWidget(self)
        self.list = RowsView(self.model, {Column.NUMBER: "000000"}, left)
        self.search = SearchField(self.list, left)
        self.new_button = QPushButton(left)
        self.form = GroupForm(edited, right)
        self._empty = EmptyPage(right)
        self._pages = QStackedLayout(right)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.form)
        head = in_row(self, (self.search, 1), self.new_button)
        left.setLayout(in_column(self, head, (self.list, 1)))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(look.margin(self))
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 4)
        set_tab_order(self.search, self.new_button, self.list)
        self.search.textChanged.connect(self.model.search)
        self.list.row_chosen.connect(self._choose)
        for removed in (self.list.delete_wanted, self.form.remove_button.clicked):
            removed.connect(lambda: self._remove(self._number))
        self.form.renumbered.connect(self._stay_at)
        # After the model, which has connected itself before.
        edited.changed.connect(self._refresh)
        self.search.textChanged.connect(self._refresh)
        keep_translated(self, self._write_texts)

    def add_group(self) -> None:
        """Make a group with the first free number, and let its name be typed."""
        names = {name.casefold() for name in self._edited.office.names.values()}
        first = self.tr("New group")
        name = next(
            text
            for at in count(1)
            if (text := first if at == 1 else f"{first} {at}").casefold() not in names
        )
        free = self._edited.free_numbers()
        try:
            self._edited.change(lambda office: edit.add(office, name, free[0] if free else None))
        except InvalidNumbering as error:
            self.failed.emit(error)
            return
        self.search.clear()
        self._show(free[0])
        self.form.begin()

    def _write_texts(self) -> None:
        self.list.setAccessibleName(self.tr("Groups"))
        self.search.set_hint(self.tr("Search number, name or member"))
        self.new_button.setText(self.tr("&New"))
        self._write_empty()

    def _choose(self, number: str) -> None:
        if number and number != self._number:
            self._show(number)

    def _stay_at(self, number: str) -> None:
        """The group that is shown gets another number, which the list has not yet.

        Until `_refresh` it goes to the row beside the one that it loses.
        """
        self._number = number
        self.list.blockSignals(True)

    def _remove(self, number: str) -> None:
        if self._edited.read_only:
            return
        row = self.model.row_of(number)
        try:
            self._edited.change(lambda office: edit.remove(office, number))
        except InvalidNumbering as error:
            self.failed.emit(error)
            return
        self._show(self.model.key_at(min(row, self.model.rowCount() - 1)))
        self.list.setFocus()

    def _show(self, number: str) -> None:
        self._number = number
        self.form.show_group(number)
        self._refresh()

    def _refresh(self) -> None:
        self.list.blockSignals(False)
        names = self._edited.office.names
        if self._number not in names:
            self._number = next(iter(sorted(names)), "")
            self.form.show_group(self._number)
        self.list.select_key(self._number)
        # Without numbers, too: they may be typed, and count when a click here has left their field.
        self.new_button.setEnabled(not self._edited.read_only)
        self._pages.setCurrentWidget(self.form if self._number else self._empty)
        self._write_empty()

    def _write_empty(self) -> None:
        if self._edited.office.numbers is None:
            self._empty.show_text(
                PageText(
                    self.tr("Groups need numbers first"),
                    self.tr("Say above which numbers groups may have, such as 5XX: 500 to 599."),
                )
            )
        else:
            self._empty.show_text(
                PageText(
                    self.tr("There is no pickup group yet"),
                    self.tr("Press New to make the first one."),
                )
            )
