"""RingingCalls: what rings in my groups, by examples."""

from typing import get_args

import pytest
from msgspec.structs import replace

from client.calls.call import Added, Call, CallId, Leg, Removed, Updated
from client.calls.events import (
    NEVER,
    PICKUP_ID_PREFIX,
    Answered,
    CallerChanged,
    Cancelled,
    Ended,
    EndpointKnown,
    EndReason,
    LegSeen,
    LinkDialled,
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
from client.calls.rang_lately import RangLately
from client.calls.ringing import RingingCalls
from tests.remembered import is_empty
from tests.unit.rings import (
    CALLER,
    DIALLED,
    EARLY,
    ME,
    NUMERIC,
    OTHER,
    RINGING,
    SALES,
    SUPPORT,
    ended,
    facts,
    feed,
    only,
    seen,
    started,
)


def test_there_is_a_rule_for_every_event() -> None:
    """A decoder may make any of them: the type checker does not see that a rule is missing."""
    assert set(get_args(PbxEvent)) == set(RingingCalls("pbx")._apply_to)


def test_a_call_rings_and_is_answered() -> None:
    ringing = started()
    assert is_empty(ringing)
    assert feed(ringing, seen(facts(state=DIALLED), 90.0)) == []
    assert not ringing.newest_first()
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
    assert len(ringing.newest_first()) == 1
    assert feed(ringing, Answered("1.101")) == [
        Removed(call, EndReason.ANSWERED, Party("101", "Desk 101"))
    ]
    assert is_empty(ringing)
    assert ringing.get(call.id) is None


@pytest.mark.parametrize(
    ("uniqueid", "caller", "shown"),
    [
        ("1.0", Party("101"), 0),
        ("1.0", Party("phone-101"), 0),
        ("1.0", CALLER, 1),
        ("1.101", Party("101"), 1),
        ("1.0", Party(), 1),
    ],
)
def test_a_program_rings_the_phone_of_whoever_calls_first(
    uniqueid: str, caller: Party, shown: int
) -> None:
    """A phone of another technology has no endpoint: a withheld number is not its own."""
    for endpoint in ("phone-101", "") if shown else ("phone-101",):
        ringing = started()
        leg = replace(facts(caller=caller), uniqueid=uniqueid, endpoint=endpoint)
        feed(ringing, seen(leg))
        assert len(ringing.newest_first()) == shown


BEGUN = LinkDialled("Local/1", "1.0", "", begins=True)


def test_a_program_rings_it_through_local_channels() -> None:
    ringing, own = started(), seen(facts(caller=Party("101"), dialer="Local/2"))
    deeper = LinkDialled("Local/2", "1.0", "Local/1")
    assert feed(ringing, BEGUN, deeper, Answered("Local/9"), own) == []
    colleague = seen(facts("102", caller=Party("101"), dialer="Local/2"))
    assert len(only(feed(ringing, colleague)).call.legs) == 1
    ringing.reset(Snapshot((), ()), [])
    assert is_empty(ringing)
    assert ringing.reset(Snapshot((own,), (), links=(BEGUN,)), []) == []
    second = facts(caller=Party("101"), sequence=102, dialer="Local/2")
    ends = Ended("Local/2", "1.0", EndReason.ENDED, local=True)
    assert feed(ringing, ends, own, seen(second)) == []
    feed(ringing, Ended("Local/1", "1.0", EndReason.ENDED, local=True), ended("101"), ended("102"))
    assert is_empty(ringing)


@pytest.mark.parametrize("dialer", ["Local/1", ""])
def test_a_program_gives_up_two_phones_of_one_desk(dialer: str) -> None:
    """Its Local channel is gone before them, and none of them is called by a colleague then."""
    ringing = started()
    legs = [
        seen(facts(caller=Party("101"), sequence=number, dialer=dialer)) for number in (101, 102)
    ]
    assert feed(ringing, BEGUN, *legs) == []
    assert feed(ringing, Ended("Local/1", "1.0", EndReason.NO_ANSWER, local=True)) == []
    assert feed(ringing, Cancelled("1.101", by_link=True), ended("101")) == []
    assert feed(ringing, legs[1], Cancelled("1.102", by_link=True), ended("102")) == []
    assert is_empty(ringing)


def test_whoever_answers_a_program_waits_for_the_next_phone() -> None:
    """Even under the number of that phone, which an agent's callback may show."""
    ringing = started()
    feed(ringing, BEGUN, Answered("Local/1"), seen(facts(caller=Party("101"), dialer="Local/1")))
    assert len(ringing.newest_first()) == 1
    feed(ringing, ended("101"))
    assert is_empty(ringing)


def test_an_event_filter_hides_that_a_program_rings_it_through_local_channels() -> None:
    """Then whoever is called as himself is. Else he may have called a group of his own phone."""
    itself = Party("phone-101")
    own = seen(facts(caller=itself, dialer="Local/2"))
    colleague = seen(facts("102", caller=itself, dialer="Local/2"))
    directly = seen(facts(caller=itself, dialer="phone-101"))
    for hears, event, shown in (
        (False, own, 0),
        (False, colleague, 1),
        (False, directly, 1),
        (True, own, 1),
    ):
        ringing = started()
        ringing.hears_callers = hears
        feed(ringing, event)
        assert len(ringing.newest_first()) == shown


def test_a_busy_pbx_tells_late_that_a_program_rings_it() -> None:
    ringing = started()
    feed(ringing, seen(facts(caller=Party("101"), dialer="Local/1")))
    assert isinstance(only(feed(ringing, BEGUN)), Removed)


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


def test_my_own_call_is_not_shown_whatever_number_it_shows() -> None:
    ringing = started()
    assert feed(ringing, seen(facts(caller=OTHER, state=DIALLED, dialer=ME))) == []
    assert feed(ringing, seen(facts(caller=OTHER))) == []
    assert feed(ringing, CallerChanged("1.101", OTHER, None)) == []  # heard twice
    assert isinstance(only(feed(ringing, CallerChanged("1.101", CALLER, None))), Added)
    ringing = started()
    ringing.hears_callers = True  # then a transfer is told, and this is a look-up
    feed(ringing, seen(facts(caller=OTHER, dialer=ME)))
    assert feed(ringing, CallerChanged("1.101", CALLER, None)) == []
    ringing = started()
    feed(ringing, seen(facts(caller=OTHER)))  # it rang before the PBX told who dials
    told = facts(caller=OTHER, groups=None, dialer=ME)
    assert isinstance(only(feed(ringing, seen(told))), Removed)


@pytest.mark.parametrize("queue", ["", "sales"])
def test_a_call_that_i_transferred_may_show_the_number_under_which_i_had_called(queue: str) -> None:
    """A whole office may call as one number, or withhold it, as a caller from outside does."""
    ringing = started()
    before = CallId("pbx", "1.0")
    if queue:
        feed(ringing, QueueJoined(before.id, queue))
    feed(ringing, seen(facts(caller=OTHER, dialer=ME)))
    colleague = Party(OTHER.number, "A Colleague")
    by_name = only(feed(ringing, CallerChanged("1.101", colleague, None)))
    assert isinstance(by_name, Added)
    feed(ringing, ended("101"), seen(facts("102", caller=OTHER, dialer=ME)))
    assert isinstance(feed(ringing, Transferred(before.id, "9.0"))[0], Added)


def through_my_links(ringing: RingingCalls) -> LegSeen:
    """My own call through two Local channels; return the phone that it may ring."""
    for link, dialer in (("Local/1", ME), ("Local/2", "Local/1")):
        assert feed(ringing, LinkDialled(link, "1.0", dialer)) == []
    return seen(facts(caller=OTHER, dialer="Local/2"))


def test_my_own_call_goes_through_local_channels() -> None:
    ringing = started()
    assert feed(ringing, through_my_links(ringing)) == []
    feed(ringing, LinkDialled("Local/3", "2.0", "203"))
    assert not ringing.remembers("2.0")
    other = facts("102", linkedid="2.0", caller=Party("102"), dialer="Local/3")
    assert isinstance(only(feed(ringing, seen(other))), Added)


def test_a_busy_pbx_tells_of_local_channels_and_phones_in_any_order() -> None:
    """Of the one that my phone dials it told last, and the row stayed to the call's end."""
    ringing = started()
    early = facts(caller=OTHER), facts("102", caller=OTHER, dialer="Local/2")
    feed(ringing, LinkDialled("Local/2", "1.0", "Local/1"), *map(seen, early))
    *_, change = feed(ringing, LinkDialled("Local/1", "1.0", ME))
    assert isinstance(change, Removed)
    late = seen(facts("103", caller=OTHER)), seen(facts("104", caller=OTHER, dialer="Local/4"))
    assert feed(ringing, *late, seen(replace(late[0].leg, dialer="Local/3"))) == []
    by_a_phone = seen(facts("105", caller=OTHER, dialer="203"))
    assert isinstance(only(feed(ringing, by_a_phone)), Added)


@pytest.mark.parametrize(
    "over",
    [
        Answered("Local/1"),  # somebody else may get my place there, and no event tells of it
        Cancelled("Local/1"),
        Ended("Local/1", "1.0", EndReason.NO_ANSWER, local=True),
        Transferred("1.0", "9.0"),
    ],
)
def test_a_local_channel_is_no_longer_mine(over: PbxEvent) -> None:
    ringing = started()
    rings = through_my_links(ringing)
    feed(ringing, LinkDialled("Local/3", "2.0", ME), over)
    assert isinstance(only(feed(ringing, rings)), Added)
    still_mine = facts("102", linkedid="2.0", caller=OTHER, dialer="Local/3")
    assert feed(ringing, seen(still_mine)) == []


def test_how_long_the_age_of_a_call_is_known() -> None:
    lately = RangLately()
    lately.put("1.0", 90.0, 100.0)
    lately.put("2.0", 105.0, 110.0)
    assert lately.since("1.0", 110.0) == 90.0  # it rings on within ten seconds
    lately.put("2.0", 105.0, 110.5)
    assert "1.0" not in lately
    assert "2.0" in lately
    lately.put("2.0", 105.0, NEVER)  # somebody has it
    assert "2.0" not in lately


def test_it_stays_mine_while_its_caller_is_told_again() -> None:
    ringing = started()
    feed(ringing, through_my_links(ringing), CallerChanged("1.101", OTHER, None))
    assert feed(ringing, seen(facts("102", caller=OTHER, dialer="Local/2"))) == []


def test_a_lost_link_may_have_hidden_that_it_is_no_longer_mine() -> None:
    ringing = started()
    rings = through_my_links(ringing)
    ringing.reset(Snapshot((), ()), [])
    assert isinstance(only(feed(ringing, rings)), Added)


def test_another_has_my_place_before_local_channels() -> None:
    """An event filter may hide the transfer."""
    ringing = started()
    feed(ringing, through_my_links(ringing), CallerChanged("1.101", CALLER, None))
    later = facts("102", caller=CALLER, dialer="Local/2")
    assert len(only(feed(ringing, seen(later))).call.legs) == 2


def test_i_get_a_colleagues_place_by_a_transfer() -> None:
    ringing = started()
    feed(ringing, seen(facts(dialer="203")))
    assert isinstance(only(feed(ringing, Transferred("1.0", "9.0", ME))), Removed)
    assert feed(ringing, CallerChanged("1.101", OTHER, None)) == []
    assert feed(ringing, seen(facts("102", caller=OTHER, dialer="Local/1"))) == []


def test_another_may_have_my_number_as_the_name_of_their_endpoint() -> None:
    """A trunk, say; and my endpoint may have the number of a colleague."""
    ringing = started()
    ringing.set_user(ME, [SUPPORT], "299")
    assert isinstance(only(feed(ringing, seen(facts(dialer=ME)))), Added)
    ringing = started()
    ringing.set_user(ME, [SUPPORT], "299")
    assert isinstance(only(feed(ringing, seen(facts(caller=Party("299"))))), Added)


def test_my_endpoint_may_have_another_name_than_my_number() -> None:
    ringing = started()
    ringing.set_user(ME, [SUPPORT], "desk-204")
    assert feed(ringing, seen(facts(caller=OTHER, dialer="desk-204"))) == []
    feed(ringing, seen(facts("102", linkedid="2.0")))
    mine = replace(facts("103", linkedid="2.0"), endpoint="desk-204")
    assert only(feed(ringing, seen(mine))).call.rings_me


@pytest.mark.parametrize(("endpoint", "by"), [("9001", ME), ("9002", "9001")])
def test_my_phone_may_call_itself_as_a_device(endpoint: str, by: str) -> None:
    """As in FreePBX where people log in at phones."""
    ringing = started()
    ringing.set_user(ME, [SUPPORT], "9001")
    feed(ringing, seen(facts()))
    names = ("9001", endpoint)
    taken = PickedUp("8.8", "1.101", "1.0", Party("9001", "A device"), names=names)
    change = only(feed(ringing, taken))
    assert isinstance(change, Removed)
    assert change.by == Party(by, "A device")


def test_callers_without_a_number_are_not_mine_even_if_i_have_none() -> None:
    ringing = started(me="")
    assert isinstance(only(feed(ringing, seen(facts(caller=Party())))), Added)


def test_groups_that_are_asked_for() -> None:
    ringing = started()
    desk = Party("1", "Reception")
    assert feed(ringing, seen(replace(facts(groups=None), desk=Party("101")))) == []
    assert feed(ringing, EndpointKnown("phone-999", desk, frozenset({SUPPORT}))) == []
    change = only(feed(ringing, EndpointKnown("phone-101", desk, frozenset({SUPPORT}))))
    assert isinstance(change, Added)
    assert change.call.legs[0].desk == desk
    assert change.call.since == 100.0


def test_what_the_events_tell_counts_more_than_the_answer() -> None:
    ringing = started()
    feed(ringing, seen())
    assert feed(ringing, EndpointKnown("phone-101", OTHER, frozenset({SALES}))) == []


def test_an_answer_that_comes_after_another_leg_of_the_call_has_gone() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102", groups=None), 101.0), ended("101"))
    change = only(feed(ringing, EndpointKnown("phone-102", OTHER, frozenset({SUPPORT}))))
    assert isinstance(change, Added)
    assert change.call.since == 100.0


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


def test_phones_that_may_ring_without_a_word() -> None:
    ringing = started(SUPPORT)
    groups = {"101": frozenset({SUPPORT}), "102": frozenset({SALES}), "103": None}
    feed(ringing, *(seen(facts(one, groups=groups[one], state=DIALLED)) for one in groups))
    assert ringing.dialled() == ["1.101"]
    ringing.set_user(ME, None)
    assert ringing.dialled() == ["1.101", "1.102"]


def test_other_groups_from_now_on() -> None:
    ringing = started(SUPPORT)
    feed(ringing, seen(), seen(facts("104", linkedid="2.0", groups=frozenset({SALES}))))
    (call,) = ringing.newest_first()
    ringing.set_user(ME, [SALES])
    changes = ringing.show_anew()
    assert changes[0] == Removed(call, EndReason.ENDED, None)
    assert isinstance(changes[1], Added)
    assert ringing.show_anew() == []
    ringing.set_user(ME, [SALES, SUPPORT])
    assert isinstance(only(ringing.show_anew()), Added)
    ringing.set_user("0451", [SALES, SUPPORT])
    assert len(ringing.show_anew()) == 2  # now they are my own calls


def test_a_reset_tells_only_what_is_different() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0), seen(facts("102", linkedid="2.0"), 100.0))
    stays, goes = ringing.get(CallId("pbx", "1.0")), ringing.get(CallId("pbx", "2.0"))
    assert stays
    assert goes
    rings = (seen(at=150.0), seen(facts("103", linkedid="3.0"), 150.0))
    changes = ringing.reset(Snapshot(rings, ()), [])
    gone, new = changes
    assert gone == Removed(goes, EndReason.ENDED, None)
    assert isinstance(new, Added)
    assert (new.call.id.id, new.call.since) == ("3.0", 150.0)
    assert ringing.get(stays.id) == stays


