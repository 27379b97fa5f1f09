"""A simulated PBX where one call rings: `python -m tests.bench.ringing_pbx`.

Prints its port. When the call is taken the next one rings. It ends with its input.
"""

import asyncio
import sys

from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.accounts import ACCOUNTS


async def main() -> None:
    """Serve until the input ends."""
    pbx = Pbx(auto_answer_s=0.0)
    async with SimulatorServer(pbx, ACCOUNTS) as server:
        call = pbx.call("103", "First Caller", "0455551234")
        print(server.port, flush=True)  # noqa: T201
        reading = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        while not reading.done():
            await asyncio.sleep(0.002)
            if not call.is_ringing:
                call.give_up()
                call = pbx.call("103", "First Caller", "0455551234")


if __name__ == "__main__":
    asyncio.run(main())
