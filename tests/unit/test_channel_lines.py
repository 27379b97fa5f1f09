"""What is read of a channel at one go is what stands there header by header."""

import random
import re
from itertools import islice

import pytest

from client.ami import channel_lines as tested
from client.ami.channel_lines import ChannelLines, channel_lines, one_by_one
from client.ami.message import Message, parse
from client.recording.recorded import TIME
from tests.fuzz.streams import FIXTURES, blocks_of, made_up, mutated, templates, woven

CALLED = (b"Event: DialBegin\r\n", b"Event: DialState\r\n", b"Event: Newstate\r\n")

OUR_TIME = re.compile(rb"\r\n%s: [^\r]*" % TIME.encode())


def called(name: str) -> list[bytes]:
    """What a real Asterisk said of channels that are called, without our own stamps."""
    blocks = blocks_of(FIXTURES / name)
    return [OUR_TIME.sub(b"", block) for block in blocks if block.startswith(CALLED)]


DIAL_BEGIN = next(block.decode() for block in called("plain_call.ami") if b"DialBegin" in block)


def in_order(message: Message, prefix: str) -> ChannelLines:
    return one_by_one(message, prefix, f"{prefix}ChanVariable")


@pytest.mark.parametrize("seed", range(4))
def test_it_makes_no_difference(seed: int) -> None:
    source = random.Random(seed)
    plain = woven(source, templates(), lambda _number, _case: None)
    for stream in (plain, mutated(source, plain), made_up(source)):
        for message in map(parse, islice(stream, 3000)):
            for prefix in ("", "Dest"):
                assert channel_lines(message, prefix) == in_order(message, prefix)


@pytest.mark.parametrize(
    "odd",
    [
        DIAL_BEGIN + "\r\nDestUniqueid: 9.9",
        DIAL_BEGIN + "\r\nDestChannel: PJSIP/999-1",
        DIAL_BEGIN + "\r\nDestChanVariable: CHANNEL(namedcallgroup)=999",
        DIAL_BEGIN.replace("Event: DialBegin", "Event: DialBegin\r\nDestUniqueid: 9.9"),
        DIAL_BEGIN.replace("DestUniqueid: ", "DestUniqueid:"),
        DIAL_BEGIN.replace("DestUniqueid: ", "DestUniqueid:  "),
        DIAL_BEGIN.replace("DestUniqueid: ", "DestUniqueid: \r"),
        DIAL_BEGIN.replace("DestUniqueid: ", "DestUniqueid: \n"),
        DIAL_BEGIN.replace("DestUniqueid: ", "DestUniqueId: "),
        DIAL_BEGIN.replace("DestExten: ", "DestLinkedid: 9.9\r\nDestExten: "),
        DIAL_BEGIN.replace("DestCallerIDName: ", "DestCallerIDName: 漢DestUniqueid: 9.9"),
        DIAL_BEGIN.replace("(callgroup)=", "(callgroup)=3\r\nDestUniqueid: 9.9"),
        DIAL_BEGIN.partition("DestLinkedid")[0],
        DIAL_BEGIN + "\r\n" + DIAL_BEGIN.replace(".", ".1").partition("\r\n")[2],
        "",
    ],
)
def test_nor_does_it_where_the_form_is_another(odd: str) -> None:
    message = parse(odd.encode())
    for prefix in ("", "Dest"):
        assert channel_lines(message, prefix) == in_order(message, prefix)


@pytest.mark.parametrize("version", ["16", "22", "22_without_channelvars"])
def test_what_asterisk_sends_is_read_at_one_go(
    version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow: list[Message] = []
    monkeypatch.setattr(tested, "one_by_one", lambda message, *_: slow.append(message))
    blocks = called(f"sessions/asterisk_{version}.ami")
    for message in map(parse, blocks):
        channel_lines(message, "" if message.event == "Newstate" else "Dest")
    assert len(blocks) > 50
    assert not slow
