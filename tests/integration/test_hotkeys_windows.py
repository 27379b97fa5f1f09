"""Hotkeys on Windows, against a stand-in of its library: what is asked of it, and heard from it."""

import ctypes
from ctypes import wintypes

import pytest
from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from client.qt.hotkeys.backend import Refusal
from client.qt.hotkeys.windows import WM_HOTKEY, WindowsBackend

ALT, CTRL, SHIFT, WIN, ONCE = 1, 2, 4, 8, 0x4000


class User32:
    """Holds keys; those of `taken` are another program's."""

    def __init__(self) -> None:
        self.held: dict[int, tuple[int, int]] = {}
        self.taken: list[tuple[int, int]] = []

    def RegisterHotKey(self, window: None, number: int, modifiers: int, code: int) -> int:  # noqa: N802
        assert window is None
        assert number not in self.held
        if (modifiers, code) in self.taken:
            return 0
        self.held[number] = modifiers, code
        return 1

    def UnregisterHotKey(self, window: None, number: int) -> int:  # noqa: N802
        assert window is None
        del self.held[number]
        return 1

    def VkKeyScanW(self, letter: int) -> int:  # noqa: N802
        """As on an American keyboard."""
        if chr(letter).isalnum() and letter < 0x80:
            return ord(chr(letter).upper())
        return {ord("!"): 0x131, ord("@"): 0x600 | 0x32}.get(letter, -1)


def wanted(**keys: str) -> dict[str, tuple[QKeyCombination, str]]:
    return {
        name: (QKeySequence(key)[0], "")  # type: ignore[index]  # the stubs lack it
        for name, key in keys.items()
    }


def test_it_holds_what_is_wanted_and_no_more(qtbot: QtBot) -> None:
    assert qtbot
    library = User32()
    backend = WindowsBackend(library)
    backend.use(wanted(pick_up="Ctrl+Shift+F9", show_window="Meta+Alt+P"))
    held = [(CTRL | SHIFT | ONCE, 0x78), (ALT | WIN | ONCE, ord("P"))]
    assert list(library.held.values()) == held
    assert backend.refused == {}
    backend.use(wanted(pick_up="Ctrl+!"))
    assert list(library.held.values()) == [(CTRL | SHIFT | ONCE, ord("1"))]
    backend.close()
    assert library.held == {}


def test_it_says_what_cannot_be(qtbot: QtBot) -> None:
    assert qtbot
    library = User32()
    library.taken = [(CTRL | ONCE, ord("P"))]
    backend = WindowsBackend(library)
    backend.use(wanted(pick_up="Ctrl+P", show_window="Ctrl+þ"))
    assert backend.refused == {"pick_up": Refusal.TAKEN, "show_window": Refusal.NO_SUCH_KEY}
    backend.use(wanted(pick_up="Ctrl+@"))  # AltGr and 2
    assert backend.refused == {"pick_up": Refusal.NO_SUCH_KEY}
    backend.close()


@pytest.mark.parametrize("kind", [b"windows_generic_MSG", b"windows_dispatcher_MSG"])
def test_it_hears_its_own_keys_alone(qtbot: QtBot, kind: bytes) -> None:
    assert qtbot
    backend, pressed = WindowsBackend(User32()), list[str]()
    backend.pressed.connect(lambda name, _token: pressed.append(name))
    backend.use(wanted(pick_up="F12", show_window="Ctrl+P"))

    def send(message: int, number: int, to: bytes = kind) -> None:
        sent = wintypes.MSG(message=message, wParam=number)
        assert backend._filter.nativeEventFilter(to, ctypes.addressof(sent)) == (False, 0)

    send(WM_HOTKEY, 2)
    send(WM_HOTKEY, 1)
    send(WM_HOTKEY, 7)
    send(0x0100, 1)
    send(WM_HOTKEY, 1, b"xcb_generic_event_t")
    assert pressed == ["show_window", "pick_up"]
    backend.close()
