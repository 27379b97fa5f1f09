"""The line to a real Asterisk breaks at any byte, in either direction; the list is true again.

A run tries some places of each stage. ``EVERY_BYTE=1`` tries all of them, and takes its time.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import msgspec
import pytest

from client import ami_session
from client.calls.call import Added
from client.calls.choice import ThisCall
from client.session import LinkState, Outcome
from tests.asterisk.lab import Lab
from tests.contract.asterisk_office import AsteriskOffice
from tests.desk import Desk, running
from tests.proxy import Proxy

EVERY_BYTE = bool(os.environ.get("EVERY_BYTE"))
DESKS = 30 if EVERY_BYTE else 8
"""So many clients work at once, each with a line of its own."""

ROUND_S = 40.0
"""A call rings for 60 s; before that there is another."""

pytestmark = pytest.mark.timeout(3600 if EVERY_BYTE else 120)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link may be lost soon after the last one, and does not wait longer for it."""
    monkeypatch.setattr(ami_session, "LASTED_S", 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A client, and the line between it and the PBX."""

    desk: Desk
    proxy: Proxy

    async def is_new(self, accepted: int) -> None:
        """Wait until the client is live on a later connection than that one."""
        await self.desk.until(
            lambda: (
                self.proxy.accepted > accepted and self.desk.session.link.state is LinkState.LIVE
            ),
            "live on a new line",
            limit_s=20,
        )

    async def is_cut(self) -> None:
        """Wait until the cut was made that is due, and the client is live again."""
        await self.desk.until(
            lambda: self.proxy.cut_at is None and self.proxy.cut_sent_at is None,
            "the cut",
            limit_s=20,
        )
        await self.is_new(self.proxy.accepted)


@asynccontextmanager
async def lines(office: AsteriskOffice) -> AsyncIterator[list[Line]]:
    """The clients of 204, all live."""
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(DESKS):
            proxy = await stack.enter_async_context(Proxy(office.lab.ami_port))
            settings = msgspec.structs.replace(office.settings(), port=proxy.port)
            desk = await stack.enter_async_context(running(settings, office.secret()))
            opened.append(Line(desk, proxy))
        yield opened


def places(whole: int, at_random: int) -> list[int]:
    """Every byte, or one of each stretch of the stage; always the same ones."""
    if EVERY_BYTE:
        return list(range(1, whole + 1))
    chance, stretch = random.Random(whole), whole / at_random
    return [chance.randint(int(n * stretch) + 1, int((n + 1) * stretch)) for n in range(at_random)]


@pytest.mark.parametrize("ours", [False, True])
async def test_greeting_login_and_snapshot_are_cut(
    lab: Lab, office: AsteriskOffice, figure: Callable[[str], None], *, ours: bool
) -> None:
    """A call rings all the time: it is shown after each cut, at its true age."""
    await office.switch_on("101", "104")
    began = time.monotonic()
    async with lines(office) as opened:
        proxy = opened[0].proxy
        before = len(proxy.sent) if ours else proxy.received
        proxy.cut()
        await opened[0].is_new(proxy.accepted)
        whole = (len(proxy.sent) if ours else proxy.received) - before
        chosen = places(whole, 20 if ours else 40)
        left = list(reversed(chosen))
        while left:
            await office.call("604", number="0451")
            due = asyncio.get_running_loop().time() + ROUND_S

            async def cut_and_look(line: Line, due: float) -> None:
                call = await line.desk.rings_at("101", "104")
                while left and asyncio.get_running_loop().time() < due:
                    place, proxy = left.pop(), line.proxy
                    if ours:
                        proxy.cut_sent_at = len(proxy.sent) + place
                    else:
                        proxy.cut_at = proxy.received + place
                    proxy.cut()
                    await line.is_cut()
                    (shown,) = line.desk.calls
                    assert (shown.id, shown.since) == (call.id, call.since), place

            await asyncio.gather(*(cut_and_look(line, due) for line in opened))
            await lab.hang_up_all()
            for line in opened:
                await line.desk.shows(0)
                await line.desk.forgets_all()
    who = "client" if ours else "PBX"
    took = time.monotonic() - began
    figure(f"login of {whole} bytes from the {who}: cut at {len(chosen)} places in {took:.0f} s")


async def test_the_events_of_a_call_are_cut(
    lab: Lab, office: AsteriskOffice, figure: Callable[[str], None]
) -> None:
    """From the first word of it to the last, through its ringing: each client at another byte."""
    await office.switch_on("101")
    began = time.monotonic()
    async with lines(office) as opened:
        before = opened[0].proxy.received
        await office.call("101", number="0451")
        await opened[0].desk.rings_at("101")
        await lab.hang_up_all()
        await opened[0].desk.shows(0)
        await opened[0].desk.forgets_all()
        whole = opened[0].proxy.received - before
        chosen = places(whole, 40)
        for first in range(0, len(chosen), DESKS):
            due = list(zip(opened, chosen[first : first + DESKS], strict=False))
            for line, place in due:
                await line.desk.forgets_all()
                line.desk.events.clear()
                line.proxy.cut_at = line.proxy.received + place
            await office.call("101", number="0452")
            await lab.observer.ringing("PJSIP/101")
            await asyncio.gather(*(line.desk.rings_at("101") for line, _ in due))
            await lab.hang_up_all()
            for line, place in due:
                if line.proxy.cut_at is None:
                    await line.desk.is_link(LinkState.LIVE, limit_s=20)
                else:
                    # It never got so far: each call is a few digits shorter or longer.
                    line.proxy.cut_at = line.proxy.received
                    line.proxy.cut()
                    await line.is_new(line.proxy.accepted)
                await line.desk.shows(0)
                ids = {event.call.id for event in line.desk.events if isinstance(event, Added)}
                assert len(ids) == 1, place
    took = time.monotonic() - began
    figure(f"events of a call, {whole} bytes: cut at {len(chosen)} places in {took:.0f} s")


async def test_my_click_is_cut(
    lab: Lab, office: AsteriskOffice, figure: Callable[[str], None]
) -> None:
    """Before its last byte it takes no call and rings no phone, nor does it later."""
    await office.switch_on("101", "204")
    began = time.monotonic()
    async with lines(office) as opened:
        caller = await office.call("101", number="0451")
        call = await opened[0].desk.rings_at("101")
        assert (await opened[0].desk.pickup(ThisCall(call.id))).outcome is Outcome.PICKED_UP
        await caller.hang_up()
        sent = opened[0].proxy.sent
        action = sent[sent.index(b"Action: Originate") :]
        whole = action.index(b"\r\n\r\n") + 4
        chosen = places(whole - 1, 10)
        answered = len(office.phones["204"].calls)
        for first in range(0, len(chosen), DESKS):
            await office.call("101", number="0452")

            async def click(line: Line, place: int) -> None:
                await line.desk.until(lambda: len(line.desk.calls) == 1, "the call")
                (call,) = line.desk.calls
                line.proxy.cut_sent_at = len(line.proxy.sent) + place
                result = await line.desk.pickup(ThisCall(call.id))
                assert result.outcome is Outcome.LINK_LOST, place
                await line.is_cut()
                assert [one.id for one in line.desk.calls] == [call.id], place

            batch = chosen[first : first + DESKS]
            due = zip(opened, batch, strict=False)
            await asyncio.gather(*(click(line, place) for line, place in due))
            await lab.hang_up_all()
            for line in opened:
                await line.desk.shows(0)
        assert len(office.phones["204"].calls) == answered
    took = time.monotonic() - began
    figure(f"a click of {whole} bytes: cut at {len(chosen)} places in {took:.0f} s")
