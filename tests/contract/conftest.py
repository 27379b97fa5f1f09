"""The office, twice: on the simulator and on a real Asterisk."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from unittest import mock

import pytest

from client.admin.store import Store, open_store
from client.cli import verbs
from client.cli.arguments import read
from tests.asterisk.lab import Lab
from tests.asterisk.observer import Observer
from tests.contract.asterisk_office import AsteriskOffice
from tests.contract.command import Admin, Command, Run
from tests.contract.office import Office
from tests.contract.simulated_office import simulated_office
from tests.desk import Desk, running
from tests.skips import AsteriskUnavailable, find_asterisk

_SUITES = {"asterisk 16": "bullseye", "asterisk 22": "sid"}


@pytest.fixture(
    params=[
        "simulator",
        "simulator without channelvars",
        pytest.param("asterisk", marks=pytest.mark.asterisk),
        pytest.param("asterisk without channelvars", marks=pytest.mark.asterisk),
    ]
)
async def office(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """An office with nobody calling.

    The tests of a file may ask for "asterisk 16" and "asterisk 22" in place of the one at hand.
    """
    channelvars = "without" not in request.param
    if "simulator" in request.param:
        async with simulated_office(channelvars=channelvars) as simulated:
            yield simulated
        return
    try:
        suite = _SUITES.get(request.param)
        lab = Lab(channelvars=channelvars, binaries=find_asterisk(suite) if suite else None)
    except AsteriskUnavailable as reason:
        pytest.skip(str(reason))
    async with lab:
        yield AsteriskOffice(lab)


@pytest.fixture
def sit_down(office: Office) -> Callable[..., AbstractAsyncContextManager[Desk]]:
    """`async with sit_down("201") as desk`: a client of the agent at 201."""
    return lambda extension="204", account="agent": running(
        office.settings(extension, account=account), office.secret(account)
    )


@pytest.fixture
def environment_of(office: Office, tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """`environment_of("agent")`: gives `cornetta` the settings of an account."""

    def of(account: str) -> dict[str, str]:
        settings = office.settings(account=account)
        return {
            **{key: value for key, value in os.environ.items() if "CORNETTA" not in key},
            "CORNETTA_CONFIG": str(tmp_path / "settings.toml"),
            "XDG_STATE_HOME": str(tmp_path),
            "CORNETTA_HOST": settings.host,
            "CORNETTA_PORT": str(settings.port),
            "CORNETTA_USERNAME": settings.username,
            "CORNETTA_SECRET": office.secret(account).reveal(),
            "CORNETTA_EXTENSION": settings.extension,
        }

    return of


@pytest.fixture
async def cornetta(environment_of: Callable[[str], dict[str, str]]) -> AsyncIterator[Run]:
    """`await cornetta("calls", "--json")`: a process that has been started."""
    commands: list[Command] = []

    async def run(*arguments: str, account: str = "agent", **more: str) -> Command:
        command = Command(arguments, {**environment_of(account), **more})
        commands.append(command)
        await command.start()
        return command

    yield run
    for command in commands:
        await command.stop()


@pytest.fixture
def admin(
    environment_of: Callable[[str], dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> Admin:
    """`await admin("range", "5XX")`: what `cornetta admin` says; it must end with `code`.

    In this process, which has loaded it: `tests/docs` runs it in others.
    """

    async def run(*words: str, code: int = 0, account: str = "admin", **more: str) -> str:
        arguments = read(["admin", *words])
        with mock.patch.dict(os.environ, {**environment_of(account), **more}, clear=True):
            ended = await asyncio.to_thread(verbs.run, arguments)
        out, errors = capsys.readouterr()
        assert ended == code, out + errors
        return (out.removesuffix("\n") + errors).removesuffix("\n")

    return run


@pytest.fixture
async def store(office: Office) -> AsyncIterator[Store]:
    """The groups, over an administrator's connection."""
    async with open_store(office.settings(account="admin"), office.secret("admin")) as store:
        yield store


@pytest.fixture
async def wire(office: Office) -> AsyncIterator[Observer]:
    """An administrator's connection, read without a line of the client's code."""
    observer = Observer()
    await observer.connect(office.settings().port, "admin", "admin", events="off")
    yield observer
    await observer.close()
