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
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol, final

from client.running import MOST_BYTES, PROTOCOL, Json, json_line
from client.tasks import TaskOwner

log = logging.getLogger(__name__)

QUESTION_S = 10.0
"""Whoever is greeted and asks nothing for so long hangs; each would hold a file open for ever."""

Answer = Callable[[Json], Awaitable[Json]]


class _Server(Protocol):
    def close(self) -> None:
        """Let nobody in any more."""


@final
class DeskSocket:
    """Greets, reads one question, and sends one answer, to each that connects."""

    def __init__(self, answer: Answer, tasks: TaskOwner) -> None:
        self._answer = answer
        self._tasks = tasks
        self._made: tuple[Path, os.stat_result] | None = None
        self._server: _Server | None = None

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
        """Let nobody in any more; who waits for an answer gets none when the tasks end."""
        if self._server is not None:
            self._server.close()
        if self._made:
            path, made = self._made
            with suppress(OSError):
                # Somebody may have emptied the folder, and another window listens there now.
                if os.path.samestat(made, path.stat()):
                    path.unlink()

    def _peer(self) -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(MOST_BYTES), self._let_in)

    def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.start(self._talk(reader, writer), name="answer another process")

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            if not _is_own(writer):
                log.warning("Another user's process was turned away")
                return
            writer.write(json_line({"cornetta": PROTOCOL}))
            question = await _question(reader)
            if question is not None:
                writer.write(json_line(await self._answer(question)))


async def _question(reader: asyncio.StreamReader) -> Json | None:
    """What the first line asks; None when it is no question, has no end, or does not come."""
    try:
        async with asyncio.timeout(QUESTION_S):
            question = json.loads(await reader.readuntil(b"\n"))
    except (EOFError, OSError, ValueError, RecursionError, asyncio.LimitOverrunError):
        return None
    return question if isinstance(question, dict) else None


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


def _is_own(peer: asyncio.StreamWriter) -> bool:
    """Whether a process of this user is at the other end; the socket's rights say so already."""
    if sys.platform != "linux":
        return True
    size = struct.calcsize("3i")
    who = peer.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    _pid, uid, _gid = struct.unpack("3i", who)
    return bool(uid == os.getuid())
