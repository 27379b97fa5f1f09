"""AMI messages and what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.ami.decode import WANTED_EVENTS, decode, display_name, endpoint_of, is_local, rank_of
from client.ami.message import Message, parse
from client.calls.events import (
    NEVER,
    Answered,
    Bridged,
    CallerChanged,
    Cancelled,
    Ended,
    EndReason,
    GroupId,
    LegFacts,
    LegSeen,
    LegState,
    LinkDialled,
    OriginateEnded,
    Party,
    PbxEvent,
    PickedUp,
    QueueJoined,
    QueueLeft,
    Transferred,
)

AT = 12.5
NAMED, NUMERIC = "CHANNEL(namedcallgroup)", "CHANNEL(callgroup)"


def message(event: str, *repeated: tuple[str, str], **headers: str) -> Message:
    lines = [("Event", event), *headers.items(), *repeated]
    return parse("\r\n".join(f"{key}: {value}" for key, value in lines).encode())


def decoded(event: str, *repeated: tuple[str, str], **headers: str) -> PbxEvent | None:
    return decode(message(event, *repeated, Timestamp=str(AT), **headers), float)


def channel(prefix: str = "", **changed: str) -> dict[str, str]:
    """The headers of a channel in an event, as Asterisk writes them."""
    headers = {
        "Channel": "PJSIP/101-0000001a",
        "ChannelState": "0",
        "CallerIDNum": "101",
        "CallerIDName": "Desk 101",
        "ConnectedLineNum": "0455551234",
        "ConnectedLineName": "First Caller",
        "Uniqueid": "1795382399.33",
        "Linkedid": "1795382399.32",
        **changed,
    }
    return {prefix + key: value for key, value in headers.items()}


def leg(
    state: LegState,
    groups: frozenset[GroupId] | None = None,
    desk: Party = Party("101", "Desk 101"),  # noqa: B008 - frozen
    caller: Party = Party("0455551234", "First Caller"),  # noqa: B008 - frozen
) -> LegSeen:
    facts = LegFacts(
        uniqueid="1795382399.33",
        linkedid="1795382399.32",
        endpoint="101",
        desk=desk,
        caller=caller,
        groups=groups,
        state=state,
        rank=(1795382399.0, 33),
    )
    return LegSeen(facts, NEVER if state is LegState.DIALLED else AT)


def local(prefix: str = "", **changed: str) -> dict[str, str]:
    return channel(prefix, Channel="Local/101@office-00000003;1", **changed)


LINK = "Local/101@office-00000003"


def test_what_means_nothing() -> None:
    assert decoded("FullyBooted") is None
    assert decoded("") is None
    assert decode(parse(b""), lambda _: AT) is None
    assert decode(parse(b"Response: Success\r\nMessage: Hangup"), lambda _: AT) is None


@pytest.mark.parametrize("name", sorted(WANTED_EVENTS))
def test_an_event_without_a_header_does_no_harm(name: bytes) -> None:
    decoded(name.decode())


def test_a_dial_begins() -> None:
    assert decoded("DialBegin", **channel("Dest")) == leg(LegState.DIALLED)
    ringing = decoded("DialBegin", **channel("Dest", ChannelState="5"))
    assert ringing == leg(LegState.RINGING)
    assert decoded("DialBegin", **channel("Dest", ChannelState="6")) is None  # it picks up
    for lacks in ("DestUniqueid", "DestLinkedid"):  # its end could never be told
        assert decoded("DialBegin", **channel("Dest") | {lacks: ""}) is None
    dialers = {
        "PJSIP/204-00000001": "204",
        "DAHDI/204-1": "",
        "Local/600@office-00000001;2": "Local/600@office-00000001",
    }
    for name, dialer in dialers.items():
        for state in "05":
            event = decoded("DialBegin", **channel("Dest", ChannelState=state), Channel=name)
            assert isinstance(event, LegSeen)
            assert event.leg.dialer == dialer
        link = decoded("DialBegin", **local("Dest"), Channel=name)
        assert link == LinkDialled(LINK, "1795382399.32", dialer)
    first = decoded("DialBegin", **local("Dest", Linkedid=local("")["Uniqueid"]))
    assert isinstance(first, LinkDialled)
    assert first.begins
    assert decoded("DialBegin", **local("Dest", ChannelState="6")) is None


def test_a_program_that_shows_a_name_alone_names_no_desk_of_the_phone_it_calls_itself() -> None:
    """Through a Local channel the PBX puts that name beside the number that is dialled."""
    phone = channel("", Channel="PJSIP/desk-101-0000001a", ChannelState="5", CallerIDName="CRM")
    itself: dict[str, str] = {"Linkedid": phone["Uniqueid"]}
    for call, shown, desk in (
        (itself, "CRM", Party("desk-101")),
        (itself, "<unknown>", Party("101", "CRM")),
        ({}, "CRM", Party("101", "CRM")),
    ):
        connected = {"ConnectedLineNum": "<unknown>", "ConnectedLineName": shown}
        event = decoded("Newstate", **phone | connected | call)
        assert isinstance(event, LegSeen)
        assert event.leg.desk == desk


@pytest.mark.parametrize(
    ("uniqueid", "known"),
    [
        ("1795382399.33", True),
        ("my pbx-1795382399.33", True),
        ("site/pbx-1795382399.33", True),
        ('Rossi & "Figli"-1795382399.33', True),
        ("crm-8", True),
        ("crm:{9}; (a)", True),
        ("PJSIP/301", False),  # whatever rings at 301
        ("PJSIP/301-", False),
        ("PJSIP/301-0000001a", False),
        ("PJSIP/trunk-10.0", False),
        ("P,p", False),  # any phone that rings
        ("1795382399.33,p", False),
        ("1795382399.33&1795382399.34", False),
        ("PJSIP/301&pbx-1795382399.33", False),
        ("P,p-1795382399.33", False),
        ('"crm"', False),
        ("crm\\8", False),
        ("crm\r8", False),
        ("crm\n8", False),
        ("crm\0008", False),
    ],
)
def test_a_leg_has_an_id_that_means_it_alone(uniqueid: str, *, known: bool) -> None:
    seen = decoded("DialBegin", **channel("Dest", Uniqueid=uniqueid))
    rings = decoded("Newstate", **channel(ChannelState="5", Uniqueid=uniqueid))
    assert [isinstance(event, LegSeen) for event in (seen, rings)] == [known, known]


def test_a_trunk_is_not_the_endpoint_of_its_name() -> None:
    trunk = decoded("DialBegin", **channel("Dest", Channel="IAX2/101-4711"))
    assert isinstance(trunk, LegSeen)
    assert trunk.leg.endpoint == ""


def test_a_dial_says_how_far_it_is() -> None:
    early = decoded("DialState", **channel("Dest"), DialStatus="PROGRESS")
    assert early == leg(LegState.EARLY_MEDIA)
    for status, state in (("PROGRESS", "5"), ("RINGING", "0"), ("PROCEEDING", "0")):
        changed = channel("Dest", ChannelState=state)
        assert decoded("DialState", **changed, DialStatus=status) is None
    assert decoded("DialState", **local("Dest"), DialStatus="PROGRESS") is None


def test_a_channel_has_a_new_state() -> None:
    assert decoded("Newstate", **channel(ChannelState="5")) == leg(LegState.RINGING)
    assert decoded("Newstate", **channel(ChannelState="6")) == Answered("1795382399.33", at=AT)
    assert decoded("Newstate", **channel(ChannelState="4")) is None
    for state in ("5", "6"):
        assert decoded("Newstate", **local(ChannelState=state)) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("NOANSWER", EndReason.NO_ANSWER),
        ("BUSY", EndReason.REJECTED),
        ("CONGESTION", EndReason.ENDED),
        ("CHANUNAVAIL", EndReason.ENDED),
        ("", EndReason.ENDED),
    ],
)
def test_a_dial_ends(status: str, reason: EndReason) -> None:
    ids = ("1795382399.33", "1795382399.32")
    end = decoded("DialEnd", **channel("Dest"), DialStatus=status)
    assert end == Ended(*ids, reason, dial=True, at=AT)
    forwarded = decoded("DialEnd", **channel("Dest"), DialStatus=status, Forward="102@office")
    assert forwarded == Ended(*ids, EndReason.FORWARDED, dial=True, at=AT)
    assert decoded("DialEnd", **local("Dest"), DialStatus=status) == Ended(
        LINK, ids[1], reason, local=True, dial=True, at=AT
    )


def test_a_dial_is_cancelled() -> None:
    """Its caller gave up, or somebody else has them: the hangup tells which."""
    assert decoded("DialEnd", **channel("Dest"), DialStatus="CANCEL") == Cancelled(
        "1795382399.33", AT
    )
    assert decoded("DialEnd", **local("Dest"), DialStatus="CANCEL") == Cancelled(
        LINK, AT, "1795382399.32"
    )
    for state, by_link in (("4", True), ("6", False)):
        link = {**local(), "ChannelState": state}
        assert decoded("DialEnd", **link, **channel("Dest"), DialStatus="CANCEL") == Cancelled(
            "1795382399.33", AT, by_link=by_link
        )
    for uniqueid, by_sip in (("1795382399.32", "1795382399.32"), ("1795382399.31", "")):
        caller = channel(Uniqueid=uniqueid)
        assert decoded("DialEnd", **caller, **channel("Dest"), DialStatus="CANCEL") == Cancelled(
            "1795382399.33", AT, by_sip=by_sip
        )
    trunk = channel(Uniqueid="1795382399.32", Channel="DAHDI/1-1")
    assert decoded("DialEnd", **trunk, **channel("Dest"), DialStatus="CANCEL") == Cancelled(
        "1795382399.33", AT
    )
    end = decoded("DialEnd", **channel("Dest"), DialStatus="CANCEL", Forward="102@office")
    assert isinstance(end, Ended)
    assert end.reason is EndReason.FORWARDED


def test_a_dial_is_answered() -> None:
    caller = "1795382399.32"
    phone, link = channel(Uniqueid=caller), local()
    mine, further = channel("Dest"), local("Dest")
    end = {"DialStatus": "ANSWER"}
    assert decoded("DialEnd", **phone, **mine, **end) == Answered(
        "1795382399.33", caller, at=AT, linkedid=caller
    )
    assert decoded("DialEnd", **phone, **further, **end) == Answered(
        LINK, caller, at=AT, linkedid=caller
    )
    assert decoded("DialEnd", **link, **mine, **end) == Answered(
        "1795382399.33", LINK, for_local=True, at=AT, linkedid=caller
    )
    assert decoded("DialEnd", **mine, **end) == Answered("1795382399.33", at=AT)  # an Originate's
    up = channel(Uniqueid=caller, ChannelState="6")
    assert decoded("DialEnd", **up, **mine, **end) == Answered(
        "1795382399.33", caller, up=True, at=AT, linkedid=caller
    )
    assert decoded("DialEnd", **local(ChannelState="6"), **mine, **end) == Answered(
        "1795382399.33", LINK, up=True, at=AT, linkedid=caller
    )


def test_another_phone_has_taken_the_place_of_one_that_was_dialled() -> None:
    caller = channel(Uniqueid="1795382399.32")
    taker = channel("Dest", Linkedid="1795382399.33")
    answer = decoded("DialEnd", **caller, **taker, DialStatus="ANSWER")
    assert answer == Answered(
        "1795382399.33",
        "1795382399.32",
        at=AT,
        linkedid="1795382399.32",
        by=Party("101", "Desk 101"),
    )
    assert decoded("AgentConnect", **caller, **taker) == answer  # of a queue
    # A Local channel is no desk. It is another call's where the caller came by a transfer.
    link = local("Dest") | {"DestLinkedid": "1795382399.33"}
    answer = decoded("DialEnd", **caller, **link, DialStatus="ANSWER")
    assert answer == Answered(LINK, "1795382399.32", at=AT, linkedid="1795382399.32")


def test_a_channel_is_hung_up() -> None:
    ids = ("1795382399.33", "1795382399.32")
    assert decoded("Hangup", **channel(), Cause="16") == Ended(*ids, EndReason.ENDED, at=AT)
    assert decoded("Hangup", **channel(), Cause="26") == Ended(*ids, EndReason.ANSWERED, at=AT)
    assert decoded("Hangup", **channel(), Cause="19") == Ended(*ids, EndReason.NO_ANSWER, at=AT)
    end = decoded("Hangup", **local(), Cause="26")
    assert end == Ended(LINK, ids[1], EndReason.ANSWERED, local=True, at=AT)


def test_a_phone_declines() -> None:
    ids = ("1795382399.33", "1795382399.32")
    declined = Ended(*ids, EndReason.REJECTED, dial=True, at=AT)
    assert decoded("HangupRequest", **channel(), Cause="21") == declined
    assert decoded("HangupRequest", **channel(), Cause="16") is None


@pytest.mark.parametrize(("state", "gave_up"), [("4", True), ("6", True), ("0", False)])
def test_a_caller_hangs_up(state: str, gave_up: bool) -> None:  # noqa: FBT001
    """The first channel of the call is the caller's, unless it is a phone that a program calls."""
    caller = channel(Uniqueid="1.1", Linkedid="1.1", ChannelState=state)
    end = Ended("1.1", "1.1", EndReason.CALLER_GAVE_UP, dial=True, at=AT)
    assert decoded("HangupRequest", **caller, Cause="17") == (end if gave_up else None)


