"""AmiSession against a scripted server: its faults, its clock, and what a PBX may say oddly."""

import asyncio
import re
import time

import pytest

from client import ami_session
from client.ami.connection import AmiConnection
from client.ami.message import parse
from client.calls.choice import CallOfGroup
from client.calls.events import EndReason, GroupId, LegState, Party
from client.calls.groups import PickupGroup
from client.errors import AuthenticationFailed
from client.session import AgentChanged, LinkChanged, LinkState, SessionEvent, Unheard
from tests.unit.scripted_pbx import (
    FIRST,
    ME,
    NAMED,
    NUMERIC,
    Pbx,
    again,
    channel,
    client,
    configured,
    in_groups,
    live,
)
from tests.unit.scripted_server import Request, message

HOUR_S = 3600.0


# Who I am and what rings.


async def test_who_i_am(pbx: Pbx) -> None:
    async with live(pbx) as one:
        session = one.session
        groups = (PickupGroup(GroupId("501"), "Support"), PickupGroup(GroupId("502")))
        assert (session.me, session.groups) == (ME, groups)
        assert (session.pbx, session.calls()) == ("127.0.0.1", [])
        assert (session.link.error, session.link.complete_since) == (None, None)
        assert abs(session.now() - time.time()) < 1
        (agent,) = [event for event in one.desk.events if isinstance(event, AgentChanged)]
        assert agent == AgentChanged(ME, groups)
        first = one.desk.events[0]
        assert isinstance(first, LinkChanged)
        assert first.status.state is LinkState.CONNECTING
        login = pbx.server.actions("Login")[0]
        assert login["Events"] == "call,agent"
    assert session.link.state is LinkState.CLOSED
    assert len(pbx.server.actions("Logoff")) == 1


