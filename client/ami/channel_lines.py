"""Reads all headers of a channel from a message with one regular expression.

Asterisk writes the headers of a channel together, always in the same order. One expression
replaces a dozen searches, which were most of the work for a ringing phone. It must match to the
end of the message, so that no later header can override one. Any other message is read header by
header, with the same result: `tests/unit/test_channel_lines.py` compares them.

Source: `ast_manager_build_channel_state_string_prefix` in main/manager_channels.c, seen on the
wire of Asterisk 16.28 and 22.10.
"""

import re
from typing import NamedTuple

from client.ami.message import Message

NAMED_GROUPS = "CHANNEL(namedcallgroup)"
NUMERIC_GROUPS = "CHANNEL(callgroup)"

_WRITTEN = (
    *("Channel", "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName"),
    *("ConnectedLineNum", "ConnectedLineName", "Language", "AccountCode", "Context", "Exten"),
    *("Priority", "Uniqueid", "Linkedid"),
)
_READ = (
    *("Channel", "ChannelState", "CallerIDNum", "CallerIDName"),
    *("ConnectedLineNum", "ConnectedLineName", "Uniqueid", "Linkedid"),
)
_REST = "[^\r]*+"  # of a line; with a lone carriage return in it nothing fits
_LAST = f"(?:Dial(?:String|Status): {_REST}\r\n)?"


class ChannelLines(NamedTuple):
    """The headers of a channel as they are written; "" for what is missing.

    Attributes:
        named: its named call groups; None when the message does not contain them.
        numeric: its numeric call groups, likewise.
    """

    name: str
    state: str
    number: str
    caller: str
    connected_number: str
    connected_name: str
    uniqueid: str
    linkedid: str
    named: str | None
    numeric: str | None


def _form(prefix: str) -> re.Pattern[str]:
    """All lines from the channel's name on to the end."""
    lines = [f"{prefix}{key}: {f'({_REST})' if key in _READ else _REST}" for key in _WRITTEN]
    variables = [
        f"{prefix}ChanVariable: {re.escape(name)}=({_REST})"
        for name in (NAMED_GROUPS, NUMERIC_GROUPS)
    ]
    told = "".join(f"{line}\r\n" for line in variables)
    channel = "".join(f"{line}\r\n" for line in lines)
    return re.compile(f"\r\n{channel}(?:{told})?{_LAST}\\Z")


_FORMS = {prefix: _form(prefix) for prefix in ("", "Dest")}


def channel_lines(message: Message, prefix: str) -> ChannelLines:
    """The channel whose headers begin with `prefix`, which is "" or "Dest"."""
    if found := _FORMS[prefix].search(message.text):
        return ChannelLines._make(found.groups())
    return one_by_one(message, prefix, f"{prefix}ChanVariable")


def one_by_one(message: Message, prefix: str, groups_header: str) -> ChannelLines:
    """The same for a message of any form; the groups are in the headers `groups_header`."""
    values = [message.get(prefix + key) for key in _READ]
    variables = [message.variable(groups_header, key) for key in (NAMED_GROUPS, NUMERIC_GROUPS)]
    return ChannelLines._make([*values, *variables])
