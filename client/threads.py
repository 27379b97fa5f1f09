"""Blocking calls in threads that nobody waits for at exit.

An executor's threads are joined when the loop closes, so that a hung name server or keyring
would hold up the program's end.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

_T = TypeVar("_T")


def call_in_thread(
    work: Callable[[], _T], *, name: str
) -> tuple[asyncio.Future[_T], threading.Thread]:
    """Begin `work` in a daemon thread of its own; the future gets what it returns or raises.

    Works in any asyncio loop. The future may be cancelled; the thread goes on.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_T] = loop.create_future()

    def deliver(value: _T) -> None:
        if not answer.done():
            answer.set_result(value)

    def refuse(error: BaseException) -> None:
        if not answer.done():
            answer.set_exception(error)

    def attempt() -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            try:
                value = work()
            except BaseException as error:  # noqa: BLE001 - a library may raise anything
                loop.call_soon_threadsafe(refuse, error)
            else:
                loop.call_soon_threadsafe(deliver, value)

    thread = threading.Thread(target=attempt, name=name, daemon=True)
    thread.start()
    return answer, thread
