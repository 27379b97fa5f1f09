"""The demo's endless day at the office: calls at a human pace, of every kind."""

import asyncio
from collections.abc import Callable
from random import Random

from client.simulator.pbx import NotRingingError, Pbx, SimCall

CALLERS = (
    ("Mario Rossi", "0455551234"),
    ("Søren Kjærgaard", "+4533121212"),
    ("Łukasz Wójcik", "+48221234567"),
    ("Γιώργος Παππάς", "+302101234567"),
    ("Müller & Söhne GmbH", "+49891234567"),
    ("Rossi, Bianchi; Verdi", "0458001122"),
    ('Trattoria "Da Gino"', "0457654321"),
    ("Élodie Lefèvre", "+33142345678"),
    ("O'Brien Ltd.", "+35312345678"),
    ("Comune di Verona", "0458077111"),
    ("", "3471234567"),
    ("Ana Núñez", "+34911234567"),
    ("Farmacia Centrale", "0455987654"),
    ("", "3389876543"),
)
MOST_AT_ONCE = 7


class DemoScript:
    """Makes callers call and desks answer, the user's own desk left alone.

    Args:
        pbx: with the demo office.
        random: seed it to see the same day again.
    """

    def __init__(self, pbx: Pbx, random: Random) -> None:
        self._pbx = pbx
        self._random = random
        self._calls: list[SimCall] = []
        self._scenes: tuple[tuple[Callable[[], None], int], ...] = (
            (self._ring_group, 4),
            (self._desk_answers, 3),
            (self._caller_gives_up, 3),
            (self._queue, 4),
            (self._taken_by_colleague, 3),
            (self._late_name, 2),
            (self._two_on_one_extension, 1),
            (self._through_local_channels, 1),
            (self._forwarded, 1),
            (self._other_group, 1),
        )

    async def run(self) -> None:
        """Go on until cancelled."""
        self._ring_group()
        await asyncio.sleep(0.5)
        self._late_name()
        while True:
            ringing = sum(self._is_of_the_user(call) for call in self._calls)
            pause_s = self._random.uniform(0.5, 1.5) if ringing < 2 else self._random.uniform(2, 7)
            await asyncio.sleep(pause_s)
            self._calls = [call for call in self._calls if not call.is_over]
            if sum(call.is_ringing for call in self._calls) < MOST_AT_ONCE - 1:
                scenes, weights = zip(*self._scenes, strict=True)
                self._random.choices(scenes, weights)[0]()

    def _is_of_the_user(self, call: SimCall) -> bool:
        """True when it rings in a group of the user's, so that the window has something."""
        return any(leg.channel.groups.named_call != "503" for leg in call.legs)

    def _call(self, exten: str, *, named: bool = True, patience_s: float = 30) -> SimCall:
        """Somebody calls; whatever happens, it does not last for ever."""
        busy = {call.channel.caller.number for call in self._calls}
        free = [caller for caller in CALLERS if caller[1] not in busy]
        name, number = self._random.choice(free or list(CALLERS))
        call = self._pbx.call(exten, name if named else "", number)
        self._calls.append(call)
        self._after(patience_s * self._random.uniform(0.7, 1.3), lambda: self._lose_patience(call))
        return call

    def _after(self, delay_s: float, do: Callable[[], None]) -> None:
        """Do something later, if the phone that it is about still rings then."""

        def act() -> None:
            try:
                do()
            except NotRingingError:
                return

        self._pbx.switch.later(delay_s, act)

    def _lose_patience(self, call: SimCall) -> None:
        if call.channel.bridge is None:
            call.give_up()
        else:
            self._after(self._random.uniform(10, 40), call.give_up)

    def _answer_after(self, call: SimCall, least_s: float, most_s: float) -> None:
        def answer() -> None:
            desks = [leg.channel.device.partition("/")[2] for leg in call.legs]
            call.answer(self._random.choice(desks) if desks else "")

        self._after(self._random.uniform(least_s, most_s), answer)

    def _ring_group(self) -> None:
        call = self._call(self._random.choice(("600", "602")))
        if self._random.random() < 0.6:
            self._answer_after(call, 10, 25)

    def _desk_answers(self) -> None:
        call = self._call(self._random.choice(("101", "102", "103", "104", "105", "106")))
        self._answer_after(call, 5, 15)

    def _caller_gives_up(self) -> None:
        self._call(self._random.choice(("102", "104", "201", "202", "203")), patience_s=12)

    def _queue(self) -> None:
        call = self._call(self._random.choice(("700", "710")))
        if self._random.random() < 0.7:
            self._answer_after(call, 12, 28)

    def _taken_by_colleague(self) -> None:
        call = self._call(self._random.choice(("101", "102", "600")))
        self._after(self._random.uniform(6, 14), lambda: call.pick_up_by("203"))

    def _late_name(self) -> None:
        call = self._call(self._random.choice(("101", "104", "105")), named=False)
        name = next((name for name, number in CALLERS if number == call.channel.caller.number), "")
        self._after(3, lambda: call.set_caller(name or "Studio Legale Perù"))
        self._answer_after(call, 15, 25)

    def _two_on_one_extension(self) -> None:
        first = self._call("103", patience_s=20)
        second = self._call("103", patience_s=15)
        self._answer_after(self._random.choice((first, second)), 8, 14)

    def _through_local_channels(self) -> None:
        self._answer_after(self._call("610"), 8, 20)

    def _forwarded(self) -> None:
        call = self._call("105")
        self._after(self._random.uniform(4, 8), lambda: call.forward("104"))
        self._answer_after(call, 12, 20)

    def _other_group(self) -> None:
        self._answer_after(self._call("603"), 5, 15)
