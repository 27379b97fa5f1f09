"""TrackedCall: all that is known of one call, and what a user sees of it."""

import math

from msgspec import Struct, field

from client.calls.answers import Answers
from client.calls.call import Call, CallId, End, Leg, Removed
from client.calls.events import TAKEN, GroupId, LegFacts, LegState

END_COUNTS_S = 2.0
"""How soon the end of one phone ends the call's other phones, if it does. Seen: some milliseconds.
If they ring on, whoever answered has not accepted the call yet (a mobile's mailbox never does), the
phones are paged, or only one of several Local channels had no answer."""

_NO_GROUPS: frozenset[GroupId] = frozenset()
_DIALLED = LegState.DIALLED  # in Python 3.11 an enum takes its time to find a member


class TrackedCall(Struct):
    """Everything known of one linkedid while one of its phones is called, or will be by a queue.

    Phones outside my groups are kept too: they show who answered.

    Attributes:
        cancelled: the legs that were cancelled, and nobody knows why: the caller gave up, or
            somebody has the call. An event before their hangup says it, or the hangup itself.
        is_unchained: the first of its Local channels was cancelled. If an event filter hides that,
            it is not known whether a queue has ended its try or the caller gave up.
        ends: how it ended for each channel that was answered, or picked up. The caller has one of
            them, as `answers` tells.
        rang_at: since when a phone rings, in my groups or not; None while no phone does. While
            the caller waits in a queue it outlasts the pauses between two tries.
        told: how its removal was told, as long as that may have to be corrected.
        queue: the one whose phones still ring for it after a transfer gave its place to another.
        dialer: the endpoint of that other, who now dials its phones; None without a transfer.
    """

    id: CallId
    legs: dict[str, LegFacts] = {}
    cancelled: set[str] = set()
    is_unchained: bool = False
    ends: dict[str, End] = {}
    answers: Answers = field(default_factory=Answers)
    rang_at: float | None = None
    queue: str = ""
    dialer: str | None = None
    shown: Call | None = None
    told: Removed | None = None
    end: End | None = None
    end_counts_until: float = math.inf

    @property
    def rings(self) -> bool:
        """True when a phone does more than be dialled."""
        for leg in self.legs.values():  # noqa: SIM110 - any() takes three times as long
            if leg.state is not _DIALLED:
                return True
        return False

    def set_end(self, end: End, at: float) -> None:
        """One of its phones ended so; the others are about to end for the same reason."""
        self.end, self.end_counts_until = end, at + END_COUNTS_S
        self.cancelled.clear()

    @property
    def is_answered(self) -> bool:
        """Whether the caller has been given an answer."""
        return any(not answer.for_local for answer in self.answers.by_channel.values())

    def ended_for(self, at: float) -> End | None:
        """How it ended for whoever the caller has: told later than which phones are answered."""
        for channel, end in self.ends.items():
            answer = self.answers.of_caller(channel)
            if answer and at <= answer.at + END_COUNTS_S:
                return end
        return None

    @property
    def taken(self) -> End | None:
        """How one of its phones got the call."""
        return self.end if self.end and self.end.reason in TAKEN else None

    def seen_by(
        self,
        me: str | None,
        endpoint: str | None,
        mine: frozenset[GroupId] | None,
        waits_in: str,
    ) -> Call | None:
        """What the user with this number and endpoint sees of it in these groups, if anything.

        It waits in this queue; "" for none. A number of one may be the endpoint of another, and
        None is nobody's, as "" is not.
        """
        legs: list[Leg] = []
        rings_me = False
        for leg in self.legs.values():
            if leg.state is _DIALLED:
                continue
            rings_me |= me == leg.desk.number or endpoint == leg.endpoint
            groups = leg.groups or _NO_GROUPS
            if mine is not None:
                groups &= mine
            dialer = leg.dialer if self.dialer is None else self.dialer
            if not groups or me == leg.caller.number or endpoint == dialer:
                continue
            begun, number = leg.begun or leg.uniqueid == self.id.id, leg.caller.number
            if begun and number and number in (leg.desk.number, leg.endpoint):
                continue  # a program rings the phone of whoever makes this call before any other
            legs.append(
                Leg(leg.uniqueid, leg.endpoint, leg.desk, leg.caller, groups, leg.state, leg.rank)
            )
        if not legs or self.rang_at is None:  # it is set while a leg rings
            return None
        if len(legs) > 1:
            legs.sort(key=lambda leg: leg.rank, reverse=True)
        return Call(self.id, tuple(legs), waits_in or self.queue, self.rang_at, rings_me)
