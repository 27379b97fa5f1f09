"""Whether the screen is locked in such a way that a pop-up would be read above the lock.

On X a lock is a window that no window manager sees, as large as the screen, and its program holds
the keyboard. A window that is shown later stands above it. Most locks come to the front again at
once, that of xscreensaver only after many seconds. On Wayland the desktop locks, and hides all.

Xfce's compositor paints no more what was shown between a lock's window and its coming back.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QScreen

from client.qt.desktop.x_server import x_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from Xlib.display import Display
    from Xlib.xobject.drawable import Window

_EDGE: Final = 4
"""So many pixels less than the screen a lock may have: xsecurelock's has two."""


def is_locked(screen: QScreen) -> bool:
    """Whether it is now."""
    with x_server() as server:
        return server is not None and _is_covered(server, screen) and _keyboard_is_held(server)


def _is_covered(server: "Display", screen: QScreen) -> bool:
    """Whether something unmanaged covers it: a lock, or a toolbox for drawing on the screen."""
    from Xlib import X, error  # noqa: PLC0415 - not everywhere is an X server

    for window in _large_windows(server, screen):
        try:
            told = window.get_attributes()
        except error.BadWindow:  # it has gone
            continue
        visible = told.map_state == X.IsViewable and told.win_class == X.InputOutput
        if visible and told.override_redirect:
            return True
    return False


def _large_windows(server: "Display", screen: QScreen) -> "Iterator[Window]":
    """Those as large as the screen."""
    from Xlib import error  # noqa: PLC0415 - not everywhere is an X server
    from Xlib.protocol.request import GetGeometry  # noqa: PLC0415

    wanted = screen.size() * screen.devicePixelRatio()
    windows = server.screen().root.query_tree().children
    # All are asked before the first answer is awaited: the server may be far.
    asked = [GetGeometry(display=server.display, defer=1, drawable=each.id) for each in windows]
    for window, answer in zip(windows, asked, strict=True):
        try:
            answer.reply()
        except error.BadDrawable:  # it has gone
            continue
        if answer.width + _EDGE >= wanted.width() and answer.height + _EDGE >= wanted.height():
            yield window


def _keyboard_is_held(server: "Display") -> bool:
    """Whether another program gets all that is typed."""
    from Xlib import X  # noqa: PLC0415 - not everywhere is an X server

    how = (False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
    held = server.screen().root.grab_keyboard(*how) != X.GrabSuccess
    server.ungrab_keyboard(X.CurrentTime)
    server.sync()
    return bool(held)
