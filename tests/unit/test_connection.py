"""An open connection: actions and their answers, events, silence, and its end."""

import asyncio
import logging
import socket
import struct
import time

import pytest

from client.ami import protocol as protocols
from client.ami.clock import clock
from client.ami.connection import AmiConnection
from client.ami.opening import Address, open_connection
from client.ami.protocol import Receiver
from client.ami.sieve import all_of
from client.errors import (
    ActionRejected,
    ActionTimeout,
    ConnectionLost,
    InvalidValue,
    LinkBroke,
    StoodStill,
)
from client.sentence import Sentence
from client.tasks import TaskOwner
from tests.unit.links import EVERYTHING, SHORT_S, Heard, connected, lost
from tests.unit.scripted_server import BANNER, Request, Server, message, refusal, rows, success


async def test_an_action_and_its_answer(server: Server) -> None:
    server.answer = lambda request: success(request, Value=request["Variable"] + "!")
    async with connected(server) as connection:
        answers = await asyncio.gather(
            *(connection.action("Getvar", {"Variable": f"{n}"}) for n in range(20))
        )
        assert [answer.get("Value") for answer in answers] == [f"{n}!" for n in range(20)]
        assert not connection._protocol.responses


async def test_a_refused_action(server: Server) -> None:
    server.answer = refusal
    async with connected(server) as connection:
        with pytest.raises(ActionRejected) as caught:
            await connection.action("Originate")
        assert (caught.value.action, str(caught.value.reason)) == ("Originate", "Permission denied")
        assert caught.value.no_right
        with pytest.raises(ActionRejected):
            await connection.listing("Status")
        assert not connection._protocol.responses


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("listing", [False, True])
async def test_an_action_that_is_not_answered_ends_the_link(
    server: Server, tasks: TaskOwner, *, listing: bool
) -> None:
    server.answer = lambda _: b""
    heard = Heard()
    async with connected(server, heard) as connection:
        watch = tasks.start(connection.watch(), name="watch")
        if listing:
            error = await lost(connection.listing("Status"))
        else:
            error = await lost(connection.action("Status"))
        assert type(error) is ActionTimeout
        assert await watch is error
        assert not connection._protocol.responses
        await server.until(lambda: server.links[0].over, "the end of the link")
        await connection.close()
        assert len(server.actions("Status")) == 1


