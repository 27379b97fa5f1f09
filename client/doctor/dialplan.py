"""Asks a PBX what can be dialled there: our codes, and all from the context of a phone."""

import re
from collections.abc import Mapping, Sequence

from client.ami.actions import CODES_CONTEXT, TAKE_CONTEXT
from client.ami.connection import AmiConnection
from client.ami.message import Message
from client.ami.questions import argument, getvar
from client.doctor.patterns import covers
from client.errors import ActionRejected

SWITCH = "switch => "
"""How a line of a context begins that leads to a database, a script or another PBX."""
_LOCAL = tuple(f"{SWITCH}{kind}/" for kind in ("Loopback", "Lua", "Realtime"))
MOST_CONTEXTS = 200
"""FreePBX includes some seventy in that of its phones."""


async def ask_codes(connection: AmiConnection) -> tuple[frozenset[str] | None, frozenset[str]]:
    """What a phone dials, and what takes the call then; with what is run, such as "Goto(s,1)"."""
    codes: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    for context in (CODES_CONTEXT, TAKE_CONTEXT):
        rows = await _dialplan(connection, context)
        if rows is None:
            return None, frozenset()
        codes |= _extensions(rows)
        steps |= {
            f"{application}({row.get('AppData')})"
            for row in rows
            if (application := row.get("Application"))
        }
    return codes, steps


async def ask_dialled(
    connection: AmiConnection, context: str
) -> Mapping[str, frozenset[str]] | None:
    """What can be dialled in a context and those that it includes, by context.

    They are in the order in which Asterisk looks: each before those that it includes, and between
    them where its switches lead, such as into a database. That it does not tell, only that there is
    a SWITCH.
    """
    found: dict[str, frozenset[str]] = {}
    waiting = [context]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        rows = await _dialplan(connection, name)
        if rows is None or len(found) == MOST_CONTEXTS:
            return None
        switches = filter(None, (row.get("Switch") for row in rows))
        found[name] = _extensions(rows) | {f"{SWITCH}{one}" for one in switches}
        # One that counts at certain hours: "name,9:00-17:00,*,*,*"; in old files with |.
        included = (re.split("[,|]", row.get("IncludeContext"))[0] for row in rows)
        waiting[:0] = filter(None, included)
    return found


async def dials(
    connection: AmiConnection,
    context: str,
    code: str,
    dialled: Mapping[str, frozenset[str]] | None,
) -> bool | None:
    """Whether a phone of this context can dial the codes; `dialled` is as of `ask_dialled`.

    Where a switch leads, the PBX looks itself. It says that nothing begins so, but not what does:
    None. Nor is it asked where it would have to ask another PBX, which may not answer.
    """
    if dialled is None:
        return None
    switches = [line for lines in dialled.values() for line in lines if line.startswith(SWITCH)]
    if CODES_CONTEXT in dialled or not switches:
        return CODES_CONTEXT in dialled
    if not all(line.startswith(_LOCAL) for line in switches):
        return None
    asked = f"DIALPLAN_EXISTS({argument(context)},{code}501,1)"
    return False if await getvar(connection, asked) == "0" else None


def place_of(number: str, dialled: Mapping[str, frozenset[str]] | None) -> str | None:
    """The context that says what this number means, as of `ask_dialled`; None if none is known."""
    for context, extensions in (dialled or {}).items():
        if any(covers(exten, number, whole=True) for exten in extensions):
            return context
        if any(line.startswith(SWITCH) for line in extensions):
            return None
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
