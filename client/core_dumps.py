"""Forbids core dumps: one would hold the whole memory, the secret included."""

import sys
from contextlib import suppress


def forbid() -> None:
    """Let the system write no core of this process, where systems have such a limit.

    The hard limit stays, so that a program started from here may raise its own again.
    """
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    with suppress(OSError, ValueError):
        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        # At 0 Linux writes no file, but still starts a collector such as apport, which gets the
        # memory. At 1 it does neither. Source: fs/coredump.c of Linux.
        least = 1 if sys.platform == "linux" and hard else 0
        resource.setrlimit(resource.RLIMIT_CORE, (least, hard))
