"""A desktop's portal that tells how windows shall look, on a session bus of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, final

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection

from tests.integration.session_bus import connection_to, serving

SCHEME: Final = "color-scheme"
"""0: no preference, 1: dark, 2: light."""
CONTRAST: Final = "contrast"
"""1: more."""

_APPEARANCE: Final = "org.freedesktop.appearance"
_SETTINGS: Final = DBusAddress(
    "/org/freedesktop/portal/desktop", interface="org.freedesktop.portal.Settings"
)


@final
class FakeSettings:
    """Does what the test says.

    Attributes:
        values: what is answered.
    """

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self.values = {SCHEME: 0, CONTRAST: 0}

    async def change(self, key: str, value: int) -> None:
        """The user sets something else."""
        self.values[key] = value
        body = (_APPEARANCE, key, ("u", value))
        await self._connection.send(new_signal(_SETTINGS, "SettingChanged", "ssv", body))

    async def serve(self) -> None:
        """Answer until cancelled."""
        while True:
            message = await self._connection.receive()
            if message.header.message_type is MessageType.method_call:
                await self._connection.send(self._answer(message))

    def _answer(self, message: Message) -> Message:
        match message.header.fields[HeaderFields.member]:
            case "Read":  # it wraps the value twice
                value = ("v", ("u", self.values[message.body[1]]))
                return new_method_return(message, "v", (value,))
            case "ReadAll":
                told = {_APPEARANCE: {key: ("u", value) for key, value in self.values.items()}}
                return new_method_return(message, "a{sa{sv}}", (told,))
            case _:
                return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")


@asynccontextmanager
async def fake_settings(address: str) -> AsyncIterator[FakeSettings]:
    """Run it on this bus."""
    name = message_bus.RequestName("org.freedesktop.portal.Desktop")
    async with connection_to(address, name) as connection:
        settings = FakeSettings(connection)
        async with serving(settings):
            yield settings
