"""One running pickup: what the PBX has reported about it so far, and the outcome.

No I/O: `client.pickup.service` sends it, and passes the events on. Here the call is known;
`client.pickup.blind_attempt` is for a call that is not.
"""

import asyncio

from msgspec import Struct, field

from client.calls.answers import Answers
from client.calls.call import CallId, Removed
from client.calls.choice import Choice
from client.calls.events import (
    TAKEN,
    Answered,
    Bridged,
    Ended,
    EndReason,
    OriginateEnded,
    Party,
    PbxEvent,
    PickedUp,
)
from client.calls.ringing import RingingCalls
from client.session import Outcome

SETTLED_WITHIN_S = 0.5
"""How long after the pickup of my leg, or its end, the PBX may report who has the caller.
Seen: some milliseconds; not every application that calls phones reports it."""

UP_WITHIN_S = 0.05
"""The same once the caller's own channel has my phone's answer and only has to go up, where an
event filter may hide that it does. Seen: one millisecond."""

RIVAL_WITHIN_S = 5.0
"""How long after my phone lost the call the PBX may report who was faster. Seen: some
milliseconds, but 2.4 seconds when two hundred others try as well."""

DIALS_WITHIN_S = 2.0
"""How long my phone may take to dial its code when the call is gone for which it was rung."""


