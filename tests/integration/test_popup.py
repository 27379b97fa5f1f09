"""The pop-up, on a scripted session; calls that ring for long already alert at once."""

import asyncio
import random

import pytest
import pytest_asyncio
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QSettings, Qt
from PySide6.QtGui import QHoverEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from client.calls.call import Removed
from client.calls.choice import ThisCall
from client.calls.events import EndReason
from client.config.preferences import PreferenceStore
from client.errors import ConnectionLost, HearsNoCalls
from client.qt.alerts.popup import ROWS_AT_MOST, Popup
from client.qt.alerts.urgency import urgent_text
from client.qt.app import App
from client.qt.calls.call_cells import Column
from client.qt.calls.settling import SETTLE_MS
from client.qt.desktop import places
from client.sentence import Sentence
from client.session import LinkState, Outcome
from tests.integration.conftest import GoElsewhere
from tests.integration.fake_output import FakeOutput
from tests.integration.pointer import cell_of, come_under_pointer
from tests.integration.scripted_session import OTHER, SALES, ScriptedProfile, ScriptedSession
from tests.integration.until import until

LEFT = Qt.MouseButton.LeftButton


@pytest_asyncio.fixture
async def app(app: App, go_elsewhere: GoElsewhere) -> App:
    """It runs while the user works in another program."""
    await go_elsewhere()
    return app


def texts(popup: Popup) -> list[str]:
    said = [f"{row._name.text()} {row._number.text()} · {row._where.text()}" for row in popup.rows]
    return [" ".join(text.split()) for text in said] if popup.isVisible() else []


async def settled(popup: Popup) -> None:
    await until(lambda: all(row._placed.elapsed() >= SETTLE_MS for row in popup.rows))


def point_at(popup: Popup) -> None:
    """As if the pointer came over it."""
    at = QPoint(3, 3).toPointF()
    QApplication.sendEvent(popup, QHoverEvent(QEvent.Type.HoverMove, at, at, at))


def leave(popup: Popup) -> None:
    QApplication.sendEvent(popup, QEvent(QEvent.Type.Leave))


