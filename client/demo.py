"""The demo: a simulated PBX inside this process, where calls keep coming."""

import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from client.admin.history import History
from client.config.credentials import Secret
from client.config.settings import Settings
from client.simulator.accounts import account
from client.simulator.pbx import Pbx
from client.simulator.script import DemoScript
from client.simulator.server import SimulatorServer
from client.tasks import TaskOwner

AUTO_ANSWER_S = 0.2
"""How long the user's simulated phone takes to answer by itself."""


class AdminAccess(NamedTuple):
    """How to administer the demo PBX; what was saved there goes with it, so its history does."""

    settings: Settings
    secret: Secret
    history: History


class DemoAccess(NamedTuple):
    """How to reach the demo PBX, as the agent at 204; the secrets are made anew each time."""

    settings: Settings
    secret: Secret
    admin: AdminAccess


@asynccontextmanager
async def demo_pbx(seed: int | None = None) -> AsyncIterator[DemoAccess]:
    """Run the demo PBX in the running event loop until the block ends."""
    agent = account("agent", "call,agent", "originate,reporting", secret=secrets.token_hex(16))
    admin = account("admin", "", "config,reporting,system", secret=secrets.token_hex(16))
    pbx = Pbx(auto_answer_s=AUTO_ANSWER_S)
    tasks = TaskOwner()
    # Made when a change of groups is saved: whoever is killed before leaves nothing.
    folder = Path(tempfile.gettempdir(), f"cornetta-demo-{secrets.token_hex(8)}")
    async with SimulatorServer(pbx, [agent, admin]) as server:
        tasks.start(DemoScript(pbx, Random(seed)).run(), name="demo script")
        try:
            settings = Settings(
                host=server.host,
                port=server.port,
                username=agent.username,
                extension="204",
                pbx="demo",
            )
            as_admin = AdminAccess(
                msgspec.structs.replace(settings, username=admin.username),
                Secret(admin.secret),
                History(folder),
            )
            yield DemoAccess(settings, Secret(agent.secret), as_admin)
        finally:
            await tasks.aclose()
            shutil.rmtree(folder, ignore_errors=True)
