"""A session bus that takes connections and never answers: Qt waits 25 seconds for it, unseen.

Asked before Qt is made, which asks at its first widget and cannot be told how long to wait.
"""

import os
import re
import socket
from collections.abc import MutableMapping
from contextlib import suppress
from struct import pack
from typing import Final

_VARIABLE: Final = "DBUS_SESSION_BUS_ADDRESS"
_ADDRESS: Final = re.compile(r"unix:(?P<kind>path|abstract)=(?P<path>[^,;%]+)(?:,guid=\w+)?")
_NO_BUS: Final = "disabled:"
_ANSWER_WITHIN_MS: Final = 3000
"""Nobody waits for a window longer. A bus that is slow at a desktop's start answers by then."""


def leave_hung_bus(environ: MutableMapping[str, str] = os.environ) -> None:
    """Let this process be without a session bus, if the one that it has hangs.

    One that is gone says so at once, and then nothing need be done.
    """
    match = _ADDRESS.fullmatch(environ.get(_VARIABLE, ""))
    if match and _is_hung("\0" * (match["kind"] == "abstract") + match["path"]):
        # Without the variable, D-Bus would look where the bus usually is: at the same one.
        environ[_VARIABLE] = _NO_BUS


def _is_hung(path: str) -> bool:
    """Ask which ways of authentication it knows, as each bus tells whoever asks."""
    within = pack("@ll", _ANSWER_WITHIN_MS // 1000, _ANSWER_WITHIN_MS % 1000 * 1000)
    with socket.socket(socket.AF_UNIX) as bus, suppress(OSError):
        # Not settimeout(): with that, connect() does not wait for a place in a full queue.
        bus.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, within)
        bus.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, within)
        try:
            bus.connect(path)
            bus.sendall(b"\0AUTH\r\n")
            bus.recv(1)
        except BlockingIOError:
            return True
    return False
