"""What a PBX reports, as frozen values.

`at` is a time in seconds since the epoch on the session's clock, which follows the PBX's
clock and never jumps. `uniqueid` names one channel for its whole life (a masquerade swaps
channel names, never ids); of a Local channel it is the name that its two halves share.
`linkedid` is shared by all channels of one call.
"""

import math
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

NEVER = -math.inf

PICKUP_ID_PREFIX = "cornetta-pickup-"
"""The Uniqueid of every pickup's own channel begins so; no client shows it as a call."""


class Party(Struct, frozen=True, gc=False):
    """A person at one end of a call. Empty means that the PBX does not know it."""

    number: str = ""
    name: str = ""


class GroupId(Struct, frozen=True, order=True, gc=False):
    """A pickup group: named (`named_call_group`) or numeric (`call_group`, 0 to 63).

    Named group "3" and numeric group 3 are two different groups.
    """

    number: str
    numeric: bool = False

    @property
    def written(self) -> str:
        """As settings, preferences and `provision` have it: "501", or "#3" for a numeric one."""
        return f"#{self.number}" if self.numeric else self.number


class LegState(Enum):
    """How far a phone is. DIALLED: the PBX has sent the call, the phone has not replied."""

    DIALLED = "dialled"
    RINGING = "ringing"
    EARLY_MEDIA = "early_media"


class EndReason(Enum):
    """Why a call no longer rings."""

    ANSWERED = "answered"
    PICKED_UP = "picked_up"
    CALLER_GAVE_UP = "caller_gave_up"
    FORWARDED = "forwarded"
    REJECTED = "rejected"
    NO_ANSWER = "no_answer"
    ENDED = "ended"


TAKEN = (EndReason.ANSWERED, EndReason.PICKED_UP)
"""A call that ends so is somebody's."""


class LegFacts(Struct, frozen=True, gc=False):
    """One phone that is called, as one event or one row of a snapshot describes it.

    Attributes:
        endpoint: "101" of channel "PJSIP/101-0000001a"; "" for another technology, as of a trunk
            "IAX2/101-4711", which is not the phone of that name.
        desk: who sits there; `number` is the extension.
        caller: the channel's connected line, i.e. who calls.
        groups: the call groups in which this phone rings; None when the event does not say.
        rank: the greater, the later the leg was made; orders all legs of one PBX.
        dialer: the endpoint of the channel that dials it, whatever number it shows as `caller`, or
            the `uniqueid` of a Local one; "" when the event does not say, or that is neither.
        begun: a program dials it, before anybody has answered there.
    """

    uniqueid: str
    linkedid: str
    endpoint: str
    desk: Party
    caller: Party
    groups: frozenset[GroupId] | None
    state: LegState
    rank: tuple[float, int]
    dialer: str = ""
    begun: bool = False

    def completed(self, known: "EndpointKnown") -> "LegFacts":
        """This leg, with what its event did not tell of groups and desk."""
        return replace(
            self,
            groups=known.groups if self.groups is None else self.groups,
            desk=self.desk if self.desk.name else known.desk,
        )


class LegSeen(Struct, frozen=True, gc=False):
    """A phone is called, or rings, or sends early media; `at` is NEVER while it is only dialled."""

    leg: LegFacts
    at: float


class LinkDialled(Struct, frozen=True, gc=False):
    """A Local channel is dialled, which is no phone, but may dial some; `dialer` as of LegFacts.

    Attributes:
        begins: it is the first of its call: a program dials it, and nobody calls yet.
    """

    uniqueid: str
    linkedid: str
    dialer: str
    begins: bool = False


class Replied(Struct, frozen=True, gc=False):
    """A phone that is called has replied: the PBX's answer to a question, not an event."""

    uniqueid: str
    at: float


class CallerChanged(Struct, frozen=True, gc=False):
    """The connected line of some channel; of interest if that channel is a leg."""

    uniqueid: str
    caller: Party
    groups: frozenset[GroupId] | None


class Answered(Struct, frozen=True, gc=False):
    """Some channel went up; of interest if it is a leg.

    Attributes:
        dialer: the channel that dialled it and now has its answer; "" if the event has none.
        for_local: the dialer is a Local channel that was not answered before; its own dialer does
            not have the answer yet.
        up: the dialer itself was answered before, as by a queue. Otherwise it goes up now, unless
            its caller hangs up at this moment.
        at: as of Ended.
        linkedid: the dialer's call; "" without a dialer.
        by: who sits there, if this is no phone of that call, but has just taken one's place.
    """

    uniqueid: str
    dialer: str = ""
    for_local: bool = False
    up: bool = False
    at: float = NEVER
    linkedid: str = ""
    by: Party | None = None


