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
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any, Final, final

from jeepney import HeaderFields, MatchRule, Message, message_bus
from jeepney.io.asyncio import DBusRouter
from jeepney.wrappers import DBusErrorResponse, unwrap_msg
from PySide6.QtCore import QKeyCombination, Qt

from client.qt.desktop import portal
from client.qt.desktop.session_bus import NO_ANSWER, session_bus
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
                    await self._hold_by(_Portal(router), wanted)
            self._settle(wanted, {})
        except _Refused:
            self._settle(wanted, {})
        except NO_ANSWER as problem:
            log.info("The desktop has no hotkeys for programs: %s", problem)
            self.available = False
            self.settled.emit()

    async def _hold_by(self, portal: "_Portal", wanted: Wanted) -> None:
        """Hold them until the portal goes; the bus starts it anew when it is asked again."""
        session = await portal.begin()
        chosen = {name: key for name, (key, _) in wanted.items()}
        changed = any(self._chosen.get(name, key) != key for name, key in chosen.items())
        async with portal.signals(session) as signals:
            bound = {} if changed else await portal.given(session)
            if bound.keys() != wanted.keys():
                bound = await portal.bind(session, wanted)
            self._chosen |= chosen
            self._settle(wanted, bound)
            while True:
                match await signals.get():
                    case "Activated", (_, name, _, options):
                        self.pressed.emit(name, str(options.get("activation_token", _NONE)[1]))
                    case "ShortcutsChanged", (_, shortcuts):
                        self._settle(wanted, _keys_of(shortcuts))
                    case "Closed", _:
                        raise _Refused
                    case "NameOwnerChanged", (_, _, ""):
                        return

    def _settle(self, wanted: Wanted, bound: dict[str, str]) -> None:
        self.available, self.shown = True, bound
        missing = [name for name in wanted if name not in bound]
        self.refused = dict.fromkeys(missing, Refusal.DECLINED)
        self.settled.emit()


class _Portal:
    """The portal's calls, each with its answer."""

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

    @asynccontextmanager
    async def signals(self, session: str) -> AsyncIterator[asyncio.Queue[Any]]:
        """What the portal tells of this session: the signals' names and contents."""
        rules = [
            MatchRule(type="signal", interface=_SHORTCUTS, path=portal.PATH),
            MatchRule(type="signal", interface=_SESSION, member="Closed", path=session),
            MatchRule(type="signal", sender=_BUS_ITSELF, member="NameOwnerChanged"),
        ]
        rules[-1].add_arg_condition(0, portal.BUS)
        queue = _Signals(session)
        with ExitStack() as filters:
            for rule in rules:
                filters.enter_context(self._router.filter(rule, queue=queue))
                await self._listen(rule)
            yield queue

    async def _ask(
        self,
        method: str,
        signature: str,
        body: tuple[object, ...],
        options: dict[str, Any],
        limit_s: float | None = portal.ANSWER_S,
    ) -> dict[str, Any]:
        """Ask, and wait for the signal that answers."""
        token = _token()
        path = f"{portal.PATH}/request/{self._own}/{token}"
        interface = "org.freedesktop.portal.Request"
        rule = MatchRule(type="signal", interface=interface, member="Response", path=path)
        await self._listen(rule)
        with self._router.filter(rule) as queue:
            asked = (*body, {"handle_token": ("s", token), **options})
            await portal.call(self._router, _SHORTCUTS, method, signature, asked)
            async with asyncio.timeout(limit_s):
                code, results = (await queue.get()).body
        if code and not results:  # GNOME 48 says any number when it gives them
            raise _Refused
        return dict(results)

    async def _listen(self, rule: MatchRule) -> None:
        await self._send(message_bus.AddMatch(rule))

    async def _send(self, message: Message) -> None:
        async with asyncio.timeout(portal.ANSWER_S):
            unwrap_msg(await self._router.send_and_get_reply(message))


class _Signals(asyncio.Queue[Any]):
    """Takes messages, and gives (name, contents) of those that concern a session."""

    def __init__(self, session: str) -> None:
        super().__init__()
        self._session = session

    def put_nowait(self, item: Message) -> None:
        fields = item.header.fields
        about_another = (
            fields.get(HeaderFields.interface) == _SHORTCUTS and item.body[0] != self._session
        )
        if not about_another:
            super().put_nowait((fields[HeaderFields.member], item.body))


def _keys_of(shortcuts: list[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    """What the desktop calls the key of each hotkey."""
    return {name: str(about.get("trigger_description", _NONE)[1]) for name, about in shortcuts}


def trigger(key: QKeyCombination) -> str:
    """A key as the portal writes it, e.g. "CTRL+SHIFT+F9"."""
    held = [name for one, name in _MODIFIERS.items() if key.keyboardModifiers() & one]
    return "+".join([*held, x_name(key.key())])


def _token() -> str:
    return f"cornetta_{secrets.token_hex(8)}"
