"""Call and Leg: what is shown and what can be taken."""

from typing import NamedTuple

from msgspec import Struct

from client.calls.events import EndReason, GroupId, LegState, Party
from client.typed import with_phone_keys


class CallId(NamedTuple):
    """A call's key. `id` is unique within one PBX only."""

    pbx: str
    id: str


class Leg(Struct, frozen=True, gc=False):
    """A phone of my groups that rings.

    Attributes:
        groups: those of the phone's call groups that I may pick up from; never empty.
        rank: the greater, the later this phone began to be called.
    """

    uniqueid: str
    endpoint: str
    desk: Party
    caller: Party
    groups: frozenset[GroupId]
    state: LegState
    rank: tuple[float, int]

    @property
    def extension(self) -> str:
        """What a person dials to reach this phone."""
        return self.desk.number

    def is_at(self, extension: str) -> bool:
        """True when a person who says `extension` means this phone."""
        wanted = with_phone_keys(extension)
        return wanted in map(with_phone_keys, (self.desk.number, self.endpoint))


class Call(Struct, frozen=True, gc=False):
    """One caller, and the phones of my groups that ring for them.

    Attributes:
        legs: newest first; never empty.
        queue: the queue's name, "" without one, or if this account may not see it.
        since: when it began to ring, in seconds since the epoch on the session's clock. A queue
            calls its phones again and again, a hunt group one after another: it is the first time
            that counts. For who called before our login, it is when they joined the queue, or were
            made a channel that nobody has answered.
        rings_me: my own phone rings for it too, in one of my groups or not.
    """

    id: CallId
    legs: tuple[Leg, ...]
    queue: str
    since: float
    rings_me: bool = False

    @property
    def caller(self) -> Party:
        """Who calls: as told by the very leg that a pickup takes."""
        return self.legs[0].caller

    @property
    def rank(self) -> tuple[float, int]:
        """The greater, the more recent the call."""
        return self.legs[0].rank

    @property
    def groups(self) -> tuple[GroupId, ...]:
        """My groups in which it rings, in order of their numbers."""
        return tuple(sorted(frozenset().union(*(leg.groups for leg in self.legs))))

    @property
    def more_desks(self) -> int:
        """How many other desks it rings at. One desk may have several phones."""
        return len({leg.desk.number for leg in self.legs}) - 1

    def within(self, group: GroupId | None) -> tuple[Leg, ...]:
        """The legs of one group, newest first; all legs for None."""
        if group is None:
            return self.legs
        return tuple(leg for leg in self.legs if group in leg.groups)


class Added(Struct, frozen=True, gc=False):
    """A call rings that did not ring before."""

    call: Call


class End(NamedTuple):
    """How a call ends, and who answered or took it: None if nobody did or it is not known."""

    reason: EndReason
    by: Party | None = None


class Updated(Struct, frozen=True, gc=False):
    """Something about a ringing call is different.

    Attributes:
        taken: how one of its phones got the call, while the PBX still cancels the others. A
            view of one group whose last phone is gone by then ends with it. Else None.
    """

    call: Call
    taken: End | None = None


class Removed(Struct, frozen=True, gc=False):
    """A call rings no more. It is told once more where somebody else has it after all.

    Attributes:
        call: as it was last.
        by: as in End.
    """

    call: Call
    reason: EndReason
    by: Party | None

    @property
    def may_be_told_later(self) -> bool:
        """Whether the PBX may yet report who has it."""
        return self.by is None and self.reason in (EndReason.ANSWERED, EndReason.ENDED)


Change = Added | Updated | Removed