def test_a_code_takes_no_call() -> None:
    ids = ("1795382399.33", "1795382399.32")
    place = {"Context": "cornetta-pickup-take", "Exten": "refused"}
    end = decoded("Hangup", **channel(), **place, Cause="17")
    assert end == Ended(*ids, EndReason.ENDED, refused=("101", "101"), at=AT)
    place["Exten"] = "s"
    assert decoded("Hangup", **channel(), **place, Cause="16") == Ended(
        *ids, EndReason.ENDED, at=AT
    )


def test_the_caller_changes() -> None:
    event = decoded(
        "NewConnectedLine",
        ("ChanVariable", f"{NAMED}=501"),
        ("ChanVariable", f"{NUMERIC}=3"),
        **channel(ConnectedLineName="<unknown>"),
    )
    groups = frozenset({GroupId("501"), GroupId("3", numeric=True)})
    assert event == CallerChanged("1795382399.33", Party("0455551234"), groups)


def test_a_call_is_picked_up() -> None:
    event = decoded("Pickup", **channel(), **channel("Target", Uniqueid="1795382399.40"))
    assert event == PickedUp(
        "1795382399.33",
        "1795382399.40",
        "1795382399.32",
        Party("101", "Desk 101"),
        Party("101", "Desk 101"),
        Party("0455551234", "First Caller"),
        at=AT,
        names=("101", "101"),
    )
    event = decoded("Pickup", **channel(CallerIDNum="0450", CallerIDName=""), **local("Target"))
    assert isinstance(event, PickedUp)
    assert event.local
    assert event.by == Party("101")  # by its endpoint's name


