"""The session's clock: the PBX's time as well as it can be known, and never a jump."""

import math
import time
from collections.abc import Callable

LONGEST_WAIT_S = 4.5
"""An event waits for us while we ask what rings, and seldom longer. If it seems older, the PBX's
clock has been set back."""


def clock() -> float:
    """Seconds that go on while the computer sleeps.

    Those of `time.monotonic` do so on Windows alone: on macOS it asks another clock than this.
    Source: macOS's clock_gettime_nsec_np(3); CPython's time module.
    """
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if hasattr(time, name):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()


NO_DATE_FROM_S = 1e11
"""In the year 5138: no PBX has such a clock, and later ones soon have no date that can be shown."""


class SessionClock:
    """Seconds since the epoch as the PBX counts, carried on by a clock that nobody sets.

    It follows the PBX's clock as of the first observation. If the PBX's clock is set later,
    times of the PBX are translated; this clock goes on, so that no age jumps.

    Attributes:
        is_pbx_time: the PBX has told its time; until then it is this computer's.
    """

    def __init__(self, monotonic: Callable[[], float] = clock) -> None:
        self._monotonic = monotonic
        self._offset = time.time() - monotonic()
        self._skew = 0.0
        self.is_pbx_time = False

    def now(self) -> float:
        """The time now."""
        return self._monotonic() + self._offset

    def observe(self, pbx_time: float, sent: float, received: float) -> None:
        """Learn the PBX's time from one question and answer; what is no time teaches nothing.

        Args:
            pbx_time: what the PBX said.
            sent: when it was asked, by `now`.
            received: when the answer came, by `now`.
        """
        if not 0 <= pbx_time < NO_DATE_FROM_S:
            return
        ahead = pbx_time - (sent + received) / 2
        if self.is_pbx_time:
            self._skew = ahead
        else:
            self._offset += ahead
            self.is_pbx_time = True

    def from_pbx(self, pbx_time: float) -> float:
        """Translate a time of the PBX; never later than now."""
        if not math.isfinite(pbx_time):
            return self.now()
        return min(pbx_time - self._skew, self.now())

    def time_of(self, stamp: str) -> float:
        """When an event happened that arrives now; `stamp` is "" without `timestampevents`."""
        if not stamp:  # most PBXs tell none
            return self.now()
        try:
            return max(self.from_pbx(float(stamp)), self.now() - LONGEST_WAIT_S)
        except ValueError:
            return self.now()
