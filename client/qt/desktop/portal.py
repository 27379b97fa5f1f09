"""Calls of the desktop's portal, which all desktops have under one name."""

import asyncio
import logging
from typing import Final

from jeepney import DBusAddress, new_method_call
from jeepney.io.asyncio import DBusRouter
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from client.qt.desktop.app_id import APP_ID

log = logging.getLogger(__name__)

BUS: Final = "org.freedesktop.portal.Desktop"
PATH: Final = "/org/freedesktop/portal/desktop"
_REGISTRY: Final = "org.freedesktop.host.portal.Registry"
ANSWER_S: Final = 10.0
"""How long the portal may take for what asks no person."""


async def call(
    router: DBusRouter, interface: str, method: str, signature: str, body: tuple[object, ...]
) -> None:
    """Call it, and wait until it has taken the call. Raises as `unwrap_msg`."""
    address = DBusAddress(PATH, bus_name=BUS, interface=interface)
    async with asyncio.timeout(ANSWER_S):
        message = new_method_call(address, method, signature, body)
        unwrap_msg(await router.send_and_get_reply(message))


async def register(router: DBusRouter) -> None:
    """Say whose calls these are, before all others. Older portals look it up."""
    try:
        await call(router, _REGISTRY, "Register", "sa{sv}", (APP_ID, {}))
    except DBusErrorResponse as problem:
        log.debug("The portal keeps no registry: %s", problem)
