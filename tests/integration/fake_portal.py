"""A desktop's portal for hotkeys and for a logout, on a session bus of its own."""

from contextlib import AbstractAsyncContextManager
from typing import Any, final

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection

from tests.integration.session_bus import Player, playing

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
SESSION = f"{PATH}/session/1_2/x"


@final
class FakePortal(Player):
    """Does what the test says.

    Attributes:
        bound: what was bound last: each hotkey's description and preferred trigger.
        registered: the app ids.
        answer: what is answered to the next binding; None: it waits for the user. A code, other
            than 0 if the user declines; the names that the program may have, and their keys.
        given: what it has given before, and remembers; None: it tells nobody.
        gone: how many programs have left the bus.
        held: what is held up and why, by who is on the bus.
        unknown: the calls that it does not know.
    """

    def __init__(self, connection: DBusConnection) -> None:
        super().__init__(connection)
        self.bound: dict[str, tuple[str, str]] = {}
        self.registered: list[str] = []
        self.unknown: tuple[str, ...] = ()
        self.answer: tuple[int, dict[str, str]] | None = (0, {})
        self.given: dict[str, str] | None = {}
        self.gone = 0
        self.held: dict[str, tuple[int, str]] = {}
        self._waiting: Message | None = None
        self._client = ""

    def hear(self, message: Message) -> None:
        """Notice who leaves the bus."""
        if message.header.fields.get(HeaderFields.member) == "NameOwnerChanged":
            name, _old, new = message.body
            if not new:
                self.gone += name == self._client
                self.held.pop(name, None)

    async def handle(self, member: str, message: Message) -> None:
        """Do what a program asks of the portal."""
        self._client = message.header.fields[HeaderFields.sender]
        if member in self.unknown:
            error = "org.freedesktop.DBus.Error.UnknownMethod"
            await self._connection.send(new_error(message, error, "s", ("no such interface",)))
            return
        if member == "Register":
            self.registered.append(message.body[0])
            await self._connection.send(new_method_return(message))
            return
        if message.header.fields[HeaderFields.interface] == "org.freedesktop.portal.Inhibit":
            _window, flags, options = message.body
            self.held[self._client] = flags, options["reason"][1]
        await self._connection.send(new_method_return(message, "o", (self._request(message),)))
        if member == "CreateSession":
            await self._respond(message, 0, {"session_handle": ("s", SESSION)})
        elif member == "ListShortcuts":
            await self._tell(message, 2 if self.given is None else 0, self.given or {})
        elif member == "BindShortcuts":
            self.bound = {
                name: (about["description"][1], about["preferred_trigger"][1])
                for name, about in message.body[1]
            }
            self._waiting = message
            if self.answer is not None:
                await self.decide(*self.answer)

    async def decide(self, code: int, keys: dict[str, str]) -> None:
        """The user answers the desktop's question."""
        assert self._waiting
        await self._tell(self._waiting, code, keys)

    async def press(self, name: str, token: str = "", session: str = SESSION) -> None:
        """The user presses a hotkey."""
        options = {"activation_token": ("s", token)} if token else {}
        address = DBusAddress(PATH, interface=SHORTCUTS)
        body = (session, name, 1, options)
        await self._connection.send(new_signal(address, "Activated", "osta{sv}", body))

    async def change(self, keys: dict[str, str], session: str = SESSION) -> None:
        """The user chooses other keys in the desktop's settings."""
        told = [(name, {"trigger_description": ("s", key)}) for name, key in keys.items()]
        address = DBusAddress(PATH, interface=SHORTCUTS)
        body = (session, told)
        await self._connection.send(new_signal(address, "ShortcutsChanged", "oa(sa{sv})", body))

    async def close_session(self) -> None:
        """The desktop takes them all away."""
        address = DBusAddress(SESSION, interface="org.freedesktop.portal.Session")
        await self._connection.send(new_signal(address, "Closed"))

    async def restart(self) -> None:
        """Go, and be there again, knowing nothing."""
        self.bound = {}
        for message in (message_bus.ReleaseName(NAME), message_bus.RequestName(NAME)):
            await self._connection.send(message)

    def _request(self, message: Message) -> str:
        sender = self._client.removeprefix(":").replace(".", "_")
        token = message.body[-1].get("handle_token", ("s", "t"))[1]
        return f"{PATH}/request/{sender}/{token}"

    async def _tell(self, message: Message, code: int, keys: dict[str, str]) -> None:
        told = [(name, {"trigger_description": ("s", key)}) for name, key in keys.items()]
        await self._respond(message, code, {"shortcuts": ("a(sa{sv})", told)} if told else {})

    async def _respond(self, message: Message, code: int, results: dict[str, Any]) -> None:
        """Answer another program first."""
        another = f"{PATH}/request/1_999/t"
        for path, body in ((another, (1, {})), (self._request(message), (code, results))):
            address = DBusAddress(path, interface="org.freedesktop.portal.Request")
            await self._connection.send(new_signal(address, "Response", "ua{sv}", body))


def fake_portal(address: str) -> AbstractAsyncContextManager[FakePortal]:
    """Run it on this bus."""
    leaving = message_bus.AddMatch(MatchRule(type="signal", member="NameOwnerChanged"))
    return playing(FakePortal, address, message_bus.RequestName(NAME), leaving)
