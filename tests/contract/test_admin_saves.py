"""Saves that fail, are cut off or meet those of others, and what the PBX has then."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from random import Random, randrange, uniform
from typing import cast

import pytest

from client.admin import import_export, pjsip_file, save_lock, saving, verbs
from client.admin import office as edit
from client.admin import store as store_module
from client.admin.history import History
from client.admin.office import Endpoint
from client.admin.office import Office as Groups
from client.admin.plan import applied, plan
from client.admin.store import Store, open_store
from client.admin.verbs import change
from client.ami import protocol
from client.ami.actions import Headers
from client.ami.clock import clock
from client.ami.connection import AmiConnection
from client.ami.message import Message
from client.calls.events import Party
from client.calls.numbering import NumberRange
from client.cli.arguments import read
from client.cli.verbs import exit_code
from client.errors import (
    ActionRejected,
    ChangedMeanwhile,
    ConnectionLost,
    FileNotWritten,
    SaveCutOff,
    SaveFailed,
    SaveUnderWay,
)
from client.sentence import Sentence
from tests.asterisk.observer import Observer
from tests.contract.command import Admin
from tests.contract.office import ON_EVERY_RELEASE, Office

pytestmark = ON_EVERY_RELEASE


class Between:
    """A connection that passes everything on; those of tests do something on the way."""

    def __init__(self, connection: AmiConnection) -> None:
        self._connection = connection
        self.stay_awake = connection.stay_awake
        self.tell = connection.tell

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        return await self._connection.action(name, headers)

    async def listing(self, name: str, headers: Headers | None = None) -> list[Message]:
        return await self._connection.listing(name, headers)


class Failing(Between):
    """A connection whose nth change of the PBX is refused, or done and said not to be; 0: none."""

    def __init__(self, connection: AmiConnection, fails: int, how: str) -> None:
        super().__init__(connection)
        self._fails = fails
        self._how = how
        self.changes = 0

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        is_change = name in ("DBPut", "DBDel", "UpdateConfig", "Reload")
        key = str((headers or {}).get("Key", ""))
        is_change = is_change and not key.startswith(save_lock.MARK)  # before all, and after
        self.changes += is_change
        if not is_change or self.changes != self._fails:
            return await super().action(name, headers)
        if self._how == "done":
            await super().action(name, headers)
        raise ActionRejected(name, Sentence("the test says no"))


def much(office: Groups) -> Groups:
    """A change of everything that can be changed."""
    office = edit.add(edit.set_range(office, "5XX"), "New", "510")
    office = edit.put_member(office, "510", "206")
    office = edit.renumber(office, "502", "512")
    return edit.rename(office, "501", "Help")


@pytest.mark.parametrize("how", ["not done", "done"])
async def test_whatever_step_fails_the_pbx_ends_as_before(
    store: Store, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(pjsip_file, "MAX_LINES", 10)  # one list of groups in each message
    before = await store.load()
    after = much(before)

    async def save(fails: int) -> int:
        failing = Failing(store._connection, fails, how)
        await Store(failing).save(before, after)  # type: ignore[arg-type]
        return failing.changes

    changes = await save(0)
    assert changes > 10
    assert await store.load() == after
    await store.save(after, before)
    for fails in range(1, changes + 1):
        with pytest.raises(SaveFailed) as caught:
            await save(fails)
        assert caught.value.left == ()
        assert await store.load() == before


@pytest.mark.parametrize("then", ["undo", "finish"])
async def test_a_save_that_was_cut_off_is_settled_first(
    office: Office, admin: Admin, store: Store, tmp_path: Path, then: str
) -> None:
    before = await store.load()
    after = much(before)
    steps = plan(before, after)
    history = History(tmp_path / "cornetta" / "saves" / f"127.0.0.1_{office.settings().port}")
    with history.locked():
        history.begin(before, steps)
        assert "is under way" in await admin("groups", "rename", "501", "Other", code=1)
        assert "is under way" in await admin(then, code=1)
        await store.save(before, applied(before, steps[: len(steps) // 2]))
    assert "cornetta admin undo" in await admin("groups", "rename", "501", "Other", code=1)
    await admin(then)
    assert await store.load() == (before if then == "undo" else after)
    await admin("groups", "rename", "501", "Other")


async def test_a_save_that_was_cut_off_and_overtaken_is_left(
    office: Office, admin: Admin, store: Store, tmp_path: Path
) -> None:
    """Somebody else has changed what it was about: it can be neither finished nor taken back."""
    before = await store.load()
    steps = plan(before, edit.rename(before, "501", "Mine"))
    history = History(tmp_path / "cornetta" / "saves" / f"127.0.0.1_{office.settings().port}")
    with history.locked():
        history.begin(before, steps)
    await store.save(before, edit.rename(before, "501", "Theirs"))
    for verb in ("undo", "finish"):
        assert "Somebody else has changed" in await admin(verb, code=1)
    assert "cornetta admin leave" in await admin("groups", "rename", "501", "Other", code=1)
    assert "Nothing to change" in await admin("leave", "--dry-run")
    await admin("leave")
    assert (await store.load()).names["501"] == "Theirs"
    await admin("groups", "rename", "501", "Other")
    assert "was cut off" in await admin("leave", code=2)


class CutOff(Between):
    """A connection that is lost at the nth Reload; up to then no save ends well."""

    def __init__(self, connection: AmiConnection, at: int) -> None:
        super().__init__(connection)
        self._at = at
        self._reloads = 0

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        self._reloads += name == "Reload"
        if self._reloads == self._at:
            raise ConnectionLost(Sentence("the test cuts it"))
        return await super().action(name, headers)

    async def listing(self, name: str, headers: Headers | None = None) -> list[Message]:
        if self._reloads and name == "PJSIPShowEndpoints":
            raise ActionRejected(name, Sentence("the test says no"))
        return await super().listing(name, headers)


class Waits(Between):
    """A connection that answers no change of the PBX's file."""

    def __init__(self, connection: AmiConnection) -> None:
        super().__init__(connection)
        self.asked = asyncio.Event()

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        if name == "UpdateConfig":
            self.asked.set()
            await asyncio.Event().wait()
        return await super().action(name, headers)


