"""How the doctor asks: whatever a server answers, and in whatever order."""

import asyncio
import re

import pytest

from client.ami.account import MOST_FILTERS
from client.ami.questions import AT_ONCE, MOST_ENDPOINTS
from client.config.credentials import Secret
from client.config.settings import Settings
from client.doctor import collect, dialplan, own_call
from client.doctor.checks import examine
from client.doctor.collect import collect_facts
from client.doctor.facts import Answer, Facts, OwnCall
from client.doctor.finding import Severity
from client.errors import AuthenticationFailed, ConnectionLost, LinkError
from client.tasks import TaskOwner
from tests.unit.scripted_server import Request, Server, message, refusal, rows, success

GROUP = r"PJSIP_ENDPOINT\(204,named_pickup_group\)"
ENDPOINT = {GROUP: "501", r"PJSIP_ENDPOINT\(204,context\)": "office"}


class Pbx(Server):
    """Answers as told, else with a plain success.

    Attributes:
        values: what `Getvar` answers, by a pattern of its variable.
        commands: the actions that the account may run.
        lists: the rows of a list, each a message's headers without its ActionID.
        refused: the actions that are answered with an error.
        dialplan: by context its extensions, and with a ">" those that it includes.
    """

    def __init__(self, **values: str) -> None:
        super().__init__(self.say)
        self.values: dict[str, str] = dict(values)
        self.commands = {"Getvar": "call,reporting", "Status": "call", "Originate": "originate"}
        self.lists: dict[str, list[dict[str, str]]] = {}
        self.refused = {"DBGet"}
        self.dialplan: dict[str, list[str]] = {}

    def say(self, request: Request) -> bytes:
        action = request.action
        if action in self.refused:
            return refusal(request)
        if action == "ListCommands":
            priv = {name: f"Does it.  (Priv: {of},all)" for name, of in self.commands.items()}
            return success(request, **priv)
        if action == "Challenge":
            return success(request, Challenge="1")
        if action == "Getvar":
            found = (v for k, v in self.values.items() if re.fullmatch(k, request["Variable"]))
            return success(request, Value=next(found, ""))
        if action == "ShowDialPlan" and self.dialplan:
            self.lists[action] = [
                {"IncludeContext": line[1:]} if line[0] == ">" else {"Extension": line}
                for line in self.dialplan.get(request["Context"], ())
            ]
        if action in self.lists:
            told = (message(ActionID=request["ActionID"], **row) for row in self.lists[action])
            return rows(request, *told)
        return success(request)

    async def collect(self, *, call: bool = False, groups: tuple[str, ...] = ()) -> Facts:
        settings = Settings(
            host="127.0.0.1",
            port=self.port,
            username="anna",
            extension="204",
            answer_timeout=1,
            groups=groups,
        )
        return await collect_facts(settings, Secret("x"), call=call)


async def test_a_server_that_tells_nothing() -> None:
    """Each answer is a success without a word in it: nothing is known, and nothing fails."""
    async with Pbx() as pbx:
        pbx.commands = {}
        pbx.lists = {"DeviceStateList": [], "ShowDialPlan": []}
        facts = await pbx.collect()
    assert (facts.clock_ahead_s, facts.version, facts.account) == (None, None, None)
    assert (facts.is_extension, facts.channelvars) == (False, None)
    assert Severity.UNKNOWN in {finding.severity for finding in examine(facts)}


@pytest.mark.parametrize(
    ("may", "groups", "way"),
    [
        ("Getvar Status Originate", (), "leg"),
        ("Getvar Originate", (), "dialplan"),
        ("Status Originate", (), "dialplan"),
        ("Originate", ("501 Support",), "leg"),
    ],
)
async def test_a_click_takes_the_leg_where_my_groups_are_known(
    may: str, groups: tuple[str, ...], way: str
) -> None:
    async with Pbx() as pbx:
        pbx.commands = {name: pbx.commands[name] for name in may.split()}
        pbx.refused |= {"Getvar", "ShowDialPlan"}
        assert (await pbx.collect(groups=groups)).way == way


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "1e400"])
async def test_a_time_that_is_none(text: str) -> None:
    async with Pbx() as pbx:
        say = pbx.say
        pbx.answer = lambda request: (
            success(request, Timestamp=text) if request.action == "Ping" else say(request)
        )
        pbx.refused |= {"ShowDialPlan", "DeviceStateList", "Getvar"}
        facts = await pbx.collect()
    assert facts.clock_ahead_s is None
    clock = [f for f in examine(facts) if f.check == "clock"]
    assert [f.severity for f in clock] == [Severity.UNKNOWN]


