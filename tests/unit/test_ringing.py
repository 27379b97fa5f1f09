"""RingingCalls: each rule by an example."""

from collections.abc import Iterable, Sequence

import pytest
from msgspec.structs import replace

from client.calls.call import Added, Call, CallId, Change, End, Leg, Removed, Updated
from client.calls.events import (
    PICKUP_ID_PREFIX,
    Answered,
    CallerChanged,
    Cancelled,
    Ended,
    EndpointKnown,
    EndReason,
    GroupId,
    LegFacts,
    LegSeen,
    LegState,
    OriginateEnded,
    Party,
    PbxEvent,
    PickedUp,
    QueueJoined,
    QueueLeft,
    Replied,
    Snapshot,
    Transferred,
)
from client.calls.ringing import RingingCalls
from tests.remembered import is_empty

SUPPORT, SALES, NUMERIC = GroupId("501"), GroupId("502"), GroupId("501", numeric=True)
CALLER, OTHER, ME = Party("0451", "First Caller"), Party("0452", "Other"), "204"
ME_DESK = Party(ME, "Desk 204")
GAVE_UP = EndReason.CALLER_GAVE_UP
DIALLED, RINGING, EARLY = LegState.DIALLED, LegState.RINGING, LegState.EARLY_MEDIA


def facts(
    desk: str = "101",
    *,
    linkedid: str = "1.0",
    state: LegState = RINGING,
    groups: frozenset[GroupId] | None = frozenset({SUPPORT}),
    caller: Party = CALLER,
    sequence: int = 0,
) -> LegFacts:
    """The leg of one desk; its id follows from desk and sequence."""
    number = sequence or int(desk)
    return LegFacts(
        uniqueid=f"1.{number}",
        linkedid=linkedid,
        endpoint=f"phone-{desk}",
        desk=Party(desk, f"Desk {desk}"),
        caller=caller,
        groups=groups,
        state=state,
        rank=(1.0, number),
    )


def seen(leg: LegFacts | None = None, at: float = 100.0) -> LegSeen:
    return LegSeen(leg or facts(), at)


def ended(desk: str, reason: EndReason = EndReason.ENDED) -> Ended:
    return Ended(f"1.{desk}", "1.0", reason)


class View:
    """What a listener knows from the changes alone."""

    def __init__(self) -> None:
        self.calls: dict[CallId, Call] = {}

    def follow(self, changes: Iterable[Change]) -> None:
        for change in changes:
            match change:
                case Added(call):
                    assert call.id not in self.calls
                    self.calls[call.id] = call
                case Updated(call):
                    assert self.calls[call.id] != call
                    self.calls[call.id] = call
                case Removed(call):
                    assert call.id in self.calls
                    del self.calls[call.id]


def started(*groups: GroupId, me: str = ME) -> RingingCalls:
    ringing = RingingCalls("pbx")
    assert ringing.set_user(me, groups or [SUPPORT]) == []
    return ringing


def feed(ringing: RingingCalls, *events: PbxEvent) -> list[Change]:
    """Apply each event twice: the second time tells nothing."""
    changes: list[Change] = []
    for event in events:
        changes += ringing.apply(event)
        assert ringing.apply(event) == []
    return changes


def only(changes: Sequence[Change]) -> Change:
    (change,) = changes
    return change


def test_a_call_rings_and_is_answered() -> None:
    ringing = started()
    assert is_empty(ringing)
    assert feed(ringing, seen(facts(state=DIALLED), 90.0)) == []
    assert not len(ringing)
    change = only(feed(ringing, seen(at=100.0)))
    leg = Leg(
        "1.101",
        "phone-101",
        Party("101", "Desk 101"),
        CALLER,
        frozenset({SUPPORT}),
        RINGING,
        (1.0, 101),
    )
    call = Call(CallId("pbx", "1.0"), (leg,), "", 100.0)
    assert change == Added(call)
    assert ringing.newest_first() == [call]
    assert ringing.get(call.id) == call
    assert len(ringing) == 1
    assert feed(ringing, Answered("1.101")) == [
        Removed(call, EndReason.ANSWERED, Party("101", "Desk 101"))
    ]
    assert is_empty(ringing)
    assert ringing.get(call.id) is None


