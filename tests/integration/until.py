"""Waits for what becomes true while the loop runs."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], limit_s: float = 5.0) -> None:
    """Wait for a condition, in an async test; never qtbot.waitUntil there."""
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - any condition, no event for each
            await asyncio.sleep(0.005)
