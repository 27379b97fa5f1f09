"""What is not saved holds up a logout, on desktops that can be asked to."""

import logging
from contextlib import AbstractAsyncContextManager
from typing import final

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    message_bus,
    new_error,
    new_method_return,
)
from jeepney.io.asyncio import DBusConnection

from client.qt.app import App
from client.qt.desktop.app_id import APP_ID
from client.qt.groups.groups_window import GroupsWindow
from tests.integration.groups.administrator import keys
from tests.integration.session_bus import Player, playing
from tests.integration.until import until

PORTAL = DBusAddress("/org/freedesktop/portal/desktop", interface="org.freedesktop.portal.Inhibit")
LOGOUT = 1


@final
class FakeInhibit(Player):
    """The desktop's portal.

    Attributes:
        held: what is held up and why, by who is on the bus.
        registered: the app ids.
        is_there: whether it knows how.
    """

    def __init__(self, connection: DBusConnection) -> None:
        super().__init__(connection)
        self.held: dict[str, tuple[int, str]] = {}
        self.registered: list[str] = []
        self.is_there = True

    def hear(self, message: Message) -> None:
        if message.header.fields.get(HeaderFields.member) == "NameOwnerChanged":
            name, _old, new = message.body
            if not new:
                self.held.pop(name, None)

    async def handle(self, member: str, message: Message) -> None:
        if member == "Register" and self.is_there:
            self.registered.append(message.body[0])
            await self._connection.send(new_method_return(message))
            return
        interface = message.header.fields[HeaderFields.interface]
        if (interface, member) != (PORTAL.interface, "Inhibit") or not self.is_there:
            error = "org.freedesktop.DBus.Error.UnknownMethod"
            await self._connection.send(new_error(message, error, "s", ("no such interface",)))
            return
        _window, flags, options = message.body
        self.held[message.header.fields[HeaderFields.sender]] = flags, options["reason"][1]
        path = f"{PORTAL.object_path}/request/1"
        await self._connection.send(new_method_return(message, "o", (path,)))


def fake_inhibit(address: str) -> AbstractAsyncContextManager[FakeInhibit]:
    leaving = message_bus.AddMatch(MatchRule(type="signal", member="NameOwnerChanged"))
    name = message_bus.RequestName("org.freedesktop.portal.Desktop")
    return playing(FakeInhibit, address, name, leaving)


@pytest.mark.dbus
async def test_unsaved_changes_hold_up_the_logout(bus: str, app: App, window: GroupsWindow) -> None:
    async with fake_inhibit(bus) as portal:
        keys(window.groups.form.name, "Help")
        await until(lambda: portal.held)
        assert [*portal.held.values()] == [(LOGOUT, "There are changes that are not saved.")]
        assert portal.registered == [APP_ID]
        keys(window.groups.form.name, "Helper")
        window.discard_button.click()
        await until(lambda: not portal.held)
        keys(window.groups.form.name, "Help")
        await until(lambda: portal.held)
        app.leave()
        await until(lambda: not portal.held)


@pytest.mark.dbus
async def test_a_desktop_that_does_not_ask(
    bus: str, window: GroupsWindow, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with fake_inhibit(bus) as portal:
            portal.is_there = False
            keys(window.groups.form.name, "Help")
            await until(lambda: "does not ask before a logout" in caplog.text)
