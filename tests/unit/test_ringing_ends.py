"""RingingCalls: who has a call that rings no more, or why it ended, by examples."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from client.calls.call import Added, End, Removed, Updated
from client.calls.events import (
    Answered,
    Cancelled,
    Ended,
    EndReason,
    LinkDialled,
    Party,
    PbxEvent,
    PickedUp,
    QueueJoined,
    QueueLeft,
    Replied,
    Snapshot,
)
from tests.remembered import is_empty
from tests.unit.rings import (
    DIALLED,
    GAVE_UP,
    ME,
    ME_DESK,
    OTHER,
    SALES,
    SUPPORT,
    ended,
    facts,
    feed,
    only,
    seen,
    started,
)


def test_a_leg_of_no_group_of_mine_is_not_shown_but_tells_who_answered() -> None:
    ringing = started(SUPPORT)
    feed(ringing, seen(), seen(facts("104", groups=frozenset({SALES}))))
    (call,) = ringing.newest_first()
    assert [leg.extension for leg in call.legs] == ["101"]
    assert feed(ringing, Answered("1.104")) == []
    change = only(feed(ringing, ended("101", EndReason.CALLER_GAVE_UP)))
    assert change == Removed(call, EndReason.ANSWERED, Party("104", "Desk 104"))
    assert is_empty(ringing)


@pytest.mark.parametrize(
    ("event", "taken"),
    [
        (PickedUp("5.5", "1.104", "1", OTHER), End(EndReason.PICKED_UP, OTHER)),
        (Answered("1.104"), End(EndReason.ANSWERED, Party("104", "Desk 104"))),
        (ended("104", EndReason.CALLER_GAVE_UP), None),
        (ended("104", EndReason.REJECTED), None),
    ],
)
def test_who_took_a_call_is_told_while_its_other_phones_are_cancelled(
    event: PbxEvent, taken: End | None
) -> None:
    ringing = started(SUPPORT, SALES)
    feed(ringing, seen(), seen(facts("102")), seen(facts("104", groups=frozenset({SALES}))))
    change = only(feed(ringing, event))
    assert isinstance(change, Updated)
    assert [leg.extension for leg in change.call.legs] == ["102", "101"]
    assert change.taken == taken
    change = only(feed(ringing, ended("102", EndReason.CALLER_GAVE_UP)))
    assert isinstance(change, Updated)
    assert change.taken == taken
    # It rings anew, transferred say: nobody has it.
    change = only(feed(ringing, seen(facts("103", sequence=9))))
    assert change == Updated(ringing.newest_first()[0])


def test_a_local_channel_that_rings_out_has_taken_nothing() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")))
    feed(ringing, Ended("1.50", "1.0", EndReason.NO_ANSWER, local=True))
    change = only(feed(ringing, ended("101", EndReason.CALLER_GAVE_UP)))
    assert change == Updated(ringing.newest_first()[0])


def test_a_reset_tells_who_has_just_taken_a_call() -> None:
    ringing = started()
    rings = (seen(), seen(facts("102")))
    feed(ringing, *rings)
    change = only(ringing.reset(Snapshot(rings, ()), [PickedUp("5.5", "1.102", "1", OTHER)]))
    assert change == Updated(ringing.newest_first()[0], End(EndReason.PICKED_UP, OTHER))


@pytest.mark.parametrize(
    "cancelled",
    [(Cancelled("1.101"),), (Cancelled("1.50", linkedid="1.0"), Cancelled("1.101", by_link=True))],
)
def test_a_cancelled_phone_is_gone_when_it_is_hung_up(cancelled: Sequence[PbxEvent]) -> None:
    for hangup, hears, reason in (
        (EndReason.ENDED, False, EndReason.CALLER_GAVE_UP),
        (EndReason.NO_ANSWER, True, EndReason.CALLER_GAVE_UP),  # as another phone, which was off
        (EndReason.NO_ANSWER, False, EndReason.ENDED),  # or somebody who is hidden has the call
        (EndReason.ANSWERED, False, EndReason.ANSWERED),
    ):
        ringing = started()
        ringing.hears_callers = hears
        feed(ringing, seen())
        assert feed(ringing, *cancelled, Cancelled("9.9")) == []
        change = only(feed(ringing, ended("101", hangup)))
        assert isinstance(change, Removed)
        assert (change.reason, change.by) == (reason, None)
        assert is_empty(ringing)


@pytest.mark.parametrize(
    "why",
    [
        (),
        (Ended("1.0", "1.0", GAVE_UP, dial=True),),
        (Answered("1.102"),),
        (QueueJoined("1.0", "support"), Answered("1.102")),
        (Ended("1.50", "1.0", EndReason.NO_ANSWER, local=True),),
    ],
)
def test_a_phone_that_says_that_it_rings_when_it_is_cancelled(why: Sequence[PbxEvent]) -> None:
    """It was only dialled, and is hung up next: it would be a new call for a moment."""
    ringing = started()
    both = seen(facts(state=DIALLED)), seen(facts("102", state=DIALLED))
    cancelled = Cancelled("1.101"), Cancelled("1.102"), QueueLeft("1.0", "support")
    assert feed(ringing, *both, *why, *cancelled, seen(), Replied("1.101", 100.0)) == []
    assert feed(ringing, ended("101", EndReason.ANSWERED), ended("102")) == []
    assert is_empty(ringing)


def test_a_cancelled_phone_is_forgotten_though_its_hangup_is_hidden() -> None:
    """As an event filter hides it of phones outside my groups that colleagues call."""
    ringing = started()
    for at in (100.0, 105.0, 200.0):
        foreign = facts("103", linkedid=f"{at}", state=DIALLED, sequence=int(at))
        feed(ringing, seen(foreign), Cancelled(f"1.{at:.0f}", at))
        assert is_empty(ringing)
    assert [f"1.{at}" in ringing._never_rang for at in (100, 105, 200)] == [False, False, True]


def test_a_program_calls_phones_behind_local_channels_and_its_time_is_up() -> None:
    ringing = started()
    feed(ringing, seen(), Cancelled("Local/101@office-1", linkedid="1.0", by_link=True))
    feed(ringing, Cancelled("1.101", by_link=True))
    change = only(feed(ringing, ended("101", EndReason.NO_ANSWER)))
    assert isinstance(change, Removed)
    assert change.reason is EndReason.NO_ANSWER


def test_why_a_phone_behind_a_local_channel_is_cancelled_may_be_hidden() -> None:
    """An event filter lets through no word of the Local channel; a queue has ended its try, say."""
    cancelled = Cancelled("1.101", by_link=True)
    for told, reason in (
        ((), EndReason.ENDED),
        ((Cancelled("Local/101@office-1", linkedid="1.0"),), EndReason.CALLER_GAVE_UP),
    ):
        ringing = started()
        feed(ringing, seen(), *told)
        change = only(feed(ringing, cancelled, ended("101")))
        assert isinstance(change, Removed)
        assert change.reason is reason


def test_who_has_the_call_may_be_told_after_its_other_phones_are_cancelled() -> None:
    ringing = started(SUPPORT)
    feed(ringing, seen(), seen(facts("104", groups=frozenset({SALES}))))
    assert feed(ringing, Cancelled("1.101"), PickedUp("5.5", "1.104", "1.0", OTHER)) == []
    change = only(feed(ringing, ended("101")))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.PICKED_UP, OTHER)
    assert is_empty(ringing)


def test_every_reason_of_an_ended_leg_is_the_calls() -> None:
    for reason in EndReason:
        ringing = started()
        feed(ringing, seen())
        change = only(feed(ringing, ended("101", reason)))
        assert isinstance(change, Removed)
        assert (change.reason, change.by) == (reason, None)


def test_the_last_leg_gives_the_reason_when_nobody_answered() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), ended("101", EndReason.REJECTED))
    change = only(feed(ringing, ended("102", EndReason.CALLER_GAVE_UP)))
    assert isinstance(change, Removed)
    assert change.reason is EndReason.CALLER_GAVE_UP


def test_picked_up_tells_by_whom_even_if_other_legs_are_cancelled_later() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")))
    assert isinstance(only(feed(ringing, PickedUp("5.5", "1.101", "1", OTHER))), Updated)
    change = only(feed(ringing, ended("102", EndReason.CALLER_GAVE_UP)))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.PICKED_UP, OTHER)


def test_who_picks_up_may_have_the_call_though_its_phone_is_answered_just_before() -> None:
    desk, taken = Party("101", "Desk 101"), End(EndReason.PICKED_UP, OTHER)
    ringing = started()
    added = only(feed(ringing, seen()))
    answered = only(feed(ringing, Answered("1.101")))
    assert answered == Removed(added.call, EndReason.ANSWERED, desk)
    elsewhere = PickedUp("5.5", "1.102", "1.0", OTHER, Party("102", "Desk 102"))
    assert feed(ringing, elsewhere) == []
    after_all = PickedUp("5.5", "1.101", "1.0", OTHER, desk)
    assert feed(ringing, after_all) == [Removed(added.call, *taken)]
    assert is_empty(ringing)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("local", [True, False])
def test_another_phone_takes_the_place_of_one_that_rings(*, local: bool, before: bool) -> None:
    dialer = "Local/1" if local else "1.0"
    replaces = Answered("5.5", dialer, for_local=local, linkedid="1.0", by=OTHER)
    ringing = started()
    feed(ringing, seen(), seen(facts("102")))
    changes = feed(ringing, replaces) if before else []
    changes += feed(ringing, ended("101"), Cancelled("1.102"), ended("102", EndReason.ANSWERED))
    assert feed(ringing, Answered("6.6", "2.0", linkedid="2.0", by=ME_DESK)) == []
    changes += feed(ringing, replaces)
    last = changes[-1]
    assert isinstance(last, Removed)
    assert (last.reason, last.by) == (EndReason.PICKED_UP, OTHER)
    assert [type(change) for change in changes].count(Removed) == (1 if before else 2)
    assert is_empty(ringing)


def test_another_phone_takes_the_place_of_one_whose_end_is_not_heard() -> None:
    """It has lost its groups, and an event filter hides it; only the others' phones ring on."""
    ringing = started()
    feed(ringing, seen(facts(dialer="Local/1")), seen(facts("102", dialer="Local/2")))
    feed(ringing, Answered("5.5", "Local/1", for_local=True, linkedid="1.0", by=OTHER))
    assert [leg.extension for leg in ringing.newest_first()[0].legs] == ["102"]
    feed(ringing, Cancelled("1.102", by_link=True))
    change = only(feed(ringing, ended("102", EndReason.ANSWERED)))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.PICKED_UP, OTHER)
    assert is_empty(ringing)


