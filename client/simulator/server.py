"""The AMI server: a PBX on a TCP port of this machine."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Self

from client.simulator.accounts import Account
from client.simulator.actions import ACTIONS
from client.simulator.pbx import Pbx
from client.simulator.session import ManagerSession
from client.simulator.wire import Event

_ROUNDS_UNTIL_TOLD = 3
"""So many of its rounds after it has accepted a connection, asyncio runs what serves it. Source:
selector_events.py and streams.py of Python 3.11 to 3.13."""


async def close_listener(server: asyncio.Server) -> None:
    """Accept nobody any more; return when all who were accepted are known, who may be cut then.

    `Server.close` alone forgets whom it has just accepted, and leaves that socket open.
    """
    with suppress(NotImplementedError):  # on Windows, where asyncio has no readers
        for listening in server.sockets:
            server.get_loop().remove_reader(listening.fileno())
    for _ in range(_ROUNDS_UNTIL_TOLD):
        await asyncio.sleep(0)
    server.close()


class SimulatorServer:
    """Serves one Pbx, and closes it: `async with SimulatorServer(pbx, accounts) as server`."""

    def __init__(self, pbx: Pbx, accounts: Iterable[Account]) -> None:
        self.pbx = pbx
        self.host = "127.0.0.1"
        self.port = 0
        self.accounts = {account.username: account for account in accounts}
        self.sessions: set[ManagerSession] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Start to listen."""
        self.pbx.switch.listeners.append(self._tell)
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Stop, and stop the PBX too."""
        await self.stop()
        self.pbx.switch.listeners.remove(self._tell)
        self.pbx.close()

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: ManagerSession(self.pbx, self.accounts, ACTIONS, self.sessions),
            self.host,
            self.port,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse new connections and cut the others, as a PBX that is shut down."""
        if self._server is not None:
            await close_listener(self._server)
            self._server = None
        for session in tuple(self.sessions):
            session.abort()
            await session.gone.wait()

    def _tell(self, event: Event) -> None:
        for session in tuple(self.sessions):
            session.tell(event)
