"""Waits for what becomes true."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


async def until(condition: Callable[[], Value | None], limit_s: float = 5.0) -> Value:
    """Wait for what is true, in an async test, and return it; never qtbot.waitUntil there."""
    async with asyncio.timeout(limit_s):
        while not (value := condition()):  # noqa: ASYNC110 - any condition, no event for each
            await asyncio.sleep(0.005)
    return value


def wait_for(condition: Callable[[], object]) -> None:
    """The same where no loop runs."""
    end = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