def test_of_two_callers_with_one_linkedid_each_rings_on_by_themselves() -> None:
    """Two who have talked share it, also when each has been sent on to phones of their own."""
    ringing = started()
    ringing.hears_callers = True
    feed(ringing, seen(), seen(facts("102", caller=OTHER, dialer="103")))
    feed(ringing, PickedUp("5.5", "1.101", "1.0", ME_DESK))
    feed(ringing, Answered("5.5", "1.0", linkedid="1.0", by=ME_DESK))
    (left,) = ringing.newest_first()
    assert (left.caller, [leg.extension for leg in left.legs]) == (OTHER, ["102"])


def test_another_phone_takes_the_place_of_one_that_i_call() -> None:
    ringing = started()
    feed(ringing, LinkDialled("Local/1", "1.0", ME), seen(facts(dialer="Local/2")))
    feed(ringing, Answered("5.5", "Local/2", for_local=True, linkedid="1.0", by=OTHER))
    feed(ringing, Answered("Local/1", "1.0", linkedid="1.0"))
    assert is_empty(ringing)


@pytest.mark.parametrize("end", [Answered("1.101", "1.0", linkedid="1.0"), ended("101", GAVE_UP)])
def test_nobody_takes_the_place_of_a_phone_whose_end_is_clear(end: PbxEvent) -> None:
    ringing = started()
    feed(ringing, seen(), end)
    assert feed(ringing, Answered("5.5", "1.0", linkedid="1.0", by=OTHER)) == []


