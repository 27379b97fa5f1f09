"""Waiting for something to change, without sleeping and never for ever.

Knows nothing of what changes. Whoever owns the state calls ``changed()`` after each change, and
every wait looks again.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LIMIT_S = 5.0


class NotSeen(AssertionError):
    """What a test awaited did not come in time; the text says what, and what was seen instead."""


class Changes:
    """A state that changes and may break for good (its source died)."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []
        self._broken: Exception | None = None

    def changed(self) -> None:
        """Let every wait look again."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def broke(self, error: Exception | None) -> None:
        """Nothing more will change: waits that are not satisfied raise ``error``. None mends it."""
        self._broken = error
        self.changed()

    async def until(
        self,
        look: Callable[[], T | None],
        awaited: str,
        *,
        limit_s: float = LIMIT_S,
        seen: Callable[[], str] = str,
    ) -> T:
        """Return the first true value of ``look``, which is called at once and after each change.

        Args:
            look: Gives something true when the wait is over.
            awaited: What the message says was awaited.
            limit_s: Seconds until the wait gives up.
            seen: Describes the state, for the message of a wait that failed.

        Raises:
            NotSeen: The time is over.
        """
        try:
            async with asyncio.timeout(limit_s):
                while not (value := look()):
                    if self._broken is not None:
                        raise self._broken
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
        except TimeoutError:
            raise NotSeen(f"not seen within {limit_s} s: {awaited}\n{seen()}") from None
        return value
