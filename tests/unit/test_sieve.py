"""The sieve passes over what changes nothing, and nothing else."""

import random
from collections.abc import Iterator
from itertools import islice

import pytest

from client.ami.decode import WANTED_EVENTS
from client.ami.message import KEY_BYTES, SEPARATOR, event_key
from client.ami.protocol import AmiProtocol
from client.ami.sieve import Sieve, all_of
from client.ami_session import AmiSession
from client.calls.call import Added
from client.calls.events import GroupId
from client.config.credentials import Secret
from client.config.settings import Settings
from client.session import SessionEvent
from tests.fuzz.streams import made_up, mutated, templates, woven

BANNER = b"Asterisk Call Manager/9.0.0\r\n"


def told(blocks: list[bytes], *, sieved: bool) -> list[SessionEvent]:
    """All that a user of three groups is told."""
    session = AmiSession(Settings(host="pbx", username="agent", extension="204"), Secret(""))
    session._clock.now = lambda: 1.0  # type: ignore[method-assign]
    mine = [GroupId("501"), GroupId("502"), GroupId("3", numeric=True)]
    session._ringing.set_user("204", mine)
    receiver = session._receiver()
    if not sieved:
        receiver.wanted = lambda: all_of(*WANTED_EVENTS)
    events: list[SessionEvent] = []
    session.subscribe(events.extend)
    protocol = AmiProtocol(receiver)
    protocol.data_received(BANNER)
    protocol.responses = {}
    for block in blocks:
        protocol.data_received(block + SEPARATOR)
    return events


def test_events_that_begin_alike_have_one_rule() -> None:
    sieve = Sieve(LEG.__eq__, CALL.__eq__, WAITS.__eq__, LINKED.__eq__, lambda: False)
    keys = {event_key(name): name for name in sorted(WANTED_EVENTS)}
    assert WANTED_EVENTS - set(keys.values()) == {b"QueueCallerJoin"}
    assert event_key(b"QueueCallerJoin") == event_key(b"QueueCallerLeave")
    assert sieve.wanted().keys() == keys.keys()


def streams(source: random.Random) -> Iterator[Iterator[bytes]]:
    yield woven(source, templates(), lambda _number, _case: None)
    yield mutated(source, woven(source, templates(), lambda _number, _case: None))
    yield made_up(source)


@pytest.mark.parametrize("seed", range(4))
async def test_the_user_is_told_the_same(seed: int) -> None:
    for stream in streams(random.Random(seed)):
        blocks = list(islice(stream, 3000))
        changes = told(blocks, sieved=True)
        assert len(changes) > 50
        assert changes == told(blocks, sieved=False)


async def test_of_the_end_of_my_local_channel_a_hangup_alone_may_tell() -> None:
    """As in a `FollowMe`. The call stayed mine when whom I had reached was sent on to my group."""
    rings = "DestChannelState: 5|DestChanVariable: CHANNEL(namedcallgroup)=501"
    stream = [
        "DialBegin|Channel: PJSIP/204-1|DestChannel: Local/1@x-1;1|DestUniqueid: 1.2",
        "Hangup|Channel: Local/1@x-1;1|Uniqueid: 1.2",
        f"DialBegin|Channel: Local/2@x-2;2|DestChannel: PJSIP/102-2|DestUniqueid: 1.3|{rings}",
    ]
    ids = "|Linkedid: 1.0|DestLinkedid: 1.0"
    blocks = [f"Event: {event}{ids}".replace("|", "\r\n").encode() for event in stream]
    (change,) = told(blocks, sieved=True)
    assert isinstance(change, Added)


LEG, OTHER, CALL, WAITS, LINKED = "1.1", "2.2", "4.4", "5.5", "6.6"


def passes(text: str, *, hears_all: bool = False) -> bool:
    block = f"Event: {text}".replace("|", "\r\n").encode()
    sieve = Sieve(LEG.__eq__, CALL.__eq__, WAITS.__eq__, LINKED.__eq__, lambda: hears_all)
    return sieve.wanted()[block[:KEY_BYTES]](block)