async def test_filters_without_end() -> None:
    async with Pbx() as pbx:
        pbx.values = {
            r"AST_CONFIG\(manager.conf,general,enabled,-1\)": "yes",
            r"AST_CONFIG\(manager.conf,anna,read,-1\)": "call",
            r"AST_CONFIG\(manager.conf,anna,eventfilter,\d+\)": "!Event: x",
        }
        pbx.refused |= {"ShowDialPlan", "DeviceStateList"}
        facts = await pbx.collect()
    assert facts.account
    assert len(facts.account.eventfilters) == MOST_FILTERS


async def test_an_account_that_is_kept_elsewhere() -> None:
    async with Pbx(**{r"AST_CONFIG\(manager.conf,general,enabled,-1\)": "yes"}) as pbx:
        pbx.refused |= {"ShowDialPlan", "DeviceStateList"}
        facts = await pbx.collect()
    assert (facts.account, facts.channelvars, facts.in_file) == (None, "", False)
    assert facts.namesakes == ()  # nobody may ask


@pytest.mark.parametrize(("named", "numeric"), [("501", ""), ("", "3"), ("501", "3")])
async def test_what_the_file_says_of_my_phone(named: str, numeric: str) -> None:
    async with Pbx(
        **{
            r"AST_CONFIG\(manager.conf,general,enabled,-1\)": "yes",
            r"AST_CONFIG\(pjsip.conf,204,type\)": "endpoint",
            r"AST_CONFIG\(pjsip.conf,204,named_pickup_group\)": named,
            r"AST_CONFIG\(pjsip.conf,204,pickup_group\)": numeric,
        }
    ) as pbx:
        pbx.lists = {"ShowDialPlan": [], "DeviceStateList": []}
        facts = await pbx.collect()
    assert (facts.in_file, facts.groups_in_file) == (True, named or numeric)


async def test_who_else_rings_in_my_groups_is_not_known() -> None:
    """The account may not ask for the phones, or is told of none."""
    async with Pbx(**ENDPOINT) as pbx:
        pbx.lists = {"ShowDialPlan": [], "DeviceStateList": []}
        for refused in ({"DBGet"}, {"DBGet", "DeviceStateList"}):
            pbx.refused = refused
            facts = await pbx.collect()
            assert facts.endpoint
            assert facts.endpoint.lonely is None


async def test_a_hint_is_no_code() -> None:
    async with Pbx() as pbx:
        codes = [
            {"Extension": "**", "Priority": "1", "Application": "Goto", "AppData": "s,1"},
            {"Extension": "101", "Priority": "hint"},
        ]
        pbx.lists = {"ShowDialPlan": codes, "DeviceStateList": []}
        facts = await pbx.collect()
        assert facts.codes == frozenset({"**"})
        assert "Goto(s,1)" in facts.steps


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({r"CHANNEL_EXISTS\(.*": "0", r"IF\(.*": "1"}, ("func_strings",)),
        ({r"LEN\(.*": "1"}, ("func_channel", "func_logic")),
    ],
)
async def test_a_module_whose_function_reads_as_empty_is_not_loaded(
    values: dict[str, str], missing: tuple[str, ...]
) -> None:
    async with Pbx(**values) as pbx:
        pbx.refused |= {"ShowDialPlan", "DeviceStateList"}
        assert (await pbx.collect()).missing_modules == missing