def test_ringing_is_told_before_the_dial_begins() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0))
    assert feed(ringing, seen(facts(state=DIALLED), 101.0)) == []
    assert ringing.newest_first()[0].legs[0].state is RINGING
    assert ringing.newest_first()[0].since == 100.0


def test_early_media_becomes_ringing() -> None:
    ringing = started()
    assert isinstance(only(feed(ringing, seen(facts(state=EARLY)))), Added)
    assert isinstance(only(feed(ringing, seen(facts(state=RINGING), 105.0))), Updated)
    assert ringing.newest_first()[0].since == 100.0


def test_a_dialled_phone_is_never_shown() -> None:
    ringing = started()
    assert feed(ringing, seen(facts(state=DIALLED)), ended("101")) == []
    assert is_empty(ringing)


def test_a_leg_of_a_pickup_is_never_shown() -> None:
    ringing = started()
    mine = replace(facts(), uniqueid=PICKUP_ID_PREFIX + "1")
    assert feed(ringing, seen(mine), Answered(mine.uniqueid)) == []
    assert is_empty(ringing)


def test_what_is_unknown_changes_nothing() -> None:
    ringing = started()
    changes = feed(
        ringing,
        CallerChanged("9.9", OTHER, None),
        Answered("9.9"),
        Cancelled("9.9"),
        Ended("9.9", "9.0", EndReason.ENDED),
        Ended("9.9", "9.0", EndReason.NO_ANSWER, local=True),
        PickedUp("8.8", "9.9", "1", OTHER),
        EndpointKnown("phone-999", OTHER, frozenset({SUPPORT})),
        QueueLeft("9.0", "support"),
        OriginateEnded("action", answered=True),
    )
    assert changes == []
    assert is_empty(ringing)


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
    change = only(ringing.reset(Snapshot(rings, {}), [PickedUp("5.5", "1.102", "1", OTHER)]))
    assert change == Updated(ringing.newest_first()[0], End(EndReason.PICKED_UP, OTHER))


def test_a_cancelled_phone_is_gone_when_it_is_hung_up() -> None:
    for hangup, reason in (
        (EndReason.ENDED, EndReason.CALLER_GAVE_UP),
        (EndReason.NO_ANSWER, EndReason.CALLER_GAVE_UP),  # as another phone, which was off
        (EndReason.ANSWERED, EndReason.ANSWERED),
    ):
        ringing = started()
        feed(ringing, seen())
        assert feed(ringing, Cancelled("1.101"), Cancelled("9.9")) == []
        change = only(feed(ringing, ended("101", hangup)))
        assert isinstance(change, Removed)
        assert (change.reason, change.by) == (reason, None)
        assert is_empty(ringing)


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


def test_a_named_and_a_numeric_group_of_one_number_are_two() -> None:
    ringing = started(NUMERIC)
    assert feed(ringing, seen()) == []
    change = only(feed(ringing, seen(facts("102", groups=frozenset({NUMERIC, SALES})))))
    assert isinstance(change, Added)
    assert change.call.groups == (NUMERIC,)
    assert [leg.extension for leg in change.call.legs] == ["102"]


def test_the_newest_leg_stands_first_and_tells_the_caller() -> None:
    ringing = started()
    feed(ringing, seen(facts("102", caller=OTHER)), seen(facts("101")))
    (call,) = ringing.newest_first()
    assert [leg.extension for leg in call.legs] == ["102", "101"]
    assert call.caller == OTHER
    assert call.rank == (1.0, 102)


def test_calls_are_sorted_by_their_newest_leg() -> None:
    ringing = started()
    feed(ringing, seen(facts("103", linkedid="1.0")), seen(facts("102", linkedid="2.0")))
    assert [call.id.id for call in ringing.newest_first()] == ["1.0", "2.0"]
    feed(ringing, seen(facts("104", linkedid="2.0")))
    assert [call.id.id for call in ringing.newest_first()] == ["2.0", "1.0"]


