"""A window in a process of its own that is asked how it is doing."""

import json
import subprocess
import time

from tests.bench.processes import said
from tests.bench.watched_window import Report

LIMIT_S = 20.0


class Window:
    """Talks with `tests.bench.watched_window`; made when so many calls are shown."""

    def __init__(self, process: subprocess.Popen[str], *, ringing: int) -> None:
        self._process = process
        begun = time.monotonic()
        while not ((now := self.ask())["live"] and now["rows"] >= ringing):
            assert time.monotonic() - begun < LIMIT_S, now
            time.sleep(0.2)

    def ask(self, word: str = "") -> Report:
        """How it has been since the last time."""
        assert self._process.stdin
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        report: Report = json.loads(said(self._process))
        return report

    def report_of(self, seconds: float, word: str = "") -> Report:
        """How it is for so long from now on."""
        self.ask(word)
        time.sleep(seconds)
        return self.ask()
