"""Brings a window to the front, whatever hid it."""

import os
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - no secret: the desktop's word that the user wants it


def bring_forward(window: QWidget, tokens: Mapping[str, str] | None = None) -> None:
    """Show it above the others, with the keyboard's focus where the desktop lets it have it.

    Args:
        tokens: what the desktop gave to the program that asks for it, by the variables' names.
    """
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    token = (tokens or {}).get(_TOKEN)
    if token:
        os.environ[_TOKEN] = token  # Qt looks for it there, on Wayland
    window.activateWindow()
    os.environ.pop(_TOKEN, None)
