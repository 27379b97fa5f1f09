"""Hotkeys by the desktop's portal, where no program may listen to the keyboard: on Wayland.

The desktop asks the user, who may choose another key. Its interface is
org.freedesktop.portal.GlobalShortcuts; each request is answered by a signal.

Plasma remembers what it gave, and up to 6.3 opens its settings each time that it is asked for keys:
so it is asked once, and again when the user has chosen another key here.
Source: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html
"""

import asyncio
import logging
import secrets
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any, Final, final

from jeepney import HeaderFields, MatchRule, Message
from jeepney.io.asyncio import DBusRouter
from jeepney.wrappers import DBusErrorResponse
from PySide6.QtCore import QKeyCombination, Qt

from client.qt.desktop import portal
from client.qt.desktop.session_bus import ANSWER_S, NO_ANSWER, session_bus, signals
from client.qt.hotkeys.backend import Backend, Refusal, Wanted
from client.qt.hotkeys.x_names import x_name
from client.tasks import TaskOwner

log = logging.getLogger(__name__)

_SHORTCUTS: Final = "org.freedesktop.portal.GlobalShortcuts"
_SESSION: Final = "org.freedesktop.portal.Session"
_BUS_ITSELF: Final = "org.freedesktop.DBus"
_NONE: Final = ("s", "")
_PORTALS: Final = 3
"""A portal that goes more often than this is not asked again."""

_MODIFIERS: Final = {
    Qt.KeyboardModifier.ControlModifier: "CTRL",
    Qt.KeyboardModifier.AltModifier: "ALT",
    Qt.KeyboardModifier.ShiftModifier: "SHIFT",
    Qt.KeyboardModifier.MetaModifier: "LOGO",
}


class _Refused(Exception):
    """The user or the desktop has said no."""


