"""Writes ``tests/fixtures/*.ami`` anew: what a real Asterisk sends an agent, byte for byte.

``python -m tests.asterisk.record`` records every case, with names after it only those. Ids and
times differ from run to run, and so may the order in which the phones of a group ring; the tests
that read the files look at neither.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from client.ami.actions import pickup, taking
from client.calls.events import PICKUP_ID_PREFIX, Party
from client.config.settings import Settings
from tests.asterisk.lab import Lab
from tests.asterisk.phones import Caller, Phone

FIXTURES = Path(__file__).parent.parent / "fixtures"
NAMES = [
    "Rossi, Mario",
    'Mario "Il Capo" Rossi',
    "Uno; Due",
    "O'Brien",
    "Søren Łukasz Müller",
    "漢字",
]


FIRST = Party("0455551234", "First Caller")


async def switched_on(lab: Lab, *endpoints: str) -> list[Phone]:
    """The phones of these endpoints; those that are off are switched on."""
    return [lab.phones.get(one) or await lab.phone(one) for one in endpoints]


async def call(lab: Lab, exten: str, caller: Party) -> Caller:
    return await lab.call(exten, name=caller.name, number=caller.number)


async def ringing(lab: Lab, *endpoints: str) -> None:
    for endpoint in endpoints:
        await lab.observer.ringing(f"PJSIP/{endpoint}")


async def plain_call(lab: Lab, who: Party = FIRST) -> None:
    (phone,) = await switched_on(lab, "101")
    caller = await call(lab, "101", who)
    await ringing(lab, "101")
    await (await phone.current_call()).answer()
    await caller.answered()
    await caller.hang_up()


async def caller_gives_up(lab: Lab, who: Party = FIRST) -> None:
    await switched_on(lab, "101")
    caller = await call(lab, "101", who)
    await ringing(lab, "101")
    await caller.cancel()


async def rejected(lab: Lab) -> None:
    (phone,) = await switched_on(lab, "101")
    await call(lab, "101", FIRST)
    await ringing(lab, "101")
    await (await phone.current_call()).reject()


async def ring_group_answered(lab: Lab, who: Party = FIRST) -> None:
    phones = await switched_on(lab, "101", "102", "103")
    caller = await call(lab, "600", who)
    await ringing(lab, "101", "102", "103")
    await (await phones[1].current_call()).answer()
    await caller.answered()
    await caller.hang_up()


async def queue_answered(lab: Lab, who: Party = FIRST) -> None:
    first, second = await switched_on(lab, "101", "103")
    caller = await call(lab, "700", who)
    await ringing(lab, "101", "103")
    taken, other = await second.current_call(), await first.current_call()
    await taken.answer()
    await other.ended()
    await lab.talking(caller, taken)
    await caller.hang_up()


async def local_chain(lab: Lab, who: Party = FIRST) -> None:
    first, second = await switched_on(lab, "101", "102")
    caller = await call(lab, "612", who)
    await ringing(lab, "101", "102")
    taken, other = await first.current_call(), await second.current_call()
    await taken.answer()
    await other.ended()
    await caller.answered()
    await caller.hang_up()


async def early_media_only(lab: Lab) -> None:
    await lab.phone("101", rings_with="183 and media")
    caller = await call(lab, "101", FIRST)
    await lab.observer.event(lambda event: event["DialStatus"] == "PROGRESS", "183")
    await caller.cancel()


async def two_on_one_extension(lab: Lab) -> None:
    (phone,) = await switched_on(lab, "101")
    first = await call(lab, "101", Party("0451", "First"))
    await ringing(lab, "101")
    second = await call(lab, "101", Party("0452", "Second"))
    await lab.observer.ringing("PJSIP/101", 2)
    await (await phone.current_call()).answer()
    await second.answered()
    await first.cancel()
    await second.hang_up()


async def forward(lab: Lab, who: Party = FIRST) -> None:
    first, second = await switched_on(lab, "101", "102")
    caller = await call(lab, "101", who)
    await ringing(lab, "101")
    await (await first.current_call()).forward("102")
    await ringing(lab, "102")
    await (await second.current_call()).answer()
    await caller.answered()
    await caller.hang_up()


async def timeout(lab: Lab, who: Party = FIRST) -> None:
    await switched_on(lab, "101")
    caller = await call(lab, "800", who)
    await caller.refused()


async def pickup_by_handset(lab: Lab, who: Party = FIRST) -> None:
    await switched_on(lab, "101", "102", "103")
    caller = await call(lab, "600", who)
    await ringing(lab, "101", "102", "103")
    handset = await lab.call("*8102", from_desk="201")
    await caller.answered()
    await handset.answered()
    await caller.hang_up()


async def pickup_by_us(lab: Lab) -> None:
    await switched_on(lab, "101", "204")
    caller = await call(lab, "101", FIRST)
    (leg,) = await lab.observer.ringing("PJSIP/101")
    await originate(lab, "204", leg.uniqueid)
    await caller.answered()
    await lab.observer.event(lambda event: event["Event"] == "Pickup", "a pickup")
    await caller.hang_up()


async def race_of_two(lab: Lab, who: Party = FIRST) -> None:
    await switched_on(lab, "101", "201", "204")
    before = len(lab.observer.channels)
    caller = await call(lab, "101", who)
    (leg,) = await lab.observer.ringing("PJSIP/101")
    await asyncio.gather(*(originate(lab, agent, leg.uniqueid) for agent in ("204", "201")))
    await caller.answered()
    await lab.observer.event(lambda event: event["Event"] == "Pickup", "a pickup")
    await lab.observer.until(lambda: len(lab.observer.channels) == before + 2, "the loser hung up")
    await caller.hang_up()


async def caller_names(lab: Lab) -> None:
    await switched_on(lab, "101")
    for number, name in enumerate(NAMES):
        await caller_gives_up(lab, Party(f"045{number}", name))
        await lab.observer.all_gone()


async def without_channelvars(lab: Lab) -> None:
    await caller_gives_up(lab)


CASES: list[Callable[[Lab], Awaitable[None]]] = [
    plain_call,
    caller_gives_up,
    rejected,
    ring_group_answered,
    queue_answered,
    local_chain,
    early_media_only,
    two_on_one_extension,
    forward,
    timeout,
    pickup_by_handset,
    pickup_by_us,
    race_of_two,
    caller_names,
    without_channelvars,
]


async def originate(lab: Lab, agent: str, leg: str) -> None:
    """Pick up as the client does, with its own headers."""
    headers = pickup(
        Settings(host="127.0.0.1", extension=agent),
        channel_id=f"{PICKUP_ID_PREFIX}{agent}",
        then=taking(leg),
        caller=FIRST,
    )
    single = {key: value for key, value in headers.items() if isinstance(value, str)}
    repeated = [("Variable", value) for value in headers["Variable"]]
    await lab.observer.action("Originate", *repeated, **single)


async def record(case: Callable[[Lab], Awaitable[None]]) -> None:
    """Run one case in a lab of its own, with an agent's connection looking on."""
    name = case.__name__
    async with Lab(channelvars=case is not without_channelvars) as lab:
        agent = await lab.observe("agent")
        with agent.record(FIXTURES / f"{name}.ami"):
            await case(lab)
            await lab.observer.all_gone()
            await agent.action("Ping")  # its answer comes after every event: the file ends there


async def main(names: list[str]) -> None:
    """Record the cases of these names, all of them for none."""
    FIXTURES.mkdir(exist_ok=True)
    for case in CASES:
        if not names or case.__name__ in names:
            await record(case)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
