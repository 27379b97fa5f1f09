"""Dial(): the phones that ring for one caller until one answers or nobody does.

The order of the events is that of Asterisk 22.10, seen for each of these cases. Behind a Local
channel another dialplan runs, so that this file and `dialplan` need each other.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from client.simulator.channel import Channel, Party, State
from client.simulator.office import CONTEXT
from client.simulator.switch import ANSWERED_ELSEWHERE, NORMAL_CLEARING

if TYPE_CHECKING:
    import asyncio

    from client.simulator.dialplan import Exchange, Run


class Manner(Enum):
    """What a phone does when it is called: 180, 183 with media or without, or nothing."""

    RINGS = "rings"
    PROGRESS = "progress"
    SILENT = "silent"


@dataclass(eq=False, slots=True)
class Leg:
    """One channel that is called.

    Attributes:
        channel: the phone's, or the ";1" of a Local channel.
        below: what runs on the ";2"; None for a phone.
    """

    channel: Channel
    dialing: "Dialing"
    below: "Run | None" = None


class Dialing:
    """One Dial() of one channel's dialplan."""

    def __init__(self, exchange: "Exchange", run: "Run") -> None:
        self._exchange = exchange
        self._switch = exchange.switch
        self._run = run
        self._timer: asyncio.TimerHandle | None = None
        self.legs: list[Leg] = []

    @property
    def caller(self) -> Channel:
        """Who calls."""
        return self._run.channel

    def start(self, targets: tuple[str, ...], timeout_s: float) -> None:
        """Call all targets at once."""
        self.legs = [self._call(target) for target in targets]
        self._timer = self._switch.later(timeout_s, self.time_out)
        for leg in self.legs:
            self._begin(leg)
        if len(self.legs) == 1 and self.legs[0].below is None:
            self.connect_caller(self.legs[0].channel.caller)
        self._let_ring(list(self.legs))

    def _call(self, target: str) -> Leg:
        """Make the channel for "PJSIP/101" or "Local/101@office"."""
        technology, _, dialled = target.partition("/")
        if technology == "Local":
            return self._call_local(dialled)
        linkedid, exten = self.caller.linkedid, self.caller.exten
        return self._add_leg(self._switch.new_channel(target, exten=exten, linkedid=linkedid))

    def _call_local(self, dialled: str) -> Leg:
        one, two = self._switch.new_local(dialled, self.caller.linkedid)
        leg = self._add_leg(one)
        leg.below = self._exchange.run(two, above=leg)
        return leg

    def _add_leg(self, channel: Channel) -> Leg:
        if not channel.caller.number:  # of its own: then it shows the number that was dialled
            channel.caller = Party(self.caller.exten, channel.caller.name)
        self._switch.set_connected(channel, self.caller.caller)
        leg = Leg(channel, self)
        self._exchange.legs[channel.uniqueid] = leg
        return leg

    def _begin(self, leg: Leg) -> None:
        one, two = leg.channel, leg.channel.other_half
        if two is not None:
            two.caller = one.connected
            self._switch.set_connected(two, one.caller)
        self._switch.tell_dial("DialBegin", self.caller, one)

    def _let_ring(self, legs: list[Leg]) -> None:
        phones = [(leg, self._exchange.manner(leg.channel)) for leg in legs if leg.below is None]
        for leg, manner in phones:
            if manner is Manner.RINGS:
                self._switch.set_state(leg.channel, State.RINGING)
        for leg, manner in phones:
            leg.channel.has_replied = manner is not Manner.SILENT
            if leg.channel.has_replied:
                self.rang(leg, progress=manner is not Manner.RINGS)
        for leg in legs:
            if leg.below is not None:
                leg.below.start()

    def rang(self, leg: Leg, *, progress: bool = False) -> None:
        """A phone rings, or one below a Local channel does."""
        above = self._run.above
        if above is not None and above.channel.state is not State.DOWN:
            above = None  # it rings already
        if above is not None and not progress:
            self._switch.set_state(above.channel, State.RINGING)
        self._tell("DialState", leg, "PROGRESS" if progress else "RINGING")
        if above is not None:
            above.dialing.rang(above, progress=progress)

    def _tell(self, event: str, leg: Leg, status: str, forward: str = "") -> None:
        more = [("Forward", forward)] if forward else []
        status_header = ("DialStatus", status)
        self._switch.tell_dial(event, self.caller, leg.channel, *more, status_header)

    def connect_caller(self, party: Party) -> None:
        """Show the caller whom they talk with; seen through Local channels as well."""
        self._switch.set_connected(self.caller, party)
        above = self._run.above
        if above is not None and above.channel.caller != party:
            above.channel.caller = party
            above.dialing.leg_renamed(party)

    def leg_renamed(self, party: Party) -> None:
        """The one phone that is called has another name; with several, nobody is told yet."""
        if len(self.legs) == 1:
            self.connect_caller(party)

    def answered(self, leg: Leg, zombie: Channel | None = None) -> None:
        """One leg is up: it gets the caller, the others stop.

        Args:
            zombie: what is left of it when it was picked up.
        """
        others = [other for other in self._stop() if other is not leg]
        self.connect_caller(leg.channel.caller)
        for other in others:
            self._tell("DialEnd", other, "CANCEL")
        self._tell("DialEnd", leg, "ANSWER")
        self._switch.set_state(self.caller, State.UP)
        self._finish_answer(leg, others, zombie)

    def _finish_answer(self, leg: Leg, others: list[Leg], zombie: Channel | None) -> None:
        if zombie is not None:
            self._switch.hang_up(zombie, ANSWERED_ELSEWHERE)
        for other in others:
            self._drop(other, ANSWERED_ELSEWHERE)
        self._switch.bridge(leg.channel, self.caller)
        above = self._run.above
        if above is not None:
            self._switch.set_state(above.channel, State.UP)
            above.dialing.answered(above)

    def rejected(self, leg: Leg, status: str = "BUSY") -> None:
        """A leg's phone, or the dialplan below it, says no."""
        self._forget(leg)
        self._tell("DialEnd", leg, status)
        self._drop(leg)
        if not self.legs:
            self._stop()
            self._run.proceed(status)

    def forwarded(self, leg: Leg, exten: str) -> None:
        """A phone sends the call on to another extension (SIP 302)."""
        self._switch.request_hangup(leg.channel)
        onward = self._call_local(f"{exten}@{CONTEXT}")
        self._forget(leg)
        self.legs.append(onward)
        self._tell("DialEnd", leg, "CANCEL", exten)
        self._begin(onward)
        self._switch.hang_up(leg.channel)
        self._let_ring([onward])

    def time_out(self) -> None:
        """Nobody answered in time."""
        legs = self._stop()
        for leg in legs:
            self._tell("DialEnd", leg, "NOANSWER")
        for leg in legs:
            self._drop(leg)
        self._run.proceed("NOANSWER")

    def cancel(self, cause: int) -> None:
        """The caller has gone, or somebody else has them."""
        legs = self._stop()
        for leg in legs:
            self._tell("DialEnd", leg, "CANCEL")
        for leg in legs:
            self._drop(leg, cause)

    def _drop(self, leg: Leg, cause: int = NORMAL_CLEARING) -> None:
        """Hang up a leg, and all that rings below it."""
        if leg.below is not None:
            self._switch.request_hangup(leg.below.channel)
        self._switch.hang_up(leg.channel, cause)
        if leg.below is not None:
            leg.below.stop(cause)

    def _stop(self) -> list[Leg]:
        """Wait for no leg any more; return those that were called."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        legs = list(self.legs)
        for leg in legs:
            self._forget(leg)
        return legs

    def _forget(self, leg: Leg) -> None:
        self.legs.remove(leg)
        self._exchange.legs.pop(leg.channel.uniqueid, None)
