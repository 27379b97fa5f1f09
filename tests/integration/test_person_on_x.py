"""The program itself, started as a person starts it, with keys typed on a real X server."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from Xlib import X
from Xlib.display import Display

from tests.contract.asterisk_office import AsteriskOffice
from tests.integration.reader import Reader
from tests.integration.test_strip_on_x import states
from tests.integration.until import wait_for
from tests.integration.x_server import ROOT, XServer, x_desktop

TRIES = 5
NEARLY = 40
"""Pixels: a frame is not everywhere as wide."""


def stacked(screen: XServer) -> list[str]:
    """The names of the windows, the lowest first."""
    display = Display(screen.environment["DISPLAY"])
    try:
        order, name = map(display.intern_atom, ("_NET_CLIENT_LIST_STACKING", "_NET_WM_NAME"))
        told = display.screen().root.get_full_property(order, X.AnyPropertyType)
        assert told
        windows = [display.create_resource_object("window", one) for one in told.value]
        return [one.get_full_text_property(name) for one in windows]
    finally:
        display.close()


@pytest.fixture
def screen() -> Iterator[XServer]:
    with x_desktop(CORNETTA_LANGUAGE="en") as server:
        yield server


@contextmanager
def cornetta(
    screen: XServer, *arguments: str, environ: Mapping[str, str] = os.environ
) -> Iterator[None]:
    """The window, while it has the keyboard."""
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "client", *arguments],
        cwd=ROOT,
        env={**environ, **screen.environment},
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            screen.run("xdotool", "search", "--sync", "--onlyvisible", "--name", "^Cornetta")
            yield
        finally:
            process.terminate()
            process.wait(10)


@pytest.mark.reader
def test_a_call_of_the_demo_is_taken_by_its_key(screen: XServer) -> None:
    """Each step is told to a screen reader."""
    reader = Reader(screen.environment["DBUS_SESSION_BUS_ADDRESS"])
    screen.environment["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
    try:
        with cornetta(screen, "--demo"):
            for _ in range(TRIES):  # somebody of the demo may be faster
                while "ew call" not in reader.said():
                    pass
                screen.run("xdotool", "key", "F9")
                while "icking up" in (said := reader.said()) or "ew call" in said:
                    pass
                if said.startswith("You took "):
                    return
        raise AssertionError(said)
    finally:
        reader.close()


@pytest.mark.dbus
@pytest.mark.xvfb
@pytest.mark.usefixtures("own_config")
def test_a_window_that_stays_above_others_stays_below_its_dialogs(screen: XServer) -> None:
    """Where one that waits for an answer is covered, its window seems to hang."""

    def named(name: str) -> int:
        found = screen.run("xdotool", "search", "--sync", "--onlyvisible", "--name", name)
        return int(found.split()[-1])

    def is_above() -> bool:
        return "_NET_WM_STATE_ABOVE" in states(screen, named("^Cornetta"))

    with cornetta(screen, "--demo"):
        screen.run("xdotool", "key", "ctrl+shift+comma")
        named("^Preferences")
        for above in (True, False):
            screen.run("xdotool", "key", "alt+a")
            wait_for(lambda: is_above() is above)  # noqa: B023 - at once
            order = [name for name in stacked(screen) if name != "Openbox"]
            assert order == ["Cornetta · Demo", "Preferences"]


@pytest.mark.dbus
@pytest.mark.xvfb
@pytest.mark.usefixtures("own_config")
def test_the_first_dialog_stands_in_the_middle_of_its_window(screen: XServer) -> None:
    """It opens by itself, when nobody knows yet where the window manager puts the window."""

    def middle(name: str) -> tuple[int, int]:
        [*_, window] = screen.run(
            "xdotool", "search", "--sync", "--onlyvisible", "--name", name
        ).split()
        told = screen.run("xdotool", "getwindowgeometry", "--shell", window)
        at = dict(line.split("=") for line in told.splitlines())
        left, top, width, height = (int(at[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
        return left + width // 2, top + height // 2

    with cornetta(screen):
        (x, y), (window_x, window_y) = middle("^Settings"), middle("^Cornetta")
        assert abs(x - window_x) < NEARLY
        assert abs(y - window_y) < NEARLY


@pytest.mark.dbus
@pytest.mark.xvfb
@pytest.mark.usefixtures("own_config")
def test_it_stands_on_x_where_the_desktop_speaks_wayland(screen: XServer, tmp_path: Path) -> None:
    """On Wayland a pop-up would take the keyboard from what one types into."""
    del screen.environment["QT_QPA_PLATFORM"]
    elsewhere = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    with socket.socket(socket.AF_UNIX) as wayland:  # whoever asks it for a window waits for ever
        wayland.bind(str(tmp_path / "wayland-0"))
        wayland.listen()
        screen.environment |= {
            "XDG_RUNTIME_DIR": str(tmp_path),
            "WAYLAND_DISPLAY": "wayland-0",
            "XDG_SESSION_TYPE": "wayland",
        }
        with cornetta(screen, "--demo", environ=elsewhere):
            pass


@pytest.mark.asterisk
@pytest.mark.dbus
@pytest.mark.xvfb
async def test_calls_of_a_real_pbx_are_taken_by_keys(
    office: AsteriskOffice, screen: XServer
) -> None:
    await office.switch_on("101", "103", "204")
    settings = {
        "CORNETTA_HOST": "127.0.0.1",
        "CORNETTA_PORT": str(office.lab.ami_port),
        "CORNETTA_TLS": "no",
        "CORNETTA_USERNAME": "agent",
        "CORNETTA_SECRET": "agent",
        "CORNETTA_EXTENSION": "204",
    }
    with cornetta(screen, environ={**os.environ, **settings}):
        caller = await office.call("101", name="First Caller", number="0455551234")
        await taken_by(screen, office, "F9")
        await caller.talks_with("204")
        await caller.hang_up()
        caller = await office.call("103", name="Second Caller", number="3471234567")
        await taken_by(screen, office, "Down", "Return")
        await caller.talks_with("204")


async def taken_by(screen: XServer, office: AsteriskOffice, *keys: str) -> None:
    """Type until a call is taken: the window may have to come up, and show it first."""
    seen = len(office.lab.observer.events)

    def taken() -> bool:
        return any(event["Event"] == "Pickup" for event in office.lab.observer.events[seen:])

    for _ in range(10 * TRIES):
        await asyncio.to_thread(screen.run, "xdotool", "key", *keys)
        for _ in range(10):
            await asyncio.sleep(0.05)
            if taken():
                return
    raise AssertionError(f"{keys} took no call")
