"""PickupService: takes one ringing call with my phone and says how it ended.

Checks are made when the action is sent, nothing is ever sent twice, and one pickup is in
flight at a time. The outcome is read from the PBX's own events: `observe` and `removed` must
be given every event and every ending, in order.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from msgspec import Struct

from client.calls.call import Call, CallId, Removed
from client.calls.choice import Choice, Code, Refusal, Target, ThisCall, choose, code_for
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
from client.pickup_attempt import SETTLED_WITHIN_S, Attempt, BlindAttempt, outcome_of
from client.session import Outcome, PickupResult

REMEMBER_S = 5.0
"""How long an ended call is remembered, to tell a late click who took it."""

RIVAL_WITHIN_S = 2.0
"""How much later than my own defeat the PBX may tell who was faster. Seen: some milliseconds, but
a second when a hundred others try as well."""

REPLY_WITHIN_S = 10.0
"""How much longer than my phone may ring the PBX may take to say how that ended. Seen: 9 s, when
200 agents go for one call in the same moment; mostly it says so at once."""

_GRACE_S = 1.0
"""The same where nobody says it, since the PBX does not know that my phone is to dial."""


class Phone(Protocol):
    """What a pickup needs of my phone.

    Attributes:
        own_channel: the pickup's channel has the id that `ring` gives it; else it is the next
            pickup by my number.
        names_leg: my phone takes the very leg; else it dials a code, and the PBX may refuse.
        dials: there are codes that it can dial.
    """

    own_channel: bool
    names_leg: bool
    dials: bool

    async def ring(self, channel_id: str, choice: Choice | Code) -> None:
        """Ring my phone, which then takes the choice's leg, or dials the code.

        The new channel has the id `channel_id`, and so has the action.

        Raises:
            ActionRejected: it was not done.
            ConnectionLost: nobody knows.
        """

    def hang_up(self, channel_id: str) -> None:
        """Stop ringing my phone, as far as this account may; does not wait."""


class Knowledge(Struct, frozen=True):
    """What the session knows; what it does not, the PBX decides.

    Attributes:
        calls: all that ring in my groups.
        groups: which ones are mine.
    """

    calls: bool = True
    groups: bool = True


_ALL_KNOWN: Final = Knowledge()


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
        self._knows = Knowledge()
        self._attempt: Attempt | None = None
        self._blind: BlindAttempt | None = None
        self._running: asyncio.Future[PickupResult] | None = None
        self._ended: deque[tuple[float, Removed]] = deque()

    def arm(
        self,
        phone: Phone,
        me: Party,
        groups: Sequence[PickupGroup],
        knows: Knowledge = _ALL_KNOWN,
    ) -> None:
        """The link is live: from now on a pickup can be sent."""
        self._phone, self._me, self._groups, self._knows = phone, me, groups, knows

    def disarm(self) -> None:
        """The link is lost: a pickup under way ends so, and no other is sent."""
        self._phone = None
        self._ended.clear()
        for attempt in (self._attempt, self._blind):
            if attempt:
                attempt.finish(Outcome.LINK_LOST)

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

    @property
    def is_running(self) -> bool:
        """Whether a pickup is under way, which must see what becomes of any channel."""
        return self._attempt is not None or self._blind is not None

    def observe(self, event: PbxEvent) -> None:
        """See an event before the ringing calls do."""
        if self._blind:
            self._blind.observe(event)
        if self._attempt:
            self._observe(self._attempt, event)

    def _observe(self, attempt: Attempt, event: PbxEvent) -> None:
        mine, leg = attempt.channel_id, attempt.choice.leg.uniqueid
        match event:
            case PickedUp() if event.picker == mine or self._is_mine(event.by.number):
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
            case Ended(dial=False) if event.uniqueid == mine:
                self._my_phone_is_out(attempt)
            case Ended() if self._is_mine(event.refused):
                attempt.phone_answered = True
                self._my_phone_is_out(attempt)
            case Ended() if event.uniqueid == leg and not attempt.picked:
                # The call may ring on elsewhere. If not, its own end says it better.
                attempt.leg_ended = True
                self._conclude_soon(attempt)
            case _:
                pass

    def _is_mine(self, number: str) -> bool:
        """Whether a channel whose id nobody gave is that of my phone."""
        foreign = self._phone is not None and not self._phone.own_channel
        return foreign and number == self._me.number

    def _picked(self, attempt: Attempt, event: PickedUp) -> None:
        """A leg is mine; of a code the PBX decides which, at the last moment."""
        attempt.picked = True
        attempt.channel_id = event.picker
        if event.target in attempt.answers:  # it was answered just before: mine takes its place
            attempt.answers[event.picker] = attempt.answers[event.target]
        if event.target != attempt.choice.leg.uniqueid:
            taken = self._ringing.get(CallId(attempt.choice.call.id.pbx, event.linkedid))
            for leg in taken.legs if taken else ():
                if taken and leg.uniqueid == event.target:
                    attempt.choice = Choice(taken, leg)
        self._mine_if_told(attempt)

    def _mine_if_told(self, attempt: Attempt) -> None:
        """It is mine once the caller has my phone's answer and the PBX has told the pickup.

        Either comes first; only with the pickup the call is no longer shown.
        """
        if attempt.picked and attempt.has_caller:
            attempt.finish(Outcome.PICKED_UP, self._me)
        else:
            self._conclude_soon(attempt)

    def _answered(self, attempt: Attempt, event: Answered) -> None:
        attempt.phone_answered |= event.uniqueid == attempt.channel_id
        for leg in attempt.choice.call.legs:
            if leg.uniqueid == event.uniqueid:
                attempt.rival = leg.desk
        if event.dialer:
            attempt.answers[event.uniqueid] = event
        else:
            attempt.up.add(event.uniqueid)
        if attempt.has_caller:
            self._mine_if_told(attempt)

    def removed(self, change: Removed) -> None:
        """A call rings no more."""
        now = self._now()
        while self._ended and self._ended[0][0] < now - REMEMBER_S:
            self._ended.popleft()
        self._ended.append((now, change))
        attempt = self._attempt
        if attempt and attempt.choice.call.id == change.call.id and not attempt.picked:
            attempt.ending = change
            # Who answered is perhaps told later. And for a phone that has answered the PBX may have
            # the leg in hand: it gets the caller, though the leg ends or is answered just now.
            in_hand = attempt.phone_answered and not attempt.out
            if in_hand or (change.reason is EndReason.ANSWERED and not change.by):
                self._conclude_soon(attempt)
            else:
                attempt.conclude(self._me)

    def _late(self, target: Target) -> Removed | None:
        """How the call of a late click ended, if that is not too long ago."""
        if isinstance(target, ThisCall):
            oldest = self._now() - REMEMBER_S
            for at, change in reversed(self._ended):
                if change.call.id == target.id:
                    return change if at >= oldest else None
        return None

    def _my_phone_is_out(self, attempt: Attempt) -> None:
        """My phone's part is over. If it had answered, the PBX is about to say who was faster."""
        attempt.out = True
        if attempt.picked or not attempt.names_leg:
            self._conclude_soon(attempt)
        else:
            unclear = attempt.phone_answered and not attempt.ending
            self._conclude_soon(attempt, RIVAL_WITHIN_S if unclear else 0.0)

    def _conclude_soon(self, attempt: Attempt, wait_s: float = SETTLED_WITHIN_S) -> None:
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
            if late := self._late(target):
                outcome, by = outcome_of(late)
                return result(outcome, late.call, late.call.legs[0].desk, by)
            code = self._blind_code(target, choice)
            return await self._dial(code, began) if code else result(Outcome[choice.name])
        phone = self._phone
        attempt = Attempt(choice, PICKUP_ID_PREFIX + uuid.uuid4().hex, phone.names_leg)
        self._attempt = attempt
        try:
            outcome, by = await self._run(phone, attempt)
        finally:
            self._attempt = None
        return result(outcome, attempt.choice.call, attempt.choice.leg.desk, by)

    def _blind_code(self, target: Target, refusal: Refusal) -> Code | None:
        """What my phone may dial though nobody here knows of such a call; None for nothing."""
        unknown = not (
            self._knows.calls if refusal is Refusal.NOTHING_RINGING else self._knows.groups
        )
        return code_for(target) if unknown and self._phone and self._phone.dials else None

    async def _dial(self, code: Code, began: float) -> PickupResult:
        """Let the PBX decide what the code takes."""
        phone = self._phone
        assert phone  # noqa: S101 - looked at a moment ago
        new_id = PICKUP_ID_PREFIX + uuid.uuid4().hex
        self._blind = blind = BlindAttempt(code, new_id, self._me, phone.own_channel)
        try:
            outcome, by = await self._run(phone, blind)
        finally:
            self._blind = None
        taken = blind.picked
        return PickupResult(
            outcome,
            None,
            taken.desk if taken else None,
            by,
            self._now() - began,
            blind=True,
            caller=taken.caller if taken else None,
        )

    async def _run(
        self, phone: Phone, attempt: Attempt | BlindAttempt
    ) -> tuple[Outcome, Party | None]:
        try:
            await phone.ring(attempt.channel_id, attempt.choice)
            told = phone.own_channel
            limit_s = self._answer_within_s + (REPLY_WITHIN_S if told else _GRACE_S)
            async with asyncio.timeout(limit_s):
                outcome, by = await attempt.end
        except ActionRejected as error:
            no_right = error.no_right
            return (Outcome.NO_RIGHT if no_right else Outcome.PHONE_DID_NOT_ANSWER), None
        except ConnectionLost:
            return Outcome.LINK_LOST, None
        except TimeoutError:
            outcome, by = Outcome.PHONE_DID_NOT_ANSWER, None
        except asyncio.CancelledError:
            if not attempt.may_talk:
                phone.hang_up(attempt.channel_id)
            raise
        if outcome not in (Outcome.PICKED_UP, Outcome.LINK_LOST) and not attempt.may_talk:
            phone.hang_up(attempt.channel_id)
        return outcome, by
