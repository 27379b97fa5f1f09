"""Waits for a tray, on the desktop's bus: it is there as soon as somebody owns the watcher's name.

Qt looks only once whether there is a tray on D-Bus, and where there is none then it never sees one
that comes: a program that starts with the desktop may be faster than its panel. So before Qt is
asked, D-Bus is.

Older trays are seen on the X server, and then there is nothing to wait for either.
"""

import asyncio
import logging
from typing import Final

from jeepney import MatchRule, message_bus
from jeepney.io.asyncio import DBusRouter

from client.qt.desktop.session_bus import NO_ANSWER, ask, session_bus, signals
from client.qt.desktop.x_server import x_server

log = logging.getLogger(__name__)

_WATCHER: Final = "org.kde.StatusNotifierWatcher"
_LOOK_AGAIN_S: Final = 5.0


async def wait_for_tray() -> None:
    """Return when there is one, or when nobody will ever tell."""
    try:
        async with session_bus() as router:
            await _wait_for_watcher(router)
    except NO_ANSWER as problem:
        log.info("Nobody tells of trays: %s", problem)


async def _wait_for_watcher(router: DBusRouter) -> None:
    rule = MatchRule(type="signal", member="NameOwnerChanged", sender="org.freedesktop.DBus")
    rule.add_arg_condition(0, _WATCHER)
    async with signals(router, rule) as queue:
        (there,) = await ask(router, message_bus.NameHasOwner(_WATCHER))
        while not there and not _tray_on_x():
            try:
                async with asyncio.timeout(_LOOK_AGAIN_S):
                    _name, _before, owner = (await queue.get()).body
                there = bool(owner)
            except TimeoutError:
                continue


def _tray_on_x() -> bool:
    """Whether a tray of the older kind is on our X server."""
    with x_server() as server:
        if server is None:
            return False
        name = server.intern_atom(f"_NET_SYSTEM_TRAY_S{server.get_default_screen()}")
        return bool(server.get_selection_owner(name))
