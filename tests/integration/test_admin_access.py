"""Which account administers, and who is asked for it, at a simulated PBX."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from client.admin.access import Access
from client.config.credentials import Secret, Secrets
from client.config.settings import Settings, load
from client.errors import AuthenticationFailed, NotAdministrator, SettingsError
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.accounts import ACCOUNTS
from tests.keyrings import MemoryKeyring


class Person:
    """Somebody at the terminal, with their answers."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.seen: list[str] = []

    def ask(self, question: str) -> str:
        self.seen.append(question)
        return self._answers.pop(0)

    def ask_secret(self, question: str) -> Secret:
        return Secret(self.ask(question))

    def say(self, sentence: str) -> None:
        self.seen.append(sentence)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    async with SimulatorServer(Pbx(), ACCOUNTS) as server:
        yield server


def access(
    server: SimulatorServer,
    person: Person | None,
    *,
    username: str = "agent",
    admin_username: str = "",
    **environ: str,
) -> Access:
    settings = Settings(
        host=server.host, port=server.port, username=username, admin_username=admin_username
    )
    path = Path(os.environ["CORNETTA_CONFIG"])
    return Access(settings, environ, path, Secrets(), person)


async def test_who_lacks_the_rights_is_asked_for_an_account_that_has_them(
    server: SimulatorServer, memory_keyring: MemoryKeyring
) -> None:
    person = Person("admin", "admin", "y")
    mine = {"CORNETTA_SECRET": "agent"}
    async with access(server, person, **mine).writing() as store:
        assert not await store.lacks()
    assert person.seen == [
        "The account agent may not change pickup groups.",
        f"Administrator's account at {server.host}: ",
        f"Secret of admin at {server.host}: ",
        "Keep it, the secret in the system keyring? [y/N] ",
    ]
    # Both are kept, apart from the agent's, and nobody is asked again.
    path = Path(os.environ["CORNETTA_CONFIG"])
    loaded = load({}, {}, path).settings
    assert (loaded.admin_username, loaded.username) == ("admin", "")
    account = f"admin@{server.host}:{server.port}"
    assert memory_keyring.secrets == {("cornetta", account): "admin"}
    async with access(server, None, admin_username="admin", **mine).writing() as store:
        assert not await store.lacks()


async def test_nothing_is_kept_without_a_yes(
    server: SimulatorServer, memory_keyring: MemoryKeyring
) -> None:
    async with access(server, Person("admin", "admin", ""), username="").writing():
        pass
    assert memory_keyring.secrets == {}
    assert load({}, {}, Path(os.environ["CORNETTA_CONFIG"])).settings == Settings()


async def test_who_would_have_to_be_asked_tells_the_administrators_secret_alone(
    server: SimulatorServer,
) -> None:
    person = Person("admin", "admin", "")
    async with access(server, person).writing():
        assert person.seen[0] == f"Administrator's account at {server.host}: "


async def test_one_account_for_both_has_one_secret(server: SimulatorServer) -> None:
    same = {"username": "admin", "admin_username": "admin"}
    async with access(server, None, **same, CORNETTA_SECRET="admin").writing() as store:
        assert not await store.lacks()


async def test_an_account_that_may_is_not_asked_for_another(server: SimulatorServer) -> None:
    person = Person()
    async with access(server, person, username="admin", CORNETTA_SECRET="admin").writing():
        assert person.seen == []


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (("",), SettingsError),
        (("admin", "wrong"), AuthenticationFailed),
        (("watcher", "watcher"), NotAdministrator),
    ],
)
async def test_answers_that_do_not_help(
    server: SimulatorServer, answers: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        async with access(server, Person(*answers), username="").writing():
            pass


async def test_where_nobody_can_be_asked(server: SimulatorServer) -> None:
    for known, key in (
        (access(server, None, username=""), "admin_username"),
        (access(server, None), "secret"),
        (access(server, None, admin_username="admin", CORNETTA_SECRET="agent"), "secret"),
    ):
        with pytest.raises(SettingsError) as caught:
            async with known.writing():
                pass
        assert caught.value.key == key


async def test_who_may_not_and_is_asked_for_no_other_account(server: SimulatorServer) -> None:
    """Nobody is there, or the settings name that one."""
    named = {"admin_username": "agent", "CORNETTA_ADMIN_SECRET": "agent"}
    for one in (
        access(server, None, CORNETTA_SECRET="agent"),
        access(server, None, **named),
        access(server, Person(), **named),
    ):
        with pytest.raises(NotAdministrator):
            async with one.writing():
                pass


async def test_of_an_administrator_who_is_known_the_secret_alone_is_asked(
    server: SimulatorServer,
) -> None:
    person = Person("admin")
    async with access(server, person, admin_username="admin").writing():
        assert person.seen == [f"Secret of admin at {server.host}: "]


async def test_looking_asks_for_no_administrator(server: SimulatorServer) -> None:
    person = Person("agent")
    async with access(server, person, admin_username="admin").reading() as store:
        office, members_known, _ = await store.read()
    assert person.seen == [f"Secret of agent at {server.host}: "]
    assert members_known
    assert [one.id for one in office.members("503")] == ["107", "108"]


async def test_looking_is_by_the_administrators_account_where_nobody_has_to_be_asked(
    server: SimulatorServer,
) -> None:
    known = access(server, None, admin_username="admin", CORNETTA_ADMIN_SECRET="admin")
    person = Person("admin")
    alone = access(server, person, username="", admin_username="admin")
    for one in known, alone:
        async with one.reading() as store:
            assert not await store.lacks()
    assert person.seen == [f"Secret of admin at {server.host}: "]


async def test_a_keyring_that_keeps_nothing_is_told(
    server: SimulatorServer, memory_keyring: MemoryKeyring
) -> None:
    memory_keyring.set_password = lambda *_: None  # type: ignore[method-assign]
    person = Person("admin", "admin", "y")
    async with access(server, person, username="").writing():
        assert person.seen[-1].startswith("The secret could not be kept: ")
    assert load({}, {}, Path(os.environ["CORNETTA_CONFIG"])).settings == Settings()
