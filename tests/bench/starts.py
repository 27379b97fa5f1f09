"""How long a user waits for a program that was not running: `cornetta pickup`, and the window."""

import sys
import tempfile
import time
from pathlib import Path

from tests.bench.asked_window import Window
from tests.bench.figure import Figure, interleaved
from tests.bench.processes import environment, python, said, speaking, wall_s

COMMAND = str(Path(sys.executable).with_name("cornetta"))

EMPTY_WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: print("painted", flush=True))
app = QApplication([])
window = Window()
window.resize(720, 480)
window.show()
app.exec()
"""


def figures(quick: bool) -> list[Figure]:  # noqa: FBT001 - all parts are called so
    """Both, in turn with what they are compared with."""
    rounds = 5 if quick else 11
    with tempfile.TemporaryDirectory() as name:
        bare = environment(Path(name))
        with speaking(python("-m", "tests.bench.ringing_pbx"), bare) as pbx:
            told = {
                **bare,
                "CORNETTA_HOST": "127.0.0.1",
                "CORNETTA_PORT": said(pbx),
                "CORNETTA_USERNAME": "agent",
                "CORNETTA_SECRET": "agent",
                "CORNETTA_EXTENSION": "204",
            }
            found = [*_pickup(told, rounds), *_window(told, rounds)]
            return [*found, _pickup_by_window(told, rounds)]


def _pickup(env: dict[str, str], rounds: int) -> list[Figure]:
    took = interleaved(
        {
            "pass": lambda: wall_s(python("-c", "pass"), env),
            "version": lambda: wall_s([COMMAND, "--version"], env),
            "pickup": lambda: wall_s([COMMAND, "pickup"], env),
        },
        rounds,
    )
    ms = {name: 1000 * seconds for name, seconds in took.items()}
    return [
        Figure(
            "`cornetta pickup`, from start to outcome",
            "`python -c pass`",
            ms["pickup"] / ms["pass"],
            f"{ms['pickup']:.0f} / {ms['pass']:.0f} ms",
            goal=6,
        ),
        Figure(
            "`cornetta --version`",
            "`python -c pass`",
            ms["version"] / ms["pass"],
            f"{ms['version']:.0f} / {ms['pass']:.0f} ms",
        ),
    ]


def _pickup_by_window(env: dict[str, str], rounds: int) -> Figure:
    """The same while the window runs, which then does it."""
    with speaking(python("-m", "tests.bench.watched_window"), env) as process:
        Window(process, ringing=1)
        took = interleaved(
            {
                "pass": lambda: wall_s(python("-c", "pass"), env),
                "pickup": lambda: wall_s([COMMAND, "pickup"], env),
            },
            rounds,
        )
    ms = {name: 1000 * seconds for name, seconds in took.items()}
    return Figure(
        "`cornetta pickup` while the window runs, from start to outcome",
        "`python -c pass`",
        ms["pickup"] / ms["pass"],
        f"{ms['pickup']:.0f} / {ms['pass']:.0f} ms",
        goal=6,
    )


def _window(env: dict[str, str], rounds: int) -> list[Figure]:
    def until_painted(*command: str) -> float:
        begun = time.perf_counter()
        with speaking(python(*command), env) as process:
            line = said(process)
            assert line == "painted", line
            return time.perf_counter() - begun

    took = interleaved(
        {
            "empty": lambda: until_painted("-c", EMPTY_WINDOW),
            "window": lambda: until_painted("-m", "tests.bench.painted_window"),
        },
        rounds,
    )
    ms = {name: 1000 * seconds for name, seconds in took.items()}
    return [
        Figure(
            "the window, from start to its first painted list",
            "an empty PySide6 window",
            ms["window"] / ms["empty"],
            f"{ms['window']:.0f} / {ms['empty']:.0f} ms",
            goal=2,
        )
    ]
