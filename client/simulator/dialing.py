"""Dial(): the phones that ring for one caller until one answers or nobody does.

The order of the events is that of Asterisk 22.10, seen for each of these cases.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from client.simulator.channel import Channel, Party, State

if TYPE_CHECKING:
    import asyncio

    from client.simulator.dialplan import Exchange, Run

TECH_OF_CAUSE = {127: "500", 17: "486"}
"""The SIP code that a phone's Hangup carries beside some causes."""


class Manner(Enum):
    """What a phone does when it is called: 180, 183 with media or without, or nothing."""

    RINGS = "rings"
    EARLY_MEDIA = "early_media"
    PROGRESS = "progress"
    SILENT = "silent"


@dataclass(eq=False, slots=True)
class Leg:
    """One channel that is called.

    Attributes:
        channel: the phone's, or the ";1" of a Local channel.
        dialled: the event's DialString.
        below: what runs on the ";2"; None for a phone.
        name: the queue member's name, "" outside queues.
    """

    channel: Channel
    dialing: "Dialing"
    dialled: str
    below: "Run | None" = None
    name: str = ""


class Dialing:
    """One Dial() of one channel's dialplan.

    Attributes:
        tells_cause: when the caller has gone, a phone's Hangup carries the caller's cause; else 0.
    """

    application = "AppDial"
    tells_cause = True

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
        self.legs = [leg for target in targets if (leg := self._call(target)) is not None]
        if not self.legs:
            self._run.proceed("CHANUNAVAIL")
            return
        self._timer = self._switch.later(timeout_s, self.time_out)
        for leg in list(self.legs):
            self._begin(leg)
        if len(self.legs) == 1 and self.legs[0].below is None:
            self.connect_caller(self.legs[0].channel.caller)
        self._let_ring(list(self.legs))

    def _call(self, target: str, name: str = "") -> Leg | None:
        """Make the channel for "PJSIP/101" or "Local/101@office"; None for an unknown phone."""
        technology, _, dialled = target.partition("/")
        if technology == "PJSIP" and self._switch.office.desk(dialled) is None:
            return None
        if technology == "Local":
            one, two = self._switch.new_local(dialled, self.caller.linkedid)
            self._tell_half(one)
            leg = self._add_leg(one, dialled)
            leg.below = self._exchange.run(two, above=leg)
        else:
            leg = self._add_leg(self._new_phone(target), dialled)
        leg.name = name
        return leg

    def _new_phone(self, device: str) -> Channel:
        """Make the channel of a phone that is called, "PJSIP/101"."""
        channel = self._switch.new_channel(device, exten="s", linkedid=self.caller.linkedid)
        channel.exten = self.caller.exten
        self._fill_caller(channel)
        self._switch.set_connected(channel, self.caller.caller)
        return channel

    def _fill_caller(self, channel: Channel) -> None:
        """Give a called channel without a number of its own the number that was dialled."""
        if not channel.caller.number:
            channel.caller = Party(self.caller.exten, channel.caller.name)
            self._switch.tell_caller(channel)

    def _tell_half(self, one: Channel) -> None:
        """Tell the ";1" who is called and who calls."""
        one.exten = self.caller.exten
        one.connected = self.caller.caller
        self._fill_caller(one)
        self._switch.tell("NewConnectedLine", one)

    def _add_leg(self, channel: Channel, dialled: str) -> Leg:
        channel.application, channel.data = self.application, "(Outgoing Line)"
        leg = Leg(channel, self, dialled)
        self._exchange.legs[channel.uniqueid] = leg
        return leg

    def _join_halves(self, leg: Leg) -> None:
        """Let both halves of a Local channel know each other; nothing for a phone."""
        one, two = leg.channel, leg.channel.other_half
        if two is None:
            return
        two.caller, two.connected = one.connected, one.caller
        self._switch.tell_caller(two)
        self._switch.tell("NewConnectedLine", two)
        halves = self._switch.describe(one, "LocalOne") + self._switch.describe(two, "LocalTwo")
        optimise = "No" if leg.dialled.endswith("/n") else "Yes"
        more = [("Context", two.context), ("Exten", two.exten), ("LocalOptimization", optimise)]
        self._switch.emit("LocalBridge", *halves, *more)

    def _begin(self, leg: Leg) -> None:
        self._join_halves(leg)
        dialled = ("DialString", leg.dialled)
        self._switch.tell_dial("DialBegin", self.caller, leg.channel, dialled)

    def _let_ring(self, legs: list[Leg]) -> None:
        ringing = [leg for leg in legs if leg.below is None]
        for leg in ringing:
            if self._exchange.manner(leg.channel) is Manner.RINGS:
                self._switch.set_state(leg.channel, State.RINGING)
        for leg in ringing:
            manner = self._exchange.manner(leg.channel)
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
        if above is None or above.channel.caller == party:
            return
        above.channel.caller = party
        above.channel.stale_caller = True
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
        others = self._stop_waiting(leg)
        self.caller.cause = 16 if zombie is None else self.caller.cause
        self.connect_caller(leg.channel.caller)
        for other in others:
            self._tell("DialEnd", other, "CANCEL")
        leg.channel.exten = ""
        self._tell("DialEnd", leg, "ANSWER")
        self._switch.set_state(self.caller, State.UP)
        self._finish_answer(leg, others, zombie)

    def _stop_waiting(self, winner: Leg) -> list[Leg]:
        self._cancel_timer()
        others = [leg for leg in self.legs if leg is not winner]
        self._forget(list(self.legs))
        return others

    def _finish_answer(self, leg: Leg, others: list[Leg], zombie: Channel | None) -> None:
        if zombie is not None:
            self._switch.hang_up(zombie, 26)
        for other in others:
            self.drop(other, 26)
        self._switch.bridge(leg.channel, self.caller)
        above = self._run.above
        if above is not None:
            self._switch.set_state(above.channel, State.UP)
            above.dialing.answered(above)

    def rejected(self, leg: Leg, status: str = "BUSY") -> None:
        """A leg's phone, or the dialplan below it, says no."""
        self.caller.cause = 17 if status == "BUSY" else self.caller.cause
        self._forget([leg])
        self._tell("DialEnd", leg, status)
        self.drop(leg, 17 if status == "BUSY" and leg.below is None else 0)
        if not self.legs:
            self._cancel_timer()
            self._run.proceed(status)

    def forwarded(self, leg: Leg, exten: str) -> None:
        """A phone sends the call on to another extension (SIP 302)."""
        self._switch.request_hangup(leg.channel, 23, "302")
        dialled = f"{exten}@{leg.channel.context}"
        one, two = self._switch.new_local(dialled, self.caller.linkedid)
        onward = self._add_leg(one, dialled)
        onward.below = self._exchange.run(two, above=onward)
        self._fill_caller(one)
        self._switch.set_connected(one, self.caller.caller)
        self._join_halves(onward)
        self._forget([leg])
        self.legs.append(onward)
        self._tell("DialEnd", leg, "CANCEL", exten)
        self._switch.tell_dial("DialBegin", self.caller, one, ("DialString", onward.dialled))
        self._switch.hang_up(leg.channel, 23, "302")
        onward.below.start()

    def time_out(self) -> None:
        """Nobody answered in time."""
        self._cancel_timer()
        legs = list(self.legs)
        self._forget(legs)
        for leg in legs:
            self._tell("DialEnd", leg, "NOANSWER")
        for leg in legs:
            self.drop(leg, 0)
        self._run.proceed("NOANSWER")

    def cancel(self) -> list[Leg]:
        """The caller has gone; returns the legs, which the caller of this drops."""
        self._cancel_timer()
        legs = list(self.legs)
        self._forget(legs)
        for leg in legs:
            self._tell("DialEnd", leg, "CANCEL")
        return legs

    def left(self) -> None:
        """Tell what must be told beside, when the caller has gone."""

    def drop(self, leg: Leg, cause: int) -> None:
        """Hang up a leg, and all that rings below it."""
        if leg.below is None:
            self._switch.hang_up(leg.channel, cause, TECH_OF_CAUSE.get(cause, ""))
            return
        self._switch.request_hangup(leg.below.channel, cause)
        self._switch.hang_up(leg.channel, cause)
        leg.below.above_gone(cause)

    def _forget(self, legs: list[Leg]) -> None:
        for leg in legs:
            self.legs.remove(leg)
            self._exchange.legs.pop(leg.channel.uniqueid, None)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
