"""Run the demo PBX by itself: `python -m client.simulator [--port N] [--seed N]`."""

import argparse
import asyncio
import contextlib
import sys
from random import Random

from client.simulator.pbx import Pbx
from client.simulator.script import DemoScript
from client.simulator.server import SimulatorServer


async def _serve(port: int, seed: int | None) -> None:
    pbx = Pbx(auto_answer_s=0.2)
    async with SimulatorServer(pbx, port=port) as server:
        sys.stdout.write(
            f"host: {server.host}\nport: {server.port}\naccount: agent\nsecret: agent\n"
            "extension: 204\nCtrl-C ends it.\n"
        )
        sys.stdout.flush()
        await DemoScript(pbx, Random(seed)).run()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m client.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument("--seed", type=int, help="the same calls every time")
    arguments = parser.parse_args()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(arguments.port, arguments.seed))
    except OSError as error:
        parser.exit(1, f"Cannot listen on port {arguments.port}: {error.strerror}\n")


if __name__ == "__main__":
    main()
