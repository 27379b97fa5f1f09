"""What the desktop's portal tells of light and dark, on Linux."""

import logging
from collections.abc import Callable
from typing import Final

from jeepney import MatchRule

from client.qt.desktop import portal
from client.qt.desktop.session_bus import NO_ANSWER, session_bus, signals

log = logging.getLogger(__name__)

_SETTINGS: Final = "org.freedesktop.portal.Settings"
_SETTING: Final = ("org.freedesktop.appearance", "color-scheme")
_DARK: Final = 1


async def follow(show: Callable[[bool], None]) -> None:
    """Tell `show` whether the desktop is dark, now and at each change, while there is a bus."""
    rule = MatchRule(type="signal", member="SettingChanged", interface=_SETTINGS, path=portal.PATH)
    try:
        async with session_bus() as router, signals(router, rule) as queue:
            (value,) = await portal.call(router, _SETTINGS, "Read", "ss", _SETTING)
            show(_plain(value) == _DARK)
            while True:
                space, key, value = (await queue.get()).body
                if (space, key) == _SETTING:
                    show(_plain(value) == _DARK)
    except NO_ANSWER as problem:
        log.info("The desktop does not tell whether it is dark: %s", problem)


def _plain(value: object) -> object:
    """What a variant holds, however often it is wrapped: the older method wraps it twice."""
    while isinstance(value, tuple):
        value = value[1]
    return value
