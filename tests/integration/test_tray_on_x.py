"""The tray's icon in a real tray on an X server; clicks are a mouse's."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.integration.x_server import Program, XServer

pytestmark = pytest.mark.xvfb

LIVE = "srgb(26,127,71)"


@contextmanager
def real_tray(screen: XServer) -> Iterator[subprocess.Popen[bytes]]:
    command = ["trayer", "--edge", "top", "--align", "right", "--widthtype", "pixel"]
    command += ["--width", "200", "--height", "32", "--heighttype", "pixel"]
    with subprocess.Popen(  # noqa: S603 - our own words
        command, env=screen.environment, stderr=subprocess.DEVNULL
    ) as tray:
        try:
            yield tray
        finally:
            tray.kill()


def icon_of(program: Program) -> tuple[str, str]:
    x, y = program.until("icon").split()
    return x, y


def ring(program: Program, name: str) -> None:
    program.tell(f"ring {name}")
    program.until(f"rings {name}")


def choose(screen: XServer, program: Program, text: str) -> None:
    """Click on a line of the open menu."""
    program.tell(f"where {text}")
    x, y = program.until("at").split()
    screen.run("xdotool", "mousemove", x, y, "click", "1")


def colors_at(screen: XServer, x: str, y: str) -> str:
    """All colours around a point, as a histogram."""
    area = f"20x20+{int(x) - 10}+{int(y) - 10}"
    return screen.run(
        "import", "-window", "root", "-crop", area, "-format", "%c", "histogram:info:"
    ).lower()


def test_a_click_in_the_menu_takes_exactly_that_call(screen: XServer) -> None:
    with real_tray(screen), screen.program("tests.integration.tray_program") as program:
        x, y = icon_of(program)
        ring(program, "Anna")
        ring(program, "Bruno")
        screen.run("xdotool", "mousemove", x, y, "click", "3")
        program.until("menu")
        assert LIVE in colors_at(screen, x, y)
        ring(program, "Carla")  # it comes above both, and must not move them
        choose(screen, program, "Anna")
        assert program.until("wanted") == "Anna"


def test_it_closes_into_the_tray_and_comes_back_at_a_click(screen: XServer) -> None:
    with real_tray(screen), screen.program("tests.integration.tray_program") as program:
        x, y = icon_of(program)
        program.tell("close")
        program.until("hidden")
        screen.run("xdotool", "mousemove", x, y, "click", "1")
        program.until("seen")


def test_a_window_in_the_tray_comes_back_when_the_tray_ends(screen: XServer) -> None:
    with real_tray(screen) as tray, screen.program("tests.integration.tray_program") as program:
        icon_of(program)
        program.tell("close")
        program.until("hidden")
        tray.terminate()
        program.until("seen")


def test_a_tray_that_comes_later_gets_the_icon(screen: XServer) -> None:
    with screen.program("tests.integration.tray_program") as program:
        program.until("up")
        with real_tray(screen):
            x, y = icon_of(program)
            ring(program, "Anna")
            screen.run("xdotool", "mousemove", x, y, "click", "3")
            program.until("menu")
            choose(screen, program, "Anna")
            assert program.until("wanted") == "Anna"
