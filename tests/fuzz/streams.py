"""Endless streams of AMI: calls of a real Asterisk woven into each other, mutated, or made up."""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from client.ami.message import SEPARATOR

FIXTURES = Path(__file__).parent.parent / "fixtures"
WOVEN = 16
"""How many calls go on at once."""

_IDS = re.compile(rb"([0-9]{10}\.[0-9]+|-[0-9a-f]{8}(?=[;\r]))")
_OURS = re.compile(rb"(?:^|\r\n)(?:Action|ActionID|Response|Cornetta-Link): ")
_NAMES = (
    "DialBegin",
    "DialBegin",
    "DialState",
    "DialEnd",
    "Newstate",
    "Newstate",
    "Newstate",
    "NewConnectedLine",
    "Hangup",
    "Pickup",
    "QueueCallerJoin",
    "QueueCallerLeave",
    "OriginateResponse",
    "Rename",
)
_VALUES: dict[str, tuple[str, ...]] = {
    "Channel": ("PJSIP/101-0000000a", "PJSIP/102-0000000b", "PJSIP/103-0000000c", "Local/x;1"),
    "ChannelState": ("0", "5", "5", "5", "6", ""),
    "CallerIDNum": ("101", "102", "<unknown>", ""),
    "CallerIDName": ("Desk 101", "<unknown>", "\u202e", "[red]", "x" * 300),
    "ConnectedLineNum": ("0451", "204", "<unknown>", ""),
    "ConnectedLineName": ("First Caller", "O\\'Brien", "漢字", "=1+1"),
    "Uniqueid": (*(f"1795000000.{number}" for number in range(8)), "cornetta-pickup-x", ""),
    "Linkedid": (*(f"1795000000.{number}" for number in range(4)), ""),
    "DialStatus": ("ANSWER", "CANCEL", "NOANSWER", "BUSY", "PROGRESS", "RINGING", ""),
    "Forward": ("", "", "Local/102@office"),
    "Cause": ("16", "26", ""),
    "Queue": ("support", ""),
    "TargetUniqueid": tuple(f"1795000000.{number}" for number in range(8)),
    "TargetLinkedid": tuple(f"1795000000.{number}" for number in range(4)),
    "ChanVariable": (
        "CHANNEL(namedcallgroup)=501",
        "CHANNEL(namedcallgroup)=",
        "CHANNEL(callgroup)=1-3",
    ),
    "Timestamp": ("1795000001.5", "nan", "1e999", "x"),
}
_BOTH_ENDS = ("Channel", "ChannelState", "CallerIDNum", "CallerIDName", "ConnectedLineNum")
_HEADERS = [
    [f"{name}: {value}".encode() for value in values]
    for name, values in [
        *_VALUES.items(),
        *((f"Dest{name}", _VALUES[name]) for name in (*_BOTH_ENDS, "Uniqueid", "Linkedid")),
        ("DestChanVariable", _VALUES["ChanVariable"]),
    ]
]


VOCABULARY = [
    *sorted(set(_NAMES)),
    *(f"\r\n{name}: " for name in (*_VALUES, *(f"Dest{name}" for name in _VALUES), "ActionID")),
    *sorted({value for values in _VALUES.values() for value in values if value}),
    *(
        "\r\n\r\n",
        "Event: ",
        "Response: Success",
        "Local/",
        ";2",
        "EventList: Complete",
    ),
    *("Cornetta-Time: ", "Cornetta-Link: live", "Cornetta-Recording: 1", "Action: Getvar"),
]
"""Words of AMI."""


def blocks_of(path: Path) -> list[bytes]:
    """The events of a fixture that no action asked for."""
    blocks = path.read_bytes().split(SEPARATOR)
    return [block for block in blocks if block.startswith(b"Event: ") and not _OURS.search(block)]


class Template:
    """A recorded call that can be played again and again, each time with other ids."""

    def __init__(self, name: str, blocks: Iterable[bytes]) -> None:
        self.name = name
        self._pieces = [_IDS.split(block) for block in blocks]

    def play(self, number: int) -> Iterator[bytes]:
        """The same with the ids of the call of this number: no other has them."""
        for pieces in self._pieces:
            yield b"".join(
                _renumbered(piece, number) if at % 2 else piece for at, piece in enumerate(pieces)
            )


def templates() -> list[Template]:
    """Every recorded case."""
    return [Template(path.stem, blocks_of(path)) for path in sorted(FIXTURES.glob("*.ami"))]


def number_of(uniqueid: str) -> int:
    """Of which call a `Uniqueid` is."""
    return int(uniqueid.partition(".")[0]) - 1_000_000_000


def woven(
    source: random.Random, cases: list[Template], begun: Callable[[int, Template], None]
) -> Iterator[bytes]:
    """Calls that go on at once, each as it was recorded; for ever."""
    number = 0
    running: list[Iterator[bytes]] = []
    while True:
        while len(running) < WOVEN:
            number += 1
            case = source.choice(cases)
            begun(number, case)
            running.append(case.play(number))
        at = source.randrange(WOVEN)
        block = next(running[at], None)
        if block is None:
            del running[at]
        else:
            yield block


def mutated(source: random.Random, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same with messages lost, twice, in another order, cut, or with headers exchanged."""
    held: list[bytes] = []
    before = b""
    for block in blocks:
        chance = source.random()
        if chance < 0.03:
            pass
        elif chance < 0.06:
            yield from (block, block)
        elif chance < 0.1:
            held.append(block)
        elif chance < 0.12:
            yield block[: source.randrange(len(block) + 1)]
        elif chance < 0.16:
            yield _exchanged(source, block, block)
        elif chance < 0.2:
            yield _exchanged(source, block, before or block)
        elif chance < 0.21:
            yield _with_noise(source, block)
        else:
            yield block
        if len(held) > source.randrange(1, 20):
            yield held.pop(source.randrange(len(held)))
        before = block


def made_up(source: random.Random) -> Iterator[bytes]:
    """Messages of known headers with any of some values; for ever."""
    while True:
        lines = [b"Event: " + source.choice(_NAMES).encode()]
        for written in _HEADERS:
            # One in five is missing.
            at = int(source.random() * len(written) * 1.25)
            if at < len(written):
                lines.append(written[at])
        yield b"\r\n".join(lines)


def _renumbered(found: bytes, number: int) -> bytes:
    if found.startswith(b"-"):
        return b"-%08x" % ((int(found[1:], 16) + number * 256) % 2**32)
    return b"%d.%s" % (1_000_000_000 + number, found.partition(b".")[2])


def _exchanged(source: random.Random, block: bytes, other: bytes) -> bytes:
    """A header of one message with the value of a header of another."""
    lines = block.split(b"\r\n")
    at = source.randrange(len(lines))
    name, _, _ = lines[at].partition(b": ")
    _, _, value = source.choice(other.split(b"\r\n")).partition(b": ")
    lines[at] = name + b": " + value
    return b"\r\n".join(lines)


def _with_noise(source: random.Random, block: bytes) -> bytes:
    at = source.randrange(len(block) + 1)
    return block[:at] + source.randbytes(source.randrange(1, 9)) + block[at:]
