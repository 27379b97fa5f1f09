"""On a real Asterisk: how soon a click is a pickup, and what each client costs the PBX."""

import asyncio
import os
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from client.ami import actions
from client.calls.call import Leg
from client.calls.choice import AnyCall
from client.calls.events import PICKUP_ID_PREFIX
from client.config.credentials import Secret
from client.config.settings import Settings
from tests.asterisk.lab import Lab
from tests.bench.figure import ROUNDS, Figure
from tests.desk import Desk, running
from tests.skips import AsteriskUnavailable

CLICKS = 9
CLIENTS = (1, 10, 50)
CALLS = 12
"""Of each round."""

LIMIT_S = 10.0


def figures(quick: bool) -> list[Figure]:  # noqa: FBT001 - all parts are called so
    """Nothing where there is no Asterisk."""
    assert not quick
    try:
        return asyncio.run(_figures())
    except AsteriskUnavailable as reason:
        print(f"no Asterisk: {reason}", file=sys.stderr)  # noqa: T201
        return []


async def _figures() -> list[Figure]:
    async with Lab() as lab:
        await lab.phone("101")
        await lab.phone("204")
        return [await _click(lab), *await _clients(lab)]


async def _click(lab: Lab) -> Figure:
    settings = Settings(
        host="127.0.0.1", port=lab.ami_port, username="agent", extension="204", pbx="lab"
    )
    watch = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.pickup_watch", str(lab.ami_port)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert watch.stdout
    assert await watch.stdout.readline() == b"ready\n"
    found: dict[str, list[float]] = {"cornetta": [], "bare": []}
    try:
        _reader, writer = await _login(lab, "agent", "off")
        async with running(settings, Secret("agent")) as desk:
            for _ in range(CLICKS):
                for name, times in found.items():
                    clicked = await _clicked(lab, desk, writer, bare=name == "bare")
                    async with asyncio.timeout(LIMIT_S):
                        picked = float(await watch.stdout.readline())
                    times.append((picked - clicked) * 1000)
                    await lab.hang_up_all()
                    await desk.shows(0)
        writer.close()
    finally:
        watch.kill()
        await watch.wait()
    cornetta, bare = median(found["cornetta"]), median(found["bare"])
    return Figure(
        "click to the PBX's `Pickup`, on a real Asterisk",
        "the same `Originate` from a bare socket",
        cornetta / bare,
        f"{cornetta:.1f} / {bare:.1f} ms",
        goal=1.2,
    )


async def _clicked(lab: Lab, desk: Desk, writer: asyncio.StreamWriter, *, bare: bool) -> float:
    """Let a phone ring and take the call; return when that was asked for."""
    await lab.call("101", name="First Caller", number="0455551234")
    call = await desk.rings_at("101")
    if not bare:
        clicked = time.monotonic()
        await desk.pickup(AnyCall())
        return clicked
    text = _originate(call.legs[0])
    clicked = time.monotonic()
    writer.write(text)
    await writer.drain()
    return clicked


def _originate(leg: Leg) -> bytes:
    headers = actions.pickup(
        Settings(host="127.0.0.1", extension="204"),
        channel_id=PICKUP_ID_PREFIX + uuid.uuid4().hex,
        then=actions.taking(leg.uniqueid),
        caller=leg.caller,
    )
    lines = ["Action: Originate"]
    for key, values in headers.items():
        lines += [f"{key}: {one}" for one in ([values] if isinstance(values, str) else values)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _login(
    lab: Lab, account: str, events: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", lab.ami_port)
    login = f"Action: Login\r\nUsername: {account}\r\nSecret: {account}\r\nEvents: {events}\r\n\r\n"
    writer.write(login.encode())
    assert b"Success" in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def _clients(lab: Lab) -> list[Figure]:
    alone = await _costs(lab)
    found = []
    for account, told in (("agent", "without a filter"), ("filtered", "with an event filter")):
        cost_ms: dict[int, float] = {}
        kilobytes = 0.0
        for count in CLIENTS:
            async with _connected(lab, account, count) as read:
                before = read()
                cost_ms[count] = await _costs(lab)
                kilobytes = (read() - before) / count / (ROUNDS * CALLS) / 1000
        slope = (cost_ms[CLIENTS[-1]] - cost_ms[CLIENTS[0]]) / (CLIENTS[-1] - CLIENTS[0])
        each = ", ".join(f"{count}: {cost:.1f}" for count, cost in cost_ms.items())
        found.append(
            Figure(
                f"Asterisk's work for a call with {CLIENTS[-1]} clients {told}",
                "with no client",
                cost_ms[CLIENTS[-1]] / alone,
                f"{each} / {alone:.1f} ms of CPU; one more client: {slope:.2f} ms and "
                f"{kilobytes:.1f} kB a call",
            )
        )
    return found


async def _costs(lab: Lab) -> float:
    """How much CPU Asterisk needs for a call that rings and is given up, in ms."""
    costs = []
    for _ in range(ROUNDS):
        before = _cpu_s(lab)
        for _ in range(CALLS):
            caller = await lab.call("101", name="First Caller", number="0455551234")
            await caller.ringing()
            await caller.cancel()
            await lab.observer.all_gone()
        costs.append((_cpu_s(lab) - before) / CALLS * 1000)
    return median(costs)


def _cpu_s(lab: Lab) -> float:
    """What all threads of Asterisk have worked."""
    assert lab._process
    stat = Path(f"/proc/{lab._process.pid}/stat").read_text("ascii")
    fields = stat.rpartition(")")[2].split()  # from the third on; utime is the 14th
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def _connected(lab: Lab, account: str, count: int) -> AsyncIterator[Callable[[], int]]:
    """So many clients that read; gives how many bytes they have read so far."""
    read = 0

    async def drain(reader: asyncio.StreamReader) -> None:
        nonlocal read
        while data := await reader.read(65536):
            read += len(data)

    links = [await _login(lab, account, "call,agent") for _ in range(count)]
    draining: list[Awaitable[None]] = [
        asyncio.get_running_loop().create_task(drain(reader)) for reader, _ in links
    ]
    try:
        yield lambda: read
    finally:
        for _, writer in links:
            writer.close()
        await asyncio.gather(*draining, return_exceptions=True)
