"""Phones that stand in a database of the PBX: by themselves, and beside those of pjsip.conf."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from client.admin import office as edit
from client.admin.store import open_store
from client.calls.choice import AnyCall
from client.calls.events import Party
from client.config.credentials import Secret
from client.doctor.checks import examine
from client.doctor.collect import collect_facts
from client.doctor.finding import Severity
from client.errors import InvalidFile, InvalidNumbering, UnknownExtension
from client.session import LinkState, Outcome
from tests.asterisk.lab import Lab
from tests.asterisk.modules import load
from tests.asterisk.test_admin import administered, settings
from tests.contract.asterisk_office import AsteriskOffice
from tests.desk import running

DATABASE = "endpoint=realtime,ps_endpoints"
FILE = "endpoint=config,pjsip.conf,criteria=type=endpoint"
COLUMNS = "id, aors, callerid, named_call_group, named_pickup_group"
PHONES = (
    ("101", "101", '"Front" <101>', "502", None),
    ("104", "104", '"Back" <104>', "503", None),
    ("0004f2aabbcc", "204", '"Anna" <204>', "502", "502"),
    ("trunk", None, None, None, None),
)


async def set_up(lab: Lab, *places: str) -> None:
    """Let the PBX have its phones from these places, the first one first."""
    etc = lab.folder / "etc"
    await load(
        lab,
        *("res_config_sqlite3", "res_sorcery_realtime", "func_realtime"),
        res_config_sqlite3=f"[pbx]\ndbfile => {etc / 'phones.db'}\nbatch => 0\n",
        extconfig="[settings]\nps_endpoints => sqlite3,pbx\n",
        sorcery="\n".join(("[res_pjsip]", *places, "")),
    )
    with closing(sqlite3.connect(etc / "phones.db")) as database, database:
        database.execute(f"CREATE TABLE ps_endpoints ({COLUMNS}, context, allow, direct_media)")
        rows = [(*phone, "office", "ulaw", "no") for phone in PHONES]
        database.executemany("INSERT INTO ps_endpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def change(lab: Lab, statement: str) -> None:
    with closing(sqlite3.connect(lab.folder / "etc" / "phones.db")) as database, database:
        database.execute(statement)


async def test_calls_at_phones_of_a_database(
    prepared_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the file says of phones of the same names means nothing; a change there is followed."""
    monkeypatch.setattr("client.ami_session.ASK_AGAIN_S", 0.2)
    await set_up(prepared_lab, DATABASE)
    async with prepared_lab as lab:
        office = AsteriskOffice(lab)
        await office.switch_on("101", "104", "204")
        mine = settings(lab, "agent", extension="204", endpoint="0004f2aabbcc")
        async with running(mine, Secret("agent")) as desk:
            assert (desk.session.me, desk.session.groups[0].number) == (Party("204", "Anna"), "502")
            await lab.call("104", number="0451")
            await desk.hears_of("104")
            caller = await office.call("101", number="0452")
            assert (await desk.rings_at("101")).legs[0].desk == Party("101", "Front")
            result = await desk.pickup(AnyCall())
            assert (result.outcome, result.desk) == (Outcome.PICKED_UP, Party("101", "Front"))
            await caller.talks_with("204")
            change(
                lab,
                "UPDATE ps_endpoints SET named_pickup_group = '502,503' WHERE aors = '204'",
            )
            assert (await desk.rings_at("104")).caller == Party("0451")
            change(lab, "ALTER TABLE ps_endpoints RENAME TO gone")
            async with asyncio.timeout(10):
                while "Failed to retrieve" not in lab.log_text():  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.05)
            assert desk.session.link.state is LinkState.LIVE
            assert [group.number for group in desk.session.groups] == ["502", "503"]