async def test_it_shows_the_call_and_a_click_takes_it(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    first = session.ring(age=10)
    second = session.ring("Second, Caller", "3471234567", desks=("102", "104"), group=SALES, age=8)
    await until(lambda: len(texts(popup)) == 2)
    assert texts(popup) == [
        "First Caller 045 555 1234 · rings at 103 Desk 103 · Support",
        "Second, Caller 347 123 4567 · rings at 104 Desk 104 +1 · Sales",
    ]
    assert urgent_text(popup.rows[0].clock._seconds, popup.rows[0].clock._level) == "0:10"
    await settled(popup)
    QTest.mouseClick(popup.rows[0].pick_up, LEFT)
    await until(lambda: session.wanted == [ThisCall(first.id)])
    assert popup.more.text() == "Picking up…"
    assert not any(row.pick_up.isEnabled() for row in popup.rows)
    session.take(first)
    await until(lambda: len(texts(popup)) == 1 and popup.rows[0].pick_up.isEnabled())
    third = session.ring(age=7)
    await until(lambda: len(texts(popup)) == 2)
    assert popup.more.text() == "You took First Caller (045 555 1234) from 103 Desk 103."
    session.end(second)
    session.end(third)
    await until(lambda: not popup.isVisible())
    session.ring(age=7)
    await until(popup.isVisible)
    assert popup.more.text() == ""


async def test_a_call_alerts_after_its_delay(app: App, session: ScriptedSession) -> None:
    popup, badges = app.alerting.popup, list[int]()
    app.alerting.badge_changed.connect(badges.append)
    session.ring(age=5.8)
    await until(lambda: app.model.rowCount() == 1)
    assert not popup.isVisible()
    await until(popup.isVisible)
    assert badges == [1]


async def test_i_took_it(app: App, session: ScriptedSession) -> None:
    """The pointer is still there; it was said to be taken by my phone, as if by somebody else."""
    popup = app.alerting.popup
    call = session.ring(age=10)
    await until(lambda: texts(popup))
    await settled(popup)
    point_at(popup)
    QTest.mouseClick(popup.rows[0].pick_up, LEFT)
    await until(lambda: session.wanted)
    session.take(call)
    await until(lambda: texts(popup) == ["First Caller 045 555 1234 · taken by you"])


async def test_somebody_took_it(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    taken, gave_up = session.ring(age=10), session.ring("Gave up", age=9)
    await until(lambda: len(texts(popup)) == 2)
    session.end(taken, EndReason.PICKED_UP, OTHER)
    session.end(gave_up)
    await until(lambda: len(texts(popup)) == 1)
    assert texts(popup) == ["First Caller 045 555 1234 · taken by 204 Desk 204"]
    assert not popup.rows[0].pick_up.isEnabled()
    popup._until[taken.id] = 0.0  # as if it had been there for long enough
    await until(lambda: not popup.isVisible())


@pytest.mark.parametrize("seen", [False, True])
async def test_somebody_has_it_after_all_though_the_desk_answered_just_before(
    app: App, session: ScriptedSession, *, seen: bool
) -> None:
    """A busy PBX says it more than a frame later, when the desk has been read already."""
    popup = app.alerting.popup
    call = session.ring(age=10)
    await until(lambda: len(texts(popup)) == 1)
    session.end(call, EndReason.ANSWERED, call.legs[0].desk)
    if seen:
        await until(lambda: "answered by" in texts(popup)[0])
    session.tell(Removed(call, EndReason.PICKED_UP, OTHER))
    await until(lambda: "answered by" not in texts(popup)[0] and not popup.rows[0].rings)
    assert texts(popup) == ["First Caller 045 555 1234 · taken by 204 Desk 204"]


async def test_nothing_for_a_call_that_my_own_phone_rings_for(
    app: App, session: ScriptedSession, output: FakeOutput
) -> None:
    popup = app.alerting.popup
    call = session.ring(age=10)
    await until(lambda: popup.isVisible() and output.heard)
    point_at(popup)
    session.change(replace(call, rings_me=True))
    await until(lambda: not output.heard)
    assert app.alerting.badge == 0
    leave(popup)
    assert not popup.isVisible()
    session.change(call)  # my phone rings no more
    await until(lambda: popup.isVisible() and output.heard)


async def test_nothing_moves_under_the_pointer(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    calls = [session.ring(f"Caller {n}", age=20 - n) for n in range(3)]
    await until(lambda: len(texts(popup)) == 3)
    point_at(popup)
    places = [row.mapToGlobal(QPoint()) for row in popup.rows]
    session.end(calls[0])
    session.ring("New", age=7)
    await until(lambda: len(texts(popup)) == 4)
    assert [row.mapToGlobal(QPoint()) for row in popup.rows[:3]] == places
    assert "caller hung up" in texts(popup)[0] or "gave up" in texts(popup)[0]
    leave(popup)
    await until(lambda: len(texts(popup)) == 3)
    assert "Caller 1" in texts(popup)[0]


async def test_where_it_comes_under_a_pointer_that_rests_nothing_gone_stays(
    app: App, session: ScriptedSession
) -> None:
    """X on a Wayland desktop tells of one that may have long been elsewhere."""
    popup = app.alerting.popup
    gone, _ = session.ring("Gone", age=9), session.ring("Rings", age=8)
    await until(lambda: len(texts(popup)) == 2)
    come_under_pointer(popup)
    session.end(gone)
    await until(lambda: len(texts(popup)) == 1)
    QTest.mouseMove(popup.windowHandle(), QPoint(9, 9))
    await until(lambda: popup._held)


async def test_a_pointer_left_on_it_hides_no_new_call(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    calls = [session.ring(f"Caller {n}", age=30 - n) for n in range(ROWS_AT_MOST)]
    await until(lambda: len(texts(popup)) == ROWS_AT_MOST)
    point_at(popup)
    session.end(calls[1])
    session.end(calls[2], EndReason.PICKED_UP, OTHER)
    session.ring("New", age=7)
    await until(lambda: "New" in texts(popup)[1])
    assert "taken by" in texts(popup)[2]
    session.ring("Newer", age=7)
    await until(lambda: popup.more.text() == "and 1 more")
    popup._until[calls[2].id] = 0.0
    await until(lambda: "Newer" in texts(popup)[2])


async def test_a_click_meant_for_another_row_takes_nothing(
    app: App, session: ScriptedSession
) -> None:
    popup = app.alerting.popup
    first, second = session.ring(age=10), session.ring("Second", age=9)
    await until(lambda: len(texts(popup)) == 2)
    QTest.mouseClick(popup.rows[0].pick_up, LEFT)  # it has only just appeared
    QTest.mouseClick(popup.rows[0].close_button, LEFT)
    assert len(texts(popup)) == 2
    await settled(popup)
    session.end(first)
    await until(lambda: len(texts(popup)) == 1)
    QTest.mouseClick(popup.rows[0].pick_up, LEFT)
    assert not app.bridge.busy
    await settled(popup)
    QTest.mouseClick(popup.rows[0].pick_up, LEFT)
    await until(lambda: session.wanted == [ThisCall(second.id)])
    session.finish(Outcome.CALLER_GAVE_UP, second)


@pytest.mark.parametrize("aim", ["row", "large button"])
async def test_a_click_meant_for_it_takes_no_call_of_the_window_below(
    app: App, session: ScriptedSession, aim: str
) -> None:
    """Its only caller gives up while the pointer is on its way; the window is below."""
    window, popup = app.window, app.alerting.popup
    window.setGeometry(window.screen().availableGeometry())
    first, other = session.ring(age=10), session.ring("Other")
    await until(popup.isVisible)
    await until(lambda: window.pickup_button.call == other and window.table._settling.settled(0))

    def click() -> None:
        if aim == "row":
            at = cell_of(window, other, Column.PICK_UP)
            QTest.mouseClick(window.table.viewport(), LEFT, pos=at)
        else:
            QTest.mouseClick(window.pickup_button, LEFT)

    session.end(first)
    await until(lambda: not popup.isVisible())
    click()
    assert not app.bridge.busy
    await until(lambda: window.table._settling.settled(0))
    click()
    await until(lambda: session.wanted == [ThisCall(other.id)])
    session.ring(age=10)
    await until(popup.isVisible)
    session.finish(Outcome.CALLER_GAVE_UP, other)
    await until(lambda: not app.bridge.busy)
    assert popup.more.text() == ""  # the window says it


async def test_one_window_for_many_calls(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    calls = [session.ring(f"Caller {n}", age=30 - n) for n in range(ROWS_AT_MOST + 4)]
    await until(lambda: popup.more.text() == "and 4 more")
    assert len(texts(popup)) == ROWS_AT_MOST
    session.end(calls[-1])
    await until(lambda: popup.more.text() == "and 3 more")
    session.end(calls[0])
    await until(lambda: popup.more.text() == "and 2 more")
    assert f"Caller {ROWS_AT_MOST}" in texts(popup)[-1]


async def test_what_is_dismissed_comes_not_back(
    app: App, session: ScriptedSession, go_elsewhere: GoElsewhere
) -> None:
    popup = app.alerting.popup
    call = session.ring(age=10)
    await until(popup.isVisible)
    await settled(popup)
    QTest.mouseClick(popup.rows[0].close_button, LEFT)
    await until(lambda: not popup.isVisible())
    assert app.alerting.badge == 1
    session.change(call)
    for number in range(ROWS_AT_MOST + 2):
        session.ring(f"New {number}", age=7)
    await until(lambda: popup.more.text() == "and 2 more")
    app.views.show()
    await until(lambda: not popup.isVisible())
    QTest.keyClick(app.window, Qt.Key.Key_Escape)
    await go_elsewhere()
    assert not popup.rows
    assert app.alerting.badge == ROWS_AT_MOST + 3


async def test_who_is_at_the_list_gets_none(
    app: App, session: ScriptedSession, go_elsewhere: GoElsewhere
) -> None:
    popup, chooser = app.alerting.popup, app.window.group_chooser
    app.views.show()
    await until(app.window.isActiveWindow)
    session.ring(age=10)
    await until(lambda: popup.rows)
    assert not popup.isVisible()
    await go_elsewhere()
    await until(popup.isVisible)
    point_at(popup)
    app.views.show()
    await until(app.window.isActiveWindow)
    popup._tick()
    assert popup.isVisible()  # a click may be on its way
    leave(popup)
    await until(lambda: not popup.isVisible())
    session.ring("Of Sales", group=SALES, age=10)
    await until(lambda: len(popup.rows) == 2)
    assert not popup.isVisible()
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    await until(popup.isVisible)  # the list shows the other group alone


async def test_nothing_begins_to_alert_while_nobody_knows_what_rings(
    app: App, session: ScriptedSession
) -> None:
    """Somebody may have answered long ago; so its time stands, as that of the list does."""
    alerting = app.alerting
    session.ring(age=7)
    await until(lambda: alerting.badge == 1)
    session.ring()
    await until(alerting._timer.isActive)
    session.go(LinkState.STALE, session.now())
    [row] = alerting.popup.rows
    await until(lambda: not row.pick_up.isEnabled())
    session.skew += 30
    alerting.popup._tick()
    assert int(row.clock._seconds) in {7, 8}
    alerting._advance()
    assert (alerting.badge, len(alerting.popup.rows)) == (1, 1)
    assert not alerting._timer.isActive()
    session.go(LinkState.LIVE)
    await until(lambda: (alerting.badge, len(alerting.popup.rows)) == (2, 2))


async def test_without_a_link_nothing_can_be_taken(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    session.ring(age=10)
    await until(popup.isVisible)
    session.go(LinkState.STALE, session.now())
    await until(lambda: not popup.rows[0].pick_up.isEnabled())
    assert popup.more.text().startswith("Link lost")
    session.go(LinkState.LIVE)
    await until(popup.rows[0].pick_up.isEnabled)
    assert popup.more.text() == ""


async def test_a_link_that_stays_lost_alerts_no_more(app: App, session: ScriptedSession) -> None:
    """The pop-up would stand in the way while the PBX is away, with calls that are over."""
    popup, lost = app.alerting.popup, ConnectionLost(Sentence("no answer within 5 s"))
    session.ring(age=10)
    await until(popup.isVisible)
    as_of = session.now()
    session.go(LinkState.STALE, as_of, lost)
    session.skew += 50
    session.go(LinkState.STALE, as_of, lost)
    await until(lambda: not popup.rows[0].pick_up.isEnabled())
    assert (popup.isVisible(), app.alerting.badge) == (True, 1)
    session.skew += 20
    session.go(LinkState.STALE, as_of, lost)
    await until(lambda: not popup.isVisible())
    assert app.alerting.badge == 0
    session.go(LinkState.LIVE)
    await until(popup.isVisible)  # it rings still
    assert app.alerting.badge == 1


async def test_a_link_that_is_refused_alerts_no_more(
    app: App, session: ScriptedSession, output: FakeOutput
) -> None:
    popup = app.alerting.popup
    calls = [session.ring(age=10) for _ in range(ROWS_AT_MOST + 1)]
    await until(lambda: popup.isVisible() and output.heard)
    point_at(popup)
    session.go(LinkState.REFUSED, None, HearsNoCalls("read = all"))
    await until(lambda: not popup.isVisible())
    assert (app.alerting.badge, output.heard, popup.calls) == (0, [], [])
    calls.append(session.ring("Told late", age=10))
    session.go(LinkState.LIVE)
    await until(lambda: popup.more.text() == "and 2 more")
    assert all(row.pick_up.isEnabled() for row in popup.rows)
    for call in calls[1:]:
        session.end(call)
    await until(lambda: len(texts(popup)) == 1)  # nobody points at it any more


async def test_a_call_that_is_closed_goes_from_under_the_pointer(
    app: App, session: ScriptedSession
) -> None:
    popup = app.alerting.popup
    session.ring(age=10)
    session.ring("Second", age=9)
    await until(lambda: len(texts(popup)) == 2)
    await settled(popup)
    point_at(popup)
    QTest.mouseClick(popup.rows[0].close_button, LEFT)
    await until(lambda: [text.partition(" ")[0] for text in texts(popup)] == ["Second"])


async def test_it_follows_the_language(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    taken = session.ring(age=10)
    session.ring(age=9)
    await until(lambda: len(texts(popup)) == 2)
    session.end(taken, EndReason.PICKED_UP, OTHER)
    await until(lambda: "taken by" in texts(popup)[0])
    app._store.change("window", "language", to="it")
    await until(lambda: "presa da 204 Desk 204" in texts(popup)[0])
    assert "squilla su 103" in texts(popup)[1]
    assert popup.rows[1].pick_up.text() == "Prendi"


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_happens_no_row_moves_under_the_pointer(
    app: App, session: ScriptedSession, seed: int
) -> None:
    popup, dice = app.alerting.popup, random.Random(seed)
    session.ring("First", age=10)
    await until(popup.isVisible)
    point_at(popup)
    places = {row.call.id: row.mapToGlobal(QPoint()) for row in popup.rows}
    for step in range(120):
        calls = list(session.ringing.values())
        match dice.randrange(5):
            case 0 | 1 if len(calls) < 9:
                session.ring(f"Caller {step}", age=10)
            case 2 if calls:
                session.end(dice.choice(calls))
            case 3 if calls:
                session.end(dice.choice(calls), EndReason.PICKED_UP, OTHER)
            case 4 if calls:
                call = dice.choice(calls)
                session.change(replace(call, queue=f"queue {step}"))
        app.bridge._show()
        popup._tick()
        rows = {row.call.id: row.mapToGlobal(QPoint()) for row in popup.rows}
        if popup._held:
            assert all(rows.get(one, place) == place for one, place in places.items())
            assert {one for one in places if one in session.ringing} <= set(rows)
            places = rows
        else:  # all were gone, and so was the window
            point_at(popup)
            places.clear()
        assert len(rows) <= ROWS_AT_MOST
        ringing = [row.call.id for row in popup.rows if row.rings]
        assert set(ringing) <= set(session.ringing)
        assert set(ringing) | set(popup._waiting) == set(session.ringing)
    leave(popup)
    seen = [row for row in popup.rows if row.rings]
    assert len(seen) == min(ROWS_AT_MOST - (len(popup.rows) - len(seen)), len(session.ringing))


async def test_it_takes_neither_focus_nor_keys(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    session.ring(age=10)
    await until(popup.isVisible)
    flags = popup.windowFlags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert popup.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    for button in popup.findChildren(QAbstractButton):
        assert button.focusPolicy() is Qt.FocusPolicy.NoFocus
    await settled(popup)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F9):
        QTest.keyClick(popup, key)
    assert not app.bridge.busy
    assert popup.focusWidget() is None


async def test_it_leaves_with_its_window(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    session.ring(age=10)
    await until(popup.isVisible)
    app.bridge.close()
    assert not popup.isVisible()


async def test_it_does_not_cover_the_strip(
    app: App, session: ScriptedSession, go_elsewhere: GoElsewhere
) -> None:
    popup, views = app.alerting.popup, app.views
    area = app.window.screen().availableGeometry()
    call = session.ring(age=10)
    await until(popup.isVisible)
    assert popup.geometry().center().x() > area.center().x()
    session.end(call, EndReason.CALLER_GAVE_UP)
    await until(lambda: not popup.isVisible())
    views.show_strip()
    await go_elsewhere()
    views.strip.resize(area.width() // 3, views.strip.height())
    views.strip.move(area.right() - views.strip.width(), area.top())
    call = session.ring(age=10)
    await until(popup.isVisible)
    assert not popup.geometry().intersects(views.strip.frameGeometry())
    assert area.contains(popup.geometry())
    views.strip.move(area.topLeft())  # where the pop-up stands now
    await until(lambda: popup.geometry().center().x() > area.center().x())
    session.ring(age=10)
    await until(lambda: len(popup.rows) == 2)
    point_at(popup)
    views.strip.move(area.right() - views.strip.width(), area.top())
    session.ring(age=10)
    await until(lambda: len(popup.rows) == 3)
    assert popup.geometry().center().x() > area.center().x()  # nothing moves under a pointer


async def test_it_does_not_cover_a_strip_that_is_as_wide_as_the_screen(
    app: App, session: ScriptedSession
) -> None:
    popup, views = app.alerting.popup, app.views
    area = app.window.screen().availableGeometry()
    views.show_strip()
    views.strip.resize(area.width(), views.strip.height())
    views.strip.move(area.topLeft())
    session.ring(age=10)
    await until(popup.isVisible)
    assert not popup.geometry().intersects(views.strip.frameGeometry())
    place = popup.pos()
    session.ring(age=10)
    await until(lambda: len(popup.rows) == 2)
    assert popup.pos() == place  # though the strip has grown
    assert area.contains(popup.geometry())


async def test_the_program_ends_during_a_pickup_without_a_word(
    window_state: QSettings,
    session: ScriptedSession,
    go_elsewhere: GoElsewhere,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The end of that pickup is told when much has been taken apart already."""
    profile, store = ScriptedProfile(session), PreferenceStore()
    app = App(profile, window_state, store, output=FakeOutput())
    running = asyncio.get_running_loop().create_task(app.run())
    await until(lambda: app.bridge.session)
    await go_elsewhere()
    session.go_live()
    session.ring(age=10)
    await until(app.alerting.popup.isVisible)
    app.window.pickup_button.click()
    await until(lambda: session.wanted)
    app.leave()
    await running
    assert caplog.messages == []


async def test_name_and_number_leave_each_other_room(app: App, session: ScriptedSession) -> None:
    popup = app.alerting.popup
    session.ring("Rossi Anna", "0" * 60, age=10)
    session.ring("W" * 200, "0458012345", age=9)
    await until(lambda: len(texts(popup)) == 2)
    await settled(popup)
    short_name, long_name = popup.rows
    assert short_name._name.width() >= short_name._name.sizeHint().width()
    assert long_name._number.width() >= long_name._number.sizeHint().width()
    for row in popup.rows:
        assert row._number.geometry().right() < row.clock.geometry().left()


async def test_it_comes_back_from_a_screen_that_is_gone(
    app: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    popup = app.alerting.popup
    session.ring(age=10)
    await until(popup.isVisible)
    area = popup.screen().availableGeometry()
    popup.move(area.right() + 400, area.top())
    monkeypatch.setattr(places, "screens_key", lambda: "one screen less")
    app.views.places._follow_screens()
    assert area.contains(popup.geometry())


async def test_a_second_click_on_its_cross_falls_on_nothing_below(
    app: App, session: ScriptedSession
) -> None:
    """Many click twice on everything; the list's buttons may be below."""
    popup = app.alerting.popup
    session.ring(age=10)
    await until(popup.isVisible)
    await settled(popup)
    [row] = popup.rows
    QTest.mouseClick(row.close_button, LEFT)
    assert popup.isVisible()
    assert not row.isEnabled()
    QTest.mouseDClick(row.close_button, LEFT)
    QTest.mouseRelease(row.close_button, LEFT)
    assert not app.bridge.busy
    await until(lambda: not popup.isVisible())


async def test_it_stays_under_the_pointer_for_a_click_that_is_on_its_way(
    app: App, session: ScriptedSession
) -> None:
    """Its only caller gives up just then."""
    popup = app.alerting.popup
    call = session.ring(age=10)
    await until(popup.isVisible)
    await settled(popup)
    point_at(popup)
    session.end(call)
    await until(lambda: not popup.rows[0].rings)
    assert popup.isVisible()
    QTest.mouseClick(popup.rows[0].pick_up, LEFT)
    await until(lambda: not popup.isVisible())
    assert session.wanted == []
