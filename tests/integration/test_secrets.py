"""Nothing that the program writes, prints or shows to other users has the secret in it."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from client.ami_session import AmiSession
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import AuthenticationFailed
from client.session import LinkState
from client.simulator.accounts import account
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from client.simulator.session import ManagerSession
from client.tasks import TaskOwner

SECRET = "Zwölf-Boxkämpfer-4711"
ADMIN_SECRET = "quer-über-den-großen-Sylter-Deich"
FORMS = [text.encode(code) for text in (SECRET, ADMIN_SECRET) for code in ("utf-8", "latin-1")]

pytestmark = pytest.mark.timeout(120)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    accounts = [
        account("anna", "call,agent", "originate,reporting,call", secret=SECRET),
        account("boss", "call", "config,reporting,system", secret=ADMIN_SECRET),
    ]
    async with SimulatorServer(Pbx(), accounts) as server:
        yield server


class Connections(set[ManagerSession]):
    """Those to a server; tells that one has come."""

    def __init__(self) -> None:
        super().__init__()
        self.come = asyncio.Event()

    def add(self, one: ManagerSession) -> None:
        super().add(one)
        self.come.set()


async def run(
    server: SimulatorServer, home: Path, *arguments: str, ends: bool = True, **environment: str
) -> bytes:
    """Run `cornetta` to its end, or until it has been at the PBX; return what it printed.

    While it runs its command line is looked at, as any user of the computer may.
    """
    connections = server.sessions = Connections()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "dev", "-m", "client", *arguments),
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONASYNCIODEBUG": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "CORNETTA_HOST": "127.0.0.1",
            "CORNETTA_PORT": str(server.port),
            "CORNETTA_USERNAME": "anna",
            "CORNETTA_EXTENSION": "204",
            "CORNETTA_SECRET": SECRET,
            "CORNETTA_ADMIN_USERNAME": "boss",
            "CORNETTA_ADMIN_SECRET": ADMIN_SECRET,
            **environment,
        },
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    shown = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    try:
        if not ends:
            await connections.come.wait()
            asyncio.get_running_loop().call_later(1, _end, process)  # it logs in, or is refused
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return shown + printed


def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)


def is_clean(written: bytes) -> bool:
    return not any(form in written for form in FORMS)


async def test_what_is_printed_and_written(server: SimulatorServer, tmp_path: Path) -> None:
    printed = [
        await run(server, tmp_path, ends=False),  # the window
        await run(server, tmp_path, "groups"),
        await run(server, tmp_path, "watch", "--json", ends=False),
        await run(server, tmp_path, "pickup", "--json"),
        await run(server, tmp_path, "pickup", CORNETTA_PORT="1"),
        await run(server, tmp_path, "calls", CORNETTA_USERNAME="nobody"),
        await run(server, tmp_path, ends=False, CORNETTA_USERNAME="nobody"),  # the window, refused
        await run(server, tmp_path, "admin", "range", "5XX", "--yes"),
        await run(server, tmp_path, "admin", "groups", "add", "Support", "--number", "555"),
        await run(server, tmp_path, "admin", "undo"),
        await run(server, tmp_path, "admin", "groups", "add", "X", CORNETTA_ADMIN_USERNAME="x"),
    ]
    assert b"Support" in printed[1]
    assert b"555" in printed[8]
    written = _files(tmp_path)
    assert written, "a save leaves a file"
    for one in (*printed, *written):
        assert is_clean(one)


def _files(home: Path) -> list[bytes]:
    """What is in all files; none of ours may be looked at by others, nor a folder of ours."""
    ours = [*home.rglob("cornetta*"), *home.rglob("cornetta*/**/*")]
    assert home / ".config" / "cornetta" / "window.ini" in ours
    for path in ours:
        assert path.stat().st_mode & 0o077 == 0, f"others may look at {path}"
    return [file.read_bytes() for file in home.rglob("*") if file.is_file()]


@pytest.mark.parametrize("username", ["anna", "nobody", "line\r\nend"])
async def test_what_is_logged(
    server: SimulatorServer, caplog: pytest.LogCaptureFixture, username: str
) -> None:
    """Even at the loudest, with an account that is right, wrong, or cannot be sent."""
    caplog.set_level(logging.DEBUG)
    settings = Settings(host="127.0.0.1", port=server.port, username=username, extension="204")
    session, tasks = AmiSession(settings, Secret(SECRET)), TaskOwner()
    tasks.start(session.run(), name="session")
    with contextlib.suppress(AuthenticationFailed):
        await session.ready()
    assert (session.link.state is LinkState.LIVE) == (username == "anna")
    await tasks.aclose()
    assert SECRET not in caplog.text
    assert SECRET not in repr((session.link, vars(session)))