def test_a_leg_goes_and_the_call_stays() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102"), 101.0))
    change = only(feed(ringing, ended("101", EndReason.REJECTED)))
    assert isinstance(change, Updated)
    assert [leg.extension for leg in change.call.legs] == ["102"]
    assert change.call.since == 100.0


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
def test_another_phone_takes_the_place_of_one_that_rings(*, before: bool) -> None:
    replaces = Answered("5.5", "1.0", linkedid="1.0", by=OTHER)
    ringing = started()
    feed(ringing, seen(), seen(facts("102")))
    if before:
        feed(ringing, replaces)
    changes = feed(ringing, ended("101"), Cancelled("1.102"), ended("102", EndReason.ANSWERED))
    changes += feed(ringing, replaces)
    last = changes[-1]
    assert isinstance(last, Removed)
    assert (last.reason, last.by) == (EndReason.PICKED_UP, OTHER)
    assert [type(change) for change in changes].count(Removed) == (1 if before else 2)
    assert feed(ringing, Answered("6.6", "2.0", linkedid="2.0", by=ME_DESK)) == []


def test_who_has_picked_up_is_not_replaced() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), PickedUp("5.5", "1.101", "1.0", OTHER))
    assert feed(ringing, Answered("5.5", "1.0", linkedid="1.0", by=ME_DESK)) == []
    change = only(feed(ringing, ended("102", EndReason.ANSWERED)))
    assert isinstance(change, Removed)
    assert change.by == OTHER


def test_a_call_that_rings_again_is_not_ended_by_who_picked_up_before() -> None:
    ringing = started()
    feed(ringing, seen(), Answered("1.101"), seen(facts("102")))
    before = PickedUp("5.5", "1.101", "1.0", OTHER, Party("101", "Desk 101"))
    assert feed(ringing, before) == []
    assert len(ringing) == 1


def test_who_has_the_call_after_all_while_its_other_phones_still_ring() -> None:
    desk = Party("101", "Desk 101")
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), Answered("1.101"))
    assert feed(ringing, PickedUp("5.5", "1.101", "1.0", OTHER, desk)) == []
    change = only(feed(ringing, ended("102")))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.PICKED_UP, OTHER)


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
        change = only(feed(ringing, ended("101", EndReason.REJECTED)))
        assert isinstance(change, Removed)
        assert change.reason is EndReason.REJECTED


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


def test_a_phone_that_is_paged_rings_on_after_another_was_picked_up() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102")), PickedUp("5.5", "1.102", "1.0", OTHER, at=110.0))
    change = only(feed(ringing, Ended("1.101", "1.0", EndReason.ENDED, at=115.0)))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.ENDED, None)


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


def test_the_caller_is_told_late() -> None:
    ringing = started()
    feed(ringing, seen(facts(caller=Party())))
    change = only(feed(ringing, CallerChanged("1.101", OTHER, None)))
    assert isinstance(change, Updated)
    assert change.call.caller == OTHER
    assert change.call.groups == (SUPPORT,)


def test_a_caller_of_a_dialled_leg_is_kept_for_later() -> None:
    ringing = started()
    leg = facts(state=DIALLED, caller=Party(), groups=None)
    assert feed(ringing, seen(leg), CallerChanged("1.101", OTHER, frozenset({SUPPORT}))) == []
    ringing_leg = facts(caller=OTHER, groups=None)
    assert isinstance(only(feed(ringing, seen(ringing_leg))), Added)


def test_my_own_call_is_not_shown() -> None:
    ringing = started()
    assert feed(ringing, seen(facts(caller=Party(ME, "Desk 204")))) == []
    change = only(feed(ringing, CallerChanged("1.101", CALLER, None)))  # I transferred it
    assert isinstance(change, Added)
    assert change.call.since == 100.0


def test_callers_without_a_number_are_not_mine_even_if_i_have_none() -> None:
    ringing = started(me="")
    assert isinstance(only(feed(ringing, seen(facts(caller=Party())))), Added)


def test_groups_that_are_asked_for() -> None:
    ringing = started()
    desk = Party("1", "Reception")
    assert feed(ringing, seen(facts(groups=None))) == []
    assert feed(ringing, EndpointKnown("phone-999", desk, frozenset({SUPPORT}))) == []
    change = only(feed(ringing, EndpointKnown("phone-101", desk, frozenset({SUPPORT}))))
    assert isinstance(change, Added)
    assert change.call.legs[0].desk == desk
    assert change.call.since == 100.0