async def test_who_cuts_a_save_off_is_told_what_to_do(store: Store, tmp_path: Path) -> None:
    """By Ctrl-C, which would otherwise say nothing."""
    waits = Waits(store._connection)
    words = read(["admin", "groups", "add-member", "501", "206"])
    saves = change(words, Store(cast("AmiConnection", waits)), History(tmp_path))
    saving = asyncio.create_task(saves)  # noqa: TID251 - ended below
    await waits.asked.wait()
    saving.cancel()
    with pytest.raises(SaveCutOff):
        await saving


async def test_who_loses_the_link_in_a_save_is_told_what_to_do(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After what is done in part, which alone helps nobody."""
    words = read(["admin", "groups", "add-member", "501", "206"])
    cut_off = Store(cast("AmiConnection", CutOff(store._connection, 1)))
    with pytest.raises(SaveCutOff):
        await change(words, cut_off, History(tmp_path))
    assert "These could not be taken back: 206 Desk 206: " in capsys.readouterr().err


async def test_who_waits_at_a_terminal_for_many_changes_is_told_so(
    store: Store,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verbs, "_MANY", 1)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    await change(read(["admin", "groups", "remove", "501"]), store, History(tmp_path))
    assert re.fullmatch(r"Saving \d+ changes \.\.\.\n", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("at", "then", "goes_by"), [(1, "finish", "501, 502"), (1, "undo", "501"), (2, "undo", "501")]
)
async def test_the_pbx_reads_what_a_settled_save_has_written(  # noqa: PLR0917 - as a table
    office: Office,
    admin: Admin,
    store: Store,
    wire: Observer,
    tmp_path: Path,
    at: int,
    then: str,
    goes_by: str,
) -> None:
    """The file is as it shall be already, but the link broke before the PBX was to read it."""
    history = History(tmp_path / "cornetta" / "saves" / f"127.0.0.1_{office.settings().port}")
    before = await store.load()
    after = edit.put_member(before, "502", "101", may_pick_up=False)
    cut_off = Store(cast("AmiConnection", CutOff(store._connection, at)))
    with pytest.raises(SaveFailed) as caught:
        await saving.save(cut_off, history, before, after)
    assert caught.value.left
    await admin(then)
    asked = await wire.action("Getvar", Variable="PJSIP_ENDPOINT(101,named_call_group)")
    assert asked["Value"] == goes_by
    assert (await store.load()).endpoints["101"].call_groups == {*goes_by.split(", ")}


class FallsAsleep(Between):
    """A connection of a computer that sleeps as soon as it has changed the PBX's file."""

    def __init__(self, connection: AmiConnection, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(connection)
        self._meanwhile: Callable[[], Awaitable[None]] | None = meanwhile

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        answer = await super().action(name, headers)
        if name == "UpdateConfig" and self._meanwhile:
            meanwhile, self._meanwhile = self._meanwhile, None
            await meanwhile()
        return answer


async def test_the_folder_of_saves_goes_away_meanwhile(store: Store, tmp_path: Path) -> None:
    """What the PBX has by then is told as it is, and what failed as what it was."""
    before = await store.load()
    after = edit.put_member(before, "502", "101", may_pick_up=False)

    async def gone() -> None:
        shutil.rmtree(history_folder)
        history_folder.touch()

    async def gone_and_refused() -> None:
        await gone()
        raise ActionRejected("UpdateConfig", Sentence("no"))

    def meanwhile(what: Callable[[], Awaitable[None]]) -> Store:
        return Store(cast("AmiConnection", FallsAsleep(store._connection, what)))

    history_folder = tmp_path / "saves"
    history = History(history_folder)
    told = pytest.raises(FileNotWritten, match="the PBX has been changed all the same")
    with told:
        await saving.save(meanwhile(gone), history, before, after)
    assert await store.load() == after
    history_folder.unlink()
    await saving.save(store, history, after, before)
    with told:
        await saving.undo(meanwhile(gone), history, saving.the_last(history.last()), before)
    assert await store.load() == after
    history_folder.unlink()
    with pytest.raises(SaveFailed, match="no") as caught:
        await saving.save(meanwhile(gone_and_refused), history, after, before)
    assert caught.value.left == ()
    assert exit_code(caught.value) == 1


async def test_a_save_is_taken_back_once(store: Store, tmp_path: Path) -> None:
    """Two windows of one user show it as the last one."""
    history, before = History(tmp_path), await store.load()
    await saving.save(store, history, before, before)
    assert history.last() is None
    after = edit.put_member(before, "502", "101", may_pick_up=False)
    await saving.save(store, history, before, after)
    last = saving.the_last(history.last())

    async def refused() -> None:
        raise ActionRejected("UpdateConfig", Sentence("no"))

    refuses = Store(cast("AmiConnection", FallsAsleep(store._connection, refused)))
    with pytest.raises(SaveFailed):
        await saving.undo(refuses, history, last, after)
    assert history.last() == last  # and no save that was cut off
    await saving.undo(store, history, last, after)
    with pytest.raises(SaveUnderWay):
        await saving.undo(store, history, last, after)
    with pytest.raises(SaveUnderWay):
        await saving.complete(store, history, last, after)
    with pytest.raises(SaveUnderWay):
        await saving.leave(history, last)
    assert await store.load() == before


async def test_who_sleeps_in_the_middle_of_a_save_reverts_nobody_elses(
    office: Office, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the time it wakes its lock has expired, and somebody else has saved."""

    async def somebody_saves() -> None:
        monkeypatch.setattr(save_lock, "EXPIRES_AFTER_S", 0)
        async with open_store(office.settings(account="admin"), office.secret("admin")) as other:
            before = await other.load()
            after = edit.put_member(before, "502", "101")
            await Store(other._connection, "somebody-else").save(before, after)
        monkeypatch.setattr(protocol, "clock", lambda: clock() + 3600)

    before = await store.load()
    asleep = Store(cast("AmiConnection", FallsAsleep(store._connection, somebody_saves)))
    with pytest.raises(SaveFailed):
        await asleep.save(before, edit.put_member(before, "502", "206"))
    async with open_store(office.settings(account="admin"), office.secret("admin")) as fresh:
        assert (await fresh.load()).endpoints["101"].call_groups == {"501", "502"}


SLOW = """
import sys
from client.__main__ import main
from client.admin import pjsip_file
pjsip_file.MAX_LINES = 10  # one list of groups in each message
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("then", ["undo", "finish"])
async def test_killed_in_the_middle_of_a_save(
    office: Office, admin: Admin, store: Store, tmp_path: Path, then: str
) -> None:
    """Whenever that is, what is found can be taken back or completed."""
    before = await store.load()
    after = edit.add(edit.set_range(before, "5XX"), "New", "510")
    for who in ("101", "102", "103", "104", "201", "206", "desk-106"):
        after = edit.put_member(after, "510", who)
    (tmp_path / "groups.json").write_text(json.dumps(import_export.to_json(after)))
    settings = office.settings(account="admin")
    where = ("--host", settings.host, "--port", str(settings.port), "--username", "admin")
    words = ("admin", "import", str(tmp_path / "groups.json"), *where)
    environment = {"XDG_STATE_HOME": str(tmp_path), "CORNETTA_SECRET": "admin"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SLOW, *words), env={**os.environ, **environment}
    )
    saves = tmp_path / "cornetta" / "saves" / f"127.0.0.1_{settings.port}"
    async with asyncio.timeout(10):
        while not list(saves.glob("*.saving")):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.001)
    await asyncio.sleep(uniform(0, 0.1))
    with contextlib.suppress(ProcessLookupError):  # it was faster
        process.kill()
    await process.wait()
    last = saving.the_last(History(saves).last())
    if last.cut_off or then == "undo":
        await admin(then)
    assert await store.load() == (before if then == "undo" else after)


async def test_of_two_administrators_one_wins_and_the_other_is_told(store: Store) -> None:
    before = await store.load()
    await store.save(before, edit.rename(before, "501", "Help"))
    with pytest.raises(ChangedMeanwhile, match="group 501: Support becomes Help"):
        await store.save(before, edit.rename(before, "501", "Desk"))
    # What nobody else has touched can still be saved.
    await store.save(before, edit.rename(before, "502", "Shop"))
    assert (await store.load()).names == {"501": "Help", "502": "Shop"}


class SlowToTell(Between):
    """A connection over which it takes long to be told in which groups a phone is."""

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        if "named_" in str((headers or {}).get("Variable")):
            await asyncio.sleep(1.0)
        return await super().action(name, headers)


async def test_a_slow_line_is_no_pbx_that_does_not_obey(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The save was taken back, though all of it was done."""
    monkeypatch.setattr(store_module, "OBEYED_WITHIN_S", 0.5)
    slow = Store(cast("AmiConnection", SlowToTell(store._connection)))
    before = await slow.load()
    await slow.save(before, edit.put_member(before, "501", "206"))
    assert [one.id for one in (await store.load()).members("501")].count("206") == 1


async def test_a_phone_that_has_gone_is_told_once(store: Store) -> None:
    now = await store.load()
    before = replace(now, endpoints={**now.endpoints, "999": Endpoint("999", Party("999"))})
    with pytest.raises(ChangedMeanwhile) as told:
        await store.save(before, edit.put_member(before, "501", "999"))
    assert str(told.value.what) == "999 does not exist"


async def test_two_saves_that_fit_alone_and_not_together(store: Store) -> None:
    """Each changes something that the other has not touched; the second is refused all the same."""
    empty = await store.load()
    await store.save(empty, edit.set_range(empty, "5XX"))
    before = await store.load()
    late = edit.put_member(before, "502", "101")
    added = edit.add(before, "Night")
    narrow = edit.set_range(before, "50X")
    removed = edit.remove(before, "502")
    await store.save(before, removed)
    with pytest.raises(ChangedMeanwhile, match="there is no 502 now"):
        await store.save(before, late)
    now = await store.load()
    await store.save(now, edit.add(now, "NIGHT", "599"))
    with pytest.raises(ChangedMeanwhile, match="599 is called Night now"):
        await store.save(before, added)
    with pytest.raises(ChangedMeanwhile, match="599 NIGHT is not in 50X"):
        await store.save(before, narrow)
    now = await store.load()
    await store.save(now, edit.put_member(now, "501", "104"))
    with pytest.raises(ChangedMeanwhile, match="104 would stay in 501"):
        await store.save(now, edit.remove(now, "501"))
    assert (await store.load()).names == {"501": "Support", "599": "NIGHT"}


ODD = "aZ9 ü漢🎉'\"\\:;,#%$&{}[]()<>|=~^`*?!/@"


def anything(office: Groups, random: Random) -> Groups:
    """Other names, other members, and perhaps another range and code; a group of others' too."""
    numbers = NumberRange.parse(random.choice(["5XX", "51X", "6XX00", "9X"]))
    chosen = random.sample(list(numbers)[:20], random.randrange(5))
    names = {number: "".join(random.choices(ODD, k=random.randrange(1, 12))) for number in chosen}
    names = {number: f"{number}{name}".strip() for number, name in names.items()}

    def some() -> frozenset[str]:
        known = [*names, "sales", "503"]
        return frozenset(random.sample(known, random.randrange(min(4, len(known)))))

    endpoints = {
        one.id: replace(one, call_groups=some(), pickup_groups=some())
        if one.editable and random.random() < 0.6
        else one
        for one in office.endpoints.values()
    }
    return Groups(names, endpoints, numbers, random.choice(["**", "*8", "#"]))


async def test_what_was_asked_for_is_what_is_read_back(office: Office, store: Store) -> None:
    seed = randrange(10**6)
    random = Random(seed)
    first = before = await store.load()
    for _ in range(12):
        after = anything(before, random)
        await store.save(before, after)
        login = office.settings(account="admin"), office.secret("admin")
        async with open_store(*login) as another:
            assert await another.load() == after, seed
        before = after
    await store.save(before, first)
    assert await store.load() == first, seed


async def test_of_two_who_save_at_once_one_is_told(office: Office, store: Store) -> None:
    """Each wants the same phones in a group of another name; nothing is ever mixed."""
    async with open_store(office.settings(account="admin"), office.secret("admin")) as other:
        for _ in range(8):
            before = await store.load()
            wanted = []
            for name in ("one", "two"):
                changed = edit.rename(before, "501", f"{name} {randrange(10**6)}")
                for who in ("101", "102", "206"):
                    ticks = {"is_picked_up": name == "one", "may_pick_up": randrange(2) == 1}
                    changed = edit.put_member(changed, "501", who, **ticks)
                wanted.append(changed)
            saves = [
                Store(one._connection, who).save(before, asked)
                for one, who, asked in zip((store, other), "ab", wanted, strict=True)
            ]
            ended = await asyncio.gather(*saves, return_exceptions=True)
            told = [isinstance(one, SaveUnderWay | ChangedMeanwhile) for one in ended]
            assert told.count(True) == 1, ended
            assert await other.load() == wanted[told.index(False)]
    assert await marks(store) == []


async def marks(store: Store) -> list[str]:
    """The marks of saves that the PBX has, by their owners."""
    start = save_lock.MARK
    return [key.removeprefix(start) for key in await store._database() if key.startswith(start)]


class FarAway(Between):
    """A connection over a line on which a mark takes until `arrives`."""

    def __init__(self, connection: AmiConnection, arrives: asyncio.Event) -> None:
        super().__init__(connection)
        self._arrives = arrives

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        if name == "DBPut":
            await self._arrives.wait()
        return await super().action(name, headers)


async def test_one_alone_saves_however_far_away_another_is(office: Office, store: Store) -> None:
    """By the time that its mark arrives, somebody has seen nobody's, and saves."""
    has_begun = asyncio.Event()
    far = cast("AmiConnection", FarAway(store._connection, has_begun))

    async def save_far_away() -> None:
        async with save_lock.save_lock(far, "a"):
            pass

    async with (
        open_store(office.settings(account="admin"), office.secret("admin")) as near,
        asyncio.TaskGroup() as group,
    ):
        late = group.create_task(refused(save_far_away()))
        async with save_lock.save_lock(near._connection, "b"):
            has_begun.set()
            await late
    assert await marks(store) == []


async def test_the_first_by_name_waits_for_another_to_give_up(store: Store, wire: Observer) -> None:
    before = await store.load()
    mark = {"Family": "pickup", "Key": f"{save_lock.MARK}b"}
    await wire.action("DBPut", **mark, Val=(await wire.action("Getvar", Variable="EPOCH"))["Value"])
    async with asyncio.TaskGroup() as group:
        group.create_task(
            Store(store._connection, "a").save(before, edit.rename(before, "501", "A"))
        )
        while "a" not in await marks(store):
            pass
        await wire.action("DBDel", **mark)


async def refused(save: Awaitable[None]) -> None:
    """See that somebody else saves."""
    with pytest.raises(SaveUnderWay):
        await save


async def test_a_save_that_takes_long_is_nobody_elses_in_the_middle(
    office: Office, store: Store, wire: Observer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save_lock, "RENEWED_EVERY_S", 0.01)
    mark = {"Family": "pickup", "Key": f"{save_lock.MARK}slow"}
    async with save_lock.save_lock(store._connection, "slow"):
        await wire.action("DBPut", **mark, Val="1")  # as if that had been long ago
        async with asyncio.timeout(10):
            while (await store._database())[mark["Key"]] == "1":  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
        async with open_store(office.settings(account="admin"), office.secret("admin")) as other:
            before = await other.load()
            late = Store(other._connection, "z")
            await refused(late.save(before, edit.rename(before, "501", "Help")))
    assert await marks(store) == []
    assert "renew the lock of a save" not in [task.get_name() for task in asyncio.all_tasks()]


async def test_a_mark_that_was_left_behind_stands_in_nobodys_way(
    store: Store, wire: Observer
) -> None:
    """Its owner goes on at once; others when it is old, or the PBX's clock has been set back."""
    before = await store.load()
    after = edit.rename(before, "501", "Help")
    now = int((await wire.action("Getvar", Variable="EPOCH"))["Value"])
    for owner, when, error in (
        ("b", now, SaveUnderWay),
        ("b", now - 1000, None),
        ("b", now + 1000, None),
        ("b", "spoilt", None),
        ("a", now, None),
    ):
        await wire.action("DBPut", Family="pickup", Key=f"saving/{owner}", Val=str(when))
        mine = Store(store._connection, "a")
        if error is not None:
            with pytest.raises(error):
                await mine.save(before, after)
            assert await store.load() == before
            continue
        await mine.save(before, after)
        await mine.save(after, before)
        assert await marks(store) == []
