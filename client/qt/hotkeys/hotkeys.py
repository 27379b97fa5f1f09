"""The hotkeys that the user has chosen, held by whatever this system offers."""

import logging
import os
from collections.abc import Mapping
from enum import Enum
from typing import final

from PySide6.QtCore import QKeyCombination, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence

from client.config.preferences import Preferences, PreferenceStore
from client.qt.hotkeys.backend import Backend, Wanted
from client.qt.hotkeys.rules import NAMES, objection, refusal, what
from client.qt.texts.translated import Text
from client.tasks import TaskOwner

log = logging.getLogger(__name__)


class System(Enum):
    """What there is to hold hotkeys with."""

    X11 = "x11"
    PORTAL = "portal"
    WINDOWS = "windows"
    NONE = "none"


def this_system(environ: Mapping[str, str] = os.environ) -> System:
    """What this one has. A window on X may stand in a Wayland session, where X hears few keys."""
    platform = QGuiApplication.platformName()
    if platform == "wayland" or (
        platform == "xcb"
        and (environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland")
    ):
        return System.PORTAL
    return {"xcb": System.X11, "windows": System.WINDOWS}.get(platform, System.NONE)


@final
class Hotkeys(QObject):
    """Follows the preferences.

    Args:
        store: which hotkeys, and whether there shall be any.
        system: what there is to hold them with.

    Signals:
        pick_up_wanted(): take the call that the large button names.
        show_wanted(str): show the window; the desktop's word that the user wants it.
        changed(): `available`, `backend` or what they say is different.
    """

    pick_up_wanted = Signal()
    show_wanted = Signal(str)
    changed = Signal()

    def __init__(
        self,
        store: PreferenceStore,
        tasks: TaskOwner,
        parent: QObject | None = None,
        system: System | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._system = this_system() if system is None else system
        self._backend: Backend | None = None
        self._paused = False
        self._value = store.value
        self._used: Wanted = {}
        self._unsubscribe = store.subscribe(self._follow)

    @property
    def available(self) -> bool | None:
        """Whether the system has hotkeys; None while it is not known."""
        if self._backend is None:
            return False if self._system is System.NONE else None
        return self._backend.available

    @property
    def backend(self) -> Backend:
        """What holds them; one that holds none while they are off."""
        return self._backend or Backend()

    def complaint(self) -> Text:
        """That a hotkey does not work, and why; "" when all do."""
        for name in NAMES:
            if self._objection(name):  # a file has it: the preferences take none such
                return lambda: self._does_not_work(name, self._objection(name))
        if self._backend is None:
            return ""
        if self._used and self._backend.available is False:
            return lambda: self.tr(
                "This system does not let Cornetta use hotkeys. The preferences say what to do."
            )
        if not self._backend.refused:
            return ""
        name, reason = next(iter(self._backend.refused.items()))
        return lambda: self._does_not_work(name, refusal(reason))

    def start(self) -> None:
        """Hold the hotkeys that are chosen."""
        self._follow(self._value)
        if self._backend is None and self.complaint():  # no backend says it
            self.changed.emit()

    def pause(self, *, on: bool) -> None:
        """Hold none for now: the user is about to type another."""
        self._paused = on
        self._follow(self._value)

    def close(self) -> None:
        """Let go of all."""
        self._unsubscribe()
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _follow(self, preferences: Preferences) -> None:
        self._value = preferences
        chosen = preferences.hotkeys
        wanted: dict[str, tuple[QKeyCombination, str]] = {}
        if chosen.on and not self._paused:
            for name, sequence in self._sequences().items():
                if not sequence.isEmpty() and not self._objection(name):
                    key = sequence[0]  # type: ignore[index]  # the stubs lack it
                    wanted[name] = (key, what(name))
        if wanted == self._used:
            return
        self._used = wanted
        if self._backend is None:
            self._backend = self._make()
            self._backend.setParent(self)
            self._backend.pressed.connect(self._act)
            self._backend.settled.connect(self.changed)
        self._backend.use(wanted)

    def _sequences(self) -> dict[str, QKeySequence]:
        return {name: QKeySequence(getattr(self._value.hotkeys, name)) for name in NAMES}

    def _objection(self, name: str) -> str:
        """Why what is chosen cannot be a hotkey; "" when it can, or there are none."""
        sequences = self._sequences()
        return objection(sequences.pop(name), sequences.values()) if self._value.hotkeys.on else ""

    def _does_not_work(self, name: str, why: str) -> str:
        chosen = getattr(self._value.hotkeys, name)
        key = QKeySequence(chosen).toString(QKeySequence.SequenceFormat.NativeText)
        return self.tr("The hotkey {key} does not work. {why}").format(key=key or chosen, why=why)

    def _make(self) -> Backend:
        # What a system has not, need not be loaded there.
        if self._system is System.X11:
            from client.qt.hotkeys.x11 import X11Backend  # noqa: PLC0415

            try:
                return X11Backend()
            except OSError as problem:
                log.warning("There are no hotkeys: %s", problem)
        elif self._system is System.PORTAL:
            from client.qt.hotkeys.portal import PortalBackend  # noqa: PLC0415

            return PortalBackend(self._tasks)
        elif self._system is System.WINDOWS:
            from client.qt.hotkeys.windows import WindowsBackend  # noqa: PLC0415

            return WindowsBackend()
        return Backend()

    def _act(self, name: str, token: str) -> None:
        if name == "pick_up":
            self.pick_up_wanted.emit()
        elif name == "show_window":
            self.show_wanted.emit(token)
