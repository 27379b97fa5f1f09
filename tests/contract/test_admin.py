"""An administrator changes pickup groups, and the PBX obeys."""

import asyncio
import codecs
import contextlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from random import Random, randrange, uniform
from typing import cast
from unittest import mock

import pytest

from client.admin import import_export, pjsip_file, save_lock, saving
from client.admin import office as edit
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
from client.cli import verbs
from client.cli.arguments import read
from client.errors import (
    ActionRejected,
    ChangedMeanwhile,
    ConnectionLost,
    SaveCutOff,
    SaveFailed,
    SaveUnderWay,
)
from tests.asterisk.observer import Observer, Refused
from tests.contract.command import Run
from tests.contract.office import Office
from tests.desk import Desk

Sit = Callable[..., AbstractAsyncContextManager[Desk]]
Admin = Callable[..., Awaitable[str]]

pytestmark = pytest.mark.parametrize(
    "office",
    [
        "simulator",
        pytest.param("asterisk 16", marks=pytest.mark.asterisk),
        pytest.param("asterisk 22", marks=pytest.mark.asterisk),
    ],
    indirect=True,
)


@pytest.fixture
def admin(
    environment_of: Callable[[str], dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> Admin:
    """`await admin("range", "5XX")`: what `cornetta admin` says; it must end with `code`.

    In this process, which has loaded it: in others it is run by `cornetta`, and by `tests/docs`.
    """

    async def run(*words: str, code: int = 0, account: str = "admin") -> str:
        arguments = read(["admin", *words])
        with mock.patch.dict(os.environ, environment_of(account), clear=True):
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


async def test_from_the_command_line(
    admin: Admin, sit_down: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await admin("range", "5XX")
    assert await admin("range") == "5XX"
    assert "group 500: new, Größe, 漢" in await admin("groups", "add", "Größe, 漢")
    assert await admin("groups", "add", "Größe, 漢") == "Nothing to change."
    planned = await admin("groups", "add-member", "500", "206", "--only-picks-up", "--dry-run")
    assert planned == "Would change:\n  206 Desk 206: may pick up from 500"
    assert json.loads(await admin("groups", "show", "500", "--json"))["members"] == []

    # A client that runs already sees it.
    monkeypatch.setattr("client.ami_session.ASK_AGAIN_S", 0.2)
    async with sit_down("206") as desk:
        labels = [group.label for group in desk.session.groups]
        assert labels == []
        await admin("groups", "add-member", "500", "206", "--only-picks-up")
        await desk.until(lambda: desk.session.groups, "a group of 206's", limit_s=10)
        labels = [group.label for group in desk.session.groups]
        assert labels == ["500 Größe, 漢"]

    await admin("groups", "renumber", "502", "512")
    shown = json.loads(await admin("groups", "show", "512", "--json"))
    assert (shown["number"], shown["name"]) == ("512", "Sales")
    assert [member["extension"] for member in shown["members"]] == ["103", "104", "204"]
    assert shown["members"][2] == {
        "endpoint": "204",
        "extension": "204",
        "name": "Desk 204",
        "is_picked_up": False,
        "may_pick_up": True,
    }
    await admin("groups", "remove", "512")
    await admin("groups", "rename", "500", "Sales")
    await admin("groups", "remove-member", "500", "206")
    listed = json.loads(await admin("groups", "list", "--json"))
    assert [(one["number"], one["name"]) for one in listed] == [
        ("500", "Sales"),
        ("501", "Support"),
    ]


async def test_calls_ring_in_their_new_groups(office: Office, admin: Admin, sit_down: Sit) -> None:
    """A call that rings already stays in the groups in which it began."""
    await office.switch_on("206")
    async with sit_down("204") as desk:
        await office.call("206", number="0451")
        await office.rang_with("206")
        await admin("groups", "add-member", "501", "206")
        await office.call("206", number="0452")
        assert (await desk.rings_at("206")).caller == Party("0452")
        await admin("groups", "remove-member", "501", "206")
        assert (await desk.rings_at("206")).caller == Party("0452")
        await office.switch_on("101")
        await office.call("206", number="0453")
        await office.call("101", number="0454")
        assert [call.caller.number for call in await desk.shows(2)] == ["0454", "0452"]


@pytest.mark.parametrize(
    ("words", "account", "code", "says"),
    [
        (("groups", "show", "509"), "admin", 2, "The group 509 does not exist; there is 501, 502."),
        (("range", "1XX"), "admin", 2, "The range 1XX leaves out 501 Support, 502 Sales."),
        (("groups", "add", "New"), "admin", 2, "The range is not set"),
        (("groups", "rename", "501", "A"), "agent", 4, "'write = config,reporting,system'"),
        (("undo",), "agent", 4, "The account agent may not change pickup groups"),
        (("groups", "list"), "originator", 4, "may not run 'DBGetTree'"),
        (("groups", "add-member", "501", "401"), "admin", 2, "401 is not kept in pjsip.conf"),
    ],
)
async def test_what_cannot_be_done(
    admin: Admin, words: tuple[str, ...], account: str, code: int, says: str
) -> None:
    assert says in await admin(*words, account=account, code=code)


async def test_an_endpoint_that_is_kept_elsewhere_is_shown(store: Store) -> None:
    endpoints = (await store.load()).endpoints
    assert [one.id for one in endpoints.values() if not one.editable] == ["401"]
    assert endpoints["401"].desk == Party("401", "Desk 401")
    assert endpoints["401"].call_groups == {"503"}


async def test_the_name_of_a_numeric_group_is_not_ours(
    admin: Admin, cornetta: Run, wire: Observer
) -> None:
    """105 is in numeric group 3; the number of no group of ours can be out of range with it."""
    await wire.action("DBPut", Family="pickup", Key="group/3", Val="Back office")
    await admin("range", "5XX")
    for account in ("admin", "agent"):
        command = await cornetta("admin", "groups", "list", "--json", account=account)
        listed = json.loads((await command.end())[1])
        assert [group["number"] for group in listed] == ["501", "502"]
    assert (await wire.listing("DBGet", Family="pickup/group", Key="3"))[0]["Val"] == "Back office"


async def test_a_group_that_is_called_by_a_text_has_no_number(admin: Admin, wire: Observer) -> None:
    """It stands in nobody's way, and can be given one."""
    await wire.action("DBPut", Family="pickup", Key="group/reception", Val="Reception")
    assert await admin("range", "5XX") == "Changed:\n  range: new, 5XX"
    await admin("groups", "add-member", "reception", "206")
    await admin("groups", "rename", "reception", "Front desk")
    # The sentence is long: what has to be done must not be what is cut off.
    assert "XXX needs --yes" in await admin("range", "XXX", code=2)
    assert "502" in await admin("range", "6XX", code=2)
    await admin("groups", "renumber", "reception", "505")
    assert "505 Front desk\n  206" in await admin("groups", "list")


async def test_an_agent_may_look(admin: Admin, cornetta: Run) -> None:
    """The account of an agent's client sees what an administrator's does, but for new phones."""
    await admin("groups", "add-member", "501", "206")
    for words in (
        ("range",),
        ("service-code", "--json"),
        ("groups", "list"),
        ("groups", "show", "501", "--json"),
    ):
        code, out, errors = await (await cornetta("admin", *words)).end()
        assert (code, out) == (0, await admin(*words))
        assert ("may be missing" in errors) is ("groups" in words)
    # A file without them would take them out when it is imported.
    said = await admin("export", account="agent", code=4)
    assert "Use one that has 'write = config,reporting,system' in manager.conf" in said


async def test_the_administrator_has_an_account_of_their_own(cornetta: Run) -> None:
    async def run(*words: str, **environment: str) -> tuple[int, str, str]:
        return await (await cornetta("admin", *words, **environment)).end()

    mine = {"CORNETTA_ADMIN_USERNAME": "admin", "CORNETTA_ADMIN_SECRET": "admin"}
    code, out, _ = await run("groups", "rename", "501", "Help", **mine)
    assert (code, out) == (0, "Changed:\n  group 501: Support becomes Help")
    secret = {"CORNETTA_ADMIN_SECRET": "admin"}
    code, out, _ = await run("range", "5XX", "--admin-username", "admin", "--json", **secret)
    assert json.loads(out) == {
        "saved": True,
        "changes": [{"what": "range", "before": None, "after": "5XX"}],
        "note": None,
    }
    assert (await run("--admin-username", "admin", "range", "5XX", **secret))[0] == 0
    # Without its secret one may look, as the agent, but change nothing.
    del mine["CORNETTA_ADMIN_SECRET"]
    assert (await run("range", **mine))[:2] == (0, "5XX")
    code, _, errors = await run("range", "50X", **mine)
    assert (code, errors.count("\n")) == (2, 1)
    assert "CORNETTA_ADMIN_SECRET" in errors
    code, _, errors = await run("range", **mine, CORNETTA_USERNAME="")
    assert (code, errors.count("\n")) == (2, 1)


async def test_a_new_service_code_has_to_reach_the_phones(admin: Admin) -> None:
    said = await admin("service-code", "*7")
    assert said.splitlines()[0] == "Changed:"
    assert said.endswith("cornetta provision /etc/asterisk --service-code '*7'")
    assert json.loads(await admin("service-code", "*7", "--json"))["note"] is None
    for code, says in (("*8", True), ("*9", False)):  # Asterisk keeps one for itself
        note = json.loads(await admin("service-code", code, "--json", "--dry-run"))["note"]
        assert code in note
        assert ("pickupexten" in note) is says


class Between:
    """A connection that passes everything on; those of tests do something on the way."""

    def __init__(self, connection: AmiConnection) -> None:
        self._connection = connection
        self.stay_awake = connection.stay_awake

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
        is_change = is_change and (headers or {}).get("Key") != "saving"  # before all, and after
        self.changes += is_change
        if not is_change or self.changes != self._fails:
            return await super().action(name, headers)
        if self._how == "done":
            await super().action(name, headers)
        raise ActionRejected(name, "the test says no")


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


async def test_undo_goes_back_save_by_save(admin: Admin, tmp_path: Path) -> None:
    before = await admin("export")
    await admin("range", "5XX")
    (tmp_path / "groups.csv").write_text(
        "number,name,extension,is_picked_up,may_pick_up\n"
        "501,Help,206,yes,no\n501,Help,101,,\n510,New,desk-106,,\n"
    )
    planned = await admin("import", str(tmp_path / "groups.csv"), "--dry-run")
    assert "group 501: Support becomes Help" in planned
    assert "102 Desk 102: no longer may pick up from 501" in planned
    await admin("import", str(tmp_path / "groups.csv"))
    assert "Nothing to change." in await admin("import", str(tmp_path / "groups.csv"))
    table = await admin("export", "--csv")
    assert "501,Help,206,yes,no" in table
    assert "510,New,desk-106,yes,yes" in table
    told = r"Changed, to take back the save of \d{4}-\d\d-\d\d:\n"
    assert re.match(told, await admin("undo"))
    await admin("undo")
    assert await admin("export") == before
    assert "none can be taken back" in await admin("undo", code=2)


async def test_a_table_in_another_encoding(admin: Admin, tmp_path: Path) -> None:
    """A spreadsheet writes the system's old one unless it is told otherwise."""
    (tmp_path / "groups.csv").write_bytes("number;name;extension\n501;Hôtel;101\n".encode("cp1252"))
    said = await admin("import", str(tmp_path / "groups.csv"), code=2)
    assert "it is not in UTF-8 (a spreadsheet saves that as 'CSV UTF-8')" in said


async def test_excel_opens_a_table_in_the_encoding_that_it_is_in(
    admin: Admin, tmp_path: Path
) -> None:
    await admin("groups", "rename", "501", "Hôtel")
    table = tmp_path / "groups.csv"
    table.write_bytes((await admin("export", "--csv")).encode())
    excel = "utf-8-sig" if table.read_bytes().startswith(codecs.BOM_UTF8) else "cp1252"
    table.write_text(table.read_text(encoding=excel), encoding="utf-8-sig")
    assert await admin("import", str(table)) == "Nothing to change."


async def test_a_table_as_unicode_text_and_an_export_of_powershell(
    admin: Admin, tmp_path: Path
) -> None:
    """Both are in UTF-16, with a mark in front; the table has tabs."""
    (tmp_path / "groups.txt").write_text(
        "number\tname\textension\n501\tHôtel; day\t101\n", encoding="utf-16"
    )
    assert "Support becomes Hôtel; day" in await admin("import", str(tmp_path / "groups.txt"))
    (tmp_path / "groups.json").write_text(await admin("export"), encoding="utf-16")
    said = await admin("import", str(tmp_path / "groups.json"))
    assert said == "Nothing to change."


async def test_what_was_not_written_is_not_called_wrong_usage(admin: Admin, tmp_path: Path) -> None:
    (tmp_path / "cornetta").write_text("in the way of the saves, as a full disk is")
    said = await admin("groups", "rename", "501", "Other", code=1)
    assert "nothing can be written" in said


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
            raise ConnectionLost("the test cuts it")
        return await super().action(name, headers)

    async def listing(self, name: str, headers: Headers | None = None) -> list[Message]:
        if self._reloads and name == "PJSIPShowEndpoints":
            raise ActionRejected(name, "the test says no")
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
    last = History(saves).last()
    assert last
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


async def test_a_phone_that_has_gone_is_told_once(store: Store) -> None:
    now = await store.load()
    before = replace(now, endpoints={**now.endpoints, "999": Endpoint("999", Party("999"))})
    with pytest.raises(ChangedMeanwhile) as told:
        await store.save(before, edit.put_member(before, "501", "999"))
    assert told.value.what == "999 does not exist"


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
    await store.save(now, edit.add(now, "night", "599"))
    with pytest.raises(ChangedMeanwhile, match="599 is called Night now"):
        await store.save(before, added)
    with pytest.raises(ChangedMeanwhile, match="599 night is not in 50X"):
        await store.save(before, narrow)
    now = await store.load()
    await store.save(now, edit.put_member(now, "501", "104"))
    with pytest.raises(ChangedMeanwhile, match="104 would stay in 501"):
        await store.save(now, edit.remove(now, "501"))
    assert (await store.load()).names == {"501": "Support", "599": "night"}


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
        assert await store.save(after, after) == []
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
    keys = [row.get("Key") for row in await store._connection.listing("DBGetTree")]
    assert "/pickup/saving" not in keys


async def test_a_mark_that_was_left_behind_stands_in_nobodys_way(
    store: Store, wire: Observer
) -> None:
    """Its owner goes on at once; others when it is old, or the PBX's clock has been set back."""
    before = await store.load()
    after = edit.rename(before, "501", "Help")
    now = int((await wire.action("Getvar", Variable="EPOCH"))["Value"])
    for mark, error in (
        (f"b {now}", SaveUnderWay),
        (f"b {now - 1000}", None),
        (f"b {now + 1000}", None),
        (f"a {now}", None),
    ):
        await wire.action("DBPut", Family="pickup", Key="saving", Val=mark)
        mine = Store(store._connection, "a")
        if error is not None:
            with pytest.raises(error):
                await mine.save(before, after)
            assert await store.load() == before
            continue
        await mine.save(before, after)
        await mine.save(after, before)


def update(*parts: str, only: str = 'catfilter="type=endpoint"') -> list[tuple[str, str]]:
    """The headers of an UpdateConfig; each part is "Append 206 named_call_group 501,502"."""
    headers = [("SrcFilename", "pjsip.conf"), ("DstFilename", "pjsip.conf")]
    for number, part in enumerate(parts):
        words = zip(("Action", "Cat", "Var", "Value"), part.split(), strict=False)
        headers += [(f"{name}-{number:06}", word) for name, word in words]
        headers.append((f"Options-{number:06}", only))
    return headers


_TICK = "206 named_call_group"

WIRE = [
    ("GetConfig", [], "Filename not specified"),
    ("GetConfig", [("Filename", "no.conf")], "Config file not found"),
    ("ListCategories", [], "Filename not specified"),
    ("ListCategories", [("Filename", "no.conf")], "Config file not found"),
    ("UpdateConfig", [], "Filename not specified"),
    ("UpdateConfig", update(), ""),
    ("UpdateConfig", update(f"Update {_TICK} 501"), "Update did not complete successfully"),
    ("UpdateConfig", update(f"Delete {_TICK}"), "Update did not complete successfully"),
    ("UpdateConfig", update(f"Append {_TICK} 501", f"Update {_TICK} 502"), ""),
    ("UpdateConfig", update(f"Append {_TICK}", f"Delete {_TICK}"), ""),
    ("UpdateConfig", update("Update 999 x 1"), "Given category does not exist"),
    ("UpdateConfig", update("Append 999 x 1"), "Given category does not exist"),
    ("UpdateConfig", update("Update 206 max_contacts 1"), "Update did not complete successfully"),
    ("UpdateConfig", update("Nonsense 206 x 1"), "Unknown action command"),
    ("UpdateConfig", update("Update"), "Category not specified"),
    (
        "UpdateConfig",
        update("Update 206"),
        "Problem with category, value, or line (if required)",
    ),
    ("UpdateConfig", update(*[f"Append {_TICK} 501"] * 24), ""),
    (
        "UpdateConfig",
        update(*[f"Append {_TICK} 501"] * 25),
        "Too many lines in message or allocation failure",
    ),
    ("Reload", [("Module", "res_pjsip.so")], "Module Reloaded"),
    ("Reload", [("Module", "nonsense.so")], "No such module"),
    ("DBPut", [("Family", "pickup"), ("Key", "range")], "Updated database successfully"),
    ("DBPut", [("Family", "pickup")], "No key specified"),
    ("DBPut", [("Key", "range")], "No family specified"),
    ("DBDel", [("Family", "pickup")], "No key specified."),
    ("DBDel", [("Key", "range")], "No family specified."),
    (
        "DBDel",
        [("Family", "pickup"), ("Key", "x")],
        "Database entry could not be deleted",
    ),
    ("DBDel", [("Family", "pickup"), ("Key", "group/502")], "Key deleted successfully"),
]


async def test_what_the_pbx_answers(wire: Observer) -> None:
    """Word for word."""
    for name, headers, message in WIRE:
        try:
            answered = (await wire.action(name, *headers))["Message"]
        except Refused as refused:
            answered = str(refused)
        assert (name, headers, answered) == (name, headers, message)


async def groups_in_file(wire: Observer, section: str) -> list[str]:
    """The lines of an endpoint that tell its groups, in order."""
    wanted = {"Filename": "pjsip.conf", "Filter": "type=endpoint", "Category": section}
    config = await wire.action("GetConfig", **wanted)
    assert config["Category-000000"] == section
    return [text for name, text in config.headers if "Line-" in name and "_group=" in text]


async def test_a_change_is_whole_or_none(wire: Observer) -> None:
    parts = ("Append 206 named_call_group 501", "Update 206 named_pickup_group 501")
    with pytest.raises(Refused):
        await wire.action("UpdateConfig", *update(*parts))
    assert await groups_in_file(wire, "206") == []


async def test_of_two_lines_the_first_is_changed_and_the_last_counts(wire: Observer) -> None:
    async def call_group() -> str:
        variable = "PJSIP_ENDPOINT(206,named_call_group)"
        return (await wire.action("Getvar", Variable=variable))["Value"]

    parts = [f"Append 206 named_call_group {groups}" for groups in ("501", "502,501")]
    await wire.action("UpdateConfig", *update(*parts))
    assert await call_group() == ""
    await wire.action("UpdateConfig", *update("Update 206 named_call_group 503"))
    lines = ["named_call_group=503", "named_call_group=502,501"]
    assert await groups_in_file(wire, "206") == lines
    await wire.action("Reload", Module="res_pjsip.so")
    while (seen := await call_group()) == "":
        continue
    assert seen == "501, 502"
    await wire.action("UpdateConfig", *update("Delete 206 named_call_group"))
    assert await groups_in_file(wire, "206") == []


async def test_what_is_not_in_the_file(wire: Observer) -> None:
    config = await wire.action("GetConfig", Filename="pjsip.conf", Category="401")
    assert [name for name, _ in config.headers[2:]] == ["No categories found"]
    rows = await wire.listing("PJSIPShowEndpoints")
    assert {row["ObjectName"] for row in rows} >= {"101", "401", "desk-106", "trunk"}
    (row,) = (row for row in rows if row["ObjectName"] == "101")
    names = [name for name, _ in row.headers]
    assert names == [
        *("Event", "ActionID", "ObjectType", "ObjectName", "Transport", "Aor", "Auths"),
        *("OutboundAuths", "Contacts", "DeviceState", "ActiveChannels"),
    ]
    assert row["DeviceState"] == "Not in use"
    await wire.action("DBPut", Family="pickup", Key="service-code", Val="*7")
    devices = await wire.listing("DeviceStateList")
    states = {one["Device"]: one["State"] for one in devices}
    assert states["PJSIP/101"] == "NOT_INUSE"
    assert {"PJSIP/401", "PJSIP/desk-106", "PJSIP/trunk"} <= states.keys()
    tree = await wire.listing("DBGetTree", Family="pickup")
    assert [(one["Key"], one["Val"]) for one in tree] == [
        ("/pickup/group/501", "Support"),
        ("/pickup/group/502", "Sales"),
        ("/pickup/service-code", "*7"),
    ]


async def test_rights(wire: Observer) -> None:
    actions = {
        *("DBDel", "DBGet", "DBGetTree", "DBPut", "DeviceStateList", "GetConfig", "Getvar"),
        *("ListCategories", "PJSIPShowEndpoints", "Reload", "UpdateConfig"),
    }
    told = dict((await wire.action("ListCommands")).headers)
    needed = {name: told[name].partition("(Priv: ")[2].rstrip(")") for name in actions}
    assert needed == {
        "DBDel": "system,all",
        "DBGet": "system,reporting,all",
        "DBGetTree": "system,reporting,all",
        "DBPut": "system,all",
        "DeviceStateList": "call,reporting,all",
        "GetConfig": "system,config,all",
        "Getvar": "call,reporting,all",
        "ListCategories": "config,all",
        "PJSIPShowEndpoints": "system,all",
        "Reload": "system,config,all",
        "UpdateConfig": "config,all",
    }
