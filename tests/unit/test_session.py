"""AmiSession against a scripted server: its faults, its clock, and what a PBX may say oddly."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from client import ami_session
from client.ami import connection as wire
from client.ami.connection import AmiConnection
from client.ami.message import parse
from client.ami_session import AmiSession
from client.calls.call import Added, Removed, Updated
from client.calls.choice import AnyCall
from client.calls.events import EndReason, GroupId, LegState, Party
from client.calls.groups import PickupGroup
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import (
    AccountInUse,
    AccountTooWeak,
    ActionTimeout,
    AuthenticationFailed,
    CertificateRefused,
    ConnectionLost,
    HearsNoCalls,
    LinkError,
    ShuttingDown,
    UnknownExtension,
)
from client.session import AgentChanged, LinkChanged, LinkState, Outcome, SessionEvent
from client.tasks import TaskOwner
from tests.desk import Desk
from tests.unit.scripted_server import Request, Server, message, refusal, rows, success

ME = Party("204", "Desk 204")
FIRST = Party("0455551234", "First Caller")
NAMED, NUMERIC = "CHANNEL(namedcallgroup)", "CHANNEL(callgroup)"
SECRET = "s3cret"
HOUR_S = 3600.0


class Pbx:
    """Answers as Asterisk does to a client that logs in and asks what rings.

    Attributes:
        ahead: seconds that its clock is ahead of this computer's; None: it tells no time.
        options: of endpoints, by endpoint and option.
        config: what manager.conf tells, by the function that asks.
        statuses: the rows of `Status`, without their ActionID.
        tags: the SIP tags of phones that have replied, by Uniqueid; other channels are gone.
        entries: who waits in queues: Uniqueid and queue.
        rights: what `ListCommands` tells.
        mute: actions that get no answer.
        refused: actions that are refused.
        refusal: how.
    """

    def __init__(self) -> None:
        self.ahead: float | None = 0.0
        self.options = {
            ("204", "context"): "office",
            ("204", "callerid"): '"Desk 204" <204>',
            ("204", "named_pickup_group"): "501, 502",
            ("204", "pickup_group"): "",
            ("101", "callerid"): '"Desk 101" <101>',
            ("101", "named_call_group"): "501",
            ("101", "call_group"): "",
        }
        self.group_names = {"501": "Support"}
        self.config = configured("agent", "call,agent")
        self.statuses: list[dict[str, str]] = []
        self.tags: dict[str, str] = {}
        self.entries: list[tuple[str, str]] = []
        self.rights = ["Originate", "Hangup", "Getvar", "Status"]
        self.mute: set[str] = set()
        self.refused: set[str] = set()
        self.refusal = "Permission denied"
        self.meanwhile = b""
        """What is said between the login and the snapshot."""
        self.server = Server(self.answer)

    def answer(self, request: Request) -> bytes:
        if request.action in self.mute:
            return b""
        if request.action in self.refused:
            return refusal(request, self.refusal)
        answers = {
            "Challenge": lambda request: success(request, Challenge="812345"),
            "Ping": self._ping,
            "Getvar": self._getvar,
            "ListCommands": lambda request: success(request, **dict.fromkeys(self.rights, "it")),
            "Status": self._status,
            "QueueStatus": self._queue_status,
            "DBGet": self._db_get,
        }
        return answers.get(request.action, success)(request)

    def time(self) -> float:
        return time.time() + (self.ahead or 0.0)

    def _row(self, request: Request, event: str, **headers: str) -> bytes:
        return message(Event=event, ActionID=request["ActionID"], **headers)

    def _ping(self, request: Request) -> bytes:
        if self.ahead is None:
            return success(request)
        return success(request, Timestamp=f"{self.time():.6f}")

    def _getvar(self, request: Request) -> bytes:
        if request["Variable"].startswith("AST_CONFIG("):
            return success(request, Value=self.config.get(request["Variable"], ""))
        if uniqueid := request["Channel"]:
            assert request["Variable"] == "CHANNEL(pjsip,remote_tag)"
            if uniqueid not in self.tags:
                return refusal(request, "No such channel")
            return success(request, Value=self.tags[uniqueid])
        endpoint, option = request["Variable"][len("PJSIP_ENDPOINT(") : -1].split(",")
        return success(request, Value=self.options.get((endpoint, option), ""))

    def _status(self, request: Request) -> bytes:
        other = self._row(request, "StatusOther")
        legs = [self._row(request, "Status", **status) for status in self.statuses]
        return self.meanwhile + rows(request, *legs, other)

    def _queue_status(self, request: Request) -> bytes:
        entries = [
            self._row(request, "QueueEntry", Uniqueid=uniqueid, Queue=queue)
            for uniqueid, queue in self.entries
        ]
        return rows(request, self._row(request, "QueueParams"), *entries)

    def _db_get(self, request: Request) -> bytes:
        name = self.group_names.get(request["Key"])
        if name is None:
            return refusal(request, "Database entry not found")
        return rows(request, self._row(request, "DBGetResponse", Val=name))

    def say(self, event: str, *repeated: tuple[str, str], **headers: str) -> None:
        """Send an event to the newest connection."""
        self.server.send(message(("Event", event), *repeated, **headers))


def channel(
    sequence: int = 1, endpoint: str = "101", *, made: float = 1795382399, **changed: str
) -> dict[str, str]:
    """The headers of a leg that rings."""
    return {
        "Channel": f"PJSIP/{endpoint}-{sequence:08x}",
        "ChannelState": "5",
        "CallerIDNum": endpoint,
        "CallerIDName": f"Desk {endpoint}",
        "ConnectedLineNum": FIRST.number,
        "ConnectedLineName": FIRST.name,
        "Uniqueid": f"{int(made)}.{sequence}",
        "Linkedid": f"call-{sequence}",
        **changed,
    }


def configured(username: str, read: str, write: str = "originate,reporting") -> dict[str, str]:
    """What the functions tell that ask for this account's section of manager.conf."""
    options = {"read": read, "write": write}
    return {f"AST_CONFIG(manager.conf,{username},{k},-1)": v for k, v in options.items()}