@pytest.mark.parametrize(
    "text",
    [
        "Hangup|Channel: PJSIP/101-1|Uniqueid: {}|Linkedid: 3.3|Cause: 16",
        "Hangup|CallerIDName: 漢|Uniqueid: {}|Linkedid: 3.3|Cause: 16",
        "NewConnectedLine|Uniqueid: {}|Linkedid: 3.3",
        "Newstate|ChannelState: 6|Uniqueid: {}|Linkedid: 3.3",
        "DialEnd|DestChannel: PJSIP/101-1|DestUniqueid: {}|DialStatus: CANCEL",
    ],
)
def test_what_is_said_of_no_leg_matters_to_a_pickup_alone(text: str) -> None:
    assert passes(text.format(LEG))
    assert not passes(text.format(OTHER))
    assert passes(text.format(OTHER), hears_all=True)


@pytest.mark.parametrize(
    "text",
    [
        "Newstate|ChannelState: 5|Uniqueid: 2.2|Linkedid: 3.3",
        "Newstate|ChannelState:5|Uniqueid: 2.2|Linkedid: 3.3",
        "DialEnd|DestChannel: Local/101@office-1;1|DestUniqueid: 2.2|DialStatus: NOANSWER",
        "DialEnd|Linkedid: 3.3|DestUniqueid: 2.2|DestLinkedid: 2.2|DialStatus: ANSWER",
        "DialEnd|Linkedid: 3.3|DestUniqueid: 2.2|DestLinkedid: 3.3|DialStatus: ANSWER",
        "DialState|DialStatus: PROGRESS|DestUniqueid: 2.2",
        "DialBegin|DestUniqueid: 2.2|DestLinkedid: 3.3",
        "Hangup|Linkedid: 3.3",
        "Hangup|Uniqueid:2.2|Linkedid: 3.3",
        "Hangup|Linkedid: 3.3|Uniqueid: 2.2",
    ],
)
def test_what_may_matter_or_is_odd_is_let_through(text: str) -> None:
    assert passes(text)


def test_a_leg_that_is_hung_up_matters_here_if_it_declines() -> None:
    """Of any other the end of the dial tells."""
    assert passes(f"HangupRequest|Uniqueid: {LEG}|Linkedid: {CALL}|Cause: 21")
    assert not passes(f"HangupRequest|Uniqueid: {LEG}|Linkedid: {CALL}|Cause: 17")


def test_a_caller_who_talks_matters_while_they_wait_in_a_queue() -> None:
    assert passes(f"BridgeEnter|Uniqueid: {WAITS}|Linkedid: {CALL}")
    assert not passes(f"BridgeEnter|Uniqueid: {OTHER}|Linkedid: {CALL}")
    assert passes(f"BridgeEnter|Uniqueid: {OTHER}|Linkedid: {CALL}", hears_all=True)


def test_a_local_channel_through_which_i_call_matters_when_it_is_hung_up() -> None:
    assert passes(f"Hangup|Channel: Local/1-1;1|Uniqueid: {OTHER}|Linkedid: {LINKED}")


def test_a_caller_who_hangs_up_matters_while_phones_are_called() -> None:
    assert passes(f"HangupRequest|Uniqueid: {CALL}|Linkedid: {CALL}")
    assert not passes(f"HangupRequest|Uniqueid: {OTHER}|Linkedid: {CALL}")
    assert not passes(f"HangupRequest|Uniqueid: {OTHER}|Linkedid: {OTHER}")


def test_a_phone_that_only_tries_is_passed_over() -> None:
    assert not passes("DialState|DialStatus: RINGING|DestUniqueid: 1.1")


def test_a_link_in_a_chain_that_rings_is_passed_over() -> None:
    text = "Newstate|Channel: {}|ChannelState: 5|Uniqueid: 2.2|Linkedid: 3.3"
    assert passes(text.format("PJSIP/101-1"))
    assert not passes(text.format("Local/101@office-1;1"))
    assert passes(text.format("PJSIP/101-1").replace(": PJSIP", ":Local"))
