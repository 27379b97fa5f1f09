"""What a start of the window does without."""

import os
import subprocess
import sys


def _after_loading(code: str) -> list[str]:
    """What a process that has loaded the window says then."""
    program = f"from client.__main__ import load_window; load_window(); {code}"
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return ran.stdout.split()


def test_no_source_is_read() -> None:
    read = _after_loading("import linecache; print(*linecache.cache)")
    assert read, "PySide6 has looked through its own, so this would see it"
    assert not [path for path in read if f"{os.sep}client{os.sep}" in path]


def test_what_the_first_list_can_do_without_is_not_loaded() -> None:
    later = {"jeepney", "Xlib", "client.qt.desktop.toast", "client.qt.texts.spoken"}
    later |= {"client.qt.window.strip"}
    later |= {f"client.qt.window.{name}_dialog" for name in ("help", "report", "settings")}
    later |= {f"client.qt.hotkeys.{name}" for name in ("portal", "windows", "x11")}
    loaded = set(_after_loading("import sys; print(*sys.modules)"))
    assert "client.qt.hotkeys.hotkeys" in loaded
    assert not later & loaded
