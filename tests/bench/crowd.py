"""What an event costs while many other calls ring."""

import asyncio
import time
from functools import partial

from client.ami.message import SEPARATOR
from tests.bench.figure import Figure, interleaved
from tests.bench.listening import listening
from tests.bench.stream import pieces
from tests.fuzz.streams import FIXTURES, Template, blocks_of

EVENTS = 10_000
CROWDS = (10, 100, 1_000, 10_000)
FIRST_NUMBER = 100_000
"""Of the calls that ring: no call of the stream has such an id."""


def figures(quick: bool) -> list[Figure]:  # noqa: FBT001 - all parts are called so
    """The same stream again and again, with more and more calls beside it."""
    crowds = (CROWDS[0], CROWDS[-2]) if quick else CROWDS
    of = interleaved({str(count): partial(cost_us, count) for count in crowds})
    return [
        Figure(
            f"cost of an event while {count:,} calls ring",
            "itself while 10 ring",
            of[str(count)] / of["10"],
            f"{of[str(count)]:.2f} / {of['10']:.2f} µs",
            goal=1.2,
        )
        for count in crowds[1:]
    ]


def _ringing() -> Template:
    """A call up to where its phone rings."""
    blocks: list[bytes] = []
    for block in blocks_of(FIXTURES / "plain_call.ami"):
        blocks.append(block)
        if block.startswith(b"Event: Newstate") and b"\r\nChannelState: 5" in block:
            break
    return Template("rings", blocks)


def cost_us(count: int) -> float:
    """Let so many calls ring; then how long one event of the recorded hour takes."""

    async def run() -> float:
        session, protocol = listening()
        template = _ringing()
        for number in range(count):
            for block in template.play(FIRST_NUMBER + number):
                protocol.data_received(block + SEPARATOR)
        assert len(session.calls()) == count
        begun = time.process_time()
        for piece in pieces(EVENTS):
            protocol.data_received(piece)
        took = time.process_time() - begun
        assert len(session.calls()) >= count
        return took / EVENTS * 1e6

    return asyncio.run(run())
