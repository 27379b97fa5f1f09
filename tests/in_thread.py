"""The command line beside the test's own loop, which serves what it asks."""

import asyncio
import signal
from collections.abc import Sequence
from unittest import mock

from client.__main__ import main


async def main_in_thread(arguments: Sequence[str]) -> int:
    """Run `cornetta` to its end; return its exit code. Python lets no thread handle signals."""
    with mock.patch.object(signal, "signal"):
        return await asyncio.to_thread(main, arguments)
