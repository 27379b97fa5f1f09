"""A PBX in a process of its own, with many calls: `python -m tests.integration.storm_pbx`.

Prints its port; blows from the first line on its input until the input ends.
"""

import asyncio
import sys
from contextlib import suppress
from random import Random

from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.accounts import ACCOUNTS
from tests.storm import Storm, storm_office

RINGING = 200
EVENTS_PER_S = 200.0


async def main() -> None:
    pbx = Pbx(storm_office())
    async with SimulatorServer(pbx, ACCOUNTS) as server:
        storm = Storm(pbx, Random(1))
        storm.fill(RINGING)
        print(server.port, flush=True)  # noqa: T201
        if not await asyncio.to_thread(sys.stdin.readline):
            return
        blowing = asyncio.get_running_loop().create_task(
            storm.run(events_per_s=EVENTS_PER_S, seconds=3600)
        )
        await asyncio.to_thread(sys.stdin.read)
        blowing.cancel()
        with suppress(asyncio.CancelledError):
            await blowing


if __name__ == "__main__":
    asyncio.run(main())