async def test_an_account_whose_name_would_be_no_argument() -> None:
    """A comma or a bracket in it would make Asterisk read another line than that was meant."""
    async with Pbx(**{r"AST_CONFIG.*": "yes"}) as pbx:
        pbx.refused |= {"ShowDialPlan", "DeviceStateList"}
        settings = Settings(
            host="127.0.0.1", port=pbx.port, username="a,secret,-1)", extension="204"
        )
        facts = await collect_facts(settings, Secret("x"), call=False)
        asked = [request["Variable"] for request in pbx.actions("Getvar")]
    assert facts.account is None
    assert asked
    assert not [variable for variable in asked if "AST_CONFIG" in variable]


async def test_an_endpoint_whose_name_would_be_no_argument() -> None:
    async with Pbx(**{r"(AST_CONFIG|SIPPEER).*": "yes"}) as pbx:
        pbx.commands["SIPpeers"] = "system"
        pbx.lists = {"ShowDialPlan": [], "DeviceStateList": []}
        settings = Settings(
            host="127.0.0.1", port=pbx.port, username="anna", extension="204", endpoint="*9"
        )
        facts = await collect_facts(settings, Secret("x"), call=False)
        asked = [request["Variable"] for request in pbx.actions("Getvar")]
    assert (facts.in_file, facts.is_of_chan_sip) == (None, False)
    assert not [one for one in asked if one.startswith(("SIPPEER", "AST_CONFIG(pjsip"))]


async def test_a_phone_of_another_name_or_of_chan_sip() -> None:
    async with Pbx(**{r"PJSIP_ENDPOINT\(0004f2,callerid\)": '"Anna" <204>'}) as pbx:
        names = ("PJSIP/0004f2", "PJSIP/9")
        pbx.lists = {"ShowDialPlan": [], "DeviceStateList": [{"Device": name} for name in names]}
        facts = await pbx.collect()
        assert (facts.is_extension, facts.namesakes) == (False, ("0004f2",))
        pbx.values = {r"SIPPEER\(204,context\)": "office"}
        assert not (await pbx.collect()).is_of_chan_sip  # that module is not loaded
        pbx.commands["SIPpeers"] = "system"
        assert (await pbx.collect()).is_of_chan_sip
        pbx.values = {}
        assert not (await pbx.collect()).is_of_chan_sip


async def test_many_phones_are_looked_at() -> None:
    async with Pbx(**ENDPOINT) as pbx:
        pbx.values[rf"PJSIP_ENDPOINT\({AT_ONCE + 1},named_call_group\)"] = "501"
        devices = ["Custom:x", "PJSIP/204", "PJSIP/a,b)", *(f"PJSIP/{n}" for n in range(1, 1000))]
        pbx.lists = {"ShowDialPlan": [], "DeviceStateList": [{"Device": name} for name in devices]}
        facts = await pbx.collect()
        assert facts.endpoint
        assert facts.endpoint.lonely == ()
        asked = {
            found[1]
            for request in pbx.actions("Getvar")
            if (found := re.search(r"\((.*),named_call_group\)", request["Variable"]))
        }
        assert asked == {str(number) for number in range(1, MOST_ENDPOINTS + 2)} - {"204"}


