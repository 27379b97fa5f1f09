"""One connection: framing at byte level, then everything a server can do over TCP and TLS."""

import asyncio
import contextlib
import datetime as dt
import errno
import hashlib
import ipaddress
import itertools
import logging
import socket
import ssl
import struct
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from client.ami import connection as wire
from client.ami import protocol as protocols
from client.ami.clock import clock
from client.ami.connection import Address, AmiConnection, open_connection, tls_context
from client.ami.decode import WANTED_EVENTS
from client.ami.message import Message, parse
from client.ami.protocol import MAX_MESSAGE_BYTES, AmiProtocol, Receiver
from client.ami.sieve import all_of
from client.errors import (
    ActionRejected,
    ActionTimeout,
    AuthenticationFailed,
    CertificateExpired,
    CertificateOfAnotherHost,
    CertificateOfUnknownAuthority,
    CertificateRefused,
    ConnectionLost,
    HostNotFound,
    InvalidValue,
    LinkError,
    ProtocolError,
)
from client.tasks import TaskOwner
from tests.unit.scripted_server import (
    BANNER,
    Request,
    Server,
    message,
    refusal,
    rows,
    success,
)

FIXTURES = Path(__file__).parent.parent / "fixtures"
SHORT_S = 0.05
EVERYTHING = frozenset({*WANTED_EVENTS, b"Custom", b"Another", b"StatusComplete", b"Status"})


class Heard:
    """All that a connection told."""

    def __init__(self) -> None:
        self.events: list[Message] = []
        self.batches: list[int] = []

    def batch_end(self) -> None:
        self.batches.append(len(self.events))

    def receiver(self, wanted: frozenset[bytes] = EVERYTHING) -> Receiver:
        return Receiver(self.events.append, self.batch_end, lambda: all_of(*wanted))


