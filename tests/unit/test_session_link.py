"""How the link of a session begins and ends, against a scripted server."""

import asyncio
import logging
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from client import ami_session, error_wording
from client.ami import connection as wire
from client.ami.connection import AmiConnection
from client.calls.call import Added, Removed, Updated
from client.errors import (
    AccountInUse,
    AccountTooWeak,
    ActionTimeout,
    AuthenticationFailed,
    CertificateRefused,
    ConnectionLost,
    HearsNoCalls,
    ShuttingDown,
    UnknownExtension,
)
from client.sentence import Sentence
from client.session import LinkState, LinkStatus, SessionEvent
from tests.unit.scripted_pbx import ME, Client, Pbx, channel, client, configured, in_groups, live
from tests.unit.scripted_server import message


def test_for_how_long_a_link_is_lost() -> None:
    assert LinkStatus(LinkState.STALE, 5.0).lost_for(9.0) == 4
    assert LinkStatus(LinkState.STALE, 10.0).lost_for(9.0) == 0  # the clock was set back
    for never in LinkStatus(LinkState.STALE), LinkStatus(LinkState.LIVE, 5.0):
        assert never.lost_for(9.0) == 0


def test_why_a_lost_link_does_not_come_back() -> None:
    for error in (UnknownExtension("101"), ShuttingDown()):  # for hours, until its calls end
        assert LinkStatus(LinkState.STALE, 5.0, error).lasting_error is error
        assert LinkStatus(LinkState.CONNECTING, None, error).lasting_error is None
    assert LinkStatus(LinkState.STALE, 5.0, ConnectionLost(Sentence("cut"))).lasting_error is None


