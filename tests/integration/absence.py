"""For how long the GUI thread is away."""

import time

from PySide6.QtCore import Qt, QTimer


class Absence:
    """Measures for how long the GUI thread does not come back to its events.

    Attributes:
        longest_s: by the clock on the wall.
        busiest_s: so much of an absence was our own doing, and not that of other processes.
    """

    def __init__(self) -> None:
        self.longest_s = self.busiest_s = 0.0
        self._last: tuple[float, float] | None = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._back)
        self._timer.start(1)

    def _back(self) -> None:
        now, worked = time.monotonic(), time.process_time()
        if self._last is not None:
            self.longest_s = max(self.longest_s, now - self._last[0])
            self.busiest_s = max(self.busiest_s, min(now - self._last[0], worked - self._last[1]))
        self._last = now, worked

    def stop(self) -> None:
        self._timer.stop()
