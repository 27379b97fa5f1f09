"""The window and what a user does with it, on a scripted session."""

import asyncio
import re
from functools import partial

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSettings, Qt, QTimer
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.calls.call import Added, Call, Change, End, Removed
from client.calls.choice import CallAtExtension, ThisCall
from client.calls.events import EndReason, Party
from client.calls.groups import PickupGroup
from client.errors import (
    AuthenticationFailed,
    ConnectionLost,
    HearsNoCalls,
    SettingsError,
    UnknownExtension,
)
from client.qt import app, call_delegate, look, pickup_button
from client.qt.app import Desktop
from client.qt.call_cells import Column
from client.qt.call_delegate import CallDelegate
from client.qt.elided import write_elided
from client.qt.error_label import ErrorLabel
from client.qt.focus_ring import FocusRing
from client.qt.main_window import MainWindow
from client.qt.profile import Missing
from client.session import AgentChanged, LinkState, Outcome
from tests.integration.conftest import OpenDesktop, Until
from tests.integration.every_window import settle
from tests.integration.scripted_session import (
    GROUPS,
    ME,
    OTHER,
    SALES,
    SUPPORT,
    ScriptedProfile,
    ScriptedSession,
)

ELIDE = Qt.TextElideMode.ElideRight


def cell_of(window: MainWindow, call: Call, column: Column) -> QPoint:
    """The middle of a cell, in the table's viewport."""
    row = window._model.row_of(call.id)
    rect = window.table.visualRect(window._model.index(row, column))
    if column is Column.PICK_UP:
        delegate = window.table.itemDelegate()
        assert isinstance(delegate, CallDelegate)
        return delegate.button_rect(rect).center()
    return rect.center()


def click(window: MainWindow, call: Call, column: Column) -> None:
    """When the row has stood there for long enough to be meant."""
    window.table._settling._moves.clear()
    QTest.mouseClick(
        window.table.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        cell_of(window, call, column),
    )


def double_click(window: MainWindow, call: Call, column: Column) -> None:
    """As a mouse does it: the first click is a click of its own."""
    click(window, call, column)
    QTest.mouseDClick(
        window.table.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        cell_of(window, call, column),
    )


