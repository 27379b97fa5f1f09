"""The strip among other windows on a real X server, and where windows are after a restart."""

from pathlib import Path

import pytest
from Xlib import X
from Xlib.display import Display

from tests.integration.x_server import Program, XServer

pytestmark = pytest.mark.xvfb
PROGRAM = "tests.integration.tray_program"


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
