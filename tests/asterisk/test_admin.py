"""An administrator changes pickup groups, and a real Asterisk obeys."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from client.admin import office as edit
from client.admin.history import History
from client.admin.plan import applied, plan
from client.admin.store import Store, open_store
from client.credentials import Secret
from client.errors import ActionRejected, ChangedMeanwhile, SaveFailed
from client.settings import Settings
from tests.desk import running

if TYPE_CHECKING:
    from pathlib import Path

    from client.admin.office import Office
    from client.ami.actions import Headers
    from client.ami.connection import AmiConnection
    from client.ami.message import Message
    from tests.asterisk.lab import Lab


@pytest.fixture
def lab(each_lab: Lab) -> Lab:
    """Each test here runs on every Asterisk that can be had."""
    return each_lab


def settings(lab: Lab, account: str = "admin") -> Settings:
    return Settings(host="127.0.0.1", port=lab.ami_port, username=account, extension="206")


async def cornetta(lab: Lab, folder: Path, *words: str, account: str = "admin") -> tuple[int, str]:
    """Run `cornetta admin`; return its exit code and all that it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "client", "admin", *words),
        env={
            **os.environ,
            "CORNETTA_CONFIG": str(folder / "settings.toml"),
            "XDG_STATE_HOME": str(folder),
            "CORNETTA_HOST": "127.0.0.1",
            "CORNETTA_PORT": str(lab.ami_port),
            "CORNETTA_USERNAME": account,
            "CORNETTA_SECRET": account,
        },
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_from_the_command_line(lab: Lab, tmp_path: Path) -> None:
    async def admin(*words: str) -> str:
        code, said = await cornetta(lab, tmp_path, *words)
        assert code == 0, said
        return said

    await admin("range", "5XX")
    assert await admin("range") == "5XX\n"
    assert "group 500: new, Größe, 漢" in await admin("groups", "add", "Größe, 漢")
    assert await admin("groups", "add", "Größe, 漢") == "Nothing to change.\n"
    planned = await admin("groups", "add-member", "500", "206", "--only-picks-up", "--dry-run")
    assert planned == "Would change:\n  206 Desk 206: may pick up from 500\n"
    assert json.loads(await admin("groups", "show", "500", "--json"))["members"] == []

    # A client that runs already sees it.
    async with running(settings(lab, "agent"), Secret("agent")) as desk:
        assert desk.session.groups == ()
        await admin("groups", "add-member", "500", "206", "--only-picks-up")
        async with asyncio.timeout(10):
            while not desk.session.groups:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert [group.label for group in desk.session.groups] == ["500 Größe, 漢"]

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


@pytest.mark.parametrize(
    ("words", "account", "code", "says"),
    [
        (("groups", "show", "509"), "admin", 2, "The group 509 does not exist; there is 501, 502."),
        (("range", "1XX"), "admin", 2, "The range 1XX leaves out 501 Support, 502 Sales."),
        (("groups", "add", "New"), "admin", 2, "The range is not set"),
        (("groups", "list"), "agent", 4, "The PBX refused 'GetConfig' (Permission denied)."),
    ],
)
async def test_what_cannot_be_done(  # noqa: PLR0917 - as a table
    lab: Lab, tmp_path: Path, words: tuple[str, ...], account: str, code: int, says: str
) -> None:
    ended, said = await cornetta(lab, tmp_path, *words, account=account)
    assert ended == code
    assert says in said
    assert "Traceback" not in said


class Failing:
    """A connection whose nth change of the PBX is refused; none for 0."""

    def __init__(self, connection: AmiConnection, fails: int) -> None:
        self._connection = connection
        self._fails = fails
        self.changes = 0

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        if name in ("DBPut", "DBDel", "UpdateConfig", "Reload"):
            # An `Append` is the second half of an `Update` that was refused.
            self.changes += (headers or {}).get("Action-000000") != "Append"
            if self.changes == self._fails:
                raise ActionRejected(name, "the test says no")
        return await self._connection.action(name, headers)

    async def listing(self, name: str, headers: Headers | None = None) -> list[Message]:
        return await self._connection.listing(name, headers)


