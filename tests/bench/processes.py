"""Runs programs of our own, each in a process of its own, and measures from the outside."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0


def environment(folder: Path) -> dict[str, str]:
    """An environment in which nobody's files or settings are seen.

    Nor what Python is told there: an installed program finds its modules compiled, and so do these
    after the first time, unless somebody's PYTHONDONTWRITEBYTECODE forbids it.
    """
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("CORNETTA", "PYTHON"))
    }
    return {
        **kept,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_STATE_HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "CORNETTA_CONFIG": str(folder / "settings.toml"),
        "QT_QPA_PLATFORM": "offscreen",
    }


def settings(port: str) -> dict[str, str]:
    """What tells `cornetta` to be extension 204 at a PBX on this computer."""
    return {
        "CORNETTA_HOST": "127.0.0.1",
        "CORNETTA_PORT": port,
        "CORNETTA_USERNAME": "agent",
        "CORNETTA_SECRET": "agent",
        "CORNETTA_EXTENSION": "204",
    }


def wall_s(command: Sequence[str | Path], env: dict[str, str]) -> float:
    """Run a program to its end; return how long that took."""
    begun = time.perf_counter()
    ended = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, env=env, capture_output=True, timeout=LIMIT_S, check=False
    )
    took = time.perf_counter() - begun
    assert ended.returncode == 0, ended
    return took


@contextmanager
def speaking(command: Sequence[str | Path], env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A program that says on its output how it goes on, and ends when its input does."""
    with subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def python(*arguments: str) -> list[str]:
    """A command line for this Python."""
    return [sys.executable, *arguments]


def said(process: subprocess.Popen[str]) -> str:
    """The next line that a program says."""
    assert process.stdout
    line = process.stdout.readline()
    assert line, "the program has ended"
    return line.strip()
