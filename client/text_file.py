"""Reads a text file as the editors, shells and spreadsheets of every system save it."""

import codecs
import errno
import os
from pathlib import Path


def read_text(path: Path, most_bytes: int) -> str:
    """The text with its line ends, without a byte order mark.

    Raises:
        OSError: it cannot be read, or does not end.
        UnicodeDecodeError: it is neither in UTF-8 nor, behind its mark, in UTF-16.
    """
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:  # somebody's video, or a device
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    # A spreadsheet's "Unicode text", and what PowerShell's > makes.
    is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_utf_16 else "utf-8-sig")
