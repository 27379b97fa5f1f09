"""Opens an AMI connection: finds the host, agrees on encryption, hears the greeting. No retry."""

import asyncio
import errno
import math
import os
import socket
import ssl
import sys
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from client.ami.connection import AmiConnection
from client.ami.protocol import CLOSED_BY_PBX, AmiProtocol, Receiver
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import (
    CertificateExpired,
    CertificateOfAnotherHost,
    CertificateOfUnknownAuthority,
    CertificateRefused,
    ConnectionLost,
    HostNotFound,
    LinkError,
    NoNetwork,
    ProtocolError,
    SaysNothing,
)
from client.others_words import known, system_words
from client.sentence import Sentence
from client.threads import call_in_thread

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

OPEN_WITHIN_S = 5.0
"""For each step; all addresses of a name share the first."""
NAME_WITHIN_S = 12.0
"""Most systems wait 5 s for a name server that is off, and then ask the next, perhaps a third."""

SEGMENT_BYTES = 1220
"""What fits into any IPv6 packet. A tunnel on the way may lose longer ones without a word: then the
login works, and no long answer ever comes. PBX and client both keep to it."""

WAITING_BYTES = 1 << 20
"""How much may wait to be sent, of which a packet takes more than its own bytes. Linux allows less,
and it is enough for 300 packets. What does not fit would be joined."""

AddressInfo = tuple[Any, Any, int, str, Any]
"""Of `socket.getaddrinfo`."""

_NO_NAME_SERVER = Sentence("no name server answers")

_EXPIRED = 10
_CERTIFICATE_FLAWS = {
    7: CertificateOfUnknownAuthority,  # a known name, made anew with another key
    _EXPIRED: CertificateExpired,
    18: CertificateOfUnknownAuthority,  # signed by itself
    19: CertificateOfUnknownAuthority,
    20: CertificateOfUnknownAuthority,
    21: CertificateOfUnknownAuthority,
    62: CertificateOfAnotherHost,
    64: CertificateOfAnotherHost,  # the same for an address
}
"""Source: X509_V_ERR_* in OpenSSL's x509_vfy.h."""

_NOT_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
"""What OpenSSL makes of a greeting in plain text: the first up to 3.1, the others since."""


class Address(Struct, frozen=True):
    """Where the PBX listens; `tls` None means plain TCP."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None


class _Socket(socket.socket):
    """Lets each piece that is sent travel in a packet of its own, also where it has to wait.

    Asterisk closes a TLS link of which it reads the first part of a record before the rest has
    come, as it does where a packet ends in the middle of one. Linux only; other systems join what
    waits. Source: seen on 16.28 and 22.10.
    """

    def send(self, data: "ReadableBuffer", flags: int = 0, /) -> int:
        if sys.platform == "linux":
            flags |= socket.MSG_EOR
        return super().send(data, flags)


def tls_context(ca_file: str = "") -> ssl.SSLContext:
    """Verify the server's chain and name, against the system's CAs or those of `ca_file`.

    Raises:
        CertificateRefused: `ca_file` cannot be read as certificates.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
    except ssl.SSLError as error:
        reason = Sentence("the CA file {path} holds no PEM certificate")
        raise CertificateRefused(reason.format(path=ca_file)) from error
    except OSError as error:
        reason = Sentence("the CA file {path} cannot be read: {why}")
        raise CertificateRefused(reason.format(path=ca_file, why=system_words(error))) from error
    # Python 3.13 also wants extensions that certificates made by hand for a PBX often lack.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    # And trust all that the file holds, even the PBX's own certificate, with no root above it.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def authorities_end(context: ssl.SSLContext) -> float:
    """When the last of the authorities expires that are trusted, as an epoch."""
    known = context.get_ca_certs()
    ends = (ssl.cert_time_to_seconds(str(one["notAfter"])) for one in known)
    return max(ends, default=math.inf)


def address_of(settings: Settings) -> Address:
    """Where the settings say. Raises as `tls_context`."""
    tls = tls_context(settings.ca_file) if settings.effective_tls else None
    return Address(settings.host, settings.effective_port, tls)


async def open_connection(address: Address, receiver: Receiver) -> AmiConnection:
    """Connect and read the PBX's greeting.

    Raises:
        HostNotFound, CertificateRefused, ProtocolError, ConnectionLost: it did not work.
    """
    try:
        return AmiConnection(await _connect(address, receiver))
    except TimeoutError:
        reason = Sentence("no answer within {seconds} s").format(seconds=f"{OPEN_WITHIN_S:g}")
        raise ConnectionLost(reason) from None
    except ssl.SSLCertVerificationError as error:
        raise _flaw(error, address) from error
    except ssl.SSLError as error:
        if error.reason in _NOT_TLS:
            raise ProtocolError(Sentence("it does not speak TLS")) from error
        words = (error.reason or "").lower().replace("_", " ")
        reason = Sentence("no encryption was agreed on: {words}").format(words=words)
        raise ConnectionLost(reason) from error
    except (OSError, UnicodeError) as error:
        raise _unreachable(address, error) from error


