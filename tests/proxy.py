"""A TCP proxy between client and PBX that a test can cut and silence."""

import asyncio
from types import TracebackType
from typing import Self


class Proxy:
    """Forwards 127.0.0.1:`port` to 127.0.0.1:`target`.

    Attributes:
        accepted: how many connections have been made.
        sent: what the client has sent, all connections together.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._silent = False
        self.port = 0
        self.accepted = 0
        self.sent = b""

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.refuse()

    async def open(self) -> None:
        """Listen, the first time or again on the same port."""
        self._silent = False
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Break all connections; new ones are let in."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def refuse(self) -> None:
        """Break all connections and let no new one in."""
        if self._server:
            self._server.close()
            self.cut()
            await self._server.wait_closed()
            self._server = None

    def silence(self) -> None:
        """Swallow everything from now on, in both directions, without a word."""
        self._silent = True

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        try:
            out_reader, out_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, out_writer}
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
                if self._silent:
                    continue
                if from_client:
                    self.sent += data
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()
