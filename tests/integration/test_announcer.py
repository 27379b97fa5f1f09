"""What a screen reader is told of what happens, and that it is never a flood."""

import asyncio
import sys

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.calls.events import EndReason
from client.errors import AuthenticationFailed, ConnectionLost
from client.qt import keys
from client.qt.app import App
from client.qt.looks import look
from client.qt.texts import spoken
from client.sentence import Sentence
from client.session import LinkState, Outcome
from tests.integration.conftest import OpenApp
from tests.integration.scripted_session import (
    ME,
    OTHER,
    SALES,
    SUPPORT,
    ScriptedProfile,
    ScriptedSession,
)
from tests.integration.until import until


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(look, "announce", lambda _widget, text: heard.append(text))
    return heard


@pytest.fixture
def at_once(app: App, said: list[str]) -> App:
    """A window that need not wait between two sentences."""
    app.announcer._apart_ms = 0
    said.clear()
    return app


async def test_a_new_call_is_told(at_once: App, session: ScriptedSession, said: list[str]) -> None:
    session.ring()
    await until(lambda: said)
    first = "New call: First Caller, 045 555 1234, rings at 103 Desk 103, Support"
    assert said == [first]
    assert at_once.model.rowCount() == 1
    session.ring("Second", "", desks=("102", "104"), group=SALES, queue="sales")
    await until(lambda: len(said) == 2)
    assert said[1] == (
        "New call: Second, rings at 104 Desk 104 and 1 more phone, Sales, queue sales"
    )


async def test_calls_that_come_together_are_one_sentence(
    at_once: App, session: ScriptedSession, said: list[str]
) -> None:
    with session.together():
        for _ in range(3):
            session.ring()
        session.end(session.ring("Gone at once"))
    await until(lambda: said == ["3 new calls"])
    assert at_once.model.rowCount() == 3


async def test_a_call_that_was_told_is_not_new_when_it_changes(
    at_once: App, session: ScriptedSession, said: list[str]
) -> None:
    older = session.ring("Older")
    await until(lambda: len(said) == 1)
    newer = session.ring("Newer", desks=("104",))
    await until(lambda: len(said) == 2)
    again = replace(newer.legs[0], uniqueid="leg-9", rank=(1.0, 9))
    session.change(replace(older, legs=(again, *older.legs)))  # moves to the top
    await until(lambda: at_once.model.row_of(older.id) == 0)
    window = at_once.window
    window.group_chooser.setCurrentIndex(1)  # every row is made anew
    window.group_chooser.activated.emit(1)
    third = session.ring("Third")
    await until(lambda: len(said) == 3)
    assert said[2].startswith("New call: Third")
    assert third.id in [row.call.id for row in map(at_once.model.row, range(3))]


async def test_a_call_of_a_group_that_is_not_shown_is_not_told(
    at_once: App, session: ScriptedSession, said: list[str]
) -> None:
    at_once.window.group_chooser.setCurrentIndex(1)
    at_once.window.group_chooser.activated.emit(1)
    session.ring("For sales", group=SALES)
    session.ring("For support")
    await until(lambda: said)
    assert [text.split(",")[0] for text in said] == ["New call: For support"]


LOST = "Link lost: the list is"


@pytest.mark.parametrize(
    ("view", "key", "quiet", "lost"),
    [
        ("window", "F9", "Nothing to pick up", LOST),
        ("window", "F5", "Nothing rings in 501 Support now.", LOST),
        ("window", "F7", "No group of yours has the key F7.", LOST),
        ("strip", "F9", "Nothing rings", "pbx1 · as of"),
        ("strip", "F5", "Nothing rings in 501 Support now.", LOST),
    ],
)
async def test_the_key_that_takes_no_call_says_why(  # noqa: PLR0917 - as a table
    at_once: App,
    session: ScriptedSession,
    said: list[str],
    view: str,
    key: str,
    quiet: str,
    lost: str,
) -> None:
    def pressed() -> str:
        QTest.keySequence(at_once.views.current, QKeySequence(key))
        return said[-1]

    (at_once.views.show_strip if view == "strip" else at_once.views.show_window)()
    await until(at_once.views.current.isActiveWindow)
    await until(lambda: pressed() == quiet)
    session.go(LinkState.STALE, session.now() - 12)
    await until(lambda: pressed().startswith(lost))
    assert not session.wanted


