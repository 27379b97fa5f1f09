"""The window and what a user does with it, on a scripted session."""

import asyncio
import re

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from client.calls.choice import CallAtExtension
from client.calls.events import GroupId, Party
from client.calls.groups import PickupGroup
from client.errors import AuthenticationFailed, ConnectionLost, HearsNoCalls, UnknownExtension
from client.qt.app import App
from client.qt.calls.call_cells import Column
from client.qt.looks.drop_down import LINES_AT_MOST
from client.sentence import Sentence
from client.session import AgentChanged, LinkState, Outcome, Unheard
from tests.integration.conftest import OpenApp
from tests.integration.every_window import settle
from tests.integration.pointer import click, double_click, scroll, shown
from tests.integration.scripted_session import (
    GROUPS,
    ME,
    OTHER,
    SALES,
    SUPPORT,
    ScriptedProfile,
    ScriptedSession,
)
from tests.integration.until import until


@pytest.mark.parametrize("outcome", Outcome)
async def test_the_time_stands_with_what_happened(
    app: App, session: ScriptedSession, outcome: Outcome
) -> None:
    call = session.ring("Dr. Rossi")
    await until(app.window.pickup_button.isEnabled)
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    await until(lambda: session.answer)
    session.finish(outcome, call, OTHER)
    await until(lambda: app.window.notice_line.text)
    text = app.window.notice_line.text.replace("Dr. Rossi", "Rossi")
    assert re.fullmatch(r"[✓i!] [^.]+, \d\d:\d\d:\d\d(\. .+\.)?", text)
    if outcome is Outcome.TAKEN_BY_OTHER:
        assert re.search(r"took Rossi \(045 555 1234\), [\d:]+\. Nothing to do\.$", text)


async def test_a_lost_link_is_no_news_when_it_is_back(app: App, session: ScriptedSession) -> None:
    window = app.window
    window._link_back.setInterval(50)
    call = session.ring()
    await until(window.pickup_button.isEnabled)
    QTest.keyClick(window, Qt.Key.Key_F9)
    await until(lambda: session.answer)
    session.go(LinkState.STALE, as_of=session.now())
    session.finish(Outcome.LINK_LOST, call)
    await until(lambda: "Look at your phone" in window.notice_line.text)
    await asyncio.sleep(0.1)
    assert "Look at your phone" in window.notice_line.text
    session.go_live()
    await until(window.pickup_button.isEnabled)
    assert "Look at your phone" in window.notice_line.text
    await until(lambda: not window.notice_line.text)
    # Any other result stays until the next one.
    QTest.keyClick(window, Qt.Key.Key_F9)
    await until(lambda: len(session.wanted) == 2)
    session.finish(Outcome.PICKED_UP, call, ME)
    await until(lambda: "✓" in window.notice_line.text)
    await asyncio.sleep(0.1)
    assert "✓" in window.notice_line.text


async def test_at_the_exit_all_dialogs_close_with_the_window(app: App) -> None:
    app.opener.ask()
    app.window.link_line.help.trigger()
    closed: list[int] = []
    for dialog in app.window.findChildren(QDialog):
        dialog.finished.connect(closed.append)
    app.leave()
    await until(lambda: closed == [QDialog.DialogCode.Rejected.value] * 2)


async def test_groups_whose_calls_do_not_come_are_named(app: App, session: ScriptedSession) -> None:
    session.go_live()
    session.tell(Unheard(GROUPS[1:]))
    told = "No calls of 502 Sales reach you"
    await until(lambda: told in app.window.notice_line.text)
    session.tell(Unheard(tuple(PickupGroup(GroupId(str(number))) for number in range(501, 513))))
    await until(lambda: ", 510, and 2 more reach you" in app.window.notice_line.text)
    app._languages.use("it")
    await until(lambda: ", 510, e ancora 2" in app.window.notice_line.text)


