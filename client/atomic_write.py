"""Files that are written as a whole or not at all. Cheap to import."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, for the user alone."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def replace_file(
    path: Path, content: bytes, *, give: Callable[[int], None] = lambda _handle: None
) -> None:
    """Write all of a file or nothing; a power cut does not take it away.

    Args:
        give: gives the new file to somebody else, by its handle; else it is the user's alone.

    Raises:
        OSError: it cannot be written.
        ValueError: nothing can be called so.
    """
    import tempfile  # noqa: PLC0415 - 10 ms

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # made with 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            give(file.fileno())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    # The file is there. Not every system opens a folder, nor does every file system wait for it.
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
