"""Whose turn it is to save, of all who administer one PBX: a mark in its database.

The PBX offers no lock. Who finds no mark puts one, and looks a little later whether it is still
there: of two who did so at once the later one has the turn. A mark that its owner could not take
away, since the program or the link has ended, stands in nobody's way for long, and never in its
owner's. So whose computer sleeps meanwhile has no turn any more when it wakes.
"""

import asyncio
import contextlib
import getpass
import platform
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from client.ami.connection import AmiConnection
from client.ami.snapshot import getvar
from client.errors import ActionRejected, ClientError, InvalidFile, SaveUnderWay

MARK = "saving"
"""Its key in the database."""

SETTLED_AFTER_S = 0.1
"""Longer than two who saw no mark may lie apart."""

FORGOTTEN_AFTER_S = 120
"""Longer than any save takes. Seen: 25 s for all of 1,000 phones."""

SLEPT_S = 60
"""How long this program may stand still: with any save, shorter than until it is forgotten."""


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
async def turn(connection: AmiConnection, family: str, who: str) -> AsyncIterator[None]:
    """Have the turn while the block runs.

    Raises:
        SaveUnderWay: somebody else has it.
        ActionRejected: the account may not write to the database.
        InvalidFile: nobody can, as on a full disk.
        ConnectionLost: the link broke.
    """
    place = {"Family": family, "Key": MARK}
    now = int(await getvar(connection, "EPOCH"))
    holder, since = await _mark(connection, place)
    # A PBX whose clock was set back meanwhile has a mark of the future.
    if holder not in ("", who) and abs(now - since) < FORGOTTEN_AFTER_S:
        raise SaveUnderWay
    try:
        await connection.action("DBPut", {**place, "Val": f"{who} {now}"})
    except ActionRejected as error:
        if error.no_right:
            raise
        reason = f"nothing can be written: {error.reason} (the PBX's log tells more)"
        raise InvalidFile("the database of the PBX", reason) from error
    await asyncio.sleep(SETTLED_AFTER_S)
    if (await _mark(connection, place))[0] != who:
        raise SaveUnderWay
    connection.stay_awake(SLEPT_S)
    try:
        yield
    finally:
        with contextlib.suppress(ClientError):
            await connection.action("DBDel", place)


async def _mark(connection: AmiConnection, place: dict[str, str]) -> tuple[str, int]:
    """Who has the turn, and since when; "" for nobody."""
    try:
        rows = await connection.listing("DBGet", place)
    except ActionRejected as error:
        if error.no_right:
            raise
        return "", 0
    who, _, since = next((row.get("Val") for row in rows), "").partition(" ")
    return who, int(since) if since.isdecimal() else 0