async def test_the_strip_says_its_state_with_the_focus_and_no_clock(
    app: App, session: ScriptedSession
) -> None:
    app.views.show_strip()
    strip = app.views.strip
    await until(strip.hasFocus)
    assert strip.accessibleDescription() == "Nothing rings"
    session.go(LinkState.STALE, session.now() - 12)
    await until(lambda: strip.state.text().startswith("pbx1 · as of"))
    session.skew = 30
    before = strip.state.text()
    strip.refresh()
    assert strip.state.text() != before
    assert strip.accessibleDescription() == "Nothing rings"
    strip.mute_button.setFocus()
    strip.setFocus()
    assert strip.accessibleDescription().startswith("pbx1 · as of")


async def test_a_copied_number_is_told_once(
    at_once: App, session: ScriptedSession, said: list[str]
) -> None:
    """With the focus the button is told, whose name changes."""
    call = session.ring()
    await until(at_once.window.pickup_button.isEnabled)
    at_once.window.pickup_button.click()
    await until(lambda: session.answer)
    session.finish(Outcome.PICKED_UP, call, ME)
    button = at_once.window.notice_line.copy_button
    await until(lambda: button.isVisible() and at_once.window.isActiveWindow())
    button.setFocus()
    said.clear()
    for told in ([], ["Copied"]):
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert button.text() == "Copied"
        assert said == told


@pytest.mark.parametrize(("view", "why"), [("window", LOST), ("strip", "pbx1 · as of")])
async def test_enter_on_a_call_that_cannot_be_taken_says_why(
    at_once: App, session: ScriptedSession, said: list[str], view: str, why: str
) -> None:
    session.ring()
    (at_once.views.show_strip if view == "strip" else at_once.views.show_window)()
    table = at_once.views.current.table
    await until(table.isVisible)
    QTest.keyClick(table, Qt.Key.Key_Down)
    session.go(LinkState.STALE, session.now() - 12)
    await until(lambda: not table._delegate.armed)
    said.clear()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert [text.startswith(why) for text in said] == [True]
    assert not session.wanted


async def test_the_key_that_mutes_says_what_it_has_done(at_once: App, said: list[str]) -> None:
    for told in ("The alerts are muted", "The alerts can be heard"):
        said.clear()
        QTest.keySequence(at_once.window, keys.MUTE.sequences[0])
        assert said == [told]


async def test_a_load_of_calls_is_no_flood_and_nothing_grows(
    app: App, session: ScriptedSession, said: list[str]
) -> None:
    announcer = app.announcer
    announcer._apart_ms = 400
    said.clear()
    loop = asyncio.get_running_loop()
    began, children = loop.time(), len(announcer.children())
    for turn in range(1000):
        call = session.ring(f"Caller {turn}")
        if turn % 2:
            session.end(call, EndReason.ANSWERED, OTHER)
        else:
            session.end(call)
        if turn % 20 == 19:
            session.ring("Stays")
            await asyncio.sleep(0.001)  # a frame of the window
    await until(lambda: said and not announcer._new and not announcer._soon.isActive())
    sentences = (loop.time() - began) / 0.4 + 1
    assert len(said) <= sentences
    told = (1 if text.startswith("New call:") else int(text.split()[0]) for text in said)
    # One that has gone since may have been told in each sentence.
    assert 50 <= sum(told) <= 50 + len(said)
    assert len(announcer.children()) == children


async def test_a_pickup_is_told_from_its_begin_to_its_end_once(
    at_once: App, session: ScriptedSession, said: list[str]
) -> None:
    call = session.ring()
    await until(lambda: said)
    said.clear()
    at_once.window.pickup_button.click()
    await until(lambda: session.answer)
    session.finish(Outcome.TAKEN_BY_OTHER, call, OTHER)
    await until(lambda: at_once.window.notice_line.text)
    assert said == [
        "Picking up First Caller, 045 555 1234…",
        "204 Desk 204 was faster and took First Caller (045 555 1234). Nothing to do.",
    ]


