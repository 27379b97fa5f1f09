"""Where something crashes with the secret in reach, nothing that is written has it."""

import asyncio
import os
import signal
import sys
import zipfile
from pathlib import Path

import pytest

from client.simulator.server import SimulatorServer
from tests.integration.test_secrets import SECRET, is_clean, server

__all__ = ["server"]  # a fixture

pytestmark = pytest.mark.timeout(120)

WINDOW = """
import asyncio, faulthandler, logging, os, sys
from pathlib import Path

import keyring.core
from client.config.credentials import Secret
from client import problem_report
from client.qt.app import App
from tests.integration.until import until

faulthandler.enable()  # a fatal error is told in full
asked, home = sys.argv[1], Path(os.environ["HOME"])
secret = os.environ["THE_SECRET"]


class Crashing(keyring.core.backend.KeyringBackend):
    priority = 5

    def get_password(self, service, username):
        text = secret
        if asked == "keyring":
            raise RuntimeError(f"cannot read what has {len(text)} characters")
        return text

    def set_password(self, service, username, password):
        raise RuntimeError("cannot write")


keyring.core._keyring_backend = Crashing()


def crash(path, facts, *, pseudonymized):
    text = Secret(secret).reveal()
    if asked == "abort":
        os.abort()
    raise ZeroDivisionError(f"of {len(text)}")


class Steps:
    def __init__(self, app):
        self.app = app

    async def run(self):
        await until(lambda: self.app.bridge.session or self.app.opener.dialog)
        problem, notice = self.app.problem, self.app.window.notice_line
        if asked in ("thread", "abort"):
            problem_report.write, write = crash, problem_report.write
            problem._begin(str(home / "broken.zip"), as_it_is=True)
            await until(lambda: notice.text.startswith("!"))
            problem_report.write = write
        if asked == "task":
            self.app.tasks.start(self.fail(secret), name="a task")
        if asked == "callback":
            asyncio.get_running_loop().call_soon(self.fall, secret)
        if asked != "keyring":
            await until(lambda: notice.text.startswith("!"))
        print("NOTICE", notice.text, flush=True)
        problem._begin(str(home / "report.zip"), as_it_is=True)
        await until((home / "report.zip").exists)
        self.app.leave()

    async def fail(self, text):
        hidden = Secret(text)
        raise LookupError(f"{hidden!r} {len(text)}")

    def fall(self, text):
        hidden = Secret(text)
        raise LookupError(f"{hidden} {len(text)}")


ran = App.run


async def run(self):
    self.tasks.start(Steps(self).run(), name="steps")
    await ran(self)


App.run = run
logging.basicConfig(level=logging.DEBUG)
from client.__main__ import main
sys.exit(main([]))
"""
"""The whole window, of which one part crashes as the first argument says."""


async def crashed(what: str, home: Path, port: int) -> tuple[int, bytes]:
    """Let it run; return how it ended, and all that it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "dev", "-c", WINDOW, what),
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(Path(__file__).parent.parent.parent),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONASYNCIODEBUG": "1",
            "CORNETTA_HOST": "127.0.0.1",
            "CORNETTA_PORT": str(port),
            "CORNETTA_USERNAME": "anna",
            "CORNETTA_EXTENSION": "204",
            "THE_SECRET": SECRET,
        },
        cwd=home,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), 50)  # before the test's own end
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode or 0, printed


def written(home: Path) -> dict[str, bytes]:
    """All files, and what is in the reports."""
    found = {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    for name in [name for name in found if name.endswith(".zip")]:
        with zipfile.ZipFile(name) as archive:
            found |= {f"{name}/{one}": archive.read(one) for one in archive.namelist()}
    return found


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("keyring", b"the system keyring failed"),
        ("thread", b"ZeroDivisionError: of "),
        ("task", "LookupError: ••• ".encode()),
        ("callback", "LookupError: ••• ".encode()),
    ],
)
async def test_a_part_that_crashes(
    server: SimulatorServer, tmp_path: Path, what: str, told: bytes
) -> None:
    """It is told, with a traceback in the log; the window goes on and can still report it."""
    code, printed = await crashed(what, tmp_path, server.port)
    assert code == 0, printed.decode()
    found = written(tmp_path)
    log = found[f"{tmp_path}/report.zip/log.txt"]
    assert told in printed + log, printed.decode()
    if what != "keyring":
        assert told in log
        assert b"NOTICE ! " in printed
        assert b" in " in log  # where it was
    for name, content in {"what is printed": printed, **found}.items():
        assert is_clean(content), name


async def test_the_whole_process_dies(server: SimulatorServer, tmp_path: Path) -> None:
    """The dump of all threads names functions and lines, and no value."""
    code, printed = await crashed("abort", tmp_path, server.port)
    assert code == -signal.SIGABRT
    assert b"Fatal Python error: Aborted" in printed
    assert b"in crash" in printed
    for name, content in {"what is printed": printed, **written(tmp_path)}.items():
        assert is_clean(content), name
    assert list(tmp_path.rglob("core*")) == []