def scroll(widget: QWidget, by: int) -> None:
    """Turn the mouse's wheel; a notch is 120, and downwards is negative."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # not inverted; Qt takes no name for it
    )
    QApplication.sendEvent(widget, event)


def leave_list(window: MainWindow) -> None:
    QTest.mouseMove(window, QPoint(1, 1))  # or Qt would soon say that the pointer is back
    QApplication.sendEvent(window.table.viewport(), QEvent(QEvent.Type.Leave))


def shown(window: MainWindow) -> list[str]:
    model = window._model
    return [model.row(at).call.caller.name for at in range(model.rowCount())]


def _letters(window: MainWindow, width: int) -> int:
    """So many pixels at the usual font, which has letters of 6; as much room at any other."""
    return width * window.fontMetrics().averageCharWidth() // 6


async def test_the_button_names_the_call_that_it_takes(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    assert not window.pickup_button.isEnabled()
    session.ring("Second, Caller", "3471234567", desks=("102",), age=21)
    first = session.ring(age=7)
    named = "First Caller, 045 555 1234, rings at 103 Desk 103, Support"
    await until(lambda: named in window.pickup_button.accessibleName())
    QTest.mouseClick(window.pickup_button, Qt.MouseButton.LeftButton)
    await until(lambda: session.wanted)
    assert session.wanted == [ThisCall(first.id)]
    assert not window.pickup_button.isEnabled()
    session.end(first, EndReason.PICKED_UP, ME)
    session.finish(Outcome.PICKED_UP, first, ME)
    await until(window.pickup_button.isEnabled)
    assert "✓ You took First Caller (045 555 1234) from 103 Desk 103, " in window.notice_line.text
    assert shown(window) == ["Second, Caller"]


async def test_what_was_shown_at_the_press_is_taken(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    seen = session.ring("Seen")
    await until(window.pickup_button.isEnabled)
    QTest.mousePress(window.pickup_button, Qt.MouseButton.LeftButton)
    session.ring("Newer")
    await until(lambda: len(shown(window)) == 2)
    assert window.pickup_button.call == seen
    QTest.mouseRelease(window.pickup_button, Qt.MouseButton.LeftButton)
    await until(lambda: session.wanted)
    assert session.wanted == [ThisCall(seen.id)]
    session.finish(Outcome.PICKED_UP, seen, ME)


async def test_a_press_that_leaves_the_button_takes_nothing(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window, button = desktop.window, desktop.window.pickup_button
    session.ring("Old")
    await until(button.isEnabled)
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    new = session.ring("New")
    await until(lambda: len(shown(window)) == 2)
    outside = QPoint(5, button.height() * 3)
    QTest.mouseMove(button, outside)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, outside)
    await until(lambda: button.call == new)
    assert session.wanted == []


@pytest.mark.parametrize("column", [Column.CALLER, Column.WAIT, Column.PICK_UP])
async def test_a_double_click_is_one_pickup(
    desktop: Desktop, session: ScriptedSession, until: Until, column: Column
) -> None:
    call = session.ring()
    await until(desktop.window.table.isVisible)
    double_click(desktop.window, call, column)
    await until(lambda: session.wanted)
    await asyncio.sleep(0.02)
    assert session.wanted == [ThisCall(call.id)]
    double_click(desktop.window, call, column)
    await asyncio.sleep(0.02)
    assert session.wanted == [ThisCall(call.id)]
    session.finish(Outcome.TAKEN_BY_OTHER, call, OTHER)


@pytest.mark.parametrize("again", ["click", "key", "extension"])
async def test_a_second_click_does_not_take_the_next_call(
    desktop: Desktop,
    session: ScriptedSession,
    until: Until,
    again: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The pickup may be over, and the next call named, before a double click's second half."""
    window = desktop.window
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    session.ring("Next")
    call = session.ring("First")
    window.extension_line._edit.setText("103")
    await until(lambda: shown(window) == ["First", "Next"])
    QTest.mouseClick(window.pickup_button, Qt.MouseButton.LeftButton)
    await until(lambda: session.wanted)
    session.end(call, EndReason.PICKED_UP, ME)
    session.finish(Outcome.PICKED_UP, call, ME)
    await until(window.pickup_button.isEnabled)
    match again:
        case "click":
            QTest.mouseClick(window.pickup_button, Qt.MouseButton.LeftButton)
        case "key":
            QTest.keyClick(window, Qt.Key.Key_F9)
        case _:
            QTest.keyClick(window.extension_line._edit, Qt.Key.Key_Return)
    await asyncio.sleep(0.02)
    assert session.wanted == [ThisCall(call.id)]