def test_a_queue_is_joined_and_left() -> None:
    waits = channel(Uniqueid="1795382399.33")
    joined = decoded("QueueCallerJoin", **waits, Queue="support")
    assert joined == QueueJoined("1795382399.32", "support", "1795382399.33")
    assert decoded("QueueCallerLeave", **waits, Queue="support") == QueueLeft(
        "1795382399.32", "support", AT
    )
    assert decoded("BridgeEnter", **waits) == Bridged("1795382399.33", "1795382399.32")


def test_a_transfer_to_whom_one_waits_for() -> None:
    calls = {"OrigTransfererLinkedid": "1.0", "SecondTransfererLinkedid": "2.0"}
    first, second = {"OrigBridgeUniqueid": "b"}, {"SecondBridgeUniqueid": "b"}
    before_2 = decoded("AttendedTransfer", **calls, **first, TransfereeChannel="PJSIP/204-1")
    assert before_2 == Transferred(before="2.0", linkedid="1.0", dialer="204")
    before_1 = decoded("AttendedTransfer", **calls, **second, TransferTargetChannel="PJSIP/204-1")
    assert before_1 == Transferred(before="1.0", linkedid="2.0", dialer="204")
    assert decoded("AttendedTransfer", **calls, **first) == Transferred("2.0", "1.0")
    assert decoded("AttendedTransfer", **calls, **first, **second) is None


