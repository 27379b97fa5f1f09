"""Asks a PBX for all that the checks want to know; what may not be asked is left open.

It changes nothing, and asks for no secret. Only `Getvar` without a channel, lists and `Ping` are
sent: a question about a channel may stop a PBX for ever, see `client.ami.snapshot`.
"""

import asyncio
import re
import ssl
import time
from collections.abc import Awaitable, Mapping
from functools import partial
from typing import TypeVar

from client.ami.account import ASKING, ask_filters, manager_option
from client.ami.clock import SessionClock
from client.ami.connection import AmiConnection
from client.ami.opening import authorities_end, logged_in, tls_context
from client.ami.protocol import Receiver
from client.ami.questions import (
    AT_ONCE,
    MOST_ENDPOINTS,
    PLAIN_NAME,
    Agent,
    ask_agent,
    ask_endpoint,
    ask_endpoints,
    ask_namesakes,
    ask_phones,
    ask_version,
    each,
    endpoint_option,
    getvar,
    set_clock,
)
from client.ami.sources import FILE as SOURCES_FILE
from client.ami.sources import SECTION, sources
from client.calls.groups import PickupGroup
from client.config.credentials import Secret
from client.config.settings import Settings
from client.doctor.dialplan import ask_codes, ask_dialled, dials, place_of
from client.doctor.facts import Account, Certificate, Endpoint, Facts
from client.doctor.own_call import HEARD, CallProgress, ring_my_phone
from client.errors import ActionRejected, UnknownExtension
from client.pickup.my_phone import way_of_pickup
from client.pickup.softphone import is_installed

EVENT_CLASSES = "call"
MOST_PLACES = 3
"""In which Asterisk may look for phones."""
_FUNCTIONS = {
    "func_channel": "CHANNEL_EXISTS(x)",
    "func_logic": "IF(1?1:0)",
    "func_strings": "LEN(x)",
}
"""One of each module that never reads as empty. Source: 16.28 and 22.10."""

_CLASSES = re.compile(r"\(Priv: ([a-z,<>]*)\)")
_DAY_S = 86_400
_T = TypeVar("_T")


async def collect_facts(settings: Settings, secret: Secret, *, call: bool) -> Facts:
    """Connect, ask, and leave.

    Args:
        call: ring my phone, to see whether it answers by itself.

    Raises:
        LinkError: the PBX cannot be reached, refuses the account, or is lost meanwhile.
    """
    progress = CallProgress()
    receiver = Receiver(progress.hear, lambda: None, lambda: HEARD)
    async with logged_in(settings, secret, EVENT_CLASSES, receiver) as connection:
        actions = await _ask_actions(connection)
        clock_ahead_s = await _ask_clock(connection)
        asks = actions.keys() >= ASKING
        account, channelvars, disabled = await _ask_configuration(connection, settings.username)
        codes, steps = await ask_codes(connection)
        is_extension, endpoint = await _ask_endpoint(connection, settings)
        namesakes: tuple[str, ...] = ()
        is_of_chan_sip = False
        if is_extension is False:
            asked = ask_namesakes(connection, settings.extension, settings.effective_endpoint)
            namesakes = await _if_allowed(asked) or ()
            is_of_chan_sip = "SIPpeers" in actions and await _is_of_chan_sip(connection, settings)
        # Without the module that reads files nothing seems to stand in any.
        reads_files = channelvars is not None
        in_file, groups = await _ask_file(connection, settings) if reads_files else (None, "")
        own_call = await ring_my_phone(connection, settings, progress, actions) if call else None
        return Facts(
            settings=settings,
            encrypted=connection.is_encrypted,
            certificate=_certificate(connection, settings),
            clock_ahead_s=clock_ahead_s,
            actions=actions,
            way=way_of_pickup(
                settings, rights=actions.keys(), groups_known=asks or bool(settings.groups)
            ),
            version=await _if_allowed(ask_version(connection)) or None,
            manager_version=connection.manager_version,
            account=account,
            channelvars=channelvars,
            disabled_events=disabled,
            sends_groups=progress.sends_groups,
            endpoint=endpoint,
            is_extension=is_extension,
            namesakes=namesakes,
            is_of_chan_sip=is_of_chan_sip,
            pickupexten=await _if_allowed(getvar(connection, "FEATURE(pickupexten)")),
            codes=codes,
            steps=steps,
            softphone_found=is_installed(settings.softphone),
            own_call=own_call,
            in_file=in_file,
            groups_in_file=groups,
            systemname=await _if_allowed(getvar(connection, "SYSTEMNAME")),
            missing_modules=await _if_allowed(_missing_modules(connection)) or (),
        )


async def _ask_actions(connection: AmiConnection) -> Mapping[str, frozenset[str]]:
    """The actions that the account may run, each with the classes that allow it."""
    answer = await connection.action("ListCommands")
    texts = {name: _CLASSES.search(answer.get(name)) for name in sorted(answer.keys())}
    return {
        name: frozenset(classes[1].split(",")) - {"all", "<none>"}
        for name, classes in texts.items()
        if classes
    }


async def _ask_clock(connection: AmiConnection) -> float | None:
    clock = SessionClock()
    await set_clock(connection, clock)
    return clock.now() - time.time() if clock.is_pbx_time else None


def _certificate(connection: AmiConnection, settings: Settings) -> Certificate | None:
    shown = connection.certificate()
    if not shown:
        return None
    names = tuple(name for _, name in shown.get("subjectAltName", ()))
    ends = (
        ssl.cert_time_to_seconds(shown["notAfter"]),
        authorities_end(tls_context(settings.ca_file)),
    )
    days_left, authority = ((end - time.time()) / _DAY_S for end in ends)
    return Certificate(days_left, names, authority)