@pytest.mark.usefixtures("soon")
async def test_a_refused_login_is_tried_again_much_later(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As from a network that the PBX does not permit, until the desk is back in its own."""
    monkeypatch.setattr(ami_session, "REFUSED_AGAIN_S", 0.1)  # not the 4 ms of a lost link
    async with live(pbx) as one:
        as_of = one.session.link.as_of
        pbx.refused = {"Login"}
        pbx.server.links[0].cut()
        await one.is_link(LinkState.REFUSED)
        assert isinstance(one.session.link.error, AuthenticationFailed)
        assert one.session.link.as_of is not None
        assert as_of is not None
        assert one.session.link.as_of == pytest.approx(as_of, abs=1)
        with pytest.raises(AuthenticationFailed):
            await one.session.ready()
        refused = time.monotonic()
        await pbx.server.asked("Login", times=3)
        assert time.monotonic() - refused > 0.04
        pbx.refused = set()
        await one.is_link(LinkState.LIVE)


async def test_a_refused_login_is_tried_again_when_the_computer_has_slept(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be back in its own network; the loop's clock stood still meanwhile."""
    slept_s = 0.0
    monkeypatch.setattr(ami_session, "clock", lambda: time.monotonic() + slept_s)
    monkeypatch.setattr(ami_session, "LOOK_S", 0.01)
    async with live(pbx) as one:
        pbx.refused = {"Login"}
        pbx.server.links[0].cut()
        await one.is_link(LinkState.REFUSED)
        pbx.refused = set()
        slept_s = 9 * 3600.0
        await one.is_link(LinkState.LIVE)


@pytest.mark.usefixtures("soon")
async def test_an_account_that_is_in_use_is_tried_again(pbx: Pbx) -> None:
    """The PBX may yet hold the link that broke just now."""
    async with live(pbx) as one:
        pbx.refused, pbx.refusal = {"Login"}, "Login Already In Use"
        pbx.server.links[0].cut()
        await pbx.server.asked("Login", times=4)
        assert isinstance(one.session.link.error, AccountInUse)
        assert one.session.link.state is LinkState.STALE
        pbx.refused = set()
        await one.is_link(LinkState.LIVE)


@pytest.mark.usefixtures("soon")
async def test_a_pbx_that_shuts_down_is_tried_again(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it waits for its calls to end, it still sends events, and refuses every action."""
    monkeypatch.setattr(wire, "PING_AFTER_S", 0.01)
    async with live(pbx) as one:
        pbx.refused, pbx.refusal = {"Challenge", "Login", "Ping"}, "Asterisk is shutting down"
        await pbx.server.asked("Challenge", times=4)
        assert isinstance(one.session.link.error, ShuttingDown)
        assert one.session.link.state is LinkState.STALE
        pbx.refused = set()
        await one.is_link(LinkState.LIVE)


async def test_a_file_of_authorities_that_cannot_be_read(pbx: Pbx, tmp_path: Path) -> None:
    async with client(pbx, tls=True, ca_file=str(tmp_path / "missing.pem")) as one:
        assert isinstance(await one.error(), CertificateRefused)
        assert one.session.link.state is LinkState.REFUSED
        assert pbx.server.links == []


@pytest.mark.usefixtures("soon")
async def test_my_phone_has_another_name(pbx: Pbx) -> None:
    """It is looked for once: where no phone is known any more, all desks would look."""
    pbx.devices = ["PJSIP/203", "PJSIP/0004f2aabbcc", "PJSIP/mobile", "Queue:sales"]
    callerids = {"203": '"Davide" <203>', "0004f2aabbcc": '"Anna" <204>', "mobile": "204"}
    pbx.options = {(name, "callerid"): told for name, told in callerids.items()}
    async with client(pbx) as one:
        for times in (1, 3):
            await pbx.server.asked("Logoff", times)
            error = await one.error()
            assert isinstance(error, UnknownExtension)
            assert error.others == ("0004f2aabbcc", "mobile")
            assert "0004f2aabbcc; mobile" in str(error_wording.error(error))
        assert len(pbx.server.actions("DeviceStateList")) == 1


@pytest.mark.usefixtures("soon")
async def test_an_unknown_extension_is_tried_again(pbx: Pbx) -> None:
    options, pbx.options = pbx.options, {}
    async with client(pbx) as one:
        error = await one.error()
        assert isinstance(error, UnknownExtension)
        assert (str(error.detail), error.others) == ("204", ())
        assert one.session.link.state is LinkState.REFUSED
        pbx.options = options
        await one.is_link(LinkState.LIVE)
        assert one.session.me == ME
        await one.session.ready()


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("action", ["Getvar", "Status", "ListCommands", "Ping"])
async def test_an_account_that_is_too_weak_is_tried_again(pbx: Pbx, action: str) -> None:
    pbx.refused = {action}
    async with client(pbx) as one:
        error = await one.error()
        assert isinstance(error, AccountTooWeak)
        assert str(error.detail) == action
        assert one.session.link.state is LinkState.REFUSED
        pbx.refused = set()
        await one.is_link(LinkState.LIVE)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    "read", ["", "agent", "none", "agent, call", "CALL", "agent,calls", "call|agent", "agent,"]
)
async def test_an_account_that_hears_of_no_calls_is_tried_again(pbx: Pbx, read: str) -> None:
    pbx.config = configured("agent", read)
    async with client(pbx) as one:
        error = await one.error()
        assert isinstance(error, HearsNoCalls)
        assert str(error.detail) == f"read = {read}".strip()
        assert one.session.link.state is LinkState.REFUSED
        pbx.config = configured("agent", "call")
        await one.is_link(LinkState.LIVE)


@pytest.mark.parametrize(
    "read",
    ["call", "all", "agent,call", "call,agent", "agent,all", "all,agent", "c,agent", ",agent"],
)
async def test_an_account_that_hears_of_calls(pbx: Pbx, read: str) -> None:
    pbx.config = configured("agent", read)
    async with live(pbx):
        assert len(pbx.server.links) == 1


async def test_an_account_that_manager_conf_does_not_know(pbx: Pbx) -> None:
    pbx.config = {}
    async with live(pbx):
        assert len(pbx.server.links) == 1


@pytest.mark.usefixtures("soon")
async def test_what_a_booting_pbx_could_not_tell_is_asked_again(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lets us in, and knows its phones, just before it can read manager.conf."""
    monkeypatch.setattr(ami_session, "ASK_AGAIN_S", 0.05)
    told, pbx.config = pbx.config, {}
    async with live(pbx) as one:
        assert one.session.link.hears_callers
        pbx.config = {**told, "AST_CONFIG(manager.conf,agent,eventfilter,0)": "Event: Newstate"}
        await one.desk.until(lambda: len(pbx.server.links) == 2, "a new link")
        await one.is_link(LinkState.LIVE)
        assert not one.session.link.hears_callers


@pytest.mark.parametrize("name", ["a,b", "a)b", "(a", 'a"b', "a\\b", "two words", "x" * 900])
async def test_a_name_that_is_no_argument_is_not_asked_for(pbx: Pbx, name: str) -> None:
    async with live(pbx, username=name):
        asked = [request["Variable"] for request in pbx.server.actions("Getvar")]
        assert not [variable for variable in asked if "AST_CONFIG" in variable]


@pytest.mark.usefixtures("soon")
async def test_a_pbx_that_starts_again_is_waited_for(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        (call,) = await one.desk.shows(1)
        options, pbx.options = pbx.options, {}
        pbx.server.links[0].cut()
        await one.desk.until(
            lambda: isinstance(one.session.link.error, UnknownExtension), "no endpoints yet"
        )
        assert one.session.link.state is LinkState.STALE
        assert one.session.calls() == [call]
        pbx.options = options
        await one.is_link(LinkState.LIVE)


async def test_a_pbx_that_does_not_tell_what_rings(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(AmiConnection._ask.__kwdefaults__ or {}, "within_s", 0.05)
    pbx.mute = {"Status"}
    async with client(pbx) as one:
        assert isinstance(await one.error(), ActionTimeout)
        assert one.session.link.state is LinkState.CONNECTING
        await pbx.server.until(lambda: pbx.server.links[0].over, "the end of the link")


class Delays:
    """Stands for the wait between attempts: notes how long it should be, and goes on at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds: list[float] = []
        self.held: asyncio.Event | None = None
        monkeypatch.setattr(ami_session, "_pause", self)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await (self.held.wait() if self.held else asyncio.sleep(0))


async def test_the_delay_grows_at_random_up_to_a_limit_and_begins_anew(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    delays = Delays(monkeypatch)
    most, full = ami_session.RETRY_MOST_S, ami_session.RETRY_FIRST_S
    await pbx.server.close()
    async with client(pbx) as one:
        await one.desk.until(lambda: len(delays.seconds) >= 20, "twenty attempts")
        for seconds in delays.seconds:
            assert full / 2 <= seconds <= full
            full = min(2 * full, most)
        assert full == most
        assert len(set(delays.seconds)) > 10
        await pbx.server.open()
        for lasted_s, begins_anew in (60.0, False), (0.0, True):
            monkeypatch.setattr(ami_session, "LASTED_S", lasted_s)
            await one.is_link(LinkState.LIVE)
            delays.seconds.clear()
            pbx.server.links[-1].cut()
            await one.desk.until(lambda: delays.seconds, "a delay")
            assert (delays.seconds[0] <= ami_session.RETRY_FIRST_S) is begins_anew


async def test_the_log_has_one_line_for_attempts_that_end_alike(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Those of an hour would push all that was before out of a problem report."""
    caplog.set_level(logging.INFO, ami_session.__name__)
    delays = Delays(monkeypatch)
    async with live(pbx) as one:
        await pbx.server.close()
        await one.desk.until(lambda: len(delays.seconds) >= 5, "five attempts")
    states = [message.split()[3] for message in caplog.messages if "nothing listens" in message]
    assert states == ["stale"]


@pytest.mark.parametrize("was_live", [False, True])
async def test_stopping_while_it_waits_is_final(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch, *, was_live: bool
) -> None:
    delays = Delays(monkeypatch)
    delays.held = asyncio.Event()
    if not was_live:
        await pbx.server.close()
    one = Client(pbx)
    if was_live:
        await one.session.ready()
        pbx.server.links[0].cut()
    await one.desk.until(lambda: delays.seconds, "the wait")
    await one.stop()
    assert one.session.link.state is LinkState.CLOSED
    await pbx.server.close()
    await pbx.server.open()
    delays.held.set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(pbx.server.links) == was_live
    with pytest.raises(ConnectionLost):
        await one.session.ready()


async def test_stopping_while_it_connects(pbx: Pbx) -> None:
    pbx.server.banner = b""
    one = Client(pbx)
    ready = one.tasks.start(one.error(), name="ready")
    await pbx.server.until(lambda: pbx.server.links, "a connection")
    one.run.cancel()
    assert isinstance(await ready, ConnectionLost)
    await one.stop()
    await pbx.server.until(lambda: pbx.server.links[0].over, "the end of the link")


async def test_stopping_while_it_logs_in(pbx: Pbx) -> None:
    pbx.mute = {"Login", "Logoff"}
    one = Client(pbx)
    await pbx.server.asked("Login")
    await one.stop()
    assert one.session.link.state is LinkState.CLOSED
    await pbx.server.until(lambda: pbx.server.links[0].over, "the end of the link")


async def test_ready_that_is_given_up_leaves_nothing(pbx: Pbx) -> None:
    pbx.mute = {"Login"}
    async with client(pbx) as one:
        listeners = list(one.session._listeners)
        ready = one.tasks.start(one.session.ready(), name="ready")
        await pbx.server.asked("Login")
        assert one.session._listeners != listeners
        ready.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ready
        assert one.session._listeners == listeners


async def test_a_listener_that_fails_costs_the_others_nothing(pbx: Pbx) -> None:
    heard: list[SessionEvent] = []
    reported: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: reported.append(context["exception"]))

    def fails(_events: Sequence[SessionEvent]) -> None:
        raise RuntimeError("a mistake of ours")

    async with client(pbx) as one:
        one.session.subscribe(fails)
        one.session.subscribe(heard.extend)
        await one.session.ready()
        assert heard
        assert one.session.link.state is LinkState.LIVE
    loop.set_exception_handler(None)
    assert {type(error) for error in reported} == {RuntimeError}


async def test_who_listens_no_more_hears_no_more(pbx: Pbx) -> None:
    heard: list[SessionEvent] = []
    async with live(pbx) as one:
        unsubscribe = one.session.subscribe(heard.extend)
        pbx.say("Newstate", *in_groups(), **channel(1))
        await one.desk.shows(1)
        assert len(heard) == 1
        unsubscribe()
        pbx.say("Newstate", *in_groups(), **channel(2))
        await one.desk.shows(2)
        assert len(heard) == 1


async def test_one_piece_of_the_stream_is_one_batch(pbx: Pbx) -> None:
    batches: list[list[type]] = []
    async with live(pbx) as one:
        one.session.subscribe(lambda events: batches.append([type(event) for event in events]))
        pbx.server.send(
            message(("Event", "Newstate"), *in_groups(), **channel(1))
            + message(("Event", "Newstate"), *in_groups(), **channel(2))
            + message(Event="NewConnectedLine", **channel(2, ConnectedLineNum="0452"))
            + message(Event="Hangup", **channel(1))
        )
        await one.desk.until(lambda: batches, "a batch")
        assert batches == [[Added, Added, Updated, Removed]]
