"""What nobody else hears of while a window runs: errors nobody caught, and the system's signals."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)


@contextmanager
def uncaught_reported(
    report: Callable[[BaseException], None], leave: Callable[[], None]
) -> Iterator[None]:
    """Report what nobody caught, in a slot or in a callback; leave at what is no error."""
    loop, hook = asyncio.get_running_loop(), sys.excepthook

    def uncaught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, Exception):
            report(error.with_traceback(trace))
        else:
            leave()

    def unhandled(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            report(error)
        else:
            log.error("%s", context.get("message"))

    sys.excepthook = uncaught
    loop.set_exception_handler(unhandled)
    try:
        yield
    finally:
        sys.excepthook = hook
        loop.set_exception_handler(None)


@contextmanager
def signals_heard(leave: Callable[[], None]) -> Iterator[None]:
    """Leave at Ctrl-C, SIGTERM, and when the terminal is closed.

    What whoever started us has us ignore stays so, as nohup wants it.
    """
    loop, ours = asyncio.get_running_loop(), []
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    for number in (found for name in names if (found := getattr(signal, name, None))):
        if signal.getsignal(number) is signal.SIG_IGN:
            continue
        with suppress(NotImplementedError):  # Windows' loops have no signal handlers
            loop.add_signal_handler(number, leave)
            ours.append(number)
    try:
        yield
    finally:
        for number in ours:
            loop.remove_signal_handler(number)
