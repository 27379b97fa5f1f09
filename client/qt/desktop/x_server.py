"""Connections of our own to the X server, for what Qt does not ask or say there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from Xlib.display import Display


def connect() -> "Display":
    """Connect; the caller closes it.

    Raises:
        OSError: there is no X server, or it does not let us in.
    """
    from Xlib import display, error, ext  # noqa: PLC0415 - not everywhere is an X server

    # None is used. Each would be asked for in turn, and a server that is far answers slowly.
    ext.__extensions__ = []
    try:
        return display.Display()
    except (error.DisplayError, error.ConnectionClosedError) as problem:
        raise OSError(str(problem)) from problem


@contextmanager
def x_server() -> Iterator["Display | None"]:
    """Connect for a moment; None where Qt uses no X server, or it does not let us in."""
    if QGuiApplication.platformName() != "xcb":
        yield None
        return
    try:
        server = connect()
    except OSError:
        yield None
        return
    try:
        yield server
    finally:
        server.close()
