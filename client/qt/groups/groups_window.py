"""The window Administration -> Pickup groups. It edits a working copy; only Save asks for more."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import final

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QTabWidget,
    QWidget,
)

from client.admin.history import Save
from client.admin.merge import Merge
from client.admin.office import Office
from client.errors import InvalidNumbering, SaveFailed
from client.qt import keys
from client.qt.desktop.on_screen import StaysOnScreen, take_usual_size
from client.qt.desktop.places import Places
from client.qt.groups.change_text import changes
from client.qt.groups.conflict_dialog import ConflictDialog
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.group_text import group_label
from client.qt.groups.groups_page import GroupsPage
from client.qt.groups.matrix_page import MatrixPage
from client.qt.groups.message_boxes import failed_save, unsaved_changes
from client.qt.groups.numbering_line import NumberingLine
from client.qt.groups.save_dialog import SaveDialog
from client.qt.groups.unsettled_dialog import UnsettledDialog
from client.qt.groups.users_page import UsersPage
from client.qt.looks import look
from client.qt.looks.empty_page import EmptyPage
from client.qt.looks.focus import release_focus
from client.qt.looks.layouts import in_column, in_row
from client.qt.looks.notice_line import NoticeLine
from client.qt.texts.error_text import error_text
from client.qt.texts.state_text import PageText, starting_text
from client.qt.texts.times import day_and_time
from client.qt.texts.translated import keep_translated
from client.sentence import Sentence


@final
class GroupsWindow(QMainWindow):
    """Shows what it is given and says what the user wants; it starts nothing itself.

    Signals:
        save_wanted(Office, Office): change the PBX from the first to the second.
        undo_confirmed(Office, Office): do it.
        settled(Settlement): finish the save that was cut off, or take it back.
        load_wanted(): read what the PBX has.
        login_wanted(): an administrator's account is needed.
        closed(): the window is gone; nothing is unsaved, or the user has let it go.
        stayed(): the user has been asked, and does not want to leave.
    """

    save_wanted = Signal(object, object)
    undo_confirmed = Signal(object, object)
    settled = Signal(object)
    load_wanted = Signal()
    login_wanted = Signal()
    closed = Signal()
    stayed = Signal()

    def __init__(self, window_state: QSettings, *, on_top: bool = False) -> None:
        super().__init__()
        # Before its place is set: later this moves it.
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, on_top)
        self._leaving = False
        self._busy = self._writing = False
        self._can_undo = False
        self._focused: QWidget | None = None
        self.edited = EditedOffice(self)
        self.dialog: QDialog | None = None
        self._next: list[QDialog] = []
        pages = QWidget(self)
        self._pages = QStackedLayout(pages)
        self.setCentralWidget(pages)
        self.state_page = EmptyPage(pages)
        body = QWidget(pages)
        self.numbering = NumberingLine(self.edited, body)
        self.groups = GroupsPage(self.edited, body)
        self.users = UsersPage(self.edited, body)
        self.matrix = MatrixPage(self.edited, body)
        self.tabs = QTabWidget(body)
        for page in (self.groups, self.users, self.matrix):
            self.tabs.addTab(_padded(page), "")
        self.notice = NoticeLine(body)
        self.undo_button = QPushButton(body)
        self.discard_button = QPushButton(body)
        self.save_button = QPushButton(body)
        self._body = body
        self._lay_out()
        self._connect()
        take_usual_size(self, letters=180, lines=42)
        StaysOnScreen(self)
        Places(window_state, self).keep(self, "groups")
        self.show_reading()
        keep_translated(self, self._write_texts)

    def show_reading(self, slow_keyring: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        """What the PBX has is not known yet; there is a way around a slow keyring."""
        self._show_state(
            lambda: PageText(
                self.tr("Reading the pickup groups…"),
                starting_text(slow=True).detail if slow_keyring else "",
                self.tr("Go on without it") if slow_keyring else "",
            )
        )

    def show_login_needed(self) -> None:
        """There is no account to ask with."""
        self._show_state(
            lambda: PageText(
                self.tr("An administrator's account is needed"),
                self.tr("Pickup groups are kept in the PBX, and not every account may see them."),
                self.tr("Log in…"),
            )
        )

    def show_busy(self, busy: bool, saving: bool) -> None:  # noqa: FBT001 - a slot
        """Something is under way: nothing else can be begun, and while it writes nothing edited."""
        self._busy = busy
        self._writing = saving
        self.notice.show_progress((lambda: self.tr("Writing to the PBX…")) if saving else "")
        focused = self.focusWidget()
        self.tabs.setEnabled(not saving)
        self.numbering.setEnabled(not saving)
        if saving:
            self._focused = focused
        elif self._focused is not None:
            self._focused.setFocus()  # Qt has passed it on to what was not disabled
            self._focused = None
        self._refresh()

    def show_looked(self, office: Office) -> None:
        """This is what the PBX has; nothing can be changed before somebody logs in."""
        if self.edited.dirty:  # it would be lost
            self.login_wanted.emit()
            return
        self._can_undo = False
        self._pages.setCurrentWidget(self._body)
        self.edited.load(office, read_only=True)
        self.notice.show_hint(
            lambda: self.tr("You see this with your own account. To change something, log in.")
        )
        self.groups.list.setFocus()

    def show_office(self, office: Office, can_undo: bool) -> None:  # noqa: FBT001 - a slot
        """This is what the PBX has. What is unsaved stays wanted."""
        self._can_undo = can_undo
        first = self._pages.currentWidget() is not self._body
        self._pages.setCurrentWidget(self._body)
        if not self.edited.dirty:
            if self.edited.read_only:
                self.notice.show_hint("")
            self.edited.load(office)
            self.numbering.reset()
        elif office != self.edited.base:
            self._merge(office)
        self._refresh()
        if first:
            self.groups.list.setFocus()
        if self._leaving and not self.edited.dirty:
            self._leave()

    def show_saved(self, office: Office) -> None:
        """All of it is on the PBX."""
        self._can_undo = True
        self.edited.load(office)
        self.numbering.reset()
        self.notice.show_done(lambda: self.tr("Saved. Running clients follow within 10 seconds."))
        if self._leaving:
            self._leave()
        self._refresh()

    def show_refused(self, office: Office, problem: BaseException) -> None:
        """Somebody else has changed what I want to change; this is what is there by now."""
        self.stay()
        self.notice.show_error(problem)
        self._merge(office)

    def show_error(self, problem: BaseException) -> None:
        """Something failed; what is unsaved stays."""
        self.stay()
        self._show_state(
            lambda: PageText(
                self.tr("The pickup groups cannot be read"),
                error_text(problem),
                self.tr("Try again"),
            )
        )
        if isinstance(problem, SaveFailed):
            self._open(failed_save(problem, self))
        self.notice.show_error(problem)

    def ask_undo(self, save: Save, before: Office, after: Office) -> None:
        """Show what taking back the last save changes."""
        if not changes(before, after):
            self.notice.show_warning(
                lambda: self.tr("The last save changed nothing that still stands.")
            )
            return
        dialog = SaveDialog(
            lambda: self.tr("Take back the save of {begun}?").format(
                begun=day_and_time(save.begun)
            ),
            lambda: changes(before, after),
            lambda: self.tr("&Take back"),
            "",
            self,
        )
        dialog.accepted.connect(lambda: self.undo_confirmed.emit(before, after))
        self._open(dialog)

    def ask_unsettled(
        self, save: Save, before: Office, after: Office, changed: Sentence | None
    ) -> None:
        """Offer to finish a save that was cut off, or to take it back.

        Where somebody has changed since what it was about, it can only be left.
        """
        begun = partial(day_and_time, save.begun)
        dialog = UnsettledDialog(begun, lambda: changes(before, after), self, changed)
        dialog.settled.connect(self.settled)
        self._open(dialog)

    def stay(self) -> None:
        """Something has to be answered first: whoever wanted to leave after a save stays."""
        self._leaving = False
        self.stayed.emit()

    def save(self) -> bool:
        """Show what will change; it is saved when the user agrees. False: nothing can be."""
        if self.edited.read_only:
            self.login_wanted.emit()
            return False
        if self._busy or not self.numbering.commit():
            return False
        if (wrong := self.groups.form.wrong) is not None:
            self.tabs.setCurrentIndex(0)
            wrong.setFocus()
            return False
        before, after = self.edited.base, self.edited.office
        if not changes(before, after):
            return False
        dialog = SaveDialog(
            lambda: self.tr("Save these changes?"),
            lambda: changes(before, after),
            lambda: self.tr("&Save"),
            lambda: self.numbering.note,
            self,
        )
        dialog.accepted.connect(lambda: self.save_wanted.emit(before, after))
        dialog.rejected.connect(self.stay)
        self._open(dialog)
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask when something is unsaved."""
        event.ignore()
        if self._writing:
            self._leaving = True  # when it is done
            return
        self.numbering.commit()
        if self.numbering.question is not None or (self.edited.dirty and self.dialog is not None):
            self.stayed.emit()  # something else has to be answered first
        elif self.edited.dirty:
            self._ask_to_leave()
        else:
            self._leave()

    # How it is made

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Pickup groups · Cornetta") + "[*]")
        for named in (self.tabs, self.tabs.tabBar()):
            named.setAccessibleName(self.tr("Views"))
        titles = (self.tr("&Groups"), self.tr("Us&ers"), self.tr("&Who may take whose calls"))
        for at, title in enumerate(titles):
            self.tabs.setTabText(at, title)
        self.undo_button.setText(self.tr("Und&o last save…"))
        self.discard_button.setText(self.tr("&Discard"))
        self.state_page.show_text(self._state())
        self._refresh()

    def _lay_out(self) -> None:
        buttons = (self.undo_button, self.discard_button, self.save_button)
        foot = in_row(self, (self.notice, 1), *buttons)
        space = round(1.5 * look.gap(self))
        content, scrolls = _Content(self), QScrollArea(self)
        upper = in_column(self, self.numbering, (self.tabs, 1))
        upper.setSpacing(space)
        content.setLayout(upper)
        scrolls.setWidget(content)
        scrolls.setWidgetResizable(True)
        scrolls.setFrameShape(QFrame.Shape.NoFrame)
        scrolls.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = in_column(self, (scrolls, 1), foot, edge=True)
        rows.setSpacing(space)
        self._body.setLayout(rows)
        self._pages.addWidget(self.state_page)
        self._pages.addWidget(self._body)

    def _connect(self) -> None:
        self.state_page.button.clicked.connect(self.load_wanted)
        self.groups.failed.connect(self.notice.show_error)
        self.groups.form.judged.connect(self._refresh)
        self.groups.new_button.clicked.connect(self._new)
        self.numbering.changed.connect(self._refresh)
        self.edited.changed.connect(self._refresh)
        self.discard_button.clicked.connect(self._discard)
        self.save_button.clicked.connect(self.save)
        for key, what in (
            (keys.SAVE, self.save),
            (keys.NEW, self._new),
            (keys.FIND, self._find),
            (keys.READ_AGAIN, self._reload),
            (keys.CLOSE, self.close),
        ):
            keys.shortcut(key, self, what)

    # What the user does

    def _new(self) -> None:
        if not self.groups.new_button.isEnabled() or not self.numbering.commit():
            return
        if self.edited.office.numbers is None:
            self.numbering.numbers.setFocus()  # beside it stands that groups need them
        else:
            self.tabs.setCurrentIndex(0)
            self.groups.add_group()

    def _find(self) -> None:
        pages = (self.groups, self.users, self.matrix)
        search = pages[self.tabs.currentIndex()].search
        search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        search.selectAll()

    def _reload(self) -> None:
        if not self._busy:
            self.notice.show_hint("")
            self.load_wanted.emit()

    def _discard(self) -> None:
        self.edited.discard()
        self.groups.form.discard()
        self.numbering.reset()

    def _ask_to_leave(self) -> None:
        box, button = unsaved_changes(self), QMessageBox.StandardButton

        def answered(answer: int) -> None:
            if answer == button.Discard.value:
                self._discard()
                self._leave()
            elif answer == button.Save.value:
                self._leaving = self.save()
                if not self._leaving:
                    self.stayed.emit()
            else:
                self.stayed.emit()

        box.finished.connect(answered)
        self._open(box)

    def _leave(self) -> None:
        self._leaving = False
        self.hide()
        self.closed.emit()

    def _merge(self, office: Office) -> None:
        """Bring my changes and what is there by now together."""
        merge = Merge(self.edited.base, self.edited.office, office)
        named = replace(office, names=merge.names)

        def say_renumbered() -> str:
            groups = ", ".join(group_label(named, number) for number in merge.renumbered)
            text = self.tr("This number is another group's now. Yours has become {groups}.")
            return text.format(groups=groups)

        def take(*, mine: bool) -> None:
            try:
                self.edited.load(office, merge.office(mine=mine))
                if merge.renumbered:
                    self.notice.show_warning(say_renumbered)
            except InvalidNumbering as error:
                self.notice.show_error(error)
            self.numbering.reset()

        if not merge.conflicts:
            take(mine=True)
            return
        dialog = ConflictDialog(merge.conflicts, named, self)
        dialog.chosen.connect(lambda mine: take(mine=mine))
        self._open(dialog)

    # What is shown

    def _show_state(self, text: Callable[[], PageText]) -> None:
        """Say it in place of the groups, until they are there."""
        self._state = text
        self.state_page.show_text(text())
        self.state_page.say_new()

    def _open(self, dialog: QDialog) -> None:
        """One dialog at a time: what has happened is read before the next is asked."""
        dialog.finished.connect(self._closed)
        if self.dialog is not None:
            self._next.append(dialog)
        else:
            self.dialog = dialog
            dialog.open()

    def _closed(self) -> None:
        self.dialog = self._next.pop(0) if self._next else None
        if self.dialog is not None:
            self.dialog.open()

    def _refresh(self) -> None:
        dirty, busy = self.edited.dirty or self.numbering.typed, self._busy
        self.setWindowModified(dirty)
        looks = self.edited.read_only
        self.save_button.setText(self.tr("&Log in to change…") if looks else self.tr("&Save…"))
        for button, usable in (
            (self.save_button, dirty or looks),
            (self.discard_button, dirty or self.groups.form.wrong is not None),
            (self.undo_button, self._can_undo and not dirty),
        ):
            if busy or not usable:
                release_focus(button)  # the next one is a field: what is typed would change it
            button.setEnabled(usable and not busy)
            button.setHidden(looks and button is not self.save_button)
        if self.focusWidget() is self:
            self.tabs.setFocus()
        self.undo_button.setToolTip(
            self.tr("Save or discard your changes first") if self._can_undo and dirty else ""
        )


@final
class _Content(QWidget):
    """What scrolls on a small screen, once the tables have given way."""

    def heightForWidth(self, width: int) -> int:
        """The least: to a scroll area Qt says how high all would like to be."""
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout else 0


def _padded(page: QWidget) -> QWidget:
    """A page that keeps off the tab's border."""
    around = QWidget()
    around.setLayout(in_column(page, page, edge=True))
    return around
