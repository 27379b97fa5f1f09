"""Blocking calls in threads that nobody waits for at exit.

An executor's threads are joined when the loop closes, so that a hung name server or keyring
would hold up the program's end.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_T = TypeVar("_T")


def call_in_thread(
    work: Callable[[], _T], *, name: str
) -> tuple[asyncio.Future[_T], threading.Thread]:
    """Begin `work` in a daemon thread of its own; the future gets what it returns or raises.

    Works in any asyncio loop. The future may be cancelled; the thread goes on.
    """
    answer: Future[_T] = Future()
    answer.set_running_or_notify_cancel()  # what runs in a thread cannot be cancelled

    def attempt() -> None:
        try:
            answer.set_result(work())
        except BaseException as error:  # noqa: BLE001 - a library may raise anything
            answer.set_exception(error)

    thread = threading.Thread(target=attempt, name=name, daemon=True)
    thread.start()
    return asyncio.wrap_future(answer), thread
