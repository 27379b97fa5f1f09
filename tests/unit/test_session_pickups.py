"""AmiSession: what a pickup asks of the PBX, and what it leaves behind."""

import asyncio

import pytest

from client import ami_session
from client.ami.connection import AmiConnection
from client.calls.choice import AnyCall
from client.errors import ActionTimeout
from client.session import LinkChanged, LinkState, Outcome, PickupResult
from tests.unit.scripted_pbx import ME, Client, Pbx, channel, live
from tests.unit.scripted_server import Request


async def clicked(pbx: Pbx, one: Client) -> tuple[asyncio.Task[PickupResult], Request]:
    """Click on the one call that rings; also what the PBX is asked for it."""
    await one.desk.shows(1)
    click = one.tasks.start(one.session.pickup(AnyCall()), name="pickup")
    return click, await pbx.server.asked("Originate")


async def test_a_pickup(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        (call,) = await one.desk.shows(1)
        click = one.tasks.start(one.session.pickup(AnyCall()), name="pickup")
        originate = await pbx.server.asked("Originate")
        assert originate["Channel"] == "PJSIP/204"
        assert originate["Data"] == call.legs[0].uniqueid
        assert originate["Timeout"] == "1000"
        assert len(originate.all("Variable")) == 5
        pbx.say("Pickup", Uniqueid=originate["ChannelId"], TargetUniqueid=call.legs[0].uniqueid)
        result = await click
        assert (result.outcome, result.by) == (Outcome.PICKED_UP, ME)
        assert pbx.server.actions("Hangup") == []


@pytest.mark.parametrize("refused", [False, True])
async def test_a_pickup_that_fails_hangs_my_phone_up(pbx: Pbx, *, refused: bool) -> None:
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        if refused:
            pbx.refused = {"Hangup"}
        click, originate = await clicked(pbx, one)
        pbx.say("Hangup", **channel())
        assert (await click).outcome is Outcome.NOTHING_RINGING
        hangup = await pbx.server.asked("Hangup")
        assert hangup["Channel"] == originate["ChannelId"]


async def test_a_session_that_ends_during_a_pickup_hangs_my_phone_up(pbx: Pbx) -> None:
    """Quitting the window must not leave a phone that rings, and takes the call later."""
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        click, originate = await clicked(pbx, one)
        one.run.cancel()
        assert (await click).outcome is Outcome.LINK_LOST
    (hangup,) = pbx.server.actions("Hangup")
    assert hangup["Channel"] == originate["ChannelId"]


async def test_a_lost_link_is_sent_no_hangup(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        click, _ = await clicked(pbx, one)
        pbx.server.links[0].cut()
        assert (await click).outcome is Outcome.LINK_LOST
        await one.is_link(LinkState.LIVE)
    assert pbx.server.actions("Hangup") == []


@pytest.mark.usefixtures("soon")
async def test_a_booting_pbx_is_asked_anew_once_a_pickup_is_over(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new link in the middle would not hear how it ends."""
    monkeypatch.setattr(ami_session, "ASK_AGAIN_S", 0.01)
    pbx.statuses, told, pbx.config = [channel()], pbx.config, {}
    async with live(pbx) as one:
        click, originate = await clicked(pbx, one)
        pbx.config, asked = told, len(pbx.server.actions("Getvar"))
        await pbx.server.asked("Getvar", times=asked + 40)
        pbx.say("Pickup", Uniqueid=originate["ChannelId"], TargetUniqueid=channel()["Uniqueid"])
        assert (await click).outcome is Outcome.PICKED_UP
        await one.desk.until(lambda: len(pbx.server.links) == 2, "a new link")


async def test_my_phone_declines(pbx: Pbx) -> None:
    """It is none of the phones that are called, of which alone is heard at other times."""
    pbx.statuses = [channel()]
    async with live(pbx) as one, asyncio.timeout(5):  # a phone that says nothing has 11 s
        click, originate = await clicked(pbx, one)
        mine = originate["ChannelId"]
        pbx.say("Hangup", **channel(2, "204", Uniqueid=mine, Linkedid=mine), Cause="21")
        assert (await click).outcome is Outcome.PHONE_DID_NOT_ANSWER


async def test_without_the_right_to_hang_up_the_pbx_does_it(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    pbx.rights = ["Originate", "Getvar", "Status"]
    async with live(pbx) as one:
        click, _ = await clicked(pbx, one)
        pbx.say("Hangup", **channel())
        assert (await click).outcome is Outcome.NOTHING_RINGING
    assert pbx.server.actions("Hangup") == []


async def test_without_the_right_to_originate_nothing_is_sent(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    pbx.rights = ["Hangup", "Getvar", "Status"]
    async with live(pbx, softphone="none") as one:
        await one.desk.shows(1)
        assert (await one.session.pickup(AnyCall())).outcome is Outcome.NO_RIGHT
        assert pbx.server.actions("Originate") == []


@pytest.mark.usefixtures("soon")
async def test_a_pickup_that_is_not_answered_ends_the_link(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(AmiConnection._ask.__kwdefaults__ or {}, "within_s", 0.05)
    pbx.statuses = [channel()]
    pbx.rights = ["Originate", "Getvar", "Status", "Hangup"]
    async with live(pbx) as one:
        await one.desk.shows(1)
        pbx.mute = {"Originate"}
        told = len(one.desk.events)
        assert (await one.session.pickup(AnyCall())).outcome is Outcome.LINK_LOST
        await one.desk.until(
            lambda: len(pbx.server.links) > 1 and one.session.link.state is LinkState.LIVE,
            "live again",
        )
        stale = next(event for event in one.desk.events[told:] if isinstance(event, LinkChanged))
        assert stale.status.state is LinkState.STALE
        assert isinstance(stale.status.error, ActionTimeout)
        assert len(pbx.server.actions("Originate")) == 1
        assert not pbx.server.actions("Hangup"), "my phone may talk with the caller by now"


async def test_a_call_that_rings_at_very_many_phones(pbx: Pbx) -> None:
    pbx.statuses = [channel(sequence, Linkedid="call-1") for sequence in range(1, 101)]
    async with live(pbx) as one:
        (call,) = await one.desk.shows(1)
        assert len(call.legs) == 100
        one.tasks.start(one.session.pickup(AnyCall()), name="pickup")
        originate = await pbx.server.asked("Originate")
        assert originate["Data"] == call.legs[0].uniqueid
