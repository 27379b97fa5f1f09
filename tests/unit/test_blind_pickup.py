"""Pickups of calls that nobody here knows of: my phone dials a code, and the PBX decides."""

from collections.abc import Callable

import pytest

from client.calls.call import CallId
from client.calls.choice import AnyCall, CallAtExtension, CallOfGroup, Target, ThisCall
from client.calls.events import (
    Answered,
    Ended,
    EndReason,
    GroupId,
    OriginateEnded,
    Party,
    PbxEvent,
    PickedUp,
)
from client.calls.groups import PickupGroup
from client.calls.ringing import RingingCalls
from client.errors import ActionRejected
from client.pickup import blind_attempt
from client.pickup.service import Knowledge, PickupService
from client.sentence import Sentence
from client.session import Outcome, PickupResult
from client.tasks import TaskOwner
from client.wording import outcome
from tests.unit.scripted_phone import ScriptedPhone

ME, RIVAL, DESK = Party("204"), Party("201", "Desk 201"), Party("101", "Desk 101")
CALLER = Party("0451", "First Caller")
GROUPS = [PickupGroup(GroupId("501"))]
NOTHING = Knowledge(calls=False, groups=False)


def softphone(problem: Exception | None = None) -> ScriptedPhone:
    return ScriptedPhone(problem, own_channel=False, is_checked=True)


def phone_of_the_pbx() -> ScriptedPhone:
    return ScriptedPhone(is_checked=True)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blind_attempt, "SETTLED_WITHIN_S", 0.01)
    for name in ("REPLY_WITHIN_S", "_GRACE_S"):
        monkeypatch.setattr(f"client.pickup.service.{name}", 0.3)


def service(
    phone: ScriptedPhone, knows: Knowledge = NOTHING, my_name: str = "204"
) -> PickupService:
    ringing = RingingCalls("pbx")
    made = PickupService(ringing, lambda: 1000.0, 0.0, my_name)
    made.arm(phone, ME, GROUPS, knows)
    return made


async def told(
    phone: ScriptedPhone, say: Callable[[str], list[PbxEvent]], *, link_lost: bool = False
) -> PickupResult:
    """Dial the generic code, and let the PBX say what `say` gives for the pickup's channel."""
    made, tasks = service(phone), TaskOwner()
    click = tasks.start(made.pickup(AnyCall()), name="click")
    await phone.rings.wait()
    for event in say(phone.channel_id):
        made.observe(event)
    if link_lost:
        made.disarm()
    result: PickupResult = await click
    assert result.blind
    assert result.call is None
    return result


def taken(picker: str, by: Party = ME) -> PickedUp:
    return PickedUp(picker, "leg-1", "1", by, DESK, CALLER, names=(by.number, "desk"))


@pytest.mark.parametrize(
    ("target", "knows", "dialled"),
    [
        (AnyCall(), NOTHING, [""]),
        (CallOfGroup("501"), NOTHING, ["501"]),
        (CallOfGroup("599"), NOTHING, ["599"]),
        (CallAtExtension("102"), NOTHING, ["102"]),
        (CallOfGroup("sales"), NOTHING, []),
        (ThisCall(CallId("pbx", "1")), NOTHING, []),
        (CallOfGroup("501"), Knowledge(calls=False), ["501"]),
        (CallOfGroup("599"), Knowledge(calls=False), []),
        (AnyCall(), Knowledge(), []),
    ],
)
async def test_what_is_dialled(target: Target, knows: Knowledge, dialled: list[str]) -> None:
    """Only for what the list cannot tell; a group that is known not to be mine is refused."""
    phone = softphone()
    result = await service(phone, knows).pickup(target)
    assert phone.dialled == dialled
    assert result.blind == bool(dialled)


@pytest.mark.parametrize("target", [CallOfGroup("sales"), CallAtExtension("desk")])
async def test_no_code_has_letters(target: Target) -> None:
    """What rings there nobody knows: "Nothing rings there" would be a guess."""
    phone = softphone()
    made = service(phone)
    made.arm(phone, ME, [PickupGroup(GroupId("sales"))], Knowledge(calls=False))
    result = await made.pickup(target)
    assert (result.outcome, phone.dialled) == (Outcome.NO_RIGHT, [])
    assert "no code has letters" in str(outcome(result))


async def test_a_phone_that_dials_no_codes() -> None:
    phone = ScriptedPhone(dials=False)
    result = await service(phone).pickup(AnyCall())
    assert (result.outcome, result.blind, phone.dialled) == (Outcome.NOTHING_RINGING, False, [])