def test_who_has_picked_up_is_not_replaced() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), PickedUp("5.5", "1.101", "1.0", OTHER))
    change = only(feed(ringing, Answered("5.5", "1.0", linkedid="1.0", by=ME_DESK)))
    assert isinstance(change, Removed)
    assert change.by == OTHER


@pytest.mark.parametrize(("at", "by"), [(101.0, Party("101", "Desk 101")), (110.0, OTHER)])
def test_who_picks_up_when_the_caller_has_an_answer_is_too_late(at: float, by: Party) -> None:
    """Unless it has yet to be confirmed, as a follow me may want it."""
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), Answered("1.101", at=100.0))
    local = Answered("1.101", "Local/101", for_local=True, at=100.0, linkedid="1.0")
    feed(ringing, local, Answered("Local/101", "1.0", at=100.0, linkedid="1.0"))
    desk = Party("102", "Desk 102")
    change = only(feed(ringing, PickedUp("5.5", "1.102", "1.0", OTHER, desk, at=at)))
    assert isinstance(change, Removed)
    assert change.by == by


ANSWERED_AT_101 = Answered("1.101", at=100.0)
PICKED_UP_AT_102 = PickedUp("5.5", "1.102", "1.0", OTHER, Party("102", "Desk 102"), at=100.0)


