"""What the tests of a connection share: what it told, and a link that is open for a while."""

import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from client.ami.connection import AmiConnection
from client.ami.decode import WANTED_EVENTS
from client.ami.opening import Address, open_connection
from client.ami.protocol import Receiver
from client.ami.sieve import all_of
from client.errors import ConnectionLost, LinkError
from client.sentence import Sentence
from tests.unit.scripted_server import Server

if TYPE_CHECKING:
    from client.ami.message import Message

SHORT_S = 0.05
EVERYTHING = frozenset({*WANTED_EVENTS, b"Custom", b"Another", b"StatusComplete", b"Status"})


class Heard:
    """All that a connection told."""

    def __init__(self) -> None:
        self.events: list[Message] = []
        self.batches: list[int] = []

    def batch_end(self) -> None:
        self.batches.append(len(self.events))

    def receiver(self, wanted: frozenset[bytes] = EVERYTHING) -> Receiver:
        return Receiver(self.events.append, self.batch_end, lambda: all_of(*wanted))


@asynccontextmanager
async def connected(server: Server, heard: Heard | None = None) -> AsyncIterator[AmiConnection]:
    connection = await open_connection(
        Address("127.0.0.1", server.port), (heard or Heard()).receiver()
    )
    try:
        yield connection
    finally:
        connection._protocol.end(ConnectionLost(Sentence("the test is over")))


async def open_error(address: Address) -> LinkError:
    with pytest.raises(LinkError) as caught:
        await open_connection(address, Heard().receiver())
    return caught.value


async def lost(coro: Coroutine[Any, Any, object]) -> ConnectionLost:
    """The loss that ends `coro`."""
    with pytest.raises(ConnectionLost) as caught:
        await coro
    return caught.value


def resolves_to(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    """Let every name have these addresses."""

    def found(_name: bytes, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port)) for host in hosts]

    monkeypatch.setattr(socket, "getaddrinfo", found)
