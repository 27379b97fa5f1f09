"""The lock of a save: one administrator of a PBX saves at a time, by marks in its database.

The PBX offers no lock of its own, and cannot write a value only if there is none. So each has a
mark of his own: he sets it first and looks for those of others then. Of two who do so at the same
time the later one at least sees the other's, however far away both are, and whoever sees one does
not save. Of those who see each other the first by name waits a little for the others to give up.

A mark is renewed while the save runs. If the program or the link ends before it is removed, it
expires, and never stops its own owner. A computer that sleeps during a save has therefore lost the
lock when it wakes.
"""

import asyncio
import contextlib
import getpass
import platform
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from client.admin.plan import FAMILY
from client.ami.connection import AmiConnection
from client.ami.questions import getvar
from client.errors import ActionRejected, ClientError, NotWritten, SaveUnderWay
from client.sentence import Sentence
from client.tasks import TaskOwner

MARK = "saving/"
"""How the key of a mark begins; its owner follows. The value is when it was set, as an epoch."""

RENEWED_EVERY_S = 20
SLEPT_S = 60
"""How long this program may stand still."""

EXPIRES_AFTER_S = 120
"""Longer than both together, and than a mark is on its way."""

LOOKS = 10
LOOKS_EVERY_S = 0.2
"""How often and when to look whether others have given up."""


def myself() -> str:
    """The user and the computer, such as "anna@desk7/2c54910a6f": one saves at a time.

    The address of its network card tells computers apart that are called the same.
    """
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        user = ""
    return f"{user}@{platform.node()}/{uuid.getnode():x}".replace(" ", "-")


@asynccontextmanager
async def save_lock(connection: AmiConnection, who: str) -> AsyncIterator[None]:
    """Hold the lock while the block runs.

    Raises:
        SaveUnderWay: somebody else holds it, or wants it at the same moment.
        ActionRejected: the account may not write to the database.
        NotWritten: nobody can, as on a full disk.
        ConnectionLost: the link broke.
    """
    now = int(await getvar(connection, "EPOCH"))
    mark = {"Family": FAMILY, "Key": f"{MARK}{who}"}
    try:
        await connection.action("DBPut", {**mark, "Val": str(now)})
    except ActionRejected as error:
        if error.no_right:
            raise
        reason = Sentence("nothing can be written: {why} (the PBX's log tells more)")
        where = Sentence("the database of the PBX")
        raise NotWritten(where, reason.format(why=error.reason)) from error
    connection.stay_awake(SLEPT_S)
    tasks = TaskOwner()
    tasks.start(_renew(connection, mark, now), name="renew the lock of a save")
    try:
        await _wait_for_others(connection, who, now)
        yield
    finally:
        await tasks.aclose()
        with contextlib.suppress(ClientError):
            await connection.action("DBDel", mark)


async def _renew(connection: AmiConnection, mark: dict[str, str], since: int) -> None:
    """Set the mark again and again. Nobody waits for an answer, which is late on a slow line."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    while True:
        await asyncio.sleep(RENEWED_EVERY_S)
        connection.tell("DBPut", {**mark, "Val": f"{since + loop.time() - started:.0f}"})


async def _wait_for_others(connection: AmiConnection, who: str, now: int) -> None:
    """Return once nobody else has a mark; raise SaveUnderWay if it is not ours to wait."""
    for _ in range(LOOKS):
        others = await _others(connection, who, now)
        if not others:
            return
        if min(others) < who:
            break
        await asyncio.sleep(LOOKS_EVERY_S)
    raise SaveUnderWay


async def _others(connection: AmiConnection, who: str, now: int) -> list[str]:
    """Who else has a mark; those that have expired are removed."""
    start, others = f"/{FAMILY}/{MARK}", []
    for row in await connection.listing("DBGetTree", {"Family": start.strip("/")}):
        other, since = row.get("Key").removeprefix(start), row.get("Val")
        if other in ("", who):  # the row that ends the list has no key
            continue
        # A PBX whose clock was set back meanwhile has a mark of the future.
        if since.isdecimal() and abs(now - int(since)) < EXPIRES_AFTER_S:
            others.append(other)
            continue
        with contextlib.suppress(ActionRejected):  # somebody else has removed it
            await connection.action("DBDel", {"Family": FAMILY, "Key": f"{MARK}{other}"})
    return others