TAKEN_AWAY = "Second, 045 555 1234, taken by 204 Desk 204"


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (None, [TAKEN_AWAY]),
        (Outcome.PHONE_DID_NOT_ANSWER, [TAKEN_AWAY]),
        (Outcome.TAKEN_BY_OTHER, []),  # which has told it
    ],
)
@pytest.mark.parametrize("view", ["window", "strip"])
async def test_the_end_of_the_call_that_the_user_is_on_is_told_once(  # noqa: PLR0917 - as a table
    at_once: App,
    session: ScriptedSession,
    said: list[str],
    view: str,
    outcome: Outcome | None,
    told: list[str],
) -> None:
    (at_once.views.show_strip if view == "strip" else at_once.views.show_window)()
    first, second = session.ring(), session.ring("Second")
    table = at_once.views.current.table
    await until(lambda: at_once.model.rowCount() == 2 and table.window().isActiveWindow())
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    await until(lambda: said)
    if outcome:
        QTest.keyClick(table, Qt.Key.Key_Return)
        await until(lambda: session.answer)
        session.finish(outcome, second, OTHER)
        await until(lambda: not at_once.bridge.busy)
    said.clear()
    session.end(first)
    session.end(second, EndReason.PICKED_UP, OTHER)
    await until(lambda: at_once.model.rowCount() == 1 and not at_once.model.row(0).rings)
    assert said == told


async def test_the_end_of_another_call_is_not_told(
    at_once: App, session: ScriptedSession, said: list[str]
) -> None:
    call = session.ring()
    await until(lambda: said)
    QTest.keyClick(at_once.window.table, Qt.Key.Key_Down)
    at_once.window.group_chooser.setFocus()
    await until(at_once.window.group_chooser.hasFocus)
    said.clear()
    session.end(call)
    await until(lambda: not at_once.model.rowCount())
    assert said == []


