"""The demo: a simulated PBX inside this process, where calls keep coming."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import NamedTuple

from client.credentials import Secret
from client.settings import Settings
from client.simulator.accounts import account
from client.simulator.pbx import Pbx
from client.simulator.script import DemoScript
from client.simulator.server import SimulatorServer
from client.tasks import TaskOwner

AUTO_ANSWER_S = 0.2
"""How long the user's simulated phone takes to answer by itself."""


class DemoAccess(NamedTuple):
    """How to reach the demo PBX; the secret is made anew each time."""

    settings: Settings
    secret: Secret


@asynccontextmanager
async def demo_pbx(seed: int | None = None) -> AsyncIterator[DemoAccess]:
    """Run the demo PBX in the running event loop until the block ends."""
    agent = account("agent", "call,agent", "originate,reporting", secret=secrets.token_hex(16))
    pbx = Pbx(auto_answer_s=AUTO_ANSWER_S)
    tasks = TaskOwner()
    async with SimulatorServer(pbx, accounts=[agent]) as server:
        tasks.start(DemoScript(pbx, Random(seed)).run(), name="demo script")
        try:
            settings = Settings(
                host=server.host,
                port=server.port,
                username=agent.username,
                extension="204",
                pbx="demo",
            )
            yield DemoAccess(settings, Secret(agent.secret))
        finally:
            await tasks.aclose()
