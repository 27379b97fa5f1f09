import asyncio
import copy
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.errors import InitError, KeyringLocked, PasswordSetError
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from client import error_wording
from client.config.credentials import Secret, Secrets, find_secret, secret_not_known
from client.config.settings import save
from client.errors import AccountInUse
from client.qt import user_profile
from client.qt.loop import QtLoop
from client.qt.profile import Missing
from client.qt.user_profile import UserProfile
from client.recording.recorder import Recorder
from tests.keyrings import HangingKeyring, MemoryKeyring

ME = "desk@pbx1:5038"
TIGER, LION = Secret("tiger"), Secret("lion")
ABSENT = "this desktop has no system keyring"
LOCKED = "the system keyring is locked; unlock it and try again"


class Raising:
    priority = 5.0

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def get_password(self, *_: str) -> str | None:
        raise self.error

    set_password = delete_password = get_password


class Forgetful(MemoryKeyring):
    def set_password(self, service: str, account: str, secret: str) -> None:
        pass


class Chain:
    priority = 10.0

    def __init__(self, *backends: object) -> None:
        self.backends = backends


class Plaintext(MemoryKeyring):
    priority = 0.5


Use = Callable[[Any], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    return lambda backend: monkeypatch.setattr(keyring.core, "_keyring_backend", backend)


@pytest.fixture
def memory(use: Use) -> MemoryKeyring:
    backend = MemoryKeyring()
    use(backend)
    return backend


@pytest.fixture
def hanging(use: Use) -> Iterator[HangingKeyring]:
    backend = HangingKeyring()
    use(backend)
    yield backend
    backend.unlock.set()
    ended(backend)


def ended(hanging: HangingKeyring) -> None:
    """Let the prompt be answered and wait until the threads have done their work."""
    hanging.unlock.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(5)


async def test_kept_and_found(memory: MemoryKeyring) -> None:
    secrets = Secrets()
    assert await secrets.get(ME) is None
    assert await secrets.keep(ME, TIGER)
    assert memory.secrets == {("cornetta", ME): "tiger"}
    assert await Secrets().get(ME) == TIGER
    assert secrets.reason == ""


async def test_accounts_are_apart(memory: MemoryKeyring) -> None:
    await Secrets().keep(ME, TIGER)
    assert await Secrets().get("other") is None
    assert len(memory.secrets) == 1


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.null.Keyring(),  # type: ignore[no-untyped-call]
        keyring.backends.fail.Keyring(),  # type: ignore[no-untyped-call]
        Plaintext(),
        Chain(Plaintext()),
        Chain(),
    ],
    ids=["null", "fail", "plain text", "chain of plain text", "empty chain"],
)
async def test_no_keyring_that_keeps_secrets(use: Use, backend: object) -> None:
    if isinstance(backend, Chain) and not backend.backends:
        backend.priority = -1
    use(backend)
    secrets = Secrets()
    assert await secrets.get(ME) is None
    assert str(secrets.reason) == ABSENT
    assert not await secrets.keep(ME, TIGER)
    assert str(secrets.reason) == ABSENT
    assert await secrets.get(ME) == TIGER  # for this run


async def test_a_chain_is_asked_at_its_best_link(use: Use) -> None:
    good = MemoryKeyring()
    use(Chain(good, Plaintext()))
    assert await Secrets().keep(ME, TIGER)
    assert good.secrets == {("cornetta", ME): "tiger"}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (InitError("Prompt dismissed"), LOCKED),
        (KeyringLocked("tiger"), LOCKED),
        (keyring.errors.NoKeyringError("none"), ABSENT),
        (
            PasswordSetError("tiger"),
            "the system keyring failed (keyring.errors.PasswordSetError)",
        ),
        (ValueError("tiger"), "the system keyring failed (builtins.ValueError)"),
        (SystemExit("tiger"), "the system keyring failed (builtins.SystemExit)"),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_a_keyring_that_fails(use: Use, error: BaseException, reason: str) -> None:
    use(Raising(error))
    secrets = Secrets()
    assert not await secrets.keep(ME, TIGER)
    assert str(secrets.reason) == reason
    assert await secrets.get("other") is None
    assert str(secrets.reason) == reason
    assert await secrets.get(ME) == TIGER
    assert secrets.reason == ""


