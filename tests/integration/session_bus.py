"""A session bus of the test's own, and what is played on it."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from jeepney import HeaderFields, Message, MessageType
from jeepney.io.asyncio import DBusConnection, open_dbus_connection


class Player:
    """Plays a part of the desktop."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection

    async def handle(self, member: str, message: Message) -> None:
        """Answer a call of a method."""
        raise NotImplementedError

    def hear(self, message: Message) -> None:
        """Take what is no call: a signal, or an answer."""

    async def serve(self) -> None:
        """Answer until cancelled."""
        while True:
            message = await self._connection.receive()
            if message.header.message_type is MessageType.method_call:
                await self.handle(message.header.fields[HeaderFields.member], message)
            else:
                self.hear(message)


AnyPlayer = TypeVar("AnyPlayer", bound=Player)


@contextmanager
def session_bus(config: str = "--session") -> Iterator[str]:
    """Run one; its address. By itself it starts what is installed here, when that is asked for."""
    command = ["dbus-daemon", config, "--nofork", "--print-address"]
    # The bus of the screen readers, which it starts, would be told to a screen that is the user's.
    environ = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    with subprocess.Popen(  # noqa: S603 - our own words
        command, stdout=subprocess.PIPE, text=True, env=environ
    ) as daemon:
        assert daemon.stdout
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()


@asynccontextmanager
async def playing(
    kind: Callable[[DBusConnection], AnyPlayer], address: str, *first: Message
) -> AsyncIterator[AnyPlayer]:
    """Let it play on this bus, which is sent these messages first."""
    connection = await open_dbus_connection(address)
    for message in first:
        await connection.send(message)
    player = kind(connection)
    task = asyncio.get_running_loop().create_task(player.serve())
    try:
        yield player
    finally:
        task.cancel()
        await asyncio.wait([task])
        await connection.close()
