"""How this program is started again: for a hotkey of the desktop, and for a start at login."""

import os
import shutil
import sys

from client.config.settings_names import default_path


def own_command() -> list[str]:
    """The command's words, without arguments."""
    if not os.environ.get("CORNETTA_CONFIG") or sys.platform == "win32":
        return _program()
    # The desktop, which will start it, does not know of our settings' file.
    return ["env", f"CORNETTA_CONFIG={default_path().absolute()}", *_program()]


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable]
    installed = shutil.which("cornetta")
    return [installed] if installed else [sys.executable, "-m", "client"]
