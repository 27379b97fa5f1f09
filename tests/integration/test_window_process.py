"""The command itself, in a process of its own: its start and its ends."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.qt.last_resort import signals_heard
from tests.integration.own_process import ROOT, start_python
from tests.integration.until import until
from tests.integration.x_server import x_server

START = """
import sys, time
began = time.monotonic()
from PySide6.QtCore import QTimer
from client.qt.window import main_window
shown = main_window.MainWindow.showEvent
def show(window, event):
    shown(window, event)
    QTimer.singleShot(0, lambda: print(f"{time.monotonic() - began:.3f}", flush=True))
main_window.MainWindow.showEvent = show
from client.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def demo() -> Iterator[subprocess.Popen[str]]:
    with start_python("-c", START, "--demo") as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_ends_at_a_signal(demo: subprocess.Popen[str], number: signal.Signals) -> None:
    assert demo.stdout
    assert demo.stderr
    assert demo.stdout.readline()
    time.sleep(0.3)  # let the demo ring
    demo.send_signal(number)
    assert demo.wait(30) == 0
    complaints = [line for line in demo.stderr if not line.startswith("This plugin does")]
    assert complaints == []


@pytest.mark.xvfb
def test_it_ends_with_its_display() -> None:
    """As a logout may end it: that is no crash to be reported."""
    with x_server() as screen:
        process = start_python("-c", START, "--demo", **screen.environment)
        assert process.stdout
        assert process.stdout.readline()
    with process:
        _, said = process.communicate(timeout=10)
    assert (process.returncode, "CancelledError" in said) == (1, False)


async def test_it_outlives_its_terminal_where_it_was_told_to() -> None:
    """As nohup does."""
    heard: list[str] = []
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals_heard(lambda: heard.append("leave")):
            os.kill(os.getpid(), signal.SIGHUP)
            os.kill(os.getpid(), signal.SIGTERM)
            await until(lambda: bool(heard))
    finally:
        signal.signal(signal.SIGHUP, before)
    assert heard == ["leave"]


def test_a_screen_reader_that_asks_for_rows_that_have_gone_fills_no_log() -> None:
    tells = """
from PySide6.QtCore import QLoggingCategory
from client.qt import app
async def tell(_app): print(QLoggingCategory("qt.accessibility.atspi").isWarningEnabled())
app.App.run = tell
from client.__main__ import main
main(["--demo"])
"""
    assert off_screen(tells).stdout == "False\n"


CTRL_C_WHILE_IT_LOADS = """
import os, signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
from client.__main__ import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize(
    ("command", "loads"),
    [
        ("--demo", "client.cli.fast_path"),
        ("--demo", "PySide6.QtWidgets"),
        ("self-test", "PySide6.QtWidgets"),
        ("watch", "asyncio"),
    ],
)
def test_ctrl_c_while_it_loads_ends_it_at_once(command: str, loads: str) -> None:
    """Python would print a traceback; PySide would lose the KeyboardInterrupt and crash later."""
    ended = off_screen(CTRL_C_WHILE_IT_LOADS, loads, command)
    assert (ended.returncode, ended.stderr) == (-signal.SIGINT, "")


def test_a_home_in_another_alphabet_than_the_locales(tmp_path: Path) -> None:
    """Python writes names as the locale does, Qt always in UTF-8: the window did not open."""
    home = tmp_path / "Жора"
    home.mkdir()
    makes = "from client.qt.app import user_window_state; user_window_state(demo=True)"
    ascii_alone = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    made = off_screen(makes, **ascii_alone, HOME=str(home), XDG_CONFIG_HOME=str(home))
    assert (made.returncode, made.stderr) == (0, "")
    assert stat.S_IMODE((home / "cornetta/demo-window.ini").stat().st_mode) == 0o600


def off_screen(
    program: str, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, without a display."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_without_a_display_it_says_what_to_do() -> None:
    bare = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    ended = subprocess.run(
        [sys.executable, "-m", "client"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key not in bare},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 2
    assert "no display" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(not Path("/usr/share/i18n/locales/tr_TR").exists(), reason="no locales here")
def test_its_window_opens_in_turkish(tmp_path: Path) -> None:
    """There "i" is not the small "I", and PySide then knows no property that begins with it."""
    locale = ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(tmp_path / "tr_TR.UTF-8")]
    subprocess.run(locale, timeout=60, check=True)  # noqa: S603 - of Debian's libc
    assert self_test(LOCPATH=str(tmp_path), LC_ALL="tr_TR.UTF-8") == (0, [])


def test_a_desktops_theme_ends_no_self_test_that_has_no_display() -> None:
    """As by ssh, where somebody's profile sets it."""
    assert self_test(QT_QPA_PLATFORMTHEME="gtk3", DISPLAY="", WAYLAND_DISPLAY="") == (0, [])


def self_test(**environment: str) -> tuple[int, list[str]]:
    """Its exit code, and what it found."""
    ended = subprocess.run(
        [sys.executable, "-m", "client", "self-test"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    faults = [line for line in ended.stdout.splitlines() if line.startswith("FAULT")]
    return ended.returncode, faults


WATCH_AS_ON_WINDOWS = """
import asyncio, sys
from client.__main__ import main

def none(*_): raise NotImplementedError

asyncio.unix_events._UnixSelectorEventLoop.add_signal_handler = none
sys.exit(main(["watch", "--demo", "--json"]))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_watch_ends_at_a_signal_where_loops_have_no_handlers(number: signal.Signals) -> None:
    with start_python("-c", WATCH_AS_ON_WINDOWS) as process:
        try:
            assert process.stdout
            assert process.stdout.readline().startswith("{")
            process.send_signal(number)
            _, errors = process.communicate(timeout=10)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")
