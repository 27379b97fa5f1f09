"""PickupService: every way in which a pickup ends, with a phone that does as it is told."""

import asyncio

import pytest
from msgspec.structs import replace

from client.calls.call import CallId
from client.calls.choice import AnyCall, CallAtExtension, CallOfGroup, Target, ThisCall
from client.calls.events import (
    PICKUP_ID_PREFIX,
    Answered,
    Bridged,
    CallerChanged,
    Cancelled,
    Ended,
    EndReason,
    LegFacts,
    LegSeen,
    LegState,
    OriginateEnded,
    Party,
    PbxEvent,
    PickedUp,
)
from client.calls.groups import PickupGroup
from client.errors import ActionRejected, ConnectionLost
from client.pickup import attempt, service
from client.pickup.service import Knowledge
from client.sentence import Sentence
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

NO_RIGHT = ActionRejected("Originate", Sentence("Permission denied"))


async def test_it_is_mine_when_the_call_is_no_longer_shown(desk: Desk) -> None:
    """The caller may have my phone's answer before the PBX tells of the pickup."""
    call = desk.rings()
    click = await desk.clicked(ThisCall(call.id))
    desk.tell(*answered(desk.phone.channel_id))
    await asyncio.sleep(0)
    assert not click.done()
    desk.tell(desk.taken(), desk.my_channel_ends())
    assert (await click).outcome is Outcome.PICKED_UP
    assert not desk.ringing.newest_first()


