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

from client.calls.call import Call, CallId, Leg, Removed
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

RIVAL_WITHIN_S = 0.5
"""How much later than my own defeat the PBX may tell who has won. Seen: some milliseconds."""

_GRACE_S = 1.0
"""How much longer than my phone may ring the PBX may take to say that it did not answer."""


class Phone(Protocol):
    """What a pickup needs of the link to the PBX."""

    async def ring(self, channel_id: str, choice: Choice) -> None:
        """Ring my phone, which then takes one of the choice's legs.

        The new channel has the id `channel_id`, and so has the action.

        Raises:
            ActionRejected: it was not done.
            ConnectionLost: nobody knows. As far as can be, the phone is told to stop.
        """

    def hang_up(self, channel_id: str) -> None:
        """Stop ringing my phone, as far as this account may; does not wait."""


@dataclass(slots=True)
class _Attempt:
    """A pickup that is under way."""

    choice: Choice
    channel_id: str
    phone_answered: bool = False
    desk: Party | None = None
    end: asyncio.Future[tuple[Outcome, Party | None]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def leg(self, uniqueid: str) -> Leg | None:
        """The leg of this id, if it may be taken."""
        return next((leg for leg in self.choice.legs if leg.uniqueid == uniqueid), None)

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
        match event:
            case PickedUp() if (leg := attempt.leg(event.target)) is not None:
                attempt.desk = leg.desk
                if event.picker == attempt.channel_id:
                    attempt.finish(Outcome.PICKED_UP, self._me)
                else:
                    attempt.finish(Outcome.TAKEN_BY_OTHER, event.by)
            case Answered() if event.uniqueid == attempt.channel_id:
                attempt.phone_answered = True
            case OriginateEnded() if event.action_id == attempt.channel_id:
                attempt.phone_answered |= event.answered
                if not event.answered:
                    self._not_picked_up(attempt)
            case Ended() if event.uniqueid == attempt.channel_id:
                self._not_picked_up(attempt)
            case _:
                pass

    def removed(self, change: Removed) -> None:
        """A call rings no more."""
        call_id = change.call.id
        self._ended[call_id] = change
        asyncio.get_running_loop().call_later(REMEMBER_S, self._forget, call_id, change)
        if self._attempt and self._attempt.choice.call.id == call_id:
            self._attempt.finish(*_outcome_of(change))

    def _forget(self, call_id: CallId, change: Removed) -> None:
        if self._ended.get(call_id) is change:
            del self._ended[call_id]

    def _not_picked_up(self, attempt: _Attempt) -> None:
        """My phone's part is over and no pickup was seen.

        If it had answered, somebody was faster, or the caller gave up: the PBX is about to say.
        """
        wait_s = RIVAL_WITHIN_S if attempt.phone_answered else 0.0
        loop = asyncio.get_running_loop()
        loop.call_later(wait_s, attempt.finish, Outcome.PHONE_DID_NOT_ANSWER)

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
        attempt = _Attempt(choice, PICKUP_ID_PREFIX + uuid.uuid4().hex)
        attempt.desk = choice.legs[0].desk
        self._attempt = attempt
        try:
            outcome, by = await self._run(self._phone, attempt)
        finally:
            self._attempt = None
        return result(outcome, choice.call, attempt.desk, by)

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
