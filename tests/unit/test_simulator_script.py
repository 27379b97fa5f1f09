"""The demo's day and the storm: enough calls, not too many, and nothing left of them."""

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from client.demo import demo_pbx
from client.simulator.pbx import Pbx
from client.simulator.script import MOST_AT_ONCE, DemoScript
from client.simulator.server import SimulatorServer
from client.simulator.wire import Event
from tests.accounts import ACCOUNTS
from tests.storm import Storm, storm_office
from tests.unit.leaping_loop import leap


def callers_of(pbx: Pbx) -> set[str]:
    return {leg.channel.linkedid for leg in pbx.exchange.legs.values() if leg.below is None}


async def day(script: DemoScript, minutes: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(60 * minutes):
            await script.run()


def test_a_day_at_the_office_never_overwhelms_and_never_stalls() -> None:
    pbx = Pbx()
    kinds: set[str] = set()
    most, quiet_s, last = 0, 0.0, 0.0

    def watch(event: Event) -> None:
        nonlocal most, quiet_s, last
        kinds.add(event.name)
        most = max(most, len(callers_of(pbx)))
        if event.name == "DialBegin":
            now = asyncio.get_running_loop().time()
            quiet_s = max(quiet_s, now - last)
            last = now

    async def work() -> None:
        script = DemoScript(pbx, Random(1))
        await day(script, 15)
        for call in script._calls:
            call.give_up()
        pbx.close()

    pbx.switch.listeners.append(watch)
    leap(work())
    assert 2 <= most <= MOST_AT_ONCE
    assert quiet_s < 60
    assert {"Pickup", "QueueCallerJoin", "BridgeEnter", "DialEnd"} <= kinds
    assert not pbx.switch.channels
    assert not pbx.exchange.legs


def test_the_same_seed_is_the_same_day() -> None:
    def told() -> list[str]:
        pbx, events = Pbx(), list[str]()
        pbx.switch.listeners.append(
            lambda event: events.append(f"{event.name} {dict(event.headers).get('Channel')}")
        )

        async def work() -> None:
            await day(DemoScript(pbx, Random(7)), 5)
            pbx.close()

        leap(work())
        return events

    assert told() == told()


async def test_the_demo_serves_calls_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = asyncio.all_tasks()
    async with demo_pbx(seed=3) as access:
        settings, secret = access.settings, access.secret.reveal()
        assert secret not in repr(access)
        reader, writer = await asyncio.open_connection(settings.host, settings.port)
        assert (await reader.readline()).startswith(b"Asterisk Call Manager/")
        login = f"Action: Login\r\nUsername: {settings.username}\r\nSecret: {secret}\r\n\r\n"
        writer.write(f"{login}Action: Status\r\n\r\n".encode())
        rows = await reader.readuntil(b"StatusComplete")
        assert b"ChannelStateDesc: Ringing" in rows
        writer.close()
        assert list(tmp_path.iterdir()) == []  # it may be killed now
    assert asyncio.all_tasks() == before


async def test_a_storm_keeps_its_pace_and_its_calls() -> None:
    pbx = Pbx(storm_office())
    async with SimulatorServer(pbx, ACCOUNTS):
        storm = Storm(pbx, Random(5))
        storm.fill(200)
        assert len(callers_of(pbx)) == 200
        events = await storm.run(events_per_s=400, seconds=1.0)
        assert 380 <= events <= 460
        assert len(callers_of(pbx)) == 200
        storm.clear()
        assert not pbx.switch.channels