@pytest.mark.usefixtures("no_waits")
async def test_it_is_mine_though_no_pickup_is_told(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(*answered(desk.phone.channel_id), desk.my_channel_ends())
    assert (await click).outcome is Outcome.PICKED_UP


async def test_the_call_is_told_as_it_was_chosen(desk: Desk) -> None:
    """The PBX may take its other phones out before it says that mine has it."""
    desk.rings(1, desk=Party("101", "Desk 101"))
    call = desk.rings(2)
    click = await desk.clicked(ThisCall(call.id))
    desk.tell(Cancelled("leg-1"), Ended("leg-1", "1", EndReason.ANSWERED))
    desk.i_take_it(leg=2)
    result = await click
    assert (result.outcome, result.call, result.desk) == (Outcome.PICKED_UP, call, DESK)
    assert len(call.legs) == 2


async def test_my_phone_takes_the_call(desk: Desk) -> None:
    call = desk.rings()
    click = await desk.clicked(ThisCall(call.id))
    (channel_id, wanted) = desk.phone.rung[0]
    assert channel_id.startswith(PICKUP_ID_PREFIX)
    assert wanted == call.legs[0]
    assert desk.service.is_running
    desk.at += 0.3
    desk.tell(
        LegSeen(call_leg(channel_id), desk.at),
        Answered(channel_id),
        OriginateEnded(channel_id, answered=True),
        desk.taken(),
        *answered(channel_id),
        desk.my_channel_ends(),
    )
    result = await click
    assert (result.outcome, result.call, result.desk, result.by) == (
        Outcome.PICKED_UP,
        call,
        DESK,
        ME,
    )
    assert result.seconds == pytest.approx(0.3)
    assert desk.phone.hung_up == []
    assert not desk.service.is_running


def call_leg(channel_id: str) -> LegFacts:
    """My own phone, as the PBX tells that it rings."""
    groups = frozenset({SUPPORT})
    return LegFacts(channel_id, channel_id, "204", ME, Party(), groups, LegState.RINGING, (0.0, 0))


async def test_only_the_newest_leg_is_named(desk: Desk) -> None:
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    assert desk.phone.wants_leg == "leg-2"
    desk.i_take_it(leg=2)
    result = await click
    assert (result.outcome, result.desk) == (Outcome.PICKED_UP, OTHER_DESK)


@pytest.mark.usefixtures("no_waits")
async def test_a_pbx_that_does_not_tell_whose_answer_the_caller_has(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    mine = desk.phone.channel_id
    desk.tell(Answered(mine), OriginateEnded(mine, answered=True), desk.taken())
    assert not click.done()
    assert (await click).outcome is Outcome.PICKED_UP


@pytest.mark.parametrize("told_first", [True, False])
async def test_an_answer_goes_up_a_chain_of_local_channels(desk: Desk, *, told_first: bool) -> None:
    desk.rings()
    click = await desk.clicked()
    links = [
        Answered(desk.phone.channel_id, "Local/1", for_local=True),
        Answered("Local/1", "Local/2", for_local=True),
        *answered("Local/2"),
    ]
    if told_first:
        desk.tell(*links)
    else:
        desk.tell(desk.taken(), *links[1:])
        await asyncio.sleep(0)
        assert not click.done()
        desk.tell(links[0])
    assert (await click).outcome is Outcome.PICKED_UP


async def test_links_that_go_round_in_a_circle_end_nothing(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(
        Answered(desk.phone.channel_id, "Local/1", for_local=True),
        Answered("Local/1", desk.phone.channel_id, for_local=True),
    )
    await asyncio.sleep(0)
    assert not click.done()


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("bridged", ["", "other", "mine"])
@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("hears_callers", [True, False])
@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("gives_up", [True, False])
async def test_i_take_the_leg_and_do_not_get_the_caller(
    desk: Desk,
    bridged: str,
    *,
    answered: bool,
    hears_callers: bool,
    ends: bool,
    gives_up: bool,
) -> None:
    """They give up at this moment, or the PBX drops us both, as without a common codec.

    What it drops it has not put into a bridge.
    """
    desk.ringing.hears_callers = hears_callers
    desk.rings()
    click = await desk.clicked()
    if gives_up:
        desk.tell(
            Ended("8", "8", EndReason.CALLER_GAVE_UP, dial=True),
            Ended("1", "1", EndReason.CALLER_GAVE_UP, dial=True),
        )
    desk.tell(desk.taken())
    if answered:
        desk.tell(Answered(desk.phone.channel_id, "caller"))  # but the caller does not go up
    if bridged:
        desk.tell(Bridged(desk.phone.channel_id if bridged == "mine" else "8", "1"))
    desk.tell(desk.my_channel_ends())
    if ends:  # the caller's channel does, in a queue after mine
        desk.tell(Ended("1", "1", EndReason.ENDED))
    told = answered or hears_callers or ends
    dropped = told and not gives_up and bridged != "mine"
    outcome = Outcome.NOT_PUT_THROUGH if dropped else Outcome.CALLER_GAVE_UP
    assert (await click).outcome is outcome


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("mine", ["forgotten", "bridged", "has another", "has a program's"])
async def test_the_pbx_forgets_my_phone_as_the_caller_gives_up(desk: Desk, mine: str) -> None:
    """Its channel stays, and it hears nothing."""
    desk.rings()
    click = await desk.clicked()
    desk.tell(Ended("1", "1", EndReason.CALLER_GAVE_UP, dial=True))
    if mine == "has a program's":  # which begins with the leg that the pickup ends
        desk.tell(desk.taken(call="leg-2", leg=2), Ended("leg-2", "leg-2", EndReason.ENDED))
    else:
        desk.tell(desk.taken(call="2", leg=2) if mine == "has another" else desk.taken())
    if mine == "bridged":  # they had talked before
        desk.tell(Bridged(desk.phone.channel_id, "1"))
    forgotten = mine == "forgotten"
    assert (await click).outcome is (Outcome.CALLER_GAVE_UP if forgotten else Outcome.PICKED_UP)


async def test_a_busy_pbx_drops_us_late(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it would tell that the caller goes up, it has not put them through before."""
    monkeypatch.setattr(attempt, "UP_WITHIN_S", 0.0)
    desk.ringing.hears_callers = True
    desk.rings()
    click = await desk.clicked()
    desk.tell(Answered(desk.phone.channel_id, "caller"), desk.taken())
    await asyncio.sleep(0.01)
    desk.tell(desk.my_channel_ends())
    assert (await click).outcome is Outcome.NOT_PUT_THROUGH


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("by", [ME, RIVAL])
async def test_an_answer_is_told_before_my_pickup_and_i_do_not_get_the_caller(
    desk: Desk, by: Party
) -> None:
    """By then the call is gone, with me as who answered it, or who took its phone's place."""
    desk.rings()
    click = await desk.clicked()
    desk.tell(Answered(desk.phone.channel_id))
    answers = desk.phone.channel_id if by == ME else "5.5"
    desk.tell(Answered(answers, "1", linkedid="1", by=by))
    assert not desk.ringing.newest_first()
    desk.tell(desk.taken(), desk.my_channel_ends())
    result = await click
    expected = (Outcome.TAKEN_BY_OTHER, by) if by == RIVAL else (Outcome.NOT_PUT_THROUGH, None)
    assert (result.outcome, result.by) == expected


@pytest.mark.usefixtures("no_waits")
async def test_the_caller_is_put_into_a_bridge_before_my_phone(desk: Desk) -> None:
    """That is no end of theirs."""
    desk.rings()
    click = await desk.clicked()
    desk.tell(desk.taken(), Bridged("1", "1"))
    assert (await click).outcome is Outcome.PICKED_UP


@pytest.mark.usefixtures("no_waits")
async def test_another_call_is_answered_as_i_take_the_leg(desk: Desk) -> None:
    desk.rings(1)
    desk.rings(2, OTHER_DESK, call="2")
    click = await desk.clicked(ThisCall(CallId("pbx", "1")))
    desk.tell(*answered("leg-2"), desk.taken())
    assert (await click).outcome is Outcome.PICKED_UP


@pytest.mark.usefixtures("no_waits")
async def test_the_call_rings_on_elsewhere_as_i_take_the_leg(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(desk.taken(), desk.my_channel_ends())
    desk.rings(2, OTHER_DESK)
    assert (await click).outcome is Outcome.NOTHING_RINGING


@pytest.mark.parametrize("told_first", [True, False])
async def test_an_event_filter_hides_that_the_caller_goes_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, told_first: bool
) -> None:
    monkeypatch.setattr(attempt, "SETTLED_WITHIN_S", 60.0)  # that would be too long
    monkeypatch.setattr(attempt, "UP_WITHIN_S", 0.0)
    desk.rings()
    click = await desk.clicked()
    caller = Answered(desk.phone.channel_id, "caller")
    first, second = (caller, desk.taken()) if told_first else (desk.taken(), caller)
    desk.tell(first)
    await passes()
    assert not click.done()
    desk.tell(second)
    assert (await click).outcome is Outcome.PICKED_UP


async def test_a_caller_whom_a_queue_has_answered_before(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(desk.taken(), Answered(desk.phone.channel_id, "caller", up=True))
    assert (await at_once(click)).outcome is Outcome.PICKED_UP


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("told_first", [True, False])
async def test_a_queue_ends_its_try_as_i_take_the_leg(desk: Desk, *, told_first: bool) -> None:
    """It tells so of the leg, or of my channel in its place, and connects that all the same."""
    desk.rings()
    click = await desk.clicked()
    desk.tell(Answered(desk.phone.channel_id))
    ended = Ended("leg-1", "1", EndReason.NO_ANSWER, dial=True)
    mine = replace(ended, uniqueid=desk.phone.channel_id)
    desk.tell(*((ended, desk.taken()) if told_first else (desk.taken(), mine)))
    desk.tell(Ended("leg-1", "1", EndReason.ANSWERED))
    assert (await click).outcome is Outcome.PICKED_UP
    assert desk.phone.hung_up == []


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("my_phone_ends", [True, False])
async def test_the_leg_ends_and_the_call_rings_on(desk: Desk, *, my_phone_ends: bool) -> None:
    call = desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(Ended("leg-2", "1", EndReason.REJECTED))
    if my_phone_ends:
        desk.tell(desk.my_channel_ends())
    result = await click
    assert (result.outcome, result.desk) == (Outcome.NOTHING_RINGING, OTHER_DESK)
    assert desk.ringing.newest_first() == [call]
    assert desk.phone.hung_up == [desk.phone.channel_id]


@pytest.mark.parametrize("mine", [True, False])
async def test_what_else_happens_meanwhile_does_not_end_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, mine: bool
) -> None:
    for name in ("SETTLED_WITHIN_S", "RIVAL_WITHIN_S", "DIALS_WITHIN_S"):
        monkeypatch.setattr(attempt, name, 0.0)
    desk.rings(1)
    desk.rings(5, OTHER_DESK, call="2")
    desk.rings(6, OTHER_DESK, call="3")
    click = await desk.clicked(CallAtExtension("101"))
    desk.tell(
        CallerChanged("leg-1", Party("0452"), None),
        PickedUp("another", "leg-5", "2", RIVAL),
        Answered("leg-6"),
        OriginateEnded("another", answered=False),
        Ended("another", "9", EndReason.ENDED),
    )
    await passes()
    assert not click.done()
    if mine:
        desk.i_take_it()
    else:
        desk.tell(desk.my_channel_ends())
    expected = (Outcome.PICKED_UP, ME) if mine else (Outcome.PHONE_DID_NOT_ANSWER, None)
    result = await click
    assert (result.outcome, result.by) == expected


async def test_the_pickup_is_told_before_ring_returns(desk: Desk) -> None:
    desk.phone.held = asyncio.Event()
    desk.rings()
    click = await desk.clicked()
    desk.i_take_it()
    desk.phone.held.set()
    assert (await at_once(click)).outcome is Outcome.PICKED_UP


@pytest.mark.usefixtures("no_waits")
async def test_a_phone_that_answered_for_nothing(desk: Desk) -> None:
    call = desk.rings()
    click = await desk.clicked()
    desk.tell(OriginateEnded(desk.phone.channel_id, answered=True), desk.my_channel_ends())
    result = await click
    assert (result.outcome, result.call) == (Outcome.NOT_PUT_THROUGH, call)
    assert desk.phone.hung_up == []


async def test_the_caller_gives_up_a_ring_group(desk: Desk) -> None:
    """Nobody has one of its phones, who would be waited for."""
    desk.rings(1)
    desk.rings(2, OTHER_DESK)
    click = await desk.clicked()
    desk.tell(*(Ended(f"leg-{leg}", "1", EndReason.CALLER_GAVE_UP) for leg in (1, 2)))
    assert (await at_once(click)).outcome is Outcome.CALLER_GAVE_UP


async def test_the_caller_gives_up_as_my_phone_has_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nobody was faster, who would be waited for."""
    for name in ("SETTLED_WITHIN_S", "RIVAL_WITHIN_S"):
        monkeypatch.setattr(attempt, name, 60.0)
    desk.rings()
    click = await desk.clicked()
    desk.tell(OriginateEnded(desk.phone.channel_id, answered=True))
    desk.tell(Ended("leg-1", "1", EndReason.CALLER_GAVE_UP), desk.my_channel_ends())
    assert (await at_once(click)).outcome is Outcome.CALLER_GAVE_UP


async def test_my_phone_rejects_or_is_not_there(desk: Desk) -> None:
    desk.rings()
    for failed in (False, True):
        click = await desk.clicked()
        desk.tell(
            OriginateEnded(desk.phone.channel_id, answered=False)
            if failed
            else desk.my_channel_ends()
        )
        result = await at_once(click)
        assert (result.outcome, result.by) == (Outcome.PHONE_DID_NOT_ANSWER, None)


async def test_it_ends_once(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    failure = OriginateEnded(desk.phone.channel_id, answered=False)
    desk.tell(desk.my_channel_ends(), failure, desk.taken(RIVAL, "x"))
    assert (await click).outcome is Outcome.TAKEN_BY_OTHER
    again = desk.rings(2)
    click = await desk.clicked(ThisCall(again.id))
    for _ in range(3):
        await asyncio.sleep(0)
    desk.tell(failure)
    assert not click.done()
    desk.i_take_it(leg=2)
    assert (await click).outcome is Outcome.PICKED_UP


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("softphone", [False, True])
async def test_my_phone_does_not_answer_in_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, softphone: bool
) -> None:
    if softphone:
        desk.has_softphone()
    monkeypatch.setattr(service, "REPLY_WITHIN_S" if softphone else "_GRACE_S", 60.0)
    desk.service._answer_within_s = 0.01
    desk.rings()
    result = await desk.click()
    assert result.outcome is Outcome.PHONE_DID_NOT_ANSWER
    assert desk.phone.hung_up == [desk.phone.channel_id]


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize(
    ("event", "outcome", "by"),
    [
        (Ended("leg-1", "1", EndReason.CALLER_GAVE_UP), Outcome.CALLER_GAVE_UP, None),
        (Answered("leg-1"), Outcome.TAKEN_BY_OTHER, DESK),
        (Ended("leg-1", "1", EndReason.ANSWERED), Outcome.TAKEN_BY_OTHER, None),
        *(
            (Ended("leg-1", "1", reason), Outcome.NOTHING_RINGING, None)
            for reason in (
                EndReason.REJECTED,
                EndReason.NO_ANSWER,
                EndReason.FORWARDED,
                EndReason.ENDED,
            )
        ),
    ],
)
async def test_the_call_ends_while_my_phone_rings_or_just_before_the_click(
    desk: Desk, event: PbxEvent, outcome: Outcome, by: Party | None
) -> None:
    call = desk.rings()
    click = await desk.clicked()
    desk.tell(event)
    told_later = (EndReason.ANSWERED, EndReason.ENDED)
    may_be_told_later = isinstance(event, Ended) and event.reason in told_later
    result = await (click if may_be_told_later else at_once(click))
    assert (result.outcome, result.call, result.by) == (outcome, call, by)
    assert desk.phone.hung_up == [desk.phone.channel_id]
    click = desk.click(ThisCall(call.id))
    late = await (click if may_be_told_later else at_once(click))
    assert (late.outcome, late.call, late.desk, late.by) == (outcome, call, DESK, by)
    assert (await desk.click(AnyCall())).outcome is Outcome.NOTHING_RINGING
    assert len(desk.phone.rung) == 1


async def test_a_click_just_after_the_end_waits_until_it_is_told_who_has_the_call(
    desk: Desk,
) -> None:
    call = desk.rings()
    desk.tell(Ended("leg-1", "1", EndReason.ANSWERED))
    click = desk.click(ThisCall(call.id))
    await asyncio.sleep(0)
    desk.tell(Answered("5.5", "1", linkedid="1", by=RIVAL))
    result = await click
    assert (result.outcome, result.call, result.by) == (Outcome.TAKEN_BY_OTHER, call, RIVAL)
    desk.at += attempt.SETTLED_WITHIN_S + 0.1
    assert (await at_once(desk.click(ThisCall(call.id)))).by == RIVAL


async def test_who_has_a_call_that_ended_a_while_ago_is_no_longer_waited_for(desk: Desk) -> None:
    call = desk.rings()
    desk.tell(Ended("leg-1", "1", EndReason.ANSWERED))
    desk.at += attempt.SETTLED_WITHIN_S + 0.1
    late = await at_once(desk.click(ThisCall(call.id)))
    assert (late.outcome, late.by) == (Outcome.TAKEN_BY_OTHER, None)


async def test_an_end_of_another_call_is_not_mine(desk: Desk) -> None:
    desk.rings(1)
    desk.rings(2, call="2")
    click = await desk.clicked(ThisCall(CallId("pbx", "1")))
    desk.tell(Ended("leg-2", "2", EndReason.CALLER_GAVE_UP))
    assert not click.done()
    desk.i_take_it()
    assert (await click).outcome is Outcome.PICKED_UP


async def test_a_late_click_is_told_how_its_own_call_ended(desk: Desk) -> None:
    call = desk.rings(1)
    desk.rings(2, call="2")
    desk.tell(Ended("leg-1", "1", EndReason.CALLER_GAVE_UP), Answered("leg-2"))
    assert (await desk.click(ThisCall(call.id))).outcome is Outcome.CALLER_GAVE_UP


async def test_endings_are_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "REMEMBER_S", -1.0)
    call = desk.rings()
    desk.tell(Ended("leg-1", "1", EndReason.CALLER_GAVE_UP))
    result = await desk.click(ThisCall(call.id))
    assert (result.outcome, result.call) == (Outcome.NOTHING_RINGING, None)
    other = desk.rings(2)
    desk.tell(Ended("leg-2", "2", EndReason.CALLER_GAVE_UP))
    assert [change.call.id for _, change in desk.service._ended] == [other.id]


async def test_an_old_ending_does_not_take_a_new_one_with_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "REMEMBER_S", -1.0)
    call = desk.rings()
    desk.tell(Ended("leg-1", "1", EndReason.FORWARDED))
    monkeypatch.setattr(service, "REMEMBER_S", 60.0)
    desk.rings(2)
    desk.tell(Ended("leg-2", "1", EndReason.CALLER_GAVE_UP))
    await passes()
    assert (await desk.click(ThisCall(call.id))).outcome is Outcome.CALLER_GAVE_UP


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [
        (NO_RIGHT, Outcome.NO_RIGHT),
        (ActionRejected("Originate", Sentence("odd")), Outcome.PHONE_DID_NOT_ANSWER),
        (
            ActionRejected("Originate", Sentence("Extension does not exist.")),
            Outcome.NO_CODES,
        ),
        (ConnectionLost(Sentence("cut")), Outcome.LINK_LOST),
    ],
)
async def test_my_phone_cannot_be_rung(desk: Desk, problem: Exception, outcome: Outcome) -> None:
    call = desk.rings()
    desk.phone.problem = problem
    result = await desk.click()
    assert (result.outcome, result.call, result.by) == (outcome, call, None)
    assert desk.phone.hung_up == []
    desk.phone.problem = None
    click = await desk.clicked()
    desk.i_take_it()
    assert (await click).outcome is Outcome.PICKED_UP
    assert len({channel_id for channel_id, _ in desk.phone.rung}) == 2


async def test_the_link_is_lost_meanwhile(desk: Desk) -> None:
    call = desk.rings()
    click = await desk.clicked()
    desk.service.disarm()
    result = await click
    assert (result.outcome, result.call) == (Outcome.LINK_LOST, call)
    assert desk.phone.hung_up == [desk.phone.channel_id]  # nothing is sent if the link is lost
    assert (await desk.click()).outcome is Outcome.LINK_LOST
    desk.service.disarm()
    assert len(desk.phone.rung) == 1


async def test_the_link_is_lost_as_the_call_is_mine(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(desk.taken())
    desk.service.disarm()
    assert (await click).outcome is Outcome.LINK_LOST
    assert desk.phone.hung_up == []


async def test_without_a_link_nothing_is_sent_or_known(desk: Desk) -> None:
    desk.rings()
    desk.tell(Ended("leg-1", "1", EndReason.CALLER_GAVE_UP))
    desk.service.disarm()
    result = await desk.click(ThisCall(CallId("pbx", "1")))
    assert (result.outcome, result.call) == (Outcome.LINK_LOST, None)
    desk.service.arm(desk.phone, ME, [PickupGroup(SUPPORT)], Knowledge())
    result = await desk.click(ThisCall(CallId("pbx", "1")))
    assert result.outcome is Outcome.NOTHING_RINGING


@pytest.mark.parametrize(
    ("target", "outcome"),
    [
        (AnyCall(), Outcome.NOTHING_RINGING),
        (CallOfGroup("501"), Outcome.NOTHING_RINGING),
        (CallOfGroup("502"), Outcome.NOT_ALLOWED),
        (CallAtExtension("101"), Outcome.NOTHING_RINGING),
        (ThisCall(CallId("pbx", "9")), Outcome.NOTHING_RINGING),
    ],
)
async def test_there_is_nothing_to_take(desk: Desk, target: Target, outcome: Outcome) -> None:
    result = await desk.click(target)
    assert (result.outcome, result.call, result.desk, result.by) == (outcome, None, None, None)
    assert desk.phone.rung == []


async def test_a_second_request_gets_the_result_of_the_first(desk: Desk) -> None:
    desk.rings(1)
    desk.rings(2, OTHER_DESK, call="2")
    first = await desk.clicked()
    others = [desk.click(), desk.click(ThisCall(CallId("pbx", "1")))]
    for _ in range(3):
        await asyncio.sleep(0)
    desk.i_take_it(leg=2, call="2")
    result = await first
    assert [await other for other in others] == [result, result]
    assert len(desk.phone.rung) == 1
    click = await desk.clicked()
    desk.i_take_it(leg=1)
    assert (await click).outcome is Outcome.PICKED_UP


async def test_a_second_request_that_is_cancelled_leaves_the_first_alone(desk: Desk) -> None:
    desk.rings()
    first = await desk.clicked()
    second = desk.click()
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    desk.i_take_it()
    assert (await first).outcome is Outcome.PICKED_UP


async def test_a_first_request_that_is_cancelled_ends_the_second(desk: Desk) -> None:
    desk.rings()
    first = await desk.clicked()
    second = desk.click()
    await asyncio.sleep(0)
    first.cancel()
    for task in (first, second):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(desk.phone.hung_up) == 1
    desk.tell(desk.my_channel_ends())
    click = await desk.clicked()
    desk.i_take_it()
    assert (await click).outcome is Outcome.PICKED_UP


async def test_the_program_ends_just_as_the_call_is_mine(desk: Desk) -> None:
    desk.rings()
    click = await desk.clicked()
    desk.tell(desk.taken())
    click.cancel()
    with pytest.raises(asyncio.CancelledError):
        await click
    assert desk.phone.hung_up == []


async def test_a_mistake_of_ours_does_not_stop_later_pickups(desk: Desk) -> None:
    desk.rings()
    desk.phone.problem = RuntimeError("a mistake of ours")
    with pytest.raises(RuntimeError):
        await desk.service.pickup(AnyCall())
    assert desk.phone.hung_up == [desk.phone.channel_id]
    desk.phone.problem = None
    click = await desk.clicked()
    desk.i_take_it()
    assert (await click).outcome is Outcome.PICKED_UP
