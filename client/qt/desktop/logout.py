"""Has the desktop ask its user before a logout that would lose something, where it can.

GNOME and others take that by the portal; PySide's wheel does not speak the older way of X, which
KDE and Xfce have. There, what is not saved goes without a word.
Source: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Inhibit.html
"""

import asyncio
import logging
import sys
from typing import Any, Final, final

from client.tasks import TaskOwner

log = logging.getLogger(__name__)

_INHIBIT: Final = "org.freedesktop.portal.Inhibit"
_LOGOUT: Final = 1


@final
class Logout:
    """Held up while somebody says why."""

    def __init__(self, tasks: TaskOwner) -> None:
        self._tasks = tasks
        self._holding: asyncio.Task[Any] | None = None

    def hold_up(self, why: str) -> None:
        """Have the user asked, and told why; "" no more."""
        if why and self._holding is None and sys.platform == "linux":
            self._holding = self._tasks.start(_hold_up(why), name="hold up the logout")
        elif not why and self._holding is not None:
            self._holding.cancel()
            self._holding = None


async def _hold_up(why: str) -> None:
    """Until it is cancelled: the portal lets go when we leave the bus."""
    from client.qt.desktop import portal  # noqa: PLC0415 - on Linux alone
    from client.qt.desktop.session_bus import NO_ANSWER, session_bus  # noqa: PLC0415

    asked = ("", _LOGOUT, {"reason": ("s", why)})
    try:
        async with session_bus() as router:
            await portal.register(router)
            await portal.call(router, _INHIBIT, "Inhibit", "sua{sv}", asked)
            await asyncio.Event().wait()
    except NO_ANSWER as problem:
        log.info("The desktop does not ask before a logout: %s", problem)
