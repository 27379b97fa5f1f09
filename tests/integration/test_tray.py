"""The tray's menu and what closing does; tests/integration/test_tray_on_x.py has a real tray."""

from itertools import combinations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from client.calls.choice import ThisCall
from client.qt.app import App
from client.qt.desktop.tray import MOST_CALLS, Tray
from client.qt.desktop.tray_icon import tray_icon
from client.qt.looks.icons import IconName, icon
from client.session import LinkState, Outcome
from tests.integration.conftest import OpenApp
from tests.integration.every_window import settle
from tests.integration.scripted_session import OTHER, ScriptedProfile, ScriptedSession
from tests.integration.until import until


@pytest.fixture
def tray(app: App) -> Tray:
    return app.tray


@pytest.fixture
def with_tray(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether there is a tray; the test changes it."""
    there = [True]
    monkeypatch.setattr(Tray, "available", lambda _tray: there[0])
    return there


def texts(tray: Tray) -> list[str]:
    return [action.text() for action in tray._calls.values()]


def line(tray: Tray, text: str) -> QAction:
    return next(action for action in tray.menu.actions() if action.text() == text)


async def test_it_lists_what_rings_and_takes_exactly_that(
    tray: Tray, session: ScriptedSession
) -> None:
    first = session.ring("Fish & Sons")
    session.ring("Second")
    await until(lambda: len(texts(tray)) == 2)
    assert texts(tray) == [
        "Second  045 555 1234 · 103 Desk 103 · Support",
        "Fish && Sons  045 555 1234 · 103 Desk 103 · Support",
    ]
    assert tray.icon.toolTip() == "Cornetta · 2 ringing · pbx1 · live"
    tray._calls[first.id].trigger()
    await until(lambda: session.wanted == [ThisCall(first.id)])
    assert not any(action.isEnabled() for action in tray._calls.values())
    session.take(first)
    await until(lambda: len(texts(tray)) == 1)
    assert all(action.isEnabled() for action in tray._calls.values())


async def test_a_second_click_does_not_take_the_next_call(
    tray: Tray, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    other = session.ring("Other")
    call = session.ring("First")
    await until(lambda: len(texts(tray)) == 2)
    tray._calls[call.id].trigger()
    await until(lambda: session.wanted)
    session.take(call)
    await until(lambda: len(texts(tray)) == 1 and tray._calls[other.id].isEnabled())
    tray._calls[other.id].trigger()
    await settle()
    assert session.wanted == [ThisCall(call.id)]


async def test_it_tells_how_it_ended_to_who_sees_no_window(
    app: App, tray: Tray, session: ScriptedSession
) -> None:
    told: list[tuple[str, str]] = []
    app.remote.told.connect(lambda *words: told.append(words))
    app.views.hide()
    call = session.ring()
    await until(lambda: texts(tray))
    tray._calls[call.id].trigger()
    await until(lambda: session.wanted)
    session.finish(Outcome.TAKEN_BY_OTHER, call, OTHER)
    await until(lambda: told)
    text = "204 Desk 204 was faster and took First Caller (045 555 1234). Nothing to do."
    assert told == [("No call taken", text)]


async def test_no_line_moves_while_the_menu_is_open(tray: Tray, session: ScriptedSession) -> None:
    gone = session.ring("Gone soon")
    stays = session.ring("Stays")
    tray.menu.aboutToShow.emit()
    before = [action.text() for action in tray.menu.actions()]
    assert any("Gone soon" in text for text in before)
    session.end(gone)
    session.ring("New")
    await until(lambda: not tray._calls[gone.id].isEnabled())
    assert tray._calls[stays.id].isEnabled()
    assert before[1:] == [one.text() for one in tray.menu.actions()][1:]
    tray.menu.aboutToHide.emit()
    await until(lambda: [text.split("  ")[0] for text in texts(tray)] == ["New", "Stays"])


async def test_a_stale_list_is_told_and_disarmed(tray: Tray, session: ScriptedSession) -> None:
    call = session.ring()
    await until(lambda: texts(tray))
    session.go(LinkState.STALE, session.now() - 12)
    await until(lambda: not tray._calls[call.id].isEnabled())
    assert tray.icon.toolTip() == "Cornetta · 1 ringing · pbx1 · link lost"
    session.go(LinkState.REFUSED)
    await until(lambda: not texts(tray))
    assert tray.icon.toolTip() == "Cornetta · pbx1 · refused"


async def test_many_calls_are_counted(tray: Tray, session: ScriptedSession) -> None:
    for _ in range(MOST_CALLS + 3):
        session.ring()
    await until(lambda: len(texts(tray)) == MOST_CALLS)
    assert line(tray, "and 3 more").isVisible()


async def test_the_icon_counts_what_alerts(tray: Tray, session: ScriptedSession) -> None:
    def shown(count: int) -> bool:
        return tray.icon.icon().cacheKey() == tray_icon(LinkState.LIVE, count).cacheKey()

    assert shown(0)
    session.ring()
    await until(lambda: "1 ringing" in tray.icon.toolTip())
    assert shown(0)  # it has only just begun to ring
    session.ring(age=10)
    await until(lambda: "2 ringing" in tray.icon.toolTip())
    assert shown(1)
    tray.show_badge(7)
    assert shown(7)


async def test_it_mutes_and_says_so(app: App, tray: Tray) -> None:
    assert tray.mute.isVisible()
    assert not tray.mute.isChecked()
    tray.mute.trigger()
    assert app.alerting.sounder.muted
    assert tray.mute.isChecked()
    app.window.link_line.mute_button.click()
    assert not app.alerting.sounder.muted
    assert not tray.mute.isChecked()


async def test_its_menu_shows_the_views_and_leaves(app: App, tray: Tray) -> None:
    line(tray, "&Strip").trigger()
    await until(app.views.strip.isVisible)
    line(tray, "&Window").trigger()
    await until(app.window.isVisible)
    app.views.hide()
    tray.icon.activated.emit(tray.icon.ActivationReason.Trigger)
    assert app.window.isVisible()
    line(tray, "&Preferences…").trigger()
    assert app.preferences is not None
    line(tray, "&Quit").trigger()
    assert app._left.is_set()


async def test_closing_ends_the_program_unless_the_user_prefers_the_tray(
    app: App, with_tray: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert with_tray == [True]
    told: list[str] = []
    monkeypatch.setattr(app.tray, "tell_hidden", lambda: told.append("told"))
    app._store.change("tray", "close_to_tray", to=True)
    for _ in range(2):
        app.window.close()
        assert not app.window.isVisible()
        assert not app._left.is_set()
        app.views.show()
    assert told == ["told"]  # once and for all
    app._store.change("tray", "close_to_tray", to=False)
    app.window.close()
    assert app._left.is_set()


async def test_without_a_tray_closing_ends_the_program(app: App, with_tray: list[bool]) -> None:
    with_tray[0] = False
    app._store.change("tray", "close_to_tray", to=True)
    app.window.close()
    assert app._left.is_set()


@pytest.mark.qt_log_ignore(  # offscreen has no trays
    "systemTrayWindowChanged", "^This plugin does not support ", extend=True
)
async def test_a_hidden_window_comes_back_when_the_tray_goes(
    app: App, with_tray: list[bool]
) -> None:
    app._store.change("tray", "close_to_tray", to=True)
    app.tray._watch.setInterval(10)
    await until(app.tray.icon.isVisible)  # it has come
    app.window.close()
    assert not app.window.isVisible()
    with_tray[0] = False
    await until(app.window.isVisible)


async def test_before_there_is_a_session_it_says_so(
    open_app: OpenApp, window_state: QSettings
) -> None:
    assert window_state
    app = open_app(ScriptedProfile(ScriptedSession()))
    assert app.tray.icon.toolTip() == "Cornetta · not set up"


async def test_each_state_has_its_own_picture(qtbot: object) -> None:
    assert qtbot
    pictures = {
        LinkState.LIVE: IconName.TRAY_LIVE,
        LinkState.CONNECTING: IconName.TRAY_STALE,
        LinkState.STALE: IconName.TRAY_STALE,
        LinkState.REFUSED: IconName.TRAY_REFUSED,
        LinkState.CLOSED: IconName.TRAY_OFFLINE,
        None: IconName.TRAY_OFFLINE,
    }
    for state, name in pictures.items():
        assert tray_icon(state, 0).cacheKey() == icon(name).cacheKey()
    drawn = [icon(name).pixmap(16, 16).toImage() for name in set(pictures.values())]
    assert not any(one == other for one, other in combinations(drawn, 2))


async def test_what_comes_at_the_end_finds_no_menu(app: App) -> None:
    app.leave()
    await until(lambda: not isValid(app.tray.menu))
    app.bridge.calls_changed.emit([])
    assert app.tray._soon.isActive()
    await until(lambda: not app.tray._soon.isActive())


async def test_a_long_name_leaves_room_for_what_follows(
    tray: Tray, session: ScriptedSession
) -> None:
    session.ring("W" * 200, "0" * 60)
    session.ring("שלום", "0458012345")
    await until(lambda: len(texts(tray)) == 2)
    hebrew, long = texts(tray)
    assert long == f"{'W' * 39}…  {'000 ' * 9}000… · 103 Desk 103 · Support"
    name = "\N{FIRST STRONG ISOLATE}שלום\N{POP DIRECTIONAL ISOLATE}"
    assert hebrew == f"{name}  045 801 2345 · 103 Desk 103 · Support"
