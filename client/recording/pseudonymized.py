"""A recording without numbers and names, which tells the same story.

A header's kind decides what becomes of its value; of an unknown header every word goes.
"""

import re
from collections.abc import Iterable, Iterator

from client.ami.decode import display_name
from client.ami.message import SEPARATOR, parse
from client.ami.snapshot import NO_SUCH_CHANNEL
from client.recording.pseudonyms import Pseudonyms
from client.recording.recorded import ERROR, FROM, LINK, RECORDING, TIME, VERSION

_ENDS = ("", "Dest", "Target", "LocalOne", "LocalTwo")

_WITH_FIGURES = """
    BillableSeconds BridgeNumChannels CallsTaken Cause Count Duration HoldTime Holdtime InCall Items
    LastCall LastPause ListItems LoginTime Max Paused Penalty Position Reason Seconds TalkTime
    TechCause Timeout Timestamp Wait Weight Wrapuptime
"""
_FIGURES = {
    *_WITH_FIGURES.split(),
    *(f"{end}{key}" for end in _ENDS for key in ("ChannelState", "Priority")),
    *(TIME, FROM, RECORDING),
}
"""Headers with a figure or a time that is nobody's number."""

_WITH_WORDS = """
    Action Application BridgeTechnology BridgeType BridgeVideoSourceMode CID-CallingPres Cause-txt
    DialStatus Event EventList Family LocalOptimization Membership Ping Privilege Response
    Strategy
"""
_ASTERISKS_WORDS = {
    *_WITH_WORDS.split(),
    *(f"{end}{key}" for end in _ENDS for key in ("ChannelStateDesc", "Language")),
    *(LINK, VERSION),
}
"""Headers that Asterisk, or Cornetta, fills with words of its own."""

_NAMES = frozenset(("Name", "Val"))
_PARTIES = ("Num", "Exten", "AccountCode", "DNID")
_FIGURE = re.compile(r"-?[0-9]*\.?[0-9]*")
_OWN_WORDS = re.compile(r"[\w ,.:()<>/&+-]*")
_RIGHTS = re.compile(r"[^\r\n]*\(Priv: [a-z,<>]+\)")
_ID = re.compile(r"(.*-)?([0-9]+\.[0-9]+)")
_CHANNEL = re.compile(r"([A-Za-z0-9]+/.*-)([0-9a-f]{8}(?:;[12])?)", re.DOTALL)
_CALLER_ID = re.compile(r'"(.*)"( <.*>)?', re.DOTALL)
_CONNECTED = "CONNECTEDLINE(name,i)="


def pseudonymized_recording(messages: Iterable[bytes], pseudonyms: Pseudonyms) -> Iterator[bytes]:
    """Each message of a recording without numbers and names."""
    done: dict[tuple[str, str, bool], str] = {}  # most lines come again and again
    for message in messages:
        yield _pseudonymized(message.removesuffix(SEPARATOR), pseudonyms, done) + SEPARATOR


def _pseudonymized(
    block: bytes, pseudonyms: Pseudonyms, done: dict[tuple[str, str, bool], str]
) -> bytes:
    response = block.startswith(b"Response: ")
    lines = []
    for key, value in parse(block).headers():
        known = (key, value, response)
        if known not in done:
            # A value is one line to AMI; to whoever reads it by lines as well.
            shown = " ".join(value.splitlines())
            if key == ERROR:
                shown = pseudonyms.sentence(shown)
            else:
                shown = _value(key, shown, pseudonyms, response=response)
            done[known] = f"{_key(key, pseudonyms)}: {shown}"
        lines.append(done[known])
    return "\r\n".join(lines).encode()


def _key(key: str, pseudonyms: Pseudonyms) -> str:
    """A header's own name, in which a channel's may stand: "ChanVariable(PJSIP/204-00000020)"."""
    name, bracket, channel = key.partition("(")
    return pseudonyms.numbers(name) + bracket + pseudonyms.text(channel)


def _value(key: str, value: str, pseudonyms: Pseudonyms, *, response: bool) -> str:  # noqa: PLR0911 - one for each kind
    # To a replay "no such channel" tells of an end.
    if value == NO_SUCH_CHANNEL or (key in _FIGURES and _FIGURE.fullmatch(value)):
        return value
    if key in _ASTERISKS_WORDS and _OWN_WORDS.fullmatch(value):
        return value if key == VERSION else pseudonyms.numbers(value)
    if response and _RIGHTS.fullmatch(value):
        return pseudonyms.numbers(value)
    if key.endswith("Name") or key in _NAMES:
        return value if value == "<unknown>" else pseudonyms.name(display_name(value))
    if key.endswith(_PARTIES):
        return pseudonyms.text(value, keep_ids=False)
    if key.endswith(("Uniqueid", "Linkedid")) and (found := _ID.fullmatch(value)):
        return pseudonyms.text(found[1] or "") + found[2]
    if key == "Value" and (found := _CALLER_ID.fullmatch(value)):
        return f'"{pseudonyms.name(found[1])}"{pseudonyms.text(found[2] or "")}'
    if key == "Variable" and value.startswith(_CONNECTED):
        return _CONNECTED + pseudonyms.name(re.sub(r"\\(.)", r"\1", value.removeprefix(_CONNECTED)))
    if key.endswith("Channel") and (found := _CHANNEL.fullmatch(value)):
        return pseudonyms.text(found[1]) + found[2]
    return pseudonyms.text(value)
