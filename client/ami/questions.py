"""What a PBX is asked about its endpoints and itself, and what its answers mean."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from msgspec import Struct

from client.ami.clock import SessionClock
from client.ami.connection import AmiConnection
from client.calls.events import EndpointKnown, GroupId, Party
from client.calls.groups import MOST_TOLD_BYTES, PickupGroup, parse_groups
from client.errors import ActionRejected, InvalidValue, UnknownExtension

MOST_ENDPOINTS = 400
AT_ONCE = 20
"""So many endpoints are looked at together, so that a big PBX has other things to do as well."""

PLAIN_NAME = re.compile(r"[\w.@+-]{1,79}")
"""Names that stay one whole argument of a dialplan function."""

_T = TypeVar("_T")
_R = TypeVar("_R")
_NOT_PLAIN = re.compile(r'[\\",()\[\]]')
_ESCAPE = re.compile(r"\\(.)")


class Agent(Struct, frozen=True):
    """Who I am at this PBX, and the groups that I may pick up from."""

    me: Party
    groups: tuple[PickupGroup, ...]


async def getvar(connection: AmiConnection, variable: str) -> str:
    """Read a global function or variable. Raises as `AmiConnection.action`."""
    return (await connection.action("Getvar", {"Variable": variable})).get("Value")


async def ask_version(connection: AmiConnection) -> str:
    """Which Asterisk it is, e.g. "22.10.0". Raises as `AmiConnection.action`."""
    return (await connection.action("CoreSettings")).get("AsteriskVersion")


async def set_clock(connection: AmiConnection, clock: SessionClock) -> None:
    """Ask the PBX for its time. It answers `Ping` to every account."""
    sent = clock.now()
    answer = await connection.action("Ping")
    try:
        clock.observe(float(answer.get("Timestamp")), sent, clock.now())
    except ValueError:
        return  # no time in the answer: this computer's clock has to do


async def ask_agent(connection: AmiConnection, extension: str, endpoint: str) -> Agent:
    """Ask who sits at `extension`, and its groups.

    Raises:
        UnknownExtension: the PBX has no such endpoint.
        ActionRejected: the account may not ask.
    """
    first, known, named, numeric, last = await asyncio.gather(
        endpoint_option(connection, endpoint, "context"),
        endpoint_option(connection, endpoint, "callerid"),
        _named_groups(connection, endpoint, "named_pickup_group"),
        endpoint_option(connection, endpoint, "pickup_group"),
        endpoint_option(connection, endpoint, "context"),
    )
    # Every endpoint has one; an unknown endpoint reads as empty, not as error. So does one whose
    # database goes down or comes back between these answers: then no groups would be none.
    if not (first and last):
        raise UnknownExtension(extension)
    ids = sorted(named | parse_groups(numeric, numeric=True))
    names = await asyncio.gather(*(_group_name(connection, group) for group in ids))
    return Agent(
        Party(extension, desk_of(extension, known).name),
        tuple(PickupGroup(group, name) for group, name in zip(ids, names, strict=True)),
    )


async def ask_endpoint(connection: AmiConnection, endpoint: str) -> EndpointKnown:
    """Ask for what an endpoint's events do not tell. Raises as `AmiConnection.action`."""
    known, named, numeric = await asyncio.gather(
        endpoint_option(connection, endpoint, "callerid"),
        _named_groups(connection, endpoint, "named_call_group"),
        endpoint_option(connection, endpoint, "call_group"),
    )
    return EndpointKnown(
        endpoint,
        desk_of(endpoint, known),
        named | parse_groups(numeric, numeric=True),
    )


async def endpoint_option(connection: AmiConnection, endpoint: str, option: str) -> str:
    """Read one option of a phone; "" for a phone that there is not. Raises as `getvar`."""
    return await getvar(connection, f"PJSIP_ENDPOINT({argument(endpoint)},{option})")


async def ask_endpoints(connection: AmiConnection) -> list[str]:
    """The names of the endpoints that have a device state; a new one has, once it registers.

    Raises:
        ActionRejected: the account may not ask, or the module for it is not loaded.
    """
    devices = (row.get("Device") for row in await connection.listing("DeviceStateList"))
    return [name.removeprefix("PJSIP/") for name in devices if name.startswith("PJSIP/")]


async def ask_namesakes(connection: AmiConnection, extension: str, unknown: str) -> tuple[str, ...]:
    """The endpoints that have this number under another name. Raises as `ask_endpoints`.

    Of the one that is unknown the PBX may still list the state: its database is down.
    """
    listed = await ask_endpoints(connection)
    names = [name for name in listed if name != unknown][:MOST_ENDPOINTS]
    told = await each(lambda name: endpoint_option(connection, name, "callerid"), names, AT_ONCE)
    return tuple(
        name
        for name, callerid in zip(names, told, strict=True)
        if extension in (callerid, desk_of(name, callerid).number)  # "204" for <204>
    )


async def ask_phones(connection: AmiConnection, endpoint: str) -> tuple[str, ...]:
    """The addresses at which this endpoint is registered; a call to it rings the first alone.

    Raises as `getvar`. Source: seen on Asterisk 16.28 and 22.10.
    """
    told = await getvar(connection, f"PJSIP_DIAL_CONTACTS({argument(endpoint)})")
    begins = f"PJSIP/{endpoint}/"
    return tuple(one for one in told.removeprefix(begins).split(f"&{begins}") if one)


def desk_of(endpoint: str, callerid: str) -> Party:
    """Whose phone an endpoint is, by its `callerid`: '"Desk 101" <101>', '<101>' or 'Desk 101'.

    One without a number is known by its own name; "<unknown>" and "" tell nothing.
    """
    name, bracket, rest = callerid.rpartition("<")
    if not bracket:
        return Party(endpoint, _unquoted(callerid))
    number = rest.partition(">")[0].strip()
    return Party(endpoint if number in ("", "unknown") else number, _unquoted(name))


async def each(ask: Callable[[_T], Awaitable[_R]], items: Sequence[_T], at_once: int) -> list[_R]:
    """Ask for each, so many together."""
    answers: list[_R] = []
    for first in range(0, len(items), at_once):
        answers += await asyncio.gather(*map(ask, items[first : first + at_once]))
    return answers


def argument(endpoint: str) -> str:
    """A comma, quote or brace in its name would end the argument, or be lost. Seen on 22.10."""
    return _NOT_PLAIN.sub(r"\\\g<0>", endpoint)


def _unquoted(name: str) -> str:
    r"""`"Anna \"Nina\" Rossi"` is Anna "Nina" Rossi. Source: `ast_callerid_parse`."""
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    return _ESCAPE.sub(r"\1", name)


async def _named_groups(
    connection: AmiConnection, endpoint: str, option: str
) -> frozenset[GroupId]:
    """Those that the PBX tells whole: cut through, "sales-north" would be the group "sales"."""
    told = await endpoint_option(connection, endpoint, option)
    # Where a letter is cut through, up to three bytes of it are read as letters of two bytes each.
    is_cut_off = 0 <= len(told.encode()) - MOST_TOLD_BYTES <= 3
    return parse_groups(told.rpartition(",")[0] if is_cut_off else told)


async def _group_name(connection: AmiConnection, group: GroupId) -> str:
    """The name that an administrator gave a group: kept in the PBX's own database."""
    try:
        rows = await connection.listing("DBGet", {"Family": "pickup/group", "Key": group.number})
    except (ActionRejected, InvalidValue):  # not named, no right to know, or a spoilt answer
        return ""
    return next((row.get("Val") for row in rows), "")
