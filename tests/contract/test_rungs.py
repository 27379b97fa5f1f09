"""Accounts that may do less: what the client makes of them."""

import asyncio
import json
import time
from pathlib import Path

import msgspec
import pytest

from client.calls.choice import AnyCall, CallOfGroup
from client.calls.events import EndReason, Party
from client.session import LinkState, Outcome
from tests.contract.command import Run
from tests.contract.office import Office
from tests.desk import dialled, running, softphone
from tests.proxy import Proxy

ME = Party("204")
READER = "reader"
"""An account that hears of calls, and may neither ask nor do anything."""

pytestmark = pytest.mark.parametrize(
    "office", ["simulator", pytest.param("asterisk", marks=pytest.mark.asterisk)], indirect=True
)


async def test_who_may_not_ask_sees_what_begins_to_ring(office: Office) -> None:
    await office.switch_on("101", "102")
    await office.call("101", number="0451")
    async with running(office.settings(), office.secret()) as witness:
        await witness.rings_at("101")
    settings = msgspec.structs.replace(office.settings(account=READER), softphone="none")
    async with Proxy(settings.effective_port) as proxy:
        settings = msgspec.structs.replace(settings, port=proxy.port)
        async with running(settings, office.secret(READER)) as desk:
            since = desk.session.link.complete_since
            assert since
            assert abs(since - time.time()) < 5
            assert (desk.session.groups, desk.calls) == ((), [])
            await office.call("102", name="First Caller", number="0452")
            call = await desk.rings_at("102")
            assert call.caller == Party("0452", "First Caller")
            assert [group.number for group in desk.session.groups] == ["501"]
            assert (await desk.pickup(AnyCall())).outcome is Outcome.NO_RIGHT
            assert desk.calls == [call]
            # Nobody tells whether it still rings after a new connection: it is not shown as if.
            proxy.cut()
            await desk.is_link(LinkState.STALE)
            await desk.is_link(LinkState.LIVE)
            await desk.ended(EndReason.ENDED)
            later = desk.session.link.complete_since
            assert later
            assert later > since


async def test_the_groups_that_an_administrator_tells_are_mine(office: Office) -> None:
    await office.switch_on("101", "104")
    settings = msgspec.structs.replace(
        office.settings(account=READER), groups=("502 Verkauf", "#3"), softphone="none"
    )
    async with running(settings, office.secret(READER)) as desk:
        assert [group.label for group in desk.session.groups] == ["3", "502 Verkauf"]
        await office.call("101", number="0451")
        await desk.hears_of("101")
        await office.call("104", number="0452")
        call = await desk.rings_at("104")
        assert [group.number for group in call.groups] == ["502"]
        assert (await desk.pickup(CallOfGroup("501"))).outcome is Outcome.NOT_ALLOWED


async def test_the_softphone_dials_the_code(office: Office, tmp_path: Path) -> None:
    await office.switch_on("101", "204")
    settings = msgspec.structs.replace(
        office.settings(account=READER), softphone=softphone(tmp_path, "address")
    )
    async with running(settings, office.secret(READER)) as desk:
        await office.call("101", name="First Caller", number="0451")
        call = await desk.rings_at("101")
        click = asyncio.ensure_future(desk.pickup(CallOfGroup("501")))  # noqa: TID251
        assert await dialled(tmp_path) == "sip:**501@127.0.0.1"
        assert not click.done()
        await office.pick_up_from_handset("204", "101")
        result = await click
        assert (result.outcome, result.call, result.by) == (Outcome.PICKED_UP, call, ME)
        await desk.ended(EndReason.PICKED_UP, Party("204", "Desk 204"))


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        ((), "**"),
        (("--group", "501"), "**501"),
        (("--exten", "101", "--json"), "**101"),
    ],
)
async def test_the_command_line_knows_of_no_call_and_dials(
    office: Office, cornetta: Run, tmp_path: Path, arguments: tuple[str, ...], number: str
) -> None:
    """It has just logged in and may not ask: the PBX decides, and its events tell the end."""
    await office.switch_on("101")
    await office.call("101", name="First Caller", number="0451")
    await office.rang_with("101")
    dials = softphone(tmp_path)
    command = await cornetta("pickup", *arguments, account=READER, CORNETTA_SOFTPHONE=dials)
    assert await dialled(tmp_path) == number
    await office.dial_code("204", number, of="101")
    code, out, errors = await command.end()
    assert (code, errors) == (0, "")
    if "--json" in arguments:
        told = json.loads(out)
        assert (told["outcome"], told["call"]) == ("picked_up", None)
        assert told["by"]["extension"] == "204"
    else:
        assert out == "You took First Caller (0451) from 101 Desk 101."


async def test_no_code_has_letters(cornetta: Run, tmp_path: Path) -> None:
    dials = softphone(tmp_path)
    command = await cornetta("pickup", "--group", "sales", account=READER, CORNETTA_SOFTPHONE=dials)
    code, out, errors = await command.end()
    assert (code, out) == (4, "")
    assert "no code has letters" in errors


async def test_the_command_line_has_nothing_to_dial_with(cornetta: Run) -> None:
    command = await cornetta("pickup", account=READER, CORNETTA_SOFTPHONE="none")
    code, out, errors = await command.end()
    assert (code, out) == (4, "")
    assert "softphone" in errors


@pytest.mark.parametrize("command", ["/nowhere/softphone {address}", "false"])
async def test_a_softphone_that_cannot_dial(office: Office, command: str) -> None:
    await office.switch_on("101")
    settings = msgspec.structs.replace(office.settings(account=READER), softphone=command)
    async with running(settings, office.secret(READER)) as desk:
        await office.call("101", number="0451")
        call = await desk.rings_at("101")
        result = await desk.pickup(AnyCall())
        assert (result.outcome, result.call) == (Outcome.NO_RIGHT, call)
        assert result.seconds < settings.answer_timeout
