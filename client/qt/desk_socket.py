"""Listens for other processes of this user; what they say and hear is `client.running`'s.

It is asyncio that listens: QtNetwork would be loaded for this alone, and takes 3 MiB.
"""

import asyncio
import json
import logging
import os
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol, final

from client.running import MOST_BYTES, PROTOCOL, Json, json_line
from client.tasks import TaskOwner

log = logging.getLogger(__name__)

Answer = Callable[[Json], Awaitable[Json]]


class _Server(Protocol):
    def close(self) -> None:
        """Let nobody in any more."""


@final
class DeskSocket:
    """Greets, reads one question, and sends one answer, to each that connects.

    Args:
        answer: gives the answer to a question.
    """

    def __init__(self, answer: Answer, tasks: TaskOwner) -> None:
        self._answer = answer
        self._tasks = tasks
        self._made: tuple[Path, os.stat_result] | None = None
        self._server: _Server | None = None
        self._peers: set[asyncio.Transport] = set()

    async def listen(self, address: str) -> None:
        """Begin; a file that a crashed window has left there is replaced."""
        loop = asyncio.get_running_loop()
        try:
            if sys.platform == "win32":  # not run by any test
                [self._server] = await loop.start_serving_pipe(self._peer, address)
            else:
                self._server = await loop.create_unix_server(self._peer, sock=_bound(address))
                self._made = Path(address), os.stat(address)  # noqa: PTH116 - an address, not a Path
        except OSError as error:
            log.warning("No other process can reach this window: %s", error)

    def close(self) -> None:
        """End; who waits for an answer gets none."""
        if self._server is not None:
            self._server.close()
        if self._made:
            path, made = self._made
            with suppress(OSError):
                # Somebody may have emptied the folder, and another window listens there now.
                if os.path.samestat(made, path.stat()):
                    path.unlink()
        for peer in self._peers:
            peer.abort()

    def _peer(self) -> "_Peer":
        return _Peer(self._peers, self._ask)

    def _ask(self, question: Json, peer: asyncio.Transport) -> None:
        self._tasks.start(self._reply(question, peer), name="answer another process")

    async def _reply(self, question: Json, peer: asyncio.Transport) -> None:
        answer = await self._answer(question)
        if not peer.is_closing():
            peer.write(json_line(answer))
            peer.close()


class _Peer(asyncio.Protocol):
    """One that has connected.

    Args:
        peers: has its transport while it is there.
        ask: called with its question.
    """

    def __init__(
        self, peers: set[asyncio.Transport], ask: Callable[[Json, asyncio.Transport], None]
    ) -> None:
        self._peers = peers
        self._ask = ask
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet it."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it goes both ways
        self._transport = transport
        if not _is_own(transport):
            log.warning("Another user's process was turned away")
            transport.abort()
            return
        self._peers.add(transport)
        transport.write(json_line({"cornetta": PROTOCOL}))

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        del exc
        self._peers.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        """Read its question, the first line; what follows is not read."""
        self._heard += data
        line, end, _ = self._heard.partition(b"\n")
        if not end and len(self._heard) <= MOST_BYTES:
            return
        self._transport.pause_reading()
        with suppress(ValueError):
            question = json.loads(line) if end else None
            if isinstance(question, dict):
                self._ask(question, self._transport)
                return
        self._transport.abort()


def _bound(address: str) -> socket.socket:
    """A socket at this address; before anybody can connect it is for this user alone.

    Raises:
        OSError: there can be none.
    """
    with suppress(FileNotFoundError):
        os.unlink(address)  # noqa: PTH108 - an address, not a Path
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.bind(address)
        os.chmod(address, 0o600)  # noqa: PTH101 - the same
    except OSError:
        bound.close()
        raise
    return bound


def _is_own(peer: asyncio.Transport) -> bool:
    """Whether a process of this user is at the other end; the socket's rights say so already."""
    if sys.platform != "linux":
        return True
    size = struct.calcsize("3i")
    who = peer.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    _pid, uid, _gid = struct.unpack("3i", who)
    return bool(uid == os.getuid())
