"""What every kind of system can do with hotkeys: hold them, and tell when one goes down."""

from collections.abc import Mapping
from enum import Enum

from PySide6.QtCore import QKeyCombination, QObject, Signal

Wanted = Mapping[str, tuple[QKeyCombination, str]]
"""Hotkeys by name: the key, and what it does in the user's language."""


class Refusal(Enum):
    """Why a hotkey does not work.

    TAKEN: another program has it. NO_SUCH_KEY: this keyboard lacks it. DECLINED: the user, or the
    desktop, has said no.
    """

    TAKEN = "taken"
    NO_SUCH_KEY = "no_such_key"
    DECLINED = "declined"


class Backend(QObject):
    """Holds no hotkey; the kinds of system that can do better derive from it.

    Attributes:
        available: whether this system has hotkeys; None while it is not known.
        refused: the hotkeys that do not work, by name.
        shown: what the desktop calls the key of a hotkey, if it let the user choose another.

    Signals:
        pressed(str, str): a hotkey by its name, and the desktop's word that the user wants to see
            a window, "" for none. Held down, it is told once.
        settled(): the attributes are different.
    """

    pressed = Signal(str, str)
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.available: bool | None = False
        self.refused: dict[str, Refusal] = {}
        self.shown: dict[str, str] = {}

    def use(self, wanted: Wanted) -> None:
        """Hold these hotkeys and no others."""

    def close(self) -> None:
        """Let go of all."""
