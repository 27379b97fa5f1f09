"""One AMI connection, from the socket to messages; the only file that imports panoramisk.

panoramisk gives the actions (ids, text, futures) and the transport's protocol. Its framing
loses characters, its watchdog never looks at an answer, and after a loss it logs in and sends
old actions again by itself: those parts are replaced here. A connection ends once and for all;
`client.ami_session` makes a new one.
"""

import asyncio
import contextlib
import hashlib
import logging
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol

from client.ami.actions import Headers, checked
from client.ami.message import SEPARATOR, Message, parse
from client.errors import (
    ActionRejected,
    ActionTimeout,
    AuthenticationFailed,
    CertificateRefused,
    ConnectionLost,
    HostNotFound,
    InvalidValue,
    ProtocolError,
)
from client.threads import call_in_thread

log = logging.getLogger(__name__)

OPEN_WITHIN_S = 5.0
ANSWER_WITHIN_S = 4.0
PING_AFTER_S = 4.0
"""Silence after which the PBX is asked whether it is still there."""

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
_BANNER = b"Asterisk Call Manager/"
_MAX_BANNER_BYTES = 256


@dataclass(frozen=True, slots=True)
class Address:
    """Where the PBX listens; `tls` None means plain TCP."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None


@dataclass(slots=True)
class Receiver:
    """Who gets what arrives.

    Attributes:
        event: called with each event that no action asked for, in order of arrival.
        batch_end: called once after all events of one piece of the stream.
        wanted: the names of the events that are worth reading; others cost next to nothing.
    """

    event: Callable[[Message], None]
    batch_end: Callable[[], None]
    wanted: frozenset[bytes] = field(default_factory=frozenset)


def tls_context(ca_file: str = "") -> ssl.SSLContext:
    """Verify the server's chain and name, against the system's CAs or those of `ca_file`.

    Raises:
        CertificateRefused: `ca_file` cannot be read as certificates.
    """
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise CertificateRefused(f"the CA file {ca_file} cannot be read") from error


class _Action(Action):  # type: ignore[misc]
    """An action whose future ends with its response, or with the end of its list."""

    def __init__(self, headers: dict[str, object], *, listing: bool) -> None:
        super().__init__(headers)
        self.listing = listing

    def add(self, message: Message) -> bool:
        """Take one message of the answer; True when it is the last."""
        self.responses.append(message)
        if self.listing and self.responses[0].succeeded:
            last = message.get("EventList") in ("Complete", "cancelled")
            if not last and not message.event.endswith("Complete"):
                return False
        if not self.future.done():
            self.future.set_result(self.responses)
        return True


class _Protocol(AMIProtocol):  # type: ignore[misc]
    """Frames the stream and matches answers to actions."""

    encoding = "utf-8"

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._buffer = bytearray()
        self._searched = 0
        loop = asyncio.get_running_loop()
        self.greeted: asyncio.Future[None] = loop.create_future()
        self.lost: asyncio.Future[ConnectionLost] = loop.create_future()
        self.heard_at = loop.time()

    def data_received(self, data: bytes) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        self._buffer += data
        if not self.greeted.done() and not self._greet():
            return
        start, found = 0, self._buffer.find(SEPARATOR, self._searched)
        while found >= 0:
            self._take(bytes(self._buffer[start:found]))
            start = found + len(SEPARATOR)
            found = self._buffer.find(SEPARATOR, start)
        del self._buffer[:start]
        self._searched = max(0, len(self._buffer) - len(SEPARATOR) + 1)
        if len(self._buffer) > MAX_MESSAGE_BYTES:
            self.end(ConnectionLost("a message without end"))
        self._guarded(self._receiver.batch_end)

    def _greet(self) -> bool:
        """Read the one line that Asterisk sends first."""
        line, end, rest = self._buffer.partition(b"\r\n")
        wrong = not line.startswith(_BANNER[: len(line)]) or len(line) > _MAX_BANNER_BYTES
        if wrong or (end and not line.startswith(_BANNER)):
            shown = line[:40].decode("ascii", "replace")
            self.greeted.set_exception(ProtocolError(f"it says {shown!r}"))
            self.end(ConnectionLost("not an Asterisk manager"))
            return False
        if end:
            self._buffer = rest
            self.greeted.set_result(None)
        return bool(end)

    def _take(self, block: bytes) -> None:
        # An event that nobody wants is recognised by its first line alone.
        if block.startswith(b"Event: "):
            name = block[7 : block.find(b"\r\n")]
            if name not in self._receiver.wanted and b"\r\nActionID: " not in block:
                return
        self._guarded(lambda: self._handle(parse(block)))

    def _guarded(self, work: Callable[[], None]) -> None:
        """A mistake of whoever receives must not end the link, as asyncio would have it."""
        try:
            work()
        except Exception:
            log.exception("A piece of the AMI stream was passed over")

    def _handle(self, message: Message) -> None:
        action = self.responses.get(message.get("ActionID"))
        if action is not None and (action.listing or not message.event):
            if action.add(message):
                del self.responses[action.id]
        elif message.event:
            self._receiver.event(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self.end(ConnectionLost(str(exc) if exc else "the PBX closed the connection"))

    def end(self, error: ConnectionLost) -> None:
        """End the connection. Whoever waits for an answer is told; nothing is sent again."""
        if self.lost.done():
            return
        self.lost.set_result(error)
        self.transport.abort()
        if not self.greeted.done():
            self.greeted.set_exception(error)
        if not self.greeted.cancelled():
            self.greeted.exception()
        pending = list(self.responses.values())
        self.responses.clear()
        for action in pending:
            if not action.future.done():
                action.future.set_exception(error)
                action.future.exception()


class AmiConnection:
    """An open connection. Made by `open_connection`; every wait in it is bounded."""

    def __init__(self, protocol: _Protocol) -> None:
        self._protocol = protocol

    @property
    def silent_s(self) -> float:
        """For how many seconds nothing has come from the PBX."""
        heard_at: float = self._protocol.heard_at
        return asyncio.get_running_loop().time() - heard_at

    async def login(self, username: str, secret: str, events: str) -> None:
        """Log in once. The secret itself is sent only where MD5 is not to be had.

        Args:
            events: the classes of events to be sent from the first moment on, "call,agent".

        Raises:
            AuthenticationFailed: the PBX says no.
            ConnectionLost: it says nothing, or hangs up.
        """
        proof = {"Secret": secret}
        try:
            with contextlib.suppress(ActionRejected):
                answer = await self.action("Challenge", {"AuthType": "MD5"})
                # A secret from the environment may be bytes that are no UTF-8.
                text = (answer.get("Challenge") + secret).encode(errors="surrogateescape")
                digest = hashlib.md5(text).hexdigest()  # noqa: S324 - AMI has no other
                proof = {"AuthType": "MD5", "Key": digest}
            await self.action("Login", {"Username": username, "Events": events, **proof})
        except ActionRejected as error:
            raise AuthenticationFailed(error.reason) from None
        except (InvalidValue, UnicodeEncodeError):
            raise AuthenticationFailed("account or secret cannot be sent") from None

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        """Send an action; return its response.

        Raises:
            ActionRejected: the response is an error.
            ActionTimeout: no response in time.
            ConnectionLost: the link is down, or broke meanwhile.
            InvalidValue: a header may not be sent; nothing was.
        """
        return (await self._ask(name, headers or {}, listing=False))[0]

    async def listing(self, name: str, headers: Headers | None = None) -> list[Message]:
        """Send an action that is answered by a list; return its rows. Raises as `action`."""
        return (await self._ask(name, headers or {}, listing=True))[1:]

    async def watch(self) -> ConnectionLost:
        """Return when the link is lost, and how. Silence is asked about; no answer is a loss."""
        lost = self._protocol.lost
        while not lost.done():
            if (silent := self.silent_s) < PING_AFTER_S:
                await asyncio.wait({lost}, timeout=PING_AFTER_S - silent)
                continue
            try:
                await self.action("Ping")
            except ActionTimeout as error:
                self._protocol.end(error)
            except ConnectionLost:
                break
        return lost.result()

    async def close(self) -> None:
        """Say good-bye and end."""
        if not self._protocol.lost.done():
            try:
                with contextlib.suppress(ActionRejected, ConnectionLost):
                    await self._ask("Logoff", {}, listing=False, within_s=0.5)
            finally:
                self._protocol.end(ConnectionLost("closed"))

    async def _ask(
        self, name: str, headers: Headers, *, listing: bool, within_s: float = ANSWER_WITHIN_S
    ) -> list[Message]:
        if self._protocol.lost.done():
            raise ConnectionLost(self._protocol.lost.result().detail)
        action = _Action({"Action": name, **checked(headers)}, listing=listing)
        self._protocol.send(action)
        try:
            async with asyncio.timeout(within_s):
                answer: list[Message] = await action.future
        except TimeoutError:
            raise ActionTimeout(f"no answer to {name} within {within_s:g} s") from None
        finally:
            self._protocol.responses.pop(action.id, None)
        if not answer[0].succeeded:
            raise ActionRejected(name, answer[0].get("Message"))
        return answer


async def open_connection(address: Address, receiver: Receiver) -> AmiConnection:
    """Connect and read the PBX's greeting.

    Raises:
        HostNotFound, CertificateRefused, ProtocolError, ConnectionLost: it did not work.
    """
    protocol: _Protocol | None = None
    try:
        async with asyncio.timeout(OPEN_WITHIN_S):
            protocol = await _connect(address, receiver)
            await protocol.greeted
    except TimeoutError:
        if protocol is None:
            raise ConnectionLost(f"no answer within {OPEN_WITHIN_S:g} s") from None
        protocol.end(ConnectionLost("no greeting"))
        raise ProtocolError("it accepts the connection and says nothing") from None
    except ssl.SSLCertVerificationError as error:
        raise CertificateRefused(error.verify_message) from error
    except ssl.SSLError as error:
        raise ProtocolError("it does not speak TLS") from error
    except (OSError, UnicodeError) as error:
        raise _unreachable(address, error) from error
    except BaseException:
        if protocol is not None:
            protocol.end(ConnectionLost("closed"))
        raise
    return AmiConnection(protocol)


async def _connect(address: Address, receiver: Receiver) -> _Protocol:
    """Try each of the host's addresses in turn; raise the last one's error."""
    loop = asyncio.get_running_loop()

    def resolve() -> list[str]:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        return [str(info[4][0]) for info in found]

    resolved, _ = call_in_thread(resolve, name="resolve the PBX's name")
    error: OSError | None = None
    for host in await resolved:
        try:
            _, protocol = await loop.create_connection(
                lambda: _Protocol(receiver),
                host,
                address.port,
                ssl=address.tls,
                server_hostname=address.host if address.tls else None,
            )
        except ssl.SSLError:
            raise
        except OSError as failed:
            error = failed
        else:
            return protocol
    raise error or OSError("no address")


def _unreachable(address: Address, error: OSError | UnicodeError) -> ConnectionLost:
    if isinstance(error, UnicodeError | socket.gaierror):
        return HostNotFound(address.host)
    if isinstance(error, ConnectionRefusedError):
        return ConnectionLost(f"nothing listens on {address.host} port {address.port}")
    return ConnectionLost(error.strerror or str(error))
