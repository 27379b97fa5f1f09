"""Hotkeys on Windows, by RegisterHotKey. Tested against a stand-in of user32, tried in Wine.

Windows sends WM_HOTKEY to the thread that has registered the key; it does not repeat it.
Source: https://learn.microsoft.com/en-us/windows/win32/api/winuser/nf-winuser-registerhotkey
"""

import ctypes
from collections.abc import Callable
from ctypes import wintypes
from typing import Any, Final, final

from PySide6.QtCore import (
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QKeyCombination,
    Qt,
)

from client.qt.hotkeys.backend import Backend, Refusal, Wanted

WM_HOTKEY: Final = 0x0312
_NO_REPEAT: Final = 0x4000
_SHIFT: Final = 0x0004
_MODIFIERS: Final = {
    Qt.KeyboardModifier.AltModifier: 0x0001,
    Qt.KeyboardModifier.ControlModifier: 0x0002,
    Qt.KeyboardModifier.ShiftModifier: _SHIFT,
    Qt.KeyboardModifier.MetaModifier: 0x0008,
}
_CODES: Final = {
    **{Qt.Key(Qt.Key.Key_F1.value + number): 0x70 + number for number in range(24)},
    Qt.Key.Key_Backspace: 0x08,
    Qt.Key.Key_Tab: 0x09,
    Qt.Key.Key_Return: 0x0D,
    Qt.Key.Key_Pause: 0x13,
    Qt.Key.Key_Escape: 0x1B,
    Qt.Key.Key_PageUp: 0x21,
    Qt.Key.Key_PageDown: 0x22,
    Qt.Key.Key_End: 0x23,
    Qt.Key.Key_Home: 0x24,
    Qt.Key.Key_Left: 0x25,
    Qt.Key.Key_Up: 0x26,
    Qt.Key.Key_Right: 0x27,
    Qt.Key.Key_Down: 0x28,
    Qt.Key.Key_Print: 0x2C,
    Qt.Key.Key_Insert: 0x2D,
    Qt.Key.Key_Delete: 0x2E,
    Qt.Key.Key_Menu: 0x5D,
    Qt.Key.Key_ScrollLock: 0x91,
    Qt.Key.Key_MediaNext: 0xB0,
    Qt.Key.Key_MediaPrevious: 0xB1,
    Qt.Key.Key_MediaStop: 0xB2,
    Qt.Key.Key_MediaPlay: 0xB3,
    Qt.Key.Key_LaunchMail: 0xB4,
}


@final
class WindowsBackend(Backend):
    """Registers the hotkeys for this thread.

    Args:
        user32: Windows' library; None = its own.
    """

    def __init__(self, user32: Any = None) -> None:  # noqa: ANN401
        super().__init__()
        self.available = True
        # mypy reads this on other systems, which have no such thing.
        self._user32 = getattr(ctypes, "windll").user32 if user32 is None else user32  # noqa: B009
        self._names: dict[int, str] = {}
        self._filter = _Filter(self._hear)
        QCoreApplication.instance().installNativeEventFilter(self._filter)  # type: ignore[union-attr]

    def use(self, wanted: Wanted) -> None:
        """See Backend."""
        self._let_go()
        self.refused = {}
        for number, (name, (key, _what)) in enumerate(wanted.items(), start=1):
            code, modifiers = self._code(key)
            if not code:
                self.refused[name] = Refusal.NO_SUCH_KEY
            elif self._user32.RegisterHotKey(None, number, modifiers | _NO_REPEAT, code):
                self._names[number] = name
            else:
                self.refused[name] = Refusal.TAKEN
        self.settled.emit()

    def close(self) -> None:
        """See Backend."""
        self._let_go()
        QCoreApplication.instance().removeNativeEventFilter(self._filter)  # type: ignore[union-attr]

    def _let_go(self) -> None:
        for number in self._names:
            self._user32.UnregisterHotKey(None, number)
        self._names = {}

    def _code(self, key: QKeyCombination) -> tuple[int, int]:
        """The key's virtual code and its modifiers; "!" is Shift and 1 on most keyboards."""
        held = [mask for one, mask in _MODIFIERS.items() if key.keyboardModifiers() & one]
        modifiers = sum(held)
        if key.key() in _CODES:
            return _CODES[key.key()], modifiers
        if key.key().value > 0xFF:
            return 0, 0
        found = self._user32.VkKeyScanW(ord(chr(key.key().value).lower()))
        if found in (-1, 0xFFFF) or found >> 8 not in (0, 1):  # none, or with AltGr
            return 0, 0
        return found & 0xFF, modifiers | (_SHIFT if found >> 8 else 0)

    def _hear(self, number: int) -> None:
        if number in self._names:
            self.pressed.emit(self._names[number], "")


class _Filter(QAbstractNativeEventFilter):
    """Sees what Windows sends to this thread."""

    def __init__(self, heard: Callable[[int], object]) -> None:
        super().__init__()
        self._heard = heard

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        if QByteArray(kind).data() in (b"windows_generic_MSG", b"windows_dispatcher_MSG"):
            sent = wintypes.MSG.from_address(int(message))
            if sent.message == WM_HOTKEY:
                self._heard(int(sent.wParam))
        return False, 0
