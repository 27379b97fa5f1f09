"""From the bytes of AMI to ringing calls: Cornetta, others, and the limit of the language."""

import asyncio
import logging
import time
from collections.abc import Callable

from cacofonisk.handlers import EventHandler
from cacofonisk.reporters import BaseReporter
from panoramisk import Manager
from panoramisk.ami_protocol import AMIProtocol

from client.ami.message import SEPARATOR
from client.recording.recent import Recent
from client.recording.recorder import Recorder
from client.session import LinkState
from tests.bench.figure import Figure, interleaved
from tests.bench.listening import BANNER, listening
from tests.bench.stream import pieces

EVENTS = 40_000
"""More than the window keeps for a report, so that the old has to be cut off."""

Measure = Callable[[], float]


def figures(_quick: bool) -> list[Figure]:  # noqa: FBT001 - all parts are called so
    """Events for a second of a core, each by the same stream."""
    stream = pieces(EVENTS)
    logging.getLogger("cacofonisk").setLevel(logging.ERROR)

    def rate(run: Callable[[tuple[bytes, ...]], float]) -> Measure:
        return lambda: EVENTS / run(stream)

    of = interleaved(
        {
            "limit": rate(names_alone),
            "cornetta": rate(cornetta),
            "recording": rate(cornetta_that_records),
            "panoramisk": rate(panoramisk),
            "cacofonisk": rate(cacofonisk),
        }
    )

    def told(one: str, other: str) -> str:
        return f"{of[one]:,.0f} / {of[other]:,.0f} events/s"

    return [
        Figure(
            "AMI bytes to ringing calls",
            "panoramisk's parser and callbacks",
            of["cornetta"] / of["panoramisk"],
            told("cornetta", "panoramisk"),
            goal=8,
            at_least=True,
        ),
        Figure(
            "the limit: framing and name alone",
            "AMI bytes to ringing calls",
            of["limit"] / of["cornetta"],
            told("limit", "cornetta"),
            goal=4,
        ),
        Figure(
            "AMI bytes to ringing calls, against a tracker",
            "cacofonisk",
            of["cornetta"] / of["cacofonisk"],
            told("cornetta", "cacofonisk"),
            goal=5,
            at_least=True,
        ),
        Figure(
            "the same, and the last 10 minutes are kept",
            "panoramisk's parser and callbacks",
            of["recording"] / of["panoramisk"],
            told("recording", "panoramisk"),
        ),
    ]


def names_alone(stream: tuple[bytes, ...]) -> float:
    """Cut the stream into messages and look at each event's name, and no more."""
    counts: dict[bytes, int] = {}
    begun, rest = time.process_time(), b""
    for piece in stream:
        *whole, rest = (rest + piece).rsplit(SEPARATOR)
        for block in whole:
            name = block[7 : block.find(b"\r\n")]
            counts[name] = counts.get(name, 0) + 1
    return time.process_time() - begun


def cornetta(stream: tuple[bytes, ...], recorder: Recorder | None = None) -> float:
    """Keep the list of what rings."""

    async def run() -> float:
        session, protocol = listening(recorder)
        if recorder is not None:
            recorder.follow(session, "204")
            session._set_link(LinkState.LIVE)
        told: list[object] = []
        session.subscribe(told.extend)
        begun = time.process_time()
        for piece in stream:
            protocol.data_received(piece)
        took = time.process_time() - begun
        assert told
        return took

    return asyncio.run(run())


def cornetta_that_records(stream: tuple[bytes, ...]) -> float:
    """The same as the window does it: what was sent of late is kept."""
    return cornetta(stream, Recorder(Recent().write))


def _manager() -> tuple[Manager, AMIProtocol]:
    manager, protocol = Manager(), AMIProtocol()
    protocol.connection_made(None)
    protocol.factory, protocol.encoding = manager, "utf8"
    protocol.data_received(BANNER + SEPARATOR)
    return manager, protocol


def panoramisk(stream: tuple[bytes, ...]) -> float:
    """Its own framing and messages, and one callback for all events, which does nothing."""

    async def run() -> float:
        manager, protocol = _manager()
        seen = 0

        def count(_manager: Manager, _event: object) -> None:
            nonlocal seen
            seen += 1

        manager.register_event("*", count)
        begun = time.process_time()
        for piece in stream:
            protocol.data_received(piece)
        took = time.process_time() - begun
        assert seen
        return took

    return asyncio.run(run())


def cacofonisk(stream: tuple[bytes, ...]) -> float:
    """Connected to panoramisk as its own `AmiRunner` does it."""

    async def run() -> float:
        manager, protocol = _manager()
        handler = EventHandler(BaseReporter())
        for name in handler.event_handlers():
            manager.register_event(name, lambda _manager, event: handler.on_event(event))
        begun = time.process_time()
        for piece in stream:
            protocol.data_received(piece)
        return time.process_time() - begun

    return asyncio.run(run())
