"""Many messages: recorded calls woven into each other, mutated ones, and made-up ones.

Each goes through framing, decoder, rules and a pickup that is always under way. A failure names
its seed. MESSAGES=1000000 hears so many.
"""

import asyncio
import gc
import os
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator
from itertools import islice

import pytest

from client.ami.message import SEPARATOR
from client.calls.call import Removed
from tests.fuzz.listener import STEP_S, Listener, VirtualLoop
from tests.fuzz.streams import Template, made_up, mutated, number_of, templates, woven

MESSAGES = int(os.environ.get("MESSAGES", "240000"))
ROUND = 20_000

CASES = templates()


def in_virtual_time(work: Callable[[], Coroutine[None, None, None]]) -> None:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(work())


async def play(listener: Listener, source: random.Random, blocks: Iterator[bytes]) -> None:
    """Say it in pieces that end anywhere; then nothing rings and nothing is remembered."""
    stream, said = b"", 0
    for block in blocks:
        stream += block + SEPARATOR
        said += 1
        if len(stream) > 8_000:
            cut = source.randrange(len(stream))
            listener.hear(stream[:cut])
            stream = stream[cut:]
            await listener.let_go_by(said * STEP_S)
            said = 0
    listener.hear(stream + SEPARATOR)
    await listener.end()


def ends(listener: Listener) -> dict[int, list[str]]:
    """How each call ended, by its number."""
    told: dict[int, list[str]] = defaultdict(list)
    for change in listener.changes:
        if isinstance(change, Removed):
            told[number_of(change.call.id.id)].append(f"{change.reason} {change.by}")
    return told


async def alone(case: Template) -> list[str]:
    listener = Listener()
    await play(listener, random.Random(0), case.play(1))
    listener.close()
    return ends(listener)[1]


def test_each_of_many_calls_ends_as_if_it_were_alone() -> None:
    async def work() -> None:
        expected = {case.name: await alone(case) for case in CASES}
        assert any(expected.values())
        source, listener = random.Random(1), Listener()
        begun: dict[int, str] = {}
        stream = woven(source, CASES, lambda number, case: begun.__setitem__(number, case.name))
        await play(listener, source, islice(stream, ROUND))
        listener.close()
        told = ends(listener)
        whole = [number for number in begun if number < len(begun) - 40]
        assert len(whole) > 300
        for number in whole:
            assert told[number] == expected[begun[number]], begun[number]

    in_virtual_time(work)


async def any_round(seed: int, listener: Listener) -> None:
    source = random.Random(seed)
    stream = [
        lambda: mutated(source, woven(source, CASES, lambda *_: None)),
        lambda: made_up(source),
        lambda: mutated(source, made_up(source)),
    ][seed % 3]()
    await play(listener, source, islice(stream, ROUND))
    listener.changes.clear()


@pytest.mark.timeout(300)
def test_whatever_comes() -> None:
    async def work() -> None:
        listener = Listener(random.Random(0))
        blocks: list[int] = []
        for seed in range(MESSAGES // ROUND):
            try:
                await any_round(seed, listener)
            except BaseException as error:
                error.add_note(f"seed {seed}")
                raise
            gc.collect()
            blocks.append(sys.getallocatedblocks())
        listener.close()
        assert {"picked_up", "taken_by_other", "nothing_ringing"} <= listener.outcomes.keys()
        # One round of each kind; the first three have filled what is kept for good.
        assert sum(blocks[-3:]) - sum(blocks[3:6]) < 1_500, blocks

    in_virtual_time(work)
