"""Hotkeys on X: keys that the X server gives to us, whatever window has the keyboard.

A grab is of a key with exact modifiers, and Caps Lock and Num Lock are modifiers, too: each hotkey
is grabbed with every combination of them.
"""

import logging
from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final, final

from PySide6.QtCore import QKeyCombination, QSocketNotifier, Qt
from Xlib import XK, X, error

from client.qt.desktop.x_server import connect
from client.qt.hotkeys.backend import Backend, Refusal, Wanted
from client.qt.hotkeys.x_names import keysym

log = logging.getLogger(__name__)

_MODIFIERS: Final = {
    Qt.KeyboardModifier.ShiftModifier: X.ShiftMask,
    Qt.KeyboardModifier.ControlModifier: X.ControlMask,
    Qt.KeyboardModifier.AltModifier: X.Mod1Mask,
    Qt.KeyboardModifier.MetaModifier: X.Mod4Mask,
}
_ALL: Final = X.ShiftMask | X.ControlMask | X.Mod1Mask | X.Mod4Mask

Grab = tuple[int, int]
"""A key's code and its modifiers, locks among them."""


@final
class X11Backend(Backend):
    """Has a connection of its own to the X server.

    Raises:
        OSError: there is no X server.
    """

    def __init__(self) -> None:
        super().__init__()
        self._display = connect()
        self._display.set_error_handler(_log)
        self._root = self._display.screen().root
        self.available = True
        self._wanted: dict[str, QKeyCombination] = {}
        self._held: dict[Grab, str] = {}
        self._released: Grab = (0, 0)
        self._notifier = QSocketNotifier(self._display.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def use(self, wanted: Wanted) -> None:
        """See Backend."""
        self._wanted = {name: key for name, (key, _what) in wanted.items()}
        self._grab_all()

    def close(self) -> None:
        """See Backend."""
        self._notifier.setEnabled(False)
        self._display.close()

    def _grab_all(self) -> None:
        """Take what is wanted, and only then let go of the rest: no press falls between."""
        before, self._held, self.refused = self._held, {}, {}
        asked: set[Grab] = set()
        locks = self._locks()
        for name, key in self._wanted.items():
            grabs = {
                (code, modifiers | lock) for code, modifiers in self._grabs(key) for lock in locks
            }
            asked |= grabs
            if grabs and self._grab(grabs - before.keys()):
                self._held |= dict.fromkeys(grabs, name)
            else:
                self.refused[name] = Refusal.TAKEN if grabs else Refusal.NO_SUCH_KEY
        for code, modifiers in (before.keys() | asked) - self._held.keys():
            self._root.ungrab_key(code, modifiers)
        self._display.flush()
        self.settled.emit()
        self._read()  # what came meanwhile wakes nobody

    def _grab(self, grabs: set[Grab]) -> bool:
        """Ask for these keys; True if all are free."""
        caught = []
        for code, modifiers in grabs:
            catch = error.CatchError(error.BadAccess)
            how = (False, X.GrabModeAsync, X.GrabModeAsync)
            self._root.grab_key(code, modifiers, *how, onerror=catch)
            caught.append(catch)
        self._display.sync()
        return not any(catch.get_error() for catch in caught)

    def _grabs(self, key: QKeyCombination) -> Iterator[Grab]:
        """Where the key is on this keyboard; "!" is Shift and 1 on most.

        Letters are looked for in the second layout where the first writes with others.
        """
        modifiers = 0
        for one, mask in _MODIFIERS.items():
            if key.keyboardModifiers() & one:
                modifiers |= mask
        symbol = keysym(key.key())
        places = list(self._display.keysym_to_keycodes(symbol)) if symbol else []
        # Two columns a layout, plain and with Shift; what follows needs a modifier that is none of
        # ours.
        for layout in ((0, 1), (2, 3)):
            found = [(code, column) for code, column in places if column in layout]
            for code, column in found:
                yield code, modifiers | (X.ShiftMask if column % 2 else 0)
            if found:
                return

    def _locks(self) -> list[int]:
        """Every combination of the modifiers that lock."""
        masks = [X.LockMask]
        codes = [
            self._display.keysym_to_keycode(one) for one in (XK.XK_Num_Lock, XK.XK_Scroll_Lock)
        ]
        for at, mapped in enumerate(self._display.get_modifier_mapping()):
            mask = 1 << at
            if mask not in masks and any(code and code in mapped for code in codes):
                masks.append(mask)
        return [
            sum(chosen) for count in range(len(masks) + 1) for chosen in combinations(masks, count)
        ]

    def _read(self) -> None:
        try:
            while self._display.pending_events():
                self._handle(self._display.next_event())
        except error.ConnectionClosedError as problem:
            log.warning("The X server has gone: %s", problem)
            self._notifier.setEnabled(False)

    def _handle(self, event: Any) -> None:  # noqa: ANN401 - Xlib's events have no types
        if event.type == X.MappingNotify:
            self._display.refresh_keyboard_mapping(event)
            self._grab_all()
        elif event.type == X.KeyRelease:
            self._released = event.detail, event.time
        elif event.type == X.KeyPress and (event.detail, event.time) != self._released:
            # Of a key that is held down each repetition is let go and pressed in one moment.
            name = self._held.get((event.detail, event.state & _ALL))
            if name is not None:
                self.pressed.emit(name, "")


def _log(problem: object, *_request: object) -> None:
    log.warning("The X server: %s", problem)