@pytest.mark.parametrize(
    ("callerid", "me"),
    [
        ('"Desk 204" <204>', ME),
        ("Desk 204 <204>", ME),
        ("<204>", Party("204")),
        ("", Party("204")),
        ("<unknown>", Party("204")),
        ('"Only a name"', Party("204", "Only a name")),
        ('"a < b" <204>', Party("204", "a < b")),
        (r'"Anna \"Nina\"" <204>', Party("204", 'Anna "Nina"')),
    ],
)
async def test_my_name(pbx: Pbx, callerid: str, me: Party) -> None:
    pbx.options["204", "callerid"] = callerid
    async with live(pbx, pbx="office") as one:
        assert one.session.me == me
        assert one.session.pbx == "office"


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="no clock tells of a sleep")
async def test_a_sleep_of_this_computer_is_time_that_went_by(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old list says how old it is, and what rings after it is not told as of yesterday."""
    told, slept_s = time.clock_gettime, 0.0
    monkeypatch.setattr(time, "clock_gettime", lambda which: told(which) + slept_s)
    async with live(pbx) as one:
        slept_s = pbx.ahead = HOUR_S
        pbx.say("Custom")
        await one.is_link(LinkState.STALE)
        assert one.session.link.as_of == pytest.approx(time.time(), abs=5)
        assert one.session.now() == pytest.approx(time.time() + HOUR_S, abs=5)
        await one.is_link(LinkState.LIVE)
        assert one.session.now() == pytest.approx(time.time() + HOUR_S, abs=5)


@pytest.mark.usefixtures("soon")
@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="no clock tells of a sleep")
async def test_what_rang_before_a_sleep_in_the_midst_of_connecting_is_not_shown(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, slept_s, answer = time.clock_gettime, 0.0, pbx.server.answer
    monkeypatch.setattr(time, "clock_gettime", lambda which: told(which) + slept_s)
    pbx.statuses = [channel()]

    def sleep(request: Request) -> bytes:
        nonlocal slept_s
        said = answer(request)
        if request.action == "Status" and not slept_s:
            slept_s, pbx.statuses = 60.0, []
        return said

    pbx.server.answer = sleep
    async with live(pbx) as one:
        assert len(pbx.server.links) == 2
        assert one.desk.changes == []


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="no clock tells of a sleep")
async def test_a_lost_list_is_of_when_the_pbx_was_heard_last(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, later_s = time.clock_gettime, 0.0
    monkeypatch.setattr(time, "clock_gettime", lambda which: told(which) + later_s)
    async with live(pbx) as one:
        live_since = one.session.link.as_of
        assert live_since is not None
        later_s = 2.0
        pbx.say("Custom")
        pbx.server.links[0].cut()
        await one.is_link(LinkState.STALE)
        as_of = one.session.link.as_of
        assert as_of is not None
        assert as_of - live_since >= 1.9  # the PBX's clock and ours do not run alike


@pytest.mark.parametrize("odd", ["50\r2", "50\0002", "5" * 5000], ids=["CR", "NUL", "long"])
async def test_a_group_of_which_nothing_can_be_asked(pbx: Pbx, odd: str) -> None:
    """One answer that was spoilt on its way must not end the session for good."""
    pbx.options["204", "named_pickup_group"] = f"501, {odd}"
    async with live(pbx) as one:
        groups = (PickupGroup(GroupId(odd)), PickupGroup(GroupId("501"), "Support"))
        assert set(one.session.groups) == set(groups)


async def test_a_list_of_groups_that_the_pbx_has_cut_off(pbx: Pbx) -> None:
    """Of the last one only a part may be told, which may be another group's name."""
    told = ", ".join(["501", *(f"department-{number}" for number in range(100))])[:1023]
    assert told.endswith(", department-67, departme")
    pbx.options["204", "named_pickup_group"] = told
    async with live(pbx) as one:
        numbers = {group.number for group in one.session.groups}
        assert numbers == {"501", *(f"department-{number}" for number in range(68))}


async def test_a_list_of_groups_that_the_pbx_has_cut_off_in_a_letter(pbx: Pbx) -> None:
    groups = ["5011", *(f"küche-{number:02}" for number in range(92)), "tagwäche"]
    cut_off = ", ".join(groups).encode()[:1023]
    assert cut_off.endswith("tagwä".encode()[:-1])
    pbx.options["204", "named_pickup_group"] = parse(b"Value: %s\r\n" % cut_off).get("Value")
    async with live(pbx) as one:
        assert {group.number for group in one.session.groups} == {*groups[:-1]}


@pytest.mark.usefixtures("soon")
async def test_my_groups_change(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        assert len(await one.desk.shows(1)) == 1
        pbx.options["204", "named_pickup_group"] = "502"
        pbx.options["204", "pickup_group"] = "3"
        await again(pbx, one)
        groups = (PickupGroup(GroupId("3", numeric=True)), PickupGroup(GroupId("502")))
        assert set(one.session.groups) == set(groups)
        assert one.session.calls() == []
        assert [change.reason for change in one.desk.removed] == [EndReason.ENDED]


@pytest.mark.usefixtures("soon")
async def test_my_groups_change_while_the_link_is_lost(pbx: Pbx) -> None:
    """Another PBX may be there then, to which no call of before has ever come."""
    pbx.options["204", "named_pickup_group"] = "502"
    pbx.statuses = [{**channel(), "Variable": f"{NAMED}=501"}]
    async with live(pbx) as one:
        assert one.session.calls() == []
        pbx.options["204", "named_pickup_group"] = "501"
        pbx.statuses = []
        await again(pbx, one)
        assert one.desk.changes == []


async def test_what_rings_already(pbx: Pbx) -> None:
    made = pbx.time() - 100
    groups = f"{NAMED}=501"
    ringing = {**channel(1, made=made), "Variable": groups}
    early = channel(2, made=made, ChannelState="0")
    pbx.tags = {early["Uniqueid"]: "a-tag"}
    dialled = channel(3, made=made, ChannelState="0")
    pbx.tags[dialled["Uniqueid"]] = ""
    gone = channel(8, made=made, ChannelState="0")
    caller = channel(4, made=made, ChannelState="4")
    talking = channel(5, made=made, ChannelState="6")
    pbx.tags |= dict.fromkeys((caller["Uniqueid"], talking["Uniqueid"]), "a-tag")
    half = {**channel(6, made=made), "Channel": "Local/101@office-00000001;1", "Variable": groups}
    custom = channel(7, Uniqueid="click-to-dial")
    hunt = f"{made:.0f}.9"
    unanswered = channel(9, Uniqueid=hunt, Linkedid=hunt, ChannelState="4")
    hunted = channel(10, made=made + 60, Linkedid=hunt)
    sent_on = f"{made:.0f}.11"  # by whom they have talked with
    answered = channel(11, Uniqueid=sent_on, Linkedid=sent_on, ChannelState="6")
    anew = channel(12, made=made + 60, Linkedid=sent_on)
    legs = [ringing, early, dialled, gone, talking, half, custom, hunted, anew]
    pbx.statuses = [*legs, caller, unanswered, answered]
    pbx.entries = [
        (early["Uniqueid"], "overflow", "9" * 400),
        (early["Uniqueid"], "sales", "150"),
        (ringing["Uniqueid"], "support", "?"),
        ("gone.1", "sales", "300"),
    ]
    async with live(pbx) as one:
        calls = {call.id.id: call for call in await one.desk.shows(5)}
        assert set(calls) == {"call-1", "call-2", "call-7", hunt, sent_on}
        assert calls["call-1"].queue == "support"
        assert calls["call-1"].caller == FIRST
        assert calls["call-1"].legs[0].state is LegState.RINGING
        assert calls["call-2"].legs[0].state is LegState.EARLY_MEDIA
        assert one.session.now() - calls["call-1"].since == pytest.approx(100, abs=1.5)
        assert calls["call-2"].queue == "sales"
        assert one.session.now() - calls["call-2"].since == pytest.approx(3600, abs=1)
        assert one.session.now() - calls["call-7"].since < 1
        assert one.session.now() - calls[hunt].since == pytest.approx(100, abs=1.5)
        assert one.session.now() - calls[sent_on].since == pytest.approx(40, abs=1.5)
    # More than the groups in that list would stop a PBX that is just calling a phone.
    assert pbx.server.actions("Status")[0]["Variables"] == f"{NAMED},{NUMERIC}"


@pytest.mark.parametrize(
    ("mine", "shows"),
    [
        ({"ChannelState": "4"}, 0),
        ({"ChannelState": "6"}, 0),  # a queue has answered
        ({"ChannelState": "6", "BridgeID": "talks"}, 1),
        ({"ChannelState": "6", "CallerIDNum": "204"}, 1),  # whom I talked with was sent on
        ({"ChannelState": "4", "Linkedid": "another-call"}, 1),
    ],
)
async def test_what_rings_already_for_a_call_of_mine_under_another_number(
    pbx: Pbx, mine: dict[str, str], shows: int
) -> None:
    leg = {**channel(2, Linkedid="1795382399.1"), "Variable": f"{NAMED}=501"}
    first = channel(1, "204", CallerIDNum=FIRST.number, Linkedid="1795382399.1") | mine
    if mine.get("Linkedid"):
        leg |= {"Linkedid": "call-2"}
    pbx.statuses = [first, leg]
    async with live(pbx) as one:
        assert len(one.session.calls()) == shows


async def test_a_program_calls_my_phone_before_the_login(pbx: Pbx) -> None:
    """It shows the same number at both ends, and no phone calls itself."""
    call = channel(1, "204", CallerIDNum=FIRST.number, Linkedid="1795382399.1")
    pbx.statuses = [call | {"Variable": f"{NAMED}=501"}]
    async with live(pbx) as one:
        assert [call.rings_me for call in one.session.calls()] == [True]


@pytest.mark.parametrize(
    ("name", "state", "shows"),
    [
        ("Local/620@office-00000001;1", "5", 0),
        ("Local/620@office-00000001;1", "6", 1),
        ("PJSIP/102-00000002", "5", 1),  # a phone is no way to others
    ],
)
async def test_a_call_of_mine_rings_its_next_phone_after_the_login(
    pbx: Pbx, name: str, state: str, shows: int
) -> None:
    """Behind a Local channel that my phone dials; if somebody has answered there, they wait."""
    link = {"Channel": name, "ChannelState": state}
    mine = channel(1, "204", ChannelState="4")
    call = {"Linkedid": mine["Uniqueid"]}
    pbx.statuses = [mine | call, channel(2) | call | link]
    async with live(pbx) as one:
        pbx.say("Newstate", **channel(4) | call)
        pbx.say("Newstate", **channel(5))
        await one.desk.shows(1 + shows)


async def test_a_row_of_which_no_event_tells_the_end(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event filter may hide it."""
    monkeypatch.setattr(ami_session, "ASK_RINGING_S", 0.01)
    pbx.statuses = [channel()]
    pbx.tags = {channel()["Uniqueid"]: "a-tag"}
    async with live(pbx) as one:
        await one.desk.shows(1)
        pbx.tags = {}
        await one.desk.shows(0)
        assert [change.reason for change in one.desk.removed] == [EndReason.ENDED]


@pytest.mark.usefixtures("soon")
async def test_a_question_about_a_row_that_is_not_answered_ends_the_link_and_no_more(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ami_session, "ASK_RINGING_S", 0.01)
    monkeypatch.setitem(AmiConnection._ask.__kwdefaults__ or {}, "within_s", 0.05)
    pbx.statuses = [{**channel(), "Variable": f"{NAMED}=501"}]
    pbx.tags = {channel()["Uniqueid"]: "a-tag"}
    async with live(pbx) as one:
        pbx.mute = {"Getvar"}
        await one.is_link(LinkState.STALE)
        pbx.mute = set()
        await one.is_link(LinkState.LIVE)
        assert not caplog.records


async def test_events_that_come_before_the_snapshot(pbx: Pbx) -> None:
    pbx.statuses = [channel(1)]
    pbx.meanwhile = (
        message(("Event", "Newstate"), *in_groups(), **channel(2))
        + message(Event="Newchannel")
        + message(("Event", "Newstate"), *in_groups(), **channel(3))
        + message(Event="Hangup", **channel(3))
    )
    async with live(pbx) as one:
        assert [call.id.id for call in await one.desk.shows(2)] == ["call-2", "call-1"]
        pbx.say("Hangup", **channel(1))
        pbx.say("Hangup", **channel(2))
        await one.desk.ended(EndReason.ENDED)


@pytest.mark.parametrize(
    ("read", "line", "told"),
    [
        ("call,agent", "", True),
        ("", "", True),  # an account that is kept elsewhere
        ("call", "", False),
        ("call,agent", "Channel: PJSIP/204-", False),
        ("call,agent", "Event: QueueCaller", True),
        ("call,agent", "(", False),
    ],
)
async def test_a_queue_that_no_event_says_is_left_is_not_named(
    pbx: Pbx, read: str, line: str, *, told: bool
) -> None:
    filters = {"AST_CONFIG(manager.conf,agent,eventfilter,0)": line}
    pbx.config = (configured("agent", read) if read else {}) | filters
    pbx.statuses = [channel()]
    pbx.entries = [(pbx.statuses[0]["Uniqueid"], "support", "0")]
    async with live(pbx) as one:
        assert [call.queue for call in await one.desk.shows(1)] == ["support" if told else ""]


async def test_without_queues_and_without_a_time(pbx: Pbx) -> None:
    pbx.refused = {"QueueStatus"}
    pbx.ahead = None
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        assert [call.queue for call in await one.desk.shows(1)] == [""]
        assert abs(one.session.now() - time.time()) < 1


# What the events do not tell.


async def test_groups_are_asked_once_for_each_endpoint(pbx: Pbx) -> None:
    async with live(pbx) as one:
        pbx.say("Newstate", **channel(1))
        pbx.say("Newstate", **channel(2))
        for call in await one.desk.shows(2):
            assert call.groups == (GroupId("501"),)
        pbx.say("Newstate", **channel(3))
        await one.desk.shows(3)
        asked = [request["Variable"] for request in pbx.server.actions("Getvar")]
        assert asked.count("PJSIP_ENDPOINT(101,named_call_group)") == 1


async def test_who_may_not_ask_learns_groups_from_what_rings_at_others(pbx: Pbx) -> None:
    """From those of my own phone I may not be allowed to pick up; still, I see its call."""
    pbx.rights = []
    async with live(pbx, softphone="none") as one:
        for count, endpoint, groups, known in (
            (1, "204", "509", []),
            (2, "101", "503, 501", ["501", "503"]),
            (3, "101", "502, 503", ["501", "502", "503"]),
        ):
            pbx.say("Newstate", *in_groups(groups), **channel(count, endpoint))
            await one.desk.shows(count)
            assert [group.number for group in one.session.groups] == known
        pbx.refused = {"CoreSettings"}
        assert await one.session.pbx_version() == ""  # so that it can report a problem, too


async def test_a_trunk_is_not_asked_for_as_a_phone(pbx: Pbx) -> None:
    """The PBX would warn in its log, or tell of a phone that is called like the trunk."""
    async with live(pbx) as one:
        pbx.say("Newstate", **channel(1) | {"Channel": "IAX2/far-4711"})
        pbx.say("Newstate", **channel(2))
        await one.desk.shows(1)
        asked = [request["Variable"] for request in pbx.server.actions("Getvar")]
        assert not [variable for variable in asked if "(far," in variable]


async def test_what_was_learnt_of_an_endpoint_is_asked_anew(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An administrator may have put the phone into another group: the PBX tells nobody."""
    monkeypatch.setattr(ami_session, "ASK_AGAIN_S", 0.05)

    def asked(option: str) -> int:
        return sum(option in request["Variable"] for request in pbx.server.actions("Getvar"))

    async with live(pbx) as one:
        pbx.say("Newstate", **channel(1))
        await one.desk.shows(1)
        pbx.options["101", "named_call_group"] = "509"
        before = asked("named_pickup_group")
        await pbx.server.until(
            lambda: asked("named_pickup_group") > before + 1, "my groups, asked for twice more"
        )
        pbx.say("Newstate", **channel(2))
        pbx.say("Newstate", *in_groups(), **channel(3, "102"))
        assert {call.id.id for call in await one.desk.shows(2)} == {"call-1", "call-3"}


@pytest.mark.parametrize("answers", [range(1, 2), range(4, 999)])
async def test_a_database_that_goes_down_or_comes_back_between_two_answers_takes_no_group_away(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch, answers: range
) -> None:
    """The PBX then says of each option that it is empty, and for as long as it is down."""
    monkeypatch.setattr(ami_session, "ASK_AGAIN_S", 0.01)

    class Database(dict[tuple[str, str], str]):
        asked = 0

        def get(self, key: tuple[str, str], default: str = "") -> str:  # type: ignore[override]
            self.asked += 1
            return super().get(key, default) if self.asked in answers else default

    async with live(pbx) as one:
        assert one.session.groups
        told: list[SessionEvent] = []
        one.session.subscribe(told.extend)
        database = pbx.options = Database(pbx.options)
        await pbx.server.until(lambda: database.asked > 10, "more than one round of questions")
        assert not told


async def test_an_administrators_changes_are_followed_past_a_question_that_fails(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while the endpoints are loaded anew. Who hears nothing of a group is told."""
    monkeypatch.setattr(ami_session, "ASK_AGAIN_S", 0.01)
    only_501 = rf"ChanVariable: {re.escape(NAMED)}=501"
    pbx.config["AST_CONFIG(manager.conf,agent,eventfilter,0)"] = only_501

    async def asked_again() -> None:
        count = len(pbx.server.actions("Getvar"))
        await pbx.server.until(lambda: len(pbx.server.actions("Getvar")) >= count + 10, "questions")

    async def is_told_once(me: Party, other: str) -> None:
        groups = (PickupGroup(GroupId("501"), "Support"), PickupGroup(GroupId(other)))
        unheard = Unheard(groups[1:])
        await one.desk.until(lambda: unheard in one.desk.events, f"{other} unheard")
        await asked_again()
        told = [event for event in one.desk.events if not isinstance(event, LinkChanged)]
        assert told == [AgentChanged(me, groups), unheard]
        one.desk.events.clear()

    async with live(pbx) as one:
        await is_told_once(ME, "502")
        pbx.refused = {"Getvar"}
        await asked_again()
        pbx.refused = set()
        options, pbx.options = pbx.options, {}
        await asked_again()
        pbx.options = options | {("204", "named_pickup_group"): "501, 503"}
        await is_told_once(ME, "503")
        pbx.options["204", "callerid"] = "Anna <204>"
        await is_told_once(Party("204", "Anna"), "503")
        assert len(pbx.server.links) == 1
        pbx.say("Newstate", *in_groups("503"), **channel())
        await one.desk.shows(1)
        one.tasks.start(one.session.pickup(CallOfGroup("503")), name="pickup")
        await pbx.server.asked("Originate")


@pytest.mark.parametrize(
    ("line", "rights", "reason"),
    [
        ("", ["Getvar", "Status"], EndReason.CALLER_GAVE_UP),
        ("Event: QueueCaller", ["Getvar", "Status"], EndReason.ENDED),
        ("", [], EndReason.ENDED),
    ],
)
async def test_why_a_phone_stops_may_be_hidden(
    pbx: Pbx, line: str, rights: list[str], reason: EndReason
) -> None:
    pbx.config["AST_CONFIG(manager.conf,agent,eventfilter,0)"] = line
    pbx.rights = rights
    async with live(pbx, softphone="none") as one:
        pbx.say("Newstate", *in_groups(), **channel())
        await one.desk.shows(1)
        pbx.say("DialEnd", DestUniqueid=channel()["Uniqueid"], DialStatus="CANCEL")
        pbx.say("Hangup", **channel(), Cause="19")
        await one.desk.ended(reason)


@pytest.mark.parametrize(
    ("callerid", "desk"),
    [
        ("", Party("101")),
        ("<unknown>", Party("101")),  # as Asterisk tells that there is none
        ('"Reception" <7>', Party("7", "Reception")),
        ("Reception", Party("101", "Reception")),
    ],
)
async def test_a_desk_is_asked_for_its_name(pbx: Pbx, callerid: str, desk: Party) -> None:
    pbx.options["101", "callerid"] = callerid
    async with live(pbx) as one:
        for count in (1, 2):
            nameless = channel(count, CallerIDName="", CallerIDNum="600")
            pbx.say("Newstate", *in_groups(), **nameless)
            await one.desk.shows(count)
            await one.desk.until(
                lambda: {call.legs[0].desk for call in one.desk.calls} == {desk}, "the desk"
            )


async def test_an_endpoint_that_may_not_be_asked(pbx: Pbx) -> None:
    async with live(pbx) as one:
        pbx.refused = {"Getvar"}
        pbx.say("Newstate", **channel(1))
        await pbx.server.until(lambda: len(pbx.server.actions("Getvar")) >= 9, "the questions")
        await asyncio.gather(*one.session._tasks._tasks)
        pbx.say("Newstate", *in_groups(), **channel(2, "102"))
        assert [call.id.id for call in await one.desk.shows(1)] == ["call-2"]


async def test_an_endpoint_whose_name_cannot_be_asked(pbx: Pbx) -> None:
    async with live(pbx) as one:
        odd = channel(1, Channel=f"PJSIP/{'x' * 1100}-00000001")
        pbx.say("Newstate", **odd)
        pbx.say("Newstate", *in_groups(), **channel(2))
        assert [call.id.id for call in await one.desk.shows(1)] == ["call-2"]


async def test_a_channel_that_cannot_be_asked(pbx: Pbx) -> None:
    pbx.statuses = [channel(1, ChannelState="0", Uniqueid="1.1\r"), channel(2)]
    async with live(pbx) as one:
        assert [call.id.id for call in await one.desk.shows(1)] == ["call-2"]


# Odd things to say.


async def test_garbage_after_the_login(pbx: Pbx) -> None:
    garbage = (
        b"\0\xff\xfe garbage\r\n\r\n\r\n\r\n"
        b"Event: Newstate\r\n\r\n"
        b"Event: Hangup\r\nCause\r\n: \r\nUniqueid: \r\n\r\n"
        b"Response: Success\r\n\r\n"
        b"Event: DialBegin\r\nTimestamp: yesterday\r\nDestUniqueid: 9.9\r\n\r\n"
        b"Event: Newstate\r\nTimestamp: nan\r\nChannelState: 5\r\nUniqueid: \r\n\r\n"
    )
    pbx.meanwhile = garbage
    async with live(pbx) as one:
        pbx.server.send(garbage)
        pbx.say("Newstate", **channel(9, ChannelState="4"))
        pbx.say("Newstate", *in_groups(), **channel())
        assert [call.id.id for call in await one.desk.shows(1)] == ["call-1"]
        assert len(pbx.server.links) == 1


async def test_numbers_that_are_none(pbx: Pbx) -> None:
    pbx.options["204", "pickup_group"] = "1-², 5-99999999999999"
    huge = "9" * 5000
    pbx.statuses = [channel(1, Uniqueid=f"{huge}.{huge}")]
    async with live(pbx) as one:
        assert one.session.groups
        await one.desk.shows(1)


async def test_an_account_that_cannot_be_sent(pbx: Pbx) -> None:
    async with client(pbx, username="two\nlines") as one:
        assert isinstance(await one.error(), AuthenticationFailed)
        assert one.session.link.state is LinkState.REFUSED
        assert pbx.server.actions("Login") == []


# The PBX's clock.


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("ahead", [-3600.0, 3600.0])
@pytest.mark.parametrize("later", [-3600.0, 0.0, 3600.0])
async def test_ages_do_not_jump_with_the_pbxs_clock(pbx: Pbx, ahead: float, later: float) -> None:
    pbx.ahead = ahead
    pbx.statuses = [channel(1, made=pbx.time() - 50)]
    async with live(pbx) as one:
        (call,) = await one.desk.shows(1)
        assert one.session.now() - call.since == pytest.approx(50, abs=2)
        assert one.session.now() == pytest.approx(pbx.time(), abs=1)
        now = one.session.now()
        pbx.ahead = later
        pbx.statuses.append(channel(2, made=pbx.time() - 20))
        await again(pbx, one)
        new, same = await one.desk.shows(2)
        assert one.session.now() == pytest.approx(now, abs=2)
        if same.id.id != "call-1":  # the later one has the older time on the PBX's clock
            new, same = same, new
        assert same == call
        assert one.session.now() - new.since == pytest.approx(20, abs=2)


async def test_the_time_that_an_event_tells(pbx: Pbx) -> None:
    pbx.ahead = 3600.0
    async with live(pbx) as one:
        stamp = f"{pbx.time() - 3:.6f}"
        pbx.say("Newstate", *in_groups(), **channel(1), Timestamp=stamp)
        (call,) = await one.desk.shows(1)
        assert one.session.now() - call.since == pytest.approx(3, abs=1)


@pytest.mark.parametrize("step", [-3600.0, 3600.0])
async def test_a_clock_that_is_set_while_the_link_lives(pbx: Pbx, step: float) -> None:
    async with live(pbx) as one:
        pbx.ahead = step
        pbx.say("Newstate", *in_groups(), **channel(1), Timestamp=f"{pbx.time():.6f}")
        (call,) = await one.desk.shows(1)
        assert 0 <= one.session.now() - call.since < 5
