"""Whether Cornetta starts when the user logs in.

A file of the desktop's says so, and is the only truth: desktops have a list of it, too, where users
change it. Only Linux's desktops are known here (XDG autostart).
"""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from client.atomic_write import make_folder, replace_file
from client.errors import FileNotWritten
from client.qt.desktop.app_id import APP_ID

_NAME = f"{APP_ID}.desktop"
_OFF = re.compile(r"^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$", re.MULTILINE)
_ENTRY = """\
[Desktop Entry]
Type=Application
Name=Cornetta
Exec={command}
Icon={icon}
Terminal=false
"""
_HIDDEN = "[Desktop Entry]\nType=Application\nName=Cornetta\nHidden=true\n"


def is_known() -> bool:
    """Whether this system can be told."""
    return sys.platform == "linux"


def is_on(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether it starts at login."""
    files = [_own(environ), *_of_all_users(environ)]
    for file in files:
        with suppress(OSError):
            return not _OFF.search(file.read_text("utf-8", "replace"))
    return False


def turn(command: Sequence[str], *, on: bool, environ: Mapping[str, str] = os.environ) -> None:
    """Let it start at login, or not.

    Raises:
        FileNotWritten: the file cannot be written.
    """
    file = _own(environ)
    try:
        if on:
            words = " ".join(_quoted(word) for word in command)
            _write(file, _ENTRY.format(command=words, icon=APP_ID))
        elif any(other.is_file() for other in _of_all_users(environ)):
            # The administrator has it on for all: the user's own file goes before.
            _write(file, _HIDDEN)
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise FileNotWritten.because_of(error, str(file)) from error


def _write(file: Path, text: str) -> None:
    """All of it or nothing: a file that a full disk has left empty would say that it starts."""
    make_folder(file.parent)
    replace_file(file, text.encode())


def _own(environ: Mapping[str, str]) -> Path:
    home = Path(environ.get("HOME") or Path.home())
    return Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "autostart" / _NAME


def _of_all_users(environ: Mapping[str, str]) -> list[Path]:
    folders = (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    return [Path(folder) / "autostart" / _NAME for folder in folders if folder]


def _quoted(word: str) -> str:
    """A word as the Exec key wants it: quoted, and then its backslashes once more."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", word).replace("%", "%%")
    return '"' + quoted.replace("\\", "\\\\") + '"'
