"""Listens for other processes of this user; what they say and hear is `client.running`'s."""

import json
import logging
import os
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import final

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from client.running import MOST_BYTES, PROTOCOL, Json
from client.tasks import TaskOwner

log = logging.getLogger(__name__)


@final
class DeskSocket(QObject):
    """Greets, reads one question, and sends one answer, to each that connects.

    Args:
        answer: gives the answer to a question.
    """

    def __init__(
        self,
        answer: Callable[[Json], Awaitable[Json]],
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._answer = answer
        self._tasks = tasks
        self._server = QLocalServer(self)
        # For this user alone, from the first moment on.
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def listen(self, address: str) -> bool:
        """Begin; a file that a crashed window has left there is replaced."""
        QLocalServer.removeServer(address)
        if not self._server.listen(address):
            log.warning("No other process can reach this window: %s", self._server.errorString())
            return False
        return True

    def close(self) -> None:
        """End; who waits for an answer gets none."""
        self._server.close()
        for peer in self._server.findChildren(QLocalSocket):
            peer.abort()

    def _greet(self) -> None:
        while (peer := self._server.nextPendingConnection()) is not None:
            if not _is_own(peer):
                log.warning("Another user's process was turned away")
                peer.abort()
                peer.deleteLater()
                continue
            peer.disconnected.connect(peer.deleteLater)
            peer.readyRead.connect(lambda peer=peer: self._read(peer))
            _send(peer, {"cornetta": PROTOCOL})

    def _read(self, peer: QLocalSocket) -> None:
        if not peer.canReadLine():
            if peer.bytesAvailable() > MOST_BYTES:
                peer.abort()
            return
        with suppress(ValueError):
            question = json.loads(bytes(peer.readLine().data()))
            if isinstance(question, dict):
                peer.readyRead.disconnect()
                self._tasks.start(self._reply(peer, question), name="answer another process")
                return
        peer.abort()

    async def _reply(self, peer: QLocalSocket, question: Json) -> None:
        gone = []
        peer.destroyed.connect(lambda: gone.append(True))
        answer = await self._answer(question)
        if not gone and peer.state() is QLocalSocket.LocalSocketState.ConnectedState:
            _send(peer, answer)
            peer.disconnectFromServer()


def _send(peer: QLocalSocket, value: Json) -> None:
    peer.write(json.dumps(value).encode() + b"\n")
    peer.flush()


def _is_own(peer: QLocalSocket) -> bool:
    """Whether a process of this user is at the other end; the socket's rights say so already."""
    if sys.platform != "linux":
        return True
    with socket.socket(fileno=os.dup(peer.socketDescriptor())) as same:
        size = struct.calcsize("3i")
        who = same.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    _pid, uid, _gid = struct.unpack("3i", who)
    return bool(uid == os.getuid())
