"""A pseudonymized recording tells the same story, and nobody's number or name."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client.ami.message import SEPARATOR, parse
from client.calls.call import Call, Change
from client.calls.events import Party
from client.recording.pseudonymized import pseudonymized_recording
from client.recording.pseudonyms import _OF_AMI, Pseudonyms
from client.recording.recorded import TIME
from client.recording.replay import Replay
from client.session import SessionEvent
from tests.fuzz.streams import templates
from tests.unit.scripted_server import message
from tests.unit.test_recent import HEADING, SESSIONS, messages_of, timed

Pairs = dict[str, str]


def pseudonymized(blocks: Sequence[bytes]) -> list[bytes]:
    pseudonyms = Pseudonyms()
    for block in blocks:
        pseudonyms.avoid(block.decode(errors="replace"))
    return list(pseudonymized_recording(blocks, pseudonyms))


def told(path: Path, blocks: Sequence[bytes]) -> tuple[list[SessionEvent], Replay]:
    path.write_bytes(b"".join(blocks))
    replay = Replay(str(path), None, 0.0)
    events: list[SessionEvent] = []
    replay.subscribe(events.extend)
    asyncio.run(replay.run())
    return events, replay


def texts_of(call: Call, by: Party | None) -> list[str]:
    """All that a person is shown of a call, in order."""
    found = [call.queue, call.id.id if not call.id.id[:1].isdigit() else ""]
    for leg in sorted(call.legs, key=lambda leg: leg.rank):
        found += [leg.endpoint, leg.desk.number, leg.desk.name, leg.caller.number, leg.caller.name]
        found += [group.number for group in leg.groups] if len(leg.groups) == 1 else []
    return [*found, *([by.number, by.name] if by else [])]


def assert_same_story(
    whole: tuple[list[SessionEvent], Replay], other: tuple[list[SessionEvent], Replay]
) -> Pairs:
    """The same changes at the same times; each text has one stand-in. Return these."""
    stand_ins: Pairs = {}
    assert [type(event) for event in whole[0]] == [type(event) for event in other[0]]
    for one, two in zip(whole[0], other[0], strict=True):
        if not isinstance(one, Change) or not isinstance(two, Change):
            continue
        assert (one.call.since, len(one.call.legs)) == (two.call.since, len(two.call.legs))
        assert [leg.state for leg in one.call.legs] == [leg.state for leg in two.call.legs]
        assert [len(leg.groups) for leg in one.call.legs] == [
            len(leg.groups) for leg in two.call.legs
        ]
        assert getattr(one, "reason", None) == getattr(two, "reason", None)
        shown = texts_of(one.call, getattr(one, "by", None))
        pseudonymized_too = texts_of(two.call, getattr(two, "by", None))
        for before, after in zip(shown, pseudonymized_too, strict=True):
            assert stand_ins.setdefault(before, after) == after, before
    assert len(set(stand_ins.values())) == len(stand_ins), "two have one stand-in"
    return stand_ins


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_busy_hour_is_the_same_story(path: Path, tmp_path: Path) -> None:
    blocks = messages_of(path)
    hidden = pseudonymized(blocks)
    whole = told(tmp_path / "it.ami", blocks)
    other = told(tmp_path / "it.ami", hidden)
    stand_ins = assert_same_story(whole, other)
    assert len(stand_ins) > 30
    assert [len(one.name) > 0 for one in whole[1].groups] == [
        len(one.name) > 0 for one in other[1].groups
    ]
    data = b"".join(hidden)
    for before, after in stand_ins.items():
        if len(before) > 2:
            assert before not in words_of(data), before
        if before.isdigit():
            assert (after.isdigit(), len(after)) == (True, len(before))
    shown = {"Desk", "Caller", "Support", "Sales", "support", "office", "trunk", "0451", "204"}
    assert not shown & words_of(data)


def words_of(data: bytes) -> set[str]:
    """The words of a recording, without its times and the ids of channels."""
    text = re.sub(r"\b1[0-9]{9}\.[0-9]+\b", "", data.decode())
    return set(re.findall(r"[^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]+", text))


@pytest.mark.parametrize("case", templates(), ids=lambda case: case.name)
def test_every_recorded_call_is_the_same_story(case: object, tmp_path: Path) -> None:
    played = list(case.play(700_000_000))  # type: ignore[attr-defined]
    blocks = [HEADING, *(timed(block, place + 1) for place, block in enumerate(played))]
    hidden = pseudonymized(blocks)
    assert_same_story(told(tmp_path / "it.ami", blocks), told(tmp_path / "it.ami", hidden))


NAMES = st.text(min_size=4, max_size=30).filter(
    lambda text: (
        not set(text) & set("\r\n\0")
        and not text.isdecimal()
        and text != "Name"
        and not set(re.findall(r"\w+", text)) <= _OF_AMI
        and not re.fullmatch(r"(\W*[0-9]{1,2}\b)+\W*", text)
    )
)
"""Who is called "pickup group", or "00:0", keeps that in a header that nobody knows."""

NUMBERS = st.from_regex(r"\A\+?[0-9]{3,15}\Z")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    callers=st.lists(st.tuples(NUMBERS, NAMES), min_size=1, max_size=6),
    desks=st.lists(st.from_regex(r"\A[0-9]{3,5}\Z"), min_size=1, max_size=4, unique=True),
    group=st.from_regex(r"\A[0-9]{3,4}\Z"),
)
def test_no_number_and_no_name_survives(
    callers: list[tuple[str, str]], desks: list[str], group: str, tmp_path: Path
) -> None:
    blocks = [HEADING]
    for place, (number, name) in enumerate(callers):
        desk = desks[place % len(desks)]
        leg = {
            "Channel": f"PJSIP/{desk}-{place:08x}",
            "ChannelState": "5",
            "CallerIDNum": desk,
            "CallerIDName": written(name),
            "ConnectedLineNum": number,
            "ConnectedLineName": written(name),
            "ChanVariable": f"CHANNEL(namedcallgroup)={group}",
            "Data": f"{name} {number}",
            "Uniqueid": f"1795000000.{2 * place}",
            "Linkedid": f"1795000000.{2 * place + 1}",
        }
        blocks.append(timed(message(Event="Newstate", **leg), 2 * place))
        blocks.append(timed(message(Event="Hangup", **leg), 2 * place + 1))
    hidden = pseudonymized(blocks)
    stand_ins = assert_same_story(
        told(tmp_path / "it.ami", blocks), told(tmp_path / "it.ami", hidden)
    )
    found = words_of(b"".join(hidden))
    values = {
        parse(block.removesuffix(SEPARATOR)).get(key)
        for block in hidden
        for key in ("CallerIDName", "ConnectedLineName", "Data")
    }
    for number, name in callers:
        assert number.removeprefix("+") not in found
        assert not any(name in value for value in values if name.strip(SIGNS)), name
    for number in (*desks[: len(callers)], group):
        assert number not in found
    for desk in desks[: len(callers)]:
        assert len(stand_ins[desk]) == len(desk)


SIGNS = "".join(chr(code) for code in range(128) if not (chr(code).isalnum() or chr(code) == "_"))


def written(name: str) -> str:
    """As AMI writes it: a C string."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


