"""`cornetta pickup` through the window that runs: the same calls, the same words, and sooner."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from client.command_result import NOT_DONE
from client.running import Place
from tests.contract.command import Run
from tests.contract.office import Office

ALONE = [
    "simulator",
    pytest.param("asterisk", marks=pytest.mark.asterisk),
]
pytestmark = pytest.mark.parametrize("office", ALONE, indirect=True)

WRONG_SECRET = {"CORNETTA_SECRET": "wrong"}
"""A connection of one's own would be refused: what works with it went through the window."""


@pytest.fixture
def runtime() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="run-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
async def environment(
    cornetta: Run, environment_of: Callable[[str], dict[str, str]], runtime: Path
) -> Mapping[str, str]:
    """What commands need to find the window, which is there and has its link."""
    shared = {"XDG_RUNTIME_DIR": str(runtime), "QT_QPA_PLATFORM": "offscreen"}
    await cornetta(**shared)
    place = Place({}, {**environment_of("agent"), **shared})
    # Nothing rings yet: it says so as soon as it has its link.
    async with asyncio.timeout(20):
        while (told := await asyncio.to_thread(place.pick_up, {})) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert told.code == NOT_DONE
    return shared


async def test_it_takes_what_it_was_asked_for(
    office: Office, cornetta: Run, environment: Mapping[str, str]
) -> None:
    await office.switch_on("101", "104", "204")
    caller = await office.call("101", name="First Caller", number="0451")
    await office.rang_with("101")
    await office.call("104", number="0452")
    await office.rang_with("104")
    run = {**environment, **WRONG_SECRET}

    async def ended(*arguments: str) -> tuple[int, Any, str]:
        code, out, errors = await (await cornetta("pickup", *arguments, **run)).end()
        return code, json.loads(out), errors

    code, said, errors = await ended("--json", "--exten", "109")
    assert (code, said["outcome"]) == (1, "nothing_ringing")
    assert errors == "Nothing rings there now that you may take.\n"
    code, said, errors = await ended("--group", "501", "--json")
    assert (code, said["outcome"], errors) == (0, "picked_up", "")
    assert said["call"]["caller"] == {"name": "First Caller", "number": "0451"}
    assert said["by"] == {"extension": "204", "name": "Desk 204"}
    await caller.talks_with("204")
    code, _out, errors = await (await cornetta("calls", **run)).end()
    assert (code, bool(errors)) == (3, True)  # that one has a connection of its own


async def test_it_is_sooner_than_a_connection_of_its_own(
    cornetta: Run, environment: Mapping[str, str]
) -> None:
    """By what it need not load; `make bench` says by how much."""
    loaded = {}
    for way, more in (("window", dict(environment)), ("own", {"XDG_RUNTIME_DIR": "/nowhere"})):
        command = await cornetta("pickup", "--json", PYTHONPROFILEIMPORTTIME="1", **more)
        code, _out, told = await command.end()
        assert code == NOT_DONE
        lines = (line for line in told.splitlines() if line.startswith("import time:"))
        loaded[way] = {line.rpartition("|")[2].strip() for line in lines}
    slow = {"asyncio", "msgspec", "panoramisk", "ssl"}
    assert slow <= loaded["own"]
    assert not slow & loaded["window"]
