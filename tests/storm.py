"""A storm of calls, for tests of load."""

import asyncio
from random import Random

from client.simulator.office import Desk, Office
from client.simulator.pbx import Pbx, SimCall
from client.simulator.wire import Event

_TICK_S = 0.02


def storm_office() -> Office:
    """Make an office of 250 desks from 1000 on, all in group 501, and the agent 204."""
    agent = Desk("204", "204", "Desk 204", (), ("501",))
    numbers = [str(1000 + index) for index in range(250)]
    groups = ("501",)
    return Office(
        desks=(agent, *(Desk(number, number, f"Desk {number}", groups) for number in numbers)),
        database={"pickup/group/501": "Support"},
    )


class Storm:
    """Keeps many calls ringing while events come at a steady rate.

    Args:
        pbx: with an office of `storm_office`.
        random: seed it to have the same storm again.
    """

    def __init__(self, pbx: Pbx, random: Random) -> None:
        self._pbx = pbx
        self._random = random
        self._desks = [desk.endpoint for desk in pbx.office.desks if desk.named_call_group]
        self._events = 0
        self._callers = 0
        self.calls: list[SimCall] = []

    def fill(self, ringing: int) -> None:
        """Let so many calls ring."""
        while len(self.calls) < ringing:
            self.calls.append(self._new_call())

    def clear(self) -> None:
        """Let every caller give up."""
        calls, self.calls = self.calls, []
        for call in calls:
            call.give_up()

    async def run(self, *, events_per_s: float, seconds: float) -> int:
        """Blow; returns how many events there were."""
        loop = asyncio.get_running_loop()
        self._pbx.switch.listeners.append(self._count)
        self._events, begin = 0, loop.time()
        try:
            while (elapsed := loop.time() - begin) < seconds:
                while self._events < elapsed * events_per_s:
                    self._gust()
                await asyncio.sleep(_TICK_S)
        finally:
            self._pbx.switch.listeners.remove(self._count)
        return self._events

    def _count(self, event: Event) -> None:
        del event
        self._events += 1

    def _new_call(self) -> SimCall:
        self._callers += 1
        name = f"Caller {self._callers}, 漢"
        return self._pbx.call(self._random.choice(self._desks), name, f"045{self._callers:07}")

    def _gust(self) -> None:
        index = self._random.randrange(len(self.calls))
        call = self.calls[index]
        kind = self._random.random()
        if kind < 0.5:
            call.set_caller(f"Name {self._random.randrange(10**6)}")
            return
        if kind < 0.7:
            call.give_up()
        elif kind < 0.9:
            call.answer()
            call.give_up()
        else:
            call.pick_up_by(self._random.choice(self._desks))
            call.give_up()
        self.calls[index] = self._new_call()
