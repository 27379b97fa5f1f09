"""From bytes to messages, and from actions to their answers; the only file that imports panoramisk.

panoramisk gives the actions (ids, text, futures) and the transport's protocol. Its framing
loses characters, its watchdog never looks at an answer, and after a loss it logs in and sends
old actions again by itself: those parts are replaced here. A connection ends once and for all.
"""

import asyncio
import logging
import math
import socket
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol

from client.ami.clock import clock
from client.ami.message import KEY_BYTES, SEPARATOR, Message, parse
from client.errors import ConnectionLost, LinkBroke, ProtocolError, StoodStill
from client.others_words import system_words
from client.sentence import Sentence

log = logging.getLogger(__name__)

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
BEAT_S = 1.0
STOOD_STILL_S = 3.0
"""How long this program may stand still before it no longer trusts what it reads."""

READ_AT_ONCE_BYTES = 1024
"""Source: main/manager.c, `inbuf`; over TLS it then waits for the network, not for what TLS has
kept. Seen on 16.28, 22.10 and 23.5."""

CLOSED_BY_PBX = Sentence("the PBX closed the connection")

_BANNER = b"Asterisk Call Manager/"
_MAX_BANNER_BYTES = 256
_PASSED_OVER = "A piece of the AMI stream was ignored"


class Tap(Protocol):
    """Receives all messages, in both directions. It must be quick and must not raise."""

    def received(self, block: bytes) -> None:
        """Take a message of the PBX, wanted or not, without the empty line that ends it."""

    def sent(self, block: bytes) -> None:
        """Take an action of ours, likewise."""


@dataclass(slots=True)
class Receiver:
    """The callbacks of a connection.

    Attributes:
        event: called with each wanted event that answers no action, in order of arrival.
        batch_end: called once after all events of one piece of the stream.
        wanted: called once for each piece of the stream. Returns a filter of an event's bytes for
            each `event_key`; events without one are dropped, which costs next to nothing. Two
            event names may have the same key.
        tap: receives everything, in both directions.
    """

    event: Callable[[Message], None]
    batch_end: Callable[[], None]
    wanted: Callable[[], Mapping[bytes, Callable[[bytes], bool]]] = dict
    tap: Tap | None = None


class AmiAction(Action):  # type: ignore[misc]
    """An action whose future ends with its response, or with the end of its list."""

    def __init__(self, headers: dict[str, object], *, listing: bool = False) -> None:
        super().__init__(headers)
        self.listing = listing

    def add(self, message: Message) -> bool:
        """Take one message of the answer; True when it is the last."""
        self.responses.append(message)
        # As it is written: other texts in a row may look like it.
        last = f"\r\nActionID: {self.id}\r\nEventList: Complete\r\n"
        if self.listing and self.responses[0].succeeded and last not in message.text:
            return False
        self.future.set_result(self.responses)
        return True


def pieces(data: bytes) -> Iterator[bytes]:
    """Cut an action into whole lines that are together no longer than Asterisk reads at once."""
    begin = 0
    while len(data) - begin > READ_AT_ONCE_BYTES:
        end = data.rindex(b"\r\n", begin, begin + READ_AT_ONCE_BYTES) + 2
        yield data[begin:end]
        begin = end
    yield data[begin:]