def test_what_the_events_tell_of_groups_counts_more_than_the_answer() -> None:
    ringing = started()
    feed(ringing, seen())
    change = only(feed(ringing, EndpointKnown("phone-101", OTHER, frozenset({SALES}))))
    assert isinstance(change, Updated)
    assert change.call.groups == (SUPPORT,)
    assert change.call.legs[0].desk == OTHER


def test_an_answer_that_comes_after_another_leg_of_the_call_has_gone() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102", groups=None), 101.0), ended("101"))
    change = only(feed(ringing, EndpointKnown("phone-102", OTHER, frozenset({SUPPORT}))))
    assert isinstance(change, Added)
    assert change.call.since == 100.0


def test_a_queue_is_joined_and_left() -> None:
    ringing = started()
    assert feed(ringing, QueueJoined("1.0", "support")) == []
    assert not is_empty(ringing)
    feed(ringing, seen())
    assert ringing.newest_first()[0].queue == "support"
    change = only(feed(ringing, QueueLeft("1.0", "support")))
    assert isinstance(change, Updated)
    assert change.call.queue == ""
    change = only(feed(ringing, QueueJoined("1.0", "sales")))
    assert isinstance(change, Updated)
    assert change.call.queue == "sales"
    feed(ringing, ended("101"), QueueLeft("1.0", "sales"))
    assert is_empty(ringing)


@pytest.mark.parametrize(
    ("tells_hangup", "reason"), [(True, EndReason.ENDED), (False, EndReason.CALLER_GAVE_UP)]
)
def test_a_caller_leaves_a_queue_by_a_key(tells_hangup: bool, reason: EndReason) -> None:  # noqa: FBT001
    """Where a hangup of theirs would not be seen, it looks as if they gave up."""
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support", tells_hangup), seen(), Cancelled("1.101"))
    change = only(feed(ringing, ended("101")))
    assert isinstance(change, Removed)
    assert change.reason is reason
    feed(ringing, QueueLeft("1.0", "support"), seen(), Cancelled("1.101"))
    elsewhere = only(feed(ringing, ended("101")))
    assert isinstance(elsewhere, Removed)
    assert elsewhere.reason is GAVE_UP


def test_a_queue_tries_again_and_the_caller_has_waited_since_the_first_time() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"))
    feed(ringing, seen(at=100.0), ended("101", EndReason.NO_ANSWER))
    assert not len(ringing)
    feed(ringing, seen(facts("102", state=DIALLED), 120.0))
    again = only(feed(ringing, seen(facts("102"), 121.0)))
    assert isinstance(again, Added)
    assert (again.call.since, again.call.rank) == (100.0, (1.0, 102))
    feed(ringing, ended("102", EndReason.NO_ANSWER), QueueLeft("1.0", "support"))
    assert is_empty(ringing)
    anew = only(feed(ringing, seen(facts("103"), 140.0)))  # the voice menu sends it elsewhere
    assert isinstance(anew, Added)
    assert anew.call.since == 140.0


@pytest.mark.parametrize(("at", "since"), [(124.9, 100.0), (126.0, 126.0)])
def test_a_hunt_group_rings_one_phone_after_another(at: float, since: float) -> None:
    ringing = started()
    feed(ringing, seen(at=100.0), replace(ended("101", EndReason.NO_ANSWER), at=115.0))
    feed(ringing, seen(facts("102", state=DIALLED), 115.1))
    feed(ringing, replace(ended("102"), at=115.2))  # it is not there
    assert is_empty(ringing)
    again = only(feed(ringing, seen(facts("103"), at)))
    assert isinstance(again, Added)
    assert again.call.since == since


def test_a_queue_gives_up_and_the_next_phone_rings() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"))
    feed(ringing, seen(at=100.0), ended("101", EndReason.NO_ANSWER))
    feed(ringing, QueueLeft("1.0", "support", 130.0))
    assert is_empty(ringing)
    again = only(feed(ringing, seen(facts("102"), 131.0)))
    assert isinstance(again, Added)
    assert again.call.since == 100.0