def in_groups(named: str = "501") -> list[tuple[str, str]]:
    return [("ChanVariable", f"{NAMED}={named}"), ("ChanVariable", f"{NUMERIC}=")]


@pytest.fixture
async def pbx() -> AsyncIterator[Pbx]:
    pbx = Pbx()
    async with pbx.server:
        yield pbx


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost links are made anew at once."""
    monkeypatch.setattr(ami_session, "RETRY_FIRST_S", 0.001)
    monkeypatch.setattr(ami_session, "RETRY_MOST_S", 0.004)


class Client:
    """A session that runs, from the outside."""

    def __init__(self, office: Pbx, secret: str = SECRET, **changed: object) -> None:
        settings = Settings(
            host="127.0.0.1",
            port=office.server.port,
            username="agent",
            extension="204",
            answer_timeout=1,
        )
        self.session = AmiSession(msgspec.structs.replace(settings, **changed), Secret(secret))
        self.desk = Desk(self.session)
        self.errors: list[BaseException] = []
        self.tasks = TaskOwner(self.errors.append)
        self.run = self.tasks.start(self.session.run(), name="session")

    async def stop(self) -> None:
        await self.tasks.aclose()
        assert not self.errors, self.errors
        assert not self.session._tasks._tasks

    async def is_link(self, state: LinkState) -> None:
        await self.desk.is_link(state)

    async def error(self) -> LinkError:
        """Wait for the error of the first attempt."""
        with pytest.raises(LinkError) as caught:
            await self.session.ready()
        return caught.value


@asynccontextmanager
async def client(office: Pbx, secret: str = SECRET, **changed: object) -> AsyncIterator[Client]:
    """A client of that PBX, with some settings of its own."""
    one = Client(office, secret, **changed)
    try:
        yield one
    finally:
        await one.stop()


@asynccontextmanager
async def live(office: Pbx, **changed: object) -> AsyncIterator[Client]:
    """A client whose link is live."""
    async with client(office, SECRET, **changed) as one:
        await one.session.ready()
        yield one


async def again(pbx: Pbx, one: Client) -> None:
    """Cut the link and wait until it is live again."""
    count = len(pbx.server.links)
    pbx.server.links[-1].cut()
    await one.desk.until(
        lambda: len(pbx.server.links) > count and one.session.link.state is LinkState.LIVE,
        "live again",
    )


# Who I am and what rings.


async def test_who_i_am(pbx: Pbx) -> None:
    async with live(pbx) as one:
        session = one.session
        groups = (PickupGroup(GroupId("501"), "Support"), PickupGroup(GroupId("502")))
        assert (session.me, session.groups) == (ME, groups)
        assert (session.pbx, session.calls()) == ("127.0.0.1", [])
        assert session.link.error is None
        assert abs(session.now() - time.time()) < 1
        (agent,) = [event for event in one.desk.events if isinstance(event, AgentChanged)]
        assert agent == AgentChanged(ME, groups)
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


async def test_what_rings_already(pbx: Pbx) -> None:
    made = pbx.time() - 100
    groups = f"{NAMED}=501"
    ringing = {**channel(1, made=made), "Variable": groups}
    early = {
        **channel(2, made=made, ChannelState="0"),
        "Application": "AppQueue",
    }
    pbx.tags = {early["Uniqueid"]: "a-tag"}
    dialled = {**channel(3, made=made, ChannelState="0"), "Application": "AppDial"}
    pbx.tags[dialled["Uniqueid"]] = ""
    gone = {**channel(8, made=made, ChannelState="0"), "Application": "AppDial"}
    caller = {**channel(4, made=made, ChannelState="0"), "Application": "Dial"}
    talking = {**channel(5, made=made, ChannelState="6"), "Application": "AppDial"}
    half = {**channel(6, made=made), "Channel": "Local/101@office-00000001;1"}
    custom = channel(7, Uniqueid="click-to-dial")
    pbx.statuses = [ringing, early, dialled, gone, caller, talking, half, custom]
    pbx.entries = [(ringing["Uniqueid"], "support"), ("gone.1", "sales")]
    async with live(pbx) as one:
        calls = {call.id.id: call for call in await one.desk.shows(3)}
        assert set(calls) == {"call-1", "call-2", "call-7"}
        assert calls["call-1"].queue == "support"
        assert calls["call-1"].caller == FIRST
        assert calls["call-1"].legs[0].state is LegState.RINGING
        assert calls["call-2"].legs[0].state is LegState.EARLY_MEDIA
        assert one.session.now() - calls["call-1"].since == pytest.approx(100, abs=1.5)
        assert one.session.now() - calls["call-7"].since < 1
    # More than the groups in that list would stop a PBX that is just calling a phone.
    assert pbx.server.actions("Status")[0]["Variables"] == f"{NAMED},{NUMERIC}"


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
    pbx.config = configured("agent", read) | filters
    pbx.statuses = [channel()]
    pbx.entries = [(pbx.statuses[0]["Uniqueid"], "support")]
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


async def test_a_secret_that_cannot_be_sent(pbx: Pbx) -> None:
    pbx.refused = {"Challenge"}  # so that the secret itself would go out
    async with client(pbx, secret="two\nlines") as one:
        assert isinstance(await one.error(), AuthenticationFailed)
        assert one.session.link.state is LinkState.REFUSED
        assert pbx.server.actions("Login") == []


# Ends and beginnings of the link.


@pytest.mark.usefixtures("soon")
async def test_a_refused_login_is_tried_again_much_later(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As from a network that the PBX does not permit, until the desk is back in its own."""
    monkeypatch.setattr(ami_session, "REFUSED_AGAIN_S", 0.1)  # not the 4 ms of a lost link
    async with live(pbx) as one:
        as_of = one.session.link.as_of
        pbx.refused = {"Login"}
        pbx.server.links[0].cut()
        await one.is_link(LinkState.REFUSED)
        assert isinstance(one.session.link.error, AuthenticationFailed)
        assert one.session.link.as_of is not None
        assert as_of is not None
        assert one.session.link.as_of == pytest.approx(as_of, abs=1)
        with pytest.raises(AuthenticationFailed):
            await one.session.ready()
        refused = time.monotonic()
        await pbx.server.asked("Login", times=3)
        assert time.monotonic() - refused > 0.04
        pbx.refused = set()
        await one.is_link(LinkState.LIVE)


