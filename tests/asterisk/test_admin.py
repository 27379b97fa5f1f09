"""What only a real Asterisk can show of an administrator's changes: its files, and its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from client.admin import office as edit
from client.admin.store import open_store
from client.credentials import Secret
from client.settings import Settings

if TYPE_CHECKING:
    from tests.asterisk.lab import Lab


@pytest.fixture
def lab(each_lab: Lab) -> Lab:
    """Each test here runs on every Asterisk that can be had."""
    return each_lab


def settings(lab: Lab) -> Settings:
    return Settings(host="127.0.0.1", port=lab.ami_port, username="admin")


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
