"""Is there a display to open a window on?

Asked before Qt is: where it cannot connect, it ends the process with words for a developer.
"""

import os
import re
import socket
import sys
from collections.abc import Mapping

_X_DISPLAY = re.compile(r"(?:unix:|unix/:)?(?P<host>[^:/]*):(?P<number>\d+)(?:\.\d+)?")
_ANSWER_WITHIN_S = 2.0
_FIRST_TCP_PORT = 6000
_NO_SUCH_SCREEN = 6  # XCB_CONN_CLOSED_INVALID_SCREEN. Source: xcb.h


def missing_display(environ: Mapping[str, str] = os.environ) -> str:
    """Say why no window can be opened; "" when one can."""
    asked = set(re.findall("(?:^|;)([a-z]+)", environ.get("QT_QPA_PLATFORM", "")))
    open_already = environ.get("WAYLAND_SOCKET")
    if not sys.platform.startswith("linux") or open_already or asked - {"wayland", "xcb"}:
        return ""
    wayland, x = environ.get("WAYLAND_DISPLAY", ""), environ.get("DISPLAY", "")
    if asked:
        wayland = (wayland or "wayland-0") if "wayland" in asked else ""  # as Qt itself does
        x = x if "xcb" in asked else ""
    if wayland and _listens(os.path.join(environ.get("XDG_RUNTIME_DIR", ""), wayland)):  # noqa: PTH118
        return ""
    if x and _x_server_answers(x):
        return _x_server_refuses(x)
    if display := wayland or x:
        return f"The display {display} does not answer."
    return "There is no display for the window."


def platform_wanted(environ: Mapping[str, str] = os.environ) -> list[str]:
    """What to tell Qt of the display: X goes first, also where the desktop speaks Wayland.

    Wayland gives each new window the keyboard, so that a pop-up takes it from what one types into;
    it keeps no strip above other windows, and puts none where it was. Its desktops have an X server
    as well, whose windows know all of that. Where it does not let us in Qt goes on to Wayland.
    """
    if not sys.platform.startswith("linux") or environ.get("QT_QPA_PLATFORM"):
        return []
    x = environ.get("DISPLAY", "")
    return ["-platform", "xcb;wayland"] if x and _x_server_answers(x) else []


def _x_server_answers(display: str) -> bool:
    match = _X_DISPLAY.fullmatch(display)
    if match is None:  # a form that we do not know: let Qt find out
        return True
    number = int(match["number"])
    if match["host"]:
        try:
            address = (match["host"], _FIRST_TCP_PORT + number)
            socket.create_connection(address, _ANSWER_WITHIN_S).close()
        except OSError:
            return False
        return True
    path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers listen
    return _listens(path) or _listens(f"\0{path}")


def _x_server_refuses(display: str) -> str:
    """Say why it takes no window: it may be somebody else's display, as after `sudo -u` or `su`."""
    import ctypes  # noqa: PLC0415 - 2 ms, which Wayland's desktops need not wait for

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:  # let Qt find out
        return ""
    xcb.xcb_connect.restype = ctypes.c_void_p
    screen = ctypes.c_int()  # it is compared with those that there are
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), ctypes.byref(screen)))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if refused == _NO_SUCH_SCREEN:
        return f"The display {display.rpartition('.')[0]} has no screen {screen.value}."
    return f"The display {display} does not let this user in." if refused else ""


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_ANSWER_WITHIN_S)
        try:
            probe.connect(path)
        except OSError:
            return False
    return True
