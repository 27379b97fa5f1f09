"""The list of ringing calls: its rows, its keys, and what stays for a while."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette
from PySide6.QtTest import QTest

from client.calls.call import Added, Change, Removed
from client.calls.choice import ThisCall
from client.calls.events import EndReason
from client.qt import bridge
from client.qt.app import App
from client.qt.calls import call_delegate
from client.qt.calls.call_cells import Column
from client.qt.calls.call_delegate import CallDelegate
from client.qt.looks import look
from client.qt.looks.elided import write_elided
from client.qt.looks.focus_ring import FocusRing
from client.qt.window.main_window import MainWindow
from client.session import Outcome
from tests.integration.conftest import OpenLive
from tests.integration.pointer import cell_of, click, double_click, leave_list, shown
from tests.integration.scripted_session import OTHER, ScriptedSession
from tests.integration.until import until

ELIDE = Qt.TextElideMode.ElideRight


def _letters(window: MainWindow, width: int) -> int:
    """So many pixels at the usual font, which has letters of 6; as much room at any other."""
    return width * window.fontMetrics().averageCharWidth() // 6


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


async def test_the_rows_buttons_keep_clear_of_the_scroll_bar(
    open_live: OpenLive, session: ScriptedSession
) -> None:
    """When the window opens on many calls the scroll bar comes with the first of them."""
    calls = [session.ring(f"Caller {number}") for number in range(40)]
    window = (await open_live()).window
    await until(window.table.verticalScrollBar().isVisible)
    cell = window.table.visualRect(
        window._model.index(window._model.row_of(calls[-1].id), Column.PICK_UP)
    )
    delegate = window.table.itemDelegate()
    assert isinstance(delegate, CallDelegate)
    assert delegate.button_rect(cell).right() < window.table.viewport().width()
    assert delegate.button_rect(cell).size() == delegate.button_size()


async def test_a_number_of_any_length_leaves_room_for_the_name(
    app: App, session: ScriptedSession, written: list[str]
) -> None:
    app.window.resize(900, 420)
    session.ring("Rossi", "4" * 80)
    await until(lambda: any(line.startswith("44 444") for line in written))
    assert "Rossi" in written


@pytest.mark.parametrize("width", [500, 640, 900])
async def test_the_number_and_the_queue_stay_in_sight(
    app: App, session: ScriptedSession, written: list[str], width: int
) -> None:
    """In a window that is made narrow, beside the softphone, too."""
    app.window.resize(_letters(app.window, width), 420)
    name = "Comune di Castelnuovo del Garda, ufficio tributi e patrimonio"
    session.ring(name, "+393471234567", desks=("101", "102", "103"), queue="sales")
    await until(lambda: "+39 347 123 4567" in written)
    assert any(line.endswith("queue sales") for line in written)
    assert any(line.endswith("+2") for line in written)


async def test_the_list_shows_that_it_has_the_keyboard(app: App, session: ScriptedSession) -> None:
    window = app.window
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
        window.setPalette(palette)
        shot = window.table.grab().toImage()
        seen = look.mark(QColor("#308cc6"), palette)
        assert shot.pixelColor(shot.width() // 2, 1) == seen
        assert shot.pixelColor(shot.width() // 2, shot.height() - 2) == seen


async def test_a_number_is_found_by_its_first_digits(app: App, session: ScriptedSession) -> None:
    table = app.window.table
    wanted = session.ring("", "0455")
    session.ring("", "0721")
    await until(lambda: len(shown(app.window)) == 2)
    table.setFocus()
    for digit in "\u0660\u0664":  # 0 and 4, as an Arabic keyboard has them
        key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, digit)
        QCoreApplication.sendEvent(table, key)
    assert table.selected() == wanted.id


async def test_one_click_on_a_rows_button_takes_that_row(
    app: App, session: ScriptedSession
) -> None:
    first = session.ring("First")
    session.ring("Second")
    await until(lambda: len(shown(app.window)) == 2)
    click(app.window, first, Column.CALLER)
    assert not app.bridge.busy
    click(app.window, first, Column.PICK_UP)
    await until(lambda: session.wanted == [ThisCall(first.id)])
    session.finish(Outcome.TAKEN_BY_OTHER, first, OTHER)
    await until(lambda: "204 Desk 204 was faster" in app.window.notice_line.text)


async def test_neither_a_click_beside_the_button_nor_a_right_click_takes_a_call(
    app: App, session: ScriptedSession
) -> None:
    call = session.ring()
    await until(lambda: shown(app.window))
    table = app.window.table
    cell = table.visualRect(table.model().index(0, Column.PICK_UP))
    on_button = cell_of(app.window, call, Column.PICK_UP)
    table._settling._moves.clear()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell.topLeft())
    QTest.mouseClick(table.viewport(), Qt.MouseButton.RightButton, pos=on_button)
    assert not app.bridge.busy
    click(app.window, call, Column.PICK_UP)
    assert app.bridge.busy


async def test_enter_takes_the_selected_call_wherever_it_has_moved(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
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
    await until(lambda: session.wanted == [ThisCall(chosen.id)])
    session.finish(Outcome.CALLER_GAVE_UP, chosen)


async def test_a_selected_call_stays_in_sight_while_others_come(
    app: App, session: ScriptedSession
) -> None:
    """One that was scrolled out of sight stays there: nobody looks at it."""
    window, table = app.window, app.window.table
    for number in range(30):
        session.ring(f"Caller {number}")
    await until(lambda: len(shown(window)) == 30)
    leave_list(window)
    table.setFocus()
    for _ in range(3):
        QTest.keyClick(table, Qt.Key.Key_Down)
    chosen = table.selected()
    for number in range(30):
        session.ring(f"Later {number}")
        await until(lambda: len(shown(window)) == 31 + number)  # noqa: B023 - it is awaited at once
    assert table.selected() == chosen
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())
    table.scrollToTop()
    session.ring("Last")
    await until(lambda: len(shown(window)) == 61)
    assert table.verticalScrollBar().value() == 0


async def test_the_first_arrow_key_selects_the_newest_call_and_end_the_oldest(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
    oldest = session.ring("A")
    await until(window.table.isVisible)
    session.ring("B")
    newest = session.ring("C")
    await until(lambda: shown(window) == ["C", "B", "A"])
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    assert window.table.selected() == newest.id
    QTest.keyClick(window.table, Qt.Key.Key_End)
    assert window.table.selected() == oldest.id
    QTest.keyClick(window.table, Qt.Key.Key_Home)
    assert window.table.selected() == newest.id


@pytest.mark.parametrize("order", [["B", "A"], ["A", "B"]])
async def test_space_selects_the_newest_call_as_the_arrows_do(
    app: App, session: ScriptedSession, order: list[str]
) -> None:
    """Under a pointer that rests there the newest comes last."""
    window = app.window
    session.ring("A")
    await until(window.table.isVisible)
    if order == ["A", "B"]:
        window._model.hold(-1)
    newest = session.ring("B")
    await until(lambda: shown(window) == order)
    QTest.keyClick(window.table, Qt.Key.Key_Space)
    assert window.table.selected() == newest.id


async def test_a_selected_call_that_goes_leaves_nothing_selected(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
    session.ring("A")
    chosen = session.ring("B")
    await until(lambda: len(shown(window)) == 2)
    QTest.keyClick(window.table, Qt.Key.Key_Home)
    session.end(chosen)
    await until(lambda: shown(window) == ["A"])
    assert window.table.selected() is None
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    assert not app.bridge.busy


async def test_arrow_keys_go_from_row_to_row(app: App, session: ScriptedSession) -> None:
    window = app.window
    first, second = session.ring("A"), session.ring("B")
    await until(lambda: len(shown(window)) == 2)
    QTest.keyClick(window.table, Qt.Key.Key_Home)
    assert window.table.selected() == second.id
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    assert window.table.selected() == first.id
    QTest.keyClick(window.table, Qt.Key.Key_Right)
    assert window.table.currentIndex().column() == Column.CALLER


async def test_rows_keep_their_place_under_the_pointer(app: App, session: ScriptedSession) -> None:
    window = app.window
    aimed = session.ring("Aimed at")
    gone = session.ring("Gone soon")
    await until(lambda: len(shown(window)) == 2)
    QTest.mouseMove(window.table.viewport(), cell_of(window, aimed, Column.PICK_UP))
    await until(lambda: window._model.held)
    before = cell_of(window, aimed, Column.PICK_UP)
    session.end(gone)
    session.ring("New")
    await until(lambda: len(shown(window)) == 3)
    assert cell_of(window, aimed, Column.PICK_UP) == before
    assert shown(window) == ["Gone soon", "Aimed at", "New"]
    click(window, gone, Column.PICK_UP)
    assert not app.bridge.busy
    leave_list(window)
    assert shown(window) == ["New", "Aimed at"]


async def test_taken_by_somebody_else_glows_for_five_seconds(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
    call = session.ring()
    await until(lambda: shown(window))
    session.end(call, EndReason.PICKED_UP, OTHER)
    await until(lambda: not window.pickup_button.isEnabled())
    assert window._model.index(0, Column.RINGS_AT).data() == "taken by 204 Desk 204"
    double_click(window, call, Column.CALLER)
    click(window, call, Column.PICK_UP)
    assert not app.bridge.busy
    leave_list(window)
    session.skew += 5
    await until(lambda: not shown(window))
    assert window.empty_page.isVisible()
    assert not window._clock._timer.isActive()


@pytest.mark.parametrize("taken", [True, False])
async def test_what_ended_under_the_pointer_goes_when_that_leaves(
    app: App, session: ScriptedSession, *, taken: bool
) -> None:
    """One that was taken when its time is over, though nothing else happens any more."""
    window = app.window
    call = session.ring()
    await until(lambda: shown(window))
    QTest.mouseMove(window.table.viewport(), cell_of(window, call, Column.CALLER))
    await until(lambda: window._model.held)
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
    app: App, session: ScriptedSession
) -> None:
    window = app.window
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


async def test_many_changes_at_once_are_one_frame(
    app: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "TOGETHER_S", 0.5)  # on a busy machine 8 ms pass meanwhile
    repaints = []
    app.bridge.calls_changed.connect(lambda: repaints.append(1))
    for serial in range(100):
        session.ring(f"Caller {serial}")
    await until(lambda: len(shown(app.window)) == 100)
    assert len(repaints) <= 2


async def test_a_call_that_ends_and_one_that_begins_are_one_frame(
    app: App, session: ScriptedSession
) -> None:
    ended = session.ring("First Caller")
    await until(lambda: len(shown(app.window)) == 1)
    app.bridge._shown_at = 0.0  # long ago
    repaints: list[list[Change]] = []
    app.bridge.calls_changed.connect(repaints.append)
    session.end(ended)
    session.ring("Second Caller")
    await until(lambda: shown(app.window) == ["Second Caller"])
    assert [type(change) for change in repaints[0]] == [Removed, Added]
    session.end(session.calls()[0])
    await until(lambda: not shown(app.window))
    assert len(repaints) == 2
