"""`cornetta` as a person or a script runs it: a process of its own."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from tests.asterisk.waiting import Changes

Run = Callable[..., Awaitable["Command"]]
Admin = Callable[..., Awaitable[str]]


class Command:
    """One run of `cornetta`."""

    def __init__(self, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
        self._arguments = arguments
        self._environment = environment
        self._changes = Changes()
        self._reading: asyncio.Task[None] | None = None
        self.lines: list[str] = []
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Begin; the lines of stdout are collected in `lines`."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "client", *self._arguments),
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.ensure_future(self._read())  # noqa: TID251 - ended by `stop`

    async def _read(self) -> None:
        assert self.process
        assert self.process.stdout
        async for line in self.process.stdout:
            self.lines.append(line.decode().rstrip("\n"))
            self._changes.changed()

    async def line(self, number: int) -> Any:
        """Wait for a line of stdout; return it read as JSON."""
        await self._changes.until(lambda: len(self.lines) > number, f"line {number}")
        return json.loads(self.lines[number])

    async def end(self) -> tuple[int, str, str]:
        """Wait until it ends; return exit code, stdout and stderr."""
        assert self.process
        assert self.process.stderr
        assert self._reading
        async with asyncio.timeout(15):
            errors = (await self.process.stderr.read()).decode()
            await self._reading
            code = await self.process.wait()
        assert "Traceback" not in errors, errors
        return code, "\n".join(self.lines), errors

    async def stop(self) -> None:
        """Leave nothing behind."""
        if self.process and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()
        if self._reading:
            await self._reading
