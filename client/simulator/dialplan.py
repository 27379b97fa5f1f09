"""Running the dialplan: one channel, step after step, until it is hung up."""

from client.simulator.channel import Channel, State
from client.simulator.dialing import Dialing, Leg, Manner
from client.simulator.office import Answer, Dial, Queue, Step
from client.simulator.queueing import QueueDialing
from client.simulator.switch import NORMAL_CLEARING, Switch


class Exchange:
    """What rings and what runs: the applications' common ground.

    Attributes:
        legs: all that is called now, by uniqueid.
        manners: how a phone behaves, by endpoint; one that is not named rings.
        waiting: who waits in a queue, in order.
    """

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self.legs: dict[str, Leg] = {}
        self.manners: dict[str, Manner] = {}
        self.waiting: list[QueueDialing] = []

    def manner(self, channel: Channel) -> Manner:
        """Tell how this phone behaves."""
        return self.manners.get(channel.device.partition("/")[2], Manner.RINGS)

    def run(self, channel: Channel, above: Leg | None = None) -> "Run":
        """Prepare the dialplan of a channel's extension."""
        return Run(self, channel, above)

    def end_talk(self, channel: Channel) -> None:
        """Hang up a channel that talks, and those that it talks with, through Local channels."""
        peer = channel.peer
        if peer is None:
            return
        for end in (channel, peer):
            self.switch.leave_bridge(end)
        for end in (channel, peer):
            self.switch.hang_up(end)
        beyond = peer.other_half
        if beyond is not None and beyond.uniqueid in self.switch.channels:
            self.switch.request_hangup(beyond)
            self.end_talk(beyond)


class Run:
    """One channel's way through the dialplan; `dialing` is what is being called now."""

    def __init__(self, exchange: Exchange, channel: Channel, above: Leg | None) -> None:
        self._exchange = exchange
        self._switch = exchange.switch
        self.channel = channel
        self._above = above
        self.dialing: Dialing | None = None
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
        self.channel.priority += 1
        self._step(status)

    def _step(self, status: str) -> None:
        channel = self.channel
        if channel.priority > len(self._steps):
            self._end(status)
            return
        match self._steps[channel.priority - 1]:
            case Answer():
                self._switch.set_state(channel, State.UP)
                self.proceed("ANSWER")
            case Dial(targets, timeout_s):
                self.dialing = Dialing(self._exchange, self)
                self.dialing.start(targets, timeout_s)
            case Queue() as queue:
                self.dialing = waiting = QueueDialing(self._exchange, self)
                waiting.join(queue)

    def _end(self, status: str) -> None:
        busy = status == "BUSY" and self.channel.state is not State.UP
        if busy:
            self._switch.set_state(self.channel, State.BUSY)
        above = self.above
        if above is not None:
            above.dialing.rejected(above, "BUSY" if busy else "NOANSWER")
            return
        if busy:
            self._switch.request_hangup(self.channel)
        self.stop()

    def give_up(self) -> None:
        """The caller cancels, or leaves a queue that had answered."""
        self._switch.request_hangup(self.channel)
        self.stop()

    def stop(self, cause: int = NORMAL_CLEARING) -> None:
        """End at once whatever this channel waits for."""
        dialing, self.dialing = self.dialing, None
        if dialing is not None:
            dialing.cancel(cause)
        self._switch.hang_up(self.channel, cause)
