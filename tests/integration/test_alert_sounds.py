"""What is heard of ringing calls, on a scripted session and an output that plays nothing."""

import re
import time
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.calls.events import EndReason, Party
from client.errors import NoSoundOutput
from client.qt.alerts.mute_button import MuteButton
from client.qt.alerts.sounder import clock_now
from client.qt.app import App
from client.qt.looks import look
from client.qt.preferences.sounds_page import SoundsPage
from client.session import LinkState, Outcome, PickupResult
from tests.integration.fake_output import FakeOutput
from tests.integration.preferences import preferences_page
from tests.integration.scripted_session import OTHER, ScriptedSession
from tests.integration.until import until


async def test_the_sound_follows_the_number_of_calls(
    app: App, session: ScriptedSession, output: FakeOutput
) -> None:
    calls = [session.ring(age=7)]
    await until(lambda: output.heard == ["first.wav"])
    calls += [session.ring(age=7) for _ in range(2)]
    await until(lambda: output.heard == ["second.wav"])
    calls += [session.ring(age=7) for _ in range(4)]
    await until(lambda: output.heard == ["third.wav"])
    for call in calls[1:]:
        session.end(call)
    await until(lambda: output.heard == ["first.wav"])
    assert app.alerting.badge == 1


async def test_it_stops_with_the_last_call(
    app: App, session: ScriptedSession, output: FakeOutput
) -> None:
    assert app
    call = session.ring(age=7)
    await until(lambda: output.heard)
    session.end(call, EndReason.PICKED_UP, OTHER)
    await until(lambda: not output.heard)


async def test_mute_by_key_and_by_click(
    app: App, session: ScriptedSession, output: FakeOutput
) -> None:
    alerting, heard = app.alerting, list[bool]()
    alerting.sounder.muted_changed.connect(heard.append)
    button = app.window.link_line.mute_button
    session.ring(age=7)
    await until(lambda: output.heard)
    QTest.keySequence(app.window, "Ctrl+Shift+M")
    assert output.heard == []
    assert button.isChecked()
    assert "Muted until" in button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: output.heard)
    assert not alerting.sounder.muted
    [mute] = alerting.popup.findChildren(MuteButton)
    QTest.mouseClick(mute, Qt.MouseButton.LeftButton)
    assert output.heard == []
    session.ring(age=7)
    assert output.heard == []
    assert heard == [True, False, True]
    app.views.show_strip()
    assert app.views.strip.mute_button.isChecked()


async def test_silence_while_the_link_is_lost(
    app: App, session: ScriptedSession, output: FakeOutput
) -> None:
    assert app
    session.ring(age=7)
    await until(lambda: output.heard)
    session.go(LinkState.STALE, session.now())
    await until(lambda: not output.heard)
    session.go(LinkState.LIVE)
    await until(lambda: output.heard)


async def test_quiet_hours(app: App, session: ScriptedSession, output: FakeOutput) -> None:
    sounder, store = app.alerting.sounder, app._store
    sounder._time_of_day = lambda: "06:59"
    store.change("sounds", "quiet_from", to="22:00")
    store.change("sounds", "quiet_until", to="07:00")
    session.ring(age=7)
    await until(lambda: app.alerting.popup.calls)
    assert sounder._player._wanted is None
    sounder._time_of_day = lambda: "07:00"
    app.alerting._advance()
    await until(lambda: output.heard)


def test_the_time_of_day_follows_the_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a laptop that has moved, or was set up wrong."""
    there = timezone(timedelta(hours=14))
    with monkeypatch.context() as moved:
        moved.setenv("TZ", "<+14>-14")
        before, now = datetime.now(there), clock_now()
        assert now in (f"{before:%H:%M}", f"{datetime.now(there):%H:%M}")
    time.tzset()


async def test_a_file_that_cannot_be_played_is_said(
    app: App, session: ScriptedSession, output: FakeOutput
) -> None:
    app._store.change("sounds", "first_file", to="/no/such/file.mp3")
    session.ring(age=7)
    await until(lambda: output.heard == ["first.wav"])
    await until(lambda: "/no/such/file.mp3" in app.window.notice_line.text)
    app._store.change("sounds", "first_file", to=None)


async def test_that_there_is_no_sound_hides_no_other_warning(
    app: App, session: ScriptedSession, output: FakeOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal server may have neither sound nor keyring: what came first was gone at once."""
    aloud: list[str] = []
    monkeypatch.setattr(look, "announce", lambda _widget, text: aloud.append(text))
    output.works = False
    app.window.notice_line.show_secret_not_kept("there is no keyring")
    session.ring(age=7)
    await until(lambda: "plays no sound" in app.window.notice_line.text)
    told = app.window.notice_line.text
    assert "there is no keyring. This computer" in told
    assert sum("plays no sound" in text for text in aloud) == 1
    QTest.mouseClick(preferences_page(app, SoundsPage).sounds[0].test, Qt.MouseButton.LeftButton)
    await until(lambda: sum("plays no sound" in text for text in aloud) == 2)
    assert app.window.notice_line.text == told


async def test_that_there_is_no_sound_hides_no_outcome(
    app: App, session: ScriptedSession, output: FakeOutput
) -> None:
    output.works = False
    notice = app.window.notice_line
    taken = Party("045555", "A Caller")
    notice.show_result(PickupResult(Outcome.PICKED_UP, caller=taken), datetime.now(UTC))
    session.ring(age=7)
    await until(lambda: "plays no sound" in notice.text)
    assert re.match(r"✓ You took A Caller .*:\d\d\. This computer plays no sound\.", notice.text)
    assert (notice.notice.number, notice.copy_button.isHidden()) == ("045555", False)


async def test_an_error_takes_the_place_of_what_goes_by_itself(app: App) -> None:
    notice = app.window.notice_line
    for before in (
        partial(notice.show_hint, ""),
        partial(notice.show_progress, "Picking up…"),
        partial(notice.show_result, PickupResult(Outcome.LINK_LOST), datetime.now(UTC)),
        partial(notice.show_hint, "Faults without end. " * 30),
    ):
        before()
        notice.add_error(NoSoundOutput("none"))
        notice.forget_lost_link()  # that is no longer what is said
        assert notice.text.startswith("! This computer plays no sound")


async def test_who_tries_a_sound_is_told_each_time_why_nothing_is_heard(
    app: App, session: ScriptedSession, output: FakeOutput
) -> None:
    output.works = False
    session.ring(age=7)
    await until(lambda: "plays no sound" in app.window.notice_line.text)
    app.window.notice_line.show_hint("Something else")
    QTest.mouseClick(preferences_page(app, SoundsPage).sounds[0].test, Qt.MouseButton.LeftButton)
    await until(lambda: "plays no sound" in app.window.notice_line.text)
