"""PickupService: pickups of which the PBX decides, by a code or of a leg that it checks."""

import pytest
from msgspec.structs import replace

from client import wording
from client.calls.call import CallId
from client.calls.choice import AnyCall, CallAtExtension, CallOfGroup, Target, ThisCall
from client.calls.events import Answered, Ended, EndReason, OriginateEnded, Party, PickedUp
from client.pickup import attempt
from client.session import Outcome
from tests.unit.scripted_desk import DESK, ME, OTHER_DESK, RIVAL, Desk, answered, at_once, passes


@pytest.mark.usefixtures("no_waits")
async def test_the_pbx_refuses_what_my_softphone_dials(desk: Desk) -> None:
    desk.rings()
    desk.has_softphone()
    click = await desk.clicked()
    desk.tell(Ended("9.9", "9.9", EndReason.ENDED, refused=(RIVAL.number, RIVAL.number)))
    assert not click.done()
    desk.tell(Ended("9.9", "9.9", EndReason.ENDED, refused=(ME.number, "desk-204")))
    assert (await click).outcome is Outcome.NOT_ALLOWED


@pytest.mark.parametrize("ends", ["unanswered", "refused", "taken"])
async def test_a_phone_that_has_dialled_its_code_or_will_not_is_not_waited_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    """Nor is a rival, where the PBX has refused."""
    monkeypatch.setattr(attempt, "SETTLED_WITHIN_S", 0.0)
    for name in ("DIALS_WITHIN_S", "RIVAL_WITHIN_S"):
        monkeypatch.setattr(attempt, name, 60.0)
    desk.rings()
    desk.leaves_it_to_the_pbx()
    click = await desk.clicked()
    mine = desk.phone.channel_id
    if ends == "unanswered":
        desk.tell(OriginateEnded(mine, answered=False))
    elif ends == "refused":
        desk.tell(Answered(mine), replace(desk.my_channel_ends(), refused=("204", "204")))
    else:
        desk.tell(desk.taken())
    await passes()
    expected = {
        "unanswered": Outcome.PHONE_DID_NOT_ANSWER,
        "refused": Outcome.NOT_ALLOWED,
        "taken": Outcome.PICKED_UP,
    }
    assert (await at_once(click)).outcome is expected[ends]


async def test_the_pbx_decides_what_my_softphone_takes(desk: Desk) -> None:
    """What has begun to ring since the click is more recent than what was chosen."""
    desk.rings(1)
    desk.has_softphone()
    click = await desk.clicked()
    desk.rings(2, DESK, call="2")
    call = desk.rings(3, OTHER_DESK, call="2")
    desk.tell(desk.taken(picker="softphone", leg=3, call="2"), *answered("softphone"))
    result = await at_once(click)
    assert (result.outcome, result.call, result.desk) == (Outcome.PICKED_UP, call, OTHER_DESK)


@pytest.mark.parametrize(
    ("target", "groups_known", "wants"),
    [
        (AnyCall(), True, "leg-2"),
        (AnyCall(), False, ""),
        (CallOfGroup("501"), False, "leg-2"),
        (CallAtExtension("101"), False, "leg-2"),
        (ThisCall(CallId("pbx", "1")), False, "leg-1"),
    ],
)
async def test_the_pbx_checks_a_phone_that_wants_this_very_leg(
    desk: Desk, target: Target, *, groups_known: bool, wants: str
) -> None:
    """Where my groups are not known, it alone knows which is the most recent call of them."""
    desk.rings(1)
    desk.rings(2, call="2")
    desk.leaves_it_to_the_pbx(groups_known=groups_known)
    click = await desk.clicked(target)
    assert desk.phone.wants_leg == wants
    desk.i_take_it(leg=1)
    assert (await click).outcome is Outcome.PICKED_UP


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("refused", [True, False])
async def test_the_pbx_does_not_give_me_this_very_leg(desk: Desk, *, refused: bool) -> None:
    """It says so if that is for the groups; else it may lack a module that its codes need."""
    call = desk.rings()
    desk.leaves_it_to_the_pbx()
    click = await desk.clicked(ThisCall(call.id))
    end = replace(desk.my_channel_ends(), refused=("204", "204") if refused else ())
    desk.tell(Answered(desk.phone.channel_id), end)
    outcome = Outcome.NOT_ALLOWED if refused else Outcome.NOT_PUT_THROUGH
    assert (await click).outcome is outcome


async def test_a_phone_that_dials_no_codes_wants_the_leg(desk: Desk) -> None:
    desk.rings()
    desk.leaves_it_to_the_pbx()
    desk.phone.dials = False
    click = await desk.clicked()
    assert desk.phone.wants_leg == "leg-1"
    desk.i_take_it()
    assert (await click).outcome is Outcome.PICKED_UP


async def test_no_code_has_the_letters_of_an_extension(desk: Desk) -> None:
    desk.rings(desk=Party("desk"))
    desk.has_softphone()
    result = await desk.click(CallAtExtension("desk"))
    assert "no code has letters" in str(wording.outcome(result))


async def test_no_code_means_an_older_call_at_a_phone(desk: Desk) -> None:
    call = desk.rings(1)
    desk.rings(2, call="2")
    desk.has_softphone()
    result = await desk.click(ThisCall(call.id))
    assert (result.outcome, result.call, desk.phone.rung) == (Outcome.NO_RIGHT, call, [])
    assert "no code means First Caller (0451) alone" in str(wording.outcome(result))


async def test_the_pbx_takes_for_a_code_what_is_not_listed(desk: Desk) -> None:
    desk.rings(1)
    desk.leaves_it_to_the_pbx()
    click = await desk.clicked()
    caller, mine = Party("0452", "Second Caller"), desk.phone.channel_id
    desk.tell(PickedUp(mine, "leg-2", "2", ME, OTHER_DESK, caller), *answered(mine))
    result = await click
    assert (result.outcome, result.call, result.by) == (Outcome.PICKED_UP, None, ME)
    assert (result.desk, result.caller) == (OTHER_DESK, caller)
    assert len(desk.ringing.newest_first()) == 1


async def test_a_code_takes_the_next_call_when_somebody_is_faster(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt, "SETTLED_WITHIN_S", 0.0)
    desk.rings(1)
    call = desk.rings(2, OTHER_DESK)
    desk.rings(3, call="2")
    desk.leaves_it_to_the_pbx()
    click = await desk.clicked()
    desk.tell(desk.taken(RIVAL, picker="rival", leg=3, call="2"))
    await passes()
    assert not click.done()
    desk.i_take_it()
    result = await click
    assert (result.outcome, result.call, result.desk) == (Outcome.PICKED_UP, call, DESK)
    assert result.by == ME


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("told", [True, False])
async def test_a_code_takes_nothing_when_somebody_is_faster(desk: Desk, *, told: bool) -> None:
    desk.rings()
    desk.leaves_it_to_the_pbx()
    click = await desk.clicked()
    desk.tell(desk.taken(RIVAL, picker="rival"))
    if told:
        desk.tell(desk.my_channel_ends())
    result = await click
    assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, RIVAL)
