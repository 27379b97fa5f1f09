"""An administrator changes pickup groups, and the PBX obeys."""

import codecs
import json
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from client.admin.store import Store
from client.calls.events import Party
from tests.asterisk.observer import Observer
from tests.contract.command import Admin
from tests.contract.office import ON_EVERY_RELEASE, Office
from tests.desk import Desk

Sit = Callable[..., AbstractAsyncContextManager[Desk]]

pytestmark = ON_EVERY_RELEASE


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


async def test_where_there_is_no_group_it_says_what_comes_first(admin: Admin) -> None:
    await admin("groups", "remove", "501")
    await admin("groups", "remove", "502")
    for words in (("range", "5XX"), ("groups", "add", "NAME")):
        said = await admin("groups", "list")
        assert said == f"There is no pickup group yet: cornetta admin {' '.join(words)}"
        await admin(*words)


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
        (
            ("groups", "show", "509"),
            "admin",
            2,
            "The group 509 does not exist; these do: 501, 502.",
        ),
        (("range", "1XX"), "admin", 2, "The range 1XX leaves out 501 Support, 502 Sales."),
        (("groups", "add", "New"), "admin", 2, "The range is not set"),
        (("groups", "rename", "501", "A"), "agent", 4, "'write = config,reporting,system'"),
        (("undo",), "agent", 4, "The account agent may not change pickup groups"),
        (("groups", "list"), "originator", 4, "may not run 'DBGetTree'"),
        (
            ("groups", "add-member", "501", "401"),
            "admin",
            2,
            "401 is kept elsewhere than in pjsip.conf",
        ),
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


async def test_the_name_of_a_numeric_group_is_not_ours(admin: Admin, wire: Observer) -> None:
    """105 is in numeric group 3; the number of no group of ours can be out of range with it."""
    await wire.action("DBPut", Family="pickup", Key="group/3", Val="Back office")
    await admin("range", "5XX")
    for account in ("admin", "agent"):
        told = await admin("groups", "list", "--json", account=account)
        listed, _ = json.JSONDecoder().raw_decode(told)  # to an agent a sentence follows
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


async def test_an_agent_may_look(admin: Admin) -> None:
    """The account of an agent's client sees what an administrator's does, but for new phones."""
    await admin("groups", "add-member", "501", "206")
    for words in (
        ("range",),
        ("service-code", "--json"),
        ("groups", "list"),
        ("groups", "show", "501", "--json"),
    ):
        whole = await admin(*words)
        seen, agrees, more = (await admin(*words, account="agent")).partition(whole)
        assert (seen, agrees) == ("", whole)
        assert ("may be missing" in more) is ("groups" in words)
    # A file without them would take them out when it is imported.
    said = await admin("export", account="agent", code=4)
    assert "Use one that has 'write = config,reporting,system' in manager.conf" in said


async def test_the_administrator_has_an_account_of_their_own(admin: Admin) -> None:
    run = partial(admin, account="agent")
    mine = {"CORNETTA_ADMIN_USERNAME": "admin", "CORNETTA_ADMIN_SECRET": "admin"}
    said = await run("groups", "rename", "501", "Help", **mine)
    assert said == "Changed:\n  group 501: Support becomes Help"
    secret = {"CORNETTA_ADMIN_SECRET": "admin"}
    said = await run("range", "5XX", "--admin-username", "admin", "--json", **secret)
    assert json.loads(said) == {
        "saved": True,
        "changes": [{"what": "range", "before": None, "after": "5XX"}],
        "note": None,
    }
    await run("--admin-username", "admin", "range", "5XX", **secret)
    # Without its secret one may look, as the agent, but change nothing.
    del mine["CORNETTA_ADMIN_SECRET"]
    assert await run("range", **mine) == "5XX"
    said = await run("range", "50X", code=2, **mine)
    assert said.count("\n") == 0
    assert "CORNETTA_ADMIN_SECRET" in said
    assert (await run("range", code=2, **mine, CORNETTA_USERNAME="")).count("\n") == 0


async def test_a_new_service_code_has_to_reach_the_phones(admin: Admin) -> None:
    said = await admin("service-code", "*7")
    assert said.splitlines()[0] == "Changed:"
    assert said.endswith("cornetta provision /etc/asterisk --service-code '*7'")
    assert json.loads(await admin("service-code", "*7", "--json"))["note"] is None
    for code, says in (("*8", True), ("*9", False)):  # Asterisk keeps one for itself
        note = json.loads(await admin("service-code", code, "--json", "--dry-run"))["note"]
        assert code in note
        assert ("pickupexten" in note) is says


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
    assert '"501","Help","206","yes","no"' in table
    assert '"510","New","desk-106","yes","yes"' in table
    told = r"Changed, to take back the save of \d{4}-\d\d-\d\d \d\d:\d\d:\n"
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
