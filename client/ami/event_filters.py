"""Which events pass an account's `eventfilter` lines, tried on events of a phone that rings."""

import re
from collections.abc import Callable, Iterable, Sequence

from client.ami.channel_lines import NAMED_GROUPS, NUMERIC_GROUPS
from client.calls.groups import PickupGroup

_OF_A_PHONE = re.compile(r"Channel: PJSIP/[^|*+?()]+-")

_GROUPS_BEFORE = "([^,]*, )*"
"""What `cornetta provision` writes, and takes no time."""
_OTHERWISE = re.compile(r"\\[A-Za-z0-9]|\[[^]]*\[[:.=]|\(\?|\)[*+?{]|([*+?{].*){3}")
"""In an expression: what Python reads in another way, or could try for ever."""


def blocks_ends(filters: Sequence[str], groups: Iterable[PickupGroup]) -> bool:
    """Whether a phone of one of these groups is told to ring, but not that it rings no more.

    False if nobody can say, as for an expression that cannot be read here.
    """
    passes = _judge(filters)
    return passes is not None and any(_blocks_ends(passes, group) for group in groups)


def blocked_groups(filters: Sequence[str], groups: Iterable[PickupGroup]) -> list[PickupGroup]:
    """The groups of which no event tells that a phone rings, other than the account's own.

    Empty if nobody can say: a line about something else than events and groups may pass the calls
    of some phones. Beside lines of groups, that of one phone is of the account's own, perhaps at
    the desk that it had before.
    """
    lets = [line for line in filters if not line.startswith("!")]
    others = [line for line in lets if not _is_of_events(line)]
    if len(others) == 1 and _OF_A_PHONE.fullmatch(others[0]) and "callgroup" in "".join(lets):
        others = []
    passes = _judge(filters)
    if others or passes is None:
        return []
    rings = (("Newstate", ""), ("DialBegin", "Dest"))
    return [
        group
        for group in groups
        if not any(passes(_event(name, prefix, "5 Ringing", group)) for name, prefix in rings)
    ]


def is_of_another_phone(filters: Sequence[str], endpoint: str) -> bool:
    """Whether lines name phones, and none this endpoint. False if nobody can say."""
    lines = [line for line in filters if _OF_A_PHONE.fullmatch(line)]
    passes = _judge(lines)
    return bool(lines) and passes is not None and not passes(f"Channel: PJSIP/{endpoint}-")


def passes_of_callers(filters: Sequence[str], event: str) -> bool:
    """Whether an event of this name about a caller passes. False if nobody can say."""
    passes = _judge(filters)
    return passes is not None and passes(_event(event, "", "4 Ring"))


def _is_of_events(line: str) -> bool:
    """Whether it looks at no other header than those that every event of a group's call has."""
    return line.count(":") <= 1 and ("Event:" in line or "callgroup" in line)


def _blocks_ends(passes: Callable[[str], bool], group: PickupGroup) -> bool:
    rings = _event("Newstate", "", "5 Ringing", group)
    ended = _event("Hangup", "", "5 Ringing", group, "Cause: 26", "Cause-txt: Answered elsewhere")
    up = _event("Newstate", "", "6 Up", group)
    answered = _event("DialEnd", "Dest", "6 Up", group, "DialStatus: ANSWER")
    return passes(rings) and not (passes(ended) and (passes(up) or passes(answered)))


def _judge(filters: Sequence[str]) -> Callable[[str], bool] | None:
    """What says whether an event passes; None when nobody can say.

    As Asterisk judges: what "!" excludes is out; if others are there, one must match. In its POSIX
    expressions a dot is any character: a line's end, too.
    Source: `should_send_event` in main/manager.c; seen on 16.28 and 22.10.
    """
    if any(_OTHERWISE.search(line.replace(_GROUPS_BEFORE, "")) for line in filters):
        return None
    try:
        excluding = [re.compile(one[1:], re.DOTALL) for one in filters if one.startswith("!")]
        including = [re.compile(one, re.DOTALL) for one in filters if not one.startswith("!")]
    except re.error:
        return None

    def passes(event: str) -> bool:
        if any(one.search(event) for one in excluding):
            return False
        return not including or any(one.search(event) for one in including)

    return passes


def _event(name: str, prefix: str, state: str, group: PickupGroup | None = None, *more: str) -> str:
    """One about a phone of a group, with the headers by which events are told apart."""
    number, _, word = state.partition(" ")
    numeric = group.number if group and group.id.numeric else ""
    named = group.number if group and not numeric else ""
    variables = "DestChanVariable" if prefix else "ChanVariable"
    lines = (
        f"Event: {name}",
        "Privilege: call,all",
        f"{prefix}Channel: PJSIP/1-00000001",
        f"{prefix}ChannelState: {number}",
        f"{prefix}ChannelStateDesc: {word}",
        f"{prefix}Uniqueid: 1.1",
        f"{prefix}Linkedid: 1.0",
        *more,
        f"{variables}: {NAMED_GROUPS}={named}",
        f"{variables}: {NUMERIC_GROUPS}={numeric}",
    )
    return "".join(f"{line}\r\n" for line in lines) + "\r\n"
