"""Brings a window to the front, for a user who wants it: by a click, a hotkey, another start.

Qt asks an X server's window manager in the program's own name, and says that the user's wish is as
old as the last event here. If the user has typed elsewhere since, GNOME and KDE for two refuse. Qt
hears its own question, takes it for a yes, and from then on the window for active: no pop-up would
come. So the window manager is asked here, in the user's name.
Source: https://specifications.freedesktop.org/wm-spec/latest/, _NET_ACTIVE_WINDOW
"""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from client.qt.desktop.x_server import x_server

if TYPE_CHECKING:
    from Xlib.display import Display

_USERS_WISH = 2


def bring_to_front(window: QWidget) -> None:
    """Let a window that is shown be above the others, and have the keyboard."""
    window.raise_()
    with x_server() as server:
        if server is None:
            window.activateWindow()
        else:
            _ask_window_manager(server, int(window.winId()))


def _ask_window_manager(server: "Display", window: int) -> None:
    """Ask for the keyboard."""
    from Xlib import X  # noqa: PLC0415 - not everywhere is an X server
    from Xlib.protocol.event import ClientMessage  # noqa: PLC0415

    what = server.intern_atom("_NET_ACTIVE_WINDOW")
    words = (32, [_USERS_WISH, X.CurrentTime, 0, 0, 0])
    mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
    asked = ClientMessage(window=window, client_type=what, data=words)
    server.screen().root.send_event(asked, event_mask=mask)
    server.sync()
