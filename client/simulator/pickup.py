"""Pickups: by an AMI Originate with PickupChan, and from a handset."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from client.simulator.channel import Channel, State
from client.simulator.dialing import Leg, Manner
from client.simulator.dialplan import Exchange
from client.simulator.switch import NO_ANSWER

if TYPE_CHECKING:
    import asyncio


@dataclass(frozen=True, slots=True)
class OriginateRequest:
    """What an Originate asked for.

    Attributes:
        device: "PJSIP/204".
        data: the application's argument; for PickupChan the leg's uniqueid.
        variables: name and value of each `Variable:` header, as AMI splits them.
    """

    device: str
    application: str
    data: str
    channel_id: str
    action_id: str
    timeout_s: float = 30.0
    variables: tuple[tuple[str, str], ...] = ()


def take(exchange: Exchange, leg: Leg, picker: Channel) -> None:
    """Give `picker` the call that rings at `leg`; the channels swap places."""
    switch = exchange.switch
    target = leg.channel
    switch.set_connected(picker, target.connected)
    switch.set_state(picker, State.UP)
    row = switch.describe(picker) + switch.describe(target, "Target")
    switch.emit("Pickup", *row)
    exchange.legs.pop(target.uniqueid, None)
    picker.groups, target.groups = target.groups, picker.groups
    leg.channel = picker
    leg.dialing.answered(leg, zombie=target)


class Originated:
    """One phone that an AMI user rings. `auto_answer_s` is None for one that rings on.

    Attributes:
        channel: the phone's while it rings, else None.
    """

    def __init__(
        self, exchange: Exchange, request: OriginateRequest, *, auto_answer_s: float | None
    ) -> None:
        self._exchange = exchange
        self._switch = exchange.switch
        self.request = request
        self._timers: list[asyncio.TimerHandle] = []
        self.channel: Channel | None = None
        if self._switch.office.desk(request.device.partition("/")[2]) is None:
            self._respond("Failure")
            return
        self._ring(auto_answer_s)

    def _ring(self, auto_answer_s: float | None) -> None:
        request = self.request
        channel = self._switch.new_channel(request.device, exten="s", uniqueid=request.channel_id)
        self.channel = channel
        for name, value in reversed(request.variables):
            self._apply(channel, name, value)
        self._switch.tell_dial("DialBegin", None, channel)
        manner = self._exchange.manner(channel)
        if manner is not Manner.SILENT:
            if manner is Manner.RINGS:
                self._switch.set_state(channel, State.RINGING)
            status = "RINGING" if manner is Manner.RINGS else "PROGRESS"
            self._tell("DialState", channel, status)
            if auto_answer_s is not None:
                self._timers.append(self._switch.later(auto_answer_s, self.answer))
        self._timers.append(self._switch.later(request.timeout_s, self._time_out))

    def _apply(self, channel: Channel, name: str, value: str) -> None:
        party = channel.connected
        if name.startswith("CONNECTEDLINE(name") and value:
            party = replace(party, name=value)
        elif name.startswith("CONNECTEDLINE(num") and value:
            party = replace(party, number=value)
        self._switch.set_connected(channel, party)

    def _tell(self, event: str, channel: Channel, status: str) -> None:
        self._switch.tell_dial(event, None, channel, ("DialStatus", status))

    def answer(self) -> None:
        """The phone is answered, by a hand or by itself."""
        channel = self._stop()
        if channel is None:
            return
        self._switch.set_state(channel, State.UP)
        self._tell("DialEnd", channel, "ANSWER")
        self._respond("Success")
        if self.request.application == "Wait":
            self._switch.later(float(self.request.data), lambda: self._switch.hang_up(channel))
        if self.request.application != "PickupChan":
            return
        leg = self._exchange.legs.get(self.request.data)
        if leg is None:
            self._switch.hang_up(channel)
        else:
            take(self._exchange, leg, channel)

    def cancel(self) -> None:
        """The phone rings no more: an AMI user hangs it up."""
        channel = self._stop()
        if channel is not None:
            self._tell("DialEnd", channel, "NOANSWER")
            self._respond("Failure")
            self._switch.hang_up(channel)

    def _time_out(self) -> None:
        channel = self._stop()
        if channel is not None:
            self._switch.hang_up(channel, NO_ANSWER)
            self._respond("Failure")

    def _stop(self) -> Channel | None:
        """Return the channel if the phone still rings; it no longer does after this."""
        for timer in self._timers:
            timer.cancel()
        channel, self.channel = self.channel, None
        return channel

    def _respond(self, response: str) -> None:
        headers = ("ActionID", self.request.action_id), ("Response", response)
        self._switch.emit("OriginateResponse", *headers)
