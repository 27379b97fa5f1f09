"""A session bus of the test's own, and what is played on it."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Protocol

from jeepney import Message
from jeepney.io.asyncio import DBusConnection, open_dbus_connection


class Player(Protocol):
    """Plays a part of the desktop."""

    async def serve(self) -> None:
        """Answer until cancelled."""


@contextmanager
def session_bus() -> Iterator[str]:
    """Run one; its address."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:  # noqa: S603
        assert daemon.stdout
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()


@asynccontextmanager
async def connection_to(address: str, *first: Message) -> AsyncIterator[DBusConnection]:
    """Connect to a bus, and send it these messages first."""
    connection = await open_dbus_connection(address)
    try:
        for message in first:
            await connection.send(message)
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def serving(player: Player) -> AsyncIterator[None]:
    """Let it play meanwhile."""
    task = asyncio.get_running_loop().create_task(player.serve())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
