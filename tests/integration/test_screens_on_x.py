"""Screens that are plugged in and out, on a real X server: its one screen, cut into two."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSettings

from tests.integration.test_strip_on_x import PROGRAM, frame
from tests.integration.x_server import Program, XServer

pytestmark = pytest.mark.xvfb
WIDTH = 683
"""Of each half."""


@pytest.fixture
def left(screen: XServer) -> XServer:
    """Nothing is plugged in."""
    screen.run("xrandr", "--setmonitor", "left", f"{WIDTH}/180x768/200+0+0", "screen")
    return screen


@pytest.fixture
def program(left: XServer, tmp_path: Path) -> Iterator[Program]:
    with left.program(PROGRAM, str(tmp_path)) as running:
        running.until("up")
        yield running


def plug_in(screen: XServer, name: str) -> None:
    screen.run("xrandr", "--setmonitor", name, f"{WIDTH}/180x768/200+{WIDTH}+0", "none")


def wait_for(program: Program, *, left: bool) -> None:
    """Until the window is on one of the halves alone; the test's time limit ends it."""
    while True:
        _window, x, _y, width, _height = frame(program)
        if (x + width <= WIDTH) if left else (x >= WIDTH):
            return


def wait_until_kept(folder: Path) -> None:
    """Until the window's place on the right half is remembered."""
    places = list[QRect]()
    while not any(place.x() >= WIDTH for place in places):
        kept = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        values = [kept.value(key) for key in kept.allKeys()]
        places = [value for value in values if isinstance(value, QRect)]


def test_a_window_comes_back_to_a_screen_that_is_plugged_in_again(
    left: XServer, program: Program, tmp_path: Path
) -> None:
    """As on a laptop in a dock. XWayland gives the screen another name each time."""
    plug_in(left, "right")
    window, *_place = frame(program)
    left.run("xdotool", "windowmove", str(window), "690", "100")
    wait_until_kept(tmp_path)
    for before, after in (("right", "again"), ("again", "once-more")):
        left.run("xrandr", "--delmonitor", before)
        wait_for(program, left=True)
        plug_in(left, after)
        wait_for(program, left=False)


def test_a_window_that_is_there_before_its_screen_is_told_stays(
    left: XServer, program: Program
) -> None:
    """As GNOME does it. Qt takes it for one that is on the other screen."""
    window, *_place = frame(program)
    left.run("xdotool", "windowmove", str(window), "600", "100")
    while frame(program)[1] < WIDTH // 2:
        pass
    plug_in(left, "right")
    wait_for(program, left=False)
