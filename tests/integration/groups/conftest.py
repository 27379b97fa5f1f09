"""The window of the pickup groups, on the simulated PBX, over TCP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from client.qt.app import App
from client.qt.groups.groups_window import GroupsWindow
from client.simulator.office import demo_office
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.accounts import ACCOUNTS
from tests.integration.conftest import KeptProfile, OpenApp
from tests.integration.groups.administrator import opened
from tests.integration.until import until


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of saves are kept in the test's folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest_asyncio.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    async with SimulatorServer(Pbx(demo_office()), ACCOUNTS) as server:
        yield server


@pytest_asyncio.fixture
async def app(server: SimulatorServer, open_app: OpenApp, kept_profile: KeptProfile) -> App:
    """Of an agent who has set up everything before."""
    app = open_app(kept_profile(server.port))
    await until(lambda: app.bridge.session)  # only now it is known who the agent is
    return app


@pytest_asyncio.fixture
async def window(app: App, server: SimulatorServer, kept_profile: KeptProfile) -> GroupsWindow:
    """The window of an administrator who has logged in before."""
    kept_profile(server.port, admin_username="admin")
    return await opened(app)