@pytest.mark.parametrize(
    ("dialplan", "are_two"),
    [
        ({"office": ["_1XX", "204", "_0."], "globex": ["_[12]XX", "_0."]}, True),
        ({"office": [], "globex": ["_[12]XX"]}, False),  # a phone that calls nobody
        ({"office": ["_1XXX", "_2"], "globex": ["_1XX", "_2X.", ">office"]}, False),
        ({"office": ["_1XX", "204"], "globex": ["_0.", ">office"]}, False),  # and outside
        ({"office": ["_0.", ">in"], "globex": [">in"], "in": ["_1XX", "_2!"]}, False),
        ({}, False),  # the account may not ask
    ],
)
async def test_phones_of_one_number_in_several_contexts(
    dialplan: dict[str, list[str]], *, are_two: bool
) -> None:
    phones = {
        # 204 is my own number, and my context is office
        "acme_101": ("office", "<101>", "501"),
        "globex_101": ("globex", "<101>", "501"),
        "globex_204": ("globex", "<204>", "501,502"),
        "globex_103": ("globex", "<103>", "502"),
        "soft_103": ("office", "<103>", "501"),
        "desk_105": ("office", "<105>", "501"),
        "soft_105": ("office", "<105>", "501"),
        "desk_106": ("office", "<0451>", "501"),
        "desk_107": ("office", "<0451>", "501"),
        "desk_108": ("globex", "<0451>", "501"),
    }
    async with Pbx(**ENDPOINT) as pbx:
        for name, values in phones.items():
            for option, value in zip(
                ("context", "callerid", "named_call_group"), values, strict=True
            ):
                pbx.values[rf"PJSIP_ENDPOINT\({name},{option}\)"] = value
        devices = [{"Device": f"PJSIP/{name}"} for name in ("204", *phones)]
        pbx.lists = {"DeviceStateList": devices}
        pbx.dialplan = dialplan
        pbx.refused |= set() if dialplan else {"ShowDialPlan"}
        facts = await pbx.collect()
    doubles = (
        "204 (in office)",
        "globex_204 (in globex)",
        "acme_101 (in office)",
        "globex_101 (in globex)",
    )
    assert facts.endpoint
    assert facts.endpoint.doubles == (doubles if are_two else ())


@pytest.mark.parametrize(("phones", "known"), [(30, True), (31, False)])
async def test_a_pbx_too_big_to_look_at(
    monkeypatch: pytest.MonkeyPatch, phones: int, *, known: bool
) -> None:
    monkeypatch.setattr(collect, "MOST_ENDPOINTS", 30)
    async with Pbx(**ENDPOINT) as pbx:
        pbx.lists = {
            "ShowDialPlan": [],
            "DeviceStateList": [{"Device": f"PJSIP/x{number}"} for number in range(phones)],
        }
        facts = await pbx.collect()
    assert facts.endpoint
    assert (facts.endpoint.lonely is not None) is known


async def test_contexts_that_include_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialplan, "MOST_CONTEXTS", 20)
    async with Pbx(**ENDPOINT) as pbx:

        async def dials() -> bool | None:
            endpoint = (await pbx.collect()).endpoint
            assert endpoint
            return endpoint.dials_codes

        pbx.lists = {
            "DeviceStateList": [],
            "ShowDialPlan": [{"IncludeContext": "a"}, {"IncludeContext": "office"}],
        }
        assert await dials() is False
        assert len(pbx.actions("ShowDialPlan")) == 4  # the codes' two, office and a
        pbx.lists["ShowDialPlan"] = [{"IncludeContext": f"c{number}"} for number in range(20)]
        assert await dials() is None
        for hours in ("", ",9:00-17:00,*,*,*", "|9:00-17:00|*|*|*"):
            included = f"cornetta-pickup{hours}"
            pbx.lists["ShowDialPlan"] = [{"IncludeContext": included}]
            assert await dials() is True
        pbx.lists["ShowDialPlan"].append({"Switch": "Realtime/"})
        assert await dials() is True
        pbx.lists["ShowDialPlan"].pop(0)
        assert await dials() is None
        pbx.values[r"DIALPLAN_EXISTS\(office,\*\*501,1\)"] = "0"
        assert await dials() is False
        pbx.values[r"DIALPLAN_EXISTS\(office,\*\*501,1\)"] = "1"
        assert await dials() is None
        # Another PBX may not answer, and the question would wait for it.
        pbx.lists["ShowDialPlan"].append({"Switch": "IAX2/other/office"})
        pbx.values[r"DIALPLAN_EXISTS\(office,\*\*501,1\)"] = "0"
        assert await dials() is None


def test_a_number_behind_a_switch_may_be_another() -> None:
    dialled = {"office": frozenset({"101", "switch => Lua/"}), "more": frozenset({"102"})}
    assert dialplan.place_of("101", dialled) == "office"
    assert dialplan.place_of("102", dialled) is None