@pytest.mark.parametrize(
    "answer",
    [
        (Answered("1.101"),),
        (replace(ended("101", EndReason.ANSWERED), at=103.0),),
        (
            seen(facts("102")),
            replace(ended("102", EndReason.REJECTED), at=102.0),
            Answered("1.101"),
        ),
        (replace(ended("101"), at=101.0), seen(facts("102"), 102.0), Answered("1.102")),
        (PickedUp("5.5", "1.101", "1.0", OTHER),),
        (QueueJoined("1.0", "support"), Answered("1.101"), QueueLeft("1.0", "support", 103.0)),
    ],
)
def test_who_is_sent_on_waits_anew(answer: tuple[PbxEvent, ...]) -> None:
    ringing = started()
    ringing.apply(seen(at=100.0))
    for event in answer:
        ringing.apply(event)
    assert is_empty(ringing)
    again = only(feed(ringing, seen(facts("103"), 104.0)))
    assert isinstance(again, Added)
    assert again.call.since == 104.0


def test_what_may_ring_on_is_not_remembered_for_ever() -> None:
    ringing = started()
    for second in range(100):
        leg = facts(linkedid=f"{second}.0")
        feed(ringing, seen(leg, second))
        feed(ringing, Ended(leg.uniqueid, leg.linkedid, EndReason.ENDED, at=second))
    assert len(ringing._rang) < 20


def test_a_queue_that_calls_another_queue_keeps_the_caller() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "outer"), QueueJoined("1.0", "inner"), seen(at=100.0))
    assert ringing.newest_first()[0].queue == "inner"
    feed(ringing, QueueLeft("1.0", "inner"), ended("101", EndReason.NO_ANSWER))
    feed(ringing, QueueJoined("1.0", "inner"))
    again = only(feed(ringing, seen(facts("102"), 120.0)))
    assert isinstance(again, Added)
    assert (again.call.queue, again.call.since) == ("inner", 100.0)
    feed(ringing, ended("102"), QueueLeft("1.0", "inner"), QueueLeft("1.0", "outer"))
    assert is_empty(ringing)


def test_a_queue_that_is_left_while_a_phone_is_dialled_leaves_no_age() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"), seen(at=100.0))
    feed(
        ringing, seen(facts("102", state=DIALLED), 110.0), ended("101"), QueueLeft("1.0", "support")
    )
    again = only(feed(ringing, seen(facts("102"), 120.0)))
    assert isinstance(again, Added)
    assert again.call.since == 120.0


def test_a_phone_that_has_replied() -> None:
    ringing = started()
    legs = [facts(state=DIALLED), facts("102", groups=frozenset({SALES}), state=DIALLED)]
    feed(ringing, *map(seen, legs), seen(facts("103")))
    assert ringing.dialled() == ["1.101"]
    change = only(feed(ringing, Replied("1.101", 101.0)))
    assert isinstance(change, Updated)
    assert [leg.state for leg in change.call.legs] == [RINGING, EARLY]
    assert ringing.dialled() == []
    assert feed(ringing, Replied("1.103", 102.0), Replied("9.9", 102.0)) == []


def test_a_place_in_a_queue_that_goes_to_another_call() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"), seen(at=100.0))
    assert feed(ringing, Transferred(before="1.0", linkedid="0.5")) == []
    assert [call.queue for call in ringing.newest_first()] == ["support"]  # it rings on for it
    feed(ringing, ended("101", EndReason.NO_ANSWER))
    again = only(feed(ringing, seen(facts("102", linkedid="0.5"), 120.0)))
    assert isinstance(again, Added)
    assert (again.call.id.id, again.call.queue, again.call.since) == ("0.5", "support", 100.0)
    feed(ringing, ended("102"), QueueLeft("0.5", "support"))
    assert is_empty(ringing)


def test_a_place_in_a_queue_goes_to_another_call_between_two_tries() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"), seen(at=100.0), ended("101"))
    feed(ringing, Transferred(before="1.0", linkedid="0.5"), QueueLeft("0.5", "support"))
    assert is_empty(ringing)


def test_a_reset_between_two_tries_of_a_queue_keeps_the_age() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"), seen(at=100.0), ended("101"))
    assert ringing.reset(Snapshot((), {"1.0": ("support",)}), []) == []
    again = only(feed(ringing, seen(facts("102"), 120.0)))
    assert isinstance(again, Added)
    assert again.call.since == 100.0
    ringing.reset(Snapshot((), {}), [])
    assert is_empty(ringing)


