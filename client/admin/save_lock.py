"""The lock of a save: one administrator of a PBX saves at a time. It is a value in its database.

The PBX offers no lock of its own. Whoever finds no value writes one, and reads it again a little
later: of two who write at the same time, the later one has the lock. If the program or the link
ends before the lock is removed, the lock expires, and never stops its own owner. A computer that
sleeps during a save has therefore lost the lock when it wakes.
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

LOCK = "saving"
"""Its key in the database; the value is "owner epoch"."""

_PLACE = {"Family": FAMILY, "Key": LOCK}

SETTLED_AFTER_S = 0.1
"""Longer than two who found no lock may be apart."""

EXPIRES_AFTER_S = 120
"""Longer than any save takes. Seen: 25 s for all of 1,000 phones."""

SLEPT_S = 60
"""How long this program may stand still: with any save, shorter than until the lock expires."""


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
        SaveUnderWay: somebody else holds it.
        ActionRejected: the account may not write to the database.
        NotWritten: nobody can, as on a full disk.
        ConnectionLost: the link broke.
    """
    now = int(await getvar(connection, "EPOCH"))
    holder, since = await _holder(connection)
    # A PBX whose clock was set back meanwhile has a lock of the future.
    if holder not in ("", who) and abs(now - since) < EXPIRES_AFTER_S:
        raise SaveUnderWay
    try:
        await connection.action("DBPut", {**_PLACE, "Val": f"{who} {now}"})
    except ActionRejected as error:
        if error.no_right:
            raise
        reason = Sentence("nothing can be written: {why} (the PBX's log tells more)")
        where = Sentence("the database of the PBX")
        raise NotWritten(where, reason.format(why=error.reason)) from error
    await asyncio.sleep(SETTLED_AFTER_S)
    if (await _holder(connection))[0] != who:
        raise SaveUnderWay
    connection.stay_awake(SLEPT_S)
    try:
        yield
    finally:
        with contextlib.suppress(ClientError):
            await connection.action("DBDel", _PLACE)


async def _holder(connection: AmiConnection) -> tuple[str, int]:
    """Who holds the lock, and since when (epoch); "" and 0 for nobody."""
    try:
        rows = await connection.listing("DBGet", _PLACE)
    except ActionRejected as error:
        if error.no_right:
            raise
        return "", 0
    who, _, since = next((row.get("Val") for row in rows), "").partition(" ")
    return who, int(since) if since.isdecimal() else 0
