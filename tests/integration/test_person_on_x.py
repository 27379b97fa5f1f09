"""The program itself, started as a person starts it, with keys typed on a real X server."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.contract.asterisk_office import AsteriskOffice
from tests.integration.reader import Reader
from tests.integration.x_server import ROOT, XServer, x_desktop

TRIES = 5


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