def test_an_originate_ends() -> None:
    for response, answered in (("Success", True), ("Failure", False), ("", False)):
        event = decoded("OriginateResponse", Response=response, ActionID="mine")
        assert event == OriginateEnded("mine", answered)


@pytest.mark.parametrize(
    ("variables", "groups"),
    [
        ([], None),
        ([("Variable", f"{NAMED}=501")], None),
        ([("ChanVariable", f"{NAMED}=")], []),
        ([("ChanVariable", f"{NAMED}=501")], [GroupId("501")]),
        (
            [("ChanVariable", f"{NAMED}=501, sales"), ("ChanVariable", f"{NUMERIC}=3, 5-6")],
            [
                GroupId("501"),
                GroupId("sales"),
                *(GroupId(number, numeric=True) for number in "356"),
            ],
        ),
        ([("ChanVariable", f"{NUMERIC}=3")], [GroupId("3", numeric=True)]),
        ([("ChanVariable", "X=1"), ("ChanVariable", f"{NAMED}=501")], [GroupId("501")]),
        ([("ChanVariable", "X=1")], None),
    ],
)
def test_the_groups_of_a_leg(
    variables: list[tuple[str, str]], groups: list[GroupId] | None
) -> None:
    expected = leg(LegState.RINGING, None if groups is None else frozenset(groups))
    assert decoded("Newstate", *variables, **channel(ChannelState="5")) == expected
    dialled = [(f"Dest{key}", value) for key, value in variables]
    if not variables or variables[0][0] == "ChanVariable":
        assert decoded("DialBegin", *dialled, **channel("Dest", ChannelState="5")) == expected