def reaches_caller(channel: str, *links: str) -> list[Answered]:
    """A channel's answer goes to the caller, perhaps through Local channels."""
    via = [channel, *links]
    through = [
        Answered(one, link, for_local=True, at=100.0, linkedid="1.0") for one, link in pairwise(via)
    ]
    return [*through, Answered(via[-1], "1.0", at=100.0, linkedid="1.0")]


@pytest.mark.parametrize("links", [(), ("Local/1",), ("Local/1", "Local/2")])
@pytest.mark.parametrize(
    "both", [(ANSWERED_AT_101, PICKED_UP_AT_102), (PICKED_UP_AT_102, ANSWERED_AT_101)]
)
@pytest.mark.parametrize(
    ("has_caller", "end"),
    [
        ("1.101", End(EndReason.ANSWERED, Party("101", "Desk 101"))),
        ("5.5", End(EndReason.PICKED_UP, OTHER)),
    ],
)
def test_one_phone_is_answered_and_another_picked_up_in_the_same_moment(
    links: tuple[str, ...], both: tuple[PbxEvent, PbxEvent], has_caller: str, end: End
) -> None:
    """The PBX says in steps, and perhaps only after both, which of them the caller has."""
    steps = reaches_caller(has_caller, *links)
    for known in range(len(steps) + 1):
        ringing = started()
        feed(ringing, seen(), seen(facts("102")))
        changes = feed(ringing, both[0], *steps[:known], both[1], *steps[known:])
        last = changes[-1]
        assert isinstance(last, Removed)
        assert (last.reason, last.by) == end
        assert [type(change) for change in changes].count(Removed) <= 2
        assert is_empty(ringing)


def test_who_picks_up_has_the_answer_of_the_phone_whose_place_they_take() -> None:
    """Another phone that goes up just after has none."""
    desk = Party("101", "Desk 101")
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), Answered("1.101", at=100.0))
    feed(ringing, Answered("1.101", "1.0", at=100.0, linkedid="1.0"))
    feed(ringing, PickedUp("5.5", "1.101", "1.0", OTHER, desk, at=100.0))
    change = only(feed(ringing, Answered("1.102", at=100.0)))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.PICKED_UP, OTHER)


def test_a_call_that_rings_again_is_not_ended_by_who_picked_up_before() -> None:
    ringing = started()
    feed(ringing, seen(), Answered("1.101"), seen(facts("102")))
    before = PickedUp("5.5", "1.101", "1.0", OTHER, Party("101", "Desk 101"))
    assert feed(ringing, before) == []
    assert len(ringing.newest_first()) == 1


