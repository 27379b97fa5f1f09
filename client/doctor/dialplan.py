"""Asks a PBX what can be dialled there: our codes, and all from the context of a phone."""

import re
from collections.abc import Mapping, Sequence

from client.ami.actions import CODES_CONTEXT, TAKE_CONTEXT
from client.ami.connection import AmiConnection
from client.ami.message import Message
from client.doctor.patterns import covers
from client.errors import ActionRejected

MOST_CONTEXTS = 200
"""FreePBX includes some seventy in that of its phones."""


async def ask_codes(connection: AmiConnection) -> frozenset[str] | None:
    """What a phone dials, and what takes the call then."""
    codes: frozenset[str] = frozenset()
    for context in (CODES_CONTEXT, TAKE_CONTEXT):
        rows = await _dialplan(connection, context)
        if rows is None:
            return None
        codes |= _extensions(rows)
    return codes


async def ask_dialled(
    connection: AmiConnection, context: str
) -> Mapping[str, frozenset[str]] | None:
    """What can be dialled in a context and those that it includes, by context.

    They are in the order in which Asterisk looks: each before those that it includes. Where a
    switch leads, such as into a database, it does not tell: None, unless the codes are found.
    """
    found: dict[str, frozenset[str]] = {}
    has_switch = False
    waiting = [context]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        rows = await _dialplan(connection, name)
        if rows is None or len(found) == MOST_CONTEXTS:
            return None
        found[name] = _extensions(rows)
        # One that counts at certain hours: "name,9:00-17:00,*,*,*"; in old files with |.
        included = (re.split("[,|]", row.get("IncludeContext"))[0] for row in rows)
        waiting[:0] = filter(None, included)
        has_switch |= any(row.get("Switch") for row in rows)
    return None if has_switch and CODES_CONTEXT not in found else found


def place_of(number: str, dialled: Mapping[str, frozenset[str]] | None) -> str | None:
    """The context that says what this number means, as of `ask_dialled`; None if none is known."""
    for context, extensions in (dialled or {}).items():
        if any(covers(exten, number, whole=True) for exten in extensions):
            return context
    return None


def _extensions(rows: Sequence[Message]) -> frozenset[str]:
    """A hint, which says whether a phone is busy, cannot be dialled."""
    return frozenset(row.get("Extension") for row in rows if row.get("Priority") != "hint") - {""}


async def _dialplan(connection: AmiConnection, context: str) -> list[Message] | None:
    """The lines of a context, none for one that there is not; None if it may not be asked."""
    try:
        return await connection.listing("ShowDialPlan", {"Context": context})
    except ActionRejected as error:
        return [] if str(error.reason).startswith("Did not find context") else None