class Attempt(Struct, kw_only=True):
    """What every pickup has.

    Attributes:
        channel_id: my phone's channel.
        me: my desk, as the PBX names it.
        my_name: of my phone: its endpoint if the settings name one, else its number.
        own_channel: as in `client.pickup.service.Phone`.
        out: my phone's part is over.
        ended: other channels whose end is told.
        not_dropped: channels that have hung up themselves, or were put into a bridge.
        end: the outcome, and who has the caller.
    """

    channel_id: str
    me: Party
    my_name: str
    own_channel: bool
    out: bool = False
    ended: set[str] = set()
    not_dropped: set[str] = set()
    end: asyncio.Future[tuple[Outcome, Party | None]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def is_mine(self, names: tuple[str, ...]) -> bool:
        """Whether a channel whose id we did not choose is my phone's, by what it is called."""
        return not self.own_channel and self.my_name in names

    def hear(self, event: Bridged | Ended) -> None:
        """Take what tells, perhaps of the caller, whether the PBX drops them."""
        if isinstance(event, Ended):
            self.ended.add(event.uniqueid)
        if isinstance(event, Bridged) or event.reason is EndReason.CALLER_GAVE_UP:
            self.not_dropped.add(event.uniqueid)

    def has_lost(self, leg: str, caller: str) -> bool:
        """Whether my phone does not have the caller of the leg that it took.

        In the moment in which they give up, or a rival takes another leg, the PBX may forget to
        hang it up: it hears nothing, and no hangup ends its channel. Seen on 22.10.
        With the leg itself a program began the call: each pickup ends that, and nobody gives up.
        """
        gone = caller in self.ended and caller != leg
        return self.out or (gone and self.channel_id not in self.not_dropped)

    def why_not_with(self, caller: str, *, told: bool = False) -> Outcome:
        """Why my phone took a leg and does not have this caller.

        Asterisk drops both if their phones have no codec in common and it cannot translate. An
        event filter may hide the caller's hangup, and not that my phone was put into the bridge.

        Args:
            told: the PBX would have told that they gave up.
        """
        told = told or caller in self.ended
        dropped = told and self.not_dropped.isdisjoint((caller, self.channel_id))
        return Outcome.NOT_PUT_THROUGH if dropped else Outcome.CALLER_GAVE_UP

    def finish(self, outcome: Outcome, by: Party | None = None) -> None:
        """End, if it has not ended."""
        if not self.end.done():
            self.end.set_result((outcome, by))


class KnownAttempt(Attempt, kw_only=True):
    """A pickup of a call that is known.

    Attributes:
        ringing: what rings; given every event after `observe`.
        names_leg: my phone wants the very leg, and not what a code means.
        is_checked: as in `client.pickup.service.Phone`.
        several: the call rings at several phones, or did until just now.
        leg_ended: the leg rings no more, and not because of me.
        picked: my phone took the leg. If another phone of the call was taken or answered at the
            same moment, the caller gets one of us, and the PBX hangs up the other.
        unlisted: what my phone took instead, from a phone that does not ring: it has just gone off.
        rivals: who else took or answered one of the call's phones, by channel. Of several, it may
            be told last who has the caller.
        unseen: who answered one that the click did not see, by channel: in none of my groups, or
            called since. They count if my phone took a leg: else a mobile's mailbox would, for one.
        ending: how the call ended, without me.
        refused: the dialplan has said that my phone may not take it.
    """

    choice: Choice
    ringing: RingingCalls
    names_leg: bool
    is_checked: bool
    several: bool
    phone_answered: bool = False
    leg_ended: bool = False
    picked: bool = False
    unlisted: PickedUp | None = None
    rivals: dict[str, Party] = {}
    unseen: dict[str, Party] = {}
    ending: Removed | None = None
    refused: bool = False
    answers: Answers = field(default_factory=Answers)

    @property
    def may_talk(self) -> bool:
        """My phone must not be hung up: it may talk with the caller.

        Once it has answered, it does, or the PBX hangs it up; an event filter may hide which.
        """
        return self.picked or self.phone_answered

    @property
    def may_take_another(self) -> bool:
        """My phone has yet to dial its code, for which the PBX takes whatever rings then."""
        return not (self.names_leg or self.out or self.picked)

    @property
    def in_hand(self) -> bool:
        """My phone may yet get a leg, whoever has the chosen one.

        If it has answered, the PBX may already be giving it the leg: then it gets the caller,
        though the leg ends or is answered now.
        """
        return self.may_take_another or (self.phone_answered and not self.out)

    @property
    def winner(self) -> Party | None:
        """The rival whose answer the caller has, if that is told."""
        others = self.rivals | self.unseen if self.picked else self.rivals
        told = (by for channel, by in others.items() if self.answers.of_caller(channel))
        return next(told, None)

    def observe(self, event: PbxEvent) -> None:
        """Take the next event of the PBX."""
        mine, leg = self.channel_id, self.choice.leg.uniqueid
        match event:
            case PickedUp() if event.picker == mine or self.is_mine(event.names):
                self._picked(event)
            case PickedUp() if event.linkedid == self.choice.call.id.id:
                self._taken_by_other(event)
            case Answered():
                self._answered(event)
            case OriginateEnded() if event.action_id == mine:
                self.phone_answered |= event.answered
                if not event.answered:
                    self._my_phone_is_out()
            case Ended(dial=False) if event.uniqueid == mine:
                self.refused = bool(event.refused)
                self._my_phone_is_out()
            case Ended() if self.is_mine(event.refused):
                self.phone_answered = self.refused = True
                self._my_phone_is_out()
            case Ended() if event.uniqueid == leg:
                # The call may ring on elsewhere. If not, `removed` gives a better reason.
                self.leg_ended = True
                self._conclude_soon(SETTLED_WITHIN_S)
            case Bridged() | Ended():
                self.hear(event)

    def removed(self, change: Removed) -> None:
        """A call rings no more."""
        if self.choice.call.id != change.call.id or self.picked:
            return
        self.ending = change
        if self.in_hand or change.may_be_told_later:
            self._conclude_soon(SETTLED_WITHIN_S)
        else:
            self._conclude_once_told()

    def _picked(self, event: PickedUp) -> None:
        """My phone took a leg. For a code, the PBX decides which, at the last moment."""
        self.picked = True
        if self.ending and self.ending.by and self.ending.by.number == self.me.number:
            self.ending = None  # my own answer, which was told before
        self.channel_id = event.picker
        self.answers.pass_on(event.target, event.picker)
        if event.target != self.choice.leg.uniqueid:
            self._take_another(event)
        self._mine_if_told()

    def _taken_by_other(self, event: PickedUp) -> None:
        self.answers.pass_on(event.target, event.picker)
        self.rivals.pop(event.target, None)
        self.rivals[event.picker] = event.by
        self.leg_ended |= event.target == self.choice.leg.uniqueid
        if self.leg_ended and not self.may_take_another:
            self._conclude_once_told()

    def _take_another(self, event: PickedUp) -> None:
        if event.linkedid != self.choice.call.id.id:  # what was told is of the one chosen
            self.rivals, self.unseen, self.ending = {}, {}, None
        if taken := self.ringing.get(CallId(self.choice.call.id.pbx, event.linkedid)):
            for leg in taken.legs:
                if leg.uniqueid == event.target:
                    self.choice = Choice(taken, leg)
                    return
        self.unlisted = event

    def _answered(self, event: Answered) -> None:
        self.phone_answered |= event.uniqueid == self.channel_id
        seen = {leg.uniqueid: leg.desk for leg in self.choice.call.legs}
        if event.uniqueid in seen:
            self.rivals[event.uniqueid] = seen[event.uniqueid]
        elif desk := self.ringing.desk_of(event.uniqueid, self.choice.call.id.id):
            self.unseen[event.uniqueid] = desk
        self.answers.take(event)
        if self.answers.of_caller(self.channel_id):
            self._mine_if_told()
        elif (self.leg_ended or self.ending) and self.winner and not self.in_hand:
            self._conclude()

    def _mine_if_told(self) -> None:
        """End once the caller has my phone's answer and the PBX has reported the pickup.

        Either may come first; only the pickup removes the call from the list.
        """
        if self.picked and self.answers.reached_caller(self.channel_id):
            self.finish(Outcome.PICKED_UP, self.me)
        else:
            goes_up = self.picked and self.answers.of_caller(self.channel_id)
            hidden = goes_up and not self.ringing.hears_callers
            self._conclude_soon(UP_WITHIN_S if hidden else SETTLED_WITHIN_S)

    def _my_phone_is_out(self) -> None:
        """My phone's part is over. If it had answered, the PBX soon reports who was faster."""
        self.out = True
        if self.picked or self.is_checked:
            self._conclude_soon(SETTLED_WITHIN_S)
        elif self.rivals:
            self._conclude_once_told()
        else:
            unclear = self.phone_answered and not self.ending
            self._conclude_soon(RIVAL_WITHIN_S if unclear else 0.0)

    def _conclude_once_told(self) -> None:
        """End when the PBX has said which of the rivals the caller has, if there may be several.

        Another may have one of the call's phones, and be told only after the first.
        """
        if self.rivals and self.several and not self.winner:
            self._conclude_soon(SETTLED_WITHIN_S)
        else:
            self._conclude()

    def _conclude_soon(self, wait_s: float) -> None:
        """Decide after `wait_s`: the PBX may report more."""
        if self.may_take_another:
            wait_s = DIALS_WITHIN_S
        asyncio.get_running_loop().call_later(wait_s, self._conclude)

    def _conclude(self) -> None:
        """End with what is known now."""
        leg, caller = self.choice.leg.uniqueid, self.choice.call.id.id
        if self.unlisted:
            leg, caller = self.unlisted.target, self.unlisted.linkedid
        others = (*self.rivals, *self.unseen)
        lost = self.has_lost(leg, caller) or any(map(self.answers.reached_caller, others))
        if (self.picked and not lost) or self.answers.reached_caller(self.channel_id):
            self.finish(Outcome.PICKED_UP, self.me)
        elif winner := self.winner:
            self.finish(Outcome.TAKEN_BY_OTHER, winner)
        elif self.rivals and not (self.ending and self.ending.by):
            self.finish(Outcome.TAKEN_BY_OTHER, [*self.rivals.values()][-1])
        elif self.ending:
            self.finish(*outcome_of(self.ending))
        elif self.picked:
            told = self.ringing.hears_callers or bool(self.answers.of_caller(self.channel_id))
            # A queue that gives up its tries at this moment sends the caller on.
            rings_on = self.ringing.get(self.choice.call.id)
            why = self.why_not_with(caller, told=told)
            self.finish(Outcome.NOTHING_RINGING if rings_on else why)
        elif self.leg_ended:
            self.finish(Outcome.NOTHING_RINGING)
        elif self.phone_answered:  # and the call rings on
            self.finish(Outcome.NOT_ALLOWED if self.refused else Outcome.NOT_PUT_THROUGH)
        else:
            self.finish(Outcome.PHONE_DID_NOT_ANSWER)


def outcome_of(change: Removed) -> tuple[Outcome, Party | None]:
    """The outcome for somebody who wanted a call that ended so, and who has it."""
    if change.reason in TAKEN:
        return Outcome.TAKEN_BY_OTHER, change.by
    if change.reason is EndReason.CALLER_GAVE_UP:
        return Outcome.CALLER_GAVE_UP, None
    return Outcome.NOTHING_RINGING, None
