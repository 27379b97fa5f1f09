"""The window of the pickup groups, on the simulated PBX, over TCP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from client.config.settings import save
from client.qt.app import Desktop
from client.qt.groups.groups_window import GroupsWindow
from client.qt.profile import UserProfile
from client.simulator.office import demo_office
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.integration.conftest import MemoryKeyring, OpenDesktop, Until
from tests.integration.groups.administrator import opened


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of saves are kept in the test's folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest_asyncio.fixture
async def server(no_task_left: None) -> AsyncIterator[SimulatorServer]:
    assert no_task_left is None
    async with SimulatorServer(Pbx(demo_office())) as server:
        yield server


@pytest_asyncio.fixture
async def desktop(
    server: SimulatorServer,
    open_desktop: OpenDesktop,
    own_config: Path,
    memory_keyring: MemoryKeyring,
    until: Until,
) -> Desktop:
    """An agent who has set up everything before."""
    values = {"host": "127.0.0.1", "port": server.port, "username": "agent", "extension": "204"}
    save(values, own_config / "settings.toml")
    memory_keyring.secrets["cornetta", f"agent@127.0.0.1:{server.port}"] = "agent"
    desktop = open_desktop(UserProfile({}, {}, own_config / "settings.toml"))
    await until(lambda: desktop.bridge.session)  # only now it is known who the agent is
    return desktop


@pytest_asyncio.fixture
async def window(
    desktop: Desktop,
    server: SimulatorServer,
    memory_keyring: MemoryKeyring,
    own_config: Path,
    until: Until,
) -> GroupsWindow:
    """The window of an administrator who has logged in before."""
    save({"admin_username": "admin"}, own_config / "settings.toml")
    memory_keyring.secrets["cornetta", f"admin@127.0.0.1:{server.port}"] = "admin"
    return await opened(desktop, until)
