"""The pop-up on a real X server: above whatever somebody types into, but not above a lock."""

import pytest

from tests.integration.x_server import XServer

pytestmark = pytest.mark.xvfb


def test_who_types_goes_on_typing_and_a_click_takes_the_call(screen: XServer) -> None:
    with screen.program("tests.integration.ringing_window") as window:
        window.until("up")
        with screen.program("tests.integration.typist") as typist:
            typist.until("focus")
            screen.run("xdotool", "type", "before ")
            typist.until("text before ")
            window.tell("ring Anna")
            x, y = window.until("shown").split()
            screen.run("xdotool", "type", " and after ")
            typist.until("text before  and after ")
            assert color_at(screen, x, y) != "#003366"  # above the full-screen window
            screen.run("xdotool", "mousemove", x, y, "click", "1")
            assert window.until("wanted") == "Anna"
            screen.run("xdotool", "type", "x")
            typist.until("text before  and after x")


def test_under_a_real_pointer_no_row_moves(screen: XServer) -> None:
    with screen.program("tests.integration.ringing_window") as window:
        window.until("up")
        for name in ("Anna", "Bruno", "Carla"):
            window.tell(f"ring {name}")
            x, y = window.until("shown").split()
        screen.run("xdotool", "mousemove", x, y)
        window.tell("ring Dario")  # only then the pointer has surely been seen
        window.until("shown")
        window.tell("end Anna")
        assert window.until("rows") == "Anna Bruno Carla Dario"
        screen.run("xdotool", "click", "1")
        assert window.until("wanted") == "Carla"
        screen.run("xdotool", "mousemove", "10", "700")
        window.tell("ring Elena")
        window.until("shown")
        window.tell("end Bruno")
        assert window.until("rows") == "Carla Dario Elena"


def test_above_a_locked_screen_nobody_reads_who_calls(screen: XServer) -> None:
    with screen.program("tests.integration.ringing_window") as window:
        window.until("up")
        with screen.program("tests.integration.screen_locker") as lock:
            lock.until("locked")
            for name in ("Anna", "Bruno", "Carla"):
                window.tell(f"ring {name}")
                window.until("shown")
                assert colors(screen) == 1
        while colors(screen) == 1:
            pass


def colors(screen: XServer) -> int:
    """How many are seen: one alone says nothing."""
    return int(screen.run("import", "-window", "root", "-format", "%k", "info:"))


def color_at(screen: XServer, x: str, y: str) -> str:
    pixel = f"%[hex:p{{{x},{y}}}]"
    return "#" + screen.run("import", "-window", "root", "-format", pixel, "info:").lower()[:6]
