"""A lab for a person to play with: an office where strangers keep calling, until Ctrl-C."""

import asyncio
import random
from collections.abc import Coroutine
from typing import NoReturn

from tests.asterisk.lab import Lab
from tests.asterisk.phones import CallOver, PhoneCall
from tests.asterisk.sipp import SippDied
from tests.asterisk.waiting import NotSeen

NAMES = ["Mario Rossi", "Łukasz Wójcik", "Sørensen, Åse", "D'Angelo Srl", "漢字", "Hotel; Sole", ""]
EXTENSIONS = ["101", "102", "103", "104", "107", "600", "604", "610", "620", "700", "710"]
NEXT_CALL_S = (1.0, 8.0)
PATIENCE_S = (8.0, 40.0)
TALK_S = (5.0, 20.0)
# One call in so many is answered at its desk.
ANSWERED_ONE_IN = 4


async def play() -> NoReturn:
    """Start the office, say how to connect to it, and let callers come."""
    async with Lab() as lab, asyncio.TaskGroup() as group:
        for endpoint in lab.switched_off():
            await lab.phone(endpoint)
        print(  # noqa: T201  # what a person is to type
            f"host 127.0.0.1   port {lab.ami_port} (TLS {lab.ami_tls_port}, CA {lab.ca_file})\n"
            "account agent   secret agent   extension 204 (or 201)\n"
            "Ctrl-C ends it.",
            flush=True,
        )
        while True:
            group.create_task(_forgiving(_stranger_calls(lab)))
            group.create_task(_forgiving(_desk_answers(lab)))
            await asyncio.sleep(random.uniform(*NEXT_CALL_S))


async def _stranger_calls(lab: Lab) -> None:
    number = f"0{random.randrange(10**8, 10**9)}"
    caller = await lab.call(random.choice(EXTENSIONS), name=random.choice(NAMES), number=number)
    try:
        await caller.answered(limit_s=random.uniform(*PATIENCE_S))
    except NotSeen:
        await caller.cancel()
    else:
        await asyncio.sleep(random.uniform(*TALK_S))
        await caller.hang_up()


async def _desk_answers(lab: Lab) -> None:
    await asyncio.sleep(random.uniform(*PATIENCE_S) / 2)
    ringing: list[PhoneCall] = [
        call for phone in lab.phones.values() for call in phone.calls if call.rings
    ]
    if ringing and random.randrange(ANSWERED_ONE_IN) == 0:
        await random.choice(ringing).answer()


async def _forgiving(life: Coroutine[None, None, None]) -> None:
    """Two people who do the same thing at once are no error here."""
    try:
        await life
    except (CallOver, NotSeen, SippDied):
        return