async def test_a_long_list_over_a_slow_line(
    server: Server, tasks: TaskOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows come, though all of them take longer than any one answer may."""
    limit_s = 0.4
    monkeypatch.setitem(AmiConnection._ask.__kwdefaults__ or {}, "within_s", limit_s)
    server.answer = lambda request: (
        success(request, EventList="start") if request.action == "Status" else b""
    )
    async with connected(server) as connection:
        listing = tasks.start(connection.listing("Status"), name="list")
        request = await server.asked("Status")
        behind = tasks.start(connection.action("QueueStatus"), name="asked after the list")
        queued = await server.asked("QueueStatus")
        loop = asyncio.get_running_loop()
        began, row = loop.time(), message(Event="Status", ActionID=request["ActionID"])
        sent = 0
        while loop.time() < began + 2 * limit_s:
            server.send(row)
            sent += 1
            await asyncio.sleep(limit_s / 10)
        mine = request["ActionID"]
        server.send(message(Event="StatusComplete", ActionID=mine, EventList="Complete"))
        assert len(await listing) == sent + 1
        server.send(success(queued))
        assert (await behind).succeeded
        # One that stops half-way is given up.
        stopped = tasks.start(lost(connection.listing("Status")), name="stopped")
        await server.asked("Status", times=2)
        assert type(await stopped) is ActionTimeout


async def test_a_long_answer_over_a_slow_line(
    server: Server, tasks: TaskOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is one message: with a thousand phones half a megabyte."""
    limit_s = 0.4
    monkeypatch.setitem(AmiConnection._ask.__kwdefaults__ or {}, "within_s", limit_s)
    server.answer = lambda _: b""
    async with connected(server) as connection:
        reading = tasks.start(connection.action("GetConfig"), name="read a file")
        request = await server.asked("GetConfig")
        loop = asyncio.get_running_loop()
        began = loop.time()
        server.send(success(request, Category="101").removesuffix(b"\r\n"))
        while loop.time() < began + 2 * limit_s:
            server.send(b"Line: named_call_group=501\r\n")
            await asyncio.sleep(limit_s / 10)
        server.send(b"\r\n")
        assert (await reading).get("Category") == "101"
        # Events are no answer.
        unheard = tasks.start(lost(connection.action("GetConfig")), name="no answer")
        await server.asked("GetConfig", times=2)
        while not unheard.done():
            server.send(message(Event="Custom") + b"Event: Custom\r\n" + b"A: B\r\n" * 9)
            await asyncio.sleep(limit_s / 10)
            server.send(b"\r\n")
        assert type(await unheard) is ActionTimeout


@pytest.mark.usefixtures("short")
async def test_what_was_not_delivered_before_the_end_is_not_delivered_after_it(
    tasks: TaskOwner,
) -> None:
    """A network that is back must not bring a click of long ago."""
    loop = asyncio.get_running_loop()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        address = Address(*listening.getsockname())
        opening = tasks.start(open_connection(address, Heard().receiver()), name="open")
        pbx, _ = await loop.sock_accept(listening)
        with pbx:
            await loop.sock_sendall(pbx, BANNER)
            connection = await opening
            error = await lost(connection.action("Originate", {"Variable": ["x" * 900] * 100}))
            assert type(error) is ActionTimeout
            with pytest.raises(ConnectionResetError):
                await _read_to_the_end(pbx)


async def _read_to_the_end(peer: socket.socket) -> None:
    while await asyncio.get_running_loop().sock_recv(peer, 4096):
        pass


async def test_a_cancelled_action_leaves_nothing(server: Server, tasks: TaskOwner) -> None:
    server.answer = lambda _: b""
    async with connected(server) as connection:
        action = tasks.start(connection.action("Ping"), name="ping")
        request = await server.asked("Ping")
        action.cancel()
        with pytest.raises(asyncio.CancelledError):
            await action
        assert not connection._protocol.responses
        server.answer = success
        server.send(success(request))
        assert (await connection.action("Ping")).succeeded


async def test_a_loss_just_after_an_action_was_cancelled(server: Server, tasks: TaskOwner) -> None:
    server.answer = lambda _: b""
    async with connected(server) as connection:
        action = tasks.start(connection.action("Ping"), name="ping")
        await server.asked("Ping")
        action.cancel()
        connection._protocol.end(ConnectionLost(Sentence("cut")))
        with pytest.raises(asyncio.CancelledError):
            await action
        assert not connection._protocol.responses


async def test_a_list_whose_reader_was_cancelled_goes_on_unread(
    server: Server, tasks: TaskOwner
) -> None:
    server.answer = lambda _: b""
    heard = Heard()
    async with connected(server, heard) as connection:
        listing = tasks.start(connection.listing("Status"), name="status")
        request = await server.asked("Status")
        listing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listing
        server.answer = success
        server.send(rows(request, message(Event="Status", ActionID=request["ActionID"])))
        assert (await connection.action("Ping")).succeeded


async def test_nothing_is_sent_again_after_a_loss(server: Server, tasks: TaskOwner) -> None:
    server.answer = lambda _: b""
    async with connected(server) as connection:
        pending = [
            tasks.start(lost(connection.action("Originate")), name="originate"),
            tasks.start(lost(connection.listing("Status")), name="status"),
        ]
        await server.asked("Originate")
        await server.asked("Status")
        server.links[0].cut()
        errors = await asyncio.gather(*pending)
        assert {type(error) for error in errors} == {LinkBroke}
        assert not connection._protocol.responses
        assert type(await lost(connection.action("Ping"))) is ConnectionLost
    server.answer = success
    async with connected(server) as again:
        await again.action("Ping")
        assert [request.action for request in server.links[1].requests] == ["Ping"]
    assert len(server.actions("Ping")) == 1


async def test_a_link_that_is_reset(server: Server) -> None:
    async with connected(server) as connection:
        writer = server.links[0].writer
        at_once = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        server.links[0].cut()
        assert str((await connection.watch()).detail) == "Connection reset by peer"


async def test_a_list_cut_in_its_middle(server: Server, tasks: TaskOwner) -> None:
    server.answer = lambda request: (
        success(request, EventList="start") + message(Event="Status", ActionID=request["ActionID"])
    )
    async with connected(server) as connection:
        listing = tasks.start(lost(connection.listing("Status")), name="status")
        await server.asked("Status")
        server.links[0].writer.close()
        assert str((await listing).detail) == "the PBX closed the connection"


@pytest.mark.parametrize(
    "value",
    ["a\r\nAction: Hangup", "a\n", "\r", "nul\0", "x" * 1100, "é" * 600, "lone \ud800"],
)
async def test_a_value_that_may_not_be_sent(server: Server, value: str) -> None:
    async with connected(server) as connection:
        for headers in ({"Data": value}, {"Variable": ["fine", value]}, {value: "fine"}):
            with pytest.raises(InvalidValue):
                await connection.action("Originate", headers)
        with pytest.raises(InvalidValue):
            await connection.listing("Status", {"Variables": value})
        assert not connection._protocol.responses
        await connection.action("Ping")
        assert [request.action for request in server.links[0].requests] == ["Ping"]


async def test_the_rows_of_a_list_and_the_events_between_them(server: Server) -> None:
    def answer(request: Request) -> bytes:
        mine = ("ActionID", request["ActionID"])
        return rows(
            request,
            message(("Event", "Status"), mine, Row="1"),
            message(Event="Custom", Row="live"),
            message(("Event", "Status"), ("ActionID", "another's"), Row="2"),
            message(("Event", "Status"), mine, Row="3"),
            end="StatusComplete",
        )

    server.answer = answer
    heard = Heard()
    async with connected(server, heard) as connection:
        listed, also = await asyncio.gather(
            connection.listing("Status"), connection.listing("Status")
        )
        for one in (listed, also):
            assert [row.get("Row") for row in one] == ["1", "3", ""]
            assert one[-1].get("EventList") == "Complete"
        assert [event.get("Row") for event in heard.events] == ["live", "2"] * 2


@pytest.mark.parametrize(
    "row",
    [
        [("Event", "StatusComplete"), ("EventList", "Complete")],
        [("EventList", "Complete"), ("ListItems", "1")],
        [("Event", "StatusComplete"), ("ActionID", "another's"), ("EventList", "Complete")],
        [("Event", "StatusComplete")],
    ],
)
async def test_what_is_no_end_of_a_list(server: Server, row: list[tuple[str, str]]) -> None:
    """Asterisk writes a row's ActionID last, and that of the end before all that it says."""
    server.answer = lambda request: rows(
        request,
        message(*row, ("Uniqueid", "1.1"), ("ActionID", request["ActionID"])),
        message(("Event", "Status"), ("ActionID", request["ActionID"])),
        end="StatusComplete",
    )
    async with connected(server) as connection:
        assert len(await connection.listing("Status")) == 3


async def test_an_event_with_an_actions_id_is_an_event(server: Server) -> None:
    """As OriginateResponse is: it has a Response header too, and may come first."""

    def answer(request: Request) -> bytes:
        mine = ("ActionID", request["ActionID"])
        early = message(("Event", "OriginateResponse"), ("Response", "Failure"), mine)
        return early + success(request, Message="queued") + early

    server.answer = answer
    heard = Heard()
    async with connected(server, heard) as connection:
        assert (await connection.action("Originate")).get("Message") == "queued"
        assert [event.event for event in heard.events] == ["OriginateResponse"] * 2


async def test_a_callback_that_fails_does_not_end_the_link(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*event: object) -> None:
        raise RuntimeError("a mistake with an event" if event else "a mistake at the end")

    receiver = Receiver(fails, fails, lambda: all_of(*EVERYTHING))
    connection = await open_connection(Address("127.0.0.1", server.port), receiver)
    with caplog.at_level(logging.ERROR):
        server.send(message(Event="Custom", A="1") * 2)
        assert (await connection.action("Ping")).succeeded
        assert (await connection.action("Ping")).succeeded
    for mistake in ("a mistake with an event", "a mistake at the end"):
        assert caplog.text.count(f"RuntimeError: {mistake}") >= 2
    assert not connection._protocol.lost.done()
    connection._protocol.end(ConnectionLost(Sentence("the test is over")))
    caplog.clear()


async def test_names_in_utf8_and_in_latin1(server: Server) -> None:
    server.answer = lambda request: (
        message(Event="Custom", Name="Müller 漢")
        + message(Event="Custom", Name="Müller").decode().encode("latin-1")
        + message(Event="Custom", Name="Müller 漢").replace("ü".encode(), b"\xfc")
        + success(request)
    )
    heard = Heard()
    async with connected(server, heard) as connection:
        await connection.action("Ping", {"Name": "Søren 漢"})
        assert server.actions("Ping")[0]["Name"] == "Søren 漢"
        names = [event.get("Name") for event in heard.events]
        assert names == ["Müller 漢", "Müller", "Müller 漢"]


async def test_watch_tells_of_a_loss(server: Server, tasks: TaskOwner) -> None:
    async with connected(server) as connection:
        watch = tasks.start(connection.watch(), name="watch")
        await server.until(lambda: server.links, "a connection")
        server.links[0].writer.close()
        assert str((await watch).detail) == "the PBX closed the connection"
        assert str((await connection.watch()).detail) == "the PBX closed the connection"


@pytest.mark.usefixtures("short")
async def test_watch_asks_while_it_is_silent(server: Server, tasks: TaskOwner) -> None:
    async with connected(server) as connection:
        watch = tasks.start(connection.watch(), name="watch")
        await server.asked("Ping", times=3)
        assert not watch.done()
        assert 0 <= connection.silent_s < 1
        server.answer = lambda _: b""  # half open: nothing comes back any more
        error = await watch
        assert type(error) is ActionTimeout
        assert connection.silent_s >= SHORT_S
        await server.until(lambda: server.links[0].over, "the end of the link")


@pytest.mark.usefixtures("short")
async def test_watch_asks_even_while_events_come(server: Server, tasks: TaskOwner) -> None:
    """What we send may get lost though the PBX is heard."""
    server.answer = lambda _: b""

    async def talk() -> None:
        while True:
            server.send(message(Event="Custom", A="1"))
            await asyncio.sleep(SHORT_S / 10)

    heard = Heard()
    async with connected(server, heard) as connection:
        tasks.start(talk(), name="events")
        assert type(await connection.watch()) is ActionTimeout
        assert len(heard.events) > 5
        assert connection.silent_s < SHORT_S


class Sleeper:
    """A clock of a computer that can be made to sleep."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 0.0
        monkeypatch.setattr(protocols, "clock", lambda: self.at)


async def test_what_has_come_while_this_computer_slept_is_not_read(
    server: Server, tasks: TaskOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper, heard = Sleeper(monkeypatch), Heard()
    async with connected(server, heard) as connection:
        connection.stay_awake()
        watch = tasks.start(connection.watch(), name="watch")
        await server.until(lambda: server.links, "a connection")
        await connection.action("Ping")
        sleeper.at += 1
        server.send(message(Event="Custom", A="1"))
        await connection.action("Ping")
        assert len(heard.events) == 1
        assert connection._protocol.unanswered_s == 0
        sleeper.at = protocols.STOOD_STILL_S + 1
        server.send(message(Event="Custom", A="1"))
        error = await watch
        assert isinstance(error, StoodStill)
        assert str(error.detail) == "this computer stood still for 4 s"
        assert len(heard.events) == 1


async def test_a_computer_that_slept_is_noticed_though_nothing_came(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper = Sleeper(monkeypatch)
    monkeypatch.setattr(protocols, "BEAT_S", 0.01)
    async with connected(server) as connection:
        connection.stay_awake()
        asyncio.get_running_loop().call_later(0.05, setattr, sleeper, "at", 3600.0)
        assert "stood still" in str((await connection.watch()).detail)


async def test_what_only_saves_may_stand_still_for_longer_than_a_list(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a computer that is busy for some seconds would leave a save half done."""
    sleeper = Sleeper(monkeypatch)
    async with connected(server) as connection:
        connection.stay_awake(60.0)
        sleeper.at = 60.0
        await connection.action("Ping")
        sleeper.at = 121.0
        with pytest.raises(StoodStill):
            await connection.action("Ping")


def test_the_clock_goes_on_while_the_computer_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock that does so on Linux, on macOS, and on Windows."""
    monkeypatch.setattr(time, "clock_gettime", lambda which: which)
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        assert clock() == getattr(time, name)
        monkeypatch.delattr(time, name)
    assert clock() == pytest.approx(time.monotonic(), abs=1)


@pytest.mark.usefixtures("short")
async def test_a_loss_while_watch_asks(server: Server, tasks: TaskOwner) -> None:
    server.answer = lambda _: b""
    async with connected(server) as connection:
        watch = tasks.start(connection.watch(), name="watch")
        await server.asked("Ping")
        server.links[0].writer.close()
        assert type(await watch) is LinkBroke


async def test_close_says_goodbye(server: Server) -> None:
    server.answer = lambda request: message(Response="Goodbye", ActionID=request["ActionID"])
    async with connected(server) as connection:
        await connection.close()
        assert len(server.actions("Logoff")) == 1
        await connection.close()
        assert len(server.actions("Logoff")) == 1
        await server.until(lambda: server.links[0].over, "the end of the link")


async def test_close_does_not_wait_for_a_dead_server(server: Server) -> None:
    server.answer = lambda _: b""
    async with connected(server) as connection, asyncio.timeout(1):
        await connection.close()
        await server.until(lambda: server.links[0].over, "the end of the link")


async def test_a_close_that_is_cancelled_ends_the_link(server: Server, tasks: TaskOwner) -> None:
    server.answer = lambda _: b""
    async with connected(server) as connection:
        closing = tasks.start(connection.close(), name="close")
        await server.asked("Logoff")
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        await server.until(lambda: server.links[0].over, "the end of the link")
