"""RingingCalls: queues and hunt groups, and since when their callers wait, by examples."""

import pytest
from msgspec.structs import replace

from client.calls.call import Added, Removed, Updated
from client.calls.events import (
    Answered,
    Bridged,
    Cancelled,
    Ended,
    EndReason,
    PbxEvent,
    PickedUp,
    QueueJoined,
    QueueLeft,
    Snapshot,
    Transferred,
)
from tests.remembered import is_empty
from tests.unit.rings import DIALLED, GAVE_UP, OTHER, ended, facts, feed, only, seen, started


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
    ("hears", "by_sip", "reason"),
    [
        (True, "1.0", EndReason.ENDED),
        (True, "", GAVE_UP),
        (True, "0.5", GAVE_UP),  # a transfer gave it to the caller of another call
        (False, "1.0", GAVE_UP),
    ],
)
@pytest.mark.parametrize("links", [0, 1, 2])
def test_a_caller_is_led_away(
    links: int,
    hears: bool,  # noqa: FBT001
    by_sip: str,
    reason: EndReason,
) -> None:
    """By a key out of a queue, or by another program; or, for all that is heard, they give up."""
    ringing = started()
    ringing.hears_callers = hears
    chain = [Cancelled(f"Local/{n}@office-1", linkedid="1.0", by_link=True) for n in range(links)]
    first, *others = (*chain, Cancelled("1.101", by_link=True))
    feed(ringing, seen(), replace(first, by_link=False, by_sip=by_sip), *others)
    change = only(feed(ringing, ended("101")))
    assert isinstance(change, Removed)
    assert change.reason is reason


def test_a_queue_tries_again_and_the_caller_has_waited_since_the_first_time() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"))
    feed(ringing, seen(at=100.0), ended("101", EndReason.NO_ANSWER))
    assert not ringing.newest_first()
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
    assert len(ringing._rang_lately._rang) < 20


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


def test_a_place_in_a_queue_that_goes_to_another_call() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"), seen(at=100.0))
    assert feed(ringing, Transferred(before="1.0", linkedid="0.5")) == []
    feed(ringing, seen(facts("103")), ended("103"))
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


def test_a_queue_that_is_left_just_after_its_place_has_gone_to_another_call() -> None:
    """A phone was answered in that moment: the queue still names the call that waited before."""
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"), seen(at=100.0))
    feed(ringing, Transferred(before="1.0", linkedid="0.5"), Answered("1.101"))
    feed(ringing, QueueLeft("1.0", "support", at=101.0))
    assert is_empty(ringing)
    again = only(feed(ringing, seen(facts("102", linkedid="0.5"), 104.0)))
    assert isinstance(again, Added)
    assert (again.call.queue, again.call.since) == ("", 104.0)


def test_another_program_takes_a_caller_out_of_a_queue() -> None:
    """As `Bridge` does. The queue does not say so."""
    ringing = started()
    joined = QueueJoined("1.0", "outer", "1.0"), QueueJoined("1.0", "inner", "1.4")
    feed(ringing, *joined, seen(at=100.0))
    assert feed(ringing, Bridged("1.9", "1.0")) == []  # another channel of this call
    change = only(feed(ringing, Bridged("1.4", "1.0")))
    assert isinstance(change, Updated)
    assert change.call.queue == "outer"
    feed(ringing, Bridged("1.0", "1.0"), ended("101"))
    assert is_empty(ringing)
    again = only(feed(ringing, seen(facts("102"), 104.0)))
    assert isinstance(again, Added)
    assert again.call.queue == ""


def test_who_waited_in_a_queue_before_the_first_snapshot_has_waited_since_they_joined() -> None:
    ringing = started()
    rings, waits = seen(at=120.0), seen(facts("102", linkedid="2.0"), 130.0)
    queues = QueueJoined("1.0", "support"), QueueJoined("2.0", "support")
    change = only(ringing.reset(Snapshot((rings,), queues, {"1.0": 50.0, "2.0": 60.0}), []))
    assert isinstance(change, Added)
    assert change.call.since == 50.0
    change = only(feed(ringing, waits))
    assert isinstance(change, Added)
    assert change.call.since == 60.0
    ringing.reset(Snapshot((rings, waits), queues, {"1.0": 51.0, "2.0": 61.0}), [])
    assert sorted(call.since for call in ringing.newest_first()) == [50.0, 60.0]
    ringing.reset(Snapshot((), (), {"1.0": 51.0}), [])  # who is not told when they leave
    assert is_empty(ringing)


def test_a_reset_between_two_tries_of_a_queue_keeps_the_age() -> None:
    ringing = started()
    feed(ringing, QueueJoined("1.0", "support"), seen(at=100.0), ended("101"))
    assert ringing.reset(Snapshot((), (QueueJoined("1.0", "support"),)), []) == []
    again = only(feed(ringing, seen(facts("102"), 120.0)))
    assert isinstance(again, Added)
    assert again.call.since == 100.0
    ringing.reset(Snapshot((), ()), [])
    assert is_empty(ringing)
