"""The keys of the windows: what they take, and what Help says of them."""

import asyncio

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidget, QWidget

from client.calls.choice import CallAtExtension, ThisCall
from client.calls.events import GroupId
from client.calls.groups import PickupGroup
from client.qt import keys
from client.qt.app import App
from client.qt.groups.groups_window import GroupsWindow
from client.qt.texts.state_text import missing_text
from client.qt.window.help_dialog import HelpDialog
from client.session import LinkState, Outcome
from tests.integration.pointer import shown
from tests.integration.scripted_session import GROUPS, SALES, SUPPORT, ScriptedSession
from tests.integration.until import until

EVERYWHERE = Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive
KEYS_OF_GROUPS = (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8)


def held_down(widget: QWidget, key: Qt.Key) -> None:
    """The keyboard repeats a key that is held down."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", autorep=True)
        QApplication.sendEvent(widget, event)


def lines(dialog: HelpDialog) -> dict[str, str]:
    """Each key, and what Help says that it does."""
    table = dialog.table
    sections = [table.topLevelItem(at) for at in range(table.topLevelItemCount())]
    rows = [one.child(at) for one in sections if one for at in range(one.childCount())]
    return {row.text(0): row.text(1) for row in reversed(rows) if row}


async def test_f9_works_from_every_field(app: App, session: ScriptedSession) -> None:
    window = app.window
    places = [
        window.table,
        window.pickup_button,
        window.group_chooser,
        window.extension_line._edit,
    ]
    for place in places:
        call = session.ring()
        await until(window.pickup_button.isEnabled)
        place.setFocus()
        QTest.keyClick(place, Qt.Key.Key_F9)
        await until(lambda: session.wanted[-1:] == [ThisCall(call.id)])  # noqa: B023 - at once
        session.take(call)
        await until(lambda: not app.bridge.busy)


async def test_tab_goes_from_what_is_missing_to_the_button_that_asks_for_it(app: App) -> None:
    window = app.window
    window.show_missing(lambda: missing_text("host", ""))
    await until(window.isActiveWindow)
    window.empty_page.setFocus()
    QTest.keyClick(window.empty_page, Qt.Key.Key_Tab)
    assert window.focusWidget() is window.empty_page.button


async def test_f9_takes_the_newest_of_the_chosen_group(app: App, session: ScriptedSession) -> None:
    window = app.window
    support = session.ring("For support", group=SUPPORT)
    session.ring("For sales", group=SALES)
    chooser = window.group_chooser
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    await until(lambda: shown(window) == ["For support"])
    QTest.keyClick(window, Qt.Key.Key_F9)
    await until(lambda: session.wanted == [ThisCall(support.id)])
    session.finish(Outcome.CALLER_GAVE_UP, support)


@pytest.mark.parametrize("place", ["window", "extension", "drop-down"])
async def test_each_key_takes_the_newest_call_of_its_group(
    app: App, session: ScriptedSession, place: str
) -> None:
    """Whatever group is shown, and whatever came later in another."""
    window = app.window
    groups = [*GROUPS, PickupGroup(GroupId("503")), PickupGroup(GroupId("504"), "Night")]
    session.go_live(groups)
    window.group_chooser.setCurrentIndex(4)
    window.group_chooser.activated.emit(4)
    where = {
        "window": window,
        "extension": window.extension_line._edit,
        "drop-down": window.group_chooser.view(),
    }[place]
    for group, key in zip(groups, KEYS_OF_GROUPS, strict=True):
        session.ring("Older", group=group.id)
        call = session.ring("Newer", group=group.id)
        other = SALES if group.id == SUPPORT else SUPPORT
        later = ThisCall(session.ring("Newest of all", group=other).id)
        await until(lambda: app.model.count(other) and app.model.call_meant(later))  # noqa: B023
        if place == "drop-down":
            window.group_chooser.showPopup()
            await until(where.isVisible)
        QTest.keyClick(where, key)
        await until(lambda: session.wanted[-1:] == [ThisCall(call.id)])  # noqa: B023 - at once
        window.group_chooser.hidePopup()
        session.take(call)
        await until(lambda: not app.bridge.busy)
        for left in list(session.ringing.values()):
            session.end(left)
    assert len(session.wanted) == 4


async def test_a_key_of_a_quiet_group_says_so(app: App, session: ScriptedSession) -> None:
    window = app.window
    session.ring(group=SUPPORT)
    await until(window.pickup_button.isEnabled)
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.notice_line.text == "i Nothing rings in 502 Sales now."
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert window.notice_line.text == "i No group of yours has the key F7."
    session.go(LinkState.STALE, session.now())
    QTest.keyClick(window, Qt.Key.Key_F5)  # the list is not the truth
    assert not app.bridge.busy


@pytest.mark.parametrize("key", [Qt.Key.Key_F9, Qt.Key.Key_F5])
@pytest.mark.parametrize("open_list", [False, True])
async def test_a_key_that_is_held_down_takes_no_second_call(
    app: App, session: ScriptedSession, key: Qt.Key, *, open_list: bool
) -> None:
    window, chooser = app.window, app.window.group_chooser
    session.ring("Next")
    call = session.ring("First")
    await until(lambda: window.pickup_button.call == call)
    window.activateWindow()
    if open_list:
        chooser.showPopup()
        await until(chooser.view().isVisible)
    where = chooser.view() if open_list else window
    QTest.keyPress(where, key)
    await until(lambda: session.wanted)
    session.take(call)
    await until(window.pickup_button.isEnabled)
    for _ in range(5):
        held_down(where, key)
        await asyncio.sleep(0)
    QTest.keyRelease(where, key)
    await asyncio.sleep(0.02)
    assert session.wanted == [ThisCall(call.id)]
    chooser.hidePopup()
    QTest.keyClick(window, key)  # let go, it is a key again
    await until(lambda: len(session.wanted) == 2)
    session.finish(Outcome.CALLER_GAVE_UP)


async def test_enter_that_is_held_down_takes_no_second_call_at_an_extension(
    app: App, session: ScriptedSession
) -> None:
    edit = app.window.extension_line._edit
    session.ring("Next", desks=("102",))
    call = session.ring("First", desks=("102",))
    await until(app.window.pickup_button.isEnabled)
    QTest.keyClicks(edit, "102")
    QTest.keyPress(edit, Qt.Key.Key_Return)
    await until(lambda: session.wanted)
    session.take(call)
    await until(app.window.pickup_button.isEnabled)
    app.bridge._wanted.invalidate()  # it is held for longer than a double click takes
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        held_down(edit, key)
        await asyncio.sleep(0)
    await asyncio.sleep(0.02)
    assert session.wanted == [CallAtExtension("102")]


async def test_escape_dismisses_what_popped_up(app: App) -> None:
    window, dismissed = app.window, []
    window.keys.dismiss_wanted.connect(lambda: dismissed.append(True))
    window.group_chooser.showPopup()
    await until(window.group_chooser.view().isVisible)
    QTest.keyClick(window.group_chooser.view(), Qt.Key.Key_Escape)
    await until(lambda: not window.group_chooser.view().isVisible())
    assert dismissed == []
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert dismissed == [True]
    assert window.isVisible()


async def test_the_drop_down_tells_the_keys(app: App) -> None:
    chooser = app.window.group_chooser
    spoken = [
        chooser.itemData(at, Qt.ItemDataRole.AccessibleTextRole) for at in range(chooser.count())
    ]
    assert spoken[1:] == ["501 Support, F5", "502 Sales, F6"]


async def test_help_shows_every_key(app: App) -> None:
    window = app.window
    QTest.keyClick(window, Qt.Key.Key_F1)
    [dialog] = window.findChildren(HelpDialog)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.findChildren(HelpDialog) == [dialog]
    told = lines(dialog)
    assert told["F5"] == "Takes the most recent call of your first group: 501 Support"
    assert told["F7"] == "Takes the most recent call of your third group"
    assert told["Up, Down"] == "Selects a call in the list"
    assert not dialog.isModal()
    # A screen reader says it of what is, also where there is nothing below.
    opened = {row.text(0) for row in dialog.table.findItems("*", EVERYWHERE) if row.isExpanded()}
    assert opened == {"Main window", "Pickup groups"}
    assert "Ctrl+Shift+F9" not in told
    app._store.change("hotkeys", "on", to=True)
    app._store.change("hotkeys", "show_window", to="")
    QTest.keyClick(window, Qt.Key.Key_F1)
    told = lines(dialog)
    assert told["Ctrl+Shift+F9"] == "Takes the call that the large button names"
    assert "Ctrl+Shift+F10" not in told
    dialog.reject()
    await until(lambda: not window.findChildren(HelpDialog))


def _keys_of(window: QObject) -> set[str]:
    made = {one.key().toString() for one in window.findChildren(QShortcut)}
    return made | {
        one.shortcut().toString()
        for one in window.findChildren(QAction)
        if not one.shortcut().isEmpty() and not isinstance(one.parent(), QTreeWidget)
    }


def _told(listed: tuple[keys.Key, ...]) -> set[str]:
    return {sequence.toString() for key in listed for sequence in key.sequences}


async def test_no_window_has_a_key_that_help_does_not_tell(app: App, window_state: object) -> None:
    ours = _keys_of(app.window)
    assert {"F9", "F5", "Esc", "F1", "Ctrl+G"} <= ours
    assert ours <= _told(keys.MAIN_WINDOW)
    groups = GroupsWindow(window_state)  # type: ignore[arg-type]
    assert QKeySequence(QKeySequence.StandardKey.Save).toString() in _keys_of(groups)
    assert _keys_of(groups) <= _told(keys.GROUPS_WINDOW)
    groups.deleteLater()


def test_no_key_that_takes_a_call_does_something_else_in_another_window() -> None:
    assert not _told((keys.PICK_UP, *keys.OF_GROUP)) & _told(keys.GROUPS_WINDOW)


def test_no_key_means_two_things() -> None:
    for _, listed in keys.KEYS:
        sequences = [sequence.toString() for key in listed for sequence in key.sequences]
        assert len(sequences) == len(set(sequences))


def test_a_forgotten_shift_does_not_end_the_program() -> None:
    slips = {key.replace("Shift+", "") for key in _told(keys.MAIN_WINDOW) if "Shift+" in key}
    assert not slips & _told((keys.LEAVE,))
