"""What is heard of ringing calls, on a scripted session and an output that plays nothing."""

import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.calls.events import EndReason
from client.qt.alerts.mute_button import MuteButton
from client.qt.app import Desktop
from client.session import LinkState
from tests.integration.conftest import Until
from tests.integration.fake_output import FakeOutput
from tests.integration.scripted_session import OTHER, ScriptedSession

STOPS_WITHIN_S = 0.3


async def test_the_sound_follows_the_number_of_calls(
    desktop: Desktop, session: ScriptedSession, output: FakeOutput, until: Until
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
    assert desktop.alerting.badge == 1


async def test_it_stops_with_the_last_call(
    desktop: Desktop, session: ScriptedSession, output: FakeOutput, until: Until
) -> None:
    assert desktop
    call = session.ring(age=7)
    await until(lambda: output.heard)
    ended = time.monotonic()
    session.end(call, EndReason.PICKED_UP, OTHER)
    await until(lambda: not output.heard)
    stopped = output.streams[-1].silent_at
    assert stopped is not None
    assert stopped - ended < STOPS_WITHIN_S


async def test_an_older_call_takes_the_next_sound_and_60_seconds_are_enough(
    desktop: Desktop, session: ScriptedSession, output: FakeOutput, until: Until
) -> None:
    session.ring(age=6)
    await until(lambda: output.heard == ["first.wav"])
    for seconds, heard in ((14, ["second.wav"]), (20, ["third.wav"]), (25.9, ["third.wav"])):
        session.skew += seconds
        desktop.alerting._advance()
        await until(lambda: output.heard == heard)  # noqa: B023 - at once
    session.skew += 0.2
    desktop.alerting._advance()
    assert output.heard == []
    assert desktop.alerting.popup.calls
    session.ring(age=6)
    await until(lambda: output.heard == ["first.wav"])  # a new call is a new alert


async def test_mute_by_key_and_by_click(
    desktop: Desktop, session: ScriptedSession, output: FakeOutput, until: Until
) -> None:
    alerting, heard = desktop.alerting, list[bool]()
    alerting.sounder.muted_changed.connect(heard.append)
    button = desktop.window.link_line.mute_button
    session.ring(age=7)
    await until(lambda: output.heard)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(desktop.window, Qt.Key.Key_Q, modifiers)
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


async def test_silence_while_the_link_is_lost(
    desktop: Desktop, session: ScriptedSession, output: FakeOutput, until: Until
) -> None:
    assert desktop
    session.ring(age=7)
    await until(lambda: output.heard)
    session.go(LinkState.STALE, session.now())
    await until(lambda: not output.heard)
    session.go(LinkState.LIVE)
    await until(lambda: output.heard)


async def test_quiet_hours(
    desktop: Desktop, session: ScriptedSession, output: FakeOutput, until: Until
) -> None:
    sounder, store = desktop.alerting.sounder, desktop._store
    sounder._time_of_day = lambda: "06:59"
    store.change("sounds", "quiet_from", to="22:00")
    store.change("sounds", "quiet_until", to="07:00")
    session.ring(age=7)
    await until(lambda: desktop.alerting.popup.calls)
    assert output.heard == []
    sounder._time_of_day = lambda: "07:00"
    desktop.alerting._advance()
    await until(lambda: output.heard)


async def test_a_file_that_cannot_be_played_is_said(
    desktop: Desktop, session: ScriptedSession, output: FakeOutput, until: Until
) -> None:
    desktop._store.change("sounds", "first_file", to="/no/such/file.mp3")
    session.ring(age=7)
    await until(lambda: output.heard == ["first.wav"])
    await until(lambda: "/no/such/file.mp3" in desktop.window.notice_line.text)
    desktop._store.change("sounds", "first_file", to=None)