class Pipe(asyncio.Transport):
    """The other end of a protocol that is fed by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = False
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted


def texts(messages: Iterable[Message]) -> list[dict[str, list[str]]]:
    return [{name: message.all(name) for name in sorted(message.keys())} for message in messages]


def by_hand(heard: Heard, wanted: frozenset[bytes] = EVERYTHING) -> AmiProtocol:
    protocol = AmiProtocol(heard.receiver(wanted))
    protocol.connection_made(Pipe())
    return protocol


def fed(chunks: Iterable[bytes]) -> list[dict[str, list[str]]]:
    """The messages that come out of a stream that comes in these pieces."""
    heard = Heard()
    protocol = by_hand(heard)
    for chunk in chunks:
        protocol.data_received(chunk)
    assert protocol.greeted.done()
    return texts(heard.events)


async def in_loop(
    function: Callable[[Iterable[bytes]], list[dict[str, list[str]]]], chunks: Iterable[bytes]
) -> list[dict[str, list[str]]]:
    return function(chunks)


def fed_outside_a_loop(chunks: Iterable[bytes]) -> list[dict[str, list[str]]]:
    return asyncio.run(in_loop(fed, chunks))


def wanted_blocks(data: bytes) -> list[dict[str, list[str]]]:
    """What the framing must make of `data`, in the plainest way to say it."""
    messages = [parse(block) for block in data.split(b"\r\n\r\n")[:-1]]
    return texts(message for message in messages if message.event.encode() in EVERYTHING)


def recorded(name: str) -> bytes:
    return (FIXTURES / f"{name}.ami").read_bytes()


RECORDINGS = sorted(path.stem for path in FIXTURES.glob("*.ami"))
SMALL = (
    message(Event="Custom", CallerIDName="Søren 漢字 👩‍💻")
    + message(Event="Another", Name="")
    + "Event: Custom\r\nCallerIDName: Müller\r\n\r\n".encode("latin-1")
    + b"\r\n\r\nno colon\r\n\r\n"
    + message(Event="Custom", Name="\r", Other="a\nb: c")
)


async def test_every_cut_of_a_small_stream_gives_the_same() -> None:
    data = BANNER + SMALL
    whole = wanted_blocks(SMALL)
    assert len(whole) == 4
    assert whole[0]["CallerIDName"] == ["Søren 漢字 👩‍💻"]
    assert whole[2]["CallerIDName"] == ["Müller"]
    assert fed([data]) == whole
    for cut in range(len(data) + 1):
        assert fed([data[:cut], data[cut:]]) == whole
    for first, second in itertools.combinations(range(0, len(data) + 1, 3), 2):
        assert fed([data[:first], data[first:second], data[second:]]) == whole


async def test_every_cut_of_a_recorded_stream_gives_the_same() -> None:
    data = recorded("caller_names")
    start = data.index("漢字".encode()) - 2000
    data = data[start : start + 4000]
    whole = wanted_blocks(data)
    assert any(
        "漢字" in value for message in whole for values in message.values() for value in values
    )
    for cut in range(len(data) + 1):
        assert fed([BANNER + data[:cut], data[cut:]]) == whole


@pytest.mark.parametrize("name", RECORDINGS)
async def test_a_recorded_stream_may_come_byte_by_byte(name: str) -> None:
    data = recorded(name)
    whole = wanted_blocks(data)
    assert whole
    assert fed(bytes([byte]) for byte in BANNER + data) == whole
    pieces = [data[start : start + 1448] for start in range(0, len(data), 1448)]
    assert fed([BANNER, *pieces]) == whole


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 6000), max_size=30).map(sorted), st.sampled_from(RECORDINGS))
def test_a_recorded_stream_may_be_cut_anywhere(cuts: list[int], name: str) -> None:
    data = recorded(name)
    ends = [*cuts, len(data)]
    chunks = [data[start:end] for start, end in itertools.pairwise([0, *ends])]
    assert fed_outside_a_loop([BANNER, *chunks]) == wanted_blocks(data)


async def test_what_nobody_wants_is_passed_over() -> None:
    heard = Heard()
    protocol = by_hand(heard, frozenset({b"Custom"}))
    unwanted = message(Event="Customer") + message(Event="Custo") + b"Event: Custom\r\n\r\n"
    protocol.data_received(BANNER + unwanted + message(Event="Custom", A="1"))
    assert texts(heard.events) == [{"Event": ["Custom"], "A": ["1"]}]
    assert heard.batches == [1]


async def test_a_batch_ends_once_for_each_piece_of_the_stream() -> None:
    heard = Heard()
    protocol = by_hand(heard)
    protocol.data_received(BANNER[:5])
    assert heard.batches == []
    protocol.data_received(BANNER[5:] + message(Event="Custom") * 0 + SMALL)
    protocol.data_received(SMALL)
    assert heard.batches == [4, 8]


class Counting(bytearray):
    """Counts how many bytes are searched."""

    searched = 0

    def find(self, *args: Any) -> int:
        Counting.searched += len(self) - args[1]
        return super().find(*args)


async def test_a_big_message_in_small_pieces_is_searched_once() -> None:
    heard = Heard()
    protocol = by_hand(heard)
    protocol.data_received(BANNER)
    protocol._buffer = Counting()
    Counting.searched = 0
    big = b"Event: Custom\r\n" + b"Line: 0123456789\r\n" * 150_000 + b"\r\n"
    for start in range(0, len(big), 1448):
        protocol.data_received(big[start : start + 1448])
    assert len(heard.events[0].all("Line")) == 150_000
    assert len(big) <= Counting.searched < 1.1 * len(big)


@pytest.mark.parametrize("lines", range(2, 7))
async def test_a_line_more_between_two_messages_is_no_part_of_them(lines: int) -> None:
    data = b"Event: Custom\r\nName: a" + lines * b"\r\n" + b"Event: Custom\r\nName: b\r\n\r\n"
    for cut in range(len(data)):
        assert fed([BANNER + data[:cut], data[cut:]]) == [
            {"Event": ["Custom"], "Name": ["a"]},
            {"Event": ["Custom"], "Name": ["b"]},
        ]


async def test_a_message_without_end_ends_the_link() -> None:
    heard = Heard()
    protocol = by_hand(heard)
    protocol.data_received(BANNER)
    pipe = protocol.transport
    for _ in range(0, 5 * 1024 * 1024, 65536):
        if pipe.aborted:
            break
        protocol.data_received(b"x" * 65536)
    assert pipe.aborted
    assert protocol.lost.result().detail == "a message without end"
    assert len(protocol._buffer) <= MAX_MESSAGE_BYTES + 65536


async def test_responses_to_nobody_are_passed_over() -> None:
    heard = Heard()
    protocol = by_hand(heard)
    protocol.data_received(BANNER + message(Response="Success", ActionID="long ago"))
    assert heard.events == []
    assert not protocol.lost.done()


# Over TCP.


@pytest.fixture
async def tasks() -> AsyncIterator[TaskOwner]:
    errors: list[BaseException] = []
    owner = TaskOwner(errors.append)
    yield owner
    await owner.aclose()
    assert not errors, errors


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait for an answer is short."""
    monkeypatch.setattr(wire, "OPEN_WITHIN_S", 10 * SHORT_S)  # the machine may be busy
    monkeypatch.setattr(wire, "PING_AFTER_S", SHORT_S)
    defaults = AmiConnection._ask.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "within_s", SHORT_S)


