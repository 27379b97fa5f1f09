"""A file that one process at a time holds; when it ends, however it ends, the file is free."""

import os
import sys

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def take(path: str) -> int | None:
    """Hold a file until its handle, which is returned, is closed; None when another is open.

    Raises:
        OSError: it cannot be written, or its file system knows no locks.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # the second is Windows'
        os.close(file)
        return None
    except OSError:
        os.close(file)
        raise
    return file
