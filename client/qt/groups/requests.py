"""What the window asks of the PBX, each a coroutine that logs in, does it and logs off.

Each runs in a thread of its own: with a thousand endpoints, reading and comparing the PBX's files
holds a thread for longer than a window may wait.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from client.admin import saving
from client.admin.history import Save
from client.admin.office import Office
from client.admin.store import Store, open_store
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import ChangedMeanwhile, NotAdministrator, SaveCutOff, SaveUnderWay
from client.qt.profile import Administrator
from client.threads import call_in_thread

P = ParamSpec("P")
T = TypeVar("T")


class Settlement(Enum):
    """What to do about a save that was cut off."""

    FINISH = "finish"
    TAKE_BACK = "take back"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the PBX has, and the newest save from this computer.

    Attributes:
        done: what was asked for is done; False when it only turned out how things are.
        problem: why it is not done, when somebody else has changed the same.
    """

    office: Office
    last: Save | None
    done: bool = True
    problem: ChangedMeanwhile | None = None

    @property
    def cut_off(self) -> Save | None:
        """The save that has to be settled first."""
        return self.last if self.last and self.last.cut_off else None


def _apart(work: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Run a coroutine in a loop and a thread of its own; what it raises is raised here.

    When this is cancelled the thread goes on to its end.
    """

    @wraps(work)
    async def run(*args: P.args, **named: P.kwargs) -> T:
        answer, _ = call_in_thread(lambda: asyncio.run(work(*args, **named)), name="administration")
        return await answer

    return run


@_apart
async def read(admin: Administrator) -> Reading:
    """Read what there is, with an account that may change it, too."""
    async with _store(admin) as store:
        office = await store.load()
    return Reading(office, admin.history.last())


@_apart
async def look(settings: Settings, secret: Secret) -> Office | None:
    """Read what an agent's own account may; None when that is not enough to be shown."""
    async with open_store(settings, secret) as store:
        office, members_known, _ = await store.read()
    return office if members_known else None


@_apart
async def save(admin: Administrator, before: Office, after: Office) -> Reading:
    """Change the PBX from `before` to `after`.

    Raises:
        SaveFailed: a step failed.
    """
    async with _store(admin) as store:
        try:
            await saving.save(store, admin.history, before, after)
        except ChangedMeanwhile as error:
            now = await store.load()
            return Reading(now, admin.history.last(), done=False, problem=error)
        except SaveCutOff:
            return Reading(await store.load(), admin.history.last(), done=False)
    return Reading(after, admin.history.last())


@_apart
async def undo(admin: Administrator, before: Office, after: Office) -> Reading:
    """Undo the last save; `after` is what it leaves.

    Raises:
        SaveUnderWay: by now another one is the last.
    """
    last = saving.the_last(admin.history.last())
    if last.undone(before) != after:
        raise SaveUnderWay
    async with _store(admin) as store:
        await saving.undo(store, admin.history, last, before)
    return Reading(after, admin.history.last())


@_apart
async def settle(admin: Administrator, settlement: Settlement) -> Reading:
    """Finish the save that was cut off, take it back, or leave what it left."""
    last = saving.the_last(admin.history.last(), cut_off=True)
    async with _store(admin) as store:
        now = await store.load()
        match settlement:
            case Settlement.FINISH:
                after = await saving.complete(store, admin.history, last, now)
            case Settlement.TAKE_BACK:
                after = await saving.undo(store, admin.history, last, now)
            case Settlement.LEAVE:
                after = now
                await saving.leave(admin.history, last)
    return Reading(after, admin.history.last())


@asynccontextmanager
async def _store(admin: Administrator) -> AsyncIterator[Store]:
    """Log in. Raises NotAdministrator where the account may not change groups, or no longer."""
    async with open_store(admin.settings, admin.secret or Secret("")) as store:
        if lacks := await store.lacks():
            raise NotAdministrator(admin.settings.username, lacks)
        yield store
