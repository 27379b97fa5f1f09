"""The demo's day and the storm: enough calls, not too many, and nothing left of them."""

import asyncio
import tempfile
from pathlib import Path
from random import Random

import pytest

from client.demo import demo_pbx
from client.simulator.event import Event
from client.simulator.pbx import Pbx
from client.simulator.script import MOST_AT_ONCE, DemoScript
from client.simulator.server import SimulatorServer
from tests.storm import Storm, storm_office


def callers_of(pbx: Pbx) -> set[str]:
    return {leg.channel.linkedid for leg in pbx.exchange.legs.values() if leg.below is None}


async def test_a_day_at_the_office_never_overwhelms_and_never_stalls() -> None:
    pbx = Pbx()
    kinds: set[str] = set()
    most, quiet_s, last = 0, 0.0, 0.0
    loop = asyncio.get_running_loop()

    def watch(event: Event) -> None:
        nonlocal most, quiet_s, last
        kinds.add(event.name)
        most = max(most, len(callers_of(pbx)))
        if event.name == "DialBegin":
            quiet_s = max(quiet_s, loop.time() - last) if last else 0.0
            last = loop.time()

    pbx.switch.listeners.append(watch)
    script = DemoScript(pbx, Random(1), pace=200)
    try:
        async with asyncio.timeout(4):
            await script.run()
    except TimeoutError:
        pass
    assert 2 <= most <= MOST_AT_ONCE
    assert quiet_s * 200 < 60
    assert {"Pickup", "QueueCallerJoin", "LocalBridge", "BridgeEnter", "DialEnd"} <= kinds
    script.clear()
    assert not pbx.switch.channels
    assert not pbx.exchange.legs
    pbx.close()


async def test_the_same_seed_is_the_same_day() -> None:
    days = []
    for _ in range(2):
        pbx = Pbx()
        calls: list[str] = []
        pbx.switch.listeners.append(
            lambda event, calls=calls: (
                calls.append(str(event.headers[:8]))  # type: ignore[misc]
                if event.name == "Newchannel"
                else None
            )
        )
        script = DemoScript(pbx, Random(7), pace=1000)
        try:
            async with asyncio.timeout(0.3):
                await script.run()
        except TimeoutError:
            pass
        pbx.close()
        days.append(calls[:8])
    assert days[0] == days[1]


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
    async with SimulatorServer(pbx):
        storm = Storm(pbx, Random(5))
        storm.fill(200)
        assert len(callers_of(pbx)) == 200
        events = await storm.run(events_per_s=400, seconds=1.0)
        assert 380 <= events <= 460
        assert len(callers_of(pbx)) == 200
        storm.clear()
        assert not pbx.switch.channels
