"""The event filters of manager.conf that let the calls of some groups through, and no others."""

import re
from collections.abc import Iterable

from client.calls.events import GroupId

END = "([^-_.0-9A-Za-z]|$)"
"""Where a group's number ends. To Asterisk each header ends with a carriage return, so that an end
by (,|$) would miss a group that stands alone."""

_SPECIAL = re.compile(r"[.*+?(){}|[$]")


def filter_lines(groups: Iterable[GroupId], endpoint: str) -> list[str]:
    """A line for the calls of each group, and one for those of the phone itself.

    Stock Asterisk takes a backslash in a value as it is.
    """
    lines = []
    for group in groups:
        kind = "callgroup" if group.numeric else "namedcallgroup"
        lines.append(rf"ChanVariable: CHANNEL\({kind}\)=([^,]*, )*{_exactly(group.number)}{END}")
    lines.append(f"Channel: PJSIP/{_exactly(endpoint)}-")
    return [f"eventfilter = {line}" for line in lines]


def _exactly(name: str) -> str:
    """A name as an expression that means it alone, in a file where a ";" begins a comment."""
    return _SPECIAL.sub(r"[\g<0>]", name).replace(";", r"\;")
