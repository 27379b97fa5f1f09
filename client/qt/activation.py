"""Passes on that the user wants a window to come to the front; else a desktop may not let it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - no secret: what a desktop gives to what it starts


@contextmanager
def activation(token: str) -> Iterator[None]:
    """Let a window that is raised meanwhile take the keyboard.

    Args:
        token: what the desktop gave to the program that asks for it; "" for nothing.
    """
    if token:
        os.environ[_TOKEN] = token  # Qt looks for it there, on Wayland
    try:
        yield
    finally:
        os.environ.pop(_TOKEN, None)