@pytest.mark.usefixtures("soon")
async def test_an_account_that_is_in_use_is_tried_again(pbx: Pbx) -> None:
    """The PBX may yet hold the link that broke just now."""
    async with live(pbx) as one:
        pbx.refused, pbx.refusal = {"Login"}, "Login Already In Use"
        pbx.server.links[0].cut()
        await pbx.server.asked("Login", times=4)
        assert isinstance(one.session.link.error, AccountInUse)
        assert one.session.link.state is LinkState.STALE
        pbx.refused = set()
        await one.is_link(LinkState.LIVE)


@pytest.mark.usefixtures("soon")
async def test_a_pbx_that_shuts_down_is_tried_again(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it waits for its calls to end, it still sends events, and refuses every action."""
    monkeypatch.setattr(wire, "PING_AFTER_S", 0.01)
    async with live(pbx) as one:
        pbx.refused, pbx.refusal = {"Challenge", "Login", "Ping"}, "Asterisk is shutting down"
        await pbx.server.asked("Challenge", times=4)
        assert isinstance(one.session.link.error, ShuttingDown)
        assert one.session.link.state is LinkState.STALE
        pbx.refused = set()
        await one.is_link(LinkState.LIVE)


async def test_a_file_of_authorities_that_cannot_be_read(pbx: Pbx, tmp_path: Path) -> None:
    async with client(pbx, tls=True, ca_file=str(tmp_path / "missing.pem")) as one:
        assert isinstance(await one.error(), CertificateRefused)
        assert one.session.link.state is LinkState.REFUSED
        assert pbx.server.links == []


@pytest.mark.usefixtures("soon")
async def test_an_unknown_extension_is_tried_again(pbx: Pbx) -> None:
    options, pbx.options = pbx.options, {}
    async with client(pbx) as one:
        error = await one.error()
        assert isinstance(error, UnknownExtension)
        assert error.detail == "204"
        assert one.session.link.state is LinkState.REFUSED
        pbx.options = options
        await one.is_link(LinkState.LIVE)
        assert one.session.me == ME
        await one.session.ready()


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("action", ["Getvar", "Status", "ListCommands", "Ping"])
async def test_an_account_that_is_too_weak_is_tried_again(pbx: Pbx, action: str) -> None:
    pbx.refused = {action}
    async with client(pbx) as one:
        error = await one.error()
        assert isinstance(error, AccountTooWeak)
        assert error.detail == action
        assert one.session.link.state is LinkState.REFUSED
        pbx.refused = set()
        await one.is_link(LinkState.LIVE)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    "read", ["", "agent", "none", "agent, call", "CALL", "agent,calls", "call|agent", "agent,"]
)
async def test_an_account_that_hears_of_no_calls_is_tried_again(pbx: Pbx, read: str) -> None:
    pbx.config = configured("agent", read)
    async with client(pbx) as one:
        error = await one.error()
        assert isinstance(error, HearsNoCalls)
        assert error.detail == f"read = {read}"
        assert one.session.link.state is LinkState.REFUSED
        pbx.config = configured("agent", "call")
        await one.is_link(LinkState.LIVE)


@pytest.mark.parametrize(
    "read",
    ["call", "all", "agent,call", "call,agent", "agent,all", "all,agent", "c,agent", ",agent"],
)
async def test_an_account_that_hears_of_calls(pbx: Pbx, read: str) -> None:
    pbx.config = configured("agent", read)
    async with live(pbx):
        assert len(pbx.server.links) == 1


async def test_an_account_that_manager_conf_does_not_know(pbx: Pbx) -> None:
    pbx.config = {}
    async with live(pbx):
        assert len(pbx.server.links) == 1


@pytest.mark.parametrize("name", ["a,b", "a)b", "(a", 'a"b', "a\\b", "two words", "x" * 900])
async def test_a_name_that_is_no_argument_is_not_asked_for(pbx: Pbx, name: str) -> None:
    async with live(pbx, username=name):
        asked = [request["Variable"] for request in pbx.server.actions("Getvar")]
        assert not [variable for variable in asked if "AST_CONFIG" in variable]


@pytest.mark.usefixtures("soon")
async def test_a_pbx_that_starts_again_is_waited_for(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        (call,) = await one.desk.shows(1)
        options, pbx.options = pbx.options, {}
        pbx.server.links[0].cut()
        await one.desk.until(
            lambda: isinstance(one.session.link.error, UnknownExtension), "no endpoints yet"
        )
        assert one.session.link.state is LinkState.STALE
        assert one.session.calls() == [call]
        pbx.options = options
        await one.is_link(LinkState.LIVE)


async def test_a_pbx_that_does_not_tell_what_rings(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(AmiConnection._ask.__kwdefaults__ or {}, "within_s", 0.05)
    pbx.mute = {"Status"}
    async with client(pbx) as one:
        assert isinstance(await one.error(), ActionTimeout)
        assert one.session.link.state is LinkState.CONNECTING
        await pbx.server.until(lambda: pbx.server.links[0].over, "the end of the link")


class Delays:
    """Stands for `asyncio.sleep`: notes how long it should be, and goes on at once.

    What a live link asks again and again waits in truth.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds: list[float] = []
        self.held: asyncio.Event | None = None
        self._sleep = asyncio.sleep
        monkeypatch.setattr(asyncio, "sleep", self)

    async def __call__(self, seconds: float) -> None:
        asks = ami_session.ASK_AGAIN_S, ami_session.ASK_DIALLED_S, ami_session.ASK_RINGING_S
        if seconds in asks:
            await self._sleep(seconds)
            return
        self.seconds.append(seconds)
        await (self.held.wait() if self.held else self._sleep(0))


async def test_the_delay_grows_at_random_up_to_a_limit_and_begins_anew(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    delays = Delays(monkeypatch)
    most, full = ami_session.RETRY_MOST_S, ami_session.RETRY_FIRST_S
    await pbx.server.close()
    async with client(pbx) as one:
        await one.desk.until(lambda: len(delays.seconds) >= 20, "twenty attempts")
        for seconds in delays.seconds:
            assert full / 2 <= seconds <= full
            full = min(2 * full, most)
        assert full == most
        assert len(set(delays.seconds)) > 10
        await pbx.server.open()
        await one.is_link(LinkState.LIVE)
        before = len(delays.seconds)
        pbx.server.links[-1].cut()
        await one.desk.until(lambda: len(delays.seconds) > before, "a delay")
        assert delays.seconds[before] <= ami_session.RETRY_FIRST_S


@pytest.mark.parametrize("was_live", [False, True])
async def test_stopping_while_it_waits_is_final(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch, *, was_live: bool
) -> None:
    delays = Delays(monkeypatch)
    delays.held = asyncio.Event()
    if not was_live:
        await pbx.server.close()
    one = Client(pbx)
    if was_live:
        await one.session.ready()
        pbx.server.links[0].cut()
    await one.desk.until(lambda: delays.seconds, "the wait")
    await one.stop()
    assert one.session.link.state is LinkState.CLOSED
    await pbx.server.close()
    await pbx.server.open()
    delays.held.set()
    for _ in range(20):
        await delays._sleep(0)
    assert len(pbx.server.links) == was_live
    with pytest.raises(ConnectionLost):
        await one.session.ready()


async def test_stopping_while_it_connects(pbx: Pbx) -> None:
    pbx.server.banner = b""
    one = Client(pbx)
    ready = one.tasks.start(one.error(), name="ready")
    await pbx.server.until(lambda: pbx.server.links, "a connection")
    one.run.cancel()
    assert isinstance(await ready, ConnectionLost)
    await one.stop()
    await pbx.server.until(lambda: pbx.server.links[0].over, "the end of the link")


async def test_stopping_while_it_logs_in(pbx: Pbx) -> None:
    pbx.mute = {"Login", "Logoff"}
    one = Client(pbx)
    await pbx.server.asked("Login")
    await one.stop()
    assert one.session.link.state is LinkState.CLOSED
    await pbx.server.until(lambda: pbx.server.links[0].over, "the end of the link")


async def test_ready_that_is_given_up_leaves_nothing(pbx: Pbx) -> None:
    pbx.mute = {"Login"}
    async with client(pbx) as one:
        listeners = list(one.session._listeners)
        ready = one.tasks.start(one.session.ready(), name="ready")
        await pbx.server.asked("Login")
        assert one.session._listeners != listeners
        ready.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ready
        assert one.session._listeners == listeners


async def test_a_listener_that_fails_costs_the_others_nothing(pbx: Pbx) -> None:
    heard: list[SessionEvent] = []
    reported: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: reported.append(context["exception"]))

    def fails(_events: Sequence[SessionEvent]) -> None:
        raise RuntimeError("a mistake of ours")

    async with client(pbx) as one:
        one.session.subscribe(fails)
        one.session.subscribe(heard.extend)
        await one.session.ready()
        assert heard
        assert one.session.link.state is LinkState.LIVE
    loop.set_exception_handler(None)
    assert {type(error) for error in reported} == {RuntimeError}


async def test_who_listens_no_more_hears_no_more(pbx: Pbx) -> None:
    heard: list[SessionEvent] = []
    async with live(pbx) as one:
        unsubscribe = one.session.subscribe(heard.extend)
        pbx.say("Newstate", *in_groups(), **channel(1))
        await one.desk.shows(1)
        assert len(heard) == 1
        unsubscribe()
        pbx.say("Newstate", *in_groups(), **channel(2))
        await one.desk.shows(2)
        assert len(heard) == 1


async def test_one_piece_of_the_stream_is_one_batch(pbx: Pbx) -> None:
    batches: list[list[type]] = []
    async with live(pbx) as one:
        one.session.subscribe(lambda events: batches.append([type(event) for event in events]))
        pbx.server.send(
            message(("Event", "Newstate"), *in_groups(), **channel(1))
            + message(("Event", "Newstate"), *in_groups(), **channel(2))
            + message(Event="NewConnectedLine", **channel(2, ConnectedLineNum="0452"))
            + message(Event="Hangup", **channel(1))
        )
        await one.desk.until(lambda: batches, "a batch")
        assert batches == [[Added, Added, Updated, Removed]]


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


# Pickups.


async def test_a_pickup(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        (call,) = await one.desk.shows(1)
        click = one.tasks.start(one.session.pickup(AnyCall()), name="pickup")
        originate = await pbx.server.asked("Originate")
        assert originate["Channel"] == "PJSIP/204"
        assert originate["Data"] == call.legs[0].uniqueid
        assert originate["Timeout"] == "1000"
        assert len(originate.all("Variable")) == 5
        pbx.say("Pickup", Uniqueid=originate["ChannelId"], TargetUniqueid=call.legs[0].uniqueid)
        result = await click
        assert (result.outcome, result.by) == (Outcome.PICKED_UP, ME)
        assert pbx.server.actions("Hangup") == []


@pytest.mark.parametrize("refused", [False, True])
async def test_a_pickup_that_fails_hangs_my_phone_up(pbx: Pbx, *, refused: bool) -> None:
    pbx.statuses = [channel()]
    async with live(pbx) as one:
        if refused:
            pbx.refused = {"Hangup"}
        await one.desk.shows(1)
        click = one.tasks.start(one.session.pickup(AnyCall()), name="pickup")
        originate = await pbx.server.asked("Originate")
        pbx.say("Hangup", **channel())
        assert (await click).outcome is Outcome.NOTHING_RINGING
        hangup = await pbx.server.asked("Hangup")
        assert hangup["Channel"] == originate["ChannelId"]
        await asyncio.gather(*one.session._tasks._tasks)


async def test_without_the_right_to_hang_up_the_pbx_does_it(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    pbx.rights = ["Originate", "Getvar", "Status"]
    async with live(pbx) as one:
        await one.desk.shows(1)
        click = one.tasks.start(one.session.pickup(AnyCall()), name="pickup")
        await pbx.server.asked("Originate")
        pbx.say("Hangup", **channel())
        assert (await click).outcome is Outcome.NOTHING_RINGING
        assert not one.session._tasks._tasks


async def test_without_the_right_to_originate_nothing_is_sent(pbx: Pbx) -> None:
    pbx.statuses = [channel()]
    pbx.rights = ["Hangup", "Getvar", "Status"]
    async with live(pbx, softphone="none") as one:
        await one.desk.shows(1)
        assert (await one.session.pickup(AnyCall())).outcome is Outcome.NO_RIGHT
        assert pbx.server.actions("Originate") == []


@pytest.mark.usefixtures("soon")
async def test_a_pickup_that_is_not_answered_ends_the_link(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(AmiConnection._ask.__kwdefaults__ or {}, "within_s", 0.05)
    pbx.statuses = [channel()]
    pbx.rights = ["Originate", "Getvar", "Status", "Hangup"]
    async with live(pbx) as one:
        await one.desk.shows(1)
        pbx.mute = {"Originate"}
        told = len(one.desk.events)
        assert (await one.session.pickup(AnyCall())).outcome is Outcome.LINK_LOST
        await one.desk.until(
            lambda: len(pbx.server.links) > 1 and one.session.link.state is LinkState.LIVE,
            "live again",
        )
        stale = next(event for event in one.desk.events[told:] if isinstance(event, LinkChanged))
        assert stale.status.state is LinkState.STALE
        assert isinstance(stale.status.error, ActionTimeout)
        assert len(pbx.server.actions("Originate")) == 1
        assert not pbx.server.actions("Hangup"), "my phone may talk with the caller by now"


async def test_a_call_that_rings_at_very_many_phones(pbx: Pbx) -> None:
    pbx.statuses = [channel(sequence, Linkedid="call-1") for sequence in range(1, 101)]
    async with live(pbx) as one:
        (call,) = await one.desk.shows(1)
        assert len(call.legs) == 100
        one.tasks.start(one.session.pickup(AnyCall()), name="pickup")
        originate = await pbx.server.asked("Originate")
        assert originate["Data"] == call.legs[0].uniqueid
