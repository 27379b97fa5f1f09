"""What a real Asterisk sent an agent, and what the client makes of it.

The files are written by `python -m tests.asterisk.record`, but those of a FreePBX, which were
recorded by hand at a whole FreePBX 15 with Asterisk 16. Ids, times and the order in which the
phones of a group ring are those of that day, so a test looks at none of them.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from client.ami.decode import decode
from client.ami.message import SEPARATOR, Message, parse
from client.calls.call import Added, Call, CallId, Change, Removed, Updated
from client.calls.events import EndpointKnown, EndReason, GroupId, LegState, Party, PickedUp
from client.calls.ringing import RingingCalls
from tests.asterisk.record import NAMES
from tests.remembered import is_empty

FIXTURES = Path(__file__).parent.parent / "fixtures"
SUPPORT, SALES = GroupId("501"), GroupId("502")
FIRST = Party("0455551234", "First Caller")


@dataclass(frozen=True, slots=True)
class Story:
    """One call from its first ring to its last, as a user saw it."""

    caller: Party
    rang_at: frozenset[str]
    reason: EndReason
    by: Party | None = None
    queue: str = ""


def desk(number: str) -> Party:
    return Party(number, f"Desk {number}")


def story(
    *desks: str, reason: EndReason, by: str = "", caller: Party = FIRST, queue: str = ""
) -> Story:
    return Story(caller, frozenset(desks), reason, desk(by) if by else None, queue)


ANSWERED, PICKED_UP, GAVE_UP = EndReason.ANSWERED, EndReason.PICKED_UP, EndReason.CALLER_GAVE_UP
STORIES = {
    "plain_call": [story("101", reason=ANSWERED, by="101")],
    "caller_gives_up": [story("101", reason=GAVE_UP)],
    "rejected": [story("101", reason=EndReason.REJECTED)],
    "ring_group_answered": [story("101", "102", "103", reason=ANSWERED, by="102")],
    "queue_answered": [story("101", "103", reason=ANSWERED, by="103", queue="support")],
    "local_chain": [story("101", "102", reason=ANSWERED, by="101")],
    "early_media_only": [story("101", reason=GAVE_UP)],
    "two_on_one_extension": [
        story("101", reason=ANSWERED, by="101", caller=Party("0452", "Second")),
        story("101", reason=GAVE_UP, caller=Party("0451", "First")),
    ],
    "forward": [
        story("101", reason=EndReason.FORWARDED),
        story("102", reason=ANSWERED, by="102"),
    ],
    "timeout": [story("101", reason=EndReason.NO_ANSWER)],
    "pickup_by_handset": [story("101", "102", "103", reason=PICKED_UP, by="201")],
    "pickup_by_us": [story("101", reason=PICKED_UP, by="204")],
    "caller_names": [
        story("101", reason=GAVE_UP, caller=Party(f"045{number}", name))
        for number, name in enumerate(NAMES)
    ],
    "without_channelvars": [],
    # 104, and three seconds later 101; 204 dials **101
    "freepbx_follow_me": [story("101", "104", reason=PICKED_UP, by="204")],
    # a queue with 102 and 104, where the latter has that follow me
    "freepbx_queue": [story("101", "102", "104", reason=ANSWERED, by="104")],
    # a ring group that asks for confirmation, which the mailbox of its mobile never gives
    "freepbx_mailbox_answers": [story("101", "102", reason=ANSWERED, by="102")],
    "freepbx_hunt_group": [
        story("101", reason=EndReason.NO_ANSWER),
        story("102", reason=GAVE_UP),
    ],
    "freepbx_own_call": [],  # of 204 to 102, under the number 555
}
ALL = [*STORIES, "race_of_two"]


def messages(name: str) -> list[Message]:
    *blocks, rest = (FIXTURES / f"{name}.ami").read_bytes().split(SEPARATOR)
    assert rest == b""
    return [parse(block) for block in blocks]


def changes_of(name: str, *, twice: bool = False) -> list[Change]:
    """All that a user of groups 501 and 502 is told."""
    ringing = RingingCalls("pbx")
    ringing.set_user("204", [SUPPORT, SALES])
    changes: list[Change] = []
    now = 0.0

    def time_of(_told: str) -> float:
        return now

    for number, message in enumerate(messages(name)):
        now = number / 1000  # in a real stream they are this close
        event = decode(message, time_of)
        if event is None:
            continue
        changes += ringing.apply(event)
        if twice:
            assert ringing.apply(event) == []
    assert is_empty(ringing)
    return changes


def stories_of(changes: list[Change]) -> list[Story]:
    shown: dict[CallId, Call] = {}
    desks: dict[CallId, frozenset[str]] = {}
    stories = []
    for change in changes:
        call = change.call
        key = call.id
        match change:
            case Added():
                assert key not in shown
                desks[key] = frozenset()
            case Updated():
                assert shown[key] != call
            case Removed():
                assert key in shown
        shown[key] = call
        desks[key] |= {leg.extension for leg in call.legs}
        if isinstance(change, Removed):
            del shown[key]
            stories.append(Story(call.caller, desks[key], change.reason, change.by, call.queue))
    assert not shown
    return stories


def test_every_recording_is_read() -> None:
    assert {path.stem for path in FIXTURES.glob("*.ami")} == set(ALL)


@pytest.mark.parametrize("name", STORIES)
def test_what_a_user_is_told(name: str) -> None:
    assert stories_of(changes_of(name)) == STORIES[name]


@pytest.mark.parametrize("name", ALL)
def test_every_event_may_come_twice(name: str) -> None:
    assert changes_of(name, twice=True) == changes_of(name)


def test_a_race_has_one_winner() -> None:
    (end,) = stories_of(changes_of("race_of_two"))
    assert end == story("101", reason=PICKED_UP, by=end.by.number if end.by else "")
    assert end.by in (desk("201"), desk("204"))


def test_a_pickup_names_our_channel_and_its_target() -> None:
    events = [decode(message, lambda _: 0.0) for message in messages("pickup_by_us")]
    (pickup,) = [event for event in events if isinstance(event, PickedUp)]
    assert pickup.picker == "cornetta-pickup-204"
    (removed,) = [change for change in changes_of("pickup_by_us") if isinstance(change, Removed)]
    assert removed.call.legs[0].uniqueid == pickup.target


def test_a_phone_with_early_media_is_told_as_such() -> None:
    states = {leg.state for change in changes_of("early_media_only") for leg in change.call.legs}
    assert states == {LegState.EARLY_MEDIA}


def test_groups_that_the_events_do_not_tell_can_be_learnt() -> None:
    ringing = RingingCalls("pbx")
    ringing.set_user("204", [SUPPORT])
    events = [decode(message, lambda _: 0.0) for message in messages("without_channelvars")]
    changes: list[Change] = []
    for event in events:
        if event is not None:
            changes += ringing.apply(event)
            changes += ringing.apply(EndpointKnown("101", desk("101"), frozenset({SUPPORT})))
    assert stories_of(changes) == [story("101", reason=GAVE_UP)]
    assert is_empty(ringing)
