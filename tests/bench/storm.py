"""A simulated PBX under load: `python -m tests.bench.storm RINGING EVENTS_PER_S [RECORDED_EVENTS]`.

Prints its port. At the first line on its input it blows: so many calls ring, so many events come
in a second, and some of the calls are named after the moment in which they begin to ring. With
RECORDED_EVENTS it sends so many events of the recorded hour in place of that, and says "sent".
It ends with its input.
"""

import asyncio
import sys
import time
from itertools import islice
from random import Random
from typing import Any

from client.ami.message import SEPARATOR
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.accounts import ACCOUNTS
from tests.bench.stream import blocks
from tests.storm import Storm, storm_office

MARK_S = 0.04
MARK = "at "
STEP_S = 0.02


async def mark(pbx: Pbx) -> None:
    """Let a new call ring that is named after its moment, and the one before give up."""
    while True:
        call = pbx.call("1000", f"{MARK}{time.monotonic():.6f}", "0450")
        await asyncio.sleep(MARK_S)
        call.give_up()


async def send_recorded(server: SimulatorServer, events: int, events_per_s: float) -> None:
    """Send what a real Asterisk sent, over and over.

    Only whole events at a time: an answer of the simulator within one would be lost with it, and
    the window would leave the link that answers no more.
    """
    recorded = [block + SEPARATOR for block in islice(blocks(), events)]
    step = round(events_per_s * STEP_S)
    for at in range(0, events, step):
        together = b"".join(recorded[at : at + step])
        for session in server.sessions:
            session._write(together)
        await asyncio.sleep(STEP_S)
    print("sent", flush=True)  # noqa: T201


async def main(ringing: int, events_per_s: float, recorded: int = 0) -> None:
    """Serve, then blow, until the input ends."""
    pbx = Pbx(storm_office())
    loop = asyncio.get_running_loop()
    async with SimulatorServer(pbx, ACCOUNTS) as server:
        storm = Storm(pbx, Random(1))
        storm.fill(ringing)
        print(server.port, flush=True)  # noqa: T201
        if not await loop.run_in_executor(None, sys.stdin.readline):
            return
        doing: list[asyncio.Task[Any]] = []
        if recorded:
            doing.append(loop.create_task(send_recorded(server, recorded, events_per_s)))
        elif events_per_s:
            doing.append(loop.create_task(mark(pbx)))
            doing.append(loop.create_task(storm.run(events_per_s=events_per_s, seconds=3600)))
        await loop.run_in_executor(None, sys.stdin.read)
        for task in doing:
            task.cancel()
        await asyncio.gather(*doing, return_exceptions=True)


if __name__ == "__main__":
    told = [int(word) for word in sys.argv[1:]]
    asyncio.run(main(*told))
