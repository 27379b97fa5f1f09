"""The framing, at byte level: a stream may be cut, or wrong, anywhere."""

import asyncio
import itertools
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.ami.message import Message, parse
from client.ami.protocol import MAX_MESSAGE_BYTES, AmiAction, AmiProtocol, pieces
from tests.unit.links import EVERYTHING, Heard
from tests.unit.scripted_server import BANNER, message

FIXTURES = Path(__file__).parent.parent / "fixtures"


class Pipe(asyncio.Transport):
    """The other end of a protocol that is fed by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = False
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted


Texts = list[list[tuple[str, str]]]


def texts(messages: Iterable[Message]) -> Texts:
    return [message.headers() for message in messages]


def by_hand(heard: Heard, wanted: frozenset[bytes] = EVERYTHING) -> AmiProtocol:
    protocol = AmiProtocol(heard.receiver(wanted))
    protocol.connection_made(Pipe())
    return protocol


def fed(chunks: Iterable[bytes]) -> Texts:
    """The messages that come out of a stream that comes in these pieces."""
    heard = Heard()
    protocol = by_hand(heard)
    for chunk in chunks:
        protocol.data_received(chunk)
    assert protocol.greeted.done()
    return texts(heard.events)


async def fed_in_a_loop(chunks: Iterable[bytes]) -> Texts:
    return fed(chunks)


def wanted_blocks(data: bytes) -> Texts:
    """What the framing must make of `data`, in the plainest way to say it."""
    messages = [parse(block) for block in data.split(b"\r\n\r\n")[:-1]]
    return texts(message for message in messages if message.event.encode() in EVERYTHING)


def recorded(name: str) -> bytes:
    return (FIXTURES / f"{name}.ami").read_bytes()


RECORDINGS = sorted(path.stem for path in FIXTURES.glob("*.ami"))


SMALL = (
    message(Event="Custom", CallerIDName="Søren 漢字 👩‍💻")
    + message(Event="Another", Name="")
    + "Event: Custom\r\nCallerIDName: Müller\r\n\r\n".encode("latin-1")
    + b"\r\n\r\nno colon\r\n\r\n"
    + message(Event="Custom", Name="\r", Other="a\nb: c")
)


async def test_every_cut_of_a_small_stream_gives_the_same() -> None:
    data = BANNER + SMALL
    whole = wanted_blocks(SMALL)
    assert len(whole) == 4
    assert ("CallerIDName", "Søren 漢字 👩‍💻") in whole[0]
    assert ("CallerIDName", "Müller") in whole[2]
    assert fed([data]) == whole
    for cut in range(len(data) + 1):
        assert fed([data[:cut], data[cut:]]) == whole
    for first, second in itertools.combinations(range(0, len(data) + 1, 3), 2):
        assert fed([data[:first], data[first:second], data[second:]]) == whole


@pytest.mark.parametrize("name", RECORDINGS)
async def test_a_recorded_stream_may_come_byte_by_byte(name: str) -> None:
    data = recorded(name)
    whole = wanted_blocks(data)
    assert whole
    assert fed(bytes([byte]) for byte in BANNER + data) == whole
    pieces = [data[start : start + 1448] for start in range(0, len(data), 1448)]
    assert fed([BANNER, *pieces]) == whole


@settings(max_examples=50)
@given(st.lists(st.integers(0, 6000), max_size=30).map(sorted), st.sampled_from(RECORDINGS))
def test_a_recorded_stream_may_be_cut_anywhere(cuts: list[int], name: str) -> None:
    data = recorded(name)
    ends = [*cuts, len(data)]
    chunks = [data[start:end] for start, end in itertools.pairwise([0, *ends])]
    assert asyncio.run(fed_in_a_loop([BANNER, *chunks])) == wanted_blocks(data)


async def test_what_nobody_wants_is_passed_over() -> None:
    heard = Heard()
    protocol = by_hand(heard, frozenset({b"Custom"}))
    unwanted = message(Event="Customer") + message(Event="Custo") + b"Event: Custom\r\n\r\n"
    protocol.data_received(BANNER + unwanted + message(Event="Custom", A="1"))
    assert texts(heard.events) == [[("Event", "Custom"), ("A", "1")]]
    assert heard.batches == [1]


async def test_a_batch_ends_once_for_each_piece_of_the_stream() -> None:
    heard = Heard()
    protocol = by_hand(heard)
    protocol.data_received(BANNER[:5])
    assert heard.batches == []
    protocol.data_received(BANNER[5:] + message(Event="Custom") * 0 + SMALL)
    protocol.data_received(SMALL)
    assert heard.batches == [4, 8]


class Counting(bytearray):
    """Counts how many bytes are searched."""

    searched = 0

    def find(self, *args: Any) -> int:
        Counting.searched += len(self) - args[1]
        return super().find(*args)


async def test_a_big_message_in_small_pieces_is_searched_once() -> None:
    heard = Heard()
    protocol = by_hand(heard)
    protocol.data_received(BANNER)
    protocol._buffer = Counting()
    Counting.searched = 0
    big = b"Event: Custom\r\n" + b"Line: 0123456789\r\n" * 150_000 + b"\r\n"
    for start in range(0, len(big), 1448):
        protocol.data_received(big[start : start + 1448])
    assert len(heard.events[0].headers()) == 150_001
    assert len(big) <= Counting.searched < 1.1 * len(big)


@pytest.mark.parametrize("lines", range(2, 7))
async def test_a_line_more_between_two_messages_is_no_part_of_them(lines: int) -> None:
    data = b"Event: Custom\r\nName: a" + lines * b"\r\n" + b"Event: Custom\r\nName: b\r\n\r\n"
    for cut in range(len(data)):
        assert fed([BANNER + data[:cut], data[cut:]]) == [
            [("Event", "Custom"), ("Name", "a")],
            [("Event", "Custom"), ("Name", "b")],
        ]


async def test_a_message_without_end_ends_the_link() -> None:
    heard = Heard()
    protocol = by_hand(heard)
    protocol.data_received(BANNER)
    pipe = protocol.transport
    for _ in range(0, 5 * 1024 * 1024, 65536):
        if pipe.aborted:
            break
        protocol.data_received(b"x" * 65536)
    assert pipe.aborted
    assert str(protocol.lost.result().detail) == "a message without end"
    assert len(protocol._buffer) <= MAX_MESSAGE_BYTES + 65536


@settings(max_examples=50)
@given(st.lists(st.integers(0, 1022), min_size=1, max_size=30))
def test_an_action_is_cut_at_line_ends_into_what_asterisk_reads_at_once(lengths: list[int]) -> None:
    data = b"".join(b"x" * length + b"\r\n" for length in lengths)
    cut = list(pieces(data))
    assert b"".join(cut) == data
    assert all(len(piece) <= 1024 and piece.endswith(b"\r\n") for piece in cut)


async def test_a_link_that_breaks_while_much_is_asked_fills_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As the snapshot does of many phones: "socket.send() raised exception", for each."""
    ours, theirs = socket.socketpair()
    _, protocol = await asyncio.get_running_loop().create_connection(
        lambda: AmiProtocol(Heard().receiver()), sock=ours
    )
    theirs.close()
    for _ in range(10):
        protocol.send(AmiAction({"Action": "Ping"}))
    await protocol.lost
    assert not caplog.records


async def test_what_is_asked_later_puts_off_no_answer() -> None:
    """Else a link that answers nothing any more would live on while something is asked of it."""
    protocol = by_hand(Heard())
    first, awaited, later = (AmiAction({"Action": "Status"}, listing=True) for _ in range(3))
    for action in (first, awaited, later):
        protocol.send(action)
    row = message(Response="Success", ActionID=first.id, EventList="start")
    protocol.data_received(BANNER + row)
    assert protocol.heard_until(awaited) == [1, 0]


async def test_responses_to_nobody_are_passed_over() -> None:
    heard = Heard()
    protocol = by_hand(heard)
    protocol.data_received(BANNER + message(Response="Success", ActionID="long ago"))
    assert heard.events == []
    assert not protocol.lost.done()