async def test_a_keyring_that_cannot_be_loaded(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    use(None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")
    secrets = Secrets()
    assert await secrets.get(ME) is None
    assert str(secrets.reason) == "the system keyring failed (builtins.ModuleNotFoundError)"


async def test_a_keyring_that_takes_and_does_not_give(use: Use) -> None:
    use(Forgetful())
    secrets = Secrets()
    assert not await secrets.keep(ME, TIGER)
    assert str(secrets.reason) == "the system keyring took the secret but does not give it back"


async def test_a_hung_keyring_costs_one_limit(hanging: HangingKeyring) -> None:
    secrets = Secrets(limit_s=0.05)
    assert await find_secret(ME, {}, secrets) is None
    assert str(secrets.reason) == (
        "the system keyring did not answer within 0.05 s; unlock it and try again"
    )
    assert not await secrets.keep(ME, TIGER)
    assert str(secrets.reason).startswith("the system keyring has not answered since")
    assert await secrets.get(ME) == TIGER
    assert await secrets.get("other") is None
    assert sum(thread.name == "keyring" for thread in threading.enumerate()) == 1
    ended(hanging)
    assert await secrets.keep(ME, TIGER)
    assert secrets.reason == ""


async def test_who_is_not_in_a_hurry_may_unlock_it(hanging: HangingKeyring) -> None:
    hanging.secrets["cornetta", ME] = "tiger"
    secrets = Secrets(limit_s=0.05)
    found = find_secret(ME, {}, secrets, limited=False)
    asked = asyncio.ensure_future(found)  # noqa: TID251 - awaited below
    await asyncio.sleep(0.1)
    assert not asked.done()
    assert not await secrets.keep("other", LION)  # one prompt on the screen is enough
    assert str(secrets.reason).startswith("the system keyring has not answered since")
    hanging.unlock.set()
    assert await asked == TIGER


async def test_the_window_lets_one_unlock_it(hanging: HangingKeyring, tmp_path: Path) -> None:
    hanging.secrets["cornetta", ME] = "tiger"
    path, secrets = tmp_path / "settings.toml", Secrets(limit_s=0.05)
    save({"host": "pbx1", "username": "desk", "extension": "101", "tls": False}, path)
    profile = UserProfile({}, {}, path, secrets)
    async with asyncio.TaskGroup() as group:
        opening = group.create_task(profile.open(Recorder(lambda _data: None)))
        await asyncio.sleep(0.1)
        assert not profile.form().keyring_works  # who does not wait is not offered it
        hanging.unlock.set()
    assert not isinstance(opening.result(), Missing)
    assert profile.form().keyring_works


async def test_what_the_window_asks_once_the_secret_is_known(
    use: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(forgetful := Forgetful())
    forgetful.secrets["cornetta", ME] = "tiger"
    path = tmp_path / "settings.toml"
    save({"host": "pbx1", "username": "desk", "extension": "101", "tls": False}, path)
    profile = UserProfile({}, {}, path)
    await profile.open(Recorder(lambda _data: None))
    assert await profile.keep(LION)
    assert not profile.form().keyring_works
    admin = await profile.administrator()
    assert admin.agent
    assert not admin.keyring_works
    save({"admin_username": "admin"}, path)  # as the window of the groups does
    assert profile.is_same({})
    assert not profile.is_same({"extension": "102"})
    monkeypatch.setattr(user_profile, "live_session", Mock(side_effect=AccountInUse))
    mine = profile.form().settings
    await profile.check(mine, Secret(""))  # the open session is what uses it
    with pytest.raises(AccountInUse):
        await profile.check(replace(mine, username="another"), LION)
    save({"username": "another"}, path)  # as somebody who edits the file
    assert (await profile.administrator()).agent is None


async def test_a_late_answer_writes_what_is_wanted_by_then(hanging: HangingKeyring) -> None:
    secrets = Secrets(limit_s=0.05)
    assert not await secrets.keep(ME, LION)
    assert not await secrets.keep(ME, TIGER)
    ended(hanging)
    assert hanging.secrets == {("cornetta", ME): "tiger"}


async def test_a_keyring_that_is_made_in_peace_keeps_the_secret(hanging: HangingKeyring) -> None:
    secrets = Secrets(limit_s=0.05)
    asyncio.get_running_loop().call_later(0.1, hanging.unlock.set)
    assert await secrets.keep(ME, LION, limited=False)
    assert (secrets.reason, hanging.secrets) == ("", {("cornetta", ME): "lion"})


async def test_who_keeps_a_second_secret_in_peace_has_that(hanging: HangingKeyring) -> None:
    secrets = Secrets(limit_s=0.05)
    async with asyncio.TaskGroup() as group:
        kept = [
            group.create_task(secrets.keep(account, secret, limited=False))
            for account, secret in ((ME, LION), (ME, TIGER), ("other", LION))
        ]
        await asyncio.sleep(0.1)
        hanging.unlock.set()
    assert [one.result() for one in kept] == [True, True, True]
    assert hanging.secrets == {("cornetta", ME): "tiger", ("cornetta", "other"): "lion"}


async def test_who_wants_no_secret_kept_by_then_is_told_of_no_fault(
    hanging: HangingKeyring,
) -> None:
    secrets = Secrets()
    async with asyncio.TaskGroup() as group:
        kept = group.create_task(secrets.keep(ME, LION, limited=False))
        await asyncio.sleep(0.1)
        secrets.remember(ME, TIGER)
        hanging.unlock.set()
    assert (kept.result(), secrets.reason, hanging.secrets) == (True, "", {})


async def test_a_late_answer_keeps_nothing_that_is_unwanted_by_then(
    hanging: HangingKeyring,
) -> None:
    secrets = Secrets(limit_s=0.05)
    assert not await secrets.keep(ME, LION)
    secrets.remember(ME, TIGER)
    ended(hanging)
    assert hanging.secrets == {}
    assert await secrets.get(ME) == TIGER


async def test_remembered_for_this_run_only(memory: MemoryKeyring) -> None:
    secrets = Secrets()
    secrets.remember(ME, TIGER)
    assert await secrets.get(ME) == TIGER
    assert memory.asked == 0


async def test_who_no_longer_waits_is_not_disturbed(hanging: HangingKeyring) -> None:
    secrets = Secrets(limit_s=5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(secrets.get(ME), 0.05)
    ended(hanging)
    await asyncio.sleep(0)
    assert await secrets.get(ME) is None
    assert secrets.reason == ""


async def test_who_no_longer_waits_in_peace_goes_on_at_once(hanging: HangingKeyring) -> None:
    secrets = Secrets()
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(secrets.get(ME, limited=False))
        await asyncio.sleep(0.05)
        asked.cancel()
    assert not hanging.unlock.is_set()


async def test_who_no_longer_waits_is_not_disturbed_by_an_error(hanging: HangingKeyring) -> None:
    hanging.set_password = None  # type: ignore[assignment,method-assign]
    secrets = Secrets(limit_s=0.05)
    assert await secrets.get(ME) is None
    ended(hanging)
    await asyncio.sleep(0)
    assert not await secrets.keep(ME, TIGER)
    assert str(secrets.reason) == "the system keyring failed (builtins.TypeError)"


@pytest.mark.parametrize("fails", [False, True])
def test_an_answer_after_the_loop_s_end(use: Use, fails: bool) -> None:  # noqa: FBT001
    hanging = HangingKeyring()
    use(hanging)

    async def start() -> None:
        assert await Secrets(limit_s=0.05).get(ME) is None

    asyncio.run(start())
    if fails:
        hanging.secrets = None  # type: ignore[assignment]
    ended(hanging)  # an exception in the thread would fail the test


def test_a_hung_keyring_does_not_hold_up_the_exit() -> None:
    code = """
import asyncio, threading, keyring.core
from client.config.credentials import Secrets
class Hanging:
    priority = 5
    def get_password(self, *_): threading.Event().wait()
keyring.core._keyring_backend = Hanging()
secrets = Secrets(limit_s=0.1)
print(asyncio.run(secrets.get("me")), str(secrets.reason))
"""
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=20
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("None the system keyring did not answer within 0.1 s")


def test_on_qt_s_loop(memory: MemoryKeyring, qapp: QApplication) -> None:
    async def keep_and_find() -> Secret | None:
        assert await Secrets().keep(ME, TIGER)
        return await Secrets().get(ME)

    with asyncio.Runner(loop_factory=lambda: QtLoop(qapp)) as runner:
        assert runner.run(keep_and_find()) == TIGER
    assert memory.asked == 3


async def test_the_command_line_looks_in_the_environment_first(memory: MemoryKeyring) -> None:
    memory.secrets["cornetta", ME] = "lion"
    assert await find_secret(ME, {"CORNETTA_SECRET": "tiger"}, Secrets()) == TIGER
    assert memory.asked == 0
    assert await find_secret(ME, {"CORNETTA_SECRET": ""}, Secrets()) == LION
    secrets = Secrets()
    secrets.remember(ME, LION)  # what somebody has typed in the window
    assert await find_secret(ME, {"CORNETTA_SECRET": "tiger"}, secrets) == LION
    assert await find_secret("other", {}, secrets) is None
    assert str(error_wording.error(secret_not_known("CORNETTA_SECRET", secrets))) == (
        "The setting 'secret' is not set; "
        "set CORNETTA_SECRET, or run cornetta to keep it in the keyring."
    )


@pytest.mark.parametrize(
    ("backend", "why"),
    [(keyring.backends.fail.Keyring(), ABSENT), (Raising(KeyringLocked()), LOCKED)],  # type: ignore[no-untyped-call]
)
async def test_the_command_line_says_why_the_keyring_is_of_no_use(
    use: Use, backend: keyring.backend.KeyringBackend, why: str
) -> None:
    """A secret that is kept in a keyring is set, though it is locked."""
    use(backend)
    secrets = Secrets()
    assert await find_secret(ME, {}, secrets) is None
    assert str(error_wording.error(secret_not_known("CORNETTA_SECRET", secrets))) == (
        f"The setting 'secret' is not set; set CORNETTA_SECRET, as {why}."
    )


def test_a_secret_shows_itself_to_nobody() -> None:
    shown = [repr(TIGER), str(TIGER), f"{TIGER}", f"{TIGER!r}", repr([TIGER]), f"{TIGER!s:>9}"]
    assert not any("tiger" in text for text in shown)
    assert TIGER.reveal() == "tiger"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not written anywhere"):
            leak(TIGER)
    with pytest.raises(TypeError):
        vars(TIGER)


def test_secrets_compare_by_their_text() -> None:
    assert Secret("tiger") == TIGER != LION
    assert TIGER != "tiger"
    assert len({TIGER, LION, Secret("lion")}) == 2
    assert (bool(TIGER), bool(Secret(""))) == (True, False)


async def test_no_repr_of_the_store_tells_a_secret(memory: MemoryKeyring) -> None:
    secrets = Secrets()
    await secrets.keep(ME, TIGER)
    assert "tiger" not in repr(vars(secrets))
    assert memory.secrets
