"""What the PBX sent of late, kept in memory, as a recording that can be replayed."""

import time
from collections import deque
from collections.abc import Callable

from client.ami.message import SEPARATOR, parse
from client.ami.recorded import TIME
from client.still_needed import StillNeeded

KEPT_S = 600.0
MOST_BYTES = 8 << 20

_CUT_AT_ONCE = 100
"""After a storm, old messages go in steps, so that no single message has to wait for all."""


class Recent:
    """A place for a `client.recorder.Recorder` to write to.

    Args:
        kept_s: how long a message is kept, in seconds.
        most_bytes: how much is kept; then the oldest goes first, however young it is.
        clock: seconds that go on evenly.
    """

    def __init__(
        self,
        kept_s: float = KEPT_S,
        most_bytes: int = MOST_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kept_s = kept_s
        self._most_bytes = most_bytes
        self._clock = clock
        self._messages: deque[tuple[float, bytes]] = deque()
        self._bytes = 0
        self._needed = StillNeeded()

    def write(self, message: bytes) -> None:
        """Add one whole message."""
        now = self._clock()
        self._messages.append((now, message))
        self._bytes += len(message)
        for _ in range(_CUT_AT_ONCE):
            if now - self._messages[0][0] <= self._kept_s:
                break
            self._cut()
        while self._bytes > self._most_bytes:
            self._cut()

    def recording(self) -> list[bytes]:
        """All messages that are kept, with what a replay needs to begin with them."""
        since = ""
        if self._messages:
            _, first = self._messages[0]
            since = parse(first.removesuffix(SEPARATOR)).get(TIME)
        return [*self._needed.messages(since), *(message for _, message in self._messages)]

    def _cut(self) -> None:
        _, message = self._messages.popleft()
        self._bytes -= len(message)
        self._needed.take(message)
