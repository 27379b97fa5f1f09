"""One AMI connection: opened, logged in, asked, watched, closed. No retry.

It ends once and for all; `client.ami_session` makes a new one.
"""

import asyncio
import contextlib
import hashlib
import os
import socket
import ssl
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from client.ami.actions import Headers, checked
from client.ami.message import Message
from client.ami.protocol import CLOSED_BY_PBX, AmiAction, AmiProtocol, Receiver
from client.errors import (
    AccountInUse,
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
    ShuttingDown,
)
from client.settings import Settings
from client.threads import call_in_thread

OPEN_WITHIN_S = 5.0
ANSWER_WITHIN_S = 4.0
PING_AFTER_S = 4.0
"""How long after its last answer the PBX is asked whether it still hears us."""

_IN_USE = "Login Already In Use"
"""With `allowmultiplelogin = no`. Source: Asterisk's main/manager.c, 16 to 22."""

_SHUTTING_DOWN = "Asterisk is shutting down"
"""To every action, a login's too, from `core stop gracefully` on until the last call is over, which
may take hours, or be called off. Source: as above."""

_CERTIFICATE_FLAWS = {
    7: CertificateOfUnknownAuthority,  # a known name, made anew with another key
    10: CertificateExpired,
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


def tls_context(ca_file: str = "") -> ssl.SSLContext:
    """Verify the server's chain and name, against the system's CAs or those of `ca_file`.

    Raises:
        CertificateRefused: `ca_file` cannot be read as certificates.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise CertificateRefused(f"the CA file {ca_file} cannot be read") from error
    # Python 3.13 also wants extensions that certificates made by hand for a PBX often lack.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    # And trusts what the file holds, be it the own certificate of a PBX, with no root above it.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def address_of(settings: Settings) -> Address:
    """Where the settings say. Raises as `tls_context`."""
    tls = tls_context(settings.ca_file) if settings.effective_tls else None
    return Address(settings.host, settings.effective_port, tls)


class AmiConnection:
    """An open connection. Made by `open_connection`; every wait in it is bounded."""

    def __init__(self, protocol: AmiProtocol) -> None:
        self._protocol = protocol

    @property
    def silent_s(self) -> float:
        """For how many seconds nothing has come from the PBX."""
        silent_s: float = self._protocol.silent_s
        return silent_s

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody between can read along."""
        return self._protocol.transport.get_extra_info("sslcontext") is not None

    @property
    def manager_version(self) -> str:
        """The version of the manager's interface, which anybody is told: "11.0.0"."""
        banner: str = self._protocol.banner
        return banner

    def certificate(self) -> Mapping[str, Any]:
        """The PBX's verified certificate, as `ssl.SSLSocket.getpeercert` tells it; {} without."""
        return self._protocol.transport.get_extra_info("peercert") or {}

    async def login(self, username: str, secret: str, events: str) -> None:
        """Log in once. The secret itself is sent over TLS only, and only if MD5 is refused.

        Args:
            events: the classes of events to be sent from the first moment on, "call,agent".

        Raises:
            AuthenticationFailed: the PBX says no.
            AccountInUse: it lets nobody in twice.
            ConnectionLost: it says nothing, or hangs up.
        """
        try:
            # Asterisk takes spaces off in manager.conf; whoever copies the line may not.
            proof = await self._proof(secret.strip())
            await self.action("Login", {"Username": username, "Events": events, **proof})
        except ActionRejected as error:
            refused = AccountInUse if error.reason == _IN_USE else AuthenticationFailed
            raise refused(error.reason) from None
        except (InvalidValue, UnicodeEncodeError):
            raise AuthenticationFailed("account or secret cannot be sent") from None

    async def _proof(self, secret: str) -> dict[str, str]:
        """What shows in a login that the secret is known.

        Raises:
            ActionRejected: the server wants the secret itself, where others might listen.
        """
        try:
            answer = await self.action("Challenge", {"AuthType": "MD5"})
        except ActionRejected:
            if not self.is_encrypted:
                raise
            return {"Secret": secret}
        # A secret from the environment may be bytes that are no UTF-8.
        text = (answer.get("Challenge") + secret).encode(errors="surrogateescape")
        return {"AuthType": "MD5", "Key": hashlib.md5(text).hexdigest()}  # noqa: S324 - AMI's only

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        """Send an action; return its response.

        Raises:
            ActionRejected: the response is an error.
            ActionTimeout: no response in time; this has ended the connection.
            ConnectionLost: the link is down, or broke meanwhile.
            InvalidValue: a header may not be sent; nothing was.
        """
        return (await self._ask(name, headers or {}))[0]

    async def listing(self, name: str, headers: Headers | None = None) -> list[Message]:
        """Send an action that is answered by a list; return its rows. Raises as `action`."""
        return (await self._ask(name, headers or {}, listing=True))[1:]

    async def watch(self) -> ConnectionLost:
        """Return when the link is lost, and how; or when this program has stood still.

        The PBX is asked again and again whether it is there, even while events come: what we
        send may get lost all the same. No answer is a loss.
        """
        lost: asyncio.Future[ConnectionLost] = self._protocol.lost
        self._protocol.stay_awake()
        while not lost.done():
            quiet_s: float = self._protocol.unanswered_s
            if quiet_s < PING_AFTER_S:
                await asyncio.wait({lost}, timeout=PING_AFTER_S - quiet_s)
                continue
            with contextlib.suppress(ConnectionLost):
                await self.action("Ping")
        return lost.result()

    async def close(self) -> None:
        """Say good-bye and end."""
        if not self._protocol.lost.done():
            try:
                with contextlib.suppress(ActionRejected, ConnectionLost):
                    await self._ask("Logoff", {}, within_s=0.5)
            finally:
                self._protocol.end(ConnectionLost("closed"))

    async def _ask(
        self,
        name: str,
        headers: Headers,
        *,
        listing: bool = False,
        within_s: float = ANSWER_WITHIN_S,
    ) -> list[Message]:
        if self._protocol.lost.done():
            raise ConnectionLost(self._protocol.lost.result().detail)
        action = AmiAction({"Action": name, **checked(headers)}, listing=listing)
        self._protocol.send(action)
        try:
            heard = -1
            # A list that is long comes slowly over some lines; as long as it comes, it is awaited.
            while not action.future.done() and len(action.responses) > heard:
                heard = len(action.responses)
                await asyncio.wait({action.future}, timeout=within_s)
        finally:
            self._protocol.responses.pop(action.id, None)
        if not action.future.done():
            # Whatever answers nothing tells nothing either: from here on the list may be wrong.
            error = ActionTimeout(f"no answer to {name} within {within_s:g} s")
            self._protocol.end(error)
            raise error
        answer: list[Message] = action.future.result()
        if answer[0].succeeded:
            return answer
        reason = answer[0].get("Message")
        if reason == _SHUTTING_DOWN:
            # Events still come, but nothing can be taken, and what rings is no more to be asked.
            ended = ShuttingDown("it is shutting down")
            self._protocol.end(ended)
            raise ended
        raise ActionRejected(name, reason)


async def open_connection(address: Address, receiver: Receiver) -> AmiConnection:
    """Connect and read the PBX's greeting.

    Raises:
        HostNotFound, CertificateRefused, ProtocolError, ConnectionLost: it did not work.
    """
    try:
        return AmiConnection(await _connect(address, receiver))
    except TimeoutError:
        raise ConnectionLost(f"no answer within {OPEN_WITHIN_S:g} s") from None
    except ssl.SSLCertVerificationError as error:
        raise _CERTIFICATE_FLAWS.get(error.verify_code, CertificateRefused)(
            error.verify_message
        ) from error
    except ssl.SSLError as error:
        if error.reason in _NOT_TLS:
            raise ProtocolError("it does not speak TLS") from error
        words = (error.reason or "").lower().replace("_", " ")
        raise ConnectionLost(f"no encryption was agreed on: {words}") from error
    except (OSError, UnicodeError) as error:
        raise _unreachable(address, error) from error


async def _connect(address: Address, receiver: Receiver) -> AmiProtocol:
    """Try each of the host's addresses in turn, until one greets; raise the last one's error.

    One that does not answer, or says nothing, leaves the others their part of the time.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + OPEN_WITHIN_S

    # Python makes bytes of a name by tables that take 3 ms to load, even where it is ASCII.
    name = address.host.encode() if address.host.isascii() else address.host

    def resolve() -> list[str]:
        found = socket.getaddrinfo(name, address.port, type=socket.SOCK_STREAM)
        # Where an address counts on one of our networks alone, which one is told apart.
        return [
            f"{host}%{zone[1]}" if zone and zone[1] else str(host)
            for *_, (host, _port, *zone) in found
        ]

    resolved, _ = call_in_thread(resolve, name="resolve the PBX's name")
    error: OSError | LinkError | None = None
    async with asyncio.timeout_at(until):
        hosts = await resolved
    for left, host in zip(range(len(hosts), 0, -1), hosts, strict=True):
        now = loop.time()
        try:
            return await _greeted(address, host, receiver, now + (until - now) / left)
        except ssl.SSLError:
            raise
        except (OSError, LinkError) as failed:
            error = failed
    raise error or OSError("no address")


async def _greeted(address: Address, host: str, receiver: Receiver, until: float) -> AmiProtocol:
    """Connect to one of the host's addresses; return once the PBX has greeted.

    Args:
        until: by the loop's clock, how long to wait.
    """
    async with asyncio.timeout_at(until):
        _, protocol = await asyncio.get_running_loop().create_connection(
            lambda: AmiProtocol(receiver),
            host,
            address.port,
            ssl=address.tls,
            server_hostname=address.host if address.tls else None,
        )
    try:
        async with asyncio.timeout_at(until):
            await protocol.greeted
    except TimeoutError:
        protocol.end(ConnectionLost("no greeting"))
        raise ProtocolError("it accepts the connection and says nothing") from None
    except BaseException:
        protocol.end(ConnectionLost("closed"))
        raise
    return protocol


def _unreachable(address: Address, error: OSError | UnicodeError) -> ConnectionLost:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return ConnectionLost("no name server answers")  # as without a network
    if isinstance(error, UnicodeError | socket.gaierror):
        return HostNotFound(address.host)
    if isinstance(error, ConnectionRefusedError):
        expected = ", where TLS is expected" if address.tls else ""
        return ConnectionLost(f"nothing listens on {address.host} port {address.port}{expected}")
    # One that ends in the middle of the TLS handshake has no words of its own.
    words = error.strerror or str(error) or CLOSED_BY_PBX
    if error.errno and words.startswith("Connect call failed"):  # asyncio's, in place of the reason
        words = os.strerror(error.errno)
    return ConnectionLost(words)