def test_who_reads_a_recording_finds_channels_and_whole_names_again() -> None:
    """Also of a PBX whose clock was never set, and of who is called as a word or an id."""
    event = {
        "Channel": "PJSIP/204-0000002a",
        "CallerIDNum": "1795384178.4",
        "CallerIDName": "Call Info",
        "Val": "Info",
        "Value": '"Call Info" <204>',
        "Variable": "CONNECTEDLINE(name,i)=Call Info",
        "Uniqueid": "pbx-1234.5",
        "Cornetta-Version": "1.2.345",
    }
    [hidden] = pseudonymized([message(Event="Newstate", **event)])
    number = parse(hidden).get("Channel")[6:9]
    assert number != "204"
    assert hidden == message(
        Event="Newstate",
        **event
        | {
            "Channel": f"PJSIP/{number}-0000002a",
            "CallerIDNum": "9000000000.4",
            "CallerIDName": "Name1",
            "Val": "Name2",
            "Value": f'"Name1" <{number}>',
            "Variable": "CONNECTEDLINE(name,i)=Name1",
        },
    )


def test_a_number_is_one_in_recording_and_sentence() -> None:
    pseudonyms = Pseudonyms()
    assert (
        pseudonyms.name("+390451") == pseudonyms.text("+390451") != "+390451"
    )  # a number in place of a name
    assert pseudonyms.name("First Caller") == "Name1"
    assert pseudonyms.text("0455551234") == "9000000000"
    assert pseudonyms.sentence("no answer from First Caller (+0455551234)") == (
        "no answer from Name1 (+9000000000)"
    )
    assert pseudonyms.sentence("Somebody in Firenze") == "Name2 in Name3"
    assert pseudonyms.text("41, 7") == "41, 7"
    told = "AnyCall 1795384178.4"  # a channel's id, which log and recording share
    assert pseudonyms.sentence(told) == told


def test_our_own_words_stay_in_a_sentence_though_the_pbx_says_them_too() -> None:
    pseudonyms = Pseudonyms()
    pseudonyms.text("Firenze was not found: the session is closed")
    told = "nothing_ringing, not_allowed: the session was closed"
    assert pseudonyms.sentence(told) == told
    assert pseudonyms.sentence("Firenze was closed") == "Name1 was closed"


