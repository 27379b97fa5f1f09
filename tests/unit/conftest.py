"""Unit tests that use Qt need no display; those of a connection have a server that does as told."""

import os
from collections.abc import AsyncIterator, Iterator

import hypothesis
import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from client import ami_session
from client.ami import connection, opening
from client.ami.connection import AmiConnection
from client.pickup import attempt, service
from client.qt.texts.languages import Languages
from client.tasks import TaskOwner
from tests.unit.links import SHORT_S
from tests.unit.scripted_desk import Desk
from tests.unit.scripted_pbx import Pbx
from tests.unit.scripted_server import Server

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


@pytest.fixture
def english(qtbot: QtBot) -> Iterator[None]:
    """English as the window has it: with the forms of a number."""
    assert qtbot
    languages = Languages()
    languages.use("en")
    yield
    languages.close()


@pytest.fixture
async def tasks() -> AsyncIterator[TaskOwner]:
    errors: list[BaseException] = []
    owner = TaskOwner(errors.append)
    yield owner
    await owner.aclose()
    assert not errors, errors


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server


@pytest.fixture
async def pbx() -> AsyncIterator[Pbx]:
    pbx = Pbx()
    async with pbx.server:
        yield pbx


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost links are made anew at once."""
    monkeypatch.setattr(ami_session, "RETRY_FIRST_S", 0.001)
    monkeypatch.setattr(ami_session, "RETRY_MOST_S", 0.004)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait for an answer is short."""
    monkeypatch.setattr(opening, "OPEN_WITHIN_S", 10 * SHORT_S)  # the machine may be busy
    monkeypatch.setattr(opening, "NAME_WITHIN_S", 10 * SHORT_S)
    monkeypatch.setattr(connection, "PING_AFTER_S", SHORT_S)
    defaults = AmiConnection._ask.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "within_s", SHORT_S)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.tasks.aclose()
    assert not desk.errors


@pytest.fixture
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait of a pickup is over at once."""
    for name in ("SETTLED_WITHIN_S", "RIVAL_WITHIN_S", "DIALS_WITHIN_S"):
        monkeypatch.setattr(attempt, name, 0.01)
    for name in ("REMEMBER_S", "REPLY_WITHIN_S", "_GRACE_S"):
        monkeypatch.setattr(service, name, 0.01)