def much(office: Office) -> Office:
    """A change of everything that can be changed."""
    office = edit.add(edit.set_range(office, "5XX"), "New", "510")
    office = edit.put_member(office, "510", "206")
    office = edit.renumber(office, "502", "512")
    return edit.rename(office, "501", "Help")


async def test_whatever_step_fails_the_pbx_ends_as_before(lab: Lab) -> None:
    async with open_store(settings(lab), Secret("admin")) as store:
        before = await store.load()
        after = much(before)

        async def save(fails: int) -> int:
            failing = Failing(store._connection, fails)
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


async def test_undo_goes_back_save_by_save(lab: Lab, tmp_path: Path) -> None:
    async def admin(*words: str, expected: int = 0) -> str:
        code, said = await cornetta(lab, tmp_path, *words)
        assert code == expected, said
        return said

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
    await admin("undo")
    await admin("undo")
    assert await admin("export") == before
    assert "none can be taken back" in await admin("undo", expected=2)


@pytest.mark.parametrize("then", ["undo", "finish"])
async def test_a_save_that_was_cut_off_is_settled_first(
    lab: Lab, tmp_path: Path, then: str
) -> None:
    async with open_store(settings(lab), Secret("admin")) as store:
        before = await store.load()
        after = much(before)
        steps = plan(before, after)
        History(tmp_path / "cornetta" / "saves" / f"127.0.0.1_{lab.ami_port}").begin(before, steps)
        await store.save(before, applied(before, steps[: len(steps) // 2]))
        code, said = await cornetta(lab, tmp_path, "groups", "rename", "501", "Other")
        assert code == 1
        assert "cornetta admin undo" in said
        assert (await cornetta(lab, tmp_path, then))[0] == 0
        assert await store.load() == (before if then == "undo" else after)
        assert (await cornetta(lab, tmp_path, "groups", "rename", "501", "Other"))[0] == 0


async def test_of_two_administrators_one_wins_and_the_other_is_told(lab: Lab) -> None:
    async with open_store(settings(lab), Secret("admin")) as store:
        before = await store.load()
        await store.save(before, edit.rename(before, "501", "Help"))
        with pytest.raises(ChangedMeanwhile, match="group 501"):
            await store.save(before, edit.rename(before, "501", "Desk"))
        # What nobody else has touched can still be saved.
        await store.save(before, edit.rename(before, "502", "Shop"))
        assert (await store.load()).names == {"501": "Help", "502": "Shop"}


async def test_other_lines_stay(lab: Lab) -> None:
    """An aor of the same name, what a template says, a numeric group, a group of another."""
    pjsip = lab.folder / "etc" / "pjsip.conf"
    text = pjsip.read_text().replace("named_call_group = 503", "named_call_group = 503,sales")
    pjsip.write_text(text.replace("[aor](!)", "[grouped](!)\nnamed_call_group = 502\n\n[aor](!)"))
    text = pjsip.read_text().replace("[206](phone)", "[206](phone,grouped)")
    pjsip.write_text(text)
    await lab.observer.action("Command", Command="module reload res_pjsip.so")
    async with open_store(settings(lab), Secret("admin")) as store:
        office = await store.load()
        assert office.endpoints["206"].call_groups == {"502"}
        after = edit.set_range(office, "5XX")
        after = edit.put_member(after, "501", "105")
        after = edit.put_member(after, "502", "206", is_picked_up=False)
        after = edit.put_member(after, "502", "301")
        await store.save(office, after)
        assert await store.load() == after
    assert after.endpoints["301"].call_groups == {"502", "503", "sales"}
    for option, value in (("call_group", "3"), ("pickup_group", "3"), ("context", "office")):
        variable = f"PJSIP_ENDPOINT(105,{option})"
        assert (await lab.observer.action("Getvar", Variable=variable))["Value"] == value
    changed = [line for line in pjsip.read_text().splitlines() if "contact" in line]
    assert changed == [line for line in text.splitlines() if "contact" in line]
