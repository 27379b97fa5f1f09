"""Which events pass an account's `eventfilter` lines, tried on events of a phone that rings."""

import re
from collections.abc import Iterable, Sequence
from functools import partial

from client.ami.channel_lines import NAMED_GROUPS, NUMERIC_GROUPS
from client.calls.groups import PickupGroup


def keeps_ends(filters: Sequence[str], groups: Iterable[PickupGroup]) -> bool:
    """Whether a phone of one of these groups may be told to ring, but not to ring no more.

    False for what nobody can say, as for an expression that is none here.
    """
    return _can_be_tried(filters) and any(
        _keeps_ends(filters, *_told_groups(group)) for group in groups
    )


def groups_kept(
    filters: Sequence[str], groups: Iterable[PickupGroup], endpoint: str
) -> list[PickupGroup]:
    """Those groups of which no phone is told to ring, unless it be the endpoint itself.

    None for what nobody can say: a line about something else than events, groups and that endpoint
    may let the calls of some phones through.
    """
    lets = [line for line in filters if not line.startswith("!")]
    of_others = any(not _is_of_events(line) and f"/{endpoint}-" not in line for line in lets)
    if of_others or not _can_be_tried(filters):
        return []
    rings = (("Newstate", ""), ("DialBegin", "Dest"))
    return [
        group
        for group in groups
        if not any(
            _passes(filters, _event(name, prefix, "5 Ringing", *_told_groups(group)))
            for name, prefix in rings
        )
    ]


def tells_of_callers(filters: Sequence[str], event: str) -> bool:
    """Whether an event of this name about a caller passes. False for what nobody can say."""
    return _can_be_tried(filters) and _passes(filters, _event(event, "", "4 Ring", "", ""))


def _can_be_tried(filters: Sequence[str]) -> bool:
    """Whether all are expressions to Python, too."""
    try:
        return all(re.compile(line.removeprefix("!")) for line in filters)
    except re.error:
        return False


def _is_of_events(line: str) -> bool:
    """Whether it looks at no other header than those that every event of a group's call has."""
    return line.count(":") <= 1 and ("Event:" in line or "callgroup" in line)


def _keeps_ends(filters: Sequence[str], named: str, numeric: str) -> bool:
    passes = partial(_passes, filters)

    def event(name: str, prefix: str, state: str, *more: str) -> str:
        return _event(name, prefix, state, named, numeric, *more)

    rings = event("Newstate", "", "5 Ringing")
    ended = event("Hangup", "", "5 Ringing", "Cause: 26", "Cause-txt: Answered elsewhere")
    up = event("Newstate", "", "6 Up")
    answered = event("DialEnd", "Dest", "6 Up", "DialStatus: ANSWER")
    return passes(rings) and not (passes(ended) and (passes(up) or passes(answered)))


def _passes(filters: Sequence[str], event: str) -> bool:
    """As Asterisk judges: what "!" excludes is out; if others are there, one must match.

    Source: `should_send_event` in main/manager.c; seen on 16.28 and 22.10.
    """
    excluding = [line[1:] for line in filters if line.startswith("!")]
    including = [line for line in filters if not line.startswith("!")]
    if any(re.search(line, event) for line in excluding):
        return False
    return not including or any(re.search(line, event) for line in including)


def _told_groups(group: PickupGroup) -> tuple[str, str]:
    return ("", group.number) if group.id.numeric else (group.number, "")


def _event(name: str, prefix: str, state: str, named: str, numeric: str, *more: str) -> str:
    """One about a phone that is called, with the headers by which events are told apart."""
    number, _, word = state.partition(" ")
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
