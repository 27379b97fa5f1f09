"""An X server of one's own with a window manager, and what a user does there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, final

from tests.integration.session_bus import session_bus

ROOT = Path(__file__).parents[2]


@final
class XServer:
    """A screen that nobody sees.

    Args:
        display: its name, e.g. ":99".
    """

    def __init__(self, display: str) -> None:
        self.environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "0",
            "PYTHONUNBUFFERED": "1",
        }

    def run(self, *command: str) -> str:
        """Do something on it, such as `xdotool key F9`; return what that prints."""
        return subprocess.run(  # noqa: S603 - our own words
            command, env=self.environment, capture_output=True, text=True, check=True, timeout=20
        ).stdout

    @contextmanager
    def program(self, module: str, *arguments: str) -> Iterator["Program"]:
        """Run a module of the tests there; it ends with its input."""
        with subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdin
            assert process.stdout
            try:
                yield Program(process.stdin, process.stdout)
            finally:
                process.stdin.close()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
            assert process.wait() == 0


@final
class Program:
    """A program that tells line by line what happens to it."""

    def __init__(self, said: IO[str], says: IO[str]) -> None:
        self._said, self._says = said, says

    def tell(self, line: str) -> None:
        """Give it a line."""
        self._said.write(f"{line}\n")
        self._said.flush()

    def lines(self) -> Iterator[str]:
        """What it says next."""
        return (line.strip() for line in self._says)

    def until(self, wanted: str) -> str:
        """Wait for a line that begins so; return the rest of it. The test's time limit ends it."""
        for line in self._says:
            if line.startswith(wanted):
                return line.removeprefix(wanted).strip()
        raise AssertionError(f"It ended without saying {wanted!r}.")


@contextmanager
def x_server(size: str = "1366x768", *options: str) -> Iterator[XServer]:
    """Start one with options of Xvfb, and with openbox; both end with it."""
    read, write = os.pipe()
    screen_of = ("-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp")
    with subprocess.Popen(  # noqa: S603 - our own words
        ["Xvfb", *screen_of, *options],  # noqa: S607
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(write)
        try:
            with os.fdopen(read) as number:
                screen = XServer(f":{number.readline().strip()}")
            with subprocess.Popen(
                ["openbox", "--startup", "echo up"],  # noqa: S607
                env=screen.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            ) as manager:
                try:
                    assert manager.stdout
                    assert "up\n" in iter(manager.stdout.readline, "")
                    yield screen
                finally:
                    manager.terminate()
        finally:
            server.terminate()


@contextmanager
def x_desktop(**environment: str) -> Iterator[XServer]:
    """One with a session bus; `environment` is told to what runs there."""
    with session_bus() as address, x_server() as screen:
        screen.environment |= {"DBUS_SESSION_BUS_ADDRESS": address, **environment}
        yield screen