@asynccontextmanager
async def connected(server: Server, heard: Heard | None = None) -> AsyncIterator[AmiConnection]:
    connection = await open_connection(
        Address("127.0.0.1", server.port), (heard or Heard()).receiver()
    )
    try:
        yield connection
    finally:
        connection._protocol.end(ConnectionLost("the test is over"))


async def open_error(address: Address) -> LinkError:
    with pytest.raises(LinkError) as caught:
        await open_connection(address, Heard().receiver())
    return caught.value


@pytest.mark.parametrize(
    "banner",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail.example ESMTP\r\n",
        b"\r\n",
        b"\x15\x03\x01\x00\x02\x02\x16",
        b"Asterisk Call Manager\r\n",
        b"Asterisk Call Manager/" + b"9" * 300,
        b"Asterisk Call Manager/" + b"9" * 300 + b"\r\n",
        b"A" * 100_000,
    ],
)
async def test_a_banner_of_something_else(banner: bytes) -> None:
    async with Server(banner=banner) as server:
        error = await open_error(Address("127.0.0.1", server.port))
        assert type(error) is ProtocolError
        assert "it says" in error.detail
        assert len(error.detail) < 100
        await server.until(lambda: server.links[0].over, "the end of the link")


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("banner", [b"", BANNER[:10]])
async def test_a_server_that_accepts_and_says_nothing(banner: bytes) -> None:
    async with Server(banner=banner) as server:
        error = await open_error(Address("127.0.0.1", server.port))
        assert type(error) is ProtocolError
        await server.until(lambda: server.links[0].over, "the end of the link")


async def test_a_server_that_hangs_up_before_it_says_anything() -> None:
    async with Server(banner=b"") as server:
        opening = asyncio.gather(open_error(Address("127.0.0.1", server.port)))
        await server.until(lambda: server.links, "a connection")
        server.links[0].writer.close()
        assert type((await opening)[0]) is ConnectionLost


async def test_stopping_while_the_greeting_is_awaited(tasks: TaskOwner) -> None:
    async with Server(banner=b"") as server:
        address = Address("127.0.0.1", server.port)
        opening = tasks.start(open_connection(address, Heard().receiver()), name="open")
        await server.until(lambda: server.links, "a connection")
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        await server.until(lambda: server.links[0].over, "the end of the link")