class Cancelled(Struct, frozen=True, gc=False):
    """Some channel is no longer called, and will be hung up: the caller gave up, or was answered.

    Attributes:
        at: as of Ended.
        linkedid: the call of a Local channel, which is no phone; "" for any other.
        by_link: it was called by a Local channel that nobody has answered. Only the event of the
            Local channel before that one says why, if any does.
        by_sip: the call, if its own first channel called this one, over SIP: if that caller had
            hung up, a HangupRequest would have come before; "" for any other.
    """

    uniqueid: str
    at: float = NEVER
    linkedid: str = ""
    by_link: bool = False
    by_sip: str = ""


class Ended(Struct, frozen=True, gc=False):
    """Some channel is no longer called.

    Attributes:
        local: it is a Local channel, i.e. a link in a chain and no phone.
        refused: who dialled a pickup code and got no call, as `names` of PickedUp; () for others.
        dial: only its dial has ended, and it may not be hung up: a queue can end a try while
            somebody picks up one of its phones, and then gives them the caller.
        at: when; NEVER if it is not known.
    """

    uniqueid: str
    linkedid: str
    reason: EndReason
    local: bool = False
    refused: tuple[str, ...] = ()
    dial: bool = False
    at: float = NEVER


class PickedUp(Struct, frozen=True, gc=False):
    """Somebody took a ringing leg.

    Attributes:
        picker: the channel that took it; our own when we did.
        target: the leg that was taken.
        linkedid: the target's.
        desk: whose phone the target is.
        caller: who was calling there.
        local: the target is a Local channel, i.e. a link in a chain and no phone.
        at: as of Ended.
        names: of the phone that took it: its number and its endpoint. Two customers of one PBX may
            have the same number.
    """

    picker: str
    target: str
    linkedid: str
    by: Party
    desk: Party = Party()
    caller: Party = Party()
    local: bool = False
    at: float = NEVER
    names: tuple[str, ...] = ()


class QueueJoined(Struct, frozen=True, gc=False):
    """The caller of this call waits in a queue; `uniqueid` is the channel that does."""

    linkedid: str
    queue: str
    uniqueid: str = ""


class QueueLeft(Struct, frozen=True, gc=False):
    """The caller of this call no longer waits in a queue; `at` is as of Ended."""

    linkedid: str
    queue: str
    at: float = NEVER


class Bridged(Struct, frozen=True, gc=False):
    """Some channel talks; of interest if it waits in a queue.

    Then another program has taken it out, as by `Bridge`, and the queue does not say so.
    """

    uniqueid: str
    linkedid: str


class Transferred(Struct, frozen=True, gc=False):
    """Somebody with two calls, one of them waiting, connected them with each other.

    Attributes:
        before: the linkedid of the call that waits, as in a queue.
        linkedid: that of the other call, which takes its place there.
        dialer: the endpoint of who does; "" if that is no phone, or many talk.
    """

    before: str
    linkedid: str
    dialer: str = ""


class EndpointKnown(Struct, frozen=True, gc=False):
    """The PBX's answer about an endpoint whose events lack its desk or groups."""

    endpoint: str
    desk: Party
    groups: frozenset[GroupId]


class OriginateEnded(Struct, frozen=True, gc=False):
    """The PBX has finished ringing our own phone for a pickup."""

    action_id: str
    answered: bool


PbxEvent = (
    LegSeen
    | LinkDialled
    | Replied
    | CallerChanged
    | Answered
    | Cancelled
    | Ended
    | PickedUp
    | QueueJoined
    | QueueLeft
    | Bridged
    | Transferred
    | EndpointKnown
    | OriginateEnded
)


class Snapshot(Struct, frozen=True, gc=False):
    """All that rings or is dialled at one moment, and who waits in which queue.

    Attributes:
        wait_since: since when callers wait: there, or because nobody has answered them at all.
        links: the Local channels that nobody has answered.
    """

    legs: tuple[LegSeen, ...]
    queues: tuple[QueueJoined, ...]
    wait_since: dict[str, float] = {}
    links: tuple[LinkDialled, ...] = ()