@pytest.mark.parametrize(
    ("number", "name", "desk"),
    [
        ("101", "Desk 101", Party("101", "Desk 101")),
        ("7101", "Desk 101", Party("7101", "Desk 101")),  # the endpoint is called otherwise
        ("600", "<unknown>", Party("101")),  # a ring group's number
        ("600", "", Party("101")),
        ("<unknown>", "Reception", Party("101", "Reception")),
        ("<unknown>", "<unknown>", Party("101")),
    ],
)
def test_who_sits_there(number: str, name: str, desk: Party) -> None:
    event = decoded("Newstate", **channel(ChannelState="5", CallerIDNum=number, CallerIDName=name))
    assert event == leg(LegState.RINGING, desk=desk)


@pytest.mark.parametrize("name", ["First Caller", "Desk 101"])
def test_the_caller_id_of_an_originate_is_nobodys_desk(name: str) -> None:
    """It stands at both ends; a number alone leaves the phone its name."""
    shown = {"CallerIDNum": "0455551234", "CallerIDName": name}
    event = decoded("Newstate", **channel(ChannelState="5", **shown))
    assert event == leg(LegState.RINGING, desk=Party("101"))


def test_a_caller_without_a_number_calls_not_from_a_phone_without_one() -> None:
    shown = {"CallerIDNum": "<unknown>", "CallerIDName": "Reception"}
    nobody = {"ConnectedLineNum": "<unknown>", "ConnectedLineName": "<unknown>"}
    event = decoded("Newstate", **channel(ChannelState="5", **shown, **nobody))
    assert isinstance(event, LegSeen)
    assert event.leg.desk == Party("101", "Reception")


@pytest.mark.parametrize(
    ("number", "name"), [("0458012345", "0458012345"), ("anonymous", "Anonymous")]
)
def test_a_caller_whose_trunk_sends_the_number_in_place_of_a_name(number: str, name: str) -> None:
    shown = {"ConnectedLineNum": number, "ConnectedLineName": name}
    caller = Party(number)
    rings = decoded("Newstate", **channel(ChannelState="5", **shown))
    assert rings == leg(LegState.RINGING, caller=caller)
    changed = decoded("NewConnectedLine", **channel(**shown))
    assert isinstance(changed, CallerChanged)
    assert changed.caller == caller
    taken = decoded("Pickup", **channel(), **channel("Target", **shown))
    assert isinstance(taken, PickedUp)
    assert taken.caller == caller


def test_a_caller_who_is_unknown() -> None:
    event = decoded(
        "Newstate",
        **channel(ChannelState="5", ConnectedLineNum="<unknown>", ConnectedLineName=""),
    )
    assert event == leg(LegState.RINGING, caller=Party())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("First Caller", "First Caller"),
        (r"D\'Angelo\?", "D'Angelo?"),
        (r"Mario \\\"Il Capo\\\" Rossi", 'Mario "Il Capo" Rossi'),
        (r"Mario \"Il Capo\" Rossi", 'Mario "Il Capo" Rossi'),
        (r"back\\\\slash", "back\\slash"),
        (r"back\\slash", "back\\slash"),
        (r"a\tb\nc\rd\ae\bf\fg\vh", "a\tb\nc\rd\ae\bf\fg\vh"),
        (r"odd \x end \\", "odd \\x end \\"),
        ("Søren 漢", "Søren 漢"),
        ("\\", "\\"),
        ("", ""),
    ],
)
def test_names_as_they_were_before_asterisk_wrote_them(written: str, name: str) -> None:
    assert display_name(written) == name