@final
class PortalBackend(Backend):
    """Has a connection to the session bus while it holds hotkeys; its end lets go of them."""

    def __init__(self, tasks: TaskOwner) -> None:
        super().__init__()
        self.available = None
        self._tasks = tasks
        self._running: asyncio.Task[None] | None = None
        self._chosen: dict[str, QKeyCombination] = {}  # by the user, when the desktop was last told

    def use(self, wanted: Wanted) -> None:
        """See Backend."""
        before = self._running
        self.close()
        self._running = self._tasks.start(self._hold(dict(wanted), before), name="hotkeys")

    def close(self) -> None:
        """See Backend."""
        if self._running is not None:
            self._running.cancel()

    async def _hold(self, wanted: Wanted, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        self.refused, self.shown = {}, {}
        if not wanted:
            return
        try:
            async with session_bus() as router:
                for _portal in range(_PORTALS):
                    await self._hold_by(_Shortcuts(router), wanted)
            self._settle(wanted, {})
        except _Refused:
            self._settle(wanted, {})
        except NO_ANSWER as problem:
            log.info("The desktop has no hotkeys for programs: %s", problem)
            self.available = False
            self.settled.emit()

    async def _hold_by(self, shortcuts: "_Shortcuts", wanted: Wanted) -> None:
        """Hold them until the portal goes; the bus starts it anew when it is asked again."""
        session = await shortcuts.begin()
        chosen = {name: key for name, (key, _) in wanted.items()}
        changed = any(self._chosen.get(name, key) != key for name, key in chosen.items())
        async with shortcuts.heard(session) as queue:
            bound = {} if changed else await shortcuts.given(session)
            if bound.keys() != wanted.keys():
                bound = await shortcuts.bind(session, wanted)
            self._chosen |= chosen
            self._settle(wanted, bound)
            while True:
                message = await queue.get()
                match message.header.fields[HeaderFields.member], message.body:
                    case "Activated", (of, name, _, options) if of == session:
                        self.pressed.emit(name, str(options.get("activation_token", _NONE)[1]))
                    case "ShortcutsChanged", (of, keys) if of == session:
                        self._settle(wanted, _keys_of(keys))
                    case "Closed", _:
                        raise _Refused
                    case "NameOwnerChanged", (_, _, ""):
                        return

    def _settle(self, wanted: Wanted, bound: dict[str, str]) -> None:
        self.available, self.shown = True, bound
        missing = [name for name in wanted if name not in bound]
        self.refused = dict.fromkeys(missing, Refusal.DECLINED)
        self.settled.emit()


class _Shortcuts:
    """The calls of this portal, each with its answer."""

    def __init__(self, router: DBusRouter) -> None:
        self._router = router
        self._own = router.unique_name.removeprefix(":").replace(".", "_")

    async def begin(self) -> str:
        """Return the handle of a session.

        Raises:
            DBusErrorResponse: there is no such portal.
        """
        await portal.register(self._router)
        options = {"session_handle_token": ("s", _token())}
        answer = await self._ask("CreateSession", "a{sv}", (), options)
        return str(answer["session_handle"][1])

    async def given(self, session: str) -> dict[str, str]:
        """What the desktop has given before, and calls each key; it need not remember."""
        with suppress(_Refused, DBusErrorResponse):
            answer = await self._ask("ListShortcuts", "oa{sv}", (session,), {})
            return _keys_of(answer.get("shortcuts", ("", []))[1])
        return {}

    async def bind(self, session: str, wanted: Wanted) -> dict[str, str]:
        """Let the user decide; return what the desktop calls each key."""
        shortcuts = [
            (name, {"description": ("s", what), "preferred_trigger": ("s", trigger(key))})
            for name, (key, what) in wanted.items()
        ]
        body = (session, shortcuts, "")
        answer = await self._ask("BindShortcuts", "oa(sa{sv})sa{sv}", body, {}, limit_s=None)
        # Plasma 6.4 does not say what it has given.
        bound = _keys_of(answer.get("shortcuts", ("", []))[1])
        return bound or await self.given(session)

    def heard(self, session: str) -> AbstractAsyncContextManager[asyncio.Queue[Message]]:
        """What the portal tells of this session, and of others."""
        rules = [
            MatchRule(type="signal", interface=_SHORTCUTS, path=portal.PATH),
            MatchRule(type="signal", interface=_SESSION, member="Closed", path=session),
            MatchRule(type="signal", sender=_BUS_ITSELF, member="NameOwnerChanged"),
        ]
        rules[-1].add_arg_condition(0, portal.BUS)
        return signals(self._router, *rules)

    async def _ask(
        self,
        method: str,
        signature: str,
        body: tuple[object, ...],
        options: dict[str, Any],
        limit_s: float | None = ANSWER_S,
    ) -> dict[str, Any]:
        """Ask, and wait for the signal that answers."""
        token = _token()
        path = f"{portal.PATH}/request/{self._own}/{token}"
        interface = "org.freedesktop.portal.Request"
        rule = MatchRule(type="signal", interface=interface, member="Response", path=path)
        async with signals(self._router, rule) as queue:
            asked = (*body, {"handle_token": ("s", token), **options})
            await portal.call(self._router, _SHORTCUTS, method, signature, asked)
            async with asyncio.timeout(limit_s):
                code, results = (await queue.get()).body
        if code and not results:  # GNOME 48 says any number when it gives them
            raise _Refused
        return dict(results)


def _keys_of(shortcuts: list[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    """What the desktop calls the key of each hotkey."""
    return {name: str(about.get("trigger_description", _NONE)[1]) for name, about in shortcuts}


def trigger(key: QKeyCombination) -> str:
    """A key as the portal writes it, e.g. "CTRL+SHIFT+F9"."""
    held = [name for one, name in _MODIFIERS.items() if key.keyboardModifiers() & one]
    return "+".join([*held, x_name(key.key())])


def _token() -> str:
    return f"cornetta_{secrets.token_hex(8)}"
