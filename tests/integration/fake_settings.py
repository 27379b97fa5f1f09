"""A desktop's portal that tells how windows shall look, on a session bus of its own."""

from contextlib import AbstractAsyncContextManager
from typing import Final, final

from jeepney import DBusAddress, Message, message_bus, new_error, new_method_return, new_signal
from jeepney.io.asyncio import DBusConnection

from tests.integration.session_bus import Player, playing

SCHEME: Final = "color-scheme"
"""0: no preference, 1: dark, 2: light."""
CONTRAST: Final = "contrast"
"""1: more."""

_APPEARANCE: Final = "org.freedesktop.appearance"
_SETTINGS: Final = DBusAddress(
    "/org/freedesktop/portal/desktop", interface="org.freedesktop.portal.Settings"
)


@final
class FakeSettings(Player):
    """Does what the test says.

    Attributes:
        values: what is answered.
    """

    def __init__(self, connection: DBusConnection) -> None:
        super().__init__(connection)
        self.values = {SCHEME: 0, CONTRAST: 0}

    async def change(self, key: str, value: int) -> None:
        """The user sets something else."""
        self.values[key] = value
        await self.tell(_APPEARANCE, key, ("u", value))

    async def tell(self, space: str, key: str, value: tuple[str, object]) -> None:
        """Say that something is set, in a space of its own."""
        body = (space, key, value)
        await self._connection.send(new_signal(_SETTINGS, "SettingChanged", "ssv", body))

    async def handle(self, member: str, message: Message) -> None:
        """Tell the values."""
        await self._connection.send(self._answer(member, message))

    def _answer(self, member: str, message: Message) -> Message:
        match member:
            case "Read":  # it wraps the value twice
                value = ("v", ("u", self.values[message.body[1]]))
                return new_method_return(message, "v", (value,))
            case "ReadAll":
                told = {_APPEARANCE: {key: ("u", value) for key, value in self.values.items()}}
                return new_method_return(message, "a{sa{sv}}", (told,))
            case _:
                return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")


def fake_settings(address: str) -> AbstractAsyncContextManager[FakeSettings]:
    """Run it on this bus."""
    name = message_bus.RequestName("org.freedesktop.portal.Desktop")
    return playing(FakeSettings, address, name)
