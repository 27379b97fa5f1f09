"""Hotkeys by the desktop's portal, where no program may listen to the keyboard: on Wayland.

The desktop asks the user, who may choose another key. Its interface is
org.freedesktop.portal.GlobalShortcuts; each request is answered by a signal.
Source: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html
"""

import asyncio
import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final, final

from jeepney import DBusAddress, MatchRule, Message, message_bus, new_method_call
from jeepney.io.asyncio import DBusRouter
from jeepney.wrappers import DBusErrorResponse, unwrap_msg
from PySide6.QtCore import QKeyCombination, QObject, Qt

from client.qt.app_id import APP_ID
from client.qt.hotkeys.backend import Backend, Refusal
from client.qt.hotkeys.x_names import x_name
from client.qt.session_bus import NO_ANSWER, session_bus
from client.tasks import TaskOwner

log = logging.getLogger(__name__)

_BUS: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SHORTCUTS: Final = "org.freedesktop.portal.GlobalShortcuts"
_ANSWER_S: Final = 10.0
"""How long the portal may take for what asks no person."""

_MODIFIERS: Final = {
    Qt.KeyboardModifier.ControlModifier: "CTRL",
    Qt.KeyboardModifier.AltModifier: "ALT",
    Qt.KeyboardModifier.ShiftModifier: "SHIFT",
    Qt.KeyboardModifier.MetaModifier: "LOGO",
}

Wanted = Mapping[str, tuple[QKeyCombination, str]]


class _Refused(Exception):
    """The user or the desktop has said no."""


@final
class PortalBackend(Backend):
    """Has a connection to the session bus while it holds hotkeys; its end lets go of them."""

    def __init__(self, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.available = None
        self._tasks = tasks
        self._running: asyncio.Task[None] | None = None

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
        try:
            async with session_bus() as (router, own_name):
                await self._hold_by(_Portal(router, own_name), wanted)
        except _Refused:
            self._settle(available=True, refused=dict.fromkeys(wanted, Refusal.DECLINED))
        except NO_ANSWER as problem:
            log.info("The desktop has no hotkeys for programs: %s", problem)
            self._settle(available=False)

    async def _hold_by(self, portal: "_Portal", wanted: Wanted) -> None:
        session = await portal.begin()
        self._settle(available=True)
        if not wanted:
            return
        bound = await portal.bind(session, wanted)
        self.shown = bound
        missing = [name for name in wanted if name not in bound]
        self._settle(available=True, refused=dict.fromkeys(missing, Refusal.DECLINED))
        async for name, token in portal.activations(session):
            self.pressed.emit(name, token)

    def _settle(self, *, available: bool, refused: dict[str, Refusal] | None = None) -> None:
        self.available, self.refused = available, refused or {}
        self.settled.emit()


class _Portal:
    """The portal's calls, each with its answer."""

    def __init__(self, router: DBusRouter, own_name: str) -> None:
        self._router = router
        self._own = own_name.removeprefix(":").replace(".", "_")

    async def begin(self) -> str:
        """Return the handle of a session.

        Raises:
            DBusErrorResponse: there is no such portal.
        """
        try:
            # Newer portals want to know whose hotkeys they are; older ones look it up.
            registry = "org.freedesktop.host.portal.Registry"
            await self._call(registry, "Register", "sa{sv}", (APP_ID, {}))
        except DBusErrorResponse as problem:
            log.debug("The portal keeps no registry: %s", problem)
        options = {"session_handle_token": ("s", _token())}
        answer = await self._ask("CreateSession", "a{sv}", (), options)
        return str(answer["session_handle"][1])

    async def bind(self, session: str, wanted: Wanted) -> dict[str, str]:
        """Let the user decide; return what the desktop calls each key."""
        shortcuts = [
            (name, {"description": ("s", what), "preferred_trigger": ("s", trigger(key))})
            for name, (key, what) in wanted.items()
        ]
        body = (session, shortcuts, "")
        answer = await self._ask("BindShortcuts", "oa(sa{sv})sa{sv}", body, {}, limit_s=None)
        bound = answer.get("shortcuts", ("", []))[1]
        return {name: str(about.get("trigger_description", ("s", ""))[1]) for name, about in bound}

    async def activations(self, session: str) -> Any:  # noqa: ANN401 - an async generator
        """Each hotkey that goes down, and the desktop's word that the user wants a window."""
        rule = MatchRule(type="signal", interface=_SHORTCUTS, member="Activated", path=_PATH)
        await self._listen(rule)
        # Its own queue holds one and drops the rest.
        with self._router.filter(rule, queue=asyncio.Queue()) as queue:
            while True:
                handle, name, _time, options = (await queue.get()).body
                if handle == session:
                    yield name, str(options.get("activation_token", ("s", ""))[1])

    async def _ask(
        self,
        method: str,
        signature: str,
        body: tuple[object, ...],
        options: dict[str, Any],
        limit_s: float | None = _ANSWER_S,
    ) -> dict[str, Any]:
        """Ask, and wait for the signal that answers."""
        token = _token()
        path = f"{_PATH}/request/{self._own}/{token}"
        interface = "org.freedesktop.portal.Request"
        rule = MatchRule(type="signal", interface=interface, member="Response", path=path)
        await self._listen(rule)
        with self._router.filter(rule) as queue:
            asked = (*body, {"handle_token": ("s", token), **options})
            await self._call(_SHORTCUTS, method, signature, asked)
            async with asyncio.timeout(limit_s):
                code, results = (await queue.get()).body
        if code:
            raise _Refused
        return dict(results)

    async def _call(
        self, interface: str, method: str, signature: str, body: tuple[object, ...]
    ) -> None:
        address = DBusAddress(_PATH, bus_name=_BUS, interface=interface)
        await self._send(new_method_call(address, method, signature, body))

    async def _listen(self, rule: MatchRule) -> None:
        await self._send(message_bus.AddMatch(rule))

    async def _send(self, message: Message) -> None:
        async with asyncio.timeout(_ANSWER_S):
            unwrap_msg(await self._router.send_and_get_reply(message))


def trigger(key: QKeyCombination) -> str:
    """A key as the portal writes it, e.g. "CTRL+SHIFT+F9"."""
    held = [name for one, name in _MODIFIERS.items() if key.keyboardModifiers() & one]
    return "+".join([*held, x_name(key.key())])


def _token() -> str:
    return f"cornetta_{secrets.token_hex(8)}"
