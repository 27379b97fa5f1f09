"""An AMI reader of the tests' own: what the PBX says, read without a line of the client's code.

Both must not share a decoder, or they would agree on the same mistake.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tests.asterisk.waiting import LIMIT_S, Changes

# Events that only lengthen the message of a failed wait.
CHATTER = {"VarSet", "Newexten", "TestEvent", "UserEvent", "RTCPSent", "RTCPReceived"}


class Message:
    """One AMI message: its headers in the order they came. A header may repeat."""

    __slots__ = ("headers",)

    def __init__(self, text: str) -> None:
        """Read the lines of one message, without the empty line that ends it."""
        self.headers: list[tuple[str, str]] = []
        for line in text.split("\r\n"):
            name, _, value = line.partition(":")
            self.headers.append((name, value.lstrip(" ")))

    def __getitem__(self, name: str) -> str:
        """Return the first value of a header, "" where there is none."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return every value of a header that repeats, such as ``ChanVariable``."""
        return [value for key, value in self.headers if key == name]

    def __repr__(self) -> str:
        return " | ".join(f"{name}: {value}" for name, value in self.headers)


@dataclass(slots=True)
class Channel:
    """A channel that exists now."""

    uniqueid: str
    name: str
    """As of now: a masquerade changes it."""
    linkedid: str
    state: str
    """``Down``, ``Ring``, ``Ringing``, ``Up`` ..."""
    number: str
    """Its own ``CallerIDNum``: on a leg that rings, the called party's."""
    bridge: str = ""
    """The bridge that it is in, "" for none."""

    @property
    def device(self) -> str:
        """``PJSIP/101`` of ``PJSIP/101-00000003``."""
        return self.name.rpartition("-")[0]


class Refused(Exception):
    """The PBX answered an action with an error; the text is its own."""


