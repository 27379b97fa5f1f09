"""What to do when our output takes no more.

Its reader has gone, as `cornetta calls | head -1` does; or it goes to a file on a full disk, or to
a terminal that has been closed, of which no signal tells after `disown`.
"""

import errno
import os
import sys
from typing import TextIO

_CLOSED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def keep_places() -> None:
    """Open the null device in place of each standard stream that is closed.

    Else a connection gets its number, and what Qt or ALSA complains of goes to the X server.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest number that is free


def flush() -> None:
    """Write out what waits, while an error can still be told.

    Raises:
        OSError: it cannot be written.
    """
    if sys.stdout is not None:  # as in a process that was started without one
        sys.stdout.flush()


def has_no_reader(error: OSError) -> bool:
    """Whether whoever read it has gone; Windows then speaks of an invalid argument."""
    if sys.platform == "win32" and error.errno == errno.EINVAL:
        try:
            flush()
        except OSError:
            return True
    return isinstance(error, BrokenPipeError)


def is_closed(error: OSError) -> bool:
    """Whether what cannot be written there may be written elsewhere."""
    return error.errno in _CLOSED


def discard(stream: TextIO) -> None:
    """Write no more: Python would complain at exit when it flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
