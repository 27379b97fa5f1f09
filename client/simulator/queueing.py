"""Queue(): a caller waits, the members' phones ring, again and again."""

import time

from client.simulator.channel import Channel, State
from client.simulator.dialing import Dialing, Leg
from client.simulator.office import Queue
from client.simulator.switch import ANSWERED_ELSEWHERE


class QueueDialing(Dialing):
    """One caller's stay in a queue."""

    def join(self, queue: Queue) -> None:
        """Enter the queue and call its members."""
        self.queue, self.joined_at = queue, time.time()
        self._exchange.waiting.append(self)
        self._tell_queue("QueueCallerJoin")
        self._try_members()

    def _tell_queue(self, event: str) -> None:
        self._switch.tell(event, self.caller, ("Queue", self.queue.name), privilege="agent")

    def _try_members(self) -> None:
        self._timer = self._switch.later(self.queue.timeout_s, self.time_out)
        for member in self.queue.members:
            leg = self._call(member)
            self.legs.append(leg)
            self._begin(leg)
        self._let_ring(list(self.legs))

    def rang(self, leg: Leg, *, progress: bool = False) -> None:
        """A member's phone rings; of one that sends 183 alone a queue tells nothing."""
        if not progress:
            super().rang(leg)

    def leg_renamed(self, party: object) -> None:
        """A queue's caller learns no name before an answer."""

    def answered(self, leg: Leg, zombie: Channel | None = None) -> None:
        """A member's phone, or one that picked up, gets the caller."""
        others = [other for other in self._stop() if other is not leg]
        if zombie is None:
            self._tell("DialEnd", leg, "ANSWER")
            for other in others:
                self._tell("DialEnd", other, "CANCEL")
        self.connect_caller(leg.channel.caller)
        for other in others:
            self._tell("DialEnd", other, "CANCEL")
            self._drop(other, ANSWERED_ELSEWHERE)
        self._leave()
        self._switch.tell_dial("AgentConnect", self.caller, leg.channel, privilege="agent")
        self._switch.set_state(self.caller, State.UP)
        self._finish_answer(leg, [], zombie)

    def rejected(self, leg: Leg, status: str = "BUSY") -> None:  # noqa: ARG002 - all are alike here
        """A member says no; the others ring on, and all are tried again later."""
        self._forget(leg)
        self._tell("DialEnd", leg, "NOANSWER")
        self._drop(leg)
        if not self.legs:
            self._retry()

    def time_out(self) -> None:
        """No member answered this time."""
        legs = self._stop()
        for leg in legs:
            self._tell("DialEnd", leg, "NOANSWER")
        for leg in legs:
            self._tell("DialEnd", leg, "CANCEL")
            self._drop(leg)
        self._retry()

    def _retry(self) -> None:
        self._stop()
        self._timer = self._switch.later(self.queue.retry_s, self._try_members)

    def cancel(self, cause: int) -> None:
        """The caller has gone; every DialEnd is told twice, as Asterisk 22 does."""
        for leg in self.legs:
            self._tell("DialEnd", leg, "CANCEL")
        super().cancel(cause)
        self._leave()

    def _leave(self) -> None:
        self._exchange.waiting.remove(self)
        self._tell_queue("QueueCallerLeave")
