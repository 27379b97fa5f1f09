"""PickupService: who has the caller when others answer or pick up at the same moment."""

import asyncio

import pytest

from client.calls.choice import CallAtExtension, ThisCall
from client.calls.events import Answered, Ended, EndReason, OriginateEnded, Party, PbxEvent
from client.pickup import attempt
from client.session import Outcome
from tests.unit.scripted_desk import (
    DESK,
    ME,
    OTHER_DESK,
    RIVAL,
    SUPPORT,
    Desk,
    answered,
    at_once,
    passes,
)


@pytest.mark.parametrize("told_first", [True, False])
async def test_two_take_two_legs_of_one_call(desk: Desk, *, told_first: bool) -> None:
    """Both get a leg; the caller gets one of them, and the PBX hangs up the other."""
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    rival = desk.taken(RIVAL, "rivals-channel", leg=1)
    if told_first:
        desk.tell(rival, desk.taken(leg=2))
    else:
        desk.tell(desk.taken(leg=2), rival)
    desk.tell(*answered("rivals-channel"))
    await asyncio.sleep(0)
    assert not click.done()
    desk.tell(desk.my_channel_ends())
    result = await click
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, RIVAL)


@pytest.mark.parametrize("by_code", [True, False])
async def test_a_rival_takes_another_phone_while_mine_may_yet_take_its_leg(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, by_code: bool
) -> None:
    for name in ("SETTLED_WITHIN_S", "DIALS_WITHIN_S"):
        monkeypatch.setattr(attempt, name, 0.0)
    if by_code:
        desk.leaves_it_to_the_pbx()
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(desk.taken(RIVAL, "rivals-channel", leg=1))
    await passes()
    assert not click.done()
    desk.tell(desk.taken(leg=2), *answered(desk.phone.channel_id))
    assert (await click).outcome is Outcome.PICKED_UP


async def test_who_has_the_caller_is_told_after_my_phone_was_hung_up(desk: Desk) -> None:
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(desk.taken(leg=2), desk.my_channel_ends())
    await passes()
    desk.tell(desk.taken(RIVAL, "rivals-channel", leg=1), *answered("rivals-channel"))
    assert (await click).by == RIVAL


@pytest.mark.usefixtures("no_waits")
async def test_a_phone_that_lost_is_not_hung_up(desk: Desk) -> None:
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    rival = desk.taken(RIVAL, "rivals-channel", leg=1)
    desk.tell(rival, desk.taken(leg=2), *answered("rivals-channel"))
    result = await click
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, RIVAL)


@pytest.mark.usefixtures("no_waits")
async def test_a_phone_is_answered_while_i_take_another_leg(desk: Desk) -> None:
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(desk.taken(leg=2), *answered("leg-1"), desk.my_channel_ends())
    result = await click
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, DESK)


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("in_my_groups", [True, False])
@pytest.mark.parametrize("hung_up", [True, False])
async def test_a_phone_that_rang_unseen_is_answered_while_i_take_another(
    desk: Desk, *, in_my_groups: bool, hung_up: bool
) -> None:
    """It began to ring after my click, or is in none of my groups. My phone may be forgotten."""
    desk.rings(1)
    click = await desk.clicked()
    desk.rings(2, OTHER_DESK, groups={SUPPORT} if in_my_groups else set())
    desk.tell(*answered("leg-2"), desk.taken(leg=1))
    if hung_up:
        desk.tell(desk.my_channel_ends())
    result = await click
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, OTHER_DESK)


@pytest.mark.usefixtures("no_waits")
async def test_a_phone_that_rang_unseen_is_answered_and_mine_is_not(desk: Desk) -> None:
    """As by a mobile's mailbox, which does not accept the call: it is not theirs, and rings on."""
    desk.rings(1)
    click = await desk.clicked()
    desk.rings(2, OTHER_DESK, groups=())
    desk.tell(*answered("leg-2"), OriginateEnded(desk.phone.channel_id, answered=False))
    assert (await click).outcome is Outcome.PHONE_DID_NOT_ANSWER


