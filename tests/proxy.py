"""A TCP proxy between client and PBX that a test can cut, silence, slow down and spoil.

A pytest plugin, loaded by the top ``conftest.py``; its fixtures need an `office`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Self

import msgspec
import pytest

from client.simulator.server import close_listener
from tests.contract.office import Office
from tests.desk import Desk, running


class Proxy:
    """Forwards 127.0.0.1:`port` to 127.0.0.1:`target`.

    Attributes:
        accepted: how many connections have been made.
        sent: what the client has sent, all connections together.
        received: how many bytes the client has been given, all connections together.
        cut_before: break everything in place of forwarding what of the client's holds this.
        cut_after: the same, just after it.
        cut_at: break everything when the client has been given so many bytes.
        cut_sent_at: the same when the PBX has been given so many.
        bytewise: give the client each byte by itself.
        delay_s: how long each piece on its way to the client is held up.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._ended: set[asyncio.StreamWriter] = set()
        self._to_client: asyncio.StreamWriter | None = None
        self._silent: set[bool] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self.port = 0
        self.accepted = 0
        self.sent = b""
        self.received = 0
        self.cut_before = b""
        self.cut_after = b""
        self.cut_at: int | None = None
        self.cut_sent_at: int | None = None
        self.bytewise = False
        self.delay_s = 0.0

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.refuse()

    async def open(self) -> None:
        """Listen, the first time or again on the same port."""
        self._silent = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Break all connections; new ones are let in."""
        self._abort(self._writers)

    @staticmethod
    def _abort(writers: set[asyncio.StreamWriter]) -> None:
        for writer in list(writers):
            writer.transport.abort()

    async def refuse(self) -> None:
        """Break all connections and let no new one in."""
        if self._server:
            await close_listener(self._server)
            self.cut()
            self._abort(self._ended)
            await asyncio.gather(*self._serving)
            self._server = None

    def silence(self, *, from_client: bool = True, from_pbx: bool = True) -> None:
        """Swallow everything from now on, in one direction or both, without a word."""
        self._silent = {side for side, on in ((True, from_client), (False, from_pbx)) if on}

    def inject(self, data: bytes) -> None:
        """Give the client of the newest connection something that the PBX never said."""
        assert self._to_client
        self._to_client.write(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        self._writers.add(writer)
        try:
            out_reader, out_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._to_client = writer
        self._writers |= {writer, out_writer}
        with suppress(asyncio.CancelledError):  # at the end; Python 3.11 would log it as an error
            await asyncio.gather(
                self._pump(reader, out_writer, from_client=True),
                self._pump(out_reader, writer, from_client=False),
            )
        self._writers -= {writer, out_writer}

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, from_client: bool
    ) -> None:
        try:
            while data := await reader.read(65536):
                if from_client in self._silent:
                    continue
                if from_client:
                    await self._from_client(data, writer)
                else:
                    await self._from_pbx(data, writer)
        except OSError:
            pass
        finally:
            if writer not in self._ended:
                writer.close()

    async def _from_client(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        if self.cut_before and self.cut_before in data:
            self.cut()
            return
        if self.cut_sent_at is not None:
            data = data[: max(0, self.cut_sent_at - len(self.sent))]
        self.sent += data
        writer.write(data)
        await writer.drain()
        if self.cut_after and self.cut_after in data:
            self._cut_behind(writer)
        if self.cut_sent_at is not None and len(self.sent) >= self.cut_sent_at:
            self.cut_sent_at = None
            self._cut_behind(writer)

    async def _from_pbx(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        if self.cut_at is not None:
            data = data[: max(0, self.cut_at - self.received)]
        pieces = [data[at : at + 1] for at in range(len(data))] if self.bytewise else [data]
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            self.received += len(piece)
            if self.bytewise:
                await asyncio.sleep(0)
        if self.cut_at is not None and self.received >= self.cut_at:
            self.cut_at = None
            self._cut_behind(writer)

    def _cut_behind(self, writer: asyncio.StreamWriter) -> None:
        """Break everything; what has been written to this one still arrives.

        Only the end goes to it: a reset might overtake what has not been read yet.
        """
        writer.write_eof()
        self._writers.discard(writer)
        self._ended.add(writer)
        self.cut()


@pytest.fixture
async def proxy(office: Office) -> AsyncIterator[Proxy]:
    async with Proxy(office.settings().effective_port) as proxy:
        yield proxy


@pytest.fixture
async def desk(office: Office, proxy: Proxy) -> AsyncIterator[Desk]:
    """The client of 204, through the proxy."""
    settings = msgspec.structs.replace(office.settings(), port=proxy.port)
    async with running(settings, office.secret()) as desk:
        yield desk
