"""QtLoop: asyncio on Qt's event loop, through qasync, without its surprises.

Two things differ from `qasync.QEventLoop` 0.28:

- Callbacks wait in one queue behind one Qt timer, and never run while the loop does not, nor
  inside a task that has Qt process events: qasync arms a Qt timer for each and, when it stops,
  runs what is left without a running loop (qasync issue 176). Delays are precise, rounded up to
  the millisecond, and a cancelled one is forgotten at once instead of staying armed.
- `QApplication.quit()` while the main coroutine runs is a request: `on_quit` is called and
  the loop goes on until the coroutine returns. qasync raises RuntimeError.

Blocking calls run by `client.threads`, for whose threads nobody waits at the exit.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimerEvent
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

T = TypeVar("T")

MAX_QUIT_REQUESTS = 3
"""After so many ignored requests the main coroutine is cancelled."""


class QtLoop(QEventLoop):  # type: ignore[misc]  # qasync has no types
    """An asyncio event loop that Qt runs.

    Args:
        on_quit: called when Qt is asked to quit; None cancels the main coroutine instead.
    """

    def __init__(self, app: QApplication, on_quit: Callable[[], None] | None = None) -> None:
        super().__init__(app)
        self._on_quit = on_quit
        self._timer = _Callbacks(self.is_running)

    def run_forever(self) -> int:
        """Run until `stop`; the exit code is Qt's."""
        self._timer.resume()
        return int(super().run_forever())

    def run_until_complete(self, future: Coroutine[Any, Any, T] | asyncio.Future[T]) -> T:
        """Run until `future` is done, however often Qt is asked to quit meanwhile."""
        main: asyncio.Future[T] = asyncio.ensure_future(future, loop=self)  # noqa: TID251 - a loop's own job
        main.add_done_callback(self._main_done)
        requests = 0
        try:
            while not main.done():
                self.run_forever()
                if main.done():
                    break
                requests += 1
                if self._on_quit is None or requests > MAX_QUIT_REQUESTS:
                    main.cancel()
                else:
                    self._on_quit()
        finally:
            main.remove_done_callback(self._main_done)
        return main.result()

    def call_at(
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,  # noqa: ANN401 - as asyncio declares it
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call once at `when` on the loop's clock."""
        self._check_closed()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self._timer.add_callback(handle, when - self.time())
        return handle

    def call_later(
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,  # noqa: ANN401
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call once after `delay` seconds, never sooner."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_soon(
        self,
        callback: Callable[..., object],
        *args: Any,  # noqa: ANN401
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Call in the loop's next round."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._timer.add_callback(handle)
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        self._timer.forget(handle)

    def _main_done(self, _future: object) -> None:
        self.stop()


class _Callbacks(QObject):
    """What the loop has to call, now or later; stands in for qasync's timer object."""

    def __init__(self, is_running: Callable[[], bool]) -> None:
        super().__init__()
        self._is_running = is_running
        self._ready: deque[asyncio.Handle] = deque()
        self._ready_timer = 0
        self._delayed: dict[int, asyncio.Handle] = {}
        self._timer_of: dict[asyncio.Handle, int] = {}

    def add_callback(self, handle: asyncio.Handle, delay: float = 0) -> None:
        """Run `handle` after `delay` seconds."""
        if delay > 0:
            timer = self.startTimer(math.ceil(delay * 1000), Qt.TimerType.PreciseTimer)
            self._delayed[timer] = handle
            self._timer_of[handle] = timer
        else:
            self._ready.append(handle)
            self._arm()

    def forget(self, handle: asyncio.Handle) -> None:
        """`handle` was cancelled before its time."""
        timer = self._timer_of.pop(handle, None)
        if timer is not None:
            del self._delayed[timer]
            self.killTimer(timer)

    def resume(self) -> None:
        """The loop runs again."""
        if self._ready:
            self._arm()

    def stop(self) -> None:
        """The loop is closed: drop everything."""
        self._disarm()
        for timer in self._delayed:
            self.killTimer(timer)
        self._ready.clear()
        self._delayed.clear()
        self._timer_of.clear()

    def set_debug(self, _enabled: bool) -> None:  # noqa: FBT001 - qasync calls it so
        """There is nothing to do for it."""

    def timerEvent(self, event: QTimerEvent) -> None:
        """Run what is due. What is added meanwhile waits for the next round, as in asyncio."""
        timer = event.timerId()
        handle = self._delayed.pop(timer, None)
        if handle is not None:
            self.killTimer(timer)
            del self._timer_of[handle]
            self._ready.append(handle)
        self._disarm()
        if self._is_running() and asyncio.current_task():
            return  # it has Qt run; a task that woke up inside it would be lost
        for _ in range(len(self._ready)):
            if not self._is_running() or not self._ready:
                break
            due = self._ready.popleft()
            if not due.cancelled():
                due._run()  # noqa: SLF001 - this is the loop
        if self._ready and self._is_running():
            self._arm()

    def _arm(self) -> None:
        if not self._ready_timer:
            self._ready_timer = self.startTimer(0)

    def _disarm(self) -> None:
        if self._ready_timer:
            self.killTimer(self._ready_timer)
            self._ready_timer = 0