def test_why_the_link_broke_can_be_read() -> None:
    (block,) = pseudonymized(
        [b"Cornetta-Link: stale\r\nCornetta-Error: Rossi closed the connection\r\n\r\n"]
    )
    assert parse(block).get("Cornetta-Error") == "Name1 closed the connection"
    told = "LinkBroke('the PBX closed the connection')"
    assert Pseudonyms().sentence(told) == told


@pytest.mark.parametrize(
    "told",
    [
        "The name org.freedesktop.portal.Desktop was not provided by any .service files",
        "[Errno 13] Permission denied",
        "Connection refused",
        "secret",  # it is missing
        "username",
        "2 h",
        "5 min",
    ],
)
def test_why_the_system_refuses_can_be_read(told: str) -> None:
    assert Pseudonyms().sentence(told) == told


def test_a_stand_in_is_no_number_that_was_there() -> None:
    pseudonyms = Pseudonyms()
    pseudonyms.avoid("900 901 903")
    assert [pseudonyms.text(number) for number in ("900", "101", "901")] == ["902", "904", "905"]


def test_there_are_stand_ins_for_all_numbers_of_a_length() -> None:
    pseudonyms = Pseudonyms()
    numbers = [f"{number:03}" for number in range(1000)]
    pseudonyms.avoid(" ".join(numbers))
    assert sorted(map(pseudonyms.text, numbers)) == numbers


def test_a_number_may_have_any_length() -> None:
    """A caller may send what no phone has; the report must be written all the same."""
    assert Pseudonyms().text("1" * 10_000) == "9" + "0" * 9_999


def test_what_is_no_utf_8_goes_too_and_leaves_the_other_names_of_its_message_as_they_are() -> None:
    (hidden,) = pseudonymized(
        [b"Event: Newstate\r\nCallerIDName: M\xfcller\r\nX-Data: M\xc3\xbcller\r\n\r\n"]
    )
    assert hidden == b"Event: Newstate\r\nCallerIDName: Name1\r\nX-Data: Name1\r\n\r\n"


@pytest.mark.parametrize("number", ["06 12 34 56 78", "06.12.34.56.78", "+39 (06) 12-34"])
def test_a_number_in_parts_goes_as_a_whole(number: str) -> None:
    """Callers are shown so by some, and each part by itself would be too short to tell."""
    (hidden,) = pseudonymized(
        [message(Event="Newstate", ConnectedLineNum=number, Data=f"to {number}")]
    )
    assert hidden == message(Event="Newstate", ConnectedLineNum="Name1", Data="Name2 Name1")


def test_the_name_of_a_channel_in_that_of_a_header_goes() -> None:
    """Asterisk writes the variables of an `OriginateResponse` so."""
    event = b"Event: OriginateResponse\r\nChanVariable(PJSIP/rossi-0000001a): X=1\r\n\r\n"
    (hidden,) = pseudonymized([event])
    assert hidden == event.replace(b"rossi-0000001a", b"Name2-Name3").replace(b"X", b"Name1")


def test_eight_digits_of_a_number_are_no_channels() -> None:
    (hidden,) = pseudonymized([message(Event="DialBegin", DialString="trunk/0455-55512345")])
    assert hidden == message(Event="DialBegin", DialString="Name1/9000-90000000")


def test_rights_and_times_and_what_ends_a_leg_stay() -> None:
    gone = message(Response="Error", Message="No such channel")
    assert pseudonymized([gone]) == [gone]
    rights = message(Response="Success", Getvar="Gets a channel variable. (Priv: call,all)")
    event = message(Event="Hangup", Uniqueid="pbx1-1795000000.7", Seconds="1200", **{TIME: "179.5"})
    assert pseudonymized([rights]) == [rights]
    assert pseudonymized([event]) == [event.replace(b"pbx1-", b"Name1-")]


def test_what_only_looks_like_a_right_goes_and_so_does_a_line_that_is_no_header() -> None:
    rights = message(Response="Success", Data="Mario Rossi (Priv: call)")
    event = b"Event: Newstate\r\nMario Rossi\r\nData: Mario Rossi (Priv: call)\r\n\r\n"
    assert pseudonymized([rights, event])[1] == message(
        Event="Newstate", Data="Name1 Name2 (Name3: Name4)"
    )


def test_a_text_where_figures_are_expected_goes_and_so_do_numbers_among_asterisks_words() -> None:
    (hidden,) = pseudonymized(
        [message(Event="QueueMemberPause", Reason="Mario Rossi", Family="AMPUSER/0451")]
    )
    assert hidden == message(Event="QueueMemberPause", Reason="Name1 Name2", Family="AMPUSER/9000")
