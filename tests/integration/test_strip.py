"""The strip, and which of window and strip is seen."""

from functools import partial

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.calls.choice import ThisCall
from client.qt.app import App
from client.qt.calls.call_cells import Column
from client.qt.calls.call_delegate import CallDelegate
from client.qt.looks import look
from client.qt.looks.notice_line import Notice
from client.qt.window.strip import MOST_ROWS, Strip
from client.session import LinkState, Outcome
from tests.integration.conftest import OpenApp, OpenLive
from tests.integration.every_window import settle
from tests.integration.pointer import cell_of, click
from tests.integration.scripted_session import ME, SALES, SUPPORT, ScriptedProfile, ScriptedSession
from tests.integration.until import until


@pytest.fixture
def strip(app: App) -> Strip:
    app.views.show_strip()
    return app.views.strip


async def test_one_line_for_each_call(strip: Strip, session: ScriptedSession) -> None:
    quiet = strip.height()
    assert strip.state.text() == "Nothing rings"
    assert strip.table.isHidden()
    calls = [session.ring(f"Caller {at}") for at in range(3)]
    await until(lambda: strip.state.text() == "3 ringing")
    row = strip.table.row_height()
    assert strip.table.height() == 3 * row
    assert quiet + 3 * row <= strip.height() <= quiet + 4 * row
    assert strip.table.horizontalHeader().isHidden()
    for call in calls:
        session.end(call)
    await until(lambda: strip.height() == quiet)


async def test_tab_comes_last_to_what_closes_it(strip: Strip, session: ScriptedSession) -> None:
    session.ring()
    strip.show_notice(Notice("✓", look.GOOD, "You took it", "0455551234"))
    await until(lambda: strip.isActiveWindow() and strip.table.hasFocus())
    stops = []
    while (widget := strip.focusWidget()) not in stops:
        stops.append(widget)
        strip.focusNextChild()
    copy = strip.notice_line.copy_button
    assert stops == [strip.table, copy, strip.mute_button, strip.window_button, strip.close_button]


async def test_the_keyboard_stays_with_the_calls_though_there_may_be_none(
    strip: Strip, session: ScriptedSession
) -> None:
    """Qt would pass it on to the buttons: the space bar would end the program."""
    await until(strip.isActiveWindow)
    for name in ("First", "Second"):
        focused = QApplication.focusWidget()
        assert focused is None or focused is strip
        call = session.ring(name)
        await until(lambda: QApplication.focusWidget() is strip.table)
        strip.table._settling._moves.clear()
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            QTest.keyClick(strip.table, key)
        wanted = ThisCall(call.id)
        await until(partial(session.wanted.__contains__, wanted))
        session.take(call)
        await until(strip.table.isHidden)


@pytest.mark.parametrize("view", ["window", "strip", "strip, after a while"])
async def test_the_button_that_copies_passes_the_keyboard_to_no_other_button(
    view: str, app: App, session: ScriptedSession
) -> None:
    """Qt would give it to the one that mutes: the next space bar, and no call is heard."""
    session.ring("Stays")
    taken = session.ring("Taken")
    if view == "window":
        table, line = app.window.table, app.window.notice_line
    else:
        app.views.show_strip()
        table, line = app.views.strip.table, app.views.strip.notice_line
    await until(app.views.current.isActiveWindow)
    app.bridge.pick_up(ThisCall(taken.id))
    await until(lambda: session.wanted)
    session.take(taken)
    await until(line.copy_button.isVisible)
    line.copy_button.setFocus()
    if view == "strip, after a while":
        app.views.strip._notice_over.timeout.emit()
    else:
        app.window.notice_line.show_hint("Something else")
        session.ring("Next")
    await until(table.hasFocus)


async def test_a_button_that_has_the_keyboard_keeps_it(
    strip: Strip, session: ScriptedSession
) -> None:
    strip.window_button.setFocus(Qt.FocusReason.TabFocusReason)
    session.ring()
    await until(strip.table.isVisible)
    assert strip.focusWidget() is strip.window_button


