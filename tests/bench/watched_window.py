"""`cornetta`, which says how it is doing: `python -m tests.bench.watched_window [TIMES]`.

The settings are in its environment. Each line on its input is answered by a line of JSON about the
time since the one before. See `Report` for what is in it. With TIMES the last ten minutes, of which
it keeps what the PBX sent, pass so many times as fast.
"""

import asyncio
import json
import resource
import sys
import time
from functools import partial
from pathlib import Path
from typing import TypedDict

import tests.bench.loaded  # noqa: F401 - before PySide6

# isort: split
from PySide6.QtCore import QEvent, QObject, QTimer

from client.__main__ import main
from client.qt import session_opener
from client.qt.app import App
from client.recording.recent import KEPT_S, Recent
from client.session import LinkState
from tests.bench.absence import Absence
from tests.bench.storm import MARK

VISIBLE_ROWS = 12


class Report(TypedDict):
    """How it went since the last report.

    Attributes:
        live: the link is up.
        losses: how often it was lost since the start.
        rows: how many calls are shown.
        latencies_ms: from when the PBX wrote an event to when its row had been painted.
        longest_ms: for how long the window's thread was away.
        busiest_ms: so much of that was its own work.
        cpu: how much of a core was used.
        rss_mib: the memory in use now.
    """

    live: bool
    losses: int
    rows: int
    latencies_ms: list[float]
    longest_ms: float
    busiest_ms: float
    cpu: float
    rss_mib: float


def rss_mib() -> float:
    """The memory that this process has in use."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


class Watch(QObject):
    """Sees what the window paints, and when."""

    def __init__(self, app: App) -> None:
        super().__init__(app.window)
        self._app = app
        self._latencies: list[float] = []
        self._seen: set[str] = set()
        self._absence: Absence | None = None
        self._losses = 0
        self._from = time.monotonic(), time.process_time()
        app.window.table.viewport().installEventFilter(self)
        app.bridge.link_changed.connect(self._link_changed)
        asyncio.get_event_loop().add_reader(sys.stdin.fileno(), self._asked)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note which times are about to be painted; they have been when the loop goes on."""
        if event.type() == QEvent.Type.Paint:
            model = self._app.model
            for row in range(min(VISIBLE_ROWS, model.rowCount())):
                text = str(model.index(row, 0).data())
                if text.startswith(MARK) and text not in self._seen:
                    self._seen.add(text)
                    told = float(text.split()[1])
                    QTimer.singleShot(0, partial(self._painted, told))
        return False

    def _link_changed(self) -> None:
        self._losses += self._app.bridge.link_state is LinkState.STALE

    def _painted(self, told: float) -> None:
        self._latencies.append((time.monotonic() - told) * 1000)

    def _asked(self) -> None:
        if not (question := sys.stdin.readline()):
            self._app.leave()
            return
        now = time.monotonic(), time.process_time()
        report: Report = {
            "live": self._app.bridge.link_state is LinkState.LIVE,
            "losses": self._losses,
            "rows": self._app.model.rowCount(),
            "latencies_ms": self._latencies,
            "longest_ms": self._absence.longest_s * 1000 if self._absence else 0.0,
            "busiest_ms": self._absence.busiest_s * 1000 if self._absence else 0.0,
            "cpu": (now[1] - self._from[1]) / (now[0] - self._from[0]),
            "rss_mib": rss_mib(),
        }
        print(json.dumps(report), flush=True)  # noqa: T201
        if self._absence is not None:
            self._absence.stop()
        self._absence = Absence() if "absence" in question else None
        self._latencies, self._from = [], now


async def watched(app: App) -> None:
    """Run as it runs, and watch."""
    Watch(app)
    await run(app)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        session_opener.Recent = partial(Recent, KEPT_S / float(sys.argv[1]))  # type: ignore[assignment, attr-defined]
    run = App.run
    App.run = watched  # type: ignore[method-assign, assignment]
    sys.exit(main([]))