async def test_contexts_in_the_order_in_which_asterisk_looks() -> None:
    """Each before those that it includes; one that there is not has nothing."""
    includes = {"office": ("first", "last"), "first": ("within",), "last": (), "within": ()}
    async with Pbx(**ENDPOINT) as pbx:
        pbx.lists = {"DeviceStateList": []}
        say = pbx.say

        def dialplan_of(request: Request) -> bytes:
            if request.action != "ShowDialPlan":
                return say(request)
            context = request["Context"]
            if context not in includes:
                return refusal(request, f"Did not find context {context}")
            told = [{"Extension": f"{context}-1"}]
            told += [{"IncludeContext": name} for name in includes[context]]
            return rows(request, *(message(ActionID=request["ActionID"], **row) for row in told))

        pbx.answer = dialplan_of
        facts = await pbx.collect()
    assert facts.codes == frozenset()
    assert facts.endpoint
    assert facts.endpoint.dialled
    assert list(facts.endpoint.dialled.items()) == [
        (context, frozenset({f"{context}-1"})) for context in ("office", "first", "within", "last")
    ]


async def test_a_test_call_whose_end_is_told_before_the_order_is_acknowledged() -> None:
    async with Pbx() as pbx:
        pbx.refused |= {"Getvar", "ShowDialPlan"}
        say = pbx.say

        def first_the_end(request: Request) -> bytes:
            if request.action != "Originate":
                return say(request)
            other = message(Event="Hangup", Uniqueid="other")
            end = message(
                Event="OriginateResponse", ActionID=request["ActionID"], Response="Failure"
            )
            return other + end + success(request)

        pbx.answer = first_the_end
        facts = await pbx.collect(call=True)
    assert facts.own_call
    assert facts.own_call.answer is Answer.NOT_REACHED


async def test_a_test_call_without_end_does_not_last_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(own_call, "HEARD_WITHIN_S", 0.01)
    async with Pbx() as pbx:
        pbx.refused |= {"Getvar", "ShowDialPlan", "Hangup"}
        pbx.commands["Hangup"] = "call"
        facts = await pbx.collect(call=True)
        assert facts.own_call
        assert facts.own_call == OwnCall(Answer.UNHEARD, facts.own_call.seconds)
        order = (await pbx.asked("Originate"))["ChannelId"]
        assert order.startswith("cornetta-pickup-")
        assert (await pbx.asked("Hangup"))["Channel"] == order


async def test_a_link_that_is_lost_while_my_phone_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No event filter is to blame then."""
    monkeypatch.setattr(own_call, "HEARD_WITHIN_S", 0.01)
    async with Pbx() as pbx:
        say = pbx.say

        def cut(request: Request) -> bytes:
            if request.action == "Originate":
                asyncio.get_running_loop().call_soon(pbx.links[-1].cut)
            return say(request)

        pbx.answer = cut
        pbx.refused |= {"Getvar", "ShowDialPlan"}
        with pytest.raises(ConnectionLost):
            await pbx.collect(call=True)


async def test_a_link_that_cannot_be_had() -> None:
    async with Pbx() as pbx:
        pbx.refused |= {"Login"}
        with pytest.raises(AuthenticationFailed):
            await pbx.collect()
        pbx.refused.remove("Login")
        say = pbx.say

        def cut(request: Request) -> bytes:
            if request.action == "CoreSettings":
                pbx.links[-1].cut()
            return say(request)

        pbx.answer = cut
        pbx.lists = {"ShowDialPlan": [], "DeviceStateList": []}
        with pytest.raises(ConnectionLost):
            await pbx.collect()
    with pytest.raises(LinkError):
        await pbx.collect()


async def test_ctrl_c_stops_the_test_call() -> None:
    async with Pbx() as pbx:
        pbx.refused |= {"Getvar", "ShowDialPlan"}
        pbx.commands["Hangup"] = "call"
        doctor = TaskOwner().start(pbx.collect(call=True), name="doctor")
        order = (await pbx.asked("Originate"))["ChannelId"]
        doctor.cancel()
        assert (await pbx.asked("Hangup"))["Channel"] == order
        with pytest.raises(asyncio.CancelledError):
            await doctor
