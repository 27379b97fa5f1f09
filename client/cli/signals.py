"""How a signal ends a verb: once, whichever it is and however often `timeout` sends it."""

import asyncio
import signal
import sys
from collections.abc import Callable
from types import FrameType


def end_as_by_ctrl_c() -> None:
    """Let my phone stop ringing, and a recording that has not begun leave no file."""
    signal.signal(signal.SIGTERM, _as_ctrl_c)
    if sys.platform == "win32":
        return
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # its terminal is closed; not nohup
        signal.signal(signal.SIGHUP, _as_ctrl_c)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as of `cornetta &` in a script
        # asyncio has no handler for one that is ignored; one that is blocked does not come either.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _as_ctrl_c(number: int, frame: FrameType | None) -> None:
    """Cancel what runs, as asyncio has Ctrl-C do: it ends in peace wherever it is."""
    signal.signal(number, signal.SIG_IGN)
    on_ctrl_c = signal.getsignal(signal.SIGINT)
    if callable(on_ctrl_c):
        on_ctrl_c(signal.SIGINT, frame)


def end_at_once_on_signal() -> None:
    """Let a signal end it even while the loop is blocked: it reads from a pipe that is silent."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt_once)


def _interrupt_once(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def stop_on_signal(stop: Callable[[], None]) -> None:
    """Stop at Ctrl-C and SIGTERM; they may come again until the end.

    A handler of the loop would complain of one that comes while the loop closes, and let the next
    one kill us. Windows' loops have none.
    """
    loop = asyncio.get_running_loop()

    def in_the_loop(_number: int, _frame: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop)  # which wakes it

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, in_the_loop)
