"""Nothing moves under the pointer while somebody aims, wherever the list is scrolled to."""

import random
from collections.abc import Callable
from functools import partial

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.calls.call import CallId
from client.calls.choice import ThisCall
from client.calls.events import EndReason, GroupId
from client.calls.groups import PickupGroup
from client.qt.app import App
from client.qt.calls import settling
from client.qt.calls.call_cells import Column
from client.qt.window.help_dialog import HelpDialog
from tests.integration.every_window import settle
from tests.integration.pointer import cell_of, come_under_pointer, leave_list, scroll, shown
from tests.integration.scripted_session import GROUPS, SALES, ScriptedSession
from tests.integration.until import until

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def settle_within(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Set in how many milliseconds moved rows count as settled: a slow machine must not."""
    return partial(monkeypatch.setattr, settling, "SETTLE_MS")


@pytest.mark.parametrize("view", ["window", "strip"])
async def test_a_pointer_holds_the_rows_once_it_does_something(
    app: App, session: ScriptedSession, view: str
) -> None:
    """A window that comes is told of one that may have long been elsewhere, as on Wayland."""
    model = app.model
    older, _ = session.ring("Older"), session.ring("Newer")
    if view == "strip":
        app.views.show_strip()
    table = app.window.table if view == "window" else app.views.strip.table
    await until(table.isVisible)
    viewport = table.viewport()
    at = viewport.rect().center()
    come_under_pointer(viewport)
    session.end(older)
    await until(lambda: model.rowCount() == 1)
    acts: list[Callable[[], object]] = [
        lambda: QTest.mousePress(viewport, LEFT, pos=at),
        lambda: scroll(viewport, 120),
        lambda: QTest.mouseMove(viewport, at),
    ]
    for act in acts:
        assert not model.held
        act()
        await until(lambda: model.held)
        QTest.mouseRelease(viewport, LEFT, pos=at)
        QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))


async def test_a_shorter_last_line_moves_no_row(app: App, session: ScriptedSession) -> None:
    """It leaves the list more room: scrolled to its end, that would come down."""
    window = app.window
    calls = [session.ring(f"Caller {number}") for number in range(40)]
    await until(lambda: len(shown(window)) == 40)
    window.notice_line.show_hint("Something that is said at length. " * 20)
    await settle()
    bar = window.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    aimed = calls[1]
    viewport = window.table.viewport()
    QTest.mouseMove(viewport, cell_of(window, aimed, Column.PICK_UP))
    await until(lambda: window._model.held)
    before = viewport.mapToGlobal(cell_of(window, aimed, Column.PICK_UP))
    window.notice_line.show_hint("Short")
    await settle()
    assert viewport.mapToGlobal(cell_of(window, aimed, Column.PICK_UP)) == before
    leave_list(window)
    await settle()
    assert bar.value() == bar.maximum()
    last = window.table.visualRect(window._model.index(39, Column.CALLER))
    assert last.bottom() + 1 == viewport.height()


async def test_no_call_comes_under_it_after_the_wheel(app: App, session: ScriptedSession) -> None:
    """A new call takes the place of one that ended long ago, but not of the one pointed at."""
    window, model = app.window, app.model
    for number in range(40):
        session.ring(f"Caller {number}")
    await until(lambda: len(shown(window)) == 40)
    viewport = window.table.viewport()
    at = viewport.rect().center()
    QTest.mouseMove(viewport, at)
    await until(lambda: model.held)
    before = window.table.rowAt(at.y())
    scroll(viewport, -120)
    row = window.table.rowAt(at.y())
    assert row > before
    aimed = model.row(row).call
    session.end(aimed)
    await until(lambda: model.call_at(row) is None)
    session.skew += 6
    new = session.ring("New")
    await until(lambda: model.row_of(new.id) >= 0)
    assert model.row(row).call is aimed


async def test_a_hand_that_trembles_does_not_scroll(app: App, session: ScriptedSession) -> None:
    """At the list's edge Qt takes it for a drag, and the click would be lost."""
    window, model = app.window, app.model
    calls = [session.ring(f"Caller {number}") for number in range(40)]
    await until(lambda: len(shown(window)) == 40)
    viewport, bar = window.table.viewport(), window.table.verticalScrollBar()
    last = window.table.visualRect(model.index(20, Column.PICK_UP))
    bar.setValue(last.bottom() + 1 - viewport.height())
    before, call = bar.value(), calls[-21]
    at = cell_of(window, call, Column.PICK_UP)
    assert viewport.height() - at.y() < last.height()
    at.setY(viewport.height() - 8)
    QTest.mouseMove(viewport, at)
    await until(lambda: model.held and window.table._settling.settled(20))
    QTest.mousePress(viewport, LEFT, NO_KEY, at)
    QTest.mouseMove(viewport, at + QPoint(1, 1))
    await settle()
    assert bar.value() == before
    QTest.mouseRelease(viewport, LEFT, NO_KEY, at + QPoint(1, 1))
    await until(lambda: session.wanted == [ThisCall(call.id)])


@pytest.mark.parametrize("how", ["click", "double click"])
async def test_a_click_that_was_meant_for_another_row_takes_nothing(
    app: App, session: ScriptedSession, settle_within: Callable[[int], None], how: str
) -> None:
    """Somebody aims from outside the list; a new call comes before the pointer is there."""
    window, model = app.window, app.model
    calls = [session.ring(f"Caller {number}") for number in range(3)]
    await until(lambda: len(shown(window)) == 3)
    viewport = window.table.viewport()
    at = cell_of(window, calls[1], Column.PICK_UP if how == "click" else Column.CALLER)

    def strike() -> None:
        QTest.mouseClick(viewport, LEFT, NO_KEY, at)
        if how != "click":
            QTest.mouseDClick(viewport, LEFT, NO_KEY, at)
            QTest.mouseRelease(viewport, LEFT, NO_KEY, at)

    leave_list(window)
    settle_within(60_000)
    new = session.ring("New")
    await until(lambda: model.row_of(new.id) == 0)
    assert model.row(window.table.rowAt(at.y())).call is calls[2]
    strike()
    assert not app.bridge.busy
    # Rows that come while the pointer is there move no other.
    QTest.mouseMove(viewport, at)
    await until(lambda: model.held)
    session.ring("Newer")
    await until(lambda: model.rowCount() == 5)
    settle_within(0)
    assert window.table._settling.settled(1)
    settle_within(60_000)
    session.ring("Newest")
    await until(lambda: model.rowCount() == 6)
    strike()
    await until(lambda: session.wanted == [ThisCall(calls[2].id)])


@pytest.mark.parametrize("view", ["window", "strip"])
async def test_nor_does_one_where_rows_have_come_down(
    app: App, session: ScriptedSession, settle_within: Callable[[int], None], view: str
) -> None:
    """The oldest call ends: a list at its end comes down, and a strip that hangs gets shorter."""
    table = app.window.table
    if view == "strip":
        app.views.show_strip()
        strip = app.views.strip
        strip.move(0, strip.screen().availableGeometry().bottom())
        table = strip.table
    calls = [session.ring(f"Caller {number}") for number in range(40 if view == "window" else 3)]
    await until(lambda: table.isVisible() and table.model().rowCount() == len(calls))
    await settle()
    leave_list(app.window)
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    viewport, model = table.viewport(), app.model
    button = table.visualRect(model.index(model.row_of(calls[1].id), Column.PICK_UP)).center()
    at = viewport.mapToGlobal(button)

    def call_there() -> CallId:
        return model.row(table.rowAt(viewport.mapFromGlobal(at).y())).call.id

    settle_within(0)
    assert table._settling.settled(model.row_of(calls[1].id))
    settle_within(60_000)
    session.end(calls[0])
    await until(lambda: call_there() == calls[2].id)
    QTest.mouseClick(viewport, LEFT, NO_KEY, viewport.mapFromGlobal(at))
    assert not app.bridge.busy
    settle_within(0)
    QTest.mouseClick(viewport, LEFT, NO_KEY, viewport.mapFromGlobal(at))
    await until(lambda: session.wanted == [ThisCall(calls[2].id)])


async def close_what_is_above(app: App, way: str) -> None:
    """Show it, and do what its first click does."""
    window = app.window
    match way:
        case "dialog":
            app.open_preferences()
            dialog = app.preferences
            assert dialog
            await until(dialog.isVisible)
            dialog.reject()
        case "help":
            window.link_line.help.trigger()
            shown_help = window.findChild(HelpDialog)
            assert isinstance(shown_help, HelpDialog)
            await until(lambda: shown_help.isVisible() and window.table._settling.settled(0))
            shown_help.reject()
        case "strip":
            app.views.show_strip()
            await until(lambda: window.table._settling.settled(0))
            app.views.show_window()
        case "menu" | "tray's menu":
            menu = window.link_line.menu if way == "menu" else app.tray.menu
            menu.popup(window.geometry().center())
            await until(lambda: menu.isVisible() and window.table._settling.settled(0))
            menu.hide()
        case _:
            drop_down = window.group_chooser if way == "groups" else window.extension_line.combo
            drop_down.showPopup()
            await until(drop_down.view().isVisible)
            drop_down.hidePopup()


@pytest.mark.parametrize(
    "way", ["dialog", "help", "strip", "menu", "tray's menu", "groups", "extensions"]
)
async def test_the_second_of_two_clicks_on_what_was_above_takes_no_call(
    app: App, session: ScriptedSession, way: str
) -> None:
    """The first closes the dialog or the list, or shows the window in place of the strip."""
    window, button = app.window, app.window.pickup_button
    call = session.ring()
    await until(lambda: button.call == call and window.table._settling.settled(0))
    at = cell_of(window, call, Column.PICK_UP)
    await close_what_is_above(app, way)
    QTest.mouseClick(window.table.viewport(), LEFT, NO_KEY, at)
    QTest.mouseClick(button, LEFT)
    assert not app.bridge.busy
    await until(lambda: window.table._settling.settled(0))
    QTest.mouseClick(window.table.viewport(), LEFT, NO_KEY, at)
    await until(lambda: session.wanted == [ThisCall(call.id)])


async def test_nor_one_that_waits_while_the_groups_window_is_made(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
    call = session.ring()
    await until(lambda: window.pickup_button.call == call)
    await until(lambda: window.table._settling.settled(0))
    window.link_line.groups.trigger()
    QTest.mouseClick(window.pickup_button, LEFT)
    assert not app.bridge.busy


async def test_the_large_buttons_key_works_at_once(app: App, session: ScriptedSession) -> None:
    """Who presses that has not aimed at anything."""
    call = session.ring()
    await until(lambda: app.window.pickup_button.call == call)
    await close_what_is_above(app, "dialog")
    app.window.activateWindow()  # as a window manager does
    await until(app.window.isActiveWindow)
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    await until(lambda: session.wanted == [ThisCall(call.id)])


async def test_a_finger_does_not_hold_the_rows_for_ever(app: App, session: ScriptedSession) -> None:
    """It never leaves the list, as a pointer does."""
    window, model = app.window, app.model
    first = session.ring("First")
    await until(lambda: window.table._settling.settled(0) and shown(window) == ["First"])
    viewport, at = window.table.viewport(), cell_of(window, first, Column.PICK_UP)
    screen = QTest.createTouchDevice()
    QTest.touchEvent(viewport, screen).press(0, at, viewport).commit()
    QTest.touchEvent(viewport, screen).release(0, at, viewport).commit()
    await until(lambda: session.wanted == [ThisCall(first.id)])
    assert model.held
    session.ring("Second")
    await until(lambda: shown(window) == ["First", "Second"])
    await until(lambda: shown(window) == ["Second", "First"])


async def test_no_group_moves_while_the_list_of_groups_is_open(
    app: App, session: ScriptedSession
) -> None:
    """Somebody else saves other groups just then."""
    chooser = app.window.group_chooser
    chooser.showPopup()
    view = chooser.view()
    await until(view.isVisible)
    second = view.visualRect(chooser.model().index(2, 0)).center()
    session.go_live((PickupGroup(GroupId("400"), "New"), *GROUPS))
    await settle()
    QTest.mouseMove(view.viewport(), second)
    QTest.mouseClick(view.viewport(), LEFT, NO_KEY, second)
    await until(lambda: app.model.group == SALES)
    await until(lambda: chooser.count() == 4)
    assert chooser.group == app.model.group == SALES
    chooser.showPopup()
    session.go_live(GROUPS[:1])
    await settle()
    assert chooser.count() == 4
    QTest.keyClick(view, Qt.Key.Key_Escape)
    await until(lambda: chooser.count() == 2)
    assert app.model.group is None


def happen(app: App, session: ScriptedSession, dice: random.Random) -> None:
    """Let anything come to the list, but for what the user does."""
    calls = list(session.ringing.values())
    call = dice.choice(calls) if calls else session.ring()
    match dice.randrange(7):
        case 0 | 1 | 2:
            session.ring("New")
        case 3:
            session.end(call, dice.choice([EndReason.CALLER_GAVE_UP, EndReason.ANSWERED]))
        case 4:
            leg = session.ring("Moves to the top").legs[0]
            session.change(replace(call, legs=(leg, *call.legs)))
        case 5:
            words = dice.choice(["", "Short", "Something that is said at length. " * 9])
            app.window.notice_line.show_hint(words)
        case _:
            session.skew += 2
    app.bridge._show()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("view", ["window", "strip", "strip below"])
async def test_whatever_happens_another_row_comes_there_by_the_wheel_alone(
    app: App, session: ScriptedSession, view: str, seed: int
) -> None:
    model, dice = app.model, random.Random(seed)
    for number in range(dice.choice([3, 12, 40])):
        session.ring(f"Caller {number}", age=3)
    table = app.window.table
    if view != "window":
        app.views.show_strip()
        strip = app.views.strip
        strip.move(0, strip.screen().availableGeometry().bottom() if "below" in view else 0)
        table = strip.table
    await until(lambda: table.isVisible() and table.visible_rows()[1] >= 2)
    await settle()
    viewport = table.viewport()
    at = viewport.mapToGlobal(table.visualRect(model.index(1, Column.PICK_UP)).center())

    def pointed_at() -> CallId:
        return model.row(table.rowAt(viewport.mapFromGlobal(at).y())).call.id

    QTest.mouseMove(viewport, viewport.mapFromGlobal(at))
    await until(lambda: model.held and table.underMouse())
    aimed = pointed_at()
    for step in range(80):
        if dice.randrange(8):
            happen(app, session, dice)
        else:
            scroll(viewport, dice.choice([-120, 120, -6000]), viewport.mapFromGlobal(at))
            aimed = pointed_at()
        if step % 8 == 0:
            await settle()
        assert model.held
        assert pointed_at() == aimed, step
