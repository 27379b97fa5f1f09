"""The simulator's wire, as far as no test in tests/contract needs it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from client.simulator.office import Desk, Dial, Office
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from client.simulator.wire import split_arguments
from tests.accounts import ACCOUNTS
from tests.asterisk.observer import Observer, Refused


@pytest.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    async with SimulatorServer(Pbx(), ACCOUNTS) as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[Observer]:
    client = Observer()
    yield client
    await client.close()


async def log_in(client: Observer, server: SimulatorServer, account: str = "agent") -> None:
    await client.connect(server.port, account, account)


@pytest.mark.parametrize("rounds", range(8))
async def test_nobody_slips_in_while_it_stops(rounds: int) -> None:
    """Whoever was accepted a moment before is cut as well, at whatever stage that is."""
    async with SimulatorServer(Pbx(), ACCOUNTS) as server:
        with socket.create_connection((server.host, server.port)) as client:
            for _ in range(rounds):
                await asyncio.sleep(0)
            await server.stop()
            assert not server.sessions
            client.settimeout(0)
            with suppress(ConnectionError):  # where it was not even accepted
                while client.recv(100):
                    pass


@pytest.mark.parametrize("secret", ["wrong", ""])
async def test_it_refuses_a_wrong_secret(
    server: SimulatorServer, client: Observer, secret: str
) -> None:
    with pytest.raises(Refused, match="Authentication failed"):
        await client.connect(server.port, "agent", secret)


async def test_it_greets_and_permits_nothing_before_a_login(server: SimulatorServer) -> None:
    reader, writer = await asyncio.open_connection(server.host, server.port)
    assert await reader.readline() == b"Asterisk Call Manager/11.0.0\r\n"
    for action in (b"Ping", b"ListCommands", b"Nonsense"):
        writer.write(b"Action: %s\r\n\r\n" % action)
        assert b"Message: Permission denied\r\n" in await reader.readuntil(b"\r\n\r\n")
    writer.write(b"Action: Logoff\r\n\r\n")
    assert (await reader.read()).startswith(b"Response: Goodbye\r\n")
    writer.close()


async def test_an_action_that_there_is_not(server: SimulatorServer, client: Observer) -> None:
    await log_in(client, server)
    with pytest.raises(Refused, match=r"^Invalid/unknown command: Zork\."):
        await client.action("Zork")


async def test_only_the_wanted_classes_come(server: SimulatorServer, client: Observer) -> None:
    await client.connect(server.port, "agent", "agent", events="agent")
    server.pbx.call("101")
    server.pbx.call("700")
    await client.action("Ping")
    kinds = {event["Event"] for event in client.events}
    assert kinds == {"QueueCallerJoin"}


async def test_who_goes_is_told_no_more(
    server: SimulatorServer, client: Observer, caplog: pytest.LogCaptureFixture
) -> None:
    """Else a demo that ends while much happens says "socket.send() raised exception"."""
    await log_in(client, server)
    (session,) = server.sessions
    session.abort()
    for _ in range(3):
        server.pbx.call("101")
    assert not caplog.records
    await session.gone.wait()


async def test_a_filter_lets_one_group_through(server: SimulatorServer, client: Observer) -> None:
    await log_in(client, server, "filtered")
    server.pbx.call("104", number="0451")
    server.pbx.call("101", number="0452")
    await client.action("Ping")
    assert client.events[0]["Channel"].startswith("PJSIP/101-")
    assert all("CHANNEL(namedcallgroup)=501" in str(event) for event in client.events)


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("PJSIP_ENDPOINT(103,callerid)", '"Giulia Ferrari" <103>'),
        ("PJSIP_ENDPOINT(103,named_call_group)", "501, 502"),
        ("PJSIP_ENDPOINT(204,named_pickup_group)", "501, 502"),
        ("PJSIP_ENDPOINT(106,call_group)", "3"),
        ("PJSIP_ENDPOINT(103,context)", "office"),
        ("PJSIP_ENDPOINT(999,context)", ""),
        ("PJSIP_ENDPOINT(103,nonsense)", ""),
        ("DB(pickup/group/501)", ""),  # as installed, AMI may not read it: use DBGet
        ("AST_CONFIG(manager.conf,agent,read,-1)", "agent,call"),
        ("AST_CONFIG(manager.conf,admin,write,-1)", "all"),
        ("AST_CONFIG(manager.conf,nobody,read,-1)", ""),
        ("AST_CONFIG(manager.conf,agent,secret,-1)", ""),
        ("NO_SUCH_FUNCTION(1)", ""),
    ],
)
async def test_getvar(
    server: SimulatorServer, client: Observer, variable: str, expected: str
) -> None:
    await log_in(client, server)
    answer = await client.action("Getvar", Variable=variable)
    assert (answer["Variable"], answer["Value"]) == (variable, expected)


async def test_status_lists_what_rings(server: SimulatorServer, client: Observer) -> None:
    call = server.pbx.call("101", 'Mario "Il Capo"', "0451")
    await log_in(client, server)
    asked = "CHANNEL(namedcallgroup),CHANNEL(callgroup)"
    _, leg = await client.listing("Status", Variables=asked)
    assert leg["Uniqueid"] == call.leg().channel.uniqueid
    assert leg["Linkedid"] == call.linkedid
    assert leg["ConnectedLineName"] == r"Mario \\\"Il Capo\\\""
    assert leg.all("Variable") == ["CHANNEL(namedcallgroup)=501", "CHANNEL(callgroup)="]


async def test_actions_cut_anywhere(server: SimulatorServer) -> None:
    reader, writer = await asyncio.open_connection(server.host, server.port)
    login = "Action: Login\r\nUsername: admin\r\nSecret: admin\r\nEvents: off\r\n\r\n"
    put = "Action: DBPut\nFamily: x\nKey: y\nVal: 漢ł\n\n"
    for byte in f"{login}{put}Action: Logoff\r\n\r\n".encode():
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0)
    assert b"Goodbye" in await reader.read()
    assert server.pbx.database["x/y"] == "漢ł"
    writer.close()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (r"A=x\, y", ["A=x, y"]),
        ("A=x, y", ["A=x", " y"]),
        ('A="x, y"', ["A=x, y"]),
        (r"A=\"x\"", ['A="x"']),
        ("F(a,b)=c", ["F(a,b)=c"]),
        (r"A=\\", ["A=\\"]),
        ("A=(x", ["A=(x"]),
    ],
)
def test_arguments_are_split_as_asterisk_splits_them(text: str, parts: list[str]) -> None:
    assert split_arguments(text) == parts


async def test_an_endpoint_without_a_callerid_rings_as_what_was_dialled(client: Observer) -> None:
    desk = Desk("desk-106", named_call_group=("501",))
    office = Office((desk,), dialplan={"106": (Dial(("PJSIP/desk-106",)),)})
    async with SimulatorServer(Pbx(office), ACCOUNTS) as server:
        await log_in(client, server)
        server.pbx.call("106", number="0451")
        event = await client.event(lambda event: event["ChannelStateDesc"] == "Ringing")
        assert event["CallerIDNum"] == "106"
        answer = await client.action("Getvar", Variable="PJSIP_ENDPOINT(desk-106,callerid)")
        assert answer["Value"] == "<unknown>"
        await client.close()
