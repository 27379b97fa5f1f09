"""The strip among other windows on a real X server, and where windows are after a restart."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from Xlib import X
from Xlib.display import Display

from tests.integration.x_server import Program, XServer

pytestmark = pytest.mark.xvfb
PROGRAM = "tests.integration.tray_program"
MAXIMIZED = "_NET_WM_STATE_MAXIMIZED_VERT"


def frame(program: Program) -> tuple[int, ...]:
    """The number of the window that is seen, and its place when nothing moves it any more."""
    program.tell("frame")
    return tuple(map(int, program.until("frame").split()))


def states(screen: XServer, window: int) -> set[str]:
    """What the window manager says of a window."""
    display = Display(screen.environment["DISPLAY"])
    try:
        name = display.intern_atom("_NET_WM_STATE")
        told = display.create_resource_object("window", window).get_full_property(
            name, X.AnyPropertyType
        )
        return {str(display.get_atom_name(atom)) for atom in told.value} if told else set()
    finally:
        display.close()


def test_it_stays_above_and_is_moved_by_its_first_line(screen: XServer) -> None:
    with screen.program(PROGRAM) as program:
        program.until("up")
        program.tell("strip")
        window, x, y, width, height = frame(program)
        assert "_NET_WM_STATE_ABOVE" in states(screen, window)
        grip = (str(x + width // 2), str(y + height // 2))
        screen.run("xdotool", "mousemove", *grip, "mousedown", "1")
        for step in range(1, 11):
            to = (str(x + width // 2 + 10 * step), str(y + height // 2 + 6 * step))
            screen.run("xdotool", "mousemove", *to)
        screen.run("xdotool", "mouseup", "1")
        _window, moved_x, moved_y, *size = frame(program)
        assert abs(moved_x - x - 100) < 15
        assert abs(moved_y - y - 60) < 15
        assert size == [width, height]


@pytest.mark.parametrize("view", ["window", "strip"])
def test_it_comes_back_where_it_was(screen: XServer, tmp_path: Path, view: str) -> None:
    """Window managers add a frame: a place that is taken back without it wanders."""
    places = []
    for start in range(3):
        with screen.program(PROGRAM, str(tmp_path)) as program:
            program.until("up")
            if start == 0:
                if view == "strip":
                    program.tell("strip")
                window, *_place = frame(program)
                screen.run("xdotool", "windowmove", str(window), "333", "222")
            places.append(frame(program)[1:])
            program.tell("leave")
    assert places[1:] == [places[0]] * 2
    assert abs(places[0][0] - 333) < 40


def test_it_stays_where_the_desktop_puts_it(screen: XServer, tmp_path: Path) -> None:
    """Beside another window on half of the screen, or on all of it, also after a restart."""
    with screen.program(PROGRAM, str(tmp_path)) as program:
        program.until("up")
        window, *_place = frame(program)
        put(screen, window, QRect(683, 40, 683, 700))
        while abs(frame(program)[1] - 683) > 5:
            pass  # the test's time limit ends it
        _window, x, y, width, _height = frame(program)
        title = (str(x + width // 2), str(y + 8))
        screen.run("xdotool", "mousemove", *title, "click", "--repeat", "2", "1")
        while MAXIMIZED not in states(screen, window):
            frame(program)
        frame(program)
        program.tell("leave")
    with screen.program(PROGRAM, str(tmp_path)) as program:
        program.until("up")
        window, *_place = frame(program)
        assert MAXIMIZED in states(screen, window)


def put(screen: XServer, window: int, place: QRect) -> None:
    """Place it in one step, as a key or a drag to the screen's edge does."""
    display = Display(screen.environment["DISPLAY"])
    try:
        of_screen = display.create_resource_object("window", window)
        of_screen.configure(x=place.x(), y=place.y(), width=place.width(), height=place.height())
        display.sync()
    finally:
        display.close()
