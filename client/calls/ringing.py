"""RingingCalls: which calls ring in my groups right now.

Fed with a snapshot after every (re)connect and with every event since, in order of arrival.
Every event sets a state, none counts, so that an event may come twice, or before the
snapshot that already tells its effect. No event costs more because other calls ring.
"""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from client.calls.answers import Answers
from client.calls.call import Added, Call, CallId, Change, End, Removed, Updated
from client.calls.events import (
    NEVER,
    PICKUP_ID_PREFIX,
    TAKEN,
    Answered,
    Bridged,
    CallerChanged,
    Cancelled,
    Ended,
    EndpointKnown,
    EndReason,
    GroupId,
    LegSeen,
    LegState,
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
from client.calls.my_links import MyLinks
from client.calls.never_rang import NeverRang
from client.calls.rang_lately import RangLately
from client.calls.tracked_call import TrackedCall

_DIALLED = LegState.DIALLED  # in Python 3.11 an enum takes its time to find a member
_ANSWERED = EndReason.ANSWERED
_ENDED = End(EndReason.ENDED)
_GAVE_UP = End(EndReason.CALLER_GAVE_UP)
_NO_ANSWER = End(EndReason.NO_ANSWER)


class RingingCalls:
    """The state of one PBX, seen by one user.

    Attributes:
        is_leg: whether the channel with this Uniqueid is a phone that is called, in my groups or
            not. It is called for every second event, so it is the dict's own method.
        waits: whether the channel with this Uniqueid waits in a queue, likewise.
        my_links: the Local channels through which I call.
        hears_callers: whether the events of callers are heard, as that one hangs up.
    """

    def __init__(self, pbx: str) -> None:
        self._pbx = pbx
        self._mine: frozenset[GroupId] | None = frozenset()
        self._me: str | None = None
        self.my_links = MyLinks()
        self._tracked: dict[str, TrackedCall] = {}
        self._linkedid_of: dict[str, str] = {}  # never another dict: see is_leg
        self.is_leg: Callable[[str], bool] = self._linkedid_of.__contains__
        self.hears_callers = False
        # Of each call its queues and who waits there; more than one: a queue called the next
        self._queues: dict[str, dict[str, str]] = {}
        self._waiting: dict[str, str] = {}  # never another dict: see waits
        self.waits: Callable[[str], bool] = self._waiting.__contains__
        self._moved: dict[str, str] = {}  # whose place there the last transfer gave to whom
        self._shown: dict[CallId, Call] = {}
        self._rang_lately = RangLately()
        self._never_rang = NeverRang()
        self._last_removed: TrackedCall | None = None
        self._apply_to: dict[type, Callable[[Any], list[Change]]] = {
            LegSeen: self._leg_seen,
            LinkDialled: self._link_dialled,
            Replied: self._replied,
            CallerChanged: self._caller_changed,
            Answered: self._answered,
            Cancelled: self._cancelled,
            Ended: self._ended,
            PickedUp: self._picked_up,
            QueueJoined: self._queue_joined,
            QueueLeft: self._queue_left,
            Bridged: self._bridged,
            Transferred: self._transferred,
            EndpointKnown: self._endpoint_known,
            OriginateEnded: lambda _: [],
        }

    def get(self, call_id: CallId) -> Call | None:
        """The call if it rings now."""
        return self._shown.get(call_id)

    def newest_first(self) -> list[Call]:
        """All calls that ring in my groups, the most recent first."""
        return sorted(self._shown.values(), key=lambda call: call.rank, reverse=True)

    def dialled(self) -> list[str]:
        """The Uniqueids of legs in my groups that no event shows ringing."""
        return [
            leg.uniqueid
            for tracked in self._tracked.values()
            for leg in tracked.legs.values()
            if leg.state is _DIALLED and leg.groups
            if self._mine is None or leg.groups & self._mine
        ]

    def linkedid_of(self, uniqueid: str) -> str:
        """The call of this leg while it is called; "" for no such leg."""
        return self._linkedid_of.get(uniqueid, "")

    def desk_of(self, uniqueid: str, linkedid: str) -> Party | None:
        """Whose phone this leg of the call is, in my groups or not; None for no such leg."""
        tracked = self._tracked.get(linkedid)
        leg = tracked.legs.get(uniqueid) if tracked else None
        return leg.desk if leg else None

    def remembers(self, linkedid: str) -> bool:
        """Whether phones are called for this call, it waits in a queue, or it may ring on."""
        known = (self._tracked, self._queues, self._rang_lately)
        return any(linkedid in calls for calls in known) or self.my_links.has(linkedid)

    def is_called(self, linkedid: str) -> bool:
        """Whether any phone is called for this call just now."""
        tracked = self._tracked.get(linkedid)
        return tracked is not None and bool(tracked.legs)

    def is_taken(self, linkedid: str) -> bool:
        """Whether somebody has just got one of this call's phones, of which others still ring."""
        tracked = self._tracked.get(linkedid)
        return tracked is not None and tracked.taken is not None

    def has_rung(self, linkedid: str) -> bool:
        """Whether this call has an age: one of its phones rings, or it has rung and may ring on."""
        tracked = self._tracked.get(linkedid)
        rings = tracked is not None and tracked.rang_at is not None
        return rings or linkedid in self._rang_lately

    def set_user(self, number: str, groups: Iterable[GroupId] | None, endpoint: str = "") -> None:
        """From now on show the legs in these groups, but not of calls that I make myself.

        None: the legs in any group. The endpoint of my phone may have another name than my number.
        What that changes is told by `reset`, or by `show_anew` while the link lives.
        """
        self._me, self.my_links.endpoint = number or None, endpoint or number or None
        self._mine = None if groups is None else frozenset(groups)

    def show_anew(self) -> list[Change]:
        """What it changes for the user that they are another."""
        return [change for linkedid in list(self._tracked) for change in self._show(linkedid)]

    def reset(self, snapshot: Snapshot, events: Iterable[PbxEvent]) -> list[Change]:
        """Start anew from a snapshot and from the events that arrived while it was taken.

        Calls that still ring, or wait in a queue, keep their age, so a reconnect does not show
        them as new.
        """
        before = self._shown
        self._tracked = {
            linkedid: TrackedCall(tracked.id, rang_at=tracked.rang_at)
            for linkedid, tracked in self._tracked.items()
        }
        self._linkedid_of.clear()
        self._queues, self._shown = {}, {}
        self._last_removed = None
        self._moved.clear()
        self.my_links.clear()
        self._never_rang = NeverRang()
        self._waiting.clear()
        for joined in snapshot.queues:
            self._queue_joined(joined)
        for linkedid, since in snapshot.wait_since.items():
            tracked = self._tracked.setdefault(linkedid, TrackedCall(CallId(self._pbx, linkedid)))
            if tracked.rang_at is None:
                tracked.rang_at = since
        # Any other call is as old as its first phone.
        told = (*snapshot.links, *sorted(snapshot.legs, key=lambda seen: seen.at), *events)
        last_words = {change.call.id: change for event in told for change in self.apply(event)}
        for linkedid in list(self._tracked):
            self._forget_what_is_over(linkedid)
        changes: list[Change] = []
        for call_id, call in before.items():
            now = self._shown.get(call_id)
            if now is None:
                changes.append(last_words.get(call_id, Removed(call, *_ENDED)))
            elif now != call:
                changes.append(Updated(now, self._tracked[call_id.id].taken))
        changes.extend(Added(call) for key, call in self._shown.items() if key not in before)
        return changes

    def apply(self, event: PbxEvent) -> list[Change]:
        """What one event changes for the user; most change nothing."""
        return self._apply_to[type(event)](event)

    def _leg_seen(self, event: LegSeen) -> list[Change]:
        leg = self.my_links.told(event.leg, hears_callers=self.hears_callers)
        if leg.uniqueid.startswith(PICKUP_ID_PREFIX) or leg.uniqueid in self._never_rang:
            return []
        linkedid = self._linkedid_of.setdefault(leg.uniqueid, leg.linkedid)
        tracked = self._tracked.get(linkedid)
        if tracked is None:
            tracked = self._tracked[linkedid] = TrackedCall(CallId(self._pbx, linkedid))
        known = tracked.legs.get(leg.uniqueid)
        if known is None:
            tracked.end, tracked.ends, tracked.answers = None, {}, Answers()
        elif leg.groups is None or leg.state is _DIALLED or known.dialer or known.begun:
            leg = replace(
                leg,
                groups=known.groups if leg.groups is None else leg.groups,
                state=known.state if leg.state is _DIALLED else leg.state,
                dialer=leg.dialer or known.dialer,
                begun=leg.begun or known.begun,
            )
        tracked.legs[leg.uniqueid] = leg
        if leg.state is _DIALLED:
            return []  # it makes nothing be seen
        if tracked.rang_at is None:
            tracked.rang_at = self._rang_lately.since(linkedid, event.at)
        return self._show(linkedid)

    def _link_dialled(self, event: LinkDialled) -> list[Change]:
        tracked = self._tracked.get(event.linkedid)
        if not self.my_links.takes(event) or tracked is None:
            return []
        # A PBX that is busy tells later of it than of what is dialled behind it.
        early = list(tracked.legs.values())
        return [change for leg in early for change in self._leg_seen(LegSeen(leg, NEVER))]

    def _replied(self, event: Replied) -> list[Change]:
        linkedid = self._linkedid_of.get(event.uniqueid)
        if linkedid is None:
            return []
        leg = self._tracked[linkedid].legs[event.uniqueid]
        if leg.state is not _DIALLED:
            return []
        return self._leg_seen(LegSeen(replace(leg, state=LegState.EARLY_MEDIA), event.at))

    def _caller_changed(self, event: CallerChanged) -> list[Change]:
        linkedid = self._linkedid_of.get(event.uniqueid)
        if linkedid is None:
            return []
        legs = self._tracked[linkedid].legs
        leg = legs[event.uniqueid]
        groups = leg.groups if event.groups is None else event.groups
        # A transfer gives the dialer's place to somebody else. An event filter may hide it.
        same = self.hears_callers or event.caller == leg.caller
        dialer = leg.dialer if same else ""
        if dialer != leg.dialer:
            self.my_links.pass_on(linkedid)
        legs[event.uniqueid] = replace(leg, caller=event.caller, groups=groups, dialer=dialer)
        return self._show(linkedid)

    def _answered(self, event: Answered) -> list[Change]:
        uniqueid = event.uniqueid
        self.my_links.answered(uniqueid)
        linkedid = self._linkedid_of.get(uniqueid)
        tracked = self._tracked_or_last(linkedid or event.linkedid)
        if tracked is None:
            return []
        if event.dialer:
            tracked.answers.take(event)
        if linkedid is not None:
            end = tracked.ends[uniqueid] = End(_ANSWERED, tracked.legs[uniqueid].desk)
            tracked.set_end(tracked.ended_for(event.at) or end, event.at)
            return self._drop(uniqueid, linkedid)
        changes: list[Change] = []
        if event.by:  # took a phone's place, whose hangup may come first and says nothing
            end = tracked.ends.setdefault(uniqueid, End(EndReason.PICKED_UP, event.by))
            if not tracked.taken:
                tracked.set_end(end, event.at)
            # It has lost its groups by then, and an event filter may hide it. Of my own call nobody
            # knows which Local channel dialled a leg, and none is shown.
            hidden = () if self.hears_callers else tuple(tracked.legs.values())
            for leg in hidden:
                if not event.for_local or leg.dialer in (event.dialer, self.my_links.endpoint):
                    changes += self._drop(leg.uniqueid, tracked.id.id)
        return changes + self._told_later(tracked, event.at)

    def _tracked_or_last(self, linkedid: str) -> TrackedCall | None:
        """What is known of this call, also if it was the last to be removed."""
        last = self._last_removed
        return self._tracked.get(linkedid) or (last if last and last.id.id == linkedid else None)

    def _told_later(self, tracked: TrackedCall, at: float) -> list[Change]:
        """Of several phones that are answered in one moment, the caller has one."""
        end = tracked.ended_for(at)
        if end and end != tracked.end:
            tracked.set_end(end, at)
        told = tracked.told
        if told and told.may_be_told_later:
            end = tracked.taken
        elif not told or told.reason not in TAKEN:
            return []
        return _once_more(tracked, told, end) if end and end != (told.reason, told.by) else []

    def _cancelled(self, event: Cancelled) -> list[Change]:
        uniqueid = event.uniqueid
        self.my_links.calls.pop(uniqueid, None)
        linkedid = self._linkedid_of.get(uniqueid)
        call = linkedid or event.linkedid
        led_away = self.hears_callers and event.by_sip == call  # unless their hangup was told
        if linkedid is None:
            chain = self._tracked.get(event.linkedid)
            # `FollowMe` says that it is answered long before it is cancelled
            if chain and not (chain.is_answered or led_away or event.by_link):
                chain.is_unchained = True
            return []
        tracked = self._tracked[linkedid]
        if tracked.legs[uniqueid].state is _DIALLED:
            self._never_rang.add(uniqueid, event.at)
            return self._drop(uniqueid, linkedid, at=event.at)
        end = tracked.end if event.at <= tracked.end_counts_until else None
        if end == _GAVE_UP:
            tracked.set_end(end, event.at)
            return []  # it is hung up next
        if end and (linkedid in self._queues or not tracked.taken):
            return self._drop(uniqueid, linkedid, at=event.at)
        # A key leads out of a queue, to a voicemail, say; another program, out of any dial.
        if not led_away and (tracked.is_unchained or not event.by_link):
            tracked.cancelled.add(uniqueid)
        return []

    def _ended(self, event: Ended) -> list[Change]:
        self.my_links.ended(event)
        linkedid = self._linkedid_of.get(event.uniqueid)
        tracked = self._tracked.get(linkedid or event.linkedid)
        if tracked is None:
            return []
        cancelled = event.uniqueid in tracked.cancelled
        late = event.at > tracked.end_counts_until
        reason = self._why_cancelled(event.reason, tracked) if cancelled else event.reason
        if (cancelled or late) and reason is not _ANSWERED:
            tracked.end = None
        if linkedid is not None:
            return self._drop(event.uniqueid, linkedid, End(reason), event.at)
        end = End(reason)
        if end == _GAVE_UP or (end == _NO_ANSWER and event.local and not tracked.end):
            # The phones are cancelled next, behind a Local channel as if the caller gave up.
            tracked.set_end(end, event.at)
        return []

    def _why_cancelled(self, hangup: EndReason, tracked: TrackedCall) -> EndReason:
        """Why a cancelled leg is gone, as far as its hangup tells. 19 may mean several things."""
        if hangup is EndReason.NO_ANSWER:
            if tracked.taken:
                return _ANSWERED  # so says a dial with Q(NO_ANSWER), as of FreePBX's ring groups
            if not self.hears_callers:
                return EndReason.ENDED  # an event filter may hide who has the call
        elif hangup is _ANSWERED:
            return _ANSWERED
        return EndReason.CALLER_GAVE_UP  # 19: another phone was off, meanwhile

    def _picked_up(self, event: PickedUp) -> list[Change]:
        by = event.by
        if self._me and event.names[1:] == (self.my_links.endpoint,):
            by = Party(self._me, by.name)  # a phone may call itself as a device, and not as me
        end = End(EndReason.PICKED_UP, by)
        linkedid = self._linkedid_of.get(event.target)
        tracked = self._tracked_or_last(linkedid or event.linkedid)
        if tracked is None:
            return []
        tracked.ends.pop(event.target, None)
        tracked.ends[event.picker] = end
        tracked.answers.pass_on(event.target, event.picker)
        if linkedid is None:
            if event.local:
                # `Pickup(...@PICKUPMARK)` may take one; the phones behind it are cancelled next.
                tracked.set_end(end, event.at)
            return self._taken_after_all(tracked, event, end)
        tracked.set_end(tracked.ended_for(event.at) or end, event.at)
        return self._drop(event.target, linkedid)

    def _taken_after_all(self, tracked: TrackedCall, event: PickedUp, end: End) -> list[Change]:
        """Whoever picks up has the call, even if the phone was answered just before."""
        answered, told = (_ANSWERED, event.desk), tracked.told
        if tracked.end == answered:
            tracked.set_end(end, event.at)
        if told and (told.reason, told.by) == answered:
            return _once_more(tracked, told, end)
        return []

    def _queue_joined(self, event: QueueJoined) -> list[Change]:
        self._moved.pop(event.linkedid, None)
        waits_in = self._queues.setdefault(event.linkedid, {})
        self._waiting.pop(waits_in.get(event.queue, ""), None)
        waits_in[event.queue] = event.uniqueid
        self._waiting[event.uniqueid] = event.linkedid
        return self._show(event.linkedid)

    def _queue_left(self, event: QueueLeft) -> list[Change]:
        linkedid = self._moved.get(event.linkedid, event.linkedid)
        waits_in = self._queues.get(linkedid, {})
        self._waiting.pop(waits_in.pop(event.queue, ""), None)
        if not waits_in:
            self._queues.pop(linkedid, None)
        changes = self._show(linkedid)
        if linkedid in self._tracked:
            # It names the call before the transfer only of an answer in that moment.
            at = event.at if linkedid == event.linkedid else NEVER
            self._forget_what_is_over(linkedid, at)
        return changes

    def _bridged(self, event: Bridged) -> list[Change]:
        linkedid = self._waiting.get(event.uniqueid)
        if linkedid is None:
            return []
        waits_in = self._queues[linkedid]
        left = [queue for queue, uniqueid in waits_in.items() if uniqueid == event.uniqueid]
        return [change for queue in left for change in self._queue_left(QueueLeft(linkedid, queue))]

    def _transferred(self, event: Transferred) -> list[Change]:
        """The other call takes the place in the queue; phones that ring keep their call."""
        before, linkedid = event.before, event.linkedid
        waited = self._tracked.get(before)
        self.my_links.pass_on(before)
        if waited is not None:
            waited.dialer = event.dialer
        waits_in = self._queues.pop(before, None)
        if waits_in is None:
            return self._show(before)
        for uniqueid in (*waits_in.values(), *self._queues.get(linkedid, {}).values()):
            self._waiting.pop(uniqueid, None)
        self._queues[linkedid] = waits_in
        self._moved = {before: linkedid}
        if waited is not None:
            waited.queue = next(reversed(waits_in))
            tracked = self._tracked.setdefault(linkedid, TrackedCall(CallId(self._pbx, linkedid)))
            if tracked.rang_at is None:
                tracked.rang_at = waited.rang_at
            self._forget_what_is_over(before)
        return self._show(before) + self._show(linkedid)

    def _endpoint_known(self, event: EndpointKnown) -> list[Change]:
        changes: list[Change] = []
        for linkedid, tracked in list(self._tracked.items()):
            for uniqueid, leg in tracked.legs.items():
                if leg.endpoint == event.endpoint:
                    tracked.legs[uniqueid] = leg.completed(event)
                    changes += self._show(linkedid)
        return changes

    def _drop(
        self, uniqueid: str, linkedid: str, end: End = _ENDED, at: float = NEVER
    ) -> list[Change]:
        """Remove a leg. `end` counts if its call has no end yet; the last leg removes the call."""
        tracked = self._tracked[linkedid]
        del self._linkedid_of[uniqueid]
        del tracked.legs[uniqueid]
        tracked.cancelled.discard(uniqueid)
        end = tracked.end or end
        changes = self._show(linkedid, end)
        # Who has the call may send it on: then it waits anew.
        self._forget_what_is_over(linkedid, NEVER if end.reason in TAKEN else at)
        return changes

    def _forget_what_is_over(self, linkedid: str, at: float = NEVER) -> None:
        """Drop the age of a call that rings no more, and the call with its last leg."""
        if linkedid in self._queues:
            return  # the queue tries its phones again
        tracked = self._tracked[linkedid]
        if tracked.rings:
            return
        if tracked.rang_at is not None:
            until = NEVER if tracked.taken else at
            self._rang_lately.put(linkedid, tracked.rang_at, until)
        tracked.rang_at = None
        if not tracked.legs:
            del self._tracked[linkedid]

    def _show(self, linkedid: str, end: End = _ENDED) -> list[Change]:
        """Compare what the user sees of one call with what they saw before."""
        tracked = self._tracked.get(linkedid)
        if tracked is None:
            return []
        waits_in = self._queues.get(linkedid)
        queue = next(reversed(waits_in)) if waits_in else ""
        call = tracked.seen_by(self._me, self.my_links.endpoint, self._mine, queue)
        before, tracked.shown = tracked.shown, call
        if call is None:
            if before is None:
                return []
            del self._shown[before.id]
            self._last_removed = tracked
            tracked.told = Removed(before, *end)
            return [tracked.told]
        self._shown[call.id] = call
        tracked.told = None
        if before is None:
            return [Added(call)]
        return [] if before == call else [Updated(call, tracked.taken)]


def _once_more(tracked: TrackedCall, told: Removed, end: End) -> list[Change]:
    tracked.told = None
    return [Removed(told.call, *end)]
