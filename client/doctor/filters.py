"""Tries the event filters of an account on what a call sends, as Asterisk would; no I/O.

A line is a regular expression that is looked for in the whole event, headers and all; one that
begins with "!" keeps back what it finds. Source: seen on Asterisk 16.28 and 22.10.
"""

import re
import warnings
from collections.abc import Collection, Sequence

from client.calls.groups import PickupGroup

NEEDED = ("DialBegin", "Newstate", "DialEnd", "Hangup")
"""The events without which a call is missing from the list, or stays in it."""

_MOST_CHARACTERS = 500


def kept_back(
    lines: Sequence[str], groups: Collection[PickupGroup], endpoint: str
) -> tuple[str, ...]:
    """Those of NEEDED that do not come, whichever of these groups a call is in.

    Only what is certain: a line that is about something else than events, groups and my own phone
    may let other phones' calls through, and counts as one that lets all through. So do lines that
    Python reads in another way than Asterisk, or not at all.
    """
    if any("[:" in line or len(line) > _MOST_CHARACTERS for line in lines):
        return ()
    try:
        with warnings.catch_warnings(action="error"):
            keeps = [re.compile(line[1:], re.DOTALL) for line in lines if line.startswith("!")]
            lets = [re.compile(line, re.DOTALL) for line in lines if not line.startswith("!")]
    except (re.error, OverflowError, RecursionError, Warning):
        return ()
    if not all(_is_known(one.pattern, endpoint) for one in lets):
        lets = []

    def comes(event: str) -> bool:
        let_through = not lets or any(one.search(event) for one in lets)
        return let_through and not any(one.search(event) for one in keeps)

    return tuple(
        name for name in NEEDED if groups and not any(comes(_event(name, one)) for one in groups)
    )


def _is_known(line: str, endpoint: str) -> bool:
    plain = line.replace("[.]", ".").replace(r"\.", ".")
    is_of_events = "Event:" in line or "callgroup" in line
    return line.count(":") <= 1 and (is_of_events or f"/{endpoint}-" in plain)


def _event(name: str, group: PickupGroup) -> str:
    """An event of a phone of this group, and of no other."""
    named, numeric = ("", group.number) if group.id.numeric else (group.number, "")
    of = "Dest" if name.startswith("Dial") else ""
    headers = (
        f"Event: {name}",
        "Privilege: call,all",
        f"{of}Channel: PJSIP/phone-0000002a",
        f"{of}ChanVariable: CHANNEL(namedcallgroup)={named}",
        f"{of}ChanVariable: CHANNEL(callgroup)={numeric}",
    )
    return "".join(f"{header}\r\n" for header in headers)
