"""What the desktop's portal tells of light and dark, on Linux."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
from jeepney.io.asyncio import DBusRouter
from jeepney.wrappers import unwrap_msg

from client.qt.desktop.session_bus import NO_ANSWER, session_bus

log = logging.getLogger(__name__)

_PORTAL: Final = DBusAddress(
    "/org/freedesktop/portal/desktop",
    "org.freedesktop.portal.Desktop",
    "org.freedesktop.portal.Settings",
)
_SETTING: Final = ("org.freedesktop.appearance", "color-scheme")
_DARK: Final = 1
_ANSWER_S: Final = 10.0


async def follow(show: Callable[[bool], None]) -> None:
    """Tell whether the desktop is dark, now and at each change, while there is a bus.

    Args:
        show: is told.
    """
    try:
        async with session_bus() as router:
            await _follow(router, show)
    except NO_ANSWER as problem:
        log.info("The desktop does not tell whether it is dark: %s", problem)


async def _follow(router: DBusRouter, show: Callable[[bool], None]) -> None:
    where = {"interface": _PORTAL.interface, "path": _PORTAL.object_path}
    rule = MatchRule(type="signal", member="SettingChanged", **where)
    with router.filter(rule, queue=asyncio.Queue()) as queue:
        await router.send_and_get_reply(message_bus.AddMatch(rule))
        ask = new_method_call(_PORTAL, "Read", "ss", _SETTING)
        async with asyncio.timeout(_ANSWER_S):
            (value,) = unwrap_msg(await router.send_and_get_reply(ask))
        show(_plain(value) == _DARK)
        while True:
            space, key, value = (await queue.get()).body
            if (space, key) == _SETTING:
                show(_plain(value) == _DARK)


def _plain(value: object) -> object:
    """What a variant holds, however often it is wrapped: the older method wraps it twice."""
    while isinstance(value, tuple):
        value = value[1]
    return value
