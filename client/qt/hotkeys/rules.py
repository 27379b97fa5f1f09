"""Which keys can be hotkeys, and in what words the others are refused."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence

from client.qt import keys
from client.qt.hotkeys.backend import Refusal

translate = QCoreApplication.translate  # the name that the translation tools look for

NAMES: Final = ("pick_up", "show_window")
"""Each a field of HotkeyPreferences."""

_HOLD: Final = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.MetaModifier,
)


def what(name: str) -> str:
    """What a hotkey does."""
    if name == "pick_up":
        return keys.PICK_UP.says()
    return translate("Hotkeys", "Shows the window")


def objection(sequence: QKeySequence, others: Iterable[QKeySequence]) -> str:
    """Why this cannot be a hotkey; "" when it can, or is none.

    Args:
        others: the other hotkeys.
    """
    if sequence.isEmpty():
        return ""
    from client.qt.hotkeys.x_names import keysym, types_nothing  # noqa: PLC0415 - hotkeys are few

    key = sequence[0]  # type: ignore[index]  # the stubs lack it
    if not keysym(key.key()):
        return translate("Hotkeys", "This key cannot be a hotkey.")
    if not types_nothing(key.key()) and not any(key.keyboardModifiers() & one for one in _HOLD):
        return translate(
            "Hotkeys", "You need this key to write. Hold Ctrl, Alt or the Windows key with it."
        )
    if sequence in others:
        return translate("Hotkeys", "The other hotkey is the same.")
    for _window, listed in keys.KEYS:
        for own in listed:
            if sequence in own.sequences:
                return translate(
                    "Hotkeys", "It is a key of Cornetta's windows already: {what}."
                ).format(what=own.says())
    return ""


def refusal(reason: Refusal) -> str:
    """Why a hotkey does not work, in words."""
    match reason:
        case Refusal.TAKEN:
            return translate("Hotkeys", "Another program has this key. Choose another one.")
        case Refusal.NO_SUCH_KEY:
            return translate("Hotkeys", "This keyboard has no such key.")
        case _:
            return translate("Hotkeys", "The desktop does not let Cornetta use this key.")
