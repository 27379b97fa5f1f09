"""What X calls a key, which is what the desktop's portal calls it, too.

Source: keysymdef.h and XF86keysym.h of xorgproto.
"""

from typing import Final

from PySide6.QtCore import Qt

_F_KEYS: Final = {
    Qt.Key(Qt.Key.Key_F1.value + number): (f"F{number + 1}", 0xFFBE + number)
    for number in range(24)
}
_MULTIMEDIA: Final = {
    Qt.Key.Key_Call: ("XF86Phone", 0x1008FF6E),
    Qt.Key.Key_Calculator: ("XF86Calculator", 0x1008FF1D),
    Qt.Key.Key_HomePage: ("XF86HomePage", 0x1008FF18),
    Qt.Key.Key_LaunchMail: ("XF86Mail", 0x1008FF19),
    Qt.Key.Key_MediaNext: ("XF86AudioNext", 0x1008FF17),
    Qt.Key.Key_MediaPlay: ("XF86AudioPlay", 0x1008FF14),
    Qt.Key.Key_MediaPrevious: ("XF86AudioPrev", 0x1008FF16),
    Qt.Key.Key_MediaStop: ("XF86AudioStop", 0x1008FF15),
    Qt.Key.Key_Search: ("XF86Search", 0x1008FF1B),
}
_OTHERS: Final = {
    Qt.Key.Key_Backspace: ("BackSpace", 0xFF08),
    Qt.Key.Key_Delete: ("Delete", 0xFFFF),
    Qt.Key.Key_Down: ("Down", 0xFF54),
    Qt.Key.Key_End: ("End", 0xFF57),
    Qt.Key.Key_Enter: ("KP_Enter", 0xFF8D),
    Qt.Key.Key_Escape: ("Escape", 0xFF1B),
    Qt.Key.Key_Home: ("Home", 0xFF50),
    Qt.Key.Key_Insert: ("Insert", 0xFF63),
    Qt.Key.Key_Left: ("Left", 0xFF51),
    Qt.Key.Key_Menu: ("Menu", 0xFF67),
    Qt.Key.Key_PageDown: ("Next", 0xFF56),
    Qt.Key.Key_PageUp: ("Prior", 0xFF55),
    Qt.Key.Key_Pause: ("Pause", 0xFF13),
    Qt.Key.Key_Print: ("Print", 0xFF61),
    Qt.Key.Key_Return: ("Return", 0xFF0D),
    Qt.Key.Key_Right: ("Right", 0xFF53),
    Qt.Key.Key_ScrollLock: ("Scroll_Lock", 0xFF14),
    Qt.Key.Key_Tab: ("Tab", 0xFF09),
    Qt.Key.Key_Up: ("Up", 0xFF52),
}
_NAMED: Final = _F_KEYS | _MULTIMEDIA | _OTHERS


def keysym(key: Qt.Key) -> int:
    """The number of a key, 0 for one that cannot be a hotkey."""
    if key in _NAMED:
        return _NAMED[key][1]
    # Here X, Qt and Latin-1 are one, but for the letters, of which a key has the small one.
    return ord(chr(key.value).lower()) if 0x20 <= key.value <= 0xFF else 0


def x_name(key: Qt.Key) -> str:
    """The name of a key, e.g. "F9", "p", "comma"; "" for one that cannot be a hotkey."""
    if key in _NAMED:
        return _NAMED[key][0]
    from Xlib import XK  # noqa: PLC0415 - it knows some hundred names, and is seldom needed

    number = keysym(key)
    names = (name for name, value in vars(XK).items() if value == number)
    return next(filter(lambda name: name.startswith("XK_"), names), "").removeprefix("XK_")


def types_nothing(key: Qt.Key) -> bool:
    """Whether this key alone writes no letter and moves no cursor."""
    return key in _F_KEYS or key in _MULTIMEDIA