@pytest.mark.usefixtures("no_waits")
async def test_a_code_takes_another_phone_of_a_call_that_is_answered(desk: Desk) -> None:
    desk.leaves_it_to_the_pbx()
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(*answered("leg-2"), desk.taken(leg=1), desk.my_channel_ends())
    result = await click
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, OTHER_DESK)


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("seen", [True, False])
async def test_a_phone_is_answered_and_mine_takes_another_call(desk: Desk, *, seen: bool) -> None:
    """My phone dials the code as a colleague answers the call that it was for."""
    desk.leaves_it_to_the_pbx()
    desk.rings(1, OTHER_DESK, call="2")
    desk.rings(2)
    desk.rings(3, groups=())
    click = await desk.clicked()
    desk.tell(*answered("leg-2" if seen else "leg-3"), desk.taken(leg=1, call="2"))
    result = await click
    assert (result.outcome, result.desk) == (Outcome.PICKED_UP, OTHER_DESK)


async def test_a_phone_is_answered_and_then_the_caller_is_told_to_have_it(desk: Desk) -> None:
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(Answered("leg-2"), Ended("leg-1", "1", EndReason.ANSWERED))
    await asyncio.sleep(0)
    assert not click.done()
    desk.tell(*answered("leg-2"))
    assert (await at_once(click)).by == OTHER_DESK


@pytest.mark.parametrize("rival_has_it", [True, False])
async def test_a_phone_is_answered_while_a_rival_takes_another(
    desk: Desk, *, rival_has_it: bool
) -> None:
    """Behind Local channels, whom the caller has is told last."""
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked(CallAtExtension(DESK.number if rival_has_it else OTHER_DESK.number))
    is_answered = Answered("leg-1", "Local/1", for_local=True, linkedid="1")
    is_taken: list[PbxEvent] = [
        desk.taken(RIVAL, "rivals-channel", leg=2),
        Answered("rivals-channel", "Local/2", for_local=True, linkedid="1"),
    ]
    if rival_has_it:
        desk.tell(*is_taken, is_answered, Answered("Local/2", "caller", linkedid="1"))
    else:
        desk.tell(is_answered, *is_taken, Answered("Local/1", "caller", linkedid="1"))
    result = await click
    assert (result.outcome, result.by) == (
        Outcome.TAKEN_BY_OTHER,
        RIVAL if rival_has_it else DESK,
    )


@pytest.mark.parametrize("caller_first", [True, False])
async def test_the_desk_answers_as_my_phone_takes_its_leg(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, caller_first: bool
) -> None:
    """PickupChan has looked at the leg before it was answered: my phone takes the desk's place."""
    monkeypatch.setattr(attempt, "SETTLED_WITHIN_S", 60.0)  # nothing has to be waited for
    call = desk.rings()
    click = await desk.clicked()
    desk.tell(Answered(desk.phone.channel_id), Answered("leg-1"))
    await asyncio.sleep(0)
    assert not click.done()
    desk.tell(Answered("leg-1", "caller"))
    caller = Answered("caller")
    desk.tell(*((caller, desk.taken()) if caller_first else (desk.taken(), caller)))
    desk.tell(Ended("leg-1", "1", EndReason.ANSWERED))
    result = await click
    assert (result.outcome, result.call, result.by) == (Outcome.PICKED_UP, call, ME)
    assert desk.phone.hung_up == []


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("my_phone_ends", [True, False])
async def test_the_desk_answers_just_before_my_phone_can_take_its_leg(
    desk: Desk, *, my_phone_ends: bool
) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(Answered(desk.phone.channel_id), *answered("leg-1"))
    if my_phone_ends:
        desk.tell(desk.my_channel_ends())
    result = await click
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, DESK)


async def test_the_desk_answers_just_before_my_phone_can_and_is_told_after_its_end(
    desk: Desk,
) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(Answered(desk.phone.channel_id), desk.my_channel_ends(), *answered("leg-1"))
    assert (await at_once(click)).by == DESK


async def test_who_answered_is_told_after_the_end_of_the_call(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(Ended("leg-1", "1", EndReason.ANSWERED))
    await asyncio.sleep(0)
    assert not click.done()
    desk.tell(desk.taken(RIVAL, "rivals-channel", leg=7))  # a phone that I do not see
    result = await at_once(click)
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, RIVAL)


async def test_a_rival_is_faster(desk: Desk) -> None:
    call = desk.rings()
    click = await desk.clicked()
    desk.tell(desk.taken(RIVAL, "rivals-channel"))
    result = await at_once(click)
    assert (result.outcome, result.call, result.by) == (Outcome.TAKEN_BY_OTHER, call, RIVAL)
    assert desk.phone.hung_up == [desk.phone.channel_id]


