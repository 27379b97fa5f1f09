"""Screens that are plugged in and out, on a real X server: its one screen, cut into two."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSettings
from Xlib import Xatom
from Xlib.display import Display

from tests.integration.test_strip_on_x import PROGRAM, frame
from tests.integration.x_server import Program, XServer

pytestmark = pytest.mark.xvfb
WIDTH = 683
"""Of each half."""
PANEL = 576
"""Where one begins."""
PANEL_AT_THE_TOP = 24


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


def move_to_the_right(screen: XServer, program: Program, folder: Path, y: int) -> None:
    """Until that is remembered: while the screens are new, moves count for the system's."""
    window, *_place = frame(program)
    places, x = list[QRect](), WIDTH
    while not any(place.x() >= WIDTH for place in places):
        x += 2
        screen.run("xdotool", "windowmove", str(window), str(x), str(y))
        for _ in range(5):  # it is remembered when nothing has moved for a while
            frame(program)
        kept = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        values = [kept.value(key) for key in kept.allKeys()]
        places = [value for value in values if isinstance(value, QRect)]


def test_a_window_comes_back_to_a_screen_that_is_plugged_in_again(
    left: XServer, program: Program, tmp_path: Path
) -> None:
    """As on a laptop in a dock. XWayland gives the screen another name each time."""
    plug_in(left, "right")
    move_to_the_right(left, program, tmp_path, 100)
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


def test_the_strip_stays_below_where_the_panel_of_the_smaller_screen_ends(
    left: XServer, program: Program, tmp_path: Path
) -> None:
    """X tells one work area for both: as high as what the panel leaves of the smaller one."""
    with panel(left):
        plug_in(left, "right")
        program.tell("strip")
        move_to_the_right(left, program, tmp_path, 700)
        program.tell("ring Anna")
        program.until("rings")
        assert lower_end(program) > PANEL
        left.run("xrandr", "--delmonitor", "right")
        wait_for(program, left=True)
        plug_in(left, "right")
        wait_for(program, left=False)
        assert lower_end(program) > PANEL


def test_the_pop_up_leaves_room_for_a_panel_at_the_top(left: XServer) -> None:
    """As GNOME has one on one of the screens; X does not tell where."""
    with left.program("tests.integration.ringing_window") as window:
        window.until("up")
        window.tell("ring Anna")
        _x, alone = map(int, window.until("shown").split())
        window.tell("end Anna")
        window.until("rows")
        plug_in(left, "right")
        window.tell("ring Bruno")
        _x, of_two = map(int, window.until("shown").split())
        assert of_two - alone > PANEL_AT_THE_TOP


def lower_end(program: Program) -> int:
    """Of the window that is seen."""
    _window, _x, y, _width, height = frame(program)
    return y + height


@contextmanager
def panel(screen: XServer) -> Iterator[None]:
    """One that takes the lower quarter of the left half."""
    display = Display(screen.environment["DISPLAY"])
    kind, dock, room = map(
        display.intern_atom,
        ("_NET_WM_WINDOW_TYPE", "_NET_WM_WINDOW_TYPE_DOCK", "_NET_WM_STRUT_PARTIAL"),
    )
    root = display.screen().root
    window = root.create_window(0, PANEL, WIDTH, 768 - PANEL, 0, display.screen().root_depth)
    window.change_property(kind, Xatom.ATOM, 32, [dock])
    window.change_property(room, Xatom.CARDINAL, 32, [0, 0, 0, 768 - PANEL, *[0] * 7, WIDTH - 1])
    window.map()
    display.sync()
    try:
        yield
    finally:
        display.close()
