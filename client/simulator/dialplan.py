"""Running the dialplan: one channel, step after step, until it is hung up."""

from typing import TYPE_CHECKING

from client.simulator.channel import Channel, State
from client.simulator.dialing import Dialing, Leg, Manner
from client.simulator.office import Answer, Dial, JoinQueue, Step
from client.simulator.queueing import QueueDialing, WaitingLine
from client.simulator.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Callable


class Exchange:
    """What rings and what runs: the applications' common ground.

    Attributes:
        legs: all that is called now, by uniqueid.
        runs: all that runs a dialplan, by uniqueid.
        manners: how a phone behaves, by endpoint; one that is not named rings.
    """

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self.legs: dict[str, Leg] = {}
        self.runs: dict[str, Run] = {}
        self.manners: dict[str, Manner] = {}
        self.lines = {queue.name: WaitingLine(queue) for queue in switch.office.queues}

    def manner(self, channel: Channel) -> Manner:
        """Tell how this phone behaves."""
        return self.manners.get(channel.device.partition("/")[2], Manner.RINGS)

    def run(self, channel: Channel, above: Leg | None = None) -> "Run":
        """Prepare the dialplan of a channel's extension."""
        run = Run(self, channel, above)
        self.runs[channel.uniqueid] = run
        return run

    def end_talk(self, channel: Channel) -> None:
        """Hang up a channel that talks, and those that it talks with, through Local channels."""
        run = self.runs.pop(channel.uniqueid, None)
        peer = channel.peer
        peer_run = self.runs.pop(peer.uniqueid, None) if peer else None
        for ended, reason in ((run, "caller"), (peer_run, "agent")):
            if ended is not None and ended.talk_ended is not None:
                ended.talk_ended(reason)
        self.switch.leave_bridge(channel)
        if run is not None:
            self.switch.soft_hangup(channel)
        if peer is not None:
            self.switch.leave_bridge(peer)
        self.switch.hang_up(channel, 16)
        if peer is None:
            return
        if peer_run is not None:
            self.switch.soft_hangup(peer)
        beyond = peer.other_half
        if beyond is not None and beyond.uniqueid in self.switch.channels:
            self.switch.request_hangup(beyond, 16)
        self.switch.hang_up(peer, 16)
        if beyond is not None and beyond.uniqueid in self.switch.channels:
            self.end_talk(beyond)


class Run:
    """One channel's way through the dialplan.

    Attributes:
        dialing: what is being called now.
        talk_ended: told why, when the conversation is over.
    """

    def __init__(self, exchange: Exchange, channel: Channel, above: Leg | None) -> None:
        self._exchange = exchange
        self._switch = exchange.switch
        self.channel = channel
        self._above = above
        self.dialing: Dialing | None = None
        self.talk_ended: Callable[[str], None] | None = None
        self._steps: tuple[Step, ...] = exchange.switch.office.steps(channel.exten)

    @property
    def above(self) -> Leg | None:
        """The leg whose ";1" is the other half of this ";2", while it is called; else None."""
        above = self._above
        return above if above is not None and above in above.dialing.legs else None

    def start(self) -> None:
        """Take the first step."""
        self._step("NOANSWER")

    def proceed(self, status: str) -> None:
        """Take the step after one that ended with this status."""
        self.dialing = None
        if self.channel.priority >= len(self._steps):
            self._end(status)
            return
        self.channel.priority += 1
        self._step(status)

    def _step(self, status: str) -> None:
        channel = self.channel
        if not self._steps:
            self._end(status)
            return
        step = self._steps[channel.priority - 1]
        match step:
            case Answer():
                self._switch.set_state(channel, State.UP)
                self.proceed("ANSWER")
            case Dial():
                channel.application, channel.data = "Dial", step.arguments
                self.dialing = Dialing(self._exchange, self)
                self.dialing.start(step.targets, step.timeout_s)
            case JoinQueue():
                channel.application, channel.data = "Queue", step.arguments
                self.dialing = waiting = QueueDialing(self._exchange, self)
                waiting.join(self._exchange.lines[step.queue])

    def _end(self, status: str) -> None:
        channel = self.channel
        busy = status == "BUSY" and channel.state is not State.UP
        if busy:
            channel.priority += 1
            self._switch.set_state(channel, State.BUSY)
        above = self.above
        if above is not None:
            above.dialing.rejected(above, "BUSY" if busy else "NOANSWER")
            return
        tech = "486" if busy else ""
        if busy:
            self._switch.request_hangup(channel, 17, tech)
        self._finish(17 if busy else 0, tech, steps=0 if busy else 1)

    def above_gone(self, cause: int) -> None:
        """The ";1" was hung up: stop what rings below."""
        legs = self.dialing.cancel() if self.dialing else []
        for leg in legs:
            leg.dialing.drop(leg, cause or (17 if self.channel.state is State.BUSY else 16))
        self._finish(17 if self.channel.state is State.BUSY else cause)

    def give_up(self) -> None:
        """The caller cancels, or leaves a queue that had answered."""
        up = self.channel.state is State.UP
        cause = None if up else (self.channel.cause or 127)
        self._switch.request_hangup(self.channel, cause, "" if up else "487")
        self.stop(cause or 0, "" if up else "487")

    def stop(self, cause: int, tech: str = "", leg_cause: int | None = None) -> None:
        """End at once whatever this channel waits for."""
        dialing, self.dialing = self.dialing, None
        legs = dialing.cancel() if dialing else []
        if dialing is not None:
            dialing.left()
        for leg in legs:
            told = cause if leg_cause is None else leg_cause
            leg.dialing.drop(leg, told if leg.dialing.tells_cause else 0)
        self._finish(cause, tech)

    def _finish(self, cause: int, tech: str = "", steps: int = 0) -> None:
        self._exchange.runs.pop(self.channel.uniqueid, None)
        self._switch.soft_hangup(self.channel, tech)
        self.channel.priority += steps
        self._switch.hang_up(self.channel, cause, tech)
