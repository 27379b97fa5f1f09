"""A connection of our own to the X server, for what Qt does not ask or say there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from Xlib.display import Display


@contextmanager
def x_server() -> Iterator["Display | None"]:
    """Connect for a moment; None where Qt uses no X server, or it does not let us in."""
    if QGuiApplication.platformName() != "xcb":
        yield None
        return
    from Xlib import display, error  # noqa: PLC0415 - not everywhere is an X server

    try:
        server = display.Display()
    except (error.DisplayError, error.ConnectionClosedError, OSError):
        yield None
        return
    try:
        yield server
    finally:
        server.close()