async def _if_allowed(answer: Awaitable[_T]) -> _T | None:
    try:
        return await answer
    except ActionRejected:
        return None


async def _ask_configuration(
    connection: AmiConnection, username: str
) -> tuple[Account | None, str | None, str | None]:
    """The account's lines, `channelvars` and `disabledevents`; never a secret.

    All reads as empty where the module func_config is missing; `enabled` cannot be, or there
    would be no manager.
    """
    if not PLAIN_NAME.fullmatch(username):
        return None, None, None
    line = partial(manager_option, connection)
    try:
        if not await line("general", "enabled"):
            return None, None, None
        read, write, timeout, deny, permit, acl = await asyncio.gather(
            *(line(username, o) for o in ("read", "write", "writetimeout", "deny", "permit", "acl"))
        )
        filters = await ask_filters(connection, username)
        channelvars = await line("general", "channelvars")
        disabled = await line("general", "disabledevents")
    except ActionRejected:
        return None, None, None
    account = Account(read, write, filters, timeout, deny, permit, acl) if read or write else None
    return account, channelvars, disabled


async def _ask_endpoint(
    connection: AmiConnection, settings: Settings
) -> tuple[bool | None, Endpoint | None]:
    """Whether my endpoint is one, and what it is like."""
    name = settings.effective_endpoint
    option = partial(endpoint_option, connection, name)
    try:
        agent = await ask_agent(connection, settings.extension, name)
        context, pai, rpid, connected = await asyncio.gather(
            *map(option, ("context", "send_pai", "send_rpid", "send_connected_line"))
        )
    except UnknownExtension:
        return False, None
    except ActionRejected:
        return None, None
    # Asterisk prints some of its switches as "true", others as "yes".
    tells = {pai, rpid} & {"true", "yes"} and connected not in ("no", "false")
    lonely, doubles = await _ask_others(connection, name, agent)
    dialled = await ask_dialled(connection, context)
    return True, Endpoint(
        context,
        agent.groups,
        lonely,
        bool(tells),
        dialled,
        await dials(connection, context, settings.service_code, dialled),
        await ask_phones(connection, name),
        doubles,
    )


async def _is_of_chan_sip(connection: AmiConnection, settings: Settings) -> bool:
    name = settings.effective_endpoint
    return bool(PLAIN_NAME.fullmatch(name) and await getvar(connection, f"SIPPEER({name},context)"))


async def _ask_file(connection: AmiConnection, settings: Settings) -> tuple[bool | None, str]:
    """Whether pjsip.conf has a section of my endpoint's name, and the groups that it names.

    It has none either where sorcery.conf sends Asterisk elsewhere for its phones.
    """
    name = settings.effective_endpoint
    if not PLAIN_NAME.fullmatch(name):
        return None, ""
    place = f"AST_CONFIG({SOURCES_FILE},{SECTION},endpoint,{{}})".format
    lines = await asyncio.gather(*(getvar(connection, place(at)) for at in range(MOST_PLACES)))
    if not sources(filter(None, lines)).reads_file:
        return False, ""
    kind, named, numeric = await asyncio.gather(
        *(
            getvar(connection, f"AST_CONFIG(pjsip.conf,{name},{option})")
            for option in ("type", "named_pickup_group", "pickup_group")
        )
    )
    return bool(kind), named or numeric


async def _ask_others(
    connection: AmiConnection, me: str, agent: Agent
) -> tuple[tuple[PickupGroup, ...] | None, tuple[str, ...]]:
    """What the other phones are for my groups: `lonely` and `doubles` of Endpoint."""
    names = await _if_allowed(ask_endpoints(connection))
    if names is None:
        return None, ()
    others = [name for name in names if name != me and PLAIN_NAME.fullmatch(name)]
    looked_at = others[:MOST_ENDPOINTS]
    known = await each(lambda name: ask_endpoint(connection, name), looked_at, AT_ONCE)
    rings_in = frozenset(group for one in known for group in one.groups)
    lonely = tuple(group for group in agent.groups if group.id not in rings_in)
    by_number = {agent.me.number: [me]}
    for one in known:
        if not one.groups.isdisjoint(group.id for group in agent.groups):
            by_number.setdefault(one.desk.number, []).append(one.endpoint)
    is_sure = others and len(looked_at) == len(others)
    doubles = await _ask_doubles(connection, by_number)
    return (None if lonely and not is_sure else lonely), doubles


async def _ask_doubles(
    connection: AmiConnection, by_number: Mapping[str, list[str]]
) -> tuple[str, ...]:
    """Phones of one number that are not one desk's: who dials it there means another phone.

    A context of one company for some of its phones includes where its numbers are. And a number
    that phones of one context share may be that of the company, which they show to others.
    """
    doubles: list[str] = []
    dialled: dict[str, Mapping[str, frozenset[str]] | None] = {}
    for number, same in by_number.items():
        contexts: dict[str, str] = {}
        for name in sorted(same) if len(same) > 1 else ():
            contexts[name] = await endpoint_option(connection, name, "context")
        if len({*contexts.values()}) < len(contexts):
            continue
        for context in {*contexts.values()} - dialled.keys():
            dialled[context] = await ask_dialled(connection, context)
        if len({place_of(number, dialled[one]) for one in contexts.values()} - {None}) > 1:
            doubles += (f"{name} (in {context})" for name, context in contexts.items())
    return tuple(doubles)


async def _missing_modules(connection: AmiConnection) -> tuple[str, ...]:
    """Those whose functions read as empty; only an account with `system` may ask for modules."""
    told = [await getvar(connection, function) for function in _FUNCTIONS.values()]
    return tuple(name for name, value in zip(_FUNCTIONS, told, strict=True) if not value)
