"""Every window and dialog, in the states that say most: for tests of looks, words and keys."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from client.admin import office as edit
from client.admin.merge import Merge
from client.admin.office import Endpoint, Office
from client.admin.plan import DatabaseStep
from client.calls.events import EndReason, Party
from client.calls.numbering import NumberRange
from client.config.preferences import HotkeyPreferences, PreferenceStore
from client.errors import (
    AccountTooWeak,
    AuthenticationFailed,
    ChangedMeanwhile,
    ConnectionLost,
    HearsNoCalls,
    NotAdministrator,
    SaveFailed,
)
from client.qt.app import App
from client.qt.bridge import TOGETHER_S
from client.qt.groups.admin_login_dialog import AdminLoginDialog
from client.qt.groups.change_text import changes
from client.qt.groups.conflict_dialog import ConflictDialog
from client.qt.groups.groups_window import GroupsWindow
from client.qt.groups.message_boxes import failed_save, unsaved_changes
from client.qt.groups.save_dialog import SaveDialog
from client.qt.groups.unsettled_dialog import UnsettledDialog
from client.qt.hotkeys.hotkeys import Hotkeys, System
from client.qt.preferences.hotkeys_page import HotkeysPage
from client.qt.texts.state_text import missing_text
from client.qt.texts.times import day_and_time
from client.qt.window.help_dialog import open_help
from client.qt.window.report_dialog import ReportDialog
from client.sentence import Sentence
from client.session import LinkState, Outcome
from client.tasks import TaskOwner
from tests.integration.scripted_session import ME, OTHER, SALES, ScriptedSession

X11 = System.X11
SCREEN = QSize(1366, 768)
Opened = tuple[str, QWidget]


def _user(number: str, name: str, *groups: str, editable: bool = True) -> Endpoint:
    ticks = frozenset(groups)
    return Endpoint(number, Party(number, name), ticks, ticks, editable)


OFFICE = Office(
    names={"501": "Support", "502": "Sales", "503": "Customer care, north and south"},
    endpoints={
        one.id: one
        for one in (
            _user("101", "Anna Bianchi", "501"),
            _user("102", "Marco Rossi", "501", "sales"),
            _user("103", "Giulia Verdi", "501", "502", "503"),
            _user("104", "Fax", "502", editable=False),
            _user("105", "Luca Neri"),
        )
    },
    numbers=NumberRange("5XX"),
)
WANTED = edit.put_member(
    edit.rename(edit.set_service_code(edit.add(OFFICE, "Night shift"), "*8"), "502", "Sales team"),
    "501",
    "105",
    may_pick_up=False,
)
THEIRS = edit.put_member(
    edit.rename(edit.set_service_code(OFFICE, "#8"), "502", "Vendite"), "501", "105"
)
CHANGE = DatabaseStep("group/501", "Support", "Help").words


async def settle() -> None:
    """Let what is queued happen, and what that queues."""
    for _ in range(3):
        await asyncio.sleep(1.25 * TOGETHER_S)  # a round shows what the bridge keeps back
        QApplication.sendPostedEvents()


async def every_window(
    app: App, session: ScriptedSession, window_state: QSettings
) -> AsyncIterator[Opened]:
    """Open them one after the other; each is closed before the next."""
    async for opened in _main(app, session):
        yield opened
    async for opened in _strip(app, session):
        yield opened
    async for opened in _own_dialogs(app):
        yield opened
    window = GroupsWindow(window_state)
    try:
        async for opened in _groups(window):
            yield opened
        async for opened in _dialogs(window):
            yield opened
    finally:
        window.hide()
        window.deleteLater()


async def _main(app: App, session: ScriptedSession) -> AsyncIterator[Opened]:
    window = app.window
    window.resize(window.size().boundedTo(SCREEN))
    yield await _seen("main, quiet", window)
    calls = [
        session.ring(),
        session.ring("Second, Caller", "3471234567", desks=("102", "104"), age=71),
        session.ring("", "", group=SALES, queue="sales"),
        session.ring("Somebody Else's Call", "045551", age=4000),
    ]
    await settle()
    yield await _seen("main, calls", window)
    popup = app.alerting.popup
    more = [session.ring(f"Caller {number}", age=25) for number in range(6)]
    window.hide()  # who is at the list gets no pop-up
    await settle()
    yield await _seen("pop-up", popup)
    session.go(LinkState.STALE, session.now() - 12)
    yield await _seen("pop-up, link lost", popup)
    session.go(LinkState.LIVE)
    session.end(more[0], EndReason.PICKED_UP, OTHER)
    yield await _seen("pop-up, one taken", popup)
    app.views.show()
    for call in more[1:]:
        session.end(call)
    session.end(calls[3], EndReason.PICKED_UP, OTHER)
    yield await _seen("main, one taken", window)
    window.pickup_button.click()
    yield await _seen("main, picking up", window)
    for outcome in Outcome:
        if session.answer is None or session.answer.done():
            app.bridge._wanted.invalidate()
            window.pickup_button.click()
            await settle()
        session.finish(outcome, calls[0], ME)
        yield await _seen(f"main, {outcome.value}", window)
    session.go(LinkState.STALE, session.now() - 12)
    yield await _seen("main, link lost", window)
    session.go(
        LinkState.CONNECTING, None, ConnectionLost(Sentence("nothing listens on pbx1 port 5038"))
    )
    yield await _seen("main, connecting", window)
    session.go(LinkState.REFUSED, None, HearsNoCalls("read = all"))
    yield await _seen("main, refused", window)
    for key, reason in (("host", ""), ("secret", ""), ("secret", "the keyring is locked")):
        window.show_missing(partial(missing_text, key, reason))
        yield await _seen(f"main, no {key}", window)
    window.notice_line.show_error(ZeroDivisionError("a fault of our own"))
    yield await _seen("main, fault", window)


async def _strip(app: App, session: ScriptedSession) -> AsyncIterator[Opened]:
    app.views.show_strip()
    strip = app.views.strip
    session.go_live()
    yield await _seen("strip, calls", strip)
    app.bridge._wanted.invalidate()
    strip.take_generic()
    yield await _seen("strip, picking up", strip)
    session.finish(Outcome.PICKED_UP, session.calls()[-1], ME)
    yield await _seen("strip, taken", strip)
    strip.notice_line.copy_number()
    yield await _seen("strip, copied", strip)
    session.go(LinkState.STALE, session.now() - 12)
    yield await _seen("strip, link lost", strip)
    session.go(LinkState.REFUSED, None, HearsNoCalls("read = all"))
    yield await _seen("strip, refused", strip)
    app.views.show_window()
    yield await _seen("tray, refused", app.tray.menu)
    session.go_live()
    yield await _seen("tray, calls", app.tray.menu)
    app.tray.menu.hide()


async def _own_dialogs(app: App) -> AsyncIterator[Opened]:
    app.open_preferences()
    dialog = app.preferences
    assert dialog is not None
    for page in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(page)
        yield await _seen(f"preferences, page {page + 1}", dialog)
    dialog.reject()
    hotkeys = HotkeysPage(PreferenceStore(), Hotkeys(PreferenceStore(), TaskOwner(), app, X11))
    for field, key in zip(hotkeys.edits.values(), ("F9", "P"), strict=True):
        field.setKeySequence(QKeySequence(key))
    hotkeys.refresh()
    yield await _seen("hotkeys, conflicts", hotkeys)
    hotkeys.hide()
    hotkeys.deleteLater()
    report = ReportDialog(app.window)
    for as_it_is in (False, True):
        report.as_it_is.setChecked(as_it_is)
        yield await _seen(f"report, {as_it_is}", report)
    report.reject()
    report.deleteLater()
    shown = open_help(app.window, app.window.group_chooser.groups, HotkeyPreferences(on=True))
    yield await _seen("help", shown)
    shown.reject()
    app.opener.ask()
    settings = app.opener.dialog
    assert settings is not None
    yield await _seen("settings", settings)
    for problem in (
        AuthenticationFailed(),
        AccountTooWeak("QueueStatus"),
        ConnectionLost(Sentence("down")),
    ):
        settings.show_error(problem)
        yield await _seen(f"settings, {type(problem).__name__}", settings)
    settings.reject()


async def _groups(window: GroupsWindow) -> AsyncIterator[Opened]:
    window.resize(window.size().boundedTo(SCREEN))
    window.show()
    yield await _seen("groups, reading", window)
    window.show_reading(slow_keyring=True)
    yield await _seen("groups, slow keyring", window)
    window.show_login_needed()
    yield await _seen("groups, no account", window)
    window.show_error(NotAdministrator("anna", ["DBPut"]))
    yield await _seen("groups, cannot be read", window)
    window.show_office(replace(OFFICE, names={}, numbers=None), can_undo=False)
    yield await _seen("groups, none", window)
    window.edited.load(OFFICE, WANTED)
    for page in range(window.tabs.count()):
        window.tabs.setCurrentIndex(page)
        yield await _seen(f"groups, page {page + 1}", window)
    window.tabs.setCurrentIndex(0)
    window.groups.form.name.setText("")
    window.groups.form.name.textEdited.emit("")
    yield await _seen("groups, wrong name", window)
    window.groups.form.show_group("502")
    window.show_refused(WANTED, ChangedMeanwhile(CHANGE))
    yield await _seen("groups, refused", window)
    window.show_looked(OFFICE)
    window.edited.load(OFFICE, read_only=True)
    window.show_looked(OFFICE)
    yield await _seen("groups, read only", window)
    window.edited.load(OFFICE)


async def _dialogs(window: GroupsWindow) -> AsyncIterator[Opened]:
    login = AdminLoginDialog("pbx1.example.com", "admin", keyring_works=True, parent=window)
    login.show_error(NotAdministrator("anna", ["DBPut", "UpdateConfig"]))
    window.edited.load(replace(OFFICE, names={}))
    window.numbering.numbers.setText("1XX")
    window.numbering.commit()
    question = window.numbering.question
    assert question is not None
    dialogs: list[Callable[[], QDialog]] = [
        lambda: login,
        lambda: question,
        lambda: SaveDialog(
            lambda: "?", lambda: changes(OFFICE, WANTED), lambda: "!", lambda: "note", window
        ),
        lambda: UnsettledDialog(
            partial(day_and_time, datetime.now().astimezone()),
            lambda: changes(OFFICE, WANTED),
            window,
            None,
        ),
        lambda: UnsettledDialog("?", list, window, CHANGE),
        lambda: ConflictDialog(Merge(OFFICE, WANTED, THEIRS).conflicts, OFFICE, window),
        lambda: unsaved_changes(window),
        lambda: failed_save(SaveFailed(CHANGE, Sentence("no right"), (CHANGE,)), window),
    ]
    for make in dialogs:
        dialog = make()
        dialog.open()
        yield await _seen(type(dialog).__name__, dialog)
        dialog.reject()
        dialog.deleteLater()


async def _seen(name: str, window: QWidget) -> Opened:
    window.show()
    await settle()
    return name, window
