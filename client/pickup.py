"""PickupService: takes one ringing call with my phone and says how it ended.

Checks are made when the action is sent, nothing is ever sent twice, and one pickup is in
flight at a time. The outcome is read from the PBX's own events: `observe` and `removed` must
be given every event and every ending, in order.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from client.calls.call import Call, CallId, Removed
from client.calls.choice import Choice, Refusal, Target, ThisCall, choose
from client.calls.events import (
    PICKUP_ID_PREFIX,
    Answered,
    Ended,
    EndReason,
    OriginateEnded,
    Party,
    PbxEvent,
    PickedUp,
)
from client.calls.groups import PickupGroup
from client.calls.ringing import RingingCalls
from client.errors import ActionRejected, ConnectionLost
from client.session import Outcome, PickupResult

REMEMBER_S = 5.0
"""How long an ended call is remembered, to tell a late click who took it."""

SETTLED_WITHIN_S = 0.5
"""How much later than the pickup of my leg, or its end, the PBX may tell who has the caller.
Seen: some milliseconds; not every application that calls phones tells it."""

RIVAL_WITHIN_S = 2.0
"""How much later than my own defeat the PBX may tell who was faster. Seen: some milliseconds, but
a second when a hundred others try as well."""

_GRACE_S = 1.0
"""How much longer than my phone may ring the PBX may take to say that it did not answer."""


class Phone(Protocol):
    """What a pickup needs of my phone.

    Attributes:
        own_channel: the pickup's channel has the id that `ring` gives it; else it is the next
            pickup by my number.
        names_leg: my phone takes the very leg; else it dials a code, and the PBX may refuse.
    """

    own_channel: bool
    names_leg: bool

    async def ring(self, channel_id: str, choice: Choice) -> None:
        """Ring my phone, which then takes the choice's leg.

        The new channel has the id `channel_id`, and so has the action.

        Raises:
            ActionRejected: it was not done.
            ConnectionLost: nobody knows. As far as can be, the phone is told to stop.
        """

    def hang_up(self, channel_id: str) -> None:
        """Stop ringing my phone, as far as this account may; does not wait."""


@dataclass(slots=True)
class _Attempt:
    """A pickup that is under way.

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
    end: asyncio.Future[tuple[Outcome, Party | None]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def has_caller(self) -> bool:
        """True when the answer of my channel has gone all the way up to the caller."""
        answers, channel = dict(self.answers), self.channel_id
        while answer := answers.pop(channel, None):
            if not answer.for_local:
                return answer.up or answer.dialer in self.up
            channel = answer.dialer
        return False

    def conclude(self, me: Party) -> None:
        """End as it looks, since the PBX says no more."""
        if self.picked and not self.out:
            self.finish(Outcome.PICKED_UP, me)
        elif self.rival:
            self.finish(Outcome.TAKEN_BY_OTHER, self.rival)
        elif self.ending:
            self.finish(*_outcome_of(self.ending))
        elif self.picked:
            self.finish(Outcome.CALLER_GAVE_UP)
        elif self.leg_ended:
            self.finish(Outcome.NOTHING_RINGING)
        elif self.phone_answered and not self.names_leg:
            self.finish(Outcome.NOT_ALLOWED)
        else:
            self.finish(Outcome.PHONE_DID_NOT_ANSWER)

    def finish(self, outcome: Outcome, by: Party | None = None) -> None:
        if not self.end.done():
            self.end.set_result((outcome, by))


class PickupService:
    """Pickups of one agent at one PBX.

    Args:
        now: the session's clock.
        answer_within_s: how long my phone may ring.
    """

    def __init__(
        self, ringing: RingingCalls, now: Callable[[], float], answer_within_s: float
    ) -> None:
        self._ringing = ringing
        self._now = now
        self._answer_within_s = answer_within_s
        self._phone: Phone | None = None
        self._me = Party()
        self._groups: Sequence[PickupGroup] = ()
        self._attempt: _Attempt | None = None
        self._running: asyncio.Future[PickupResult] | None = None
        self._ended: dict[CallId, Removed] = {}

    def arm(self, phone: Phone, me: Party, groups: Sequence[PickupGroup]) -> None:
        """The link is live: from now on a pickup can be sent."""
        self._phone, self._me, self._groups = phone, me, groups

    def disarm(self) -> None:
        """The link is lost: a pickup under way ends so, and no other is sent."""
        self._phone = None
        self._ended.clear()
        if self._attempt:
            self._attempt.finish(Outcome.LINK_LOST)

    async def pickup(self, target: Target) -> PickupResult:
        """Take the call that `target` means. A request while one runs gets that one's result."""
        if self._running is not None:
            return await asyncio.shield(self._running)
        self._running = asyncio.get_running_loop().create_future()
        try:
            result = await self._pickup(target)
            self._running.set_result(result)
        except BaseException:
            self._running.cancel()
            raise
        finally:
            self._running = None
        return result

    def observe(self, event: PbxEvent) -> None:
        """See an event before the ringing calls do."""
        attempt = self._attempt
        if attempt is None:
            return
        mine, leg = attempt.channel_id, attempt.choice.leg.uniqueid
        match event:
            case PickedUp() if event.picker == mine or self._by_my_phone(event):
                self._picked(attempt, event)
            case PickedUp() if event.linkedid == attempt.choice.call.id.id:
                attempt.rival = event.by
                if event.target == leg or attempt.ending:
                    attempt.conclude(self._me)
            case Answered():
                self._answered(attempt, event)
            case OriginateEnded() if event.action_id == mine:
                attempt.phone_answered |= event.answered
                if not event.answered:
                    self._my_phone_is_out(attempt)
            case Ended() if event.uniqueid == mine:
                self._my_phone_is_out(attempt)
            case Ended() if event.uniqueid == leg and not attempt.picked:
                # The call may ring on elsewhere. If not, its own end says it better.
                attempt.leg_ended = True
                self._conclude_soon(attempt)
            case _:
                pass

    def _by_my_phone(self, event: PickedUp) -> bool:
        foreign = self._phone is not None and not self._phone.own_channel
        return foreign and event.by.number == self._me.number

    def _picked(self, attempt: _Attempt, event: PickedUp) -> None:
        """A leg is mine; of a code the PBX decides which, at the last moment."""
        attempt.picked = True
        attempt.channel_id = event.picker
        taken = self._ringing.get(CallId(attempt.choice.call.id.pbx, event.linkedid))
        for leg in taken.legs if taken else ():
            if taken and leg.uniqueid == event.target:
                attempt.choice = Choice(taken, leg)
        self._conclude_soon(attempt)

    def _answered(self, attempt: _Attempt, event: Answered) -> None:
        attempt.phone_answered |= event.uniqueid == attempt.channel_id
        for leg in attempt.choice.call.legs:
            if leg.uniqueid == event.uniqueid:
                attempt.rival = leg.desk
        if event.dialer:
            attempt.answers[event.uniqueid] = event
        else:
            attempt.up.add(event.uniqueid)
        if attempt.has_caller:
            attempt.finish(Outcome.PICKED_UP, self._me)

    def removed(self, change: Removed) -> None:
        """A call rings no more."""
        call_id = change.call.id
        self._ended[call_id] = change
        asyncio.get_running_loop().call_later(REMEMBER_S, self._forget, call_id, change)
        attempt = self._attempt
        if attempt and attempt.choice.call.id == call_id and not attempt.picked:
            attempt.ending = change
            if change.by or change.reason is not EndReason.ANSWERED:
                attempt.conclude(self._me)
            else:
                self._conclude_soon(attempt)  # who answered is perhaps told later

    def _forget(self, call_id: CallId, change: Removed) -> None:
        if self._ended.get(call_id) is change:
            del self._ended[call_id]

    def _my_phone_is_out(self, attempt: _Attempt) -> None:
        """My phone's part is over. If it had answered, the PBX is about to say who was faster."""
        attempt.out = True
        if attempt.picked or not attempt.names_leg:
            self._conclude_soon(attempt)
        else:
            self._conclude_soon(attempt, RIVAL_WITHIN_S if attempt.phone_answered else 0.0)

    def _conclude_soon(self, attempt: _Attempt, wait_s: float = SETTLED_WITHIN_S) -> None:
        """Give the PBX a moment to say more."""
        asyncio.get_running_loop().call_later(wait_s, attempt.conclude, self._me)

    async def _pickup(self, target: Target) -> PickupResult:
        began = self._now()

        def result(
            outcome: Outcome,
            call: Call | None = None,
            desk: Party | None = None,
            by: Party | None = None,
        ) -> PickupResult:
            return PickupResult(outcome, call, desk, by, self._now() - began)

        if self._phone is None:
            return result(Outcome.LINK_LOST)
        choice = choose(target, self._ringing, self._groups)
        if isinstance(choice, Refusal):
            late = self._ended.get(target.id) if isinstance(target, ThisCall) else None
            if late is not None:
                outcome, by = _outcome_of(late)
                return result(outcome, late.call, late.call.legs[0].desk, by)
            return result(Outcome[choice.name])
        phone = self._phone
        attempt = _Attempt(choice, PICKUP_ID_PREFIX + uuid.uuid4().hex, phone.names_leg)
        self._attempt = attempt
        try:
            outcome, by = await self._run(phone, attempt)
        finally:
            self._attempt = None
        return result(outcome, attempt.choice.call, attempt.choice.leg.desk, by)

    async def _run(self, phone: Phone, attempt: _Attempt) -> tuple[Outcome, Party | None]:
        try:
            await phone.ring(attempt.channel_id, attempt.choice)
            async with asyncio.timeout(self._answer_within_s + _GRACE_S):
                outcome, by = await attempt.end
        except ActionRejected as error:
            no_right = error.no_right
            return (Outcome.NO_RIGHT if no_right else Outcome.PHONE_DID_NOT_ANSWER), None
        except ConnectionLost:
            return Outcome.LINK_LOST, None
        except TimeoutError:
            outcome, by = Outcome.PHONE_DID_NOT_ANSWER, None
        except asyncio.CancelledError:
            phone.hang_up(attempt.channel_id)
            raise
        if outcome not in (Outcome.PICKED_UP, Outcome.LINK_LOST):
            phone.hang_up(attempt.channel_id)
        return outcome, by


def _outcome_of(change: Removed) -> tuple[Outcome, Party | None]:
    if change.reason in (EndReason.ANSWERED, EndReason.PICKED_UP):
        return Outcome.TAKEN_BY_OTHER, change.by
    if change.reason is EndReason.CALLER_GAVE_UP:
        return Outcome.CALLER_GAVE_UP, None
    return Outcome.NOTHING_RINGING, None
