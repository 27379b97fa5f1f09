"""Tests of the whole client: a real window where there is one, on the Qt loop."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import keyring
import pytest
import pytest_asyncio
from PySide6.QtCore import QSettings
from PySide6.QtGui import QCursor, QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from client.config.credentials import LIMIT_S, Secrets
from client.config.preferences import PreferenceStore
from client.config.settings import save
from client.qt.app import App
from client.qt.loop import QtLoop
from client.qt.profile import Profile
from client.qt.user_profile import UserProfile
from tests.asterisk.lab import Lab
from tests.contract.asterisk_office import AsteriskOffice
from tests.integration.fake_output import FakeOutput
from tests.integration.scripted_session import ScriptedProfile, ScriptedSession
from tests.integration.session_bus import session_bus
from tests.integration.until import until
from tests.integration.x_server import XServer, x_server
from tests.keyrings import MemoryKeyring

T = TypeVar("T")


class _LimitedLoop(QtLoop):
    """Ends a test that waits for what never comes.

    While Qt waits it runs no handler of a signal, so pytest's time limit alone ends nothing.
    """

    def __init__(self, qapp: QApplication, limit_s: float) -> None:
        super().__init__(qapp)
        self._limit_s = limit_s

    def run_until_complete(self, future: Coroutine[Any, Any, T] | asyncio.Future[T]) -> T:
        """See QtLoop."""
        if not isinstance(future, asyncio.Future):
            return super().run_until_complete(future)
        limit = self.call_later(self._limit_s, future.cancel, f"after {self._limit_s} s")
        try:
            return super().run_until_complete(future)
        finally:
            limit.cancel()


def _qt_loop(limit_s: float) -> asyncio.AbstractEventLoop:
    qapp = QApplication.instance() or QApplication([])
    assert isinstance(qapp, QApplication)
    qapp.setQuitOnLastWindowClosed(False)
    qapp.setDoubleClickInterval(0)  # a test's next click means what it says
    qapp.setCursorFlashTime(0)  # two pictures of one window are alike
    loop: asyncio.AbstractEventLoop = _LimitedLoop(qapp, limit_s)
    return loop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Async tests that use Qt run on its loop, the others on asyncio's own."""
    names = getattr(item, "fixturenames", ())
    if "qapp" in names or "qtbot" in names or item.get_closest_marker("qt"):
        own = item.get_closest_marker("timeout")
        limit_s = own.args[0] if own else float(config.getini("timeout"))
        return {"qt": partial(_qt_loop, 0.9 * limit_s)}  # before pytest's, which would disturb it
    return {"plain": asyncio.new_event_loop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns of all that it cannot do, such as size hints."""
    noise = pytest.mark.qt_log_ignore("^This plugin does not support ", extend=True)
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(noise)


@pytest.fixture(autouse=True)
def memory_keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
    return backend


@pytest.fixture(autouse=True)
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees or changes the user's files, nor asks the user's desktop."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("CORNETTA_CONFIG", str(tmp_path / "settings.toml"))
    return tmp_path


KeptProfile = Callable[..., UserProfile]


@pytest.fixture
def kept_profile(own_config: Path, memory_keyring: MemoryKeyring) -> KeptProfile:
    """`kept_profile(5038, pbx="pbx1")`: of a user at 204 who has set up everything before.

    Each account's secret is its name. `keyring_limit_s`: see Secrets.
    """

    def kept(port: int, *, keyring_limit_s: float = LIMIT_S, **settings: str) -> UserProfile:
        path = own_config / "settings.toml"
        given = {"username": "agent", "extension": "204", **settings}
        save({"host": "127.0.0.1", "port": port, **given}, path)
        for account in {given["username"], given.get("admin_username", given["username"])}:
            memory_keyring.secrets["cornetta", f"{account}@127.0.0.1:{port}"] = account
        return UserProfile({}, {}, path, Secrets(keyring_limit_s))

    return kept


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`set_up(host="pbx", port=5038)`: the environment gives these settings."""

    def give(**settings: object) -> None:
        for name, value in settings.items():
            monkeypatch.setenv(f"CORNETTA_{name.upper()}", str(value))

    return give


@pytest_asyncio.fixture(autouse=True)
async def no_task_left() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    left = [task for task in asyncio.all_tasks() - before if not task.done()]
    left = [task for task in left if task is not asyncio.current_task()]
    assert not left, f"left running: {left}"


@pytest_asyncio.fixture
async def office() -> AsyncIterator[AsteriskOffice]:
    """A real Asterisk of the test's own."""
    async with Lab() as lab:
        yield AsteriskOffice(lab)


@pytest.fixture
def screen() -> Iterator[XServer]:
    with x_server() as server:
        yield server


@pytest.fixture
def window_state(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def font() -> Iterator[QFont]:
    """The application's, which is put back."""
    before = QApplication.font()
    yield QFont(before)
    QApplication.setFont(before)


Storm = tuple[int, Callable[[], None]]


@pytest.fixture
def storm() -> Iterator[Storm]:
    """A PBX with 200 calls that ring: its port, and what starts 200 events a second."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.storm_pbx"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdin
        start = process.stdin

        def blow() -> None:
            start.write("\n")
            start.flush()

        yield int(process.stdout.readline()), blow
        start.close()
        process.wait(10)


OpenApp = Callable[[Profile], App]


@pytest.fixture
def output() -> FakeOutput:
    """What plays the sounds."""
    return FakeOutput()


@pytest_asyncio.fixture
async def open_app(
    qtbot: QtBot, window_state: QSettings, tmp_path: Path, output: FakeOutput
) -> AsyncIterator[OpenApp]:
    """Open windows as `run_window` does; they are left at the end."""
    assert qtbot
    QCursor.setPos(0, 0)  # where an earlier test left it, it would hold the rows
    running: list[tuple[App, asyncio.Task[None]]] = []

    def start(profile: Profile) -> App:
        site = os.environ.get("CORNETTA_SITE_PREFERENCES")
        store = PreferenceStore(tmp_path / "preferences.toml", Path(site) if site else None)
        app = App(profile, window_state, store, output=output)
        task = asyncio.get_running_loop().create_task(app.run())
        running.append((app, task))
        return app

    yield start
    for app, task in running:
        app.leave()
        await task


BARE_BUS = """\
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
  </policy>
</busconfig>
"""


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A session bus on which nobody is whom the test does not play: its address."""
    config = tmp_path / "bus.conf"
    config.write_text(BARE_BUS)
    with session_bus(f"--config-file={config}") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def session() -> ScriptedSession:
    return ScriptedSession()


OpenLive = Callable[[], Awaitable[App]]


@pytest.fixture
def open_live(open_app: OpenApp, session: ScriptedSession) -> OpenLive:
    """Open a window on the scripted session, which is live then."""

    async def opened() -> App:
        app = open_app(ScriptedProfile(session))
        await until(lambda: app.bridge.session is session)
        session.go_live()
        return app

    return opened


@pytest_asyncio.fixture
async def app(open_live: OpenLive) -> App:
    """Such a window, which has heard of the groups."""
    opened = await open_live()
    await until(lambda: opened.window.group_chooser.count() == 3)
    return opened


GoElsewhere = Callable[[], Awaitable[None]]


@pytest.fixture
def go_elsewhere(qtbot: QtBot) -> GoElsewhere:
    """Have the user work in another window than ours."""
    window = QWidget()
    qtbot.addWidget(window)

    async def go() -> None:
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)

    return go
