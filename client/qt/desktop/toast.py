"""A short message of the desktop's own, for who does not look at any window of ours.

On Linux the desktop is asked over its bus, which works without a tray, too; elsewhere, and where
the desktop has no such messages, the tray shows it.
Source: https://specifications.freedesktop.org/notification-spec/latest/
"""

import asyncio
import html
import logging
import sys
from collections.abc import Callable
from typing import Final, final

from jeepney import DBusAddress, new_method_call

from client.qt.desktop.app_id import APP_ID
from client.qt.desktop.session_bus import NO_ANSWER, ask, session_bus
from client.tasks import TaskOwner

log = logging.getLogger(__name__)

SHOWN_MS: Final = 6000
_ANSWER_S: Final = 3.0
_DESKTOP: Final = DBusAddress(
    "/org/freedesktop/Notifications",
    bus_name="org.freedesktop.Notifications",
    interface="org.freedesktop.Notifications",
)


@final
class Toast:
    """Shows one message at a time; the next replaces it.

    Args:
        otherwise: shows headline and text where the desktop does not.
    """

    def __init__(self, tasks: TaskOwner, otherwise: Callable[[str, str], object]) -> None:
        self._tasks = tasks
        self._otherwise = otherwise
        self._last = 0

    def show(self, headline: str, more: str) -> None:
        """Show it soon."""
        if sys.platform == "linux":
            self._tasks.start(self._show(headline, more), name="message of the desktop")
        else:
            self._otherwise(headline, more)

    async def _show(self, headline: str, more: str) -> None:
        try:
            await self._ask_desktop(headline, more)
        except NO_ANSWER as why:
            log.info("The desktop shows no messages: %s", why)
            self._otherwise(headline, more)

    async def _ask_desktop(self, headline: str, more: str) -> None:
        async with session_bus() as router, asyncio.timeout(_ANSWER_S):
            [able] = await ask(router, new_method_call(_DESKTOP, "GetCapabilities"))
            # A caller's name may hold mark-up.
            body = html.escape(more, quote=False) if "body-markup" in able else more
            hints = {"transient": ("b", True), "desktop-entry": ("s", APP_ID)}
            what: tuple[object, ...]
            what = ("Cornetta", self._last, APP_ID, headline, body, [], hints, SHOWN_MS)
            show = new_method_call(_DESKTOP, "Notify", "susssasa{sv}i", what)
            [self._last] = await ask(router, show)
