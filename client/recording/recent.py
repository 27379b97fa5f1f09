"""What the PBX sent of late, kept in memory, as a recording that can be replayed."""

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


class _Messages:
    """Messages in order, each with its time."""

    def __init__(self) -> None:
        self.texts: deque[bytes] = deque()
        self.times = array("d")
        self.bytes = 0

    def pack(self) -> "_Packed":
        return _Packed(zlib.compress(b"".join(self.texts), 1), self.times)


class _Packed:
    """The same in little room: AMI says the same again and again."""

    __slots__ = ("_texts", "_times")

    def __init__(self, texts: bytes, times: "array[float]") -> None:
        self._texts = texts
        self._times = times

    def texts(self) -> list[bytes]:
        *texts, _ = zlib.decompress(self._texts).split(SEPARATOR)
        return [text + SEPARATOR for text in texts]

    def unpack(self) -> _Messages:
        messages = _Messages()
        messages.texts.extend(self.texts())
        messages.times = self._times
        return messages


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
        self._oldest = _Messages()
        self._cut_of_oldest = 0
        self._packed: deque[_Packed] = deque()
        self._newest = _Messages()
        self._bytes = 0
        self._needed = StillNeeded()

    def write(self, message: bytes) -> None:
        """Add one whole message."""
        now = self._clock()
        newest = self._newest
        newest.texts.append(message)
        newest.times.append(now)
        newest.bytes += len(message)
        self._bytes += len(message)
        if newest.bytes >= _PACKED_BYTES:
            self._packed.append(newest.pack())
            self._newest = _Messages()
        for _ in range(_CUT_AT_ONCE):
            if now - self._since() <= self._kept_s:
                break
            self._cut()
        while self._bytes > self._most_bytes:
            self._cut()

    def recording(self) -> list[bytes]:
        """All messages that are kept, with what a replay needs to begin with them."""
        since = ""
        kept = [*self._oldest.texts]
        for packed in self._packed:
            kept += packed.texts()
        kept += self._newest.texts
        if kept:
            since = parse(kept[0].removesuffix(SEPARATOR)).get(TIME)
        return [*self._needed.messages(since), *kept]

    def _since(self) -> float:
        """The time of the oldest message; there is one."""
        if not self._oldest.texts:
            self._cut_of_oldest = 0
            if self._packed:
                self._oldest = self._packed.popleft().unpack()
            else:
                self._oldest, self._newest = self._newest, _Messages()
        return self._oldest.times[self._cut_of_oldest]

    def _cut(self) -> None:
        self._since()
        message = self._oldest.texts.popleft()
        self._cut_of_oldest += 1
        self._bytes -= len(message)
        self._needed.take(message)