async def test_stopping_while_the_name_is_looked_up(
    tasks: TaskOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, over = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(*_: object, **__: object) -> None:
        loop.call_soon_threadsafe(asked.set)
        over.wait()

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    opening = tasks.start(open_connection(Address("pbx", 1), Heard().receiver()), name="open")
    await asked.wait()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    over.set()


async def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    error = await open_error(Address("127.0.0.1", port))
    assert type(error) is ConnectionLost
    assert error.detail == f"nothing listens on 127.0.0.1 port {port}"


async def test_the_first_of_the_hosts_addresses_that_listens(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves_to(monkeypatch, "127.0.0.2", "127.0.0.1")
    connection = await open_connection(Address("pbx", server.port), Heard().receiver())
    assert (await connection.action("Ping")).succeeded
    await connection.close()


@pytest.mark.skipif(sys.platform != "linux", reason="a full queue answers nothing on Linux")
@pytest.mark.usefixtures("short")
async def test_an_address_that_does_not_answer_does_not_hide_the_next(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name of two PBXs of which the first is off, or of IPv6 that leads nowhere."""
    resolves_to(monkeypatch, "127.0.0.2", "127.0.0.1")
    with contextlib.ExitStack() as sockets:
        full = sockets.enter_context(socket.socket())
        full.bind(("127.0.0.2", server.port))
        full.listen(0)
        for _ in range(4):
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        connection = await open_connection(Address("pbx", server.port), Heard().receiver())
        assert (await connection.action("Ping")).succeeded
        await connection.close()


@pytest.mark.usefixtures("short")
async def test_an_address_that_says_nothing_does_not_hide_the_next(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name of two PBXs of which the first hangs."""
    resolves_to(monkeypatch, "127.0.0.2", "127.0.0.1")
    with socket.create_server(("127.0.0.2", server.port)):
        connection = await open_connection(Address("pbx", server.port), Heard().receiver())
        assert (await connection.action("Ping")).succeeded
        await connection.close()


async def test_nobody_listens_at_any_of_the_hosts_addresses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    resolves_to(monkeypatch, "127.0.0.1", "127.0.0.2")
    error = await open_error(Address("pbx", port))
    assert error.detail == f"nothing listens on pbx port {port}"
    resolves_to(monkeypatch)
    assert type(await open_error(Address("pbx", port))) is ConnectionLost


def link_local_address() -> str:
    """One that this computer has, "fe80::1%eth0"; "" for none."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/net/if_inet6").read_text().splitlines():
            digits, *_, network = line.split()
            address = ipaddress.IPv6Address(bytes.fromhex(digits))
            if address.is_link_local:
                return f"{address}%{network}"
    return ""


def resolves_to(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    """Let every name have these addresses."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 5038)) for host in hosts]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


async def test_an_address_that_counts_on_one_network_alone() -> None:
    """As names have that end with .local, too."""
    address = link_local_address()
    if not address:
        pytest.skip("no network of this computer has an address that counts there alone")
    accepted = asyncio.Event()

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(BANNER)
        accepted.set()
        writer.close()

    async with await asyncio.start_server(greet, "::") as server:
        port = server.sockets[0].getsockname()[1]
        connection = await open_connection(Address(address, port), Heard().receiver())
        assert accepted.is_set()
        await connection.close()


@pytest.mark.parametrize("host", ["x" * 64 + ".example", "pbx..example"])
async def test_a_name_that_can_be_nobodys(host: str) -> None:
    error = await open_error(Address(host, 5038))
    assert type(error) is HostNotFound
    assert error.detail == host


async def test_a_name_that_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_found(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    assert type(await open_error(Address("nowhere.invalid", 5038))) is HostNotFound


@pytest.mark.parametrize(
    ("problem", "detail"),
    [
        # A right name must not be doubted where there is no network.
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "no name server answers"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "Network is unreachable"),
        # As asyncio has it where the answer takes a while.
        (
            OSError(errno.EHOSTUNREACH, "Connect call failed ('10.0.0.1', 5038)"),
            "No route to host",
        ),
        (OSError("odd"), "odd"),
    ],
)
async def test_a_network_that_does_not_reach_there(
    monkeypatch: pytest.MonkeyPatch, problem: OSError, detail: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    error = await open_error(Address("10.0.0.1", 5038))
    assert (type(error), error.detail) == (ConnectionLost, detail)


@pytest.mark.usefixtures("short")
async def test_a_host_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait())
    error = await open_error(Address("pbx", 5038))
    assert type(error) is ConnectionLost
    assert "no answer" in error.detail
    over.set()


@pytest.mark.parametrize("secret", ["s3cret", " s3cret\t\n"])
async def test_login_sends_a_digest_and_no_secret(secret: str) -> None:
    """A secret has no spaces at its ends: Asterisk takes them off."""

    def answer(request: Request) -> bytes:
        if request.action == "Challenge":
            return success(request, Challenge="812345")
        return success(request)

    async with Server(answer) as server, connected(server) as connection:
        await connection.login("agent", secret, "call,agent")
        login = server.actions("Login")[0]
        assert (login["Username"], login["Events"]) == ("agent", "call,agent")
        assert (login["AuthType"], login["Secret"]) == ("MD5", "")
        assert login["Key"] == hashlib.md5(b"812345s3cret").hexdigest()  # noqa: S324 - AMI's
        assert "s3cret" not in repr(server.links[0].requests)


async def test_a_secret_whose_bytes_are_no_utf8_goes_into_the_digest_as_they_are(
    server: Server,
) -> None:
    """As an environment variable in Latin-1 gives it."""
    server.answer = lambda request: success(request, Challenge="8")
    async with connected(server) as connection:
        await connection.login("agent", b"s\xe9cret".decode(errors="surrogateescape"), "call")
        key = server.actions("Login")[0]["Key"]
        assert key == hashlib.md5(b"8s\xe9cret").hexdigest()  # noqa: S324 - AMI's
        with pytest.raises(AuthenticationFailed):
            await connection.login("agent", "\ud83d", "call")


def without_challenge(request: Request) -> bytes:
    return refusal(request) if request.action == "Challenge" else success(request)


async def test_login_keeps_the_secret_to_itself_where_others_might_listen() -> None:
    async with Server(without_challenge) as server, connected(server) as connection:
        with pytest.raises(AuthenticationFailed):
            await connection.login("agent", "s3cret", "call")
        assert not server.actions("Login")


async def test_login_sends_the_secret_over_tls_where_there_is_no_challenge(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "good")
    async with Server(without_challenge, tls=certificates.server) as server:
        receiver = Heard().receiver()
        connection = await open_connection(trusting(certificates, server.port), receiver)
        await connection.login("agent", "s3cret", "call")
        login = server.actions("Login")[0]
        assert (login["Secret"], login["Key"], login["AuthType"]) == ("s3cret", "", "")
        await connection.close()


async def test_a_wrong_secret_is_tried_once() -> None:
    def answer(request: Request) -> bytes:
        wrong = request.action == "Login"
        return refusal(request, "Authentication failed") if wrong else success(request)

    async with Server(answer) as server, connected(server) as connection:
        with pytest.raises(AuthenticationFailed) as caught:
            await connection.login("agent", "wrong", "call")
        assert caught.value.detail == "Authentication failed"
        await connection.close()
        assert len(server.actions("Login")) == 1
        assert len(server.links) == 1


async def test_a_server_that_hangs_up_at_login(tasks: TaskOwner) -> None:
    async with Server(lambda _: b"") as server, connected(server) as connection:
        login = tasks.start(lost(connection.login("agent", "agent", "call")), name="login")
        await server.asked("Challenge")
        server.links[0].cut()
        assert type(await login) is ConnectionLost


async def lost(coro: Coroutine[Any, Any, object]) -> ConnectionLost:
    """The loss that ends `coro`."""
    with pytest.raises(ConnectionLost) as caught:
        await coro
    return caught.value


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
        assert (caught.value.action, caught.value.reason) == ("Originate", "Permission denied")
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
    server.answer = lambda request: success(request, EventList="start")
    async with connected(server) as connection:
        listing = tasks.start(connection.listing("Status"), name="list")
        request = await server.asked("Status")
        loop = asyncio.get_running_loop()
        began, row = loop.time(), message(Event="Status", ActionID=request["ActionID"])
        sent = 0
        while loop.time() < began + 2 * limit_s:
            server.send(row)
            sent += 1
            await asyncio.sleep(limit_s / 10)
        server.send(message(Event="StatusComplete", ActionID=request["ActionID"]))
        assert len(await listing) == sent + 1
        # One that stops half-way is given up.
        stopped = tasks.start(lost(connection.listing("Status")), name="stopped")
        await server.asked("Status", times=2)
        assert type(await stopped) is ActionTimeout


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
        connection._protocol.end(ConnectionLost("cut"))
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
        assert {type(error) for error in errors} == {ConnectionLost}
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
        assert (await connection.watch()).detail == "Connection reset by peer"


async def test_a_list_cut_in_its_middle(server: Server, tasks: TaskOwner) -> None:
    server.answer = lambda request: (
        success(request, EventList="start") + message(Event="Status", ActionID=request["ActionID"])
    )
    async with connected(server) as connection:
        listing = tasks.start(lost(connection.listing("Status")), name="status")
        await server.asked("Status")
        server.links[0].writer.close()
        assert (await listing).detail == "the PBX closed the connection"


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
    "end", [[("Event", "X"), ("EventList", "cancelled")], [("Event", "StatusComplete")]]
)
async def test_other_ends_of_a_list(server: Server, end: list[tuple[str, str]]) -> None:
    server.answer = lambda request: (
        success(request) + message(*end, ("ActionID", request["ActionID"]))
    )
    async with connected(server) as connection:
        assert len(await connection.listing("Status")) == 1


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
    def fails(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    receiver = Receiver(fails, fails, lambda: all_of(*EVERYTHING))
    connection = await open_connection(Address("127.0.0.1", server.port), receiver)
    with caplog.at_level(logging.ERROR):
        server.send(message(Event="Custom") * 2)
        assert (await connection.action("Ping")).succeeded
        assert (await connection.action("Ping")).succeeded
    assert "a mistake of ours" in caplog.text
    assert not connection._protocol.lost.done()
    connection._protocol.end(ConnectionLost("the test is over"))


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
        assert (await watch).detail == "the PBX closed the connection"
        assert (await connection.watch()).detail == "the PBX closed the connection"


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
        watch = tasks.start(connection.watch(), name="watch")
        await server.until(lambda: server.links, "a connection")
        await connection.action("Ping")
        server.send(message(Event="Custom", A="1"))
        await connection.action("Ping")
        assert len(heard.events) == 1
        sleeper.at += protocols.STOOD_STILL_S + 1
        server.send(message(Event="Custom", A="1"))
        assert (await watch).detail == "this computer stood still for 4 s"
        assert len(heard.events) == 1


async def test_a_computer_that_slept_is_noticed_though_nothing_came(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper = Sleeper(monkeypatch)
    monkeypatch.setattr(protocols, "BEAT_S", 0.01)
    async with connected(server) as connection:
        asyncio.get_running_loop().call_later(0.05, setattr, sleeper, "at", 3600.0)
        assert "stood still" in (await connection.watch()).detail


def test_the_clock_goes_on_while_the_computer_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clock() == pytest.approx(time.clock_gettime(time.CLOCK_BOOTTIME), abs=1)
    monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    assert clock() == pytest.approx(time.monotonic(), abs=1)


@pytest.mark.usefixtures("short")
async def test_a_loss_while_watch_asks(server: Server, tasks: TaskOwner) -> None:
    server.answer = lambda _: b""
    async with connected(server) as connection:
        watch = tasks.start(connection.watch(), name="watch")
        await server.asked("Ping")
        server.links[0].writer.close()
        assert type(await watch) is ConnectionLost


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


# TLS.


class Certificates:
    """An authority and a server's certificate from it, as files."""

    def __init__(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        days_left: int = 1,
        valid_in_days: int = -30,
    ) -> None:
        folder.mkdir()
        self.ca_file = folder / "ca.pem"
        name = _name("Some CA")
        key = ec.generate_private_key(ec.SECP256R1())
        authority = _certificate(name, name, key.public_key(), 9).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        self.ca_file.write_bytes(_pem(authority.sign(key, hashes.SHA256())))
        server_key = ec.generate_private_key(ec.SECP256R1())
        hosts: x509.GeneralName = (
            x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        )
        certificate = (
            _certificate(_name(host), name, server_key.public_key(), days_left, valid_in_days)
            .add_extension(x509.SubjectAlternativeName([hosts]), critical=False)
            .sign(key, hashes.SHA256())
        )
        chain = folder / "server.pem"
        chain.write_bytes(
            _pem(certificate)
            + server_key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(chain)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    days_left: int,
    valid_in_days: int = -30,
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=valid_in_days))
        .not_valid_after(now + dt.timedelta(days=days_left))
    )


def trusting(certificates: Certificates, port: int) -> Address:
    return Address("127.0.0.1", port, tls_context(str(certificates.ca_file)))


async def test_tls_with_the_pbx_s_own_certificate_in_place_of_its_authority_s(
    tmp_path: Path,
) -> None:
    """As with the authority between, which is the one that a certificate's bundle comes with."""
    certificates = Certificates(tmp_path / "good")
    async with Server(tls=certificates.server) as server:
        context = tls_context(str(tmp_path / "good" / "server.pem"))
        address = Address("127.0.0.1", server.port, context)
        connection = await open_connection(address, Heard().receiver())
        await connection.close()


async def test_tls_with_a_known_authority(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "good")
    async with Server(tls=certificates.server) as server:
        connection = await open_connection(trusting(certificates, server.port), Heard().receiver())
        assert (await connection.action("Ping")).succeeded
        await connection.close()


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"host": "192.0.2.1"}, CertificateOfAnotherHost),
        ({"host": "pbx.example"}, CertificateOfAnotherHost),
        ({"days_left": -1}, CertificateExpired),
    ],
)
async def test_tls_with_a_certificate_that_is_not_right(
    tmp_path: Path, made: dict[str, Any], why: type[CertificateRefused]
) -> None:
    certificates = Certificates(tmp_path / "bad", **made)
    async with Server(tls=certificates.server) as server:
        assert type(await open_error(trusting(certificates, server.port))) is why


