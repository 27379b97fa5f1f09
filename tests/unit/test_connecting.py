"""Opening a connection: every way in which a host is not there, or is something else."""

import asyncio
import contextlib
import errno
import ipaddress
import socket
import struct
import sys
import threading
import time
from pathlib import Path

import pytest

from client.ami import opening
from client.ami.opening import Address, open_connection
from client.errors import (
    ConnectionLost,
    HostNotFound,
    LinkError,
    NoNetwork,
    ProtocolError,
    SaysNothing,
)
from client.sentence import Sentence
from client.tasks import TaskOwner
from tests.unit.links import Heard, connected, open_error, resolves_to
from tests.unit.scripted_server import BANNER, Server


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
        assert "it says" in str(error.detail)
        assert len(str(error.detail)) < 100
        await server.until(lambda: server.links[0].over, "the end of the link")


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("banner", [b"", BANNER[:10]])
async def test_a_server_that_accepts_and_says_nothing(banner: bytes) -> None:
    async with Server(banner=banner) as server:
        error = await open_error(Address("127.0.0.1", server.port))
        assert type(error) is SaysNothing
        await server.until(lambda: server.links[0].over, "the end of the link")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody choose")
async def test_neither_side_sends_packets_that_a_tunnel_may_lose(server: Server) -> None:
    """The PBX's would be as long as its network allows, and a long answer would never come."""
    async with connected(server):
        await server.until(lambda: server.links, "a connection")
        pbx = server.links[0].writer.get_extra_info("socket")
        assert pbx.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= opening.SEGMENT_BYTES


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody can ask for it")
async def test_each_piece_travels_in_a_packet_of_its_own() -> None:
    """Also those that had to wait: Asterisk closes a TLS link at the first half of a record."""
    pieces, piece = 200, b"x" * 100
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # so that most of it waits
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        address = Address(*listening.getsockname())
        connecting = asyncio.gather(open_connection(address, Heard().receiver()))
        loop = asyncio.get_running_loop()
        pbx, _ = await loop.sock_accept(listening)
        with pbx:
            await loop.sock_sendall(pbx, BANNER)
            (connection,) = await connecting
            transport = connection._protocol.transport
            own = transport.get_extra_info("socket")
            before = packets_sent(own)
            for _ in range(pieces):
                transport.write(piece)
            left = pieces * len(piece)
            while left:
                left -= len(await loop.sock_recv(pbx, left))
            assert packets_sent(own) - before >= pieces
            connection._protocol.end(ConnectionLost(Sentence("the test is over")))


def packets_sent(own: socket.socket) -> int:
    """Linux's `tcpi_segs_out`."""
    counted: int = struct.unpack_from(
        "I", own.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 140), 136
    )[0]
    return counted


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
    with socket.socket() as silent:  # it keeps the port
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        error = await open_error(Address("127.0.0.1", port))
    assert type(error) is ConnectionLost
    assert str(error.detail) == f"nothing listens on 127.0.0.1 port {port}"


async def test_the_first_of_the_hosts_addresses_that_listens(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves_to(monkeypatch, "127.0.0.2", "127.0.0.1")
    connection = await open_connection(Address("pbx", server.port), Heard().receiver())
    assert (await connection.action("Ping")).succeeded
    await connection.close()


async def test_an_address_that_refuses_leaves_its_time_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that is far away needs it; as of a name whose IPv6 nobody listens at."""
    limits: list[float] = []

    async def refused(*given: float) -> None:
        limits.append(given[-1])
        raise ConnectionRefusedError

    monkeypatch.setattr(opening, "_greeted", refused)
    resolves_to(monkeypatch, "127.0.0.1", "127.0.0.2", "127.0.0.3")
    await open_error(Address("pbx", 5038))
    first, second, third = limits
    assert first < second < third


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
        resolves_to(monkeypatch, "127.0.0.2")
        error = await open_error(Address("pbx", server.port))
        assert str(error.detail) == f"no answer within {opening.OPEN_WITHIN_S:g} s"


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
    resolves_to(monkeypatch, "127.0.0.1", "127.0.0.2")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        error = await open_error(Address("pbx", port))
    assert str(error.detail) == f"nothing listens on pbx port {port}"
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


@pytest.mark.parametrize("host", ["x" * 64 + ".example", "pbx..example", "ü" * 64])
async def test_a_name_that_can_be_nobodys(host: str) -> None:
    error = await open_error(Address(host, 5038))
    assert type(error) is HostNotFound
    assert str(error.detail) == host


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("nowhere.invalid", b"nowhere.invalid"),
        ("büro.invalid", "büro.invalid"),
    ],  # Python encodes it
)
async def test_a_name_that_is_not_found(
    monkeypatch: pytest.MonkeyPatch, host: str, asked: object
) -> None:
    def not_found(name: object, *_: object, **__: object) -> None:
        assert name == asked
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    assert type(await open_error(Address(host, 5038))) is HostNotFound


@pytest.mark.parametrize(
    ("problem", "kind", "detail"),
    [
        # A right name must not be doubted where there is no network.
        (
            socket.gaierror(socket.EAI_AGAIN, "Temporary failure"),
            NoNetwork,
            "no name server answers",
        ),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), NoNetwork, "Network is unreachable"),
        # As asyncio has it where the answer takes a while.
        (
            OSError(errno.EHOSTUNREACH, "Connect call failed ('10.0.0.1', 5038)"),
            ConnectionLost,
            "No route to host",
        ),
        (OSError("odd"), ConnectionLost, "odd"),
    ],
)
async def test_a_network_that_does_not_reach_there(
    monkeypatch: pytest.MonkeyPatch, problem: OSError, kind: type[LinkError], detail: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    error = await open_error(Address("10.0.0.1", 5038))
    assert (type(error), str(error.detail)) == (kind, detail)


@pytest.mark.usefixtures("short")
async def test_a_name_that_no_server_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait())
    error = await open_error(Address("pbx", 5038))
    assert (type(error), str(error.detail)) == (NoNetwork, "no name server answers")
    over.set()


@pytest.mark.usefixtures("short")
async def test_a_name_that_the_second_name_server_tells(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is off, which takes as long to find out as a PBX may take to answer."""
    found = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))
    monkeypatch.setattr(opening, "NAME_WITHIN_S", 60.0)

    def late(*_: object, **__: object) -> list[object]:
        time.sleep(opening.OPEN_WITHIN_S)
        return [found]

    monkeypatch.setattr(socket, "getaddrinfo", late)
    connection = await open_connection(Address("pbx", server.port), Heard().receiver())
    await connection.close()
