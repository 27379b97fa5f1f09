"""The simulator's wire: what a client that knows nothing of ours sees of it."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar, Self

import pytest

from client.ami.opening import tls_context
from client.simulator.legs import Manner
from client.simulator.office import Desk, Dial, Office
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from client.simulator.wire import split_arguments
from tests.certificates import write_certificates

LIMIT_S = 5.0
Message = list[tuple[str, str]]


def value(message: Message, name: str) -> str:
    return next((text for key, text in message if key == name), "")


class RawClient:
    """A connection; reads message by message."""

    opened: ClassVar[list[asyncio.StreamWriter]] = []

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.opened.append(writer)
        self.banner = ""

    @classmethod
    async def connect(
        cls, server: SimulatorServer, account: str = "", tls: ssl.SSLContext | None = None
    ) -> Self:
        client = cls(*await asyncio.open_connection("127.0.0.1", server.port, ssl=tls))
        client.banner = (await client.reader.readline()).decode()
        if account:
            answer = await client.ask("Login", Username=account, Secret=account)
            assert value(answer, "Message") == "Authentication accepted"
        return client

    def send(self, action: str, *more: tuple[str, str], **headers: str) -> None:
        lines = [("Action", action), *headers.items(), *more]
        text = "".join(f"{name}: {text}\r\n" for name, text in lines)
        self.writer.write(f"{text}\r\n".encode())

    async def read(self) -> Message:
        async with asyncio.timeout(LIMIT_S):
            block = await self.reader.readuntil(b"\r\n\r\n")
        lines = block.decode().removesuffix("\r\n\r\n").split("\r\n")
        parts = [line.partition(":") for line in lines]
        return [(name, text.removeprefix(" ")) for name, _, text in parts]

    async def ask(self, action: str, **headers: str) -> Message:
        self.send(action, **headers)
        return await self.until(lambda message: bool(value(message, "Response")))

    async def until(self, wanted: Callable[[Message], bool]) -> Message:
        while not wanted(message := await self.read()):
            pass
        return message

    async def event(self, name: str, **headers: str) -> Message:
        return await self.until(
            lambda message: (
                value(message, "Event") == name
                and all(value(message, key) == text for key, text in headers.items())
            )
        )

    async def rows(self, action: str, **headers: str) -> list[Message]:
        answer = await self.ask(action, **headers)
        assert value(answer, "EventList") == "start", answer
        rows: list[Message] = []
        while value(row := await self.read(), "EventList") != "Complete":
            rows.append(row)
        assert value(row, "ListItems") == str(len(rows))
        return rows

    async def closed(self) -> bool:
        try:
            async with asyncio.timeout(LIMIT_S):
                await self.reader.read()
        except ConnectionError:
            return True
        return self.reader.at_eof()


@pytest.fixture(autouse=True)
async def _hang_up() -> AsyncIterator[None]:
    yield
    while RawClient.opened:
        writer = RawClient.opened.pop()
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


@asynccontextmanager
async def serving(
    pbx: Pbx | None = None, *, row_delay_s: float = 0
) -> AsyncIterator[SimulatorServer]:
    async with SimulatorServer(pbx or Pbx(), refusal_delay_s=0, row_delay_s=row_delay_s) as server:
        yield server


@pytest.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    async with serving() as server:
        yield server


async def test_it_greets_and_takes_a_plain_login(server: SimulatorServer) -> None:
    client = await RawClient.connect(server)
    assert client.banner == "Asterisk Call Manager/11.0.0\r\n"
    answer = await client.ask("Login", ActionID="7", Username="agent", Secret="agent")
    assert answer == [
        ("Response", "Success"),
        ("ActionID", "7"),
        ("Message", "Authentication accepted"),
    ]


async def test_it_takes_a_login_by_challenge(server: SimulatorServer) -> None:
    client = await RawClient.connect(server)
    challenge = value(await client.ask("Challenge", AuthType="MD5"), "Challenge")
    key = hashlib.md5(f"{challenge}agent".encode()).hexdigest()  # noqa: S324 - as AMI has it
    answer = await client.ask("Login", AuthType="MD5", Username="agent", Key=key)
    assert value(answer, "Response") == "Success"


@pytest.mark.parametrize("secret", ["wrong", ""])
async def test_it_refuses_a_wrong_secret_and_closes(server: SimulatorServer, secret: str) -> None:
    client = await RawClient.connect(server)
    answer = await client.ask("Login", Username="agent", Secret=secret)
    assert answer == [("Response", "Error"), ("Message", "Authentication failed")]
    assert await client.closed()


async def test_nothing_is_permitted_before_a_login(server: SimulatorServer) -> None:
    client = await RawClient.connect(server)
    for action in ("Ping", "ListCommands", "Nonsense"):
        assert value(await client.ask(action), "Message") == "Permission denied"


async def test_an_account_may_run_what_list_commands_says(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "reader")
    commands = await client.ask("ListCommands")
    assert value(commands, "Ping") == "Keepalive command.  (Priv: <none>)"
    assert not value(commands, "Originate")
    for action in ("Originate", "Status", "Getvar", "DBGet", "Hangup"):
        assert value(await client.ask(action), "Message") == "Permission denied"
    unknown = value(await client.ask("Zork"), "Message")
    assert unknown.startswith("Invalid/unknown command: Zork.")
    agent = await RawClient.connect(server, "agent")
    commands = await agent.ask("ListCommands")
    assert value(commands, "Originate") == "Originate a call.  (Priv: originate,all)"
    assert not value(commands, "Setvar")


async def test_fully_booted_is_for_class_system_alone(server: SimulatorServer) -> None:
    admin = await RawClient.connect(server, "admin")
    assert value(await admin.read(), "Event") == "FullyBooted"
    agent = await RawClient.connect(server, "agent")
    assert value(await agent.ask("Ping"), "Ping") == "Pong"


async def test_only_the_wanted_classes_come(server: SimulatorServer) -> None:
    client = await RawClient.connect(server)
    await client.ask("Login", Username="agent", Secret="agent", Events="agent")
    server.pbx.call("700")
    assert value(await client.read(), "Event") == "QueueCallerJoin"
    assert value(await client.ask("Events", EventMask="off"), "Events") == "Off"
    server.pbx.call("101")
    client.send("Ping")
    assert value(await client.read(), "Ping") == "Pong"


async def test_a_filter_lets_one_group_through(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "filtered")
    server.pbx.call("104", number="0451")
    server.pbx.call("101", number="0452")
    event = await client.read()
    assert value(event, "Channel").startswith("PJSIP/101-")
    assert ("ChanVariable", "CHANNEL(namedcallgroup)=501") in event


async def test_a_pbx_without_channelvars() -> None:
    async with serving(Pbx(channelvars=())) as server:
        client = await RawClient.connect(server, "agent")
        server.pbx.call("101", "Mario", "0451")
        event = await client.event("Newstate", ChannelStateDesc="Ringing")
        assert not value(event, "ChanVariable")


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("PJSIP_ENDPOINT(103,callerid)", '"Giulia Ferrari" <103>'),
        ("PJSIP_ENDPOINT(103,named_call_group)", "501, 502"),
        ("PJSIP_ENDPOINT(204,named_pickup_group)", "501, 502"),
        ("PJSIP_ENDPOINT(106,call_group)", "3"),
        ("PJSIP_ENDPOINT(103,context)", "office"),
        ("PJSIP_ENDPOINT(103,aors)", "103"),
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
async def test_getvar(server: SimulatorServer, variable: str, expected: str) -> None:
    client = await RawClient.connect(server, "agent")
    answer = await client.ask("Getvar", Variable=variable)
    assert answer == [("Response", "Success"), ("Variable", variable), ("Value", expected)]


async def test_getvar_of_a_channel_and_of_a_permissive_pbx() -> None:
    async with serving(Pbx(live_dangerously=True)) as server:
        client = await RawClient.connect(server, "agent")
        name = server.pbx.call("101").leg().channel.name
        for variable, expected in {
            "CHANNEL(namedcallgroup)": "501",
            "DB(pickup/group/501)": "Support",
        }.items():
            answer = await client.ask("Getvar", Channel=name, Variable=variable)
            assert value(answer, "Value") == expected
        answer = await client.ask("Getvar", Channel="PJSIP/x-1", Variable="X")
        assert value(answer, "Message") == "No such channel"


async def test_the_database(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "agent")
    (row,) = await client.rows("DBGet", Family="pickup/group", Key="501", ActionID="1")
    assert row == [
        ("Event", "DBGetResponse"),
        ("Family", "pickup/group"),
        ("Key", "501"),
        ("Val", "Support"),
        ("ActionID", "1"),
    ]
    missing = await client.ask("DBGet", Family="pickup", Key="none")
    assert value(missing, "Message") == "Database entry not found"
    rows = await client.rows("DBGetTree", Family="pickup")
    assert ("Key", "/pickup/group/502") in rows[2]


async def test_status_lists_what_rings(server: SimulatorServer) -> None:
    call = server.pbx.call("101", 'Mario "Il Capo"', "0451")
    client = await RawClient.connect(server, "agent")
    rows = await client.rows("Status", Variables="CHANNEL(namedcallgroup),CHANNEL(callgroup)")
    leg = rows[1]
    assert value(leg, "Uniqueid") == call.leg().channel.uniqueid
    assert value(leg, "Linkedid") == call.linkedid
    assert value(leg, "ConnectedLineName") == r"Mario \\\"Il Capo\\\""
    assert [text for name, text in leg if name == "Variable"] == [
        "CHANNEL(namedcallgroup)=501",
        "CHANNEL(callgroup)=",
    ]
    assert (value(leg, "Application"), value(leg, "Data")) == ("AppDial", "(Outgoing Line)")
    (alone,) = await client.rows("Status", Channel=call.leg().channel.name)
    assert value(alone, "Channel") == value(leg, "Channel")
    rows = await client.rows("CoreShowChannels")
    assert value(rows[0], "ApplicationData") == "PJSIP/101,60"
    nobody = await client.ask("Status", Channel="PJSIP/nobody-1")
    assert value(nobody, "Message") == "No such channel"


async def test_queue_status_names_who_waits(server: SimulatorServer) -> None:
    call = server.pbx.call("700", "Mario", "0451")
    client = await RawClient.connect(server, "reader")
    rows = await client.rows("QueueStatus", Queue="support", ActionID="q")
    kinds = [value(row, "Event") for row in rows]
    assert kinds == ["QueueParams", "QueueMember", "QueueMember", "QueueEntry"]
    assert value(rows[3], "Uniqueid") == call.linkedid
    assert all(value(row, "ActionID") == "q" for row in rows)


async def test_rows_and_events_mix_when_the_pbx_is_slow() -> None:
    async with serving(row_delay_s=0.01) as server:
        call = server.pbx.call("600")
        client = await RawClient.connect(server, "agent")
        client.send("Status")
        await client.event("Status")
        call.give_up()
        kinds: list[str] = []
        while not kinds or kinds[-1] != "StatusComplete":
            kinds.append(value(await client.read(), "Event"))
        assert "Hangup" in kinds
        assert kinds.count("Status") == 3


async def originate(client: RawClient, target: str, agent: str = "204", **headers: str) -> None:
    client.send(
        "Originate",
        ("Variable", r"CONNECTEDLINE(name,i)=Rossi\, Mario"),
        ("Variable", "CONNECTEDLINE(num)=0451"),
        Channel=f"PJSIP/{agent}",
        Application="PickupChan",
        Data=target,
        Async="true",
        ChannelId=f"cornetta-pickup-{agent}",
        ActionID=f"o{agent}",
        **headers,
    )


async def test_a_pickup_by_originate(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "agent")
    call = server.pbx.call("600", "Mario", "0451")
    target = call.leg("102").channel.uniqueid
    await originate(client, f"1.999&{target}")
    queued = await client.until(lambda message: bool(value(message, "Response")))
    assert value(queued, "Message") == "Originate successfully queued"
    answered = await client.event("OriginateResponse", ActionID="o204")
    assert (value(answered, "Response"), value(answered, "Reason")) == ("Success", "4")
    pickup = await client.event("Pickup", Uniqueid="cornetta-pickup-204")
    assert value(pickup, "TargetUniqueid") == target
    desk = server.pbx.talking_with(call.channel)
    assert desk is not None
    assert desk.uniqueid == "cornetta-pickup-204"
    assert ("CONNECTEDLINE(name,i)", "Rossi, Mario") in server.pbx.originates[0].variables


async def test_two_pick_up_at_once_and_one_wins(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "agent")
    call = server.pbx.call("101")
    for agent in ("203", "204"):
        await originate(client, call.leg().channel.uniqueid, agent)
    pickup = await client.event("Pickup")
    assert value(pickup, "Uniqueid") == "cornetta-pickup-203"
    lost = await client.event("Hangup", Uniqueid="cornetta-pickup-204")
    assert (value(lost, "ChannelStateDesc"), value(lost, "Cause")) == ("Up", "0")
    call.give_up()
    assert not server.pbx.switch.channels


async def test_a_phone_that_does_not_answer(server: SimulatorServer) -> None:
    server.pbx.auto_answers["204"] = None
    server.pbx.set_phone("203", Manner.SILENT)
    client = await RawClient.connect(server, "agent")
    call = server.pbx.call("101")
    for agent in ("203", "204"):
        await originate(client, call.leg().channel.uniqueid, agent, Timeout="30")
        failed = await client.event("OriginateResponse", ActionID=f"o{agent}")
        assert (value(failed, "Response"), value(failed, "Reason")) == ("Failure", "3")
    assert call.is_ringing


async def test_a_phone_that_is_not_there(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "agent")
    await originate(client, "1.1", "999")
    failed = await client.event("OriginateResponse")
    assert (value(failed, "Response"), value(failed, "Reason")) == ("Failure", "0")


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "Channel not specified"),
        ({"Channel": "PJSIP/1"}, "Originate with 'Exten' requires 'Context' and 'Priority'"),
        (
            {"Channel": "PJSIP/1", "Application": "System"},
            "Originate Access Forbidden: app or data blacklisted",
        ),
    ],
)
async def test_an_originate_that_is_refused(
    server: SimulatorServer, headers: dict[str, str], message: str
) -> None:
    client = await RawClient.connect(server, "agent")
    assert value(await client.ask("Originate", **headers), "Message") == message


async def test_hangup(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "admin")
    call = server.pbx.call("600")
    assert value(await client.ask("Hangup"), "Message") == "No channel specified"
    assert value(await client.ask("Hangup", Channel="PJSIP/x"), "Message") == "No such channel"
    answer = await client.ask("Hangup", Channel=call.leg("102").channel.name)
    assert value(answer, "Message") == "Channel Hungup"
    assert [leg.dialled for leg in call.legs] == ["101", "103"]
    await client.ask("Hangup", Channel="/^PJSIP/trunk-/")
    assert call.is_over


async def test_a_desk_calls_another(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "agent")
    call = server.pbx.call("101", from_desk="204")
    event = await client.event("DialBegin")
    assert value(event, "Channel").startswith("PJSIP/204-")
    assert value(event, "DestConnectedLineName") == "Chiara Villa"
    call.answer("101")
    call.give_up()
    assert not server.pbx.switch.channels


async def test_a_late_name_by_setvar(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "admin")
    name = server.pbx.call("101", number="0451").leg().channel.name
    await client.ask("Setvar", Channel=name, Variable="CONNECTEDLINE(name)", Value="Late, 漢")
    assert server.pbx.switch.channels
    rows = await client.rows("Status", Channel=name)
    assert value(rows[0], "ConnectedLineName") == "Late, 漢"


async def test_silence_is_kept_and_broken(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "agent")
    server.go_silent()
    server.pbx.call("101")
    client.send("Ping")
    late = RawClient(*await asyncio.open_connection("127.0.0.1", server.port))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await client.reader.read(1)
    server.speak_again()
    assert value(await client.read(), "Event") == "Newchannel"
    assert value(await client.until(lambda message: bool(value(message, "Ping"))), "Ping") == "Pong"
    assert (await late.reader.readline()).startswith(b"Asterisk Call Manager/")


async def test_cut_connections_and_a_restart_on_the_same_port(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "agent")
    server.drop_connections()
    assert await client.closed()
    client = await RawClient.connect(server, "agent")
    call, port = server.pbx.call("101"), server.port
    await server.restart()
    assert await client.closed()
    assert server.port == port
    client = await RawClient.connect(server, "agent")
    assert len(await client.rows("Status")) == 2
    call.give_up()
    await client.event("Hangup")


async def test_logoff(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "agent")
    assert value(await client.ask("Logoff"), "Response") == "Goodbye"
    assert await client.closed()


async def test_actions_cut_anywhere(server: SimulatorServer) -> None:
    client = await RawClient.connect(server, "admin")
    text = "Action: Setvar\r\nVariable: X\r\nValue: 漢ł\r\n\r\nAction: Getvar\nVariable: X\n\n"
    for byte in text.encode():
        client.writer.write(bytes([byte]))
        await client.writer.drain()
        await asyncio.sleep(0)
    answer = await client.until(lambda message: bool(value(message, "Value")))
    assert value(answer, "Value") == "漢ł"


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


async def test_an_endpoint_without_a_callerid_rings_as_what_was_dialled() -> None:
    desk = Desk("desk-106", named_call_group=("501",))
    async with serving(Pbx(Office((desk,), dialplan={"106": (Dial(("PJSIP/desk-106",)),)}))) as (
        server
    ):
        client = await RawClient.connect(server, "agent")
        server.pbx.call("106", number="0451")
        event = await client.event("Newstate", ChannelStateDesc="Ringing")
        assert value(event, "CallerIDNum") == "106"
        answer = await client.ask("Getvar", Variable="PJSIP_ENDPOINT(desk-106,callerid)")
        assert value(answer, "Value") == "<unknown>"


async def test_tls(tmp_path: Path) -> None:
    write_certificates(tmp_path)
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    client_side = tls_context(str(tmp_path / "ca.pem"))
    async with SimulatorServer(Pbx(), tls=server_side) as server:
        client = await RawClient.connect(server, "agent", tls=client_side)
        assert value(await client.ask("Ping"), "Ping") == "Pong"