def _flaw(error: ssl.SSLCertVerificationError, address: Address) -> CertificateRefused:
    """OpenSSL does not say which certificate of the chain has expired."""
    code = error.verify_code
    if code == _EXPIRED and address.tls and authorities_end(address.tls) < time.time():
        reason = Sentence(
            "its authority has expired itself; ask the administrator to renew that, and check "
            "this computer's clock"
        )
        return CertificateRefused(reason)
    flaw = _CERTIFICATE_FLAWS.get(code, CertificateRefused)
    if flaw is CertificateOfAnotherHost:
        return flaw(Sentence("it is not valid for '{host}'").format(host=address.host))
    return flaw(known(error.verify_message))


@asynccontextmanager
async def logged_in(
    settings: Settings, secret: Secret, events: str, receiver: Receiver
) -> AsyncIterator[AmiConnection]:
    """Open a connection and log in, as `AmiConnection.login` does; log off at the end.

    Raises:
        LinkError: the PBX cannot be reached or refuses the login.
    """
    # All authorities of a system take 30 ms to read, and a home in the network may hang.
    address, _ = call_in_thread(lambda: address_of(settings), name="read the authorities")
    connection = await open_connection(await address, receiver)
    try:
        await connection.login(settings.username, secret.reveal(), events)
        yield connection
    finally:
        await connection.close()


async def _connect(address: Address, receiver: Receiver) -> AmiProtocol:
    """Try each of the host's addresses in turn, until one greets; raise the last one's error."""
    # Python encodes a str by tables that take 3 ms to load, even if it is ASCII.
    name = address.host.encode() if address.host.isascii() else address.host

    def resolve() -> list[AddressInfo]:
        return socket.getaddrinfo(name, address.port, type=socket.SOCK_STREAM)

    resolved, _ = call_in_thread(resolve, name="resolve the PBX's name")
    error: OSError | LinkError | None = None
    try:
        async with asyncio.timeout(NAME_WITHIN_S):
            hosts = await resolved
    except TimeoutError:
        raise NoNetwork(_NO_NAME_SERVER) from None
    loop, left_s = asyncio.get_running_loop(), OPEN_WITHIN_S
    for left, host in zip(range(len(hosts), 0, -1), hosts, strict=True):
        began, share_s = loop.time(), left_s / left
        try:
            return await _greeted(address, host, receiver, share_s)
        except ssl.SSLError:
            raise
        except (OSError, LinkError) as failed:
            error = failed
            left_s -= min(share_s, loop.time() - began)  # one that refuses leaves it to the others
    raise error or OSError("no address")


async def _greeted(
    address: Address, host: AddressInfo, receiver: Receiver, connect_within_s: float
) -> AmiProtocol:
    """Connect to one of the host's addresses and be greeted.

    Each step has its own limit: one that is far away answers each of them late.
    """
    loop = asyncio.get_running_loop()
    with ExitStack() as failed:
        own = failed.enter_context(_Socket(*host[:3]))
        own.setblocking(False)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, WAITING_BYTES)
        with suppress(OSError, AttributeError):  # Windows lets nobody choose
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT_BYTES)
        async with asyncio.timeout(connect_within_s):
            await loop.sock_connect(own, host[4])
        async with asyncio.timeout(OPEN_WITHIN_S):
            _, protocol = await loop.create_connection(
                lambda: AmiProtocol(receiver),
                sock=own,
                ssl=address.tls,
                server_hostname=address.host if address.tls else None,
            )
        failed.pop_all()
    try:
        async with asyncio.timeout(OPEN_WITHIN_S):
            await protocol.greeted
    except TimeoutError:
        protocol.end(ConnectionLost(Sentence("no greeting")))
        raise SaysNothing from None
    except BaseException:
        protocol.end(ConnectionLost(Sentence("closed")))
        raise
    return protocol


def _unreachable(address: Address, error: OSError | UnicodeError) -> ConnectionLost:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return NoNetwork(_NO_NAME_SERVER)
    if isinstance(error, UnicodeError | socket.gaierror):
        return HostNotFound(address.host)
    if isinstance(error, ConnectionRefusedError):
        reason = Sentence("nothing listens on {host} port {port}")
        if address.tls:
            reason = Sentence("nothing listens on {host} port {port}, where TLS is expected")
        return ConnectionLost(reason.format(host=address.host, port=str(address.port)))
    # One that ends in the middle of the TLS handshake has no words of its own.
    words = system_words(error) if str(error) else CLOSED_BY_PBX
    if error.errno and str(words).startswith("Connect call failed"):  # asyncio's, not the reason
        words = known(os.strerror(error.errno))
    return NoNetwork(words) if error.errno == errno.ENETUNREACH else ConnectionLost(words)
