"""Time without waiting: what is due in an hour happens now, in its order, on any machine."""

import asyncio
from collections.abc import Coroutine, Iterable, Sized


class LeapingLoop(asyncio.SelectorEventLoop):
    """Where nothing is to be done, its time leaps to what is due next."""

    clock = 0.0
    _ready: Sized
    _scheduled: Iterable[asyncio.TimerHandle]

    def time(self) -> float:
        return self.clock

    def _run_once(self) -> None:
        if not self._ready:
            due = [timer.when() for timer in self._scheduled if not timer.cancelled()]
            self.clock = max(self.clock, min(due, default=0.0))
        super()._run_once()  # type: ignore[misc]


def leap(work: Coroutine[object, object, None]) -> None:
    """Run it to its end."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        runner.run(work)
