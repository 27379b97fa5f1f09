"""What a PBX answers to an administrator's client, word for word; a change is whole or none."""

import pytest

from tests.asterisk.observer import Observer, Refused
from tests.contract.office import ON_EVERY_RELEASE

pytestmark = ON_EVERY_RELEASE


def update(*parts: str) -> list[tuple[str, str]]:
    """The headers of an UpdateConfig; each part is "Append 206 named_call_group 501,502"."""
    headers = [("SrcFilename", "pjsip.conf"), ("DstFilename", "pjsip.conf")]
    for number, part in enumerate(parts):
        words = zip(("Action", "Cat", "Var", "Value"), part.split(), strict=False)
        headers += [(f"{name}-{number:06}", word) for name, word in words]
        headers.append((f"Options-{number:06}", 'catfilter="type=endpoint"'))
    return headers


_TICK = "206 named_call_group"

WIRE = [
    ("GetConfig", [("Filename", "no.conf")], "Config file not found"),
    ("ListCategories", [("Filename", "no.conf")], "Config file not found"),
    ("UpdateConfig", update(), ""),
    ("UpdateConfig", update(f"Update {_TICK} 501"), "Update did not complete successfully"),
    ("UpdateConfig", update(f"Delete {_TICK}"), "Update did not complete successfully"),
    ("UpdateConfig", update(f"Append {_TICK} 501", f"Update {_TICK} 502"), ""),
    ("UpdateConfig", update(f"Append {_TICK}", f"Delete {_TICK}"), ""),
    ("UpdateConfig", update("Update 999 x 1"), "Given category does not exist"),
    ("UpdateConfig", update("Append 999 x 1"), "Given category does not exist"),
    ("UpdateConfig", update("Update 206 max_contacts 1"), "Update did not complete successfully"),
    ("UpdateConfig", update(*[f"Append {_TICK} 501"] * 24), ""),
    (
        "UpdateConfig",
        update(*[f"Append {_TICK} 501"] * 25),
        "Too many lines in message or allocation failure",
    ),
    ("Reload", [("Module", "res_pjsip.so")], "Module Reloaded"),
    ("DBPut", [("Family", "pickup"), ("Key", "range")], "Updated database successfully"),
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


async def test_of_two_lines_one_is_changed_and_the_last_counts(wire: Observer) -> None:
    """The first is changed, from Asterisk 23 on the last."""
    release = (await wire.action("CoreSettings"))["AsteriskVersion"]
    last_is_changed = int(release[:2]) >= 23

    async def call_group() -> str:
        variable = "PJSIP_ENDPOINT(206,named_call_group)"
        return (await wire.action("Getvar", Variable=variable))["Value"]

    parts = [f"Append 206 named_call_group {groups}" for groups in ("501", "502,501")]
    await wire.action("UpdateConfig", *update(*parts))
    assert await call_group() == ""
    await wire.action("UpdateConfig", *update("Update 206 named_call_group 503"))
    groups = ["501", "503"] if last_is_changed else ["503", "502,501"]
    lines = [f"named_call_group={group}" for group in groups]
    assert await groups_in_file(wire, "206") == lines
    await wire.action("Reload", Module="res_pjsip.so")
    while (seen := await call_group()) == "":
        continue
    assert seen == ("503" if last_is_changed else "501, 502")
    await wire.action("UpdateConfig", *update("Delete 206 named_call_group"))
    assert await groups_in_file(wire, "206") == []


async def test_what_is_not_in_the_file(wire: Observer) -> None:
    rows = await wire.listing("PJSIPShowEndpoints")
    assert {row["ObjectName"] for row in rows} >= {"101", "401", "desk-106", "trunk"}
    await wire.action("DBPut", Family="pickup", Key="service-code", Val="*7")
    devices = await wire.listing("DeviceStateList")
    names = {"PJSIP/101", "PJSIP/401", "PJSIP/desk-106", "PJSIP/trunk"}
    assert names <= {one["Device"] for one in devices}
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
