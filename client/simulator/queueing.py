"""Queue(): a caller waits, the members' phones ring, again and again."""

import time
from dataclasses import dataclass, field

from client.simulator.channel import Channel, Header, State
from client.simulator.dialing import Dialing, Leg
from client.simulator.office import Queue


@dataclass(eq=False, slots=True)
class WaitingLine:
    """Who waits in one queue, in order."""

    queue: Queue
    waiting: "list[QueueDialing]" = field(default_factory=list)


class QueueDialing(Dialing):
    """One caller's stay in a queue."""

    application = "AppQueue"
    tells_cause = False

    @property
    def position(self) -> int:
        """The caller's place in the queue, from 1."""
        return self._line.waiting.index(self) + 1

    def _tell_queue(self, event: str, *more: Header) -> None:
        queue = ("Queue", self._line.queue.name)
        self._switch.tell(event, self.caller, queue, *more, privilege="agent")

    def _tell_agent(self, event: str, leg: Leg, *more: Header) -> None:
        row = [("Queue", self._line.queue.name), ("Interface", leg.dialled)]
        row += [("MemberName", leg.name), *more]
        self._switch.tell_dial(event, self.caller, leg.channel, *row, privilege="agent")

    def join(self, line: WaitingLine) -> None:
        """Enter the queue and call its members."""
        self._line = line
        self.joined_at = time.time()
        line.waiting.append(self)
        count = ("Count", str(len(line.waiting)))
        self._tell_queue("QueueCallerJoin", ("Position", str(self.position)), count)
        self._try_members()

    def _try_members(self) -> None:
        self._rang_at = time.time()
        self._timer = self._switch.later(self._line.queue.timeout_s, self.time_out)
        for member in self._line.queue.members:
            leg = self._call(member.interface, member.name)
            if leg is not None:
                leg.dialled = member.interface
                self.legs.append(leg)
                self._begin(leg)
        self._let_ring(list(self.legs))

    def _tell_half(self, one: Channel) -> None:
        self._fill_caller(one)
        one.exten = self.caller.exten
        self._switch.set_connected(one, self.caller.caller)

    def _begin(self, leg: Leg) -> None:
        self._join_halves(leg)
        self._tell_agent("AgentCalled", leg)
        dialled = ("DialString", leg.dialled)
        self._switch.tell_dial("DialBegin", self.caller, leg.channel, dialled)

    def rang(self, leg: Leg, *, progress: bool = False) -> None:
        """A member's phone rings; of one that sends 183 alone a queue tells nothing."""
        if not progress:
            super().rang(leg)

    def leg_renamed(self, party: object) -> None:
        """A queue's caller learns no name before an answer."""

    def answered(self, leg: Leg, zombie: Channel | None = None) -> None:
        """A member's phone, or one that picked up, gets the caller."""
        others = self._stop_waiting(leg)
        self.caller.cause = 0
        if zombie is None:
            self._tell("DialEnd", leg, "ANSWER")
            for other in others:
                self._tell("DialEnd", other, "CANCEL")
        else:
            leg.channel.exten = self.caller.exten
        self.connect_caller(leg.channel.caller)
        for other in others:
            self._tell("DialEnd", other, "CANCEL")
            self.drop(other, 26)
        hold = ("HoldTime", str(int(time.time() - self.joined_at)))
        ring = ("RingTime", str(int(time.time() - self._rang_at)))
        self._leave_line()
        self._tell_agent("AgentConnect", leg, hold, ring)
        self._switch.set_state(self.caller, State.UP)
        answered_at = time.time()

        def complete(reason: str) -> None:
            talk = ("TalkTime", str(int(time.time() - answered_at)))
            self._tell_agent("AgentComplete", leg, hold, talk, ("Reason", reason))

        self._run.talk_ended = complete
        self._finish_answer(leg, [], zombie)

    def rejected(self, leg: Leg, status: str = "BUSY") -> None:
        """A member says no; the others ring on, and all are tried again later."""
        self._forget([leg])
        self._tell("DialEnd", leg, "NOANSWER")
        self._ring_no_answer(leg)
        self.drop(leg, 17 if status == "BUSY" and leg.below is None else 0)
        if not self.legs:
            self._retry()

    def _ring_no_answer(self, leg: Leg) -> None:
        elapsed_ms = int((time.time() - self._rang_at) * 1000)
        self._tell_agent("AgentRingNoAnswer", leg, ("RingTime", str(elapsed_ms)))

    def time_out(self) -> None:
        """No member answered this time."""
        legs = list(self.legs)
        self._forget(legs)
        for leg in legs:
            self._ring_no_answer(leg)
            self._tell("DialEnd", leg, "NOANSWER")
        for leg in legs:
            self._tell("DialEnd", leg, "CANCEL")
            self.drop(leg, 0)
        self._retry()

    def _retry(self) -> None:
        self._cancel_timer()
        self._timer = self._switch.later(self._line.queue.retry_s, self._try_members)

    def cancel(self) -> list[Leg]:
        """The caller has gone; every DialEnd is told twice, as Asterisk 22 does."""
        legs = super().cancel()
        for leg in legs:
            self._tell("DialEnd", leg, "CANCEL")
        return legs

    def left(self) -> None:
        """Tell that the caller gave up waiting."""
        hold = ("HoldTime", str(int(time.time() - self.joined_at)))
        place = ("Position", str(self.position))
        self._tell_queue("QueueCallerAbandon", place, ("OriginalPosition", "1"), hold)
        self._leave_line()

    def _leave_line(self) -> None:
        place = ("Position", str(self.position))
        self._line.waiting.remove(self)
        self._tell_queue("QueueCallerLeave", place, ("Count", str(len(self._line.waiting))))
