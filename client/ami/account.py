"""What a manager account may do, and what it is sent, which no action tells."""

import asyncio
from itertools import takewhile

from msgspec import Struct

from client.ami.connection import AmiConnection
from client.ami.event_filters import passes_of_callers
from client.ami.questions import PLAIN_NAME, getvar
from client.errors import ActionRejected, HearsNoCalls

ASKING = frozenset(("Getvar", "Status"))
"""The actions of an account that may ask who I am, which groups are mine and what rings."""

MOST_FILTERS = 128
FILTERS_AT_ONCE = 4
"""Most accounts have no more: then it takes no longer than any other question."""


class Hearing(Struct, frozen=True):
    """What an account is sent.

    Attributes:
        filters: its event filters, as manager.conf has them now.
        queues: who waits in a queue, and until when.
        callers: that a caller hangs up.
        may_be_told: nothing was told, as by a PBX that is just booting and has yet to load
            func_config, or of an account that is kept elsewhere.
    """

    filters: tuple[str, ...] = ()
    queues: bool = True
    callers: bool = True
    may_be_told: bool = False


async def ask_rights(connection: AmiConnection) -> frozenset[str]:
    """The names of the actions that this account may run. Any account may ask."""
    return (await connection.action("ListCommands")).keys()


async def ask_hearing(connection: AmiConnection, username: str) -> Hearing:
    """Find out what this account is sent.

    `AST_CONFIG` reads its section of manager.conf, with templates and included files; of several
    lines the last counts, as it does for Asterisk. What is not certain is no reason to refuse: an
    account may be kept elsewhere, and then all of it reads as empty. An account that gets an answer
    here has some right in `write`; so if only `read` is empty, it is empty or missing in the file.

    Raises:
        HearsNoCalls: it is certain that it is not sent the events of calls.
    """
    if not PLAIN_NAME.fullmatch(username):
        return Hearing()
    try:
        write, read, filters = await asyncio.gather(
            manager_option(connection, username, "write"),
            manager_option(connection, username, "read"),
            ask_filters(connection, username),
        )
    except ActionRejected:  # who may not ask at all is told so by the other questions
        return Hearing()
    if (read or write) and not reads(read, "call"):
        raise HearsNoCalls(f"read = {read}")
    return Hearing(
        filters,
        queues=passes_of_callers(filters, "QueueCallerLeave")
        and (not read or reads(read, "agent")),
        callers=passes_of_callers(filters, "HangupRequest"),
        may_be_told=not write,  # who may ask has some right in it
    )


async def manager_option(connection: AmiConnection, section: str, option: str) -> str:
    """The last such line of a section of manager.conf: of an account, if its name is plain.

    Raises as `getvar`.
    """
    return await getvar(connection, f"AST_CONFIG(manager.conf,{section},{option},-1)")


async def ask_filters(connection: AmiConnection, username: str) -> tuple[str, ...]:
    """The event filters of an account with a plain name, as manager.conf has them now.

    Raises as `getvar`.
    """
    filters: list[str] = []
    ask = f"AST_CONFIG(manager.conf,{username},eventfilter,{{}})".format
    while len(filters) < MOST_FILTERS:
        lines = (ask(len(filters) + one) for one in range(FILTERS_AT_ONCE))
        told = await asyncio.gather(*(getvar(connection, line) for line in lines))
        filters += takewhile(bool, told)
        if not all(told):
            break
    return tuple(filters)


def reads(read: str, event_class: str) -> bool:
    """Whether Asterisk makes this class of events of a `read` of manager.conf.

    It strips no blanks, and takes a word before a comma for every class that begins so:
    "agent, call" lacks "call", "c,agent" has it. Source: seen on 16.28 and 22.10.
    """
    *words, last = read.split(",")
    begun = any(name.startswith(word) for name in (event_class, "all") for word in words)
    return begun or last in (event_class, "all")