async def test_in_large_letters_it_is_no_wider_than_the_screen(app: App, font: QFont) -> None:
    """Its buttons, that of each call among them, are at its right edge."""
    font.setPointSize(24)
    QApplication.setFont(font)
    strip = app.views.strip
    assert 112 * strip.fontMetrics().averageCharWidth() > strip.screen().availableSize().width()
    assert strip.width() <= strip.screen().availableSize().width()


async def test_more_words_in_place_of_few_have_their_room(
    strip: Strip, session: ScriptedSession
) -> None:
    """They would cover the last row, and its button."""
    session.ring()
    await until(strip.table.isVisible)
    notice = strip.notice_line
    for words in ("Few.", "Many words " * 30, "Few."):
        strip.show_notice(Notice("i", look.WAITING, words))
        await settle()
        assert notice.height() == max(notice.heightForWidth(notice.width()), notice.minimumHeight())
        assert not notice.geometry().intersects(strip.table.geometry())


async def test_in_a_tile_nothing_parts_from_the_calls(
    strip: Strip, session: ScriptedSession
) -> None:
    """A tiling window manager gives it a height that it did not ask for."""
    session.ring()
    strip.show_notice(Notice("✓", look.GOOD, "You took it"))
    await until(strip.table.isVisible)
    await settle()
    before = strip.table.geometry(), strip.notice_line.geometry()
    strip.setFixedHeight(3 * strip.height())
    assert (strip.table.geometry(), strip.notice_line.geometry()) == before


async def test_however_narrow_it_is_dragged_caller_and_button_are_seen(
    strip: Strip, session: ScriptedSession
) -> None:
    session.ring()
    await until(strip.table.isVisible)
    header, letter = strip.table.horizontalHeader(), strip.fontMetrics().averageCharWidth()
    assert header.sectionSize(Column.RINGS_AT) > 10 * letter
    strip.resize(1, strip.height())
    await until(lambda: header.sectionSize(Column.RINGS_AT) == 0)
    assert header.sectionSize(Column.CALLER) > 15 * letter
    assert header.length() <= strip.table.viewport().width()


async def test_many_calls_scroll(strip: Strip, session: ScriptedSession) -> None:
    """Some after one: the bar that scrolls comes when the columns have their widths."""
    for more in (1, MOST_ROWS + 5):
        for _ in range(more):
            session.ring()
        await settle()
    table = strip.table
    assert strip.state.text() == f"{MOST_ROWS + 6} ringing"
    assert table.height() == MOST_ROWS * table.row_height()
    assert table.verticalScrollBar().isVisible()
    assert table.horizontalHeader().length() <= table.viewport().width()


async def test_one_that_is_made_during_a_pickup_says_so(app: App, session: ScriptedSession) -> None:
    call = session.ring("First")
    await until(lambda: app.model.rowCount() == 1)
    app.bridge.pick_up(ThisCall(call.id))
    await until(lambda: session.wanted)
    app.views.show_strip()
    assert app.views.strip.state.text() == "Picking up First…"


async def test_a_rows_button_takes_that_call(strip: Strip, session: ScriptedSession) -> None:
    first = session.ring("First")
    session.ring("Second")
    await until(lambda: strip.state.text() == "2 ringing")
    click(strip, first, Column.PICK_UP)
    await until(lambda: session.wanted == [ThisCall(first.id)])
    assert strip.state.text() == "Picking up First…"
    session.take(first)
    await until(lambda: strip.state.text() == "1 ringing")
    assert strip.notice_line.isVisible()
    assert strip.notice_line.text.startswith("✓ You took First (045 555 1234) from 103 Desk 103")


async def test_what_was_said_before_is_said_when_it_is_first_opened(
    app: App, session: ScriptedSession
) -> None:
    call = session.ring("First")
    await until(lambda: app.model.rowCount() == 1)
    app.window.pickup_button.click()
    await until(lambda: session.wanted)
    session.take(call)
    await until(lambda: "You took First" in app.window.notice_line.text)
    app.views.show_strip()
    line = app.views.strip.notice_line
    assert line.isVisible()
    assert line.text == app.window.notice_line.text
    assert line.copy_button.isVisible()


