"""Session: all that the window and the command line know of a PBX.

They talk to this alone and know nothing of AMI. A session tells its listeners what changes,
in order, on the event loop's thread; it never calls them while one of their calls into it
is under way.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

from msgspec import Struct

from client.calls.call import Call, Change
from client.calls.choice import Target
from client.calls.events import Party
from client.calls.groups import PickupGroup
from client.errors import ConnectionLost, LinkError, ShuttingDown


class LinkState(Enum):
    """How much the list can be trusted.

    CONNECTING: nothing is known yet. LIVE: the list is the PBX's truth. STALE: the link is
    lost and being made anew; the list is as of then. REFUSED: only a person can help. It
    is tried again, a refused login seldom, since an administrator may mend it. CLOSED: not
    started, or ended.
    """

    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"
    REFUSED = "refused"
    CLOSED = "closed"


class LinkStatus(Struct, frozen=True):
    """The link's state.

    Attributes:
        as_of: when the list was last known to be true, on the session's clock; None before
            the first time.
        error: why the last attempt failed; None when none has.
        complete_since: when this account began to hear of calls, if it may not ask what rings:
            what rang already then is not in the list. None = the list is complete.
        hears_callers: whether a live link tells of callers, as that one hangs up.
    """

    state: LinkState
    as_of: float | None = None
    error: LinkError | None = None
    complete_since: float | None = None
    hears_callers: bool = False

    def lost_for(self, now: float) -> float:
        """For how many seconds a lost link has told nothing; 0 while it is not lost."""
        if self.state is not LinkState.STALE or self.as_of is None:
            return 0.0
        return max(0.0, now - self.as_of)

    @property
    def lasting_error(self) -> LinkError | None:
        """Why a lost link does not come back though the PBX is reached; None where it soon may.

        One that starts does not know its endpoints yet, and then that is said for a moment.
        """
        lost = isinstance(self.error, ConnectionLost)
        soon_may = lost and not isinstance(self.error, ShuttingDown)
        return None if self.state is not LinkState.STALE or soon_may else self.error


class Outcome(Enum):
    """How a pickup ended."""

    PICKED_UP = "picked_up"
    TAKEN_BY_OTHER = "taken_by_other"
    CALLER_GAVE_UP = "caller_gave_up"
    NOT_ALLOWED = "not_allowed"
    NOTHING_RINGING = "nothing_ringing"
    PHONE_DID_NOT_ANSWER = "phone_did_not_answer"
    NOT_PUT_THROUGH = "not_put_through"
    NO_CODES = "no_codes"
    NO_RIGHT = "no_right"
    LINK_LOST = "link_lost"


class PickupResult(Struct, frozen=True):
    """The end of one pickup.

    Attributes:
        call: the call that was chosen, as it was then; None when none was, or the PBX took another
            one, which is not listed, for a code.
        desk: whose phone it rang at: the one it was taken from, or would have been.
        by: who has the call now, if it is known; on PICKED_UP that is me.
        seconds: from the request to the outcome.
        blind: no call was known here; a code was dialled, and the PBX decided what it takes.
        caller: whom a pickup without a call took, if it is known.
        no_code: only a code may go out, and none means what was wanted.
    """

    outcome: Outcome
    call: Call | None = None
    desk: Party | None = None
    by: Party | None = None
    seconds: float = 0.0
    blind: bool = False
    caller: Party | None = None
    no_code: bool = False


class LinkChanged(Struct, frozen=True):
    """The link's state is different."""

    status: LinkStatus


class AgentChanged(Struct, frozen=True):
    """Who I am or which groups I have is different."""

    me: Party
    groups: tuple[PickupGroup, ...]


class Unheard(Struct, frozen=True):
    """The calls of these groups of mine do not reach me: my account's event filter lacks them."""

    groups: tuple[PickupGroup, ...]


SessionEvent = LinkChanged | AgentChanged | Unheard | Change
Listener = Callable[[Sequence[SessionEvent]], None]


class Watched(Protocol):
    """One user's calls: of a PBX now, or of one that is replayed."""

    @property
    def link(self) -> LinkStatus:
        """The link's state now."""

    @property
    def me(self) -> Party:
        """My own desk; the number is known from the start."""

    @property
    def groups(self) -> tuple[PickupGroup, ...]:
        """The groups that I may pick up from, in order of their numbers."""

    def calls(self) -> list[Call]:
        """What rings in my groups, the most recent first."""

    def now(self) -> float:
        """The session's clock: seconds since the epoch, as the PBX counts; never jumps."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every batch of changes until the returned function is called."""


class Session(Watched, Protocol):
    """One user at one PBX."""

    @property
    def pbx(self) -> str:
        """The PBX's name, part of every call's key."""

    async def run(self) -> None:
        """Connect, keep connected, until cancelled. Call it once."""

    async def ready(self) -> None:
        """Return when the link is live for the first time.

        Raises:
            LinkError: the first attempt failed; which child says why. One in which this computer
                slept does not count.
        """

    async def pbx_version(self) -> str:
        """Ask which PBX it is, e.g. "22.10.0"; "" if it does not tell, or there is no link."""

    async def pickup(self, target: Target) -> PickupResult:
        """Take a ringing call with my phone; never raises for what a PBX does.

        One at a time: while a pickup runs, a further request waits for it and gets its result.
        """