def test_a_reset_updates_what_rings_on_otherwise() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0))
    change = only(
        ringing.reset(Snapshot((seen(facts(caller=OTHER), 150.0),), (QueueJoined("1.0", "q"),)), [])
    )
    assert isinstance(change, Updated)
    assert (change.call.caller, change.call.queue, change.call.since) == (OTHER, "q", 100.0)


def test_a_call_that_is_first_seen_at_a_reset_is_as_old_as_its_first_phone() -> None:
    ringing = started()
    snapshot = Snapshot((seen(facts("102"), 150.0), seen(facts("101"), 145.0)), ())
    assert only(ringing.reset(snapshot, [])).call.since == 145.0


def test_a_reset_replays_what_came_while_the_snapshot_was_taken() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0))
    snapshot = Snapshot((seen(at=150.0), seen(facts("102"), 150.0)), ())
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
    change = only(ringing.reset(Snapshot((seen(at=150.0),), ()), events))
    assert isinstance(change, Removed)
    assert (change.reason, change.by) == (EndReason.ANSWERED, Party("101", "Desk 101"))
    assert is_empty(ringing)


def test_a_reset_to_nothing_leaves_nothing() -> None:
    ringing = started()
    feed(ringing, seen(), seen(facts("102", state=DIALLED, linkedid="2.0")))
    feed(ringing, QueueJoined("1.0", "support"))
    assert isinstance(only(ringing.reset(Snapshot((), ()), [])), Removed)
    assert is_empty(ringing)


def test_a_call_that_rings_no_more_at_a_reset_is_new_when_it_rings_again() -> None:
    ringing = started()
    feed(ringing, seen(at=100.0))
    snapshot = Snapshot((seen(facts("102", state=DIALLED), 150.0),), ())
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
