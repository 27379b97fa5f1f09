"""Somebody who reads a page and types what it says, at a desk of the simulated office.

Each page is read in a new folder, by somebody whose environment says how to reach the PBX: as the
agent at 204, and as ``admin`` for what only an administrator may. Before each command calls ring at
101, 102 and 104.
"""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from client.simulator.accounts import account
from client.simulator.pbx import Pbx, SimCall
from client.simulator.server import SimulatorServer
from tests.docs.pages import ROOT, words_of

CALLERS = {"101": "Maria Rossi", "102": "Paolo Verdi", "104": "Carla Neri"}
ACCOUNTS = (
    account("agent", "call,agent", "originate,reporting,call"),
    account("admin", "", "config,reporting,system"),
)
RUN = {"cornetta", ".venv/bin/cornetta", "openssl", "mkdir", "cp", "touch"}
ENDLESS = {"watch", "record"}
"""Verbs that a person ends with Ctrl-C, once they have said something."""
LIMIT_S = 30.0
StopWhen = Callable[[list[str]], bool]
"""Whether these lines are enough of a command that has no end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    errors: str

    def __str__(self) -> str:
        return f"exit code {self.code}\n{self.out}\n{self.errors}"


@dataclass
class Reader:
    """Types commands.

    Attributes:
        folder: where the reader is; `/etc/asterisk` of a command is a folder in it.
    """

    folder: Path
    server: SimulatorServer
    calls: list[SimCall] = field(default_factory=list)

    def let_ring(self) -> None:
        """End all calls, and let others ring."""
        for call in self.calls:
            call.give_up()
        pbx = self.server.pbx
        self.calls = [pbx.call(exten, name, "0455551234") for exten, name in CALLERS.items()]

    async def types(self, command: str) -> Ended:
        """Run one line as a shell does, to its end or until it is seen at work."""
        words = words_of(command)
        program = next(word for word in words if "=" not in word)
        if program == "make":  # there is such a target; most take long
            return await run(
                re.sub(r"\bmake ", "make -n ", command, count=1), ROOT, dict(os.environ)
            )
        assert program in RUN, f"{command}: run it in a test, or give the reason in not_run.py"
        self.let_ring()
        typed = command.replace(".venv/bin/cornetta", "cornetta")
        typed = typed.replace("/etc/asterisk", f"{self.folder}/asterisk")
        typed = typed.replace("/usr/share/applications", f"{ROOT}/packaging/linux")
        stop_when: StopWhen | None = None
        if words[-1].endswith("cornetta"):  # the window
            stop_when = self._is_logged_in
        elif ENDLESS & set(words) and "--help" not in words:
            stop_when = _has_spoken
        return await run(typed, self.folder, self._environment(), stop_when)

    def _is_logged_in(self, _said: list[str]) -> bool:
        return any(session.rights for session in self.server.sessions)

    def _environment(self) -> dict[str, str]:
        own = {key: value for key, value in os.environ.items() if "CORNETTA" not in key}
        home = str(self.folder / "home")
        return own | {
            "HOME": home,
            "QT_QPA_PLATFORM": "offscreen",
            **{f"XDG_{kind}_HOME": f"{home}/{kind}" for kind in ("CONFIG", "STATE", "CACHE")},
            "XDG_RUNTIME_DIR": home,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}",
            "CORNETTA_HOST": self.server.host,
            "CORNETTA_PORT": str(self.server.port),
            "CORNETTA_USERNAME": "agent",
            "CORNETTA_SECRET": "agent",
            "CORNETTA_ADMIN_USERNAME": "admin",
            "CORNETTA_ADMIN_SECRET": "admin",
            "CORNETTA_EXTENSION": "204",
        }


def _has_spoken(said: list[str]) -> bool:
    return any(line.strip() for line in said)


async def run(
    command: str,
    folder: Path,
    environment: dict[str, str],
    stop_when: StopWhen | None = None,
) -> Ended:
    """Run one line in a shell, to its end, or to Ctrl-C when it has said enough."""
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", command),
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    assert process.stderr
    out: list[str] = []
    errors: list[str] = []

    async def collect(stream: asyncio.StreamReader, lines: list[str]) -> None:
        async for line in stream:
            lines.append(line.decode())  # noqa: PERF401 - each is seen as it comes

    try:
        async with asyncio.timeout(LIMIT_S), asyncio.TaskGroup() as tasks:
            tasks.create_task(collect(process.stdout, out))
            tasks.create_task(collect(process.stderr, errors))
            if stop_when is not None:
                while not stop_when(out + errors):  # noqa: ASYNC110 - any condition
                    await asyncio.sleep(0.01)
                os.killpg(process.pid, signal.SIGINT)
        return Ended(await process.wait(), "".join(out), "".join(errors))
    except TimeoutError:
        raise AssertionError(f"{command}: no end\n{''.join(out + errors)}") from None
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


@asynccontextmanager
async def reader_at(folder: Path) -> AsyncIterator[Reader]:
    """Somebody who begins to read, in an empty folder, on a PBX."""
    (folder / "home").mkdir(mode=0o700)
    (folder / "asterisk").mkdir()
    async with SimulatorServer(Pbx(auto_answer_s=0.1), ACCOUNTS) as server:
        yield Reader(folder, server)