async def test_the_rows_buttons_keep_clear_of_the_scroll_bar(
    open_desktop: OpenDesktop, until: Until
) -> None:
    """When the window opens on many calls the scroll bar comes with the first of them."""
    session = ScriptedSession()
    calls = [session.ring(f"Caller {number}") for number in range(40)]
    desktop = open_desktop(ScriptedProfile(session))
    await until(lambda: desktop.bridge.session is session)
    session.go_live()
    window = desktop.window
    await until(window.table.verticalScrollBar().isVisible)
    cell = window.table.visualRect(
        window._model.index(window._model.row_of(calls[-1].id), Column.PICK_UP)
    )
    delegate = window.table.itemDelegate()
    assert isinstance(delegate, CallDelegate)
    assert delegate.button_rect(cell).right() < window.table.viewport().width()
    assert delegate.button_rect(cell).size() == delegate.button_size()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written into the rows, as it is seen."""
    written: list[str] = []

    def note(painter: QPainter, box: QRect, text: str) -> int:
        if box.width() > 0:
            written.append(painter.fontMetrics().elidedText(text, ELIDE, box.width()))
        return write_elided(painter, box, text)

    monkeypatch.setattr(call_delegate, "write_elided", note)
    return written


async def test_a_number_of_any_length_leaves_room_for_the_name(
    desktop: Desktop, session: ScriptedSession, until: Until, written: list[str]
) -> None:
    desktop.window.resize(900, 420)
    session.ring("Rossi", "4" * 80)
    await until(lambda: any(line.startswith("44 444") for line in written))
    assert "Rossi" in written


@pytest.mark.parametrize("width", [500, 640, 900])
async def test_the_number_and_the_queue_stay_in_sight(
    desktop: Desktop, session: ScriptedSession, until: Until, written: list[str], width: int
) -> None:
    """In a window that is made narrow, beside the softphone, too."""
    desktop.window.resize(_letters(desktop.window, width), 420)
    name = "Comune di Castelnuovo del Garda, ufficio tributi e patrimonio"
    session.ring(name, "+393471234567", desks=("101", "102", "103"), queue="sales")
    await until(lambda: "+393471234567" in written)
    assert any(line.endswith("queue sales") for line in written)
    assert any(line.endswith("+2") for line in written)


async def test_the_list_shows_that_it_has_the_keyboard(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    session.ring()
    await until(window.table.isVisible)
    (ring,) = window.table.findChildren(FocusRing)
    for place in (window.table, window.extension_line._edit, window.table):
        place.setFocus()
        await until(lambda: ring.isVisible() is window.table.hasFocus())
    assert ring.isVisible()
    for color in ("white", "black"):
        palette = QPalette(QColor(color))
        palette.setColor(QPalette.ColorRole.Highlight, QColor("#308cc6"))
        window.table.setPalette(palette)
        shot = window.table.grab().toImage()
        seen = look.mark(QColor("#308cc6"), palette)
        assert shot.pixelColor(shot.width() // 2, 1) == seen
        assert shot.pixelColor(shot.width() // 2, shot.height() - 2) == seen


async def test_one_click_on_a_rows_button_takes_that_row(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    first = session.ring("First")
    session.ring("Second")
    await until(lambda: len(shown(desktop.window)) == 2)
    click(desktop.window, first, Column.CALLER)
    assert session.wanted == []
    click(desktop.window, first, Column.PICK_UP)
    await until(lambda: session.wanted)
    assert session.wanted == [ThisCall(first.id)]
    session.finish(Outcome.TAKEN_BY_OTHER, first, OTHER)
    await until(lambda: "204 Desk 204 was faster" in desktop.window.notice_line.text)


async def test_enter_takes_the_selected_call_wherever_it_has_moved(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    session.ring("A")
    chosen = session.ring("B")
    await until(lambda: shown(window) == ["B", "A"])
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_Home)
    assert window.table.selected() == chosen.id
    for name in ("C", "D", "E"):
        session.ring(name)
    await until(lambda: shown(window) == ["E", "D", "C", "B", "A"])
    assert window.table.selected() == chosen.id
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    await until(lambda: session.wanted)
    assert session.wanted == [ThisCall(chosen.id)]
    session.finish(Outcome.CALLER_GAVE_UP, chosen)


async def test_the_first_arrow_key_selects_the_newest_call(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    session.ring("A")
    await until(window.table.isVisible)
    session.ring("B")
    newest = session.ring("C")
    await until(lambda: shown(window) == ["C", "B", "A"])
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    assert window.table.selected() == newest.id


async def test_a_selected_call_that_goes_leaves_nothing_selected(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    session.ring("A")
    chosen = session.ring("B")
    await until(lambda: len(shown(window)) == 2)
    QTest.keyClick(window.table, Qt.Key.Key_Home)
    session.end(chosen)
    await until(lambda: shown(window) == ["A"])
    assert window.table.selected() is None
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    await asyncio.sleep(0.02)
    assert session.wanted == []


async def test_the_focus_never_falls_on_the_pickup_button(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    """Enter on the last row, and Enter once more: the second must not take the next call."""
    window = desktop.window
    assert window.focusWidget() is window.empty_page
    call = session.ring()
    await until(window.table.isVisible)
    assert window.focusWidget() is window.table
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    session.end(call)
    await until(window.empty_page.isVisible)
    assert window.focusWidget() is window.empty_page
    session.ring()
    await until(window.pickup_button.isEnabled)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(window.focusWidget(), key)
    await asyncio.sleep(0.02)
    assert session.wanted == []


async def test_a_button_that_can_be_used_no_more_gives_the_keyboard_to_the_calls(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    """Qt would give it to the groups, which the next arrow changes, or to the button that mutes."""
    window, line = desktop.window, desktop.window.extension_line
    await until(window.isActiveWindow)
    session.ring("Next")
    line.combo.setEditText("103")
    for button in (window.pickup_button, line._button):
        await until(button.isEnabled)
        button.setFocus()
        assert button.hasFocus()
        wanted = len(session.wanted)
        window.pickup_wanted.emit(CallAtExtension("103"))
        await until(partial(session.wanted.__getitem__, slice(wanted, None)))
        assert not button.isEnabled()
        assert window.table.hasFocus()
        session.finish(Outcome.CALLER_GAVE_UP)


async def test_a_click_on_the_big_button_leaves_the_keyboard_in_the_list(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    session.ring("Next")
    call = session.ring("First")
    await until(window.table.isVisible)
    QTest.mouseClick(window.pickup_button, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is window.table
    await until(lambda: session.wanted)
    session.finish(Outcome.CALLER_GAVE_UP, call)


async def test_an_arrow_key_on_the_big_button_changes_no_group(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    session.ring()
    await until(window.pickup_button.isEnabled)
    window.pickup_button.setFocus()
    for _ in range(3):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    assert window.focusWidget() is window.pickup_button
    assert window.group_chooser.group is None


async def test_every_control_has_a_name_to_be_spoken(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    session.ring()
    await until(desktop.window.pickup_button.isEnabled)
    QTest.keyClicks(desktop.window.extension_line._edit, "1")
    at = desktop.window.nextInFocusChain()
    chain: list[QWidget] = []
    while at is not None and at is not desktop.window:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisible() and at.isEnabled():
            chain.append(at)
        at = at.nextInFocusChain()
    assert len(chain) >= 6
    for widget in chain:
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name), widget


async def test_the_result_is_said_aloud(
    desktop: Desktop, session: ScriptedSession, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("client.qt.look.announce", lambda _widget, text: said.append(text))
    call = session.ring()
    await until(desktop.window.pickup_button.isEnabled)
    QTest.keyClick(desktop.window, Qt.Key.Key_F9)
    await until(lambda: session.answer)
    session.finish(Outcome.TAKEN_BY_OTHER, call, OTHER)
    await until(lambda: any("204 Desk 204 was faster" in text for text in said))


@pytest.mark.parametrize("outcome", Outcome)
async def test_the_time_stands_with_what_happened(
    desktop: Desktop, session: ScriptedSession, until: Until, outcome: Outcome
) -> None:
    call = session.ring("Dr. Rossi")
    await until(desktop.window.pickup_button.isEnabled)
    QTest.keyClick(desktop.window, Qt.Key.Key_F9)
    await until(lambda: session.answer)
    session.finish(outcome, call, OTHER)
    await until(lambda: desktop.window.notice_line.text)
    text = desktop.window.notice_line.text.replace("Dr. Rossi", "Rossi")
    assert re.fullmatch(r"[✓i!] [^.]+, \d\d:\d\d:\d\d(\. .+\.)?", text)
    if outcome is Outcome.TAKEN_BY_OTHER:
        assert re.search(r"took Rossi \(045 555 1234\), [\d:]+\. Nothing to do\.$", text)


async def test_a_lost_link_is_no_news_when_it_is_back(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
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


async def test_a_fault_in_a_slot_or_a_callback_is_reported(
    desktop: Desktop, until: Until, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(what: str) -> None:
        raise ValueError(what)

    QTimer.singleShot(0, lambda: fail("in a slot"))
    await until(lambda: "ValueError: in a slot" in desktop.window.notice_line.text)
    asyncio.get_running_loop().call_soon(fail, "in a callback")
    await until(lambda: "ValueError: in a callback" in desktop.window.notice_line.text)
    assert caplog.text.count("Traceback") == 2


async def test_arrow_keys_go_from_row_to_row(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    first, second = session.ring("A"), session.ring("B")
    await until(lambda: len(shown(window)) == 2)
    QTest.keyClick(window.table, Qt.Key.Key_Home)
    assert window.table.selected() == second.id
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    assert window.table.selected() == first.id
    QTest.keyClick(window.table, Qt.Key.Key_Right)
    assert window.table.currentIndex().column() == Column.CALLER


async def test_pick_up_at_an_extension(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    line = desktop.window.extension_line
    assert not line._button.isEnabled()
    session.ring(desks=("102", "103"))
    await until(lambda: line.combo.count() == 2)
    assert [line.combo.itemText(at) for at in (0, 1)] == ["102 Desk 102", "103 Desk 103"]
    line._edit.setFocus()
    QTest.keyClicks(line._edit, " 102 ")
    QTest.keyClick(line._edit, Qt.Key.Key_Return)
    await until(lambda: session.wanted)
    assert session.wanted == [CallAtExtension("102")]
    session.finish(Outcome.NOTHING_RINGING)
    await until(lambda: "Nothing rings there now" in desktop.window.notice_line.text)
    line.combo.setCurrentIndex(1)
    line.combo.activated.emit(1)
    assert line._edit.text() == "103"
    QTest.mouseClick(line._button, Qt.MouseButton.LeftButton)
    await until(lambda: len(session.wanted) == 2)
    assert session.wanted[1] == CallAtExtension("103")
    session.finish(Outcome.NOT_ALLOWED)


async def test_what_was_typed_survives_new_calls(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    line = desktop.window.extension_line
    QTest.keyClicks(line._edit, "10")
    session.ring(desks=("102",))
    await until(lambda: line.combo.count() == 1)
    assert line._edit.text() == "10"


async def test_a_long_name_without_a_space_does_not_widen_the_window(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
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
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window, line = desktop.window, desktop.window.link_line
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
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window, page = desktop.window, desktop.window.empty_page
    assert not page._picture.isHidden()
    session.go(LinkState.REFUSED, None, HearsNoCalls("read = all"))
    await until(page.button.isVisible)
    window.resize(window.minimumSizeHint().width(), 360)
    await settle()
    for words in (page._title, page._detail):
        assert words.heightForWidth(words.width()) <= words.height(), words.text()
    window.resize(700, 600)
    await settle()
    assert not page._picture.isHidden()


async def test_a_groups_long_name_ends_before_its_count(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    """The chosen group, and each line of the list."""
    chooser = desktop.window.group_chooser
    session.ring()
    session.ring(group=SALES)
    await until(lambda: desktop.model.count() == 2)

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


async def test_the_button_shows_the_whole_wait_at_every_width(
    desktop: Desktop, session: ScriptedSession, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    button, fits = desktop.window.pickup_button, list[bool]()

    def write(painter: QPainter, box: QRect, text: str) -> int:
        if text.startswith(" · 0:"):
            dots = Qt.TextElideMode.ElideRight
            fits.append(painter.fontMetrics().elidedText(text, dots, box.width()) == text)
        return write_elided(painter, box, text)

    monkeypatch.setattr(pickup_button, "write_elided", write)
    session.ring(queue="of all who wait " * 4)
    await until(button.isEnabled)
    fits.clear()
    for width in range(300, 400):
        button.resize(width, button.height())
        button.grab()
    assert len(fits) >= 100
    assert all(fits)


async def test_the_wheel_chooses_nothing(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    """Who scrolls beside the list sees no other calls for it, and F9 takes no other one."""
    window = desktop.window
    line, chooser = window.extension_line, window.group_chooser
    call = session.ring(desks=("102",), group=SUPPORT)
    await until(lambda: line.combo.count() == 1)
    QTest.keyClicks(line._edit, "10")
    for widget in (chooser, line.combo, line._edit):
        scroll(widget, -120)
        scroll(widget, 120)
        scroll(widget, -240)
    assert (chooser.currentIndex(), desktop.model.group) == (0, None)
    assert window.pickup_button.call == call
    assert line._edit.text() == "10"


async def test_a_lost_link_claims_nothing_of_the_groups_that_are_not_shown(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    window._model.set_group(SALES)
    session.ring("For support", group=SUPPORT)
    session.go(LinkState.STALE, as_of=session.now())
    await until(lambda: "Nothing rang in this group" in window.empty_page._detail.text())


async def test_nothing_can_be_taken_from_a_stale_list(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
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
    await asyncio.sleep(0.05)
    assert session.wanted == []
    # The clock of a call that may have ended stands still.
    wait = window._model.index(0, Column.WAIT)
    assert wait.data() == "0:18"
    session.skew += 3
    window._clock._tick()
    assert "as of 15 s ago" in window.link_line._link.text()
    assert wait.data() == "0:18"
    session.go_live()
    await until(window.pickup_button.isEnabled)


async def test_rows_keep_their_place_under_the_pointer(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    aimed = session.ring("Aimed at")
    gone = session.ring("Gone soon")
    await until(lambda: len(shown(window)) == 2)
    QTest.mouseMove(window.table.viewport(), cell_of(window, aimed, Column.PICK_UP))
    await until(lambda: window._model._held)
    before = cell_of(window, aimed, Column.PICK_UP)
    session.end(gone)
    session.ring("New")
    await until(lambda: len(shown(window)) == 3)
    assert cell_of(window, aimed, Column.PICK_UP) == before
    assert shown(window) == ["Gone soon", "Aimed at", "New"]
    click(window, gone, Column.PICK_UP)
    assert session.wanted == []
    leave_list(window)
    assert shown(window) == ["New", "Aimed at"]


async def test_taken_by_somebody_else_glows_for_five_seconds(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    call = session.ring()
    await until(lambda: shown(window))
    session.end(call, EndReason.PICKED_UP, OTHER)
    await until(lambda: not window.pickup_button.isEnabled())
    assert window._model.index(0, Column.RINGS_AT).data() == "taken by 204 Desk 204"
    double_click(window, call, Column.CALLER)
    click(window, call, Column.PICK_UP)
    assert session.wanted == []
    leave_list(window)
    session.skew += 5
    await until(lambda: not shown(window))
    assert window.empty_page.isVisible()
    assert not window._clock._timer.isActive()


@pytest.mark.parametrize("taken", [True, False])
async def test_what_ended_under_the_pointer_goes_when_that_leaves(
    desktop: Desktop, session: ScriptedSession, until: Until, *, taken: bool
) -> None:
    """One that was taken when its time is over, though nothing else happens any more."""
    window = desktop.window
    call = session.ring()
    await until(lambda: shown(window))
    QTest.mouseMove(window.table.viewport(), cell_of(window, call, Column.CALLER))
    await until(lambda: window._model._held)
    if taken:
        session.end(call, EndReason.PICKED_UP, OTHER)
    else:
        session.end(call)
    await until(lambda: not window.pickup_button.isEnabled())
    window._clock._tick()
    assert not window._clock._timer.isActive()
    leave_list(window)
    if taken:
        assert len(shown(window)) == 1
        session.skew += 5
    await until(window.empty_page.isVisible)
    assert shown(window) == []


async def test_what_has_glowed_goes_while_calls_come_and_go_all_the_time(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    window = desktop.window
    taken = session.ring("Taken")
    await until(lambda: shown(window))
    session.end(taken, EndReason.PICKED_UP, OTHER)
    await until(lambda: not window.pickup_button.isEnabled())
    leave_list(window)
    session.skew += 5
    comes_and_goes = QTimer()
    comes_and_goes.timeout.connect(lambda: session.end(session.ring("Other")))
    comes_and_goes.start(20)
    await until(lambda: "Taken" not in shown(window))
    comes_and_goes.stop()


async def test_who_took_it_is_told_in_one_group_too(
    open_desktop: OpenDesktop, session: ScriptedSession, until: Until, window_state: QSettings
) -> None:
    window_state.setValue("group", "named:502")
    window = open_desktop(ScriptedProfile(session)).window
    await until(lambda: window._bridge.session is session)
    session.go_live()
    await until(lambda: window.group_chooser.group == SALES)
    call = session.ring(desks=("101", "104"), group=SALES)
    at_sales, at_support = call.legs
    at_support = replace(at_support, groups=frozenset({SUPPORT}))
    session.change(replace(call, legs=(at_sales, at_support)))
    await until(window.pickup_button.isEnabled)
    rest = session.change(replace(call, legs=(at_support,)), taken=End(EndReason.PICKED_UP, OTHER))
    await until(lambda: not window.pickup_button.isEnabled())
    rings_at = window._model.index(0, Column.RINGS_AT)
    assert rings_at.data() == "taken by 204 Desk 204"
    session.end(rest, EndReason.PICKED_UP, OTHER)
    await until(lambda: window._model.count() == 0)
    assert rings_at.data() == "taken by 204 Desk 204"
    session.skew += 5
    await until(lambda: not shown(window))


async def test_the_choice_of_a_group_is_remembered(
    open_desktop: OpenDesktop, session: ScriptedSession, until: Until, window_state: QSettings
) -> None:
    window_state.setValue("group", "named:502")
    window = open_desktop(ScriptedProfile(session)).window
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


async def test_every_state_says_what_to_do(
    open_desktop: OpenDesktop, session: ScriptedSession, until: Until
) -> None:
    opened = open_desktop(ScriptedProfile(session))
    page, window = opened.window.empty_page, opened.window
    await until(lambda: window._bridge.session is session)
    assert page._title.text() == "Connecting to pbx1…"
    session.go(LinkState.CONNECTING, error=ConnectionLost("refused"))
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
    await until(lambda: page._title.text() == "Nothing rings in your groups.")
    assert window.link_line._me.text() == "Desk 101"
    assert window.link_line._link.text() == "pbx1 · live"
    window.group_chooser.setCurrentIndex(2)
    window.group_chooser.activated.emit(2)
    session.ring(group=SUPPORT)
    await until(lambda: page._title.text() == "Nothing rings in 502 Sales.")
    await until(lambda: "1 ringing" in page._detail.text())
    session.end(session.calls()[0])
    session.go(LinkState.STALE, as_of=session.now(), error=ConnectionLost("cut"))
    await until(lambda: page._title.text() == "The link to pbx1 is lost")
    assert page._detail.text() == "Nothing rang when it broke. Cornetta keeps trying."
    assert window.link_line._link.toolTip() == ""
    session.go(LinkState.STALE, as_of=session.now(), error=UnknownExtension("101"))
    await until(lambda: "no extension 101" in page._detail.text())
    assert "no extension 101" in window.link_line._link.toolTip()


async def test_many_changes_at_once_are_one_frame(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    repaints = []
    desktop.bridge.calls_changed.connect(lambda: repaints.append(1))
    for serial in range(100):
        session.ring(f"Caller {serial}")
    await until(lambda: len(shown(desktop.window)) == 100)
    assert len(repaints) <= 3


async def test_a_call_that_ends_and_one_that_begins_are_one_frame(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    ended = session.ring("First Caller")
    await until(lambda: len(shown(desktop.window)) == 1)
    desktop.bridge._shown_at = 0.0  # long ago
    repaints: list[list[Change]] = []
    desktop.bridge.changes_shown.connect(repaints.append)
    session.end(ended)
    session.ring("Second Caller")
    await until(lambda: shown(desktop.window) == ["Second Caller"])
    assert [type(change) for change in repaints[0]] == [Removed, Added]
    session.end(session.calls()[0])
    await until(lambda: not shown(desktop.window))
    assert len(repaints) == 2


async def test_an_error_ends_in_the_last_line_and_the_window_lives(
    desktop: Desktop,
    session: ScriptedSession,
    until: Until,
    caplog: pytest.LogCaptureFixture,
) -> None:
    call = session.ring()
    await until(desktop.window.pickup_button.isEnabled)
    QTest.keyClick(desktop.window, Qt.Key.Key_F9)
    await until(lambda: session.answer)
    assert session.answer
    session.answer.set_exception(ZeroDivisionError("oops"))
    await until(lambda: "ZeroDivisionError: oops" in desktop.window.notice_line.text)
    assert "ZeroDivisionError" in caplog.text
    await until(desktop.window.pickup_button.isEnabled)
    QTest.keyClick(desktop.window, Qt.Key.Key_F9)
    await until(lambda: len(session.wanted) == 2)
    session.finish(Outcome.PICKED_UP, call, ME)


async def test_a_late_keyring_does_not_disturb_what_was_typed(
    open_desktop: OpenDesktop, session: ScriptedSession, until: Until
) -> None:
    profile = ScriptedProfile(session, Missing("secret", "it was too late"))
    hang = profile.hang = asyncio.Event()
    opened = open_desktop(profile)
    await until(lambda: opened.window.empty_page._title.text() == "Starting…")
    opened.open_settings()
    assert opened.dialog
    opened.dialog._secret.setText("typed")
    opened.dialog._session.setChecked(True)
    QTest.keyClick(opened.dialog, Qt.Key.Key_Return)
    await until(lambda: opened.bridge.session is session)
    assert [(secret, keep) for _, secret, keep in profile.saved] == [("typed", False)]
    hang.set()
    await asyncio.sleep(0.02)
    assert opened.window.empty_page._title.text() == "Connecting to pbx1…"


async def test_a_slow_keyring_need_not_be_waited_for(
    open_desktop: OpenDesktop,
    session: ScriptedSession,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "SLOW_KEYRING_S", 0.01)
    profile = ScriptedProfile(session)
    hang = profile.hang = asyncio.Event()
    opened = open_desktop(profile)
    await until(opened.window.empty_page.button.isVisible)
    assert opened.window.empty_page._title.text() == "Starting…"
    QTest.mouseClick(opened.window.empty_page.button, Qt.MouseButton.LeftButton)
    assert opened.dialog
    hang.set()
    await until(lambda: opened.bridge.session is session)


async def test_a_settings_file_that_was_set_aside_is_told(
    open_desktop: OpenDesktop, session: ScriptedSession, until: Until
) -> None:
    opened = open_desktop(ScriptedProfile(Missing("host", set_aside="/x/a.broken-1"), session))
    await until(lambda: "It is kept as /x/a.broken-1" in opened.window.notice_line.text)


async def test_a_keyring_that_forgets_is_told(
    open_desktop: OpenDesktop, session: ScriptedSession, until: Until
) -> None:
    profile = ScriptedProfile(Missing("host"), session)
    profile.forgets = "this desktop has no system keyring"
    opened = open_desktop(profile)
    await until(opened.window.empty_page.button.isVisible)
    QTest.mouseClick(opened.window.empty_page.button, Qt.MouseButton.LeftButton)
    assert opened.dialog
    opened.dialog._secret.setText("typed")
    QTest.keyClick(opened.dialog, Qt.Key.Key_Return)
    await until(lambda: opened.bridge.session is session)
    assert "for this session only: this desktop has no" in opened.window.notice_line.text
    session.go_live()
    await until(opened.window.empty_page.button.isHidden)  # it had the keyboard
    assert opened.window.focusWidget() is opened.window.empty_page


async def test_settings_that_others_set_cannot_be_changed(
    open_desktop: OpenDesktop, session: ScriptedSession, until: Until
) -> None:
    profile = ScriptedProfile(session)
    profile.fixed = {"host": "environment variable CORNETTA_HOST"}
    opened = open_desktop(profile)
    await until(lambda: opened.bridge.session is session)
    opened.open_settings()
    first = opened.dialog
    assert first
    assert not first.fields["host"].isEnabled()
    assert "CORNETTA_HOST" in first.fields["host"].toolTip()
    opened.open_settings()
    assert opened.dialog is first
    first.reject()
    assert opened.dialog is None


async def test_broken_settings_are_said(
    open_desktop: OpenDesktop,
    session: ScriptedSession,
    until: Until,
) -> None:
    profile = ScriptedProfile(SettingsError("port", "must be a number", "the file"), session)
    opened = open_desktop(profile)
    await until(lambda: "'port' must be a number" in opened.window.notice_line.text)
    assert opened.window.empty_page.button.text() == "Set up…"


async def test_closing_the_window_ends_the_session(
    open_desktop: OpenDesktop, session: ScriptedSession, until: Until
) -> None:
    profile = ScriptedProfile(session)
    opened = open_desktop(profile)
    await until(lambda: opened.bridge.session is session)
    opened.window.close()
    await until(lambda: profile.closed)
    assert session.ended


async def test_the_demo_says_so(
    open_desktop: OpenDesktop, session: ScriptedSession, until: Until
) -> None:
    opened = open_desktop(ScriptedProfile(session, demo=True))
    await until(opened.window.isVisible)
    assert "Demo" in opened.window.windowTitle()


async def test_an_ampersand_is_no_shortcut_and_markup_is_text(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    call = session.ring("<b>A & B</b>", "")
    await until(lambda: shown(desktop.window))
    assert desktop.window.pickup_button.accessibleName().startswith("Pick up <b>A & B</b>")
    QTest.keyClick(desktop.window, Qt.Key.Key_F9)
    await until(lambda: session.wanted)
    session.finish(Outcome.CALLER_GAVE_UP, call)
    await until(lambda: "<b>A & B</b> gave up" in desktop.window.notice_line.text)


async def test_groups_that_change_are_offered(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    session.go_live(GROUPS[:1])
    await until(lambda: desktop.window.group_chooser.count() == 2)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_the_pickup_button_by_keys(
    desktop: Desktop, session: ScriptedSession, until: Until, key: Qt.Key
) -> None:
    call = session.ring()
    button = desktop.window.pickup_button
    await until(button.isEnabled)
    button.setFocus()
    QTest.keyClick(button, key)
    await until(lambda: session.wanted == [ThisCall(call.id)])
    session.finish(Outcome.CALLER_GAVE_UP, call)


async def test_what_is_wrong_in_the_settings_has_room_at_every_width(desktop: Desktop) -> None:
    desktop.open_settings()
    dialog = desktop.dialog
    assert dialog
    dialog.show_error(HearsNoCalls("read = all"))  # before it was ever laid out
    [label] = [one for one in dialog.findChildren(ErrorLabel) if not one.isHidden()]
    line = label.fontMetrics().height()

    for width in (dialog.sizeHint().width(), dialog.minimumSizeHint().width()):
        dialog.resize(width, dialog.height())
        await settle()
        assert line < (needed := label.heightForWidth(label.width())) <= label.height()
        assert label.height() <= needed + line  # and hardly more than that
        assert label.geometry().bottom() < dialog._secret.geometry().top()
