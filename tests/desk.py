"""A client at work in a test: a session that runs, and all that it told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from client.ami_session import AmiSession
from client.calls.call import Call, Change, Removed
from client.calls.choice import Target
from client.calls.events import EndReason, LegState, Party
from client.config.credentials import Secret
from client.config.settings import Settings
from client.session import LinkState, PickupResult, SessionEvent
from client.tasks import TaskOwner
from tests.asterisk.waiting import Changes
from tests.remembered import is_empty


class Desk:
    """One agent's client, seen from the outside."""

    def __init__(self, session: AmiSession) -> None:
        self.session = session
        self.events: list[SessionEvent] = []
        self._changes = Changes()
        session.subscribe(self._changed)

    def _changed(self, events: Sequence[SessionEvent]) -> None:
        self.events += events
        self._changes.changed()

    @property
    def calls(self) -> list[Call]:
        """What the client shows now, newest first."""
        return self.session.calls()

    @property
    def removed(self) -> list[Removed]:
        """All endings told so far."""
        return [event for event in self.events if isinstance(event, Removed)]

    @property
    def changes(self) -> list[Change]:
        """All changes of calls told so far."""
        return [event for event in self.events if isinstance(event, Change)]

    async def until(self, look: Callable[[], object], awaited: str, limit_s: float = 5.0) -> None:
        """Wait until `look` is true."""
        await self._changes.until(
            lambda: bool(look()), awaited, limit_s=limit_s, seen=lambda: f"{self.events}"
        )

    async def rings_at(self, *extensions: str) -> Call:
        """Wait until exactly one call is shown, which rings at exactly these; return it."""

        def look() -> bool:
            return len(self.calls) == 1 and extensions_of(self.calls[0]) == set(extensions)

        await self.until(look, f"one call at {extensions}")
        return self.calls[0]

    async def is_called_by(self, caller: Party) -> None:
        """Wait until the newest call is `caller`'s."""
        await self.until(lambda: self.calls and self.calls[0].caller == caller, f"{caller}")

    async def shows(self, count: int) -> list[Call]:
        """Wait until that many calls are shown."""
        await self.until(lambda: len(self.calls) == count, f"{count} calls")
        return self.calls

    async def ended(self, reason: EndReason, by: Party | None = None) -> Removed:
        """Wait until nothing is shown; the last call must have ended so."""
        await self.until(lambda: not self.calls and self.removed, "the list empty again")
        last = self.removed[-1]
        assert (last.reason, last.by) == (reason, by), self.changes
        return last

    async def forgets_all(self) -> None:
        """Wait until the client remembers nothing of any call."""
        await self._poll(lambda: is_empty(self.session._ringing))

    async def hears_of(self, extension: str) -> None:
        """Wait until the client knows that `extension` rings, be it shown or not."""

        def look() -> bool:
            calls = self.session._ringing._tracked.values()
            legs = (leg for tracked in calls for leg in tracked.legs.values())
            ringing = (leg for leg in legs if leg.state is not LegState.DIALLED)
            return any(extension in (leg.desk.number, leg.endpoint) for leg in ringing)

        await self._poll(look)

    async def _poll(self, look: Callable[[], bool]) -> None:
        """Wait for what nobody is told of."""
        async with asyncio.timeout(5):
            while not look():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def is_link(self, state: LinkState, limit_s: float = 5.0) -> None:
        """Wait for a state of the link."""
        await self.until(lambda: self.session.link.state is state, f"link {state}", limit_s)

    async def pickup(self, target: Target) -> PickupResult:
        """Take a call."""
        return await self.session.pickup(target)


def extensions_of(call: Call) -> set[str]:
    """Where a call rings."""
    return {leg.extension for leg in call.legs}


def softphone(folder: Path, what: str = "number") -> str:
    """The command of a softphone that only notes what it was told to dial; see `dialled`."""
    return f"touch {folder}/dialled-{{{what}}}"


async def dialled(folder: Path) -> str:
    """Wait until that softphone is told to dial; return what."""
    async with asyncio.timeout(10):
        while not (found := [*folder.glob("dialled-*")]):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    return found[0].name.removeprefix("dialled-")


@asynccontextmanager
async def running(settings: Settings, secret: Secret) -> AsyncIterator[Desk]:
    """A client that is connected and live."""
    errors: list[BaseException] = []
    tasks = TaskOwner(errors.append)
    desk = Desk(AmiSession(settings, secret))
    tasks.start(desk.session.run(), name="session")
    try:
        await desk.session.ready()
        yield desk
    finally:
        await tasks.aclose()
    assert not errors, errors
