"""A PBX in a process of its own, with many users: `python -m tests.bench.large_pbx`.

Prints its port; ends with its input.
"""

import asyncio
import sys

from client.simulator.office import Desk, Office
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.accounts import ACCOUNTS

USERS = 1000
GROUPS = 100
EACH = 3
"""In so many groups is each user."""


def large_office() -> Office:
    """Extensions 1000 to 1999; groups 5000 to 5099 of the range 5XXX."""

    def groups(index: int) -> tuple[str, ...]:
        return tuple(sorted({str(5000 + (index * (at + 1)) % GROUPS) for at in range(EACH)}))

    return Office(
        desks=tuple(
            Desk(str(1000 + at), str(1000 + at), f"Desk {1000 + at}", groups(at), groups(at))
            for at in range(USERS)
        ),
        database={
            "pickup/range": "5XXX",
            **{f"pickup/group/{5000 + at}": f"Group {at}" for at in range(GROUPS)},
        },
    )


async def main() -> None:
    async with SimulatorServer(Pbx(large_office()), ACCOUNTS) as server:
        print(server.port, flush=True)  # noqa: T201
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
