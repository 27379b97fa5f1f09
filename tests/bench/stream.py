"""A recorded stream of a real Asterisk, as long as one likes: a busy hour, again and again."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from client.ami.message import SEPARATOR
from client.recording.recorded import TIME
from tests.fuzz.streams import FIXTURES, Template, blocks_of

BUSY_HOUR = FIXTURES / "sessions" / "asterisk_22.ami"
PIECE_BYTES = 64 * 1024
"""What a socket gives at once when there is much to read."""

_OUR_TIME = re.compile(rb"\r\n%s: [^\r]*" % TIME.encode())


def blocks() -> Iterator[bytes]:
    """Give the hour's events, then the same with other ids; for ever."""
    hour = Template("hour", [_OUR_TIME.sub(b"", block) for block in blocks_of(BUSY_HOUR)])
    number = 0
    while True:
        number += 1
        yield from hour.play(number)


@cache
def pieces(events: int) -> tuple[bytes, ...]:
    """So many events, as they come out of a socket."""
    stream = b"".join(block + SEPARATOR for block in islice(blocks(), events))
    return tuple(stream[at : at + PIECE_BYTES] for at in range(0, len(stream), PIECE_BYTES))
