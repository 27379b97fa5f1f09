"""The desktop's bus, for what one asks it now and then.

jeepney opens a connection by itself, too, but leaves it open when that is cancelled half-way.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any, Final

from jeepney import MatchRule, Message, message_bus
from jeepney.auth import BEGIN, Authenticator
from jeepney.bus import get_bus
from jeepney.io.asyncio import DBusConnection, DBusRouter
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

NO_ANSWER: Final = (DBusErrorResponse, EOFError, LookupError, OSError, RuntimeError, ValueError)
"""What comes of an address that is none, a bus that is gone, and who is not on it."""

ANSWER_S: Final = 10.0
"""How long the bus, or who is on it, may take for what asks no person."""


class _Router(DBusRouter):  # type: ignore[misc]  # jeepney has no types
    """One that survives an answer to who has been cancelled at the same moment.

    jeepney would end with an error of its own, which then stands for the cancellation.
    """

    def _dispatch(self, msg: Message) -> None:
        with suppress(asyncio.InvalidStateError):
            super()._dispatch(msg)


@asynccontextmanager
async def session_bus() -> AsyncIterator[DBusRouter]:
    """Be on the bus for a while; gives what to ask with.

    Raises:
        NO_ANSWER: there is no bus.
    """
    reader, writer = await asyncio.open_unix_connection(get_bus("SESSION"))
    try:
        async with asyncio.timeout(ANSWER_S):
            await _authenticate(reader, writer)
        connection = DBusConnection(reader, writer)
        async with _Router(connection) as router:
            [connection.unique_name] = await ask(router, message_bus.Hello())
            yield router
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def ask(router: DBusRouter, call: Message) -> tuple[Any, ...]:
    """What is answered to a call.

    Raises:
        NO_ANSWER: it is refused, or not answered in time.
    """
    async with asyncio.timeout(ANSWER_S):
        return unwrap_msg(await router.send_and_get_reply(call))  # type: ignore[no-any-return]


@asynccontextmanager
async def signals(router: DBusRouter, *rules: MatchRule) -> AsyncIterator[asyncio.Queue[Message]]:
    """The signals that any of these rules matches, as they come."""
    queue = asyncio.Queue[Message]()
    with ExitStack() as filters:
        for rule in rules:
            filters.enter_context(router.filter(rule, queue=queue))
            await ask(router, message_bus.AddMatch(rule))
        yield queue


async def _authenticate(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    authenticator = Authenticator()
    for data in authenticator:
        writer.write(data)
        answer = await reader.read(1024)
        if not answer:
            raise EOFError
        authenticator.feed(answer)
    writer.write(BEGIN)