def test_who_has_the_call_after_all_while_its_other_phones_still_ring() -> None:
    desk = Party("101", "Desk 101")
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), Answered("1.101"))
    assert feed(ringing, PickedUp("5.5", "1.101", "1.0", OTHER, desk)) == []
    change = only(feed(ringing, ended("102")))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.PICKED_UP, OTHER)


def test_who_has_the_call_is_told_while_its_other_phones_still_ring() -> None:
    """One is answered and another picked up; by whose answer the caller gets is told last."""
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), seen(facts("103")), Answered("1.101"))
    feed(ringing, PickedUp("5.5", "1.102", "1.0", OTHER, Party("102", "Desk 102")))
    assert feed(ringing, Answered("1.101", "1.0", linkedid="1.0")) == []
    change = only(feed(ringing, ended("103")))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.ANSWERED, Party("101", "Desk 101"))


def test_a_pickup_of_a_leg_that_is_over_says_nothing_of_what_rings_on() -> None:
    ringing = started()
    feed(ringing, seen())
    assert feed(ringing, PickedUp("5.5", "1.102", "1.0", OTHER, Party("102", "Desk 102"))) == []
    change = only(feed(ringing, ended("101", EndReason.NO_ANSWER)))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.NO_ANSWER, None)


def test_who_picks_up_a_local_channel_has_the_call() -> None:
    ringing = started()
    feed(ringing, seen())
    assert feed(ringing, PickedUp("5.5", "1.50", "1.0", OTHER, local=True)) == []
    change = only(feed(ringing, Cancelled("1.101", by_link=True), ended("101")))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.PICKED_UP, OTHER)


def test_a_local_channel_that_rings_out_is_why_its_phones_are_cancelled() -> None:
    ringing = started()
    feed(ringing, seen(), Ended("1.50", "1.0", EndReason.NO_ANSWER, local=True))
    change = only(feed(ringing, ended("101", EndReason.CALLER_GAVE_UP)))
    assert isinstance(change, Removed)
    assert change.reason is EndReason.NO_ANSWER


def test_other_ends_of_a_local_channel_say_nothing() -> None:
    for event in (
        Ended("1.50", "1.0", EndReason.REJECTED, local=True),
        Ended("1.50", "1.0", EndReason.NO_ANSWER, local=False),
    ):
        ringing = started()
        feed(ringing, seen(), event)
        change = only(feed(ringing, ended("101", EndReason.FORWARDED)))
        assert isinstance(change, Removed)
        assert change.reason is EndReason.FORWARDED


@pytest.mark.parametrize(
    "later",
    [
        (Ended("1.101", "1.0", EndReason.ANSWERED),),  # so a queue may mark what it cancels
        (Cancelled("1.101", by_link=True), ended("101")),
        (Cancelled("1.101"), seen(), ended("101")),  # it has just begun to ring
    ],
)
def test_a_caller_hangs_up_whatever_the_phones_are_told(later: Sequence[PbxEvent]) -> None:
    ringing = started()
    feed(ringing, seen(), Ended("1.50", "1.0", EndReason.NO_ANSWER, local=True))
    feed(ringing, Ended("1.0", "1.0", GAVE_UP, dial=True))
    change = only(feed(ringing, *later))
    assert isinstance(change, Removed)
    assert change.reason is GAVE_UP


def test_an_answer_counts_more_than_the_end_of_a_local_channel() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), Answered("1.101"))
    feed(ringing, Ended("1.50", "1.0", EndReason.NO_ANSWER, local=True))
    change = only(feed(ringing, ended("102")))
    assert isinstance(change, Removed)
    assert change.reason is EndReason.ANSWERED


