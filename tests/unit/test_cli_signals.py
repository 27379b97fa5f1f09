"""How a signal ends a verb: once, however often it comes."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from client.cli.signals import end_as_by_ctrl_c

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows sends none of them")
SIGNALS = [signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def _own_handlers() -> Iterator[None]:
    before = [signal.getsignal(number) for number in SIGNALS]
    end_as_by_ctrl_c()
    yield
    for number, handler in zip(SIGNALS, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_one_that_comes_again_lets_it_end_in_peace(number: signal.Signals) -> None:
    """`timeout` sends it twice, also when it is told to end itself."""
    steps = list[str]()

    async def verb() -> None:
        try:
            signal.raise_signal(number)
            await asyncio.sleep(60)
        finally:
            signal.raise_signal(number)
            steps.append("no file is left")

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(verb())
    assert steps == ["no file is left"]
