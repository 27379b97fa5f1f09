"""What the PBX sent recently, kept in memory, as a recording that can be replayed."""

import time
import zlib
from array import array
from collections import deque
from collections.abc import Callable

from client.ami.message import SEPARATOR, parse
from client.recording.recorded import TIME
from client.recording.still_needed import StillNeeded

KEPT_S = 600.0
MOST_BYTES = 8 << 20

_CUT_AT_ONCE = 100
"""After a storm, old messages go in steps, so that no single message has to wait for all."""

_PACKED_BYTES = 64 << 10
"""So much is packed at once: it takes less than a millisecond, and a tenth of the room."""


Messages = deque[tuple[float, bytes]]
"""Each with its time."""


class _Packed:
    """Messages in little room: AMI says the same again and again."""

    __slots__ = ("_texts", "_times")

    def __init__(self, messages: Messages) -> None:
        self._times = array("d", (at for at, _ in messages))
        self._texts = zlib.compress(b"".join(text for _, text in messages), 1)

    def unpacked(self) -> Messages:
        *texts, _ = zlib.decompress(self._texts).split(SEPARATOR)
        return deque(zip(self._times, (text + SEPARATOR for text in texts), strict=True))


class Recent:
    """A place for a `client.recording.recorder.Recorder` to write to.

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
        self._oldest: Messages = deque()
        self._packed: deque[_Packed] = deque()
        self._newest: Messages = deque()
        self._newest_bytes = self._bytes = 0
        self._needed = StillNeeded()

    def write(self, message: bytes) -> None:
        """Add one whole message."""
        now = self._clock()
        self._newest.append((now, message))
        self._newest_bytes += len(message)
        self._bytes += len(message)
        if self._newest_bytes >= _PACKED_BYTES:
            self._packed.append(_Packed(self._newest))
            self._newest, self._newest_bytes = deque(), 0
        for _ in range(_CUT_AT_ONCE):
            if now - self._since() <= self._kept_s:
                break
            self._cut()
        while self._bytes > self._most_bytes:
            self._cut()

    def recording(self) -> list[bytes]:
        """All messages that are kept, with what a replay needs to begin with them."""
        parts = [self._oldest, *(packed.unpacked() for packed in self._packed), self._newest]
        kept = [text for part in parts for _, text in part]
        since = parse(kept[0].removesuffix(SEPARATOR)).get(TIME) if kept else ""
        return [*self._needed.messages(since), *kept]

    def _since(self) -> float:
        """The time of the oldest message; there is one."""
        if not self._oldest and self._packed:
            self._oldest = self._packed.popleft().unpacked()
        elif not self._oldest:
            self._oldest, self._newest, self._newest_bytes = self._newest, deque(), 0
        return self._oldest[0][0]

    def _cut(self) -> None:
        self._since()
        _, message = self._oldest.popleft()
        self._bytes -= len(message)
        self._needed.take(message)
