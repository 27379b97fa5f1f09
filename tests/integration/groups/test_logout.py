"""What is not saved holds up a logout, on desktops that can be asked to."""

import logging

import pytest

from client.qt.app import App
from client.qt.desktop.app_id import APP_ID
from client.qt.groups.groups_window import GroupsWindow
from tests.integration.fake_portal import fake_portal
from tests.integration.groups.administrator import keys
from tests.integration.until import until

LOGOUT = 1


@pytest.mark.dbus
async def test_unsaved_changes_hold_up_the_logout(bus: str, app: App, window: GroupsWindow) -> None:
    async with fake_portal(bus) as portal:
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
        async with fake_portal(bus) as portal:
            portal.unknown = ("Inhibit",)
            keys(window.groups.form.name, "Help")
            await until(lambda: "does not ask before a logout" in caplog.text)