@pytest.mark.parametrize("other_rival", [False, True])
async def test_a_rival_takes_one_of_two_phones_of_a_call(desk: Desk, *, other_rival: bool) -> None:
    """My phone is let go of when they have the caller, though the PBX has yet to cancel the other.

    Another rival may take that one in the same moment, and be told only after the first.
    """
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(desk.taken(RIVAL, "rivals-channel", leg=2))
    await asyncio.sleep(0)
    assert not click.done()
    has_caller = RIVAL
    if other_rival:
        has_caller = Party("202", "Desk 202")
        desk.tell(desk.taken(has_caller, "other-channel", leg=1), desk.my_channel_ends())
        await asyncio.sleep(0.001)
        assert not click.done()
    desk.tell(*answered("other-channel" if other_rival else "rivals-channel"))
    assert (await at_once(click)).by == has_caller
    assert bool(desk.ringing.newest_first()) is not other_rival


@pytest.mark.usefixtures("no_waits")
async def test_my_phone_is_hung_up_after_a_rival_took_another_phone_of_the_call(desk: Desk) -> None:
    """Of the one that it went for the PBX may say nothing, as behind an event filter."""
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(desk.taken(RIVAL, "rivals-channel", leg=1), desk.my_channel_ends())
    result = await click
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, RIVAL)


async def test_of_two_phones_one_was_taken_just_before_my_click(desk: Desk) -> None:
    """Another rival takes the one that I want, but the first has the caller."""
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    desk.tell(desk.taken(OTHER_DESK, "first-channel", leg=1))
    click = await desk.clicked()
    desk.tell(desk.taken(RIVAL, "rivals-channel", leg=2))
    await asyncio.sleep(0.001)
    assert not click.done()
    desk.tell(Answered("first-channel", "caller", linkedid="1"))
    assert (await click).by == OTHER_DESK


@pytest.mark.usefixtures("no_waits")
async def test_a_pbx_that_does_not_tell_whose_answer_the_caller_of_two_phones_has(
    desk: Desk,
) -> None:
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(desk.taken(OTHER_DESK, "another-channel"), desk.taken(RIVAL, "rivals-channel", leg=2))
    assert (await click).by == RIVAL  # the last


async def test_a_rival_takes_the_place_of_a_phone_that_was_just_answered(desk: Desk) -> None:
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked(CallAtExtension(OTHER_DESK.number))
    desk.tell(Answered("leg-1", linkedid="1"), Answered("leg-1", "caller", linkedid="1"))
    desk.tell(desk.taken(RIVAL, "rivals-channel"), Ended("leg-2", "1", EndReason.ANSWERED))
    assert (await at_once(click)).by == RIVAL


async def test_a_rival_who_is_told_after_my_own_defeat(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(Answered(desk.phone.channel_id), desk.my_channel_ends())
    for _ in range(3):
        await asyncio.sleep(0)
    assert not click.done()
    desk.tell(desk.taken(RIVAL, "rivals-channel"))
    result = await click
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, RIVAL)


async def test_another_phone_takes_the_place_of_the_one_that_i_go_for(desk: Desk) -> None:
    call = desk.rings()
    click = await desk.clicked()
    desk.tell(Ended("leg-1", "1", EndReason.ENDED))
    desk.tell(Answered("5.5", "1", linkedid="1", by=RIVAL))
    result = await at_once(click)
    assert (result.outcome, result.call, result.by) == (Outcome.TAKEN_BY_OTHER, call, RIVAL)


async def test_i_answer_the_handset_that_rings_for_the_call_as_well(desk: Desk) -> None:
    """I was faster than my own click; the click must not ring on at my phone, beside the call."""
    desk.rings(1)
    call = desk.rings(2, ME)
    click = await desk.clicked(ThisCall(call.id))
    desk.tell(
        Answered("leg-2", "caller"), Answered("caller"), Ended("leg-1", "1", EndReason.ANSWERED)
    )
    assert (await at_once(click)).outcome is Outcome.PICKED_UP
    assert desk.phone.hung_up == [desk.phone.channel_id]
    assert (await desk.click(ThisCall(call.id))).outcome is Outcome.PICKED_UP


async def test_i_dial_the_code_of_the_call_that_my_click_goes_for(desk: Desk) -> None:
    """As above: the call is mine, by another channel than that of the click."""
    desk.rings()
    click = await desk.clicked()
    desk.tell(desk.taken(ME, "my-handset"), *answered("my-handset"))
    assert (await at_once(click)).outcome is Outcome.PICKED_UP
    assert desk.phone.hung_up == [desk.phone.channel_id]