@pytest.mark.parametrize(
    "earlier",
    [
        Answered("1.102", at=110.0),  # by a mobile's mailbox, which does not press 1
        Ended("1.50", "1.0", EndReason.NO_ANSWER, local=True, at=110.0),
    ],
)
@pytest.mark.parametrize(
    ("later", "reason"),
    [
        ((Cancelled("1.101", 115.0), Ended("1.101", "1.0", EndReason.ENDED, at=115.0)), GAVE_UP),
        ((Ended("1.101", "1.0", EndReason.NO_ANSWER, at=115.0),), EndReason.NO_ANSWER),
        (
            (
                Ended("1.50", "1.0", EndReason.NO_ANSWER, local=True, at=115.0),
                Cancelled("1.101", 115.0, by_link=True),
            ),
            EndReason.NO_ANSWER,
        ),
    ],
)
def test_the_end_of_one_phone_is_not_why_the_others_end_later(
    earlier: PbxEvent, later: Sequence[PbxEvent], reason: EndReason
) -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), earlier, ended("102"))
    change = only(feed(ringing, *later))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (reason, None)


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        ((Cancelled("1.101"),), GAVE_UP),
        ((Cancelled("1.50", linkedid="1.0"), Cancelled("1.101", by_link=True)), GAVE_UP),
        # A Local channel has brought the caller the answer, as `FollowMe` says at once.
        (
            (
                Answered("1.51", "1.0", up=True, linkedid="1.0"),
                Cancelled("1.50", linkedid="1.0"),
                Cancelled("1.101", by_link=True),
            ),
            EndReason.ANSWERED,
        ),
        ((QueueJoined("1.0", "support"), Cancelled("1.101")), EndReason.ANSWERED),
    ],
)
def test_a_caller_who_gives_up_before_who_answered_has_confirmed(
    later: Sequence[PbxEvent], reason: EndReason
) -> None:
    """Had they the call, the hangup would say 'answered elsewhere'."""
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), Answered("1.102", at=110.0), *later[:-1])
    changes = feed(ringing, later[-1], Ended("1.101", "1.0", EndReason.ENDED, at=110.5))
    change = only(changes)
    assert isinstance(change, Removed)
    assert change.reason is reason


def test_a_caller_who_gives_up_may_be_told_long_before_a_phone_is_hung_up() -> None:
    ringing = started()
    gives_up = Ended("1.0", "1.0", GAVE_UP, dial=True, at=100.0)
    feed(ringing, seen(), gives_up, Cancelled("1.101", 101.5))
    change = only(feed(ringing, Ended("1.101", "1.0", EndReason.ENDED, at=103.0)))
    assert isinstance(change, Removed)
    assert change.reason is GAVE_UP


def test_a_phone_that_is_paged_rings_on_after_another_was_picked_up() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), PickedUp("5.5", "1.102", "1.0", OTHER, at=110.0))
    change = only(feed(ringing, Ended("1.101", "1.0", EndReason.ENDED, at=115.0)))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.ENDED, None)


@pytest.mark.parametrize("cancelled_at", [110.0, 115.0])  # later: they confirmed by a key
def test_a_dial_that_calls_what_is_answered_elsewhere_not_answered(cancelled_at: float) -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), Answered("1.102", at=110.0))
    feed(ringing, Cancelled("1.101", cancelled_at))
    change = only(feed(ringing, Ended("1.101", "1.0", EndReason.NO_ANSWER, at=cancelled_at)))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.ANSWERED, Party("102", "Desk 102"))


def test_who_answered_may_confirm_later_that_they_want_the_call() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), Answered("1.102", at=110.0))
    assert feed(ringing, Cancelled("1.101", 115.0)) == []
    change = only(feed(ringing, Ended("1.101", "1.0", EndReason.ANSWERED, at=115.0)))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.ANSWERED, Party("102", "Desk 102"))


def test_a_new_leg_makes_an_old_end_void() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")))
    feed(ringing, Ended("1.50", "1.0", EndReason.NO_ANSWER, local=True), ended("101"))
    feed(ringing, seen(facts("103")), ended("102"))
    change = only(feed(ringing, ended("103", EndReason.REJECTED)))
    assert isinstance(change, Removed)
    assert change.reason is EndReason.REJECTED


def test_a_forwarded_call_is_gone_and_comes_again() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102", state=DIALLED), 105.0))
    change = only(feed(ringing, ended("101", EndReason.FORWARDED)))
    assert isinstance(change, Removed)
    again = only(feed(ringing, seen(facts("102"), 110.0)))
    assert isinstance(again, Added)
    assert again.call.since == 110.0
