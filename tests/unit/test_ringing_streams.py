"""RingingCalls: random streams against a plain model."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from client.calls.call import Call, CallId, Leg
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
    Party,
    PbxEvent,
    PickedUp,
    QueueJoined,
    QueueLeft,
    Replied,
    Snapshot,
    Transferred,
)
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
    View,
    facts,
    feed,
    started,
)


@dataclass
class Model:
    """All legs as last told; what is shown is computed anew each time."""

    groups: frozenset[GroupId] = frozenset({SUPPORT})
    number: str = ME
    legs: dict[str, LegFacts] = field(default_factory=dict)
    queues: dict[str, list[str]] = field(default_factory=dict)
    since: dict[str, float] = field(default_factory=dict)
    over: dict[str, bool] = field(default_factory=dict)
    """The calls of which it is told why their phones will be cancelled: has somebody the call?"""
    cancelled: set[str] = field(default_factory=set)
    """The legs that were cancelled and may not be for that reason: their hangup tells."""
    never_rang: set[str] = field(default_factory=set)
    """The legs that were cancelled while they were only dialled: they do not ring any more."""
    queues_before: dict[str, str] = field(default_factory=dict)
    """By the calls whose place there has gone to another call."""
    moved: dict[str, str] = field(default_factory=dict)
    """From which call to which the last such place has gone."""

    def apply(self, event: PbxEvent) -> None:  # noqa: C901, PLR0912 - one branch for each event
        match event:
            case LegSeen(leg, at):
                self._seen(leg, at)
            case Replied(uniqueid, at) if uniqueid in self.legs:
                if self.legs[uniqueid].state is DIALLED:
                    self._seen(replace(self.legs[uniqueid], state=EARLY), at)
            case CallerChanged(uniqueid, caller, groups) if uniqueid in self.legs:
                leg = self.legs[uniqueid]
                self.legs[uniqueid] = replace(
                    leg, caller=caller, groups=leg.groups if groups is None else groups
                )
            case Answered(uniqueid) | PickedUp(_, uniqueid, _) if uniqueid in self.legs:
                self._over(self.legs.pop(uniqueid).linkedid, taken=True)
            case Cancelled(uniqueid) if uniqueid in self.legs:
                linkedid, rang = (
                    self.legs[uniqueid].linkedid,
                    self.legs[uniqueid].state is not DIALLED,
                )
                if not rang:
                    self.never_rang.add(uniqueid)
                over = linkedid in self.over
                if not rang or (over and (linkedid in self.queues or not self.over[linkedid])):
                    del self.legs[uniqueid]
                else:
                    self.cancelled.add(uniqueid)
            case Ended(uniqueid, reason=reason) if uniqueid in self.legs:
                linkedid = self.legs.pop(uniqueid).linkedid
                if uniqueid in self.cancelled and reason is not EndReason.ANSWERED:
                    self.over.pop(linkedid, None)
            case Ended(_, linkedid, EndReason.NO_ANSWER, local=True):
                if linkedid not in self.over:
                    self._over(linkedid, taken=False)
            case QueueJoined(linkedid, queue):
                self.moved.pop(linkedid, None)
                if queue not in self.queues.setdefault(linkedid, []):
                    self.queues[linkedid].append(queue)
            case QueueLeft(linkedid, queue):
                linkedid = self.moved.get(linkedid, linkedid)
                self.queues[linkedid] = [
                    name for name in self.queues.get(linkedid, ()) if name != queue
                ]
                if not self.queues[linkedid]:
                    del self.queues[linkedid]
            case Transferred(before, linkedid) if before in self.queues:
                self._transferred(before, linkedid)
            case EndpointKnown(endpoint, desk, groups):
                for leg in list(self.legs.values()):
                    if leg.endpoint == endpoint:
                        told = groups if leg.groups is None else leg.groups
                        who = leg.desk if leg.desk.name else desk
                        self.legs[leg.uniqueid] = replace(leg, desk=who, groups=told)
        known = {leg.linkedid for leg in self.all_legs} | self.queues.keys()
        self.over = {linkedid: taken for linkedid, taken in self.over.items() if linkedid in known}
        self.cancelled &= self.legs.keys()
        self.queues_before = {
            linkedid: queue for linkedid, queue in self.queues_before.items() if linkedid in known
        }
        self.since = {
            linkedid: at
            for linkedid, at in self.since.items()
            if linkedid in self.queues
            or any(leg.linkedid == linkedid and leg.state is not DIALLED for leg in self.all_legs)
        }

    def _over(self, linkedid: str, *, taken: bool) -> None:
        self.over[linkedid] = taken
        self.cancelled -= {leg.uniqueid for leg in self.all_legs if leg.linkedid == linkedid}

    def _transferred(self, before: str, linkedid: str) -> None:
        self.queues[linkedid] = self.queues.pop(before)
        self.moved = {before: linkedid}
        self.queues_before[before] = self.queues[linkedid][-1]
        if before in self.since:
            self.since.setdefault(linkedid, self.since[before])

    @property
    def all_legs(self) -> list[LegFacts]:
        return list(self.legs.values())

    def _seen(self, leg: LegFacts, at: float) -> None:
        if leg.uniqueid.startswith(PICKUP_ID_PREFIX):
            return
        if leg.uniqueid in self.never_rang:
            return
        if leg.uniqueid not in self.legs:
            self.over.pop(leg.linkedid, None)
        old = self.legs.get(leg.uniqueid, leg)
        self.legs[leg.uniqueid] = leg = replace(
            leg,
            groups=old.groups if leg.groups is None else leg.groups,
            state=old.state if leg.state is DIALLED else leg.state,
        )
        if leg.state is not DIALLED:
            self.since.setdefault(leg.linkedid, at)

    def shown(self) -> dict[CallId, Call]:
        calls = {}
        for linkedid in {leg.linkedid for leg in self.all_legs}:
            legs = [
                Leg(
                    leg.uniqueid,
                    leg.endpoint,
                    leg.desk,
                    leg.caller,
                    (leg.groups or frozenset()) & self.groups,
                    leg.state,
                    leg.rank,
                )
                for leg in sorted(self.all_legs, key=lambda leg: leg.rank, reverse=True)
                if leg.linkedid == linkedid
                and leg.state is not DIALLED
                and (leg.groups or frozenset()) & self.groups
                and leg.caller.number != self.number
            ]
            if legs:
                key = CallId("pbx", linkedid)
                queue = self.queues.get(linkedid, [self.queues_before.get(linkedid, "")])[-1]
                at_me = any(
                    self.number in (leg.desk.number, leg.endpoint)
                    for leg in self.all_legs
                    if leg.linkedid == linkedid and leg.state is not DIALLED
                )
                calls[key] = Call(key, tuple(legs), queue, self.since[linkedid], at_me)
        return calls

    def reconnect(self, heard: dict[str, float], at: float) -> None:
        """What a user knows who heard nothing for a while, and then gets a snapshot at `at`.

        Args:
            heard: since when which call rang, as of the last that was heard.
        """
        rings = {leg.linkedid for leg in self.all_legs if leg.state is not DIALLED}
        self.since = dict.fromkeys(rings, at) | {
            linkedid: since
            for linkedid, since in heard.items()
            if linkedid in rings or linkedid in self.queues
        }
        self.over.clear()
        self.cancelled.clear()
        self.never_rang.clear()
        self.queues_before.clear()
        self.moved.clear()

    def snapshot(self, at: float) -> Snapshot:
        return Snapshot(
            tuple(LegSeen(leg, at) for leg in self.all_legs),
            tuple(
                QueueJoined(linkedid, queue)
                for linkedid, queues in self.queues.items()
                for queue in queues
            ),
        )


NUMBERS = st.integers(1, 5)
LINKEDIDS = st.sampled_from(["1.0", "2.0", "3.0"])
UNIQUEIDS = NUMBERS.map(lambda number: f"1.{number}")
CALLERS = st.sampled_from([CALLER, OTHER, Party(), Party(ME)])
GROUPS = st.sampled_from(
    [frozenset(groups) for groups in ([SUPPORT], [SALES], [SUPPORT, SALES], [NUMERIC], [])]
)
STATES = st.sampled_from([RINGING, RINGING, DIALLED, EARLY])
REASONS = st.sampled_from(EndReason)
QUEUES = st.sampled_from(["support", "sales"])


def _leg(
    number: int, state: LegState, groups: frozenset[GroupId] | None, caller: Party
) -> LegFacts:
    """The leg of this number: each has its desk and its call, two desks have two legs."""
    return facts(
        str(100 + number % 4),
        linkedid=f"{1 + number % 3}.0",
        state=state,
        groups=groups,
        caller=caller,
        sequence=number,
    )


LEGS = st.builds(_leg, NUMBERS, STATES, st.none() | GROUPS, CALLERS)
PICKUP_LEGS = LEGS.map(lambda leg: replace(leg, uniqueid=PICKUP_ID_PREFIX + leg.uniqueid))
TIMELESS = st.one_of(
    st.builds(CallerChanged, UNIQUEIDS, CALLERS, st.none() | GROUPS),
    st.builds(Answered, UNIQUEIDS),
    st.builds(Ended, UNIQUEIDS, LINKEDIDS, REASONS),
    st.builds(Ended, st.just("Local/1"), LINKEDIDS, REASONS, st.just(value=True)),
    st.builds(PickedUp, st.just("5.5"), UNIQUEIDS, st.just("1"), CALLERS),
    st.builds(QueueJoined, LINKEDIDS, QUEUES),
    st.builds(QueueLeft, LINKEDIDS, QUEUES),
    st.builds(Replied, UNIQUEIDS, st.just(50.0)),
)
SEEN = st.builds(LegSeen, LEGS, st.just(0.0))
OWN = st.builds(LegSeen, PICKUP_LEGS, st.just(0.0))
CANCELLED = st.builds(Cancelled, UNIQUEIDS)
KNOWN = st.builds(
    EndpointKnown, st.integers(100, 103).map(lambda desk: f"phone-{desk}"), CALLERS, GROUPS
)
EVENTS = st.sampled_from([*[SEEN] * 4, *[TIMELESS] * 3, OWN]).flatmap(lambda kind: kind)
TRANSFERRED = st.builds(Transferred, LINKEDIDS, LINKEDIDS)
HAPPENINGS = st.sampled_from([*[EVENTS] * 6, CANCELLED, KNOWN, TRANSFERRED]).flatmap(
    lambda kind: kind
)


def timed(events: Sequence[PbxEvent]) -> list[PbxEvent]:
    """Let time go by from event to event."""
    return [
        replace(event, at=100.0 + number) if isinstance(event, LegSeen) else event
        for number, event in enumerate(events)
    ]


class AnyStream(RuleBasedStateMachine):
    """What is shown is what the model shows, whatever comes, and over lost links, too.

    Attributes:
        heard: since when which call rang when the link was lost; None while there is one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ringing, self.model, self.view = started(), Model(), View()
        self.at = 100.0
        self.heard: dict[str, float] | None = None

    @rule(event=HAPPENINGS)
    def something_happens(self, event: PbxEvent) -> None:
        self.at += 1.0
        if isinstance(event, LegSeen):
            event = replace(event, at=self.at)
        self.model.apply(event)
        if self.heard is None:
            self.view.follow(feed(self.ringing, event))

    @rule(number=st.sampled_from([ME, "0451", ""]), groups=GROUPS)
    def the_user_is_another(self, number: str, groups: frozenset[GroupId]) -> None:
        self.model.number, self.model.groups = number or "nobody", groups
        self.ringing.set_user(number, groups)
        if self.heard is None:
            self.view.follow(self.ringing.show_anew())
            assert self.ringing.show_anew() == []

    @precondition(lambda self: self.model.queues)
    @rule(linkedid=LINKEDIDS, left=st.none() | QUEUES)
    def a_place_in_a_queue_goes_to_another_call(self, linkedid: str, left: str | None) -> None:
        """And perhaps the queue is left in that moment, and names the call before."""
        before = next(iter(self.model.queues))
        self.something_happens(Transferred(before, linkedid))
        if left:
            self.something_happens(QueueLeft(before, left))

    @precondition(lambda self: self.heard is None)
    @rule()
    def the_link_is_lost(self) -> None:
        self.heard = dict(self.model.since)

    @precondition(lambda self: self.heard is not None)
    @rule()
    def the_link_is_back(self) -> None:
        assert self.heard is not None
        self.model.reconnect(self.heard, self.at)
        self.heard = None
        self.view.follow(self.ringing.reset(self.model.snapshot(self.at), []))

    @precondition(lambda self: self.heard is None)
    @invariant()
    def all_is_shown(self) -> None:
        shown = self.model.shown()
        assert self.view.calls == shown
        assert {call.id: call for call in self.ringing.newest_first()} == shown
        assert len(self.ringing.newest_first()) == len(shown)

    def teardown(self) -> None:
        if self.heard is not None:
            self.the_link_is_back()
        for uniqueid in list(self.model.legs):
            self.something_happens(Ended(uniqueid, "9.9", EndReason.ENDED))
        for linkedid, queues in list(self.model.queues.items()):
            for queue in list(queues):
                self.something_happens(QueueLeft(linkedid, queue))
        assert is_empty(self.ringing)
        assert not self.view.calls


