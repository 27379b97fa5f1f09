"""Which call a pickup takes."""

from collections.abc import Iterable, Sequence

import pytest

from client.calls.call import CallId
from client.calls.choice import (
    AnyCall,
    CallAtExtension,
    CallOfGroup,
    Choice,
    Code,
    Refusal,
    Target,
    ThisCall,
    choose,
    code_for,
    target_of,
)
from client.calls.events import GroupId, LegFacts, LegSeen, LegState, Party
from client.calls.groups import PickupGroup
from client.calls.ringing import RingingCalls

SUPPORT, SALES, OTHER = GroupId("501"), GroupId("502"), GroupId("503")
MINE = (PickupGroup(SUPPORT, "Support"), PickupGroup(SALES, "Sales"))


def office(
    *legs: tuple[str, str, int, list[GroupId]], mine: Iterable[GroupId] = (SUPPORT, SALES)
) -> RingingCalls:
    """Legs as (linkedid, desk, rank, groups), all ringing."""
    ringing = RingingCalls("pbx")
    ringing.set_user("204", mine)
    for linkedid, desk, rank, groups in legs:
        leg = LegFacts(
            uniqueid=f"{linkedid}/{desk}",
            linkedid=linkedid,
            endpoint=f"phone-{desk}",
            desk=Party(desk, f"Desk {desk}"),
            caller=Party("0451"),
            groups=frozenset(groups),
            state=LegState.RINGING,
            rank=(0.0, rank),
        )
        ringing.apply(LegSeen(leg, 0.0))
    return ringing


OFFICE: list[tuple[str, str, int, list[GroupId]]] = [
    ("1", "101", 11, [SUPPORT]),
    ("1", "104", 12, [SALES]),
    ("2", "103", 13, [SUPPORT, SALES]),
    ("3", "101", 14, [SUPPORT]),
    ("4", "301", 15, [OTHER]),
    ("1", "102", 16, [SUPPORT]),
]


def leg_of(choice: Choice | Refusal) -> str:
    assert isinstance(choice, Choice), choice
    assert choice.leg in choice.call.legs
    return choice.leg.uniqueid


def test_a_command_s_digits_may_come_from_an_input_method() -> None:
    assert target_of({"group": "\uff15\uff10\u0661"}, "pbx") == CallOfGroup("501")
    assert target_of({"exten": "\uff11\uff10\u0663"}, "pbx") == CallAtExtension("103")
    assert target_of({"call": "\uff11"}, "pbx") == ThisCall(CallId("pbx", "\uff11"))


@pytest.mark.parametrize(
    ("target", "leg"),
    [
        (AnyCall(), "1/102"),
        (ThisCall(CallId("pbx", "2")), "2/103"),
        (ThisCall(CallId("pbx", "1")), "1/102"),
        (CallOfGroup("501"), "1/102"),
        # Call 1 is the newest by a leg outside the group, call 2 by one in it.
        (CallOfGroup("502"), "2/103"),
        (CallAtExtension("101"), "3/101"),
        (CallAtExtension("phone-104"), "1/104"),
    ],
)
def test_what_is_taken(target: Target, leg: str) -> None:
    assert leg_of(choose(target, office(*OFFICE), MINE)) == leg


def test_a_phone_whose_own_name_has_other_digits() -> None:
    ringing = office(("1", "N\u00ba\u0663", 1, [SUPPORT]))
    assert leg_of(choose(target_of({"exten": "N\u00ba\u0663"}, "pbx"), ringing, MINE))


@pytest.mark.parametrize(("call", "dialled"), [("1", None), ("2", "101"), ("3", "102")])
def test_the_code_that_means_this_very_call(call: str, dialled: str | None) -> None:
    """Where a newer one rings at the same phone, none does: it would take that."""
    ringing = office(
        ("1", "101", 1, [SUPPORT]),
        ("2", "101", 2, [SUPPORT]),
        ("3", "101", 1, [SUPPORT]),
        ("3", "102", 3, [SUPPORT]),
    )
    choice = choose(ThisCall(CallId("pbx", call)), ringing, MINE)
    assert isinstance(choice, Choice)
    assert choice.code == (None if dialled is None else Code(dialled))


