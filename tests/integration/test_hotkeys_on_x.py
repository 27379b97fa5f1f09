"""Hotkeys on a real X server, while another window has the keyboard."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from Xlib import XK, X, display, error

from tests.integration.x_server import Program, XServer, x_server

pytestmark = pytest.mark.xvfb

_PLACE_OF_P = 33
"""Its key code."""
BY_THE_USER = 2
"""As a taskbar says it; a program that speaks for itself says 1."""


@pytest.fixture(scope="module")
def screen() -> Iterator[XServer]:
    repeats = ("-ardelay", "100", "-arinterval", "20")  # milliseconds, of a key that is held down
    with x_server("1366x768", *repeats) as server:
        yield server


@pytest.fixture
def window(screen: XServer) -> Iterator[Program]:
    """The window, out of sight."""
    with screen.program("tests.integration.hotkey_window") as program:
        program.until("up")
        program.tell("hide")
        yield program


@pytest.fixture
def typist(screen: XServer, window: Program) -> Iterator[Program]:
    """Another program, which has the keyboard."""
    assert window
    with screen.program("tests.integration.typist") as program:
        program.until("focus")
        yield program


def test_a_hotkey_takes_the_call_and_the_other_window_keeps_the_keyboard(
    screen: XServer, window: Program, typist: Program
) -> None:
    window.tell("keys Ctrl+Alt+P F12")
    assert window.until("refused") == ""
    window.tell("ring")
    window.until("rings")
    screen.run("xdotool", "type", "a")
    screen.run("xdotool", "key", "ctrl+alt+p")
    window.until("wanted")
    window.tell("end")
    assert window.until("told").startswith("You have the call You took First Caller")
    screen.run("xdotool", "type", "b")
    typist.until("text ab")
    screen.run("xdotool", "key", "F12")
    window.until("shown")


def test_the_window_manager_is_asked_in_the_users_name(screen: XServer) -> None:
    """A program's own wish it may refuse, and Qt would not hear of that: no pop-up would come."""
    with screen.program("tests.integration.hotkey_window") as window:
        with asked_for_the_front(screen) as asked:
            window.until("up")
            assert asked() == []  # at the start it says who has the keyboard
        with screen.program("tests.integration.typist") as typist:
            typist.until("focus")
            with asked_for_the_front(screen) as asked:
                window.tell("keys - F12")
                window.until("refused")
                screen.run("xdotool", "key", "F12")
                typist.until("no focus")
                assert asked() == [BY_THE_USER]


@pytest.mark.usefixtures("typist")
def test_nothing_rings_is_told(screen: XServer, window: Program) -> None:
    window.tell("keys Ctrl+Alt+P -")
    window.until("refused")
    screen.run("xdotool", "key", "ctrl+alt+p")
    assert window.until("told") == "No call taken Nothing rings now."


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock", "Scroll_Lock"])
@pytest.mark.usefixtures("typist")
def test_a_lock_makes_no_difference(screen: XServer, window: Program, lock: str) -> None:
    window.tell("keys - Ctrl+Shift+F9")
    window.until("refused")
    screen.run("xdotool", "key", lock)
    try:
        screen.run("xdotool", "key", "ctrl+shift+F9")
        window.until("shown")
    finally:
        screen.run("xdotool", "key", lock)


@pytest.mark.parametrize("layouts", ["gr,us", "us,gr", "ru,us", "it", "de", "fr"])
def test_a_letter_is_where_one_of_the_layouts_has_it(
    screen: XServer, window: Program, typist: Program, layouts: str
) -> None:
    """Whichever of them is in use: a hotkey is a place on the keyboard."""
    assert typist
    screen.run("setxkbmap", layouts)
    try:
        window.tell("keys Ctrl+Alt+P F12")
        while window.until("refused"):  # it has yet to hear of the layouts
            pass
        screen.run("xdotool", "key", f"ctrl+alt+{_PLACE_OF_P}")
        window.until("told")
    finally:
        screen.run("setxkbmap", "us")


