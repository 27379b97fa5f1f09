"""Waits for what becomes true."""

import asyncio
import time
from collections.abc import Callable


async def until(condition: Callable[[], object], limit_s: float = 5.0) -> None:
    """Wait for a condition, in an async test; never qtbot.waitUntil there."""
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - any condition, no event for each
            await asyncio.sleep(0.005)


def wait_for(condition: Callable[[], object]) -> None:
    """The same where no loop runs."""
    end = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
