"""A TCP server that says what a test tells it to say, and no more; it knows nothing of calls."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Self

from client.simulator.server import close_listener
from tests.asterisk.waiting import Changes

BANNER = b"Asterisk Call Manager/9.0.0\r\n"


class Request:
    """An action that came in; a header may repeat."""

    def __init__(self, block: bytes) -> None:
        self.headers: list[tuple[str, str]] = []
        for line in block.decode().split("\r\n"):
            key, _, value = line.partition(": ")
            self.headers.append((key, value))

    def __getitem__(self, key: str) -> str:
        """The first value, "" for none."""
        return next((value for name, value in self.headers if name == key), "")

    def all(self, key: str) -> list[str]:
        """Every value."""
        return [value for name, value in self.headers if name == key]

    @property
    def action(self) -> str:
        """The action's name."""
        return self["Action"]

    def __repr__(self) -> str:
        return f"<{self.headers}>"


class Link:
    """One connection, as the server has it."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.over = False
        self.requests: list[Request] = []

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    def cut(self) -> None:
        """End the connection at once."""
        self.writer.transport.abort()


Answer = Callable[[Request], bytes]
"""What to say to an action; b"" for nothing."""


def message(*headers: tuple[str, str], **more: str) -> bytes:
    """Write one message."""
    lines = [f"{key}: {value}" for key, value in (*headers, *more.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def success(request: Request, **headers: str) -> bytes:
    return message(Response="Success", ActionID=request["ActionID"], **headers)


def refusal(request: Request, reason: str = "Permission denied") -> bytes:
    return message(Response="Error", ActionID=request["ActionID"], Message=reason)


def rows(request: Request, *blocks: bytes, end: str = "ListComplete") -> bytes:
    """A list: the response, its rows as written, and its end."""
    first = success(request, EventList="start")
    last = message(Event=end, ActionID=request["ActionID"], EventList="Complete")
    return first + b"".join(blocks) + last


class Server:
    """Listens on 127.0.0.1.

    Attributes:
        answer: asked for each action.
        banner: sent to each connection first.
        links: all connections ever, oldest first.
    """

    def __init__(
        self,
        answer: Answer = success,
        *,
        banner: bytes = BANNER,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.answer = answer
        self.banner = banner
        self.links: list[Link] = []
        self.port = 0
        self._tls = tls
        self._changes = Changes()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Listen; on the same port as before."""
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, ssl=self._tls
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """End every connection and listen no more."""
        if self._server is None:
            return
        await close_listener(self._server)
        for link in self.links:
            link.cut()
        await self.until(lambda: all(link.over for link in self.links), "the links' end")
        self._server = None

    async def until(self, look: Callable[[], object], awaited: str = "it") -> None:
        """Wait until something is true that only a client's bytes can make true."""
        await self._changes.until(
            lambda: bool(look()), awaited, seen=lambda: repr([link.requests for link in self.links])
        )

    async def asked(self, action: str, times: int = 1) -> Request:
        """Wait for an action; return the last one."""
        await self.until(lambda: len(self.actions(action)) >= times, f"{times} {action}")
        return self.actions(action)[-1]

    def actions(self, action: str) -> list[Request]:
        """All actions of that name, over all connections."""
        return [
            request for link in self.links for request in link.requests if request.action == action
        ]

    def send(self, data: bytes) -> None:
        """Say something to the newest connection."""
        self.links[-1].send(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = Link(writer)
        self.links.append(link)
        self._changes.changed()
        try:
            writer.write(self.banner)
            while block := await reader.readuntil(b"\r\n\r\n"):
                request = Request(block[:-4])
                link.requests.append(request)
                writer.write(self.answer(request))
                self._changes.changed()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            link.over = True
            writer.close()
            self._changes.changed()
