"""Computers that sleep, and clocks that are set: no old ring is shown as new, and no age jumps."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from client.session import LinkState
from tests.asterisk.lab import Lab
from tests.contract.asterisk_office import AsteriskOffice
from tests.desk import extensions_of, running
from tests.proxy import Proxy
from tests.skips import find_asterisk, find_faketime

HOUR_S = 3600

# Python asks the system for the time in one place, which a file sets here; and for the clock that
# goes on while a computer sleeps, and its own for waiting does not, in another.
CORNETTA = """
import os, pathlib, runpy, time
true_time, true_clock, file = time.time, time.clock_gettime, pathlib.Path(os.environ["CLOCKS"])
clocks = lambda: [int(word) for word in file.read_text().split()]
time.time = lambda: true_time() + clocks()[0]
time.clock_gettime = lambda which: true_clock(which) + clocks()[1] * (which == time.CLOCK_BOOTTIME)
runpy.run_module("client", run_name="__main__", alter_sys=True)
"""


class Watch:
    """`cornetta watch --json` on a computer of its own, whose clock a test can set."""

    def __init__(self, process: asyncio.subprocess.Process, clocks: Path) -> None:
        self.process = process
        self._clocks = clocks

    def set_clocks(self, ahead_s: int, slept_s: int) -> None:
        self._clocks.write_text(f"{ahead_s} {slept_s}", encoding="utf-8")

    async def line(self) -> dict[str, Any]:
        """Wait for the next line."""
        assert self.process.stdout
        async with asyncio.timeout(10):
            read: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return read


def new_clocks(folder: Path) -> Path:
    """Clocks that are right."""
    folder.mkdir()
    clocks = folder / "clocks"
    clocks.write_text("0 0", encoding="utf-8")
    return clocks


@asynccontextmanager
async def watching(office: AsteriskOffice, folder: Path) -> AsyncIterator[Watch]:
    """A `cornetta watch` that ends well, and says that its computer slept."""
    settings = office.settings()
    clocks = new_clocks(folder)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CORNETTA, "watch", "--json"),
        env={
            **{key: value for key, value in os.environ.items() if "CORNETTA" not in key},
            "CLOCKS": str(clocks),
            "CORNETTA_CONFIG": str(folder / "settings.toml"),
            "CORNETTA_HOST": settings.host,
            "CORNETTA_PORT": str(settings.port),
            "CORNETTA_USERNAME": settings.username,
            "CORNETTA_SECRET": "agent",
            "CORNETTA_EXTENSION": "204",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield Watch(process, clocks)
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        code = await process.wait()
    assert code == 0
    assert process.stderr
    assert "computer slept" in (await process.stderr.read()).decode()


async def test_a_computer_that_slept_shows_no_old_ring_as_new(
    lab: Lab, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """Stopped and continued; its clock is right afterwards, or wrong by an hour.

    One has slept for an hour, by its clocks; to the PBX it was as short as to the others.
    """
    office = AsteriskOffice(lab)
    await office.switch_on("101", "102", "103")
    async with (
        watching(office, tmp_path / "right") as right,
        watching(office, tmp_path / "ahead") as ahead,
        watching(office, tmp_path / "behind") as behind,
        watching(office, tmp_path / "asleep") as asleep,
    ):
        watches = {right: 0, ahead: HOUR_S, behind: -HOUR_S, asleep: HOUR_S}
        await office.call("101", number="0451")
        rang = {watch: await watch.line() for watch in watches}
        assert {told["call"]["caller"]["number"] for told in rang.values()} == {"0451"}
        for watch in watches:
            watch.process.send_signal(signal.SIGSTOP)
        over = await office.call("102", number="0452")
        await lab.observer.ringing("PJSIP/102")
        await office.call("103", number="0453")
        await lab.observer.ringing("PJSIP/103")
        await asyncio.sleep(5)
        await over.give_up()
        await lab.observer.ringing("PJSIP/102", 0)
        for watch, ahead_s in watches.items():
            watch.set_clocks(ahead_s, HOUR_S if watch is asleep else 0)
            watch.process.send_signal(signal.SIGCONT)
        ages = []
        for watch in watches:
            told = await watch.line()
            assert (told["change"], told["call"]["caller"]["number"]) == ("added", "0453")
            ages.append(told["call"]["seconds"])
            assert 4 < ages[-1] < 9
        await lab.hang_up_all()
        for watch in watches:
            ends = [await watch.line(), await watch.line()]
            first = next(end for end in ends if end["call"]["caller"]["number"] == "0451")
            assert first["call"]["since"] == rang[watch]["call"]["since"]
            assert 5 < first["call"]["seconds"] - (HOUR_S if watch is asleep else 0) < 15
    figure(f"stopped for 5 s, clock right or an hour off: a ring of meanwhile is shown at {ages} s")


@pytest.mark.faketime
@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S])
async def test_the_clock_of_the_pbx_is_set(tmp_path: Path, jump_s: int) -> None:
    """Asterisk itself hears another time from one moment to the next, with calls ringing.

    To its Dial an hour has passed then, and it gives up what rang before as soon as it looks at the
    time, which it does when anything comes from one of its channels.
    """
    clock = tmp_path / "clock"
    clock.write_text("+0\n", encoding="utf-8")
    binaries = find_asterisk()
    faked = [
        *("env", f"LD_PRELOAD={find_faketime()}", f"FAKETIME_TIMESTAMP_FILE={clock}"),
        *("FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"),
    ]
    binaries = replace(binaries, asterisk=[*faked, *binaries.asterisk])
    async with Lab(binaries=binaries) as lab, Proxy(lab.ami_port) as proxy:
        office = AsteriskOffice(lab)
        await office.switch_on("101", "102", "103", "204")
        settings = msgspec.structs.replace(office.settings(), port=proxy.port)
        async with running(settings, office.secret()) as desk:

            def age_of(number: str) -> float:
                (call,) = (call for call in desk.calls if call.caller.number == number)
                return desk.session.now() - call.since

            def shown_at() -> set[str]:
                return {extension for call in desk.calls for extension in extensions_of(call)}

            def ringing_at() -> set[str]:
                channels = lab.observer.channels.values()
                ringing = {one.device for one in channels if one.state == "Ringing"}
                return {device.removeprefix("PJSIP/") for device in ringing}

            await office.call("101", number="0451")
            since = (await desk.rings_at("101")).since
            clock.write_text(f"{jump_s:+}\n", encoding="utf-8")
            await office.call("102", number="0452")
            await desk.hears_of("102")
            assert 0 <= age_of("0452") < 2
            await proxy.refuse()
            await desk.is_link(LinkState.STALE)
            await office.call("103", number="0453")
            await office.rang_with("103")
            await proxy.open()
            await desk.is_link(LinkState.LIVE)
            await desk.until(lambda: shown_at() == ringing_at(), "what rings at the PBX")
            assert ringing_at() >= {"102", "103"} | ({"101"} if jump_s < 0 else set())
            shown = {call.caller.number: call for call in desk.calls}
            for number in shown:
                assert 0 <= age_of(number) < 8, number
            assert "0451" not in shown or shown["0451"].since == since
