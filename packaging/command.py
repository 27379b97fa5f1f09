"""Runs the programs that build packages."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, environ: Mapping[str, str] = {}) -> str:
    """Run a program in the project's root; return what it said. Its failure ends all, in its words.

    Args:
        environ: variables beside our own.
    """
    words = [str(word) for word in command]
    done = subprocess.run(  # noqa: S603 - our own commands
        words,
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stdout[-4000:]}")
    return done.stdout