def test_a_key_that_is_held_down_counts_once(
    screen: XServer, window: Program, typist: Program
) -> None:
    """The X server repeats it; after that the next press counts again."""
    held = ("sleep", "0.5")
    screen.run("xdotool", "keydown", "x", *held, "keyup", "x")
    typist.until("text xxx")
    window.tell("keys Ctrl+Alt+P F12")
    window.until("refused")
    down = ("keydown", "ctrl", "keydown", "alt", "keydown", "p")
    screen.run("xdotool", *down, *held, "keyup", "p", "keyup", "alt", "keyup", "ctrl")
    screen.run("xdotool", "key", "ctrl+alt+p")
    screen.run("xdotool", "key", "F12")
    said = window.lines()
    once = "told No call taken Nothing rings now."
    assert [next(said), next(said), next(said)] == [once, once, "shown"]


def test_what_another_program_has_is_refused(screen: XServer, window: Program) -> None:
    with screen.program("tests.integration.hotkey_window") as other:
        other.until("up")
        other.tell("keys Ctrl+Alt+P Ctrl+Alt+W")
        assert other.until("refused") == ""
        window.tell("keys Ctrl+Alt+P F12")
        assert window.until("refused") == "pick_up"
        window.tell("notice")
        said = "The hotkey Ctrl+Alt+P does not work. Another program has this key."
        assert said in window.until("notice")
        screen.run("xdotool", "key", "F12")
        window.until("shown")  # the other one works
        screen.run("xdotool", "key", "ctrl+alt+p")
        other.until("told")
    window.tell("keys Ctrl+Alt+W F12")  # the other has let go of it
    assert window.until("refused") == ""


def test_no_press_is_lost_while_the_keyboard_changes(screen: XServer, window: Program) -> None:
    """As from one keyboard to another: meanwhile no other program gets the key."""
    window.tell("keys Ctrl+Alt+P F12")
    window.until("refused")
    other = display.Display(screen.environment["DISPLAY"])
    root, unused = other.screen().root, 250
    for number in range(1000):
        if number % 50 == 0:
            other.change_keyboard_mapping(unused, other.get_keyboard_mapping(unused, 1))
        taken = error.CatchError(error.BadAccess)
        how = (X.ControlMask | X.Mod1Mask, False, X.GrabModeAsync, X.GrabModeAsync, taken)
        root.grab_key(other.keysym_to_keycode(XK.XK_p), *how)
        other.sync()
        assert taken.get_error()
    other.close()
    window.until("refused")  # it has heard of a change


@pytest.mark.usefixtures("typist")
def test_what_is_turned_off_is_the_others_again(screen: XServer, window: Program) -> None:
    window.tell("keys Ctrl+Alt+P F12")
    window.until("refused")
    window.tell("keys Ctrl+Alt+L F12")
    assert [window.until("refused"), window.until("refused")] == ["", ""]
    with screen.program("tests.integration.hotkey_window") as other:
        other.until("up")
        other.tell("keys Ctrl+Alt+P -")
        assert other.until("refused") == ""


def test_a_keyboard_without_that_key(window: Program) -> None:
    window.tell("keys Ctrl+þ F12")
    assert window.until("refused") == "pick_up"


@contextmanager
def asked_for_the_front(screen: XServer) -> Iterator[Callable[[], list[int]]]:
    """In whose name the window manager has been asked meanwhile to bring a window to the front."""
    listener = display.Display(screen.environment["DISPLAY"])
    wish = listener.intern_atom("_NET_ACTIVE_WINDOW")
    listener.screen().root.change_attributes(event_mask=X.SubstructureNotifyMask)
    listener.sync()

    def told() -> list[int]:
        listener.sync()
        events = [listener.next_event() for _ in range(listener.pending_events())]
        wishes = [one for one in events if one.type == X.ClientMessage and one.client_type == wish]
        return [one.data[1][0] for one in wishes]

    try:
        yield told
    finally:
        listener.close()