async def test_my_softphone_takes_one() -> None:
    phone = softphone()
    events: list[PbxEvent] = [taken("9.9", RIVAL), taken("1.7")]
    result = await told(phone, lambda _: events)
    assert (result.outcome, result.by) == (Outcome.PICKED_UP, ME)
    assert (result.desk, result.caller) == (DESK, CALLER)
    assert phone.hung_up == []
    ended = Ended("1.7", "1", EndReason.ENDED)
    result = await told(softphone(), lambda _: [*events, ended])
    assert result.outcome is Outcome.CALLER_GAVE_UP
    dropped = Ended("1", "1", EndReason.ENDED)  # the caller, by the PBX: no codec in common
    result = await told(softphone(), lambda _: [*events, ended, dropped])
    assert result.outcome is Outcome.NOT_PUT_THROUGH
    gave_up = Ended("1", "1", EndReason.CALLER_GAVE_UP, dial=True)
    for more in [], [ended, dropped]:  # the PBX may forget my phone
        result = await told(softphone(), lambda _, more=more: [gave_up, *events, *more])  # type: ignore[misc]
        assert result.outcome is Outcome.CALLER_GAVE_UP


async def test_it_takes_a_call_that_a_program_began_with_the_leg() -> None:
    picked = PickedUp("1.7", "1", "1", ME, DESK, CALLER, names=("204", "desk"))
    result = await told(softphone(), lambda _: [picked, Ended("1", "1", EndReason.ENDED)])
    assert result.outcome is Outcome.PICKED_UP


async def test_another_customer_has_my_number() -> None:
    """Then my endpoint is in the settings, and says which phone is mine."""
    phone, tasks = softphone(), TaskOwner()
    made = service(phone, my_name="acme_204")
    click = tasks.start(made.pickup(AnyCall()), name="click")
    await phone.rings.wait()
    of_theirs = Ended("8.8", "8.8", EndReason.ENDED, refused=("204", "globex_204"))
    for event in (taken("9.9"), of_theirs):
        made.observe(event)
    assert (await click).outcome is Outcome.PHONE_DID_NOT_ANSWER


async def test_the_pbx_refuses_my_softphone() -> None:
    other = Ended("8.8", "8.8", EndReason.ENDED, refused=(RIVAL.number, RIVAL.number))
    mine = Ended("9.9", "9.9", EndReason.ENDED, refused=(ME.number, "desk-204"))
    result = await told(softphone(), lambda _: [other])
    assert result.outcome is Outcome.PHONE_DID_NOT_ANSWER
    result = await told(softphone(), lambda _: [other, mine])
    assert result.outcome is Outcome.NOTHING_RINGING


@pytest.mark.parametrize(
    ("picked", "ended", "outcome"),
    [
        (True, False, Outcome.PICKED_UP),
        (True, True, Outcome.CALLER_GAVE_UP),
        (False, True, Outcome.NOTHING_RINGING),
        (False, False, Outcome.PHONE_DID_NOT_ANSWER),
    ],
)
async def test_my_phone_is_rung_by_the_pbx(*, picked: bool, ended: bool, outcome: Outcome) -> None:
    def say(mine: str) -> list[PbxEvent]:
        """My handset has just taken one by itself; that is no answer to this."""
        events: list[PbxEvent] = [taken("9.9"), OriginateEnded(mine, answered=True)]
        events += [taken(mine)] if picked else []
        return [*events, Ended(mine, mine, EndReason.ENDED)] if ended else events

    assert (await told(phone_of_the_pbx(), say)).outcome is outcome


async def test_my_phone_does_not_answer_the_pbx() -> None:
    phone = phone_of_the_pbx()
    result = await told(phone, lambda mine: [OriginateEnded(mine, answered=False)])
    assert result.outcome is Outcome.PHONE_DID_NOT_ANSWER
    assert phone.hung_up == [phone.channel_id]


@pytest.mark.parametrize("answered", [True, False])
async def test_an_event_filter_hides_whether_my_phone_answers_the_pbx(*, answered: bool) -> None:
    """What becomes of its channel is not hidden; its refusal says nothing of what rings."""

    def say(mine: str) -> list[PbxEvent]:
        events: list[PbxEvent] = [OriginateEnded("another", answered=True), Answered("another")]
        events += [Answered(mine)] if answered else []
        return [*events, Ended(mine, mine, EndReason.ENDED)]

    result = await told(phone_of_the_pbx(), say)
    expected = Outcome.NOTHING_RINGING if answered else Outcome.PHONE_DID_NOT_ANSWER
    assert result.outcome is expected


async def test_the_link_is_lost_meanwhile() -> None:
    result = await told(softphone(), lambda _: [], link_lost=True)
    assert result.outcome is Outcome.LINK_LOST


async def test_there_is_no_softphone() -> None:
    phone = softphone(ActionRejected("Originate", Sentence("Permission denied")))
    assert (await told(phone, lambda _: [])).outcome is Outcome.NO_RIGHT
