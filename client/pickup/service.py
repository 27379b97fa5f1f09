"""PickupService: takes one ringing call with my phone and says how it ended.

Checks are made when the action is sent, nothing is ever sent twice, and one pickup is in
flight at a time. The outcome is read from the PBX's own events: `observe` and `removed` must
be given every event and every ending, in order.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from client.calls.call import Leg, Removed
from client.calls.choice import (
    AnyCall,
    Choice,
    Code,
    Refusal,
    Target,
    ThisCall,
    choose,
    code_for,
)
from client.calls.events import PICKUP_ID_PREFIX, Party, PbxEvent
from client.calls.groups import PickupGroup
from client.calls.ringing import RingingCalls
from client.errors import ActionRejected, ConnectionLost
from client.pickup.attempt import SETTLED_WITHIN_S, KnownAttempt, outcome_of
from client.session import Outcome, PickupResult

if TYPE_CHECKING:
    from client.pickup.blind_attempt import BlindAttempt

REMEMBER_S = 5.0
"""How long an ended call is remembered, to tell a late click who took it."""

REPLY_WITHIN_S = 10.0
"""How much longer than my phone may ring the PBX may take to say how that ended. Seen: 9 s, when
200 agents go for one call in the same moment; mostly it says so at once."""

_GRACE_S = 1.0
"""The same for a softphone: the PBX does not know that it will dial, and so reports no end."""


class Phone(Protocol):
    """What a pickup needs of my phone.

    Attributes:
        own_channel: the pickup's channel has the id that `ring` gives it; else it is the next
            pickup by my phone.
        is_checked: the PBX checks whether my phone may take what it wants, and may refuse.
        dials: there are codes that it can dial.
    """

    own_channel: bool
    is_checked: bool
    dials: bool

    async def ring(self, channel_id: str, wanted: Leg | Code) -> None:
        """Ring my phone, which then takes the leg, or dials the code.

        The new channel has the id `channel_id`, and so has the action.

        Raises:
            ActionRejected: it was not done.
            ConnectionLost: nobody knows.
        """

    def hang_up(self, channel_id: str) -> None:
        """Stop ringing my phone, as far as this account may and the link lives; does not wait."""


class Knowledge(Struct, frozen=True):
    """What the session knows. If something is unknown, the PBX decides what a code takes.

    Attributes:
        calls: it knows all calls that ring in my groups.
        groups: it knows which groups are mine; else every call that it hears of counts as mine.
    """

    calls: bool = True
    groups: bool = True


class PickupService:
    """Pickups of one agent at one PBX.

    Args:
        now: the session's clock.
        answer_within_s: how long my phone may ring.
        my_name: as of `client.pickup.attempt.Attempt`.
    """

    def __init__(
        self,
        ringing: RingingCalls,
        now: Callable[[], float],
        answer_within_s: float,
        my_name: str,
    ) -> None:
        self._ringing = ringing
        self._now = now
        self._answer_within_s = answer_within_s
        self._my_name = my_name
        self._phone: Phone | None = None
        self._me = Party()
        self._groups: Sequence[PickupGroup] = ()
        self._knows = Knowledge()
        self._attempt: KnownAttempt | BlindAttempt | None = None
        self._running: asyncio.Future[PickupResult] | None = None
        self._ended: deque[tuple[float, Removed]] = deque()

    def arm(
        self,
        phone: Phone,
        me: Party,
        groups: Sequence[PickupGroup],
        knows: Knowledge,
    ) -> None:
        """From now on, as the link is live, a pickup can be sent."""
        self._phone, self._me, self._groups, self._knows = phone, me, groups, knows

    def disarm(self) -> None:
        """The link is lost, or about to be closed: a running pickup ends with LINK_LOST."""
        phone, self._phone = self._phone, None
        self._ended.clear()
        if self._attempt:
            if phone and not self._attempt.may_talk:
                phone.hang_up(self._attempt.channel_id)  # nobody would see it ring
            self._attempt.finish(Outcome.LINK_LOST)

    async def pickup(self, target: Target) -> PickupResult:
        """Take the call that `target` means. A request while one runs gets that one's result."""
        if self._running is not None:
            return await asyncio.shield(self._running)
        self._running = asyncio.get_running_loop().create_future()
        began = self._now()
        try:
            result = await self._pickup(target)
            if result.by and result.by.number == self._me.number:  # by the handset, perhaps
                result = replace(result, outcome=Outcome.PICKED_UP)
            result = replace(result, seconds=self._now() - began)
            self._running.set_result(result)
        except BaseException:
            self._running.cancel()
            raise
        finally:
            self._running = None
        return result

    @property
    def is_running(self) -> bool:
        """Whether a pickup is running, which needs the events of all channels."""
        return self._attempt is not None

    def observe(self, event: PbxEvent) -> None:
        """See an event before the ringing calls do."""
        if self._attempt:
            self._attempt.observe(event)

    def removed(self, change: Removed) -> None:
        """A call rings no more."""
        now = self._now()
        while self._ended and self._ended[0][0] < now - REMEMBER_S:
            self._ended.popleft()
        self._ended.append((now, change))
        if isinstance(self._attempt, KnownAttempt):
            self._attempt.removed(change)

    async def _late(self, target: Target) -> Removed | None:
        """How the call ended that was clicked too late; None if that was over REMEMBER_S ago."""
        change = self._just_ended(target, REMEMBER_S)
        if change and change.may_be_told_later and self._just_ended(target, SETTLED_WITHIN_S):
            await asyncio.sleep(SETTLED_WITHIN_S)
            return self._just_ended(target, REMEMBER_S) or change
        return change

    def _just_ended(self, target: Target, within_s: float) -> Removed | None:
        if isinstance(target, ThisCall):
            oldest = self._now() - within_s
            for at, change in reversed(self._ended):
                if change.call.id == target.id:
                    return change if at >= oldest else None
        return None

    async def _pickup(self, target: Target) -> PickupResult:
        phone = self._phone
        if phone is None:
            return PickupResult(Outcome.LINK_LOST)
        choice = choose(target, self._ringing, self._groups)
        if isinstance(choice, Refusal):
            if late := await self._late(target):
                outcome, by = outcome_of(late)
                return PickupResult(outcome, late.call, late.call.legs[0].desk, by)
            return await self._refuse_or_dial(phone, target, choice)
        wanted = self._wanted(phone, target, choice)
        if wanted is None:
            # A group or extension has letters then, whichever call rings there.
            call = choice.call if isinstance(target, ThisCall) else None
            return PickupResult(Outcome.NO_RIGHT, call, choice.leg.desk, no_code=True)
        attempt = KnownAttempt(
            choice=choice,
            channel_id=new_channel_id(),
            me=self._me,
            my_name=self._my_name,
            own_channel=phone.own_channel,
            ringing=self._ringing,
            names_leg=isinstance(wanted, Leg),
            is_checked=phone.is_checked,
            several=len(choice.call.legs) > 1 or self._ringing.is_taken(choice.call.id.id),
        )
        outcome, by = await self._run(phone, attempt, wanted)
        if other := attempt.unlisted:
            return PickupResult(outcome, None, other.desk, by, caller=other.caller)
        return PickupResult(outcome, attempt.choice.call, attempt.choice.leg.desk, by)

    def _wanted(self, phone: Phone, target: Target, choice: Choice) -> Leg | Code | None:
        """What goes out for this choice; None if no code means it, and only codes may go out.

        Where nobody knows which groups are mine, the PBX takes the most recent call of them.
        """
        knows = self._knows.groups or not phone.dials
        if phone.own_channel and (knows or not isinstance(target, AnyCall)):
            return choice.leg
        return choice.code

    async def _refuse_or_dial(self, phone: Phone, target: Target, refusal: Refusal) -> PickupResult:
        """Refuse what is known to be so; else let the PBX decide, if a code means the target."""
        nothing_rings = refusal is Refusal.NOTHING_RINGING
        known = self._knows.calls if nothing_rings else self._knows.groups
        if known or not phone.dials or isinstance(target, ThisCall):
            return PickupResult(Outcome[refusal.name])
        code = code_for(target)
        if code is None:
            return PickupResult(Outcome.NO_RIGHT, no_code=True)
        return await self._dial(phone, code)

    async def _dial(self, phone: Phone, code: Code) -> PickupResult:
        """Let the PBX decide what the code takes."""
        from client.pickup.blind_attempt import BlindAttempt  # noqa: PLC0415 - seldom

        blind = BlindAttempt(
            channel_id=new_channel_id(),
            me=self._me,
            my_name=self._my_name,
            own_channel=phone.own_channel,
        )
        outcome, by = await self._run(phone, blind, code)
        taken = blind.picked
        return PickupResult(
            outcome,
            desk=taken.desk if taken else None,
            by=by,
            blind=True,
            caller=taken.caller if taken else None,
        )

    async def _run(
        self, phone: Phone, attempt: "KnownAttempt | BlindAttempt", wanted: Leg | Code
    ) -> tuple[Outcome, Party | None]:
        self._attempt = attempt
        try:
            await phone.ring(attempt.channel_id, wanted)
            told = phone.own_channel
            limit_s = self._answer_within_s + (REPLY_WITHIN_S if told else _GRACE_S)
            async with asyncio.timeout(limit_s):
                outcome, by = await attempt.end
        except ActionRejected as error:
            return _why_rejected(error), None
        except ConnectionLost:
            return Outcome.LINK_LOST, None
        except TimeoutError:
            outcome, by = Outcome.PHONE_DID_NOT_ANSWER, None
        except BaseException:  # the program ends, by a signal perhaps
            if not attempt.may_talk:
                phone.hang_up(attempt.channel_id)
            raise
        finally:
            self._attempt = None
        if outcome is not Outcome.LINK_LOST and not attempt.may_talk:
            phone.hang_up(attempt.channel_id)
        return outcome, by


def _why_rejected(error: ActionRejected) -> Outcome:
    if error.no_right:
        return Outcome.NO_RIGHT
    return Outcome.NO_CODES if error.no_extension else Outcome.PHONE_DID_NOT_ANSWER


def new_channel_id() -> str:
    """The id of a channel that no client shows as a call."""
    return PICKUP_ID_PREFIX + uuid.uuid4().hex
