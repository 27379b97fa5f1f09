"""Calls of the desktop's portal, which all desktops have under one name."""

import logging
from typing import Any, Final

from jeepney import DBusAddress, new_method_call
from jeepney.io.asyncio import DBusRouter
from jeepney.wrappers import DBusErrorResponse

from client.qt.desktop.app_id import APP_ID
from client.qt.desktop.session_bus import ask

log = logging.getLogger(__name__)

BUS: Final = "org.freedesktop.portal.Desktop"
PATH: Final = "/org/freedesktop/portal/desktop"
_REGISTRY: Final = "org.freedesktop.host.portal.Registry"


async def call(
    router: DBusRouter, interface: str, method: str, signature: str, body: tuple[object, ...]
) -> tuple[Any, ...]:
    """Call it; return its answer. Raises as `ask`."""
    address = DBusAddress(PATH, bus_name=BUS, interface=interface)
    return await ask(router, new_method_call(address, method, signature, body))


async def register(router: DBusRouter) -> None:
    """Say whose calls these are, before all others. Older portals look it up."""
    try:
        await call(router, _REGISTRY, "Register", "sa{sv}", (APP_ID, {}))
    except DBusErrorResponse as problem:
        log.debug("The portal keeps no registry: %s", problem)
