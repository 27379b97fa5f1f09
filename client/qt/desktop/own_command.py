"""How this program is started again: for a hotkey of the desktop, and for a start at login."""

import shutil
import sys


def own_command() -> list[str]:
    """The command's words, without arguments."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    installed = shutil.which("cornetta")
    return [installed] if installed else [sys.executable, "-m", "client"]
