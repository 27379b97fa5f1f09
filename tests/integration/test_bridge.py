"""The seam between a session and the window: which requests count, and what is left unsaid."""

import asyncio

import pytest
from PySide6.QtWidgets import QApplication

from client.calls.call import Added, Call, Removed, Updated
from client.calls.choice import AnyCall, ThisCall
from client.calls.events import EndReason
from client.qt.app import App
from client.qt.bridge import _last_words
from client.session import LinkState, Outcome, SessionEvent
from tests.integration.scripted_session import ME, OTHER, ScriptedSession
from tests.integration.until import until


async def test_of_hasty_requests_one_that_names_another_call_counts(
    app: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As two commands do, each by the call's id; the same one again is a key that was held."""
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    one, other = session.ring(), session.ring()

    async def taken(call: Call) -> None:
        assert app.bridge.pick_up(ThisCall(call.id), named=True)
        await until(lambda: session.wanted[-1:] == [ThisCall(call.id)])
        session.end(call, EndReason.PICKED_UP, ME)
        session.finish(Outcome.PICKED_UP, call, ME)
        await until(lambda: not app.bridge.busy)

    await taken(one)
    await taken(other)
    app.bridge.pick_up(ThisCall(other.id), named=True)
    await asyncio.sleep(0.02)
    assert session.wanted == [ThisCall(one.id), ThisCall(other.id)]


async def test_while_a_pickup_runs_no_other_begins(
    app: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 0)
    call = session.ring()
    await until(lambda: app.model.count() == 1)
    running = app.bridge.pick_up(ThisCall(call.id))
    assert running is not None
    assert app.bridge.picked == call
    assert app.bridge.pick_up(AnyCall()) is running
    await until(lambda: session.wanted)
    rings_at_the_end: list[int] = []
    app.bridge.pickup_ended.connect(lambda _result: rings_at_the_end.append(app.model.count()))
    session.take(call)
    await running
    assert rings_at_the_end == [0]
    session.go(LinkState.STALE, session.now())
    assert app.bridge.pick_up(AnyCall()) is None
    assert session.wanted == [ThisCall(call.id)]


async def test_changes_that_never_end_put_nothing_off(
    app: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client.qt.bridge.TOGETHER_S", 60.0)
    call = session.change(session.ring())
    left_ms = app.bridge._frame.remainingTime()
    assert left_ms > 1000
    await asyncio.sleep(0.02)
    session.change(call)
    assert app.bridge._frame.remainingTime() < left_ms
    shown: list[int] = []
    app.bridge.calls_changed.connect(lambda changes: shown.append(len(changes)))
    app.bridge._frame.timeout.emit()
    assert shown == [2]  # the call, and its last change


async def test_another_session_takes_the_place_of_the_one_before(
    app: App, session: ScriptedSession
) -> None:
    """As after new settings, whose account may not have been let in yet."""
    session.skew = 100.0  # time goes by
    assert abs(app.model.now() - session.now()) < 5
    session.ring()
    session.go(LinkState.STALE, session.now())
    await until(lambda: app.model.count() == 1)
    other = ScriptedSession()
    states: list[LinkState | None] = []
    app.bridge.link_changed.connect(lambda: states.append(app.bridge.link_state))
    app.bridge.open(other)
    assert states == [LinkState.CONNECTING]
    assert app.model.count() == 0
    assert app.window.group_chooser.count() == 1
    assert abs(app.model.now() - other.now()) < 5
    await until(lambda: session.ended)
    session.ring()
    assert app.model.count() == 0
    app.bridge.close()  # and once more when the window is left


async def test_what_a_later_change_of_the_same_call_makes_void_is_not_told(
    session: ScriptedSession,
) -> None:
    call, another = session.ring(), session.ring()
    answered = Removed(call, EndReason.ANSWERED, OTHER)
    after_all = Removed(call, EndReason.PICKED_UP, ME)
    told: list[SessionEvent] = [Added(call), Updated(call), Updated(another), answered, after_all]
    assert _last_words(told) == [Added(call), Updated(another), after_all]
    assert _last_words([answered, Added(call)]) == [answered, Added(call)]
