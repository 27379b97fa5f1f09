"""The same membership from the user's side: users on the left, the groups of one on the right."""

from typing import final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSplitter, QWidget

from client.plain_text import one_line
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.group_text import user_label, why_fixed
from client.qt.groups.memberships import Column
from client.qt.groups.rows_view import RowsView
from client.qt.groups.search_field import SearchField
from client.qt.groups.user_groups_model import UserGroupsModel
from client.qt.groups.users_model import UserColumn, UsersModel
from client.qt.looks import look
from client.qt.looks.bold import Bold
from client.qt.looks.elided import Elided
from client.qt.looks.layouts import in_column, set_tab_order
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.translated import keep_translated


@final
class UsersPage(QSplitter):
    """One of the window's tabs."""

    def __init__(self, edited: EditedOffice, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._edited = edited
        self._user = ""
        left, right = QWidget(self), QWidget(self)
        self.model = UsersModel(edited, self)
        self.list = RowsView(self.model, {UserColumn.EXTENSION: "000000"}, left)
        self.search = SearchField(self.list, left)
        self.memberships = UserGroupsModel(edited, self)
        self.groups = RowsView(
            self.memberships,
            {Column.NUMBER: "000000", Column.IS_PICKED_UP: "", Column.MAY_PICK_UP: ""},
            right,
        )
        self._heading = Elided(right)
        # Or the first user's long name would leave the list a fifth of the page.
        self._heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        Bold(self._heading, self, 1.15)
        self.note = WrappingLabel(right)
        left.setLayout(in_column(self, self.search, (self.list, 1)))
        right.setLayout(in_column(self, self._heading, self.note, (self.groups, 1)))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(look.margin(self))
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 1)
        set_tab_order(self.search, self.list)
        self.search.textChanged.connect(self.model.search)
        self.search.textChanged.connect(self._refresh)
        self.list.row_chosen.connect(self._choose)
        edited.changed.connect(self._refresh)
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        self.list.setAccessibleName(self.tr("Users"))
        self.search.set_hint(self.tr("Search extension, name or group"))
        self.groups.setAccessibleName(self.tr("Groups of the user"))
        self._refresh()

    def _choose(self, user: str) -> None:
        self._user = user
        self.memberships.show_user(user)
        self._refresh()

    def _refresh(self) -> None:
        users = self._edited.users()
        if self._user not in self._edited.office.endpoints and users:
            self._choose(users[0].id)
            return
        self.list.select_key(self._user)
        user = self._edited.office.endpoints.get(self._user)
        if user is None:
            return
        self._heading.setText(user_label(user))
        notes = []
        if (reason := why_fixed(user)) and not self._edited.read_only:
            notes.append(self.tr("Cannot be changed here: {reason}.").format(reason=reason))
        others = sorted(user.groups - self._edited.office.names.keys())
        others += [f"#{number}" for number in sorted(user.numeric, key=lambda one: one.zfill(2))]
        if others:
            text = self.tr("Also in groups that are not defined here, and that stay: {groups}.")
            notes.append(text.format(groups=one_line(", ".join(others))))
        self.note.setText("\n".join(notes))
        self.note.setVisible(bool(notes))
