"""For how long the GUI thread is away."""

import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer


class Absence:
    """Measures for how long the GUI thread does not come back to its events.

    Attributes:
        longest_s: by the clock on the wall.
        busiest_s: the same without what the thread waits for a processor that others have.
    """

    def __init__(self) -> None:
        self.longest_s = self.busiest_s = 0.0
        self._last: tuple[float, float] | None = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._back)
        self._timer.start(1)

    def _back(self) -> None:
        now, waited_s = time.monotonic(), _waited_s()
        if self._last is not None:
            away_s, waits_s = now - self._last[0], waited_s - self._last[1]
            self.longest_s = max(self.longest_s, away_s)
            self.busiest_s = max(self.busiest_s, away_s - waits_s)
        self._last = now, waited_s

    def stop(self) -> None:
        self._timer.stop()


def _waited_s() -> float:
    """How long this thread has waited for a processor so far; 0 where the system does not tell."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text("ascii").split()[1]) / 1e9
    except OSError:
        return 0.0
