"""How long a user waits for a program that was not running: `cornetta pickup`, and the window."""

import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.bench.asked_window import Window
from tests.bench.figure import Figure, interleaved
from tests.bench.processes import environment, python, said, settings, speaking, wall_s

COMMAND = str(Path(sys.executable).with_name("cornetta"))
ALONE = (
    ("`cornetta pickup`, from start to outcome", "pickup", 6),
    ("`cornetta --version`", "--version", None),
)
WITH_WINDOW = (("`cornetta pickup` while the window runs, from start to outcome", "pickup", 6),)
"""What the page says of a command, the command, and its goal."""

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
            told = {**bare, **settings(said(pbx))}
            found = [*_beside_python(told, rounds, ALONE), *_window(told, rounds)]
            with speaking(python("-m", "tests.bench.watched_window"), told) as process:
                Window(process, ringing=1)
                return [*found, *_beside_python(told, rounds, WITH_WINDOW)]


def _beside_python(
    env: dict[str, str], rounds: int, commands: Sequence[tuple[str, str, float | None]]
) -> list[Figure]:
    """How long each command of `cornetta` takes, beside a Python that does nothing."""
    took = interleaved(
        {
            "pass": lambda: wall_s(python("-c", "pass"), env),
            **{word: partial(wall_s, [COMMAND, word], env) for _, word, _ in commands},
        },
        rounds,
    )
    ms = {name: 1000 * seconds for name, seconds in took.items()}
    return [
        Figure(
            key,
            "`python -c pass`",
            ms[word] / ms["pass"],
            f"{ms[word]:.0f} / {ms['pass']:.0f} ms",
            goal=goal,
        )
        for key, word, goal in commands
    ]


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