class AmiProtocol(AMIProtocol):  # type: ignore[misc]
    """Frames the stream and matches answers to actions. `banner` is the manager's own version."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._buffer = bytearray()
        self.banner = ""
        self._searched = 0
        loop = asyncio.get_running_loop()
        self.greeted: asyncio.Future[None] = loop.create_future()
        self.lost: asyncio.Future[ConnectionLost] = loop.create_future()
        self.heard_at = self.answered_at = clock()
        self._awake_at = math.inf
        self._still_s = STOOD_STILL_S

    @property
    def silent_s(self) -> float:
        """For how many seconds nothing has come from the PBX."""
        return clock() - self.heard_at

    @property
    def unanswered_s(self) -> float:
        """For how many seconds it has answered no action."""
        return clock() - self.answered_at

    def stay_awake(self, still_s: float) -> None:
        """From now on end the link when this program has not run for `still_s` seconds.

        The computer slept, or the process or its thread was stopped. What arrived meanwhile is
        old, and would show calls as new that have rung for long, or are over.
        """
        self._still_s = still_s
        if not self._stood_still():
            self._awake_at = clock()
            asyncio.get_running_loop().call_later(BEAT_S, self.stay_awake, still_s)

    def _stood_still(self) -> bool:
        still_s = clock() - self._awake_at
        if still_s > self._still_s:
            self.end(StoodStill(still_s))
        return self.lost.done()

    def send(self, action: AmiAction) -> None:
        """Send an action; its answer ends its future."""
        data = str(action).encode()
        if self._receiver.tap is not None:
            self._receiver.tap.sent(data.removesuffix(SEPARATOR))
        self.responses[action.id] = action
        # Each is a TLS record of its own: the rest of a longer one would wait until another comes.
        for piece in pieces(data):
            if not self.transport.is_closing():  # it has just broken: asyncio would complain
                self.transport.write(piece)

    def heard_until(self, last: AmiAction) -> list[int]:
        """How much has come of each answer that is awaited, up to that of `last`.

        A list comes row by row, and a file as one long message, of which the beginning counts.
        """
        rows = [len(self._buffer)] if self._buffer.startswith(b"Response:") else []
        for action in self.responses.values():
            rows.append(len(action.responses))
            if action is last:
                break
        return rows

    def data_received(self, data: bytes) -> None:
        """Take a piece of the stream; it may begin and end anywhere."""
        if self._stood_still():
            return
        self.heard_at = clock()
        self._buffer += data
        if not self.greeted.done() and not self._greet():
            return
        if self._buffer.find(SEPARATOR, self._searched) >= 0:
            # From the end, which takes half the time; and a line more is no part of a message.
            *blocks, rest = bytes(self._buffer).lstrip(b"\r\n").rsplit(SEPARATOR)
            self._buffer = bytearray(rest)
            self._take(blocks)
        self._searched = max(0, len(self._buffer) - len(SEPARATOR) + 1)
        if len(self._buffer) > MAX_MESSAGE_BYTES:
            self.end(ConnectionLost(Sentence("a message without end")))
        try:
            self._receiver.batch_end()
        except Exception:
            log.exception(_PASSED_OVER)

    def _greet(self) -> bool:
        """Read the one line that Asterisk sends first."""
        line, end, rest = self._buffer.partition(b"\r\n")
        wrong = not line.startswith(_BANNER[: len(line)]) or len(line) > _MAX_BANNER_BYTES
        if wrong or (end and not line.startswith(_BANNER)):
            shown = repr(line[:40].decode("ascii", "replace"))
            said = Sentence("it says {words}").format(words=shown)
            self.greeted.set_exception(ProtocolError(said))
            self.end(ConnectionLost(Sentence("not an Asterisk manager")))
            return False
        if end:
            self._buffer = rest
            self.banner = line.removeprefix(_BANNER).decode("ascii", "replace")
            self.greeted.set_result(None)
        return bool(end)

    def _take(self, blocks: list[bytes]) -> None:
        """Pass messages on. An exception in a callback must not end the link, as in asyncio."""
        wanted, event, tap = self._receiver.wanted(), self._receiver.event, self._receiver.tap
        if tap is not None:
            for block in blocks:
                tap.received(block)
        if self.responses:
            blocks = [block for block in blocks if not self._answers(block)]
        for block in blocks:
            matters = wanted.get(block[:KEY_BYTES])
            if matters is not None and matters(block):
                try:
                    event(parse(block))
                except Exception:
                    log.exception(_PASSED_OVER)

    def _answers(self, block: bytes) -> bool:
        """Give a message to the action that it answers; False if it answers none."""
        if b"ActionID: " not in block:
            return False
        message = parse(block)
        action = self.responses.get(message.get("ActionID"))
        if action is None or (message.event and not action.listing):
            return False
        if action.add(message):
            self.answered_at = self.heard_at
            del self.responses[action.id]
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """The transport has ended."""
        kind = LinkBroke if self.greeted.done() else ConnectionLost
        self.end(kind(system_words(exc) if exc else CLOSED_BY_PBX))

    def end(self, error: ConnectionLost) -> None:
        """End the connection. All pending actions fail with `error`; nothing is sent again."""
        if self.lost.done():
            return
        self.lost.set_result(error)
        _discard_unsent(self.transport)
        self.transport.abort()
        if not self.greeted.done():
            self.greeted.set_exception(error)
        if not self.greeted.cancelled():
            self.greeted.exception()
        for action in self.responses.values():
            action.future.set_exception(error)
            action.future.exception()


def _discard_unsent(transport: asyncio.Transport) -> None:
    """Let the system reset the connection when it closes, and drop what has not been delivered.

    Otherwise the system retries for minutes: a click on a broken link would ring my phone, and
    take the call, once the network is back.
    """
    layout = "hh" if sys.platform == "win32" else "ii"
    with suppress(OSError, AttributeError):  # it is closed, or there is none
        own = transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(layout, 1, 0))