def test_other_groups_from_now_on() -> None:
    ringing = started(SUPPORT)
    feed(ringing, seen(), seen(facts("104", linkedid="2.0", groups=frozenset({SALES}))))
    (call,) = ringing.newest_first()
    changes = ringing.set_user(ME, [SALES])
    assert changes[0] == Removed(call, EndReason.ENDED, None)
    assert isinstance(changes[1], Added)
    assert ringing.set_user(ME, [SALES]) == []
    assert isinstance(only(ringing.set_user(ME, [SALES, SUPPORT])), Added)
    assert len(ringing.set_user("0451", [SALES, SUPPORT])) == 2  # now they are my own calls


def test_where_it_rings_be_it_in_my_groups_or_not() -> None:
    ringing = started(SUPPORT)
    feed(
        ringing,
        seen(facts("104", groups=frozenset({SALES}))),
        seen(facts("105", groups=None, state=DIALLED)),
    )
    assert ringing.rings_at("104")
    assert ringing.rings_at("phone-104")
    assert not ringing.rings_at("105")
    assert not ringing.rings_at("101")


def test_a_reset_tells_only_what_is_different() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0), seen(facts("102", linkedid="2.0"), 100.0))
    stays, goes = ringing.get(CallId("pbx", "1.0")), ringing.get(CallId("pbx", "2.0"))
    assert stays
    assert goes
    rings = (seen(at=150.0), seen(facts("103", linkedid="3.0"), 150.0))
    changes = ringing.reset(Snapshot(rings, {}), [])
    gone, new = changes
    assert gone == Removed(goes, EndReason.ENDED, None)
    assert isinstance(new, Added)
    assert (new.call.id.id, new.call.since) == ("3.0", 150.0)
    assert ringing.get(stays.id) == stays


def test_a_reset_updates_what_rings_on_otherwise() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0))
    change = only(ringing.reset(Snapshot((seen(facts(caller=OTHER), 150.0),), {"1.0": ("q",)}), []))
    assert isinstance(change, Updated)
    assert (change.call.caller, change.call.queue, change.call.since) == (OTHER, "q", 100.0)


def test_a_reset_replays_what_came_while_the_snapshot_was_taken() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0))
    snapshot = Snapshot((seen(at=150.0), seen(facts("102"), 150.0)), {})
    old = [seen(facts("102", state=DIALLED), 149.0), seen(facts("102"), 149.5)]
    change = only(ringing.reset(snapshot, old))
    assert isinstance(change, Updated)
    assert (len(change.call.legs), change.call.since) == (2, 100.0)


def test_a_reset_knows_why_a_call_ended_if_it_was_told() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0))
    events: list[PbxEvent] = [
        seen(facts("102", linkedid="2.0")),
        Ended("1.102", "2.0", EndReason.ENDED),
        Answered("1.101"),
    ]
    change = only(ringing.reset(Snapshot((seen(at=150.0),), {}), events))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.ANSWERED, Party("101", "Desk 101"))
    assert is_empty(ringing)


def test_a_reset_to_nothing_leaves_nothing() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102", state=DIALLED, linkedid="2.0")))
    feed(ringing, QueueJoined("1.0", "support"))
    assert isinstance(only(ringing.reset(Snapshot((), {}), [])), Removed)
    assert is_empty(ringing)


def test_a_call_that_rings_no_more_at_a_reset_is_new_when_it_rings_again() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0))
    snapshot = Snapshot((seen(facts("102", state=DIALLED), 150.0),), {})
    assert isinstance(only(ringing.reset(snapshot, [])), Removed)
    change = only(feed(ringing, seen(facts("102"), 160.0)))
    assert isinstance(change, Added)
    assert change.call.since == 160.0


def test_my_own_phone_may_ring_for_it_too() -> None:
    ringing = started()
    ringing.apply(seen())
    assert only(ringing.apply(seen(facts(ME, groups=frozenset())))).call.rings_me
    assert not only(ringing.apply(ended(ME))).call.rings_me
    assert ringing.apply(seen(facts(ME, groups=frozenset(), state=DIALLED))) == []
    unknown = started(me="")
    nobody = replace(facts(), desk=Party())
    assert not only(unknown.apply(seen(nobody))).call.rings_me