async def test_tls_with_an_unknown_authority(tmp_path: Path) -> None:
    known, other = Certificates(tmp_path / "known"), Certificates(tmp_path / "other")
    async with Server(tls=other.server) as server:
        default = Address("127.0.0.1", server.port, tls_context())
        for address in (trusting(known, server.port), default):
            assert type(await open_error(address)) is CertificateOfUnknownAuthority


async def test_tls_with_a_certificate_that_is_not_valid_yet(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "early", days_left=9, valid_in_days=5)
    async with Server(tls=certificates.server) as server:
        error = await open_error(trusting(certificates, server.port))
        assert type(error) is CertificateRefused
        assert error.detail == "certificate is not yet valid"


async def test_tls_asked_of_a_plain_server(server: Server, tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "good")
    assert type(await open_error(trusting(certificates, server.port))) is ProtocolError


async def test_tls_of_another_kind(tmp_path: Path) -> None:
    """As of a PBX from long ago, or behind a proxy that wants to know us."""
    certificates = Certificates(tmp_path / "good")
    certificates.server.maximum_version = ssl.TLSVersion.TLSv1_2
    certificates.server.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")  # and its key is no RSA key
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse() -> None:  # asyncio's own server hangs up without a word
            peer, _ = listening.accept()
            with peer, contextlib.suppress(ssl.SSLError):
                certificates.server.wrap_socket(peer, server_side=True)

        port = listening.getsockname()[1]
        error, _ = await asyncio.gather(
            open_error(trusting(certificates, port)), asyncio.to_thread(refuse)
        )
    assert type(error) is ConnectionLost
    assert error.detail.startswith("no encryption was agreed on: ")
    assert "handshake failure" in error.detail


@pytest.mark.usefixtures("short")
async def test_plain_asked_of_a_tls_server(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "good")
    async with Server(tls=certificates.server) as server:
        error = await open_error(Address("127.0.0.1", server.port))
        assert type(error) is ProtocolError


@pytest.mark.usefixtures("short")
async def test_tls_asked_of_a_server_that_says_nothing(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "good")
    async with Server(banner=b"") as server:
        error = await open_error(trusting(certificates, server.port))
        assert type(error) is ConnectionLost


async def test_tls_cut_in_the_handshake(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "good")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        address = trusting(certificates, listening.getsockname()[1])
        opening = asyncio.ensure_future(open_error(address))  # noqa: TID251
        loop = asyncio.get_running_loop()
        accepted, _ = await loop.sock_accept(listening)
        with accepted:
            assert await loop.sock_recv(accepted, 65536)
        error = await opening
    assert (type(error), error.detail) == (ConnectionLost, "the PBX closed the connection")


def test_a_file_of_authorities_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    for name in ("missing.pem", "empty.pem", ""):
        with pytest.raises(CertificateRefused) as caught:
            tls_context(str(tmp_path / name))
        assert name in caught.value.detail
