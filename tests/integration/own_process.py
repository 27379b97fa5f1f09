"""Python in a process of its own, as a person starts Cornetta."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start_python(*words: str, **environment: str) -> "subprocess.Popen[str]":
    """Start it, without a screen unless the environment names one."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
