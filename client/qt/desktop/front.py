"""Brings a window to the front, for a user who wants it: by a click, a hotkey, another start.

Qt asks an X server's window manager in the program's own name, and says that the user's wish is as
old as the last event here. If the user has typed elsewhere since, GNOME and KDE for two refuse. Qt
hears its own question, takes it for a yes, and from then on the window for active: no pop-up would
come. So the window manager is asked here, in the user's name.
Source: https://specifications.freedesktop.org/wm-spec/latest/, _NET_ACTIVE_WINDOW
"""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_USERS_WISH = 2


def bring_to_front(window: QWidget) -> None:
    """Let a window that is shown be above the others, and have the keyboard."""
    window.raise_()
    if QGuiApplication.platformName() != "xcb" or not _ask_window_manager(int(window.winId())):
        window.activateWindow()


def _ask_window_manager(window: int) -> bool:
    """Ask for the keyboard; False when there is no way."""
    from Xlib import X, display, error  # noqa: PLC0415 - not everywhere is an X server
    from Xlib.protocol.event import ClientMessage  # noqa: PLC0415

    try:
        server = display.Display()
    except (error.DisplayError, error.ConnectionClosedError, OSError):
        return False
    try:
        what = server.intern_atom("_NET_ACTIVE_WINDOW")
        words = (32, [_USERS_WISH, X.CurrentTime, 0, 0, 0])
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        asked = ClientMessage(window=window, client_type=what, data=words)
        server.screen().root.send_event(asked, event_mask=mask)
        server.sync()
    finally:
        server.close()
    return True