@pytest.mark.parametrize(
    ("target", "dialled"),
    [
        (CallOfGroup("sales"), None),
        (CallAtExtension("desk-104"), None),
        (ThisCall(CallId("pbx", "1")), None),
        (ThisCall(CallId("pbx", "2")), "101"),
        (AnyCall(), ""),
    ],
)
def test_no_code_has_letters(target: Target, dialled: str | None) -> None:
    """The dialplan refuses it, and that would be told as a call of others' groups."""
    sales = GroupId("sales")
    ringing = office(
        ("1", "desk-104", 3, [sales]),
        ("2", "101", 1, [sales]),
        ("2", "desk-105", 2, [sales]),
        mine=[sales],
    )
    choice = choose(target, ringing, [PickupGroup(sales)])
    assert isinstance(choice, Choice)
    assert choice.code == (None if dialled is None else Code(dialled))


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (AnyCall(), Code("")),
        (CallOfGroup("501"), Code("501")),
        (CallAtExtension("101"), Code("101")),
        (CallOfGroup("sales"), None),
        (CallAtExtension("101#"), None),
        (CallAtExtension("\u0661\u0660\u0661"), None),  # digits, but none that a phone dials
        (CallAtExtension(""), None),
        (ThisCall(CallId("pbx", "1")), None),
    ],
)
def test_the_code_for_what_nobody_here_knows_of(target: Target, code: Code | None) -> None:
    assert code_for(target) == code


@pytest.mark.parametrize(
    ("target", "refusal"),
    [
        (ThisCall(CallId("pbx", "4")), Refusal.NOTHING_RINGING),
        (ThisCall(CallId("another", "1")), Refusal.NOTHING_RINGING),
        (CallOfGroup("503"), Refusal.NOT_ALLOWED),
        (CallOfGroup(""), Refusal.NOT_ALLOWED),
        (CallAtExtension("301"), Refusal.NOTHING_RINGING),  # rings outside my groups
        (CallAtExtension("phone-301"), Refusal.NOTHING_RINGING),
        (CallAtExtension("105"), Refusal.NOTHING_RINGING),
    ],
)
def test_what_is_refused(target: Target, refusal: Refusal) -> None:
    assert choose(target, office(*OFFICE), MINE) is refusal


def test_the_legs_of_a_call_within_a_group() -> None:
    (call,) = office(*OFFICE[:2]).newest_first()
    assert call.within(None) == call.legs
    assert [leg.extension for leg in call.within(SUPPORT)] == ["101"]
    assert call.within(OTHER) == ()


@pytest.mark.parametrize("target", [AnyCall(), CallOfGroup("501"), CallAtExtension("101")])
def test_nothing_rings(target: Target) -> None:
    assert choose(target, office(), MINE) is Refusal.NOTHING_RINGING


@pytest.mark.parametrize(
    ("mine", "leg"),
    [
        ((PickupGroup(GroupId("3")), PickupGroup(GroupId("3", numeric=True))), "1/101"),
        ((PickupGroup(GroupId("3", numeric=True)), PickupGroup(GroupId("3"))), "1/101"),
        ((PickupGroup(GroupId("3", numeric=True)),), "2/102"),
    ],
)
def test_a_named_group_goes_before_a_numeric_one(mine: Sequence[PickupGroup], leg: str) -> None:
    ringing = office(
        ("1", "101", 1, [GroupId("3")]),
        ("2", "102", 2, [GroupId("3", numeric=True)]),
        mine=[group.id for group in mine],
    )
    assert leg_of(choose(CallOfGroup("3"), ringing, mine)) == leg