async def test_the_key_takes_the_call_whose_button_is_green(
    strip: Strip, session: ScriptedSession
) -> None:
    session.ring("Old")
    new = session.ring("New")
    delegate = strip.table.itemDelegate()
    assert isinstance(delegate, CallDelegate)
    await until(lambda: delegate.generic == new.id)
    QTest.keyClick(strip, Qt.Key.Key_F9)
    await until(lambda: session.wanted == [ThisCall(new.id)])
    assert delegate.generic is None  # no second one while this runs
    session.finish(Outcome.PICKED_UP, new, ME)


async def test_the_second_of_two_clicks_in_the_trays_menu_takes_no_call(
    strip: Strip, app: App, session: ScriptedSession
) -> None:
    """The strip may stand below it, in the corner of the screen."""
    call = session.ring()
    await until(lambda: strip.state.text() == "1 ringing" and strip.table._settling.settled(0))
    app.tray.menu.popup(strip.geometry().center())
    await until(app.tray.menu.isVisible)
    app.tray.menu.hide()
    at = cell_of(strip, call, Column.PICK_UP)
    QTest.mouseClick(strip.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert not app.bridge.busy


async def test_a_lost_link_is_told_and_nothing_can_be_taken(
    strip: Strip, session: ScriptedSession
) -> None:
    call = session.ring()
    await until(lambda: strip.state.text() == "1 ringing")
    session.go(LinkState.STALE, session.now() - 12)
    await until(lambda: strip.state.text() == "pbx1 · as of 12 s ago")
    click(strip, call, Column.PICK_UP)
    QTest.keyClick(strip, Qt.Key.Key_F9)
    assert not strip._bridge.busy
    session.skew += 3
    await until(lambda: strip.state.text() > "pbx1 · as of 15")  # its clock goes on
    session.go(LinkState.REFUSED)
    await until(lambda: strip.state.text() == "pbx1 · refused")
    assert strip.table.isHidden()


async def test_near_the_lower_edge_it_grows_upwards(strip: Strip, session: ScriptedSession) -> None:
    area = strip.screen().availableGeometry()
    strip.move(area.left(), area.bottom() - strip.height() - 10)
    bottom = strip.geometry().bottom()
    call = session.ring()
    await until(lambda: not strip.table.isHidden())
    assert strip.geometry().bottom() == bottom
    session.ring()
    await until(lambda: strip.state.text() == "2 ringing")
    assert strip.geometry().bottom() == bottom
    assert strip.state.y() > strip.table.geometry().bottom()
    # While the pointer is on a row, that row stays where it is.
    top = strip.y()
    QTest.mouseMove(strip.table.viewport(), cell_of(strip, call, Column.PICK_UP))
    await until(strip.table.underMouse)
    session.ring()
    await until(lambda: strip.state.text() == "3 ringing")
    assert strip.y() == top
    QTest.mouseMove(strip.state)
    await until(lambda: not strip.table.underMouse())
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert strip.y() == top - strip.table.row_height()
    assert strip.geometry().bottom() == bottom


async def test_in_the_middle_of_the_screen_no_row_jumps_when_it_grows(
    strip: Strip, session: ScriptedSession
) -> None:
    """It grows across the middle, and would turn round: its first line below, the rows above."""
    strip.move(40, strip.screen().availableGeometry().center().y() - strip.height())
    first = session.ring()
    session.ring()
    await until(lambda: strip.state.text() == "2 ringing")
    QTest.mouseMove(strip.table.viewport(), cell_of(strip, first, Column.PICK_UP))
    await until(strip.table.underMouse)
    before = strip.table.viewport().mapToGlobal(cell_of(strip, first, Column.PICK_UP))
    session.ring()
    await until(lambda: strip.state.text() == "3 ringing")
    await settle()
    assert strip.geometry().center().y() > strip.screen().availableGeometry().center().y()
    assert strip.table.viewport().mapToGlobal(cell_of(strip, first, Column.PICK_UP)) == before
    assert strip.state.y() < strip.table.y()


async def test_no_end_of_it_leaves_the_screen(
    open_live: OpenLive, session: ScriptedSession, font: QFont
) -> None:
    """In large letters half a screen is too little for the calls: then they scroll."""
    font.setPointSize(30)
    QApplication.setFont(font)
    app = await open_live()
    app.views.show_strip()
    strip = app.views.strip
    area = strip.screen().availableGeometry()
    for number in range(MOST_ROWS):
        session.ring(f"Caller {number}")
    await until(strip.table.isVisible)
    assert MOST_ROWS * strip.table.row_height() > area.height() // 2
    for place in (area.top(), area.center().y() - 40, area.center().y(), area.bottom() - 20):
        strip.move(area.left(), place)
        strip.refresh()
        await settle()
        assert area.contains(strip.geometry())
        assert strip.table.height() >= 2 * strip.table.row_height()


async def test_moved_to_the_other_half_it_turns_when_the_pointer_has_left_the_rows(
    strip: Strip, session: ScriptedSession
) -> None:
    first = session.ring()
    await until(lambda: strip.state.text() == "1 ringing")
    strip.move(40, strip.screen().availableGeometry().bottom() - strip.height())
    QTest.mouseMove(strip.table.viewport(), cell_of(strip, first, Column.PICK_UP))
    await until(strip.table.underMouse)
    strip.refresh()
    assert strip.state.y() < strip.table.y()
    QTest.mouseMove(strip.state)
    await until(lambda: not strip.table.underMouse())
    strip.table._settling._moves.clear()
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert strip.state.y() > strip.table.y()
    at = cell_of(strip, first, Column.PICK_UP)
    QTest.mouseClick(strip.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    await settle()
    assert not session.wanted  # the row has only just come there


@pytest.mark.parametrize("view", ["window", "strip"])
async def test_out_of_sight_no_button_gets_the_keyboard(
    view: str, app: App, session: ScriptedSession
) -> None:
    """X tells a hidden window that it is active; then Qt does this. The next space bar acts."""
    session.ring()
    if view == "strip":
        app.views.show_strip()
    shown = app.window if view == "window" else app.views.strip
    await until(shown.table.hasFocus)
    app.views.hide()
    shown.focusNextChild()
    assert shown.focusWidget() is not shown.table
    app.views.show()
    assert shown.focusWidget() is shown.table


async def test_window_and_strip_take_turns(app: App, session: ScriptedSession) -> None:
    window, strip = app.window, app.views.strip
    assert session
    assert not strip.isVisible()
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    await until(strip.isActiveWindow)
    assert not window.isVisible()
    QTest.keyClick(strip, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    await until(window.isVisible)
    assert not strip.isVisible()
    QTest.mouseClick(window.link_line._to_strip, Qt.MouseButton.LeftButton)
    await until(strip.isVisible)
    assert strip.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    QTest.mouseClick(strip.window_button, Qt.MouseButton.LeftButton)
    await until(window.isVisible)


async def test_the_view_that_was_seen_last_is_seen_first(
    open_app: OpenApp, window_state: QSettings
) -> None:
    window_state.setValue("view", "strip")
    app = open_app(ScriptedProfile(ScriptedSession()))
    await until(app.views.strip.isVisible)
    assert not app.window.isVisible()
    app.views.strip.hide()
    app.views.show()
    assert app.views.strip.isVisible()


async def test_closing_the_strip_leaves_the_program(strip: Strip, app: App) -> None:
    QTest.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
    assert app._left.is_set()


async def test_the_number_of_a_call_that_was_taken_is_copied_with_a_click(
    app: App, session: ScriptedSession
) -> None:
    window, clipboard = app.window, QGuiApplication.clipboard()
    clipboard.setText("before")
    line = window.notice_line
    call = session.ring()
    await until(window.pickup_button.isEnabled)
    QTest.keySequence(window, "Ctrl+Shift+C")
    assert clipboard.text() == "before"
    place = line.geometry()
    window.pickup_button.click()
    await until(lambda: session.wanted)
    session.finish(Outcome.PICKED_UP, call, ME)
    await until(lambda: line.copy_button.isVisible() and line.copy_button.x())
    assert line.geometry() == place  # nothing above it has moved
    assert line.copy_button.text() == "Copy number"
    QTest.mouseClick(line.copy_button, Qt.MouseButton.LeftButton)
    assert clipboard.text() == "0455551234"
    assert line.copy_button.text() == "Copied"
    clipboard.setText("else")
    QTest.keySequence(window, "Ctrl+Shift+C")
    assert clipboard.text() == "0455551234"
    line.show_warning("something else")
    assert (line.copy_button.isHidden(), line.copy_button.text()) == (True, "Copy number")


async def test_who_hides_the_number_leaves_nothing_to_copy(
    app: App, session: ScriptedSession
) -> None:
    call = session.ring("", "")
    await until(app.window.pickup_button.isEnabled)
    app.window.pickup_button.click()
    await until(lambda: session.wanted)
    session.finish(Outcome.PICKED_UP, call, ME)
    await until(lambda: app.window.notice_line.text.startswith("✓"))
    assert app.window.notice_line.copy_button.isHidden()


async def test_the_groups_keys_work_in_the_strip(strip: Strip, session: ScriptedSession) -> None:
    session.ring("Newer", group=SUPPORT)
    sales = session.ring("Older", group=SALES)
    session.ring("Newest", group=SUPPORT)
    await until(lambda: strip.state.text() == "3 ringing")
    QTest.keyClick(strip, Qt.Key.Key_F6)
    await until(lambda: session.wanted == [ThisCall(sales.id)])
    session.finish(Outcome.PICKED_UP, sales, ME)


async def test_it_fits_what_has_gone_while_the_pointer_was_on_the_window(
    app: App, session: ScriptedSession
) -> None:
    session.ring("Stays")
    gone = session.ring("Gone")
    await until(lambda: app.model.rowCount() == 2)
    app.model.hold(0)
    session.end(gone)
    await until(lambda: app.model.count() == 1)
    assert app.model.rowCount() == 2
    app.views.show_strip()  # the list in the window is hidden, and lets go
    assert app.model.rowCount() == 1
    assert app.views.strip.table.height() == app.views.strip.table.row_height()
    assert app.views.strip.height() == app.views.strip._rows.totalSizeHint().height()


async def test_nothing_is_counted_while_nobody_knows(app: App, session: ScriptedSession) -> None:
    chooser = app.window.group_chooser
    session.ring()
    spoken = Qt.ItemDataRole.AccessibleTextRole
    await until(lambda: chooser.currentData(spoken) == "All my groups, 1 ringing")
    session.go(LinkState.REFUSED)
    await until(lambda: chooser.currentData(spoken) == "All my groups")


@pytest.mark.parametrize("count", [3, MOST_ROWS + 2])
async def test_a_notice_moves_no_row_under_the_pointer(
    strip: Strip, session: ScriptedSession, count: int
) -> None:
    """Hanging above its first line it grows upwards, however many calls there are."""
    area = strip.screen().availableGeometry()
    strip.move(area.left(), area.bottom() - strip.height() - 10)
    calls = [session.ring(f"Caller {number}") for number in range(count)]
    await until(lambda: strip.state.text() == f"{count} ringing")
    aimed = calls[-1]
    QTest.mouseMove(strip.table.viewport(), cell_of(strip, aimed, Column.PICK_UP))
    await until(lambda: strip.table.underMouse() and strip._model.held)
    before = strip.table.viewport().mapToGlobal(cell_of(strip, aimed, Column.PICK_UP)).y()
    session.ring("A new call")
    await until(lambda: strip.state.text() == f"{count + 1} ringing")
    short, long = "Something that is said", "Something that is said at length. " * 9
    for words in (short, long, "", short):
        strip.show_notice(Notice("i", look.WAITING, words))
        await settle()
        now = strip.table.viewport().mapToGlobal(cell_of(strip, aimed, Column.PICK_UP)).y()
        assert now == before
