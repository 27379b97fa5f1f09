"""TLS: which certificates are trusted, and what else may answer there."""

import asyncio
import contextlib
import os
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from client.ami import opening
from client.ami.opening import Address, address_of, logged_in, open_connection, tls_context
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import (
    CertificateExpired,
    CertificateOfAnotherHost,
    CertificateOfUnknownAuthority,
    CertificateRefused,
    ConnectionLost,
    ProtocolError,
    SaysNothing,
)
from client.sentence import Sentence
from client.tasks import TaskOwner
from client.threads import call_in_thread
from tests.certificates import Certificates, trusting
from tests.unit.links import Heard, open_error, resolves_to
from tests.unit.scripted_server import BANNER, Server


async def test_tls_with_the_pbx_s_own_certificate_in_place_of_its_authority_s(
    tmp_path: Path,
) -> None:
    """As with the authority between, which is the one that a certificate's bundle comes with."""
    certificates = Certificates(tmp_path / "good")
    async with Server(tls=certificates.server) as server:
        own = str(tmp_path / "good" / "server.pem")
        settings = Settings(host="127.0.0.1", port=server.port, tls=True, ca_file=own)
        connection = await open_connection(address_of(settings), Heard().receiver())
        assert connection.is_encrypted
        await connection.close()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"0\x82\x03\x0f0\x82", "holds no PEM certificate"),  # of a certificate in DER
        (b"", "holds no PEM certificate"),
    ],
)
def test_a_file_that_is_no_authority_s(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CertificateRefused, match=f"the CA file {path} {told}"):
        tls_context(str(path))


async def test_a_file_that_is_slow_to_read_holds_up_nothing_else(
    tmp_path: Path, tasks: TaskOwner
) -> None:
    """As in a home in the network that hangs; here until something else has happened."""
    certificates = Certificates(tmp_path / "good")
    slow, is_read, goes_on = tmp_path / "ca.pem", threading.Event(), threading.Event()
    os.mkfifo(slow)

    def write() -> bool:
        with slow.open("wb") as file:  # not before somebody reads it
            is_read.set()
            went_on = goes_on.wait(5)
            file.write(certificates.ca_file.read_bytes())
        return went_on

    async def log_in(port: int) -> None:
        settings = Settings(host="127.0.0.1", port=port, tls=True, ca_file=str(slow))
        async with logged_in(settings, Secret("it"), "call", Heard().receiver()) as connection:
            assert connection.is_encrypted

    async with Server(tls=certificates.server) as server:
        written, _ = call_in_thread(write, name="write the file")
        login = tasks.start(log_in(server.port), name="log in")
        while not is_read.is_set():  # noqa: ASYNC110 - a thread tells
            await asyncio.sleep(0.01)
        goes_on.set()
        await login
        assert await written


async def test_a_pbx_that_is_far_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes each step in time, and longer than a step may take for all of them."""
    monkeypatch.setattr(opening, "OPEN_WITHIN_S", 1.0)
    certificates = Certificates(tmp_path / "good")

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.6)
        writer.write(BANNER)
        writer.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = trusting(certificates, listening.getsockname()[1])
        connecting = asyncio.gather(open_connection(address, Heard().receiver()))
        await asyncio.sleep(0.6)  # it is connected, and waits for the PBX's part of the handshake
        async with await asyncio.start_server(greet, sock=listening, ssl=certificates.server):
            (connection,) = await connecting
            connection._protocol.end(ConnectionLost(Sentence("the test is over")))


async def test_tls_with_a_known_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate is for the name, and says nothing of its address."""
    resolves_to(monkeypatch, "127.0.0.1")
    certificates = Certificates(tmp_path / "good", host="pbx.example")
    async with Server(tls=certificates.server) as server:
        address = replace(trusting(certificates, server.port), host="pbx.example")
        connection = await open_connection(address, Heard().receiver())
        assert (await connection.action("Ping")).succeeded
        await connection.close()


async def test_a_flaw_is_told_though_nothing_listens_at_the_host_s_other_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves_to(monkeypatch, "127.0.0.1", "127.0.0.2")
    certificates = Certificates(tmp_path / "bad", days_left=-1)
    async with Server(tls=certificates.server) as server:
        address = trusting(certificates, server.port)
        assert type(await open_error(address)) is CertificateExpired
    detail = (await open_error(address)).detail
    assert str(detail).endswith(f"port {address.port}, where TLS is expected")


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
        error = await open_error(trusting(certificates, server.port))
        assert type(error) is why
        assert not str(error.detail).endswith(".")  # it stands within a sentence
        assert server.links == []  # so that nothing was said


async def test_tls_with_an_unknown_authority(tmp_path: Path) -> None:
    known, other = Certificates(tmp_path / "known"), Certificates(tmp_path / "other")
    async with Server(tls=other.server) as server:
        default = Address("127.0.0.1", server.port, tls_context())
        for address in (trusting(known, server.port), default):
            assert type(await open_error(address)) is CertificateOfUnknownAuthority
        assert server.links == []


async def test_tls_with_a_certificate_that_is_not_valid_yet(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "early", days_left=9, valid_in_days=5)
    async with Server(tls=certificates.server) as server:
        error = await open_error(trusting(certificates, server.port))
        assert type(error) is CertificateRefused
        assert str(error.detail).startswith("certificate is not yet valid")


async def test_tls_with_an_authority_that_has_expired(tmp_path: Path) -> None:
    """A new certificate of the PBX would not help."""
    certificates = Certificates(tmp_path / "late", ca_days_left=-1)
    async with Server(tls=certificates.server) as server:
        error = await open_error(trusting(certificates, server.port))
        assert type(error) is CertificateRefused
        assert str(error.detail).startswith("its authority has expired itself")


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
    assert str(error.detail).startswith("no encryption was agreed on: ")
    assert "handshake failure" in str(error.detail)


@pytest.mark.usefixtures("short")
async def test_plain_asked_of_a_tls_server(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "good")
    async with Server(tls=certificates.server) as server:
        error = await open_error(Address("127.0.0.1", server.port))
        assert type(error) is SaysNothing


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
    assert (type(error), str(error.detail)) == (ConnectionLost, "the PBX closed the connection")


def test_a_file_of_authorities_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    for name in ("missing.pem", "empty.pem", ""):
        with pytest.raises(CertificateRefused) as caught:
            tls_context(str(tmp_path / name))
        assert name in str(caught.value.detail)
