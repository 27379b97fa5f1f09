"""The window under load and at rest: what it shows when, how long it is away, what it costs."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from tests.bench.asked_window import Window
from tests.bench.figure import ROUNDS, Figure
from tests.bench.processes import environment, python, said, settings, speaking

if TYPE_CHECKING:
    import subprocess

FRAME_MS = 1000 / 60
MEASURE_S = 3.0
SETTLE_S = 1.0
HOUR_EVENTS = 180_000
"""50 events a second for an hour."""

FLOOD_PER_S = 4000
FLOOD_TIMES = FLOOD_PER_S / 50


def figures(quick: bool) -> list[Figure]:  # noqa: FBT001 - all parts are called so
    """All that is measured of a running window."""
    rounds = ROUNDS if not quick else 1
    found: list[Figure] = []
    for rate, frames in ((10, None), (200, 1.0), (1000, 3.0)):
        if not quick or rate == 200:
            found += _latency(rate, frames, rounds)
    if not quick:
        found += [_absence(rounds), *_idle(), *_memory()]
    return found


def blow(pbx: "subprocess.Popen[str]") -> None:
    """Let the PBX begin."""
    assert pbx.stdin
    pbx.stdin.write("\n")
    pbx.stdin.flush()
    time.sleep(SETTLE_S)


@contextmanager
def window_at(
    ringing: int, events_per_s: int, recorded: int = 0
) -> Iterator[tuple[Window, "subprocess.Popen[str]"]]:
    """A window that shows so many calls, at a PBX that is about to send so much."""
    with tempfile.TemporaryDirectory() as name:
        env = environment(Path(name))
        told = [str(ringing), str(events_per_s), *([str(recorded)] if recorded else [])]
        with speaking(python("-m", "tests.bench.storm", *told), env) as pbx:
            env |= settings(said(pbx))
            times = [str(FLOOD_TIMES)] if recorded else []
            window = python("-m", "tests.bench.watched_window", *times)
            with speaking(window, env) as process:
                yield Window(process, ringing=ringing), pbx


def _latency(events_per_s: int, frames: float | None, rounds: int) -> list[Figure]:
    halves: list[float] = []
    worst: list[float] = []
    with window_at(20, events_per_s) as (window, pbx):
        blow(pbx)
        for _ in range(rounds):
            latencies = window.report_of(MEASURE_S)["latencies_ms"]
            assert len(latencies) > MEASURE_S, latencies
            halves.append(median(latencies))
            worst.append(quantiles(latencies, n=100, method="inclusive")[98])
    p50, p99 = median(halves), median(worst)
    return [
        Figure(
            f"event written to its row painted, p99, at {events_per_s:,} events/s",
            "a screen frame",
            p99 / FRAME_MS,
            f"{p99:.1f} ms (p50 {p50:.1f} ms) / {FRAME_MS:.1f} ms",
            goal=frames,
        )
    ]


def _absence(rounds: int) -> Figure:
    reports = []
    with window_at(500, 1000) as (window, pbx):
        blow(pbx)
        reports = [window.report_of(MEASURE_S, "absence") for _ in range(rounds)]
    longest = median(report["longest_ms"] for report in reports)
    own = median(report["busiest_ms"] for report in reports)
    cpu = median(report["cpu"] for report in reports)
    return Figure(
        "longest absence of the window's thread, 1,000 events/s, 500 calls ring",
        "a screen frame",
        longest / FRAME_MS,
        f"{longest:.0f} ms ({own:.0f} ms of it own work; {cpu:.0%} of a core) / {FRAME_MS:.1f} ms",
        goal=3,
    )


def _idle() -> list[Figure]:
    found = []
    for ringing, goal in ((0, 0.5), (20, 3.0)):
        with window_at(ringing, 0) as (window, _pbx):
            window.report_of(SETTLE_S)
            cpu = median(window.report_of(MEASURE_S)["cpu"] for _ in range(ROUNDS)) * 100
        key = f"CPU at rest, {ringing} calls ring"
        found.append(Figure(key, "a core", cpu, f"{cpu:.2f} %", goal=goal, unit=" %"))
    return found


EMPTY_WINDOW = """
import resource
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
def rss_mib():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20
app = QApplication([])
window = QMainWindow()
window.resize(900, 1400)
window.show()
QTimer.singleShot(500, lambda: print(rss_mib(), flush=True))
app.exec()
"""


def _memory() -> list[Figure]:
    with (
        tempfile.TemporaryDirectory() as name,
        speaking(python("-c", EMPTY_WINDOW), environment(Path(name))) as process,
    ):
        empty = float(said(process))
    with window_at(0, FLOOD_PER_S, HOUR_EVENTS) as (window, pbx):
        first = _rss_mib(window)
        blow(pbx)
        assert said(pbx) == "sent"
        hour = _rss_mib(window)
    with window_at(0, FLOOD_PER_S, HOUR_EVENTS // 2) as (window, pbx):
        blow(pbx)
        assert said(pbx) == "sent"
        half = _rss_mib(window)
    return [
        Figure(
            "memory after an hour of 50 events/s, more than",
            "an empty PySide6 window",
            hour - empty,
            f"{hour:.0f} / {empty:.0f} MiB; {first:.0f} MiB when it was opened",
            goal=40,
            unit=" MiB",
        ),
        Figure(
            "memory after an hour of 50 events/s, grown since",
            "half an hour",
            hour - half,
            f"{hour:.0f} / {half:.0f} MiB",
            goal=2,
            unit=" MiB",
        ),
    ]


def _rss_mib(window: Window) -> float:
    """What a window has in use whose link was never lost: one that began anew forgot much."""
    report = window.report_of(SETTLE_S)
    assert not report["losses"], report
    return report["rss_mib"]