async def test_a_button_that_loses_its_call_is_renamed_behind_the_focus(
    app: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader says a new name of what has the focus. Orca's stays where no control has it."""
    button, renamed = app.window.pickup_button, list[tuple[str, QWidget | None]]()
    session.ring()
    await until(lambda: button.isEnabled() and app.window.isActiveWindow())
    button.setFocus()

    def rename(_button: QWidget, text: str) -> None:
        renamed.append((text, QApplication.focusWidget()))

    monkeypatch.setattr(type(button), "setAccessibleName", rename)
    QTest.keyClick(button, Qt.Key.Key_Space)
    await until(lambda: session.answer)
    assert renamed == [("Pick up. Picking up First Caller…", app.window.table)]


@pytest.mark.parametrize(
    ("rings", "focus", "told"),
    [
        (1, "list", []),
        (0, "list", []),
        (1, "groups", ["Not connected"]),
        (1, "strip", ["Not connected"]),
        (0, "tray", ["Not connected"]),
    ],
)
async def test_what_the_user_can_do_without_a_link_is_told_once(  # noqa: PLR0917 - as a table
    at_once: App,
    session: ScriptedSession,
    said: list[str],
    rings: int,
    focus: str,
    told: list[str],
) -> None:
    """A reader says it with the focus, which is in the list and goes to what is in its place."""
    window = at_once.window
    if rings:
        session.ring()
        await until(lambda: said)
    await until(window.isActiveWindow)
    if focus == "groups":
        window.group_chooser.setFocus()
    elif focus == "strip":
        at_once.views.show_strip()
    elif focus == "tray":
        at_once.views.hide()
    said.clear()
    session.go(LinkState.REFUSED, None, AuthenticationFailed(Sentence("wrong secret")))
    await until(lambda: not window.empty_page.button.isHidden())
    assert window.empty_page.hasFocus() == (focus == "list")
    assert [text.split(".")[0] for text in said] == told


async def test_a_link_that_is_lost_and_back_is_told_once_each(
    at_once: App, session: ScriptedSession, said: list[str]
) -> None:
    as_of = session.now()
    session.go(LinkState.STALE, as_of)
    session.go(LinkState.STALE, as_of, ConnectionLost(Sentence("still down")))
    await until(lambda: said)
    session.go_live()
    session.go_live()
    session.ring()
    await until(lambda: len(said) == 3)
    assert at_once.window.isVisible()
    assert said[:2] == [
        "The link to pbx1 is lost. No call can be taken.",
        "The link to pbx1 is back.",
    ]


async def test_it_speaks_the_windows_language(
    open_app: OpenApp,
    session: ScriptedSession,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CORNETTA_LANGUAGE", "it")
    app = open_app(ScriptedProfile(session))
    await until(lambda: app.bridge.session is session)
    app.announcer._apart_ms = 0
    session.go_live()
    session.ring()
    await until(lambda: said)
    assert (
        said[-1] == "Nuova chiamata: First Caller, 045 555 1234, squilla su 103 Desk 103, Support"
    )
    with session.together():
        session.ring()
        session.ring()
    await until(lambda: len(said) > 1)
    assert said[-1] == "2 nuove chiamate"


async def test_no_name_changes_with_the_clock_under_a_readers_focus(
    app: App, session: ScriptedSession
) -> None:
    """A reader says the name of the control that has the focus each time that it changes."""
    window = app.window
    session.ring()
    await until(window.pickup_button.isEnabled)
    named = window.pickup_button.accessibleName()
    session.skew = 30
    session.ring(age=40)
    await until(lambda: app.model.rowCount() == 2)
    window.refresh()
    assert window.pickup_button.accessibleName() == named
    assert not window.group_chooser.accessibleDescription()  # its line has the count


async def test_a_list_that_is_left_with_escape_marks_what_is_chosen(app: App) -> None:
    """A reader says what is marked in it as the drop-down's own choice."""
    chooser = app.window.group_chooser
    for key, row in ((Qt.Key.Key_Escape, 0), (Qt.Key.Key_Return, 1)):
        chooser.showPopup()
        view = chooser.view()
        await until(view.isVisible)
        QTest.keyClick(view, Qt.Key.Key_Down)
        QTest.keyClick(view, key)
        await until(lambda: not view.isVisible())  # noqa: B023 - at once
        await until(lambda: view.currentIndex().row() == row)  # noqa: B023 - at once
        assert chooser.currentIndex() == row


@pytest.mark.parametrize(
    ("platform", "told"), [("linux", ["501 Support, 1 ringing, F5"]), ("", [])]
)
async def test_a_group_that_a_key_chooses_in_the_closed_list_is_told(  # noqa: PLR0917 - as a table
    at_once: App,
    session: ScriptedSession,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    told: list[str],
) -> None:
    """Orca says nothing of it; other readers do."""
    session.ring()
    await until(lambda: said)
    said.clear()
    monkeypatch.setattr("sys.platform", platform)
    chooser = at_once.window.group_chooser
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert chooser.group == SUPPORT
    assert said == told
    QTest.keyClick(chooser, Qt.Key.Key_Left)  # which does nothing
    assert said == told


async def test_a_window_has_a_few_notifications_however_much_is_said(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = app.window
    with monkeypatch.context() as updated:  # by an upgrade, which may have renamed what it loads
        updated.delattr("client.qt.texts.spoken")
        updated.setitem(sys.modules, "client.qt.texts.spoken", None)
        look.announce(window, "Nobody listens")
    assert not window.findChildren(spoken.Notification)
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr("sys.platform", "linux")
    for number in range(300):
        look.announce(window.table, f"This is said {number}")
    ours = window.findChildren(spoken.Notification)
    assert len(ours) == spoken.AT_ONCE
    assert {one.accessibleName() for one in ours} == {
        f"This is said {number}" for number in range(296, 300)
    }
    reader = QAccessible.queryAccessibleInterface(ours[0])
    assert reader.role() is QAccessible.Role.Notification
    assert not any(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in ours)


async def test_what_a_dialog_says_comes_from_a_window_behind_it(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orca would say the dialog's title and labels before each sentence."""
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr("sys.platform", "linux")
    app.open_preferences()
    assert app.preferences
    look.announce(app.preferences, "A key of Cornetta's windows")
    (said,) = app.window.findChildren(spoken.Notification)
    assert said.window() is app.window
    assert said.accessibleName() == "A key of Cornetta's windows"
    app.preferences.reject()
