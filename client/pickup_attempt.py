"""One pickup on its way: what the PBX has said of it so far, and what that comes to.

No I/O and no clock: `client.pickup` passes the events on and sees to the time.
"""

import asyncio

from msgspec import Struct, field

from client.calls.call import Removed
from client.calls.choice import Choice, Code
from client.calls.events import (
    Answered,
    Ended,
    EndReason,
    OriginateEnded,
    Party,
    PbxEvent,
    PickedUp,
)
from client.session import Outcome

SETTLED_WITHIN_S = 0.5
"""How much later than the pickup of my leg, or its end, the PBX may tell who has the caller.
Seen: some milliseconds; not every application that calls phones tells it."""

End = asyncio.Future[tuple[Outcome, Party | None]]
"""How a pickup ended, and who has the caller."""


def _end() -> End:
    return asyncio.get_running_loop().create_future()


class Attempt(Struct):
    """A pickup of a call that is known.

    Attributes:
        leg_ended: the leg rings no more, and not because of me.
        picked: the leg is mine. If another of the call's phones was taken or answered in the
            same moment, the caller gets one of us, and the PBX hangs up the other.
        out: my phone's part is over.
        rival: who else took or answered one of the call's phones.
        ending: how the call ended, without me.
        answers: which channels were answered since the click, by whom they were called.
        up: which channels went up since the click.
    """

    choice: Choice
    channel_id: str
    names_leg: bool
    phone_answered: bool = False
    leg_ended: bool = False
    picked: bool = False
    out: bool = False
    rival: Party | None = None
    ending: Removed | None = None
    answers: dict[str, Answered] = field(default_factory=dict)
    up: set[str] = field(default_factory=set)
    end: End = field(default_factory=_end)

    @property
    def has_caller(self) -> bool:
        """True when the answer of my channel has gone all the way up to the caller."""
        answers, channel = dict(self.answers), self.channel_id
        while answer := answers.pop(channel, None):
            if not answer.for_local:
                return answer.up or answer.dialer in self.up
            channel = answer.dialer
        return False

    @property
    def may_talk(self) -> bool:
        """My phone is not to be hung up, whatever else is told, or hidden by an event filter.

        Once it has answered, it talks with the caller, or the PBX itself ends it.
        """
        return self.picked or self.phone_answered

    def conclude(self, me: Party) -> None:
        """End as it looks, since the PBX says no more."""
        if (self.picked and not self.out) or self.has_caller:
            self.finish(Outcome.PICKED_UP, me)
        elif self.rival:
            self.finish(Outcome.TAKEN_BY_OTHER, self.rival)
        elif self.ending:
            self.finish(*outcome_of(self.ending))
        elif self.picked:
            self.finish(Outcome.CALLER_GAVE_UP)
        elif self.leg_ended:
            self.finish(Outcome.NOTHING_RINGING)
        elif self.phone_answered and not self.names_leg:
            self.finish(Outcome.NOT_ALLOWED)
        else:
            self.finish(Outcome.PHONE_DID_NOT_ANSWER)

    def finish(self, outcome: Outcome, by: Party | None = None) -> None:
        """End, if it has not ended."""
        if not self.end.done():
            self.end.set_result((outcome, by))


class BlindAttempt(Struct):
    """A code that my phone dials for a call that nobody here knows of; the PBX decides.

    Attributes:
        me: how the PBX names whom my phone belongs to.
        own_channel: as in `client.pickup.Phone`.
        picked: the leg that is mine, and at whose phone it rang.
        out: my phone's part is over.
    """

    choice: Code
    channel_id: str
    me: Party
    own_channel: bool
    picked: PickedUp | None = None
    out: bool = False
    end: End = field(default_factory=_end)

    @property
    def may_talk(self) -> bool:
        """As of `Attempt`."""
        return self.picked is not None

    def observe(self, event: PbxEvent) -> None:
        """See what the PBX says, in order."""
        match event:
            case PickedUp() if event.picker == self.channel_id or self._is_mine(event.by.number):
                self.picked = event
                self.channel_id = event.picker
                self._conclude_soon()
            case OriginateEnded() if event.action_id == self.channel_id and not event.answered:
                self.finish(Outcome.PHONE_DID_NOT_ANSWER)
            case Ended(dial=False) if event.uniqueid == self.channel_id or self._is_mine(
                event.refused
            ):
                self.out = True
                self._conclude_soon()
            case _:
                pass

    def _is_mine(self, number: str) -> bool:
        return not self.own_channel and number == self.me.number

    def _conclude_soon(self) -> None:
        asyncio.get_running_loop().call_later(SETTLED_WITHIN_S, self._conclude)

    def _conclude(self) -> None:
        if self.picked and self.out:
            self.finish(Outcome.CALLER_GAVE_UP)
        elif self.picked:
            self.finish(Outcome.PICKED_UP, self.me)
        else:
            self.finish(Outcome.NOTHING_RINGING)

    def finish(self, outcome: Outcome, by: Party | None = None) -> None:
        """End, if it has not ended."""
        if not self.end.done():
            self.end.set_result((outcome, by))


def outcome_of(change: Removed) -> tuple[Outcome, Party | None]:
    """What the end of a call means to somebody who wanted it, and who has it."""
    if change.reason in (EndReason.ANSWERED, EndReason.PICKED_UP):
        return Outcome.TAKEN_BY_OTHER, change.by
    if change.reason is EndReason.CALLER_GAVE_UP:
        return Outcome.CALLER_GAVE_UP, None
    return Outcome.NOTHING_RINGING, None
