"""For how long the GUI thread is away."""

import time

from PySide6.QtCore import Qt, QTimer


class Absence:
    """Measures for how long the GUI thread does not come back to its events."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._last: float | None = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._back)
        self._timer.start(1)

    def _back(self) -> None:
        now = time.monotonic()
        if self._last is not None:
            self.longest_s = max(self.longest_s, now - self._last)
        self._last = now

    def stop(self) -> None:
        self._timer.stop()