TestAnyStream = AnyStream.TestCase
TestAnyStream.settings = settings(max_examples=200, stateful_step_count=40)


def lived_once(events: Sequence[PbxEvent]) -> list[PbxEvent]:
    """Leave out what a PBX never does.

    No channel comes back after its end; none replies, nor has its groups told, before it is
    called, and the groups then not with the call.
    """
    over: set[str] = set()
    called: set[str] = set()
    kept: list[PbxEvent] = []
    for event in timed(events):
        match event:
            case LegSeen(leg) if leg.uniqueid in over:
                continue
            case LegSeen(leg):
                called.add(leg.uniqueid)
            case Replied(uniqueid) if uniqueid not in called:
                continue
            case CallerChanged(uniqueid, caller) if uniqueid not in called:
                kept.append(CallerChanged(uniqueid, caller, None))
                continue
            case Answered(uniqueid) | Ended(uniqueid) | PickedUp(_, uniqueid, _):
                over.add(uniqueid)
        kept.append(event)
    return kept


@settings(max_examples=200)
@given(st.data(), st.lists(EVENTS, min_size=5, max_size=30).map(lived_once))
def test_any_reconnect_ends_where_the_stream_ends(
    data: st.DataObject, events: list[PbxEvent]
) -> None:
    """The link is lost after `lost`; the events from `again` on come before the snapshot's end."""
    ends = st.integers(0, len(events))
    lost, again, taken, done = sorted(data.draw(ends) for _ in range(4))
    ringing, model, view = started(), Model(), View()
    for event in events[:lost]:
        model.apply(event)
        view.follow(ringing.apply(event))
    before, rang_on = dict(view.calls), set(view.calls)
    for event in events[lost:taken]:
        model.apply(event)
        rang_on &= model.shown().keys()
    snapshot = model.snapshot(at=500.0)
    for event in events[taken:done]:
        model.apply(event)
        rang_on &= model.shown().keys()
    view.follow(ringing.reset(snapshot, events[again:done]))

    def ageless(calls: dict[CallId, Call]) -> dict[CallId, Call]:
        return {key: replace(call, since=0.0) for key, call in calls.items()}

    assert {call.id: call for call in ringing.newest_first()} == view.calls
    assert ageless(view.calls) == ageless(model.shown())
    for key in rang_on:
        assert view.calls[key].since == before[key].since
    for event in events[done:]:
        model.apply(event)
        view.follow(ringing.apply(event))
        assert ageless(view.calls) == ageless(model.shown())