C_ESCAPES = {
    **{char: "\\" + letter for char, letter in zip("\a\b\f\n\r\t\v", "abfnrtv", strict=True)},
    **{char: "\\" + char for char in "\\'\"?"},
}


@given(st.text())
def test_any_name_comes_back(name: str) -> None:
    in_sip = name.replace("\\", "\\\\").replace('"', '\\"')
    written = "".join(C_ESCAPES.get(char, char) for char in in_sip)
    assert display_name(written) == name


@pytest.mark.parametrize(
    ("uniqueid", "rank"),
    [
        ("1795382399.33", (1795382399.0, 33)),
        ("asterisk-1795382399.33", (1795382399.0, 33)),
        ("pbx-2.example-1795382399.0", (1795382399.0, 0)),
        ("click-to-dial-7", (0.0, 0)),
        ("1795382399", (0.0, 0)),
        ("", (0.0, 0)),
        ("1795382399.33;2", (0.0, 0)),
        ("9" * 5000 + "." + "9" * 5000, (0.0, 0)),
    ],
)
def test_the_rank_of_a_channel(uniqueid: str, rank: tuple[float, int]) -> None:
    assert rank_of(uniqueid) == rank


@pytest.mark.parametrize(
    ("name", "number"), [("PJSIP/101-0000001a", 26), ("DAHDI/i1/0451-x", 0), ("odd", 0)]
)
def test_the_rank_of_a_leg_whose_id_a_program_chose(name: str, number: int) -> None:
    event = decoded("Newstate", **channel(ChannelState="5", Channel=name, Uniqueid="crm-42"))
    assert isinstance(event, LegSeen)
    assert event.leg.rank == (0.0, number)


@pytest.mark.parametrize(
    ("name", "endpoint"),
    [
        ("PJSIP/101-0000001a", "101"),
        ("PJSIP/desk-106-0000001a", "desk-106"),
        ("PJSIP/a/b-0000001a", "a/b"),
        ("PJSIP/101", ""),
        ("odd", ""),
        ("", ""),
    ],
)
def test_the_endpoint_of_a_channel(name: str, endpoint: str) -> None:
    assert endpoint_of(name) == endpoint
    assert not is_local(name)


# Messages.


def test_a_message() -> None:
    read = parse(b"Event: X\r\nA: 1\r\nA: 2\r\nB:3\r\nC: a: b\r\nD:\r\nE:  two\r\nno\r\n")
    assert (read.get("A"), read.get("Z"), read.event) == ("2", "", "X")
    assert (read.get("B"), read.get("C"), read.get("D"), read.get("E")) == ("3", "a: b", "", " two")
    assert read.keys() == {"Event", "A", "B", "C", "D", "E"}
    assert not read.succeeded


@pytest.mark.parametrize(
    ("response", "succeeded"),
    [("Success", True), ("Follows", True), ("Goodbye", True), ("Error", False), ("", False)],
)
def test_a_response(response: str, *, succeeded: bool) -> None:
    assert parse(f"Response: {response}".encode()).succeeded is succeeded


@given(st.binary())
def test_any_bytes_can_be_read(block: bytes) -> None:
    parse(block)


@given(st.sampled_from(sorted(WANTED_EVENTS)), st.binary())
def test_no_event_is_too_odd(name: bytes, rest: bytes) -> None:
    decode(parse(b"Event: " + name + b"\r\n" + rest), lambda _: AT)


LINES = st.lists(
    st.sampled_from(
        ["A: 1", "A:2", "A:  3", "B: x=1", "B: x=2", "B: y", "AB: c", "no", ":", "A", "\r"]
    )
)


@given(LINES, st.sampled_from(["A", "B", "AB", "C", "no", ""]))
def test_a_header_is_found_where_it_stands(lines: list[str], key: str) -> None:
    """The same as if all were taken apart."""
    read = parse("\r\n".join(lines).encode())
    apart = [line.partition(":") for line in "\r\n".join(lines).split("\r\n") if ":" in line]
    values = [value.removeprefix(" ") for name, _, value in apart if name == key]
    assert read.get(key) == (values[-1] if values else "")
    assert read.keys() == {name for name, _, _ in apart}
    assert read.headers() == [(name, value.removeprefix(" ")) for name, _, value in apart]
    named = [value for name, value in read.headers() if (name, value[:2]) == ("B", "x=")]
    assert read.variable("B", "x") == (named[-1][2:] if named else None)