async def test_a_fault_in_a_slot_or_a_callback_is_reported(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(what: str) -> None:
        raise ValueError(what)

    QTimer.singleShot(0, lambda: fail("in a slot"))
    await until(lambda: "ValueError: in a slot" in app.window.notice_line.text)
    asyncio.get_running_loop().call_soon(fail, "in a callback")
    await until(lambda: "ValueError: in a callback" in app.window.notice_line.text)
    assert caplog.text.count("Traceback") == 2
    caplog.clear()


@pytest.mark.parametrize("typed", [" 102 ", "\uff11\uff10\uff12", "\u0661\u0660\u0662"])
async def test_pick_up_at_an_extension(app: App, session: ScriptedSession, typed: str) -> None:
    line = app.window.extension_line
    assert not line._button.isEnabled()
    session.ring(desks=("102", "103"))
    await until(lambda: line.combo.count() == 2)
    assert [line.combo.itemText(at) for at in (0, 1)] == ["102 Desk 102", "103 Desk 103"]
    line._edit.setFocus()
    line._edit.insert(typed)
    QTest.keyClick(line._edit, Qt.Key.Key_Return)
    await until(lambda: session.wanted == [CallAtExtension("102")])
    session.finish(Outcome.NOTHING_RINGING)
    await until(lambda: "Nothing rings there now" in app.window.notice_line.text)
    line.combo.setCurrentIndex(1)
    line.combo.activated.emit(1)
    assert line._edit.text() == "103"
    QTest.mouseClick(line._button, Qt.MouseButton.LeftButton)
    await until(lambda: len(session.wanted) == 2)
    assert session.wanted[1] == CallAtExtension("103")
    session.finish(Outcome.NOT_ALLOWED)


@pytest.mark.parametrize("typed", ["", "10"])
async def test_no_new_call_touches_what_was_typed(
    typed: str, app: App, session: ScriptedSession
) -> None:
    """A screen reader would say each number that stood there for a moment."""
    line = app.window.extension_line
    line._edit.insert(typed)
    line._edit.setModified(True)
    line._edit.selectAll()
    session.ring(desks=("102",))
    await until(lambda: line.combo.count() == 1)
    session.ring(desks=("101",))
    await until(lambda: line.combo.count() == 2)
    assert line._edit.text() == line._edit.selectedText() == typed
    assert line._edit.isModified()


async def test_what_was_typed_stays_when_nothing_rings_any_more(
    app: App, session: ScriptedSession
) -> None:
    line = app.window.extension_line
    call = session.ring(desks=("102",))
    await until(lambda: line.combo.count() == 1)
    QTest.keyClicks(line._edit, "10")
    line._button.setFocus()
    session.end(call)
    await until(lambda: line.combo.count() == 0)
    assert line._edit.text() == "10"
    assert line._button.hasFocus()


async def test_a_long_name_without_a_space_does_not_widen_the_window(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
    narrow = window.minimumSizeHint().width()
    call = session.ring("N" * 79)
    await until(window.pickup_button.isEnabled)
    window.pickup_button.click()
    await until(lambda: session.wanted)
    session.finish(Outcome.CALLER_GAVE_UP, call)
    await until(lambda: "N" * 79 in window.notice_line.text)
    await settle()
    assert window.minimumSizeHint().width() == narrow


async def test_long_names_of_my_phone_and_of_the_pbx_do_not_widen_the_window(
    app: App, session: ScriptedSession
) -> None:
    window, line = app.window, app.window.link_line
    narrow = window.minimumSizeHint().width()
    session.me, session.pbx = Party("101", "N" * 79), f"{'pbx.' * 20}example.com"
    session.tell(AgentChanged(session.me, session.groups))
    await until(lambda: "N" * 79 in line._me.text() and session.pbx in line._link.text())
    await settle()
    assert window.minimumSizeHint().width() == narrow
    window.resize(narrow, window.height())
    await settle()
    assert min(line._me.width(), line._link.width()) > line._gear.width()


async def test_in_a_small_window_the_words_have_the_pictures_room(
    app: App, session: ScriptedSession
) -> None:
    window, page = app.window, app.window.empty_page
    session.go(LinkState.REFUSED, None, HearsNoCalls("read = all"))
    await until(page.button.isVisible)
    window.resize(window.minimumSizeHint().width(), 360)
    await settle()
    for words in (page._title, page._detail):
        assert words.heightForWidth(words.width()) <= words.height(), words.text()
    left = page._picture.height()
    window.resize(700, 600)
    await settle()
    assert left < page._picture.height() == page._picture.sizeHint().height()


async def test_a_groups_long_name_ends_before_its_count(app: App, session: ScriptedSession) -> None:
    """The chosen group, and each line of the list."""
    chooser = app.window.group_chooser
    session.ring()
    session.ring(group=SALES)
    await until(lambda: app.model.count() == 2)

    def counts() -> list[QImage]:
        right = chooser.width() - 8 * chooser.fontMetrics().averageCharWidth()
        shown = [chooser.grab().toImage().copy(right, 0, 400, 400)]
        chooser.showPopup()
        for group in (SUPPORT, SALES):
            index = chooser.model().index([None, SUPPORT, SALES].index(group), 0)
            line = chooser.view().visualRect(index)
            line.setLeft(line.right() - 16 * chooser.fontMetrics().averageCharWidth())
            shown.append(chooser.view().viewport().grab(line).toImage())
        chooser.hidePopup()
        return shown

    for name in ("Support", "Sup " * 40):
        session.groups = (PickupGroup(SUPPORT, name), PickupGroup(SALES, name))
        session.tell(AgentChanged(session.me, session.groups))
        await settle()
        assert name.strip() in chooser.itemText(1)
        chooser.setCurrentIndex(1)
        await settle()
        if name == "Support":
            before = counts()
    assert counts() == before


@pytest.mark.parametrize("typed", ["502", "sal"])
async def test_a_group_is_found_by_what_is_typed(app: App, typed: str) -> None:
    """Its number or its name."""
    await settle()
    chooser = app.window.group_chooser
    QTest.keyClicks(chooser, typed)
    assert (chooser.group, chooser.currentText()) == (SALES, "502 Sales")


async def test_the_list_of_many_groups_leaves_room_on_the_screen(
    app: App, session: ScriptedSession
) -> None:
    session.go_live([PickupGroup(GroupId(f"{at}"), f"Group {at}") for at in range(501, 561)])
    await settle()
    chooser = app.window.group_chooser
    screen = chooser.screen().availableGeometry()
    for at, top in ((0, screen.top()), (60, screen.bottom() - 300)):
        app.window.move(screen.left(), top)
        chooser.setCurrentIndex(at)
        chooser.showPopup()
        await settle()
        listed = chooser.view().window().geometry()
        assert screen.contains(listed)
        assert listed.height() == LINES_AT_MOST * chooser.view().sizeHintForRow(0)
        line = chooser.view().visualRect(chooser.view().currentIndex())
        assert chooser.view().rect().contains(line)
        chooser.hidePopup()


async def test_the_wheel_chooses_nothing(app: App, session: ScriptedSession) -> None:
    """Who scrolls beside the list sees no other calls for it, and F9 takes no other one."""
    window = app.window
    line, chooser = window.extension_line, window.group_chooser
    call = session.ring(desks=("102",), group=SUPPORT)
    await until(lambda: line.combo.count() == 1)
    QTest.keyClicks(line._edit, "10")
    for widget in (chooser, line.combo, line._edit):
        scroll(widget, -120)
        scroll(widget, 120)
        scroll(widget, -240)
    assert (chooser.currentIndex(), app.model.group) == (0, None)
    assert window.pickup_button.call == call
    assert line._edit.text() == "10"


async def test_a_lost_link_claims_nothing_of_the_groups_that_are_not_shown(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
    window._model.set_group(SALES)
    session.ring("For support", group=SUPPORT)
    session.go(LinkState.STALE, as_of=session.now())
    await until(lambda: "Nothing rang in this group" in window.empty_page._detail.text())


async def test_nothing_can_be_taken_from_a_stale_list(app: App, session: ScriptedSession) -> None:
    window = app.window
    call = session.ring(age=30)
    await until(window.pickup_button.isEnabled)
    QTest.keyClicks(window.extension_line._edit, "103")
    session.go(LinkState.STALE, as_of=session.now() - 12)
    await until(lambda: not window.pickup_button.isEnabled())
    assert "as of 12 s ago" in window.link_line._link.text()
    assert "12 s old" in window.pickup_button.accessibleName()
    QTest.keyClick(window, Qt.Key.Key_F9)
    double_click(window, call, Column.CALLER)
    click(window, call, Column.PICK_UP)
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    QTest.mouseClick(window.extension_line._button, Qt.MouseButton.LeftButton)
    QTest.keyClick(window.extension_line._edit, Qt.Key.Key_Return)
    assert not app.bridge.busy
    # The clock of a call that may have ended stands still.
    wait = window._model.index(0, Column.WAIT)
    assert wait.data() == "0:30"
    session.skew += 3
    window._clock._tick()
    assert "as of 15 s ago" in window.link_line._link.text()
    assert wait.data() == "0:30"
    session.skew += 9 * 3600
    window._clock._tick()
    assert "as of 9 h ago" in window.link_line._link.text()
    assert "9 h old" in window.pickup_button.accessibleName()
    session.go_live()
    await until(window.pickup_button.isEnabled)


async def test_the_choice_of_a_group_is_remembered(
    open_app: OpenApp, session: ScriptedSession, window_state: QSettings
) -> None:
    window_state.setValue("group", "502")
    window = open_app(ScriptedProfile(session)).window
    await until(lambda: window._bridge.session is session)
    assert window.group_chooser.group is None
    session.go_live()
    await until(lambda: window.group_chooser.group == SALES)
    session.ring("For sales", group=SALES)
    session.ring("For support", group=SUPPORT)
    await until(lambda: window._model.count() == 2)
    assert shown(window) == ["For sales"]
    texts = [window.group_chooser.itemText(at) for at in range(3)]
    assert texts == ["All my groups", "501 Support", "502 Sales"]
    counts = [
        window.group_chooser.itemData(at, Qt.ItemDataRole.AccessibleTextRole) for at in range(3)
    ]
    assert counts == [
        "All my groups, 2 ringing",
        "501 Support, 1 ringing, F5",
        "502 Sales, 1 ringing, F6",
    ]
    window.group_chooser.setCurrentIndex(0)
    window.group_chooser.activated.emit(0)
    assert window_state.value("group") == ""
    assert shown(window) == ["For support", "For sales"]


async def test_every_state_says_what_to_do(open_app: OpenApp, session: ScriptedSession) -> None:
    opened = open_app(ScriptedProfile(session))
    page, window = opened.window.empty_page, opened.window
    await until(lambda: window._bridge.session is session)
    assert page._title.text() == "Connecting to pbx1…"
    session.go(LinkState.CONNECTING, error=ConnectionLost(Sentence("refused")))
    await until(lambda: "cannot be reached" in page._detail.text())
    assert page.button.text() == "Settings…"
    session.go(LinkState.REFUSED, error=AuthenticationFailed())
    await until(lambda: "Check the account and the secret" in page._detail.text())
    assert page.button.isVisible()
    assert "refused" in window.link_line._link.text()
    session.go_live(groups=())
    await until(lambda: page._title.text() == "You are in no pickup group")
    assert "extension 101" in page._detail.text()
    session.go_live()
    await until(lambda: page._title.text() == "Nothing rings in your groups")
    said = "Nothing rings in your groups. A call shows up here as soon as it rings."
    assert page.accessibleName() == said
    assert window.link_line._me.text() == "Desk 101"
    assert window.link_line._link.text() == "pbx1 · live"
    window.group_chooser.setCurrentIndex(2)
    window.group_chooser.activated.emit(2)
    session.ring(group=SUPPORT)
    await until(lambda: page._title.text() == "Nothing rings in 502 Sales")
    await until(lambda: "1 ringing" in page._detail.text())
    session.end(session.calls()[0])
    session.go(LinkState.STALE, as_of=session.now(), error=ConnectionLost(Sentence("cut")))
    await until(lambda: page._title.text() == "The link to pbx1 is lost")
    assert page._detail.text() == "Nothing rang when it broke. Cornetta keeps trying."
    assert window.link_line._link.toolTip() == ""
    session.go(LinkState.STALE, as_of=session.now(), error=UnknownExtension("101"))
    await until(lambda: "no extension 101" in page._detail.text())
    assert "no extension 101" in window.link_line._link.toolTip()


async def test_an_error_ends_in_the_last_line_and_the_window_lives(
    app: App,
    session: ScriptedSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    call = session.ring()
    await until(app.window.pickup_button.isEnabled)
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    await until(lambda: session.answer)
    assert session.answer
    session.answer.set_exception(ZeroDivisionError("oops"))
    await until(lambda: "ZeroDivisionError: oops" in app.window.notice_line.text)
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()
    await until(app.window.pickup_button.isEnabled)
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    await until(lambda: len(session.wanted) == 2)
    session.finish(Outcome.PICKED_UP, call, ME)


async def test_closing_the_window_ends_the_session(
    open_app: OpenApp, session: ScriptedSession
) -> None:
    profile = ScriptedProfile(session)
    opened = open_app(profile)
    await until(lambda: opened.bridge.session is session)
    opened.window.close()
    await until(lambda: profile.closed)
    assert session.ended


async def test_the_demo_says_so(open_app: OpenApp, session: ScriptedSession) -> None:
    opened = open_app(ScriptedProfile(session, demo=True))
    await until(opened.window.isVisible)
    assert "Demo" in opened.window.windowTitle()


async def test_an_ampersand_is_no_shortcut_and_markup_is_text(
    app: App, session: ScriptedSession
) -> None:
    call = session.ring("<b>A & B</b>", "")
    await until(lambda: shown(app.window))
    assert app.window.pickup_button.accessibleName().startswith("Pick up <b>A & B</b>")
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    await until(lambda: session.wanted)
    session.finish(Outcome.CALLER_GAVE_UP, call)
    await until(lambda: "<b>A & B</b> gave up" in app.window.notice_line.text)


async def test_groups_that_change_are_offered(app: App, session: ScriptedSession) -> None:
    session.go_live(GROUPS[:1])
    await until(lambda: app.window.group_chooser.count() == 2)
