"""The desktop's bus, for what one asks it now and then."""

import asyncio
from typing import final

import pytest
from jeepney import DBusAddress, Message, message_bus, new_method_call, new_method_return
from jeepney.io.asyncio import DBusConnection

from client.qt.desktop.session_bus import session_bus
from tests.integration.session_bus import Player, playing

NAME = "desktop.cornetta.test"


@final
class Silent(Player):
    """Hears what it is asked."""

    def __init__(self, connection: DBusConnection) -> None:
        super().__init__(connection)
        self.asked: asyncio.Queue[Message] = asyncio.Queue()

    async def handle(self, member: str, message: Message) -> None:
        assert member == "Ask"
        self.asked.put_nowait(message)


@pytest.mark.dbus
async def test_an_answer_to_who_is_cancelled_at_that_moment_is_nobodys(bus: str) -> None:
    async with (
        playing(Silent, bus, message_bus.RequestName(NAME)) as silent,
        session_bus() as router,
        asyncio.TaskGroup() as tasks,
    ):
        ask = new_method_call(DBusAddress("/", NAME, "desktop.cornetta.Test"), "Ask")
        asks = tasks.create_task(router.send_and_get_reply(ask))
        asked = await silent.asked.get()
        asks.cancel()
        router._dispatch(new_method_return(asked))