class Observer:
    """One AMI connection and all that came over it.

    Attributes:
        events: Every event since the connection, in order, list items and ``FullyBooted`` included.
        channels: The channels that exist now, by Uniqueid; complete for an account that sees class
            ``call`` and was connected before the first call.
        forgotten: Those of them that the PBX keeps for good; see ``Lab.lets_go``.
    """

    def __init__(self) -> None:
        self.events: list[Message] = []
        self.channels: dict[str, Channel] = {}
        self.forgotten: set[str] = set()
        self.changes = Changes()
        self._responses: dict[str, Message] = {}
        self._ids = itertools.count(1)
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._recording: BinaryIO | None = None

    async def connect(self, port: int, username: str, secret: str, *, events: str = "on") -> None:
        """Connect to 127.0.0.1 and log in; what an earlier connection saw is forgotten.

        Raises:
            OSError: Nobody listens there.
            Refused: The account or its secret is wrong.
        """
        await self.close()
        reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
        self.events.clear()
        self.channels.clear()
        self.forgotten.clear()
        self._responses.clear()
        self.changes.broke(None)
        self._reading = asyncio.get_running_loop().create_task(self._read(reader))
        await self.action("Login", Username=username, Secret=secret, Events=events)

    async def close(self) -> None:
        """Hang up; may be called twice."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
            self._reading = None
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    async def action(self, name: str, *repeated: tuple[str, str], **headers: str) -> Message:
        """Send an action and return its response.

        Args:
            name: Such as ``Originate``.
            repeated: Headers that come more than once or have no Python name, as (name, value).
            headers: The others.

        Raises:
            Refused: The response is an error.
        """
        action_id = self._send(name, *repeated, **headers)
        response = await self.changes.until(
            lambda: self._responses.get(action_id), f"a response to {name} {headers}"
        )
        if response["Response"] == "Error":
            raise Refused(response["Message"])
        return response

    async def originate(self, channel: str, *repeated: tuple[str, str], **headers: str) -> None:
        """Have a program ring a phone; return at once."""
        await self.action("Originate", *repeated, Channel=channel, Async="true", **headers)

    async def listing(self, name: str, *repeated: tuple[str, str], **headers: str) -> list[Message]:
        """Send an action that answers with a list, and return the list's items."""
        start = len(self.events)
        response = await self.action(name, *repeated, **headers)
        action_id = response["ActionID"]

        def items() -> list[Message]:
            return [event for event in self.events[start:] if event["ActionID"] == action_id]

        def complete() -> bool:
            return any(item["EventList"] == "Complete" for item in items())

        await self.changes.until(complete, f"the end of the list of {name}", seen=self.tail)
        return [item for item in items() if not item["EventList"]]

    async def event(
        self,
        match: Callable[[Message], object],
        awaited: str = "an event",
        *,
        since: int = 0,
        limit_s: float = LIMIT_S,
    ) -> Message:
        """Return the first event that matches, among those that came already and those to come.

        Args:
            match: Says of an event whether it is the one.
            awaited: What to call it if it does not come.
            since: Events before this index of ``events`` do not count; ``len(events)`` is now.
            limit_s: Seconds to wait.
        """
        seen = since

        def look() -> Message | None:
            nonlocal seen
            while seen < len(self.events):
                seen += 1
                if match(self.events[seen - 1]):
                    return self.events[seen - 1]
            return None

        return await self.changes.until(look, awaited, limit_s=limit_s, seen=self.tail)

    async def until(
        self, look: Callable[[], object], awaited: str, *, limit_s: float = LIMIT_S
    ) -> None:
        """Wait until something is true that only the PBX's events can make true."""
        await self.changes.until(look, awaited, limit_s=limit_s, seen=self.tail)

    async def catch_up(self) -> None:
        """Wait for the events of all that has happened: phones and other readers tell sooner."""
        mark = f"caught-up-{next(self._ids)}"
        since = len(self.events)
        await self.action("UserEvent", UserEvent=mark)
        await self.event(lambda event: event["UserEvent"] == mark, "all events", since=since)

    async def all_gone(self) -> None:
        """Wait until no channel is left but the forgotten."""
        await self.until(lambda: not self.left, "no channel left")

    @property
    def left(self) -> set[str]:
        """The channels that exist now, but the forgotten."""
        return self.channels.keys() - self.forgotten

    async def ringing(self, device: str, count: int = 1) -> list[Channel]:
        """Wait until so many channels of a device such as ``PJSIP/101`` ring; oldest first."""

        def found() -> list[Channel]:
            return [
                channel
                for channel in self.channels.values()
                if channel.device == device and channel.state == "Ringing"
            ]

        await self.until(lambda: len(found()) == count, f"{count} ringing at {device}")
        return found()

    def bridged_with(self, uniqueid: str) -> set[str]:
        """Return the Uniqueids that a channel hears, through ``Local`` channels if need be."""
        heard: set[str] = set()
        ask = [uniqueid]
        while ask:
            channel = self.channels.get(ask.pop())
            if channel is None or channel.uniqueid in heard:
                continue
            heard.add(channel.uniqueid)
            for other in self.channels.values():
                same_bridge = channel.bridge and other.bridge == channel.bridge
                if same_bridge or _other_half(channel.name) == other.name:
                    ask.append(other.uniqueid)
        return {
            other
            for other in heard - {uniqueid}
            if not self.channels[other].name.startswith("Local/")
        }

    @contextmanager
    def record(self, path: Path) -> Iterator[None]:
        """Write every byte that comes to a file, as it comes, until the block ends."""
        with path.open("wb") as self._recording:
            yield
        self._recording = None

    def tail(self, count: int = 25) -> str:
        """Return the last events and the channels that exist, as text for a failed wait."""
        telling = [event for event in self.events if event["Event"] not in CHATTER]
        return "\n".join(
            [
                "channels now:",
                *(f"  {channel}" for channel in self.channels.values()),
                "last events:",
                *(f"  {event}" for event in telling[-count:]),
            ]
        )

    def _send(self, name: str, *repeated: tuple[str, str], **headers: str) -> str:
        if self._writer is None:
            raise ConnectionError("the observer is not connected")
        action_id = headers.pop("ActionID", "") or f"observer-{next(self._ids)}"
        lines = [("Action", name), ("ActionID", action_id), *headers.items(), *repeated]
        text = "".join(f"{key}: {value}\r\n" for key, value in lines) + "\r\n"
        self._writer.write(text.encode())
        return action_id

    async def _read(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        try:
            while chunk := await reader.read(65536):
                if self._recording is not None:
                    self._recording.write(chunk)
                if not rest and chunk.startswith(b"Asterisk Call Manager"):
                    chunk = chunk.partition(b"\r\n")[2]  # the greeting is no message
                *blocks, rest = (rest + chunk).split(b"\r\n\r\n")
                for block in blocks:
                    self._take(Message(block.decode("utf-8", "surrogateescape")))
                self.changes.changed()
            self.changes.broke(ConnectionError("the PBX closed the observer's connection"))
        except OSError as error:
            self.changes.broke(error)

    def _take(self, message: Message) -> None:
        if not message["Event"]:  # OriginateResponse is an event with a Response header
            self._responses[message["ActionID"]] = message
            return
        self.events.append(message)
        uniqueid = message["Uniqueid"]
        match message["Event"]:
            case "Newchannel":
                self.channels[uniqueid] = Channel(
                    uniqueid=uniqueid,
                    name=message["Channel"],
                    linkedid=message["Linkedid"],
                    state=message["ChannelStateDesc"],
                    number=message["CallerIDNum"],
                )
            case "Hangup":
                self.channels.pop(uniqueid, None)
            case "Rename" if uniqueid in self.channels:
                self.channels[uniqueid].name = message["Newname"]
            case "Newstate" if uniqueid in self.channels:
                self.channels[uniqueid].state = message["ChannelStateDesc"]
            case "NewCallerid" if uniqueid in self.channels:
                self.channels[uniqueid].number = message["CallerIDNum"]
            case "BridgeEnter" if uniqueid in self.channels:
                self.channels[uniqueid].bridge = message["BridgeUniqueid"]
            case "BridgeLeave" if uniqueid in self.channels:
                self.channels[uniqueid].bridge = ""


def _other_half(name: str) -> str:
    """Return ``Local/x;2`` for ``Local/x;1`` and the other way round, "" for any other channel."""
    if not name.startswith("Local/"):
        return ""
    return name[:-1] + {"1": "2", "2": "1"}.get(name[-1], "")