async def test_phones_of_the_file_that_the_pbx_does_not_read(prepared_lab: Lab) -> None:
    """They are none, and nobody is told to look into the file."""
    await set_up(prepared_lab, DATABASE)
    change(prepared_lab, "UPDATE ps_endpoints SET named_pickup_group = NULL")
    async with prepared_lab as lab:
        async with administered(lab) as (_, office):
            pass
        assert {one.id for one in office.members("501")} == set()
        assert {one.id for one in office.members("502")} == {"101", "0004f2aabbcc"}
        assert not [one.id for one in office.endpoints.values() if one.editable]
        with pytest.raises(InvalidNumbering, match=r"elsewhere than in pjsip\.conf"):
            edit.put_member(office, "501", "101")
        mine = settings(lab, "agent", extension="101")
        facts = await collect_facts(mine, Secret("agent"), call=False)
        found = {one.check: one for one in examine(facts) if one.severity is Severity.PROBLEM}
        assert "says" not in found["groups"].what
        assert found["groups"].fix[0].file.startswith("the database")
        mine = settings(lab, "agent", extension="204")
        facts = await collect_facts(mine, Secret("agent"), call=False)
        assert facts.namesakes == ("0004f2aabbcc",)
        with pytest.raises(UnknownExtension) as caught:
            async with running(mine, Secret("agent")):
                raise AssertionError
        assert caught.value.others == ("0004f2aabbcc",)


async def test_a_phone_of_a_database_that_is_down_has_no_other_name(prepared_lab: Lab) -> None:
    """The PBX still knows the state of the phone, and nothing else of it."""
    await set_up(prepared_lab, DATABASE)
    async with prepared_lab as lab:
        change(lab, "ALTER TABLE ps_endpoints RENAME TO gone")
        mine = settings(lab, "agent", extension="101")
        with pytest.raises(UnknownExtension) as caught:
            async with running(mine, Secret("agent")):
                raise AssertionError
        assert caught.value.others == ()
        facts = await collect_facts(mine, Secret("agent"), call=False)
        assert (facts.is_extension, facts.namesakes) == (False, ())


@pytest.mark.parametrize("places", [(DATABASE,), (DATABASE, FILE), (FILE, DATABASE)])
async def test_a_database_that_is_down(prepared_lab: Lab, places: tuple[str, ...]) -> None:
    """The groups are not shown as if none of its phones were in them."""
    await set_up(prepared_lab, *places)
    async with prepared_lab as lab, administered(lab) as (store, office):
        change(lab, "ALTER TABLE ps_endpoints RENAME TO gone")
        with pytest.raises(InvalidFile, match=r"'ps_endpoints' is named .* may be down"):
            await store.load()
        with pytest.raises(InvalidFile, match=r"'ps_endpoints' is named .* may be down"):
            await store.save(office, edit.rename(office, "501", "Help"))
        change(lab, "ALTER TABLE gone RENAME TO ps_endpoints")
        assert await store.load() == office


async def test_a_database_of_which_nobody_can_say_whether_it_is_down(prepared_lab: Lab) -> None:
    """Nobody is kept from the groups by a module of the PBX that is not loaded."""
    await set_up(prepared_lab, FILE, DATABASE)
    prepared_lab.change("modules.conf", ("load = func_realtime.so\n", ""))
    async with prepared_lab as lab, administered(lab) as (_, office):
        assert office.endpoints["0004f2aabbcc"].call_groups == {"502"}


async def test_a_phone_of_the_file_and_of_a_database(prepared_lab: Lab) -> None:
    """The place that the PBX asks first counts, and a save changes no phone of the other."""
    await set_up(prepared_lab, DATABASE, FILE)
    async with prepared_lab as lab:
        async with administered(lab) as (store, before):
            assert before.endpoints["101"].call_groups == {"502"}
            assert not before.endpoints["101"].editable
            after = edit.put_member(before, "501", "206")
            await store.save(before, after)
            assert await store.load() == after
        (lab.folder / "etc" / "sorcery.conf").write_text(f"[res_pjsip]\n{FILE}\n{DATABASE}\n")
        await lab.restart()
        async with administered(lab) as (store, before):
            assert before.endpoints["101"].call_groups == {"501"}
            after = edit.put_member(before, "502", "101")
            await store.save(before, after)
            assert await store.load() == after
            assert not after.endpoints["0004f2aabbcc"].editable


async def test_a_database_whose_phones_the_pbx_does_not_list(prepared_lab: Lab) -> None:
    await set_up(prepared_lab, f"{DATABASE},allow_unqualified_fetch=no", FILE)
    async with prepared_lab as lab, open_store(settings(lab), Secret("admin")) as store:
        with pytest.raises(InvalidFile, match="allow_unqualified_fetch"):
            await store.load()
