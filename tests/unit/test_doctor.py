"""What each check of the doctor says of the facts."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import pytest

from client import error_wording
from client.calls.events import GroupId
from client.calls.groups import PickupGroup
from client.config.settings import Settings
from client.doctor import (
    checks,
    codes,
    events,
    link,
    output,
    phone,
    rights,
    settings_read,
    version,
)
from client.doctor.facts import Account, Answer, Certificate, Endpoint, Facts, OwnCall
from client.doctor.finding import Finding, Severity, is_healthy, worst_first
from client.errors import (
    AuthenticationFailed,
    CertificateExpired,
    ConnectionLost,
    HostNotFound,
    LinkError,
)

OK, ADVICE, UNKNOWN = Severity.OK, Severity.ADVICE, Severity.UNKNOWN
WARNING, PROBLEM = Severity.WARNING, Severity.PROBLEM

SUPPORT = PickupGroup(GroupId("501"), "Support")
WHERE = "here or in an included file: Asterisk ignores a second one"
ACCOUNT_HEAD = f"[anna]  ; add to the existing section, {WHERE}"
PHONE_HEAD = f"[204]  ; add to the existing endpoint, {WHERE}"
NUMERIC = PickupGroup(GroupId("3", numeric=True), "Third")

ACTIONS = {
    "Getvar": frozenset({"call", "reporting"}),
    "Hangup": frozenset({"system", "call"}),
    "Originate": frozenset({"originate"}),
    "Ping": frozenset[str](),
    "Setvar": frozenset({"call"}),
    "Status": frozenset({"system", "call", "reporting"}),
}
"""Those of an account with `write = originate,call`, of which Asterisk names more."""

ACCOUNT = Account("call,agent", "originate,call", ("ChanVariable: x",), "1000", "0.0.0.0/0", "")
GOOD = Facts(
    settings=Settings(host="pbx.example", username="anna", extension="204"),
    encrypted=True,
    certificate=Certificate(90.5, ("pbx.example",)),
    clock_ahead_s=0.1,
    actions=ACTIONS,
    way="leg",
    version="22.10.1",
    manager_version="11.0.0",
    account=ACCOUNT,
    channelvars="CHANNEL(namedcallgroup),CHANNEL(callgroup)",
    disabled_events="VarSet,Newexten",
    sends_groups=None,
    endpoint=Endpoint("office", (SUPPORT,), (), tells_caller=True, dials_codes=None),
    is_extension=True,
    pickupexten="",
    codes=frozenset({"**", "_**."}),
    softphone_found=True,
    own_call=None,
)

Check = Callable[[Facts], Iterable[Finding]]


def facts(**changes: Any) -> Facts:
    """What is good all over, but for this; settings, account and endpoint by their own fields."""
    parts: dict[str, Any] = {}
    for name, value in changes.items():
        if isinstance(value, dict) and name == "settings":
            parts[name] = msgspec.structs.replace(GOOD.settings, **value)
        elif isinstance(value, dict) and name in ("account", "endpoint"):
            parts[name] = dataclasses.replace(getattr(GOOD, name), **value)
        else:
            parts[name] = value
    return dataclasses.replace(GOOD, **parts)


def without(*actions: str) -> dict[str, frozenset[str]]:
    return {name: needed for name, needed in ACTIONS.items() if name not in actions}


def one(check: Check, **changes: Any) -> Finding:
    (finding,) = check(facts(**changes))
    return finding


def lines_of(finding: Finding) -> list[str]:
    return [line for fix in finding.fix for line in fix.lines]


def test_a_good_pbx_is_healthy() -> None:
    findings = checks.examine(GOOD)
    assert is_healthy(findings)
    assert {finding.check for finding in findings if finding.severity is OK} == {
        "version",
        "tls",
        "certificate",
        "clock",
        "rights",
        "hearing",
        "networks",
        "eventfilter",
        "channelvars",
        "writetimeout",
        "extension",
        "groups",
        "connected line",
        "codes",
    }
    # What the account's holder could do is always said; nobody can have one click without it.
    rest = [(finding.check, finding.severity) for finding in findings if finding.severity != OK]
    assert rest == [("secrets", ADVICE), ("originate", ADVICE)]


def test_whoever_may_ask_nothing_gets_no_error_but_unknown() -> None:
    nothing = facts(
        actions={"Ping": frozenset()},
        way="softphone",
        version=None,
        account=None,
        channelvars=None,
        endpoint=None,
        is_extension=None,
        codes=None,
    )
    findings = checks.examine(nothing)
    assert is_healthy(findings)
    assert {finding.check for finding in findings if finding.severity is UNKNOWN} == {
        "version",
        "hearing",
        "networks",
        "eventfilter",
        "channelvars",
        "writetimeout",
        "extension",
        "groups",
        "connected line",
        "codes",
    }


@pytest.mark.parametrize(
    "nothing_known",
    [
        facts(account=None, channelvars=None, endpoint=None, is_extension=False),
        facts(
            actions={},
            way="dialplan",
            encrypted=False,
            certificate=None,
            clock_ahead_s=99,
            version="?",
            channelvars="",
            codes=frozenset(),
            account={"read": "", "eventfilters": (), "deny": "", "writetimeout": ""},
            endpoint={"groups": (), "tells_caller": False},
            own_call=OwnCall(Answer.RANG, 8),
        ),
    ],
)
def test_whatever_is_wrong_says_why_it_matters(nothing_known: Facts) -> None:
    for finding in checks.examine(nothing_known):
        if finding.severity in (PROBLEM, WARNING, ADVICE):
            assert finding.why, finding
            assert finding.fix or finding.check == "eventfilter", finding


def test_the_worst_comes_first() -> None:
    every = [severity.finding("") for severity in reversed(Severity)]
    assert [finding.severity for finding in worst_first(every)] == list(Severity)
    assert is_healthy(every[:3])
    assert not is_healthy(every[3:4])
    assert not is_healthy(every[4:])


# --- version


@pytest.mark.parametrize(
    ("text", "release", "certified", "packaged"),
    [
        ("22.10.1", (22, 10, 1), False, False),
        ("20.9", (20, 9, 0), False, False),
        ("22.10.1+dfsg+~cs6.17.60671434-1", (22, 10, 1), False, True),
        ("18.10.0~dfsg+~cs6.10.40431411-2", (18, 10, 0), False, True),
        ("18.9-cert11", (18, 9, 11), True, False),
        ("certified/16.8-cert2", (16, 8, 2), True, False),
        ("certified-20.7-cert2", (20, 7, 2), True, False),
    ],
)
def test_versions(text: str, release: version.Release, certified: bool, packaged: bool) -> None:  # noqa: FBT001
    assert version.read_version(text) == version.Version(release, certified, packaged)


@pytest.mark.parametrize("text", ["", "GIT-master-1234", "unknown"])
def test_a_version_that_tells_nothing(text: str) -> None:
    assert version.read_version(text) is None
    assert one(version.check, version=text).severity is UNKNOWN


@pytest.mark.parametrize(
    ("cve", "last_open", "first_closed"),
    [
        ("CVE-2024-42365", "18.24.1", "18.24.2"),
        ("CVE-2024-42365", "20.9.1", "20.9.2"),
        ("CVE-2024-42365", "21.4.1", "21.4.2"),
        ("CVE-2024-42365", "19.8.1", "22.0.0"),
        ("CVE-2024-42365", "16.28.0", "23.0.0"),
        ("CVE-2024-42365", "16.28.0~dfsg-0+deb11u4", "16.28.0~dfsg-0+deb11u5"),
        ("CVE-2024-53566", "16.28.0~dfsg-0+deb11u5", "16.28.0~dfsg-0+deb11u6"),
        ("CVE-2023-49294", "16.28.0~dfsg-0+deb11u3", "16.28.0~dfsg-0+deb11u10"),
        ("CVE-2024-42365", "18.9-cert10", "18.9-cert11"),
        ("CVE-2024-42365", "20.7-cert1", "20.7-cert2"),
        ("CVE-2024-42365", "16.8-cert14", "22.8-cert1"),
        ("CVE-2024-53566", "18.26.0", "18.26.1"),
        ("CVE-2024-53566", "20.11.0", "20.11.1"),
        ("CVE-2024-53566", "21.6.0", "21.6.1"),
        ("CVE-2024-53566", "22.1.0", "22.1.1"),
        ("CVE-2024-53566", "18.9-cert12", "18.9-cert13"),
        ("CVE-2024-53566", "20.7-cert3", "20.7-cert4"),
        ("CVE-2023-49294", "18.20.0", "18.20.1"),
        ("CVE-2023-49294", "20.5.0", "20.5.1"),
        ("CVE-2023-49294", "21.0.0", "21.0.1"),
        ("CVE-2023-49294", "18.9-cert5", "18.9-cert6"),
        ("CVE-2019-18610", "13.29.1", "13.29.2"),
        ("CVE-2019-18610", "16.6.1", "16.6.2"),
        ("CVE-2019-18610", "17.0.0", "17.0.1"),
        ("CVE-2019-18610", "13.21-cert4", "13.21-cert5"),
    ],
)
def test_known_holes(cve: str, last_open: str, first_closed: str) -> None:
    def named(text: str) -> bool:
        return any(cve in finding.what for finding in version.check(facts(version=text)))

    assert named(last_open)
    assert not named(first_closed)


def test_a_hole_is_worse_for_whoever_has_the_right() -> None:
    """This account may originate, but not read the configuration's files."""
    severity = {
        finding.what.split()[3]: finding.severity
        for finding in version.check(facts(version="20.5.0"))
    }
    assert severity == {
        "CVE-2024-42365": PROBLEM,
        "CVE-2024-53566": WARNING,
        "CVE-2023-49294": WARNING,
    }
    for finding in version.check(facts(version="20.5.0+dfsg-1")):
        assert finding.severity is WARNING
        assert "unless your distribution fixed it" in finding.what


def test_what_debian_has_not_repaired_is_certain() -> None:
    first, second = version.check(facts(version="16.28.0~dfsg-0+deb11u4"))
    assert (first.severity, second.severity) == (PROBLEM, WARNING)
    assert "unless" not in first.what
    assert lines_of(first) == ["# update Asterisk; fixed in 16.28.0~dfsg-0+deb11u5 and later"]


@pytest.mark.parametrize(
    ("told", "severity", "words"),
    [
        ("12.0.0", OK, "Asterisk 23"),
        ("11.0.0", UNKNOWN, "22.1.1 and later have none"),
        ("9.0.0", UNKNOWN, "20.11.1 and later have none"),
        ("8.0.2", UNKNOWN, "all releases have some"),
        ("5.0.4", UNKNOWN, "Asterisk 16"),
        ("2.10.6", UNKNOWN, "cannot check"),
        ("", UNKNOWN, "cannot check"),
        ("x", UNKNOWN, "cannot check"),
    ],
)
def test_who_may_not_ask_is_told_the_major_version(
    told: str, severity: Severity, words: str
) -> None:
    finding = one(version.check, version=None, manager_version=told)
    assert finding.severity is severity
    assert words in finding.what + finding.why


@pytest.mark.parametrize(
    ("text", "knows"),
    [
        ("16.28.0~dfsg-0+deb11u4", False),
        ("18.25.0", False),
        ("18.26.0", True),
        ("19.8.1", False),
        ("20.11.0", True),
        ("21.5.0", False),
        ("22.0.0", False),
        ("22.10.1+dfsg-1", True),
        ("23.0.0", True),
        ("20.7-cert3", False),
        ("22.8-cert1", True),
        ("GIT-master", False),
    ],
)
def test_a_filter_in_the_new_form_cannot_be_seen(text: str, *, knows: bool) -> None:
    finding = one(events.check_filter, account={"eventfilters": ()}, version=text)
    assert ("eventfilter(...)" in finding.what) == knows


# --- the link


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_plain_text_within_this_computer(host: str) -> None:
    here = one(link.check_encryption, settings={"host": host}, encrypted=False, certificate=None)
    assert here.severity is OK


def test_plain_text_over_a_network() -> None:
    finding = one(link.check_encryption, encrypted=False)
    assert finding.severity is PROBLEM
    assert {"tlsenable = yes", "tls = true"} <= set(lines_of(finding))


def test_a_certificate_that_ends() -> None:
    assert one(link.check_certificate, certificate=Certificate(30.0, ("a",))).severity is OK
    soon = one(link.check_certificate, certificate=Certificate(1.9, ("a", "b")))
    assert soon.severity is WARNING
    assert "(for a, b) expires in 1 day." in soon.what
    today = one(link.check_certificate, certificate=Certificate(0.4, ("a",)))
    assert "(for a) expires in less than a day." in today.what
    assert list(link.check_certificate(facts(certificate=None))) == []


def test_a_pbx_without_chan_pjsip() -> None:
    """Its list of phones is no help, since nothing has made it."""
    actions = {**ACTIONS, "SIPpeers": frozenset({"system", "reporting"})}
    nobody = {"endpoint": None, "is_extension": False}
    alone = one(phone.check_extension, actions=actions, **nobody)
    assert alone.severity is PROBLEM
    assert "use chan_sip" in alone.what
    actions["PJSIPQualify"] = actions["SIPpeers"]
    assert "no endpoint 204" in one(phone.check_extension, actions=actions, **nobody).what


def test_a_phone_that_the_file_has_and_the_pbx_has_not() -> None:
    nobody = one(phone.check_extension, endpoint=None, is_extension=False, in_file=True)
    assert nobody.severity is PROBLEM
    assert nobody.what.startswith("The PBX has no endpoint 204, though")
    no_groups = {"groups": ()}
    unheeded = one(phone.check_groups, endpoint=no_groups, in_file=True, groups_in_file="501")
    assert unheeded.what.endswith("though pjsip.conf says 501.")
    for finding in (nobody, unheeded):
        assert [line.split()[0] for line in lines_of(finding)] == ["asterisk", "tail"]
    unwritten = one(phone.check_groups, endpoint=no_groups, in_file=True)
    assert "named_pickup_group = 501" in lines_of(unwritten)


def test_a_right_that_is_misspelt_is_shown() -> None:
    lacking = {"actions": without("Originate"), "account": {"write": "orginate,reporting,call"}}
    finding, *_ = rights.check_enough(facts(**lacking))
    assert "(write = orginate,reporting,call)" in finding.what
    silent = one(codes.check_softphone, way="softphone", softphone_found=False, **lacking)
    assert any(line.startswith("write = originate") for line in lines_of(silent))


@pytest.mark.parametrize(
    ("changes", "problem", "lines"),
    [
        ({}, AuthenticationFailed(), ["asterisk", "asterisk", "tail"]),
        ({"tls": False}, ConnectionLost("x"), ["[general]", "enabled", "bindaddr"]),
        ({"tls": True}, ConnectionLost("x"), ["[general]", "enabled", "tlsenable"]),
        ({"host": "127.0.0.1"}, ConnectionLost("x"), ["[general]", "enabled", "asterisk"]),
        ({}, HostNotFound("x"), []),
        ({}, CertificateExpired("x"), []),
    ],
)
def test_a_pbx_that_lets_nobody_in(
    changes: dict[str, Any], problem: LinkError, lines: list[str]
) -> None:
    finding = link.no_link(facts(settings=changes).settings, problem)
    assert finding.severity is PROBLEM
    assert finding.what == str(error_wording.error(problem))
    assert [line.split()[0] for line in lines_of(finding)[:3]] == lines


def test_the_lines_of_a_freepbx_go_elsewhere() -> None:
    found = one(phone.check_freepbx, endpoint={"context": "from-internal"})
    assert found.severity is ADVICE
    assert "[general](+)" in lines_of(found)
    assert list(phone.check_freepbx(GOOD)) == []


@pytest.mark.parametrize(
    ("ahead_s", "severity", "words"),
    [
        (2.0, OK, "agree"),
        (-2.0, OK, "agree"),
        (2.1, WARNING, "2 s ahead of"),
        (-3600.2, WARNING, "3600 s behind"),
        (None, UNKNOWN, "does not tell"),
    ],
)
def test_clocks(ahead_s: float | None, severity: Severity, words: str) -> None:
    finding = one(link.check_clock, clock_ahead_s=ahead_s)
    assert finding.severity is severity
    assert words in finding.what


# --- rights


def test_classes_are_told_by_the_actions() -> None:
    assert GOOD.classes == {"originate", "call"}
    reporting = {"CoreSettings": frozenset({"system", "reporting"})}
    assert facts(actions=reporting).classes == {"reporting"}
    assert facts(actions={**reporting, "DBPut": frozenset({"system"})}).classes == {"system"}
    assert facts(actions={"Ping": frozenset()}).classes == frozenset()


def test_rights_that_are_missing() -> None:
    assert one(rights.check_enough).severity is OK
    no_ring = one(rights.check_enough, actions=without("Originate"))
    assert (no_ring.severity, "softphone" in no_ring.what) == (ADVICE, True)
    no_ring = one(
        rights.check_enough, actions=without("Originate"), settings={"pickup_by": "dialplan"}
    )
    assert no_ring.severity is PROBLEM
    no_questions = one(rights.check_enough, actions=without("Getvar"))
    assert (no_questions.severity, "may not ask" in no_questions.what) == (ADVICE, True)
    no_hangup = one(rights.check_enough, actions=without("Hangup"))
    assert (no_hangup.severity, "hang up" in no_hangup.what) == (ADVICE, True)
    assert "write = originate,reporting,call" in lines_of(no_hangup)


@pytest.mark.parametrize("right", ["system", "config", "command"])
def test_an_administrators_rights_are_too_many(right: str) -> None:
    actions = {**ACTIONS, "Something": frozenset({right})}
    power = one(rights.check_power, actions=actions)
    assert power.severity is WARNING
    assert f": {right}." in power.what


def test_rights_that_nobody_uses() -> None:
    actions = {**ACTIONS, "QueueAdd": frozenset({"agent"})}
    power = one(rights.check_power, actions=actions)
    assert power.severity is ADVICE
    assert lines_of(power)[:2] == [ACCOUNT_HEAD, "write = call,originate"]


def test_who_reads_secrets_is_told_so() -> None:
    def said(*missing: str) -> set[str]:
        found = checks.examine(facts(actions=without(*missing)))
        return {finding.check for finding in found} & {"power", "secrets", "originate"}

    assert said() == {"secrets", "originate"}
    assert said("Getvar") == {"originate"}
    assert said("Getvar", "Originate") == set()


@pytest.mark.parametrize(
    ("read", "severity"),
    [
        ("call,agent", OK),
        ("call", ADVICE),
        ("agent, call", PROBLEM),  # Asterisk strips no blanks
        ("agent", PROBLEM),
        ("", PROBLEM),
        ("all", ADVICE),
        ("call,agent,dtmf", ADVICE),
    ],
)
def test_what_the_account_hears(read: str, severity: Severity) -> None:
    finding = one(rights.check_hearing, account={"read": read})
    assert finding.severity is severity
    if severity is not OK:
        assert "read = call,agent" in lines_of(finding)


def test_an_event_shows_that_the_account_hears() -> None:
    assert one(rights.check_hearing, account=None, sends_groups=False).severity is OK
    assert one(rights.check_hearing, account=None).severity is UNKNOWN
    elsewhere = {"read": "", "write": ""}  # it stands in no section of manager.conf
    assert one(rights.check_hearing, account=elsewhere).severity is UNKNOWN


def test_from_where_the_account_may_log_in() -> None:
    assert one(rights.check_networks).severity is OK
    assert one(rights.check_networks, account={"deny": "", "acl": "office"}).severity is OK
    everywhere = one(rights.check_networks, account={"deny": ""})
    assert everywhere.severity is ADVICE
    assert lines_of(everywhere)[1:3] == ["deny = 0.0.0.0/0.0.0.0", "deny = ::/0"]


# --- events


def test_a_filter_that_misses_calls_is_mended() -> None:
    line = r"ChanVariable: CHANNEL\(namedcallgroup\)=([^,]*, )*501(,|$)"
    finding = one(events.check_filter, account={"eventfilters": (line, "Channel: PJSIP/204-")})
    assert finding.severity is WARNING
    head, mended, *_ = lines_of(finding)
    assert head == ACCOUNT_HEAD
    assert mended.split("  ; ") == [
        r"eventfilter = ChanVariable: CHANNEL\(namedcallgroup\)=([^,]*, )*501([^-_.0-9A-Za-z]|$)",
        "instead of that line",
    ]


_GROUP_501 = r"ChanVariable: CHANNEL\(namedcallgroup\)=([^,]*, )*501([^-_.0-9A-Za-z]|$)"


@pytest.mark.parametrize(
    ("filters", "severity"),
    [
        (("Event: (DialBegin|Newstate)",), WARNING),
        (("Event: (DialBegin|DialEnd|Newstate)",), WARNING),
        (("!Event: Hangup",), WARNING),
        ((_GROUP_501, "!Event: (Hangup|Cdr)"), WARNING),
        (("ChannelStateDesc: Ringing",), WARNING),  # nor is told that it is answered
        (("Event: (Newstate|DialBegin|Hangup)",), OK),
        (("Event: (DialBegin|DialEnd|Hangup)", "ChannelStateDesc: Ringing"), OK),
        ((_GROUP_501, "Channel: PJSIP/204-"), OK),
        (("!Event: (VarSet|RTCP)",), OK),
        (("Event: Newstate", "*"), OK),  # no expression: nobody knows
    ],
)
def test_a_filter_that_keeps_how_calls_end(filters: tuple[str, ...], severity: Severity) -> None:
    finding = one(events.check_filter, account={"eventfilters": filters})
    assert finding.severity is severity, finding
    if severity is WARNING:
        assert f"eventfilter = {_GROUP_501}" in lines_of(finding)
    numeric = one(
        events.check_filter,
        account={"eventfilters": filters},
        endpoint={"groups": (NUMERIC,)},
    )
    assert numeric.severity is (PROBLEM if _GROUP_501 in filters else severity)


@pytest.mark.parametrize(
    ("filters", "severity"),
    [
        (("ChanVariable: CHANNEL(namedcallgroup)=501",), PROBLEM),  # the brackets are not escaped
        ((_GROUP_501.replace("501", "502"),), PROBLEM),
        ((_GROUP_501.replace("501", "502"), "Channel: PJSIP/204-"), PROBLEM),
        ((_GROUP_501.replace("501", "502"), _GROUP_501), OK),
        (("Event: QueueCaller",), PROBLEM),
        (("!Event: ",), PROBLEM),
        # Nobody can say: of other phones, of a header that not every event has, no expression
        (("Channel: PJSIP/20",), OK),
        (("Event: Newstate.*Context: office",), OK),
        (("Event: [",), OK),
    ],
)
def test_a_filter_that_lets_no_call_through(filters: tuple[str, ...], severity: Severity) -> None:
    account = {"eventfilters": filters}
    finding = one(events.check_filter, account=account, endpoint={"groups": (SUPPORT,)})
    assert finding.severity is severity, finding
    if severity is PROBLEM:
        assert lines_of(finding)[1] == f"eventfilter = {_GROUP_501}"
    for unknown in ({"endpoint": None}, {"endpoint": {"groups": ()}}, {"channelvars": ""}):
        assert one(events.check_filter, account=account, **unknown).severity is not PROBLEM


def test_a_filter_that_lacks_one_of_my_groups() -> None:
    """As when an administrator puts an agent into another group: its calls were never shown."""
    account = {"eventfilters": (_GROUP_501, "Channel: PJSIP/204-")}
    endpoint = {"groups": (SUPPORT, NUMERIC)}
    finding = one(events.check_filter, account=account, endpoint=endpoint)
    assert finding.severity is WARNING
    assert finding.what == f"The event filter blocks all calls of {NUMERIC.label}."
    assert [line for line in lines_of(finding) if "callgroup" in line] == [
        f"eventfilter = {_GROUP_501}",
        r"eventfilter = ChanVariable: CHANNEL\(callgroup\)=([^,]*, )*3([^-_.0-9A-Za-z]|$)",
    ]


def test_no_filter_gets_those_of_my_groups() -> None:
    finding = one(
        events.check_filter,
        account={"eventfilters": ()},
        endpoint={"groups": (SUPPORT, NUMERIC)},
        settings={"endpoint": "desk.204"},
    )
    assert finding.severity is ADVICE
    assert lines_of(finding)[:4] == [
        ACCOUNT_HEAD,
        r"eventfilter = ChanVariable: CHANNEL\(namedcallgroup\)=([^,]*, )*501([^-_.0-9A-Za-z]|$)",
        r"eventfilter = ChanVariable: CHANNEL\(callgroup\)=([^,]*, )*3([^-_.0-9A-Za-z]|$)",
        "eventfilter = Channel: PJSIP/desk[.]204-",
    ]
    bare = one(events.check_filter, account={"eventfilters": ()}, channelvars="")
    assert lines_of(bare)[0].startswith(
        "[general]  ; add to the existing section"
    )  # without these the filter would let nothing through


@pytest.mark.parametrize("told", ["", "CHANNEL(namedcallgroup)", "CHANNEL(callgroup)"])
def test_events_without_groups(told: str) -> None:
    plain = {"eventfilters": ()}
    assert one(events.check_channelvars, channelvars=told, account=plain).severity is ADVICE
    filtered = one(events.check_channelvars, channelvars=told)
    assert filtered.severity is PROBLEM
    line = "channelvars = CHANNEL(namedcallgroup),CHANNEL(callgroup)"
    assert line in lines_of(filtered)


def test_events_that_the_pbx_keeps_to_itself() -> None:
    for harmless in (None, "", "VarSet, Newexten", "newstate"):
        assert list(events.check_disabled(facts(disabled_events=harmless))) == []
    finding = one(events.check_disabled, disabled_events="VarSet, Newstate,DialBegin,Newexten")
    assert finding.severity is PROBLEM
    assert finding.what == "The PBX sends nobody these events: Newstate, DialBegin."
    assert (
        "disabledevents = VarSet,Newexten  ; instead of that line, even if this one is empty"
        in lines_of(finding)
    )


def test_what_an_event_shows_counts_where_nothing_can_be_asked() -> None:
    mute: dict[str, Any] = {"actions": {}, "channelvars": None, "account": None}
    assert one(events.check_channelvars, **mute).severity is UNKNOWN
    assert one(events.check_channelvars, **mute, sends_groups=True).severity is OK
    assert one(events.check_channelvars, **mute, sends_groups=False).severity is PROBLEM


@pytest.mark.parametrize(
    ("ms", "severity"), [("1000", OK), ("999", ADVICE), ("", ADVICE), ("soon", ADVICE)]
)
def test_the_patience_of_the_pbx(ms: str, severity: Severity) -> None:
    assert one(events.check_writetimeout, account={"writetimeout": ms}).severity is severity


# --- my phone


def test_an_extension_that_there_is_not() -> None:
    nobody: dict[str, Any] = {"endpoint": None, "is_extension": False}
    assert one(phone.check_extension, **nobody).severity is PROBLEM
    assert list(phone.check_groups(facts(**nobody))) == []
    assert list(phone.check_connected_line(facts(**nobody))) == []


def test_two_phones_of_one_extension() -> None:
    two: dict[str, Any] = {"endpoint": {"phones": ("sip:204@desk", "sip:204@laptop")}}
    told = one(phone.check_phones, **two)
    assert (told.severity, told.what) == (
        WARNING,
        "Of your 2 phones a click rings only sip:204@desk.",
    )
    assert list(phone.check_phones(facts(**two, way="softphone"))) == []


def test_groups() -> None:
    assert one(phone.check_groups).what == "You may pick up from 501 Support."
    none = one(phone.check_groups, endpoint={"groups": ()})
    assert none.severity is PROBLEM
    assert lines_of(none)[:2] == [PHONE_HEAD, "named_pickup_group = 501"]
    _, lonely = phone.check_groups(
        facts(endpoint={"groups": (SUPPORT, NUMERIC), "lonely": (NUMERIC,)})
    )
    assert (lonely.severity, lines_of(lonely)[1]) == (WARNING, "call_group = 3")
    _, nameless = phone.check_groups(facts(endpoint={"groups": (PickupGroup(SUPPORT.id),)}))
    assert (nameless.severity, "pickup/group 501" in lines_of(nameless)[0]) == (ADVICE, True)


def test_groups_that_the_settings_tell() -> None:
    mute: dict[str, Any] = {"endpoint": None, "is_extension": None}
    assert one(phone.check_groups, **mute).severity is UNKNOWN
    told = one(phone.check_groups, **mute, settings={"groups": ("501 Support",)})
    assert (told.severity, "501 Support" in told.what) == (OK, True)


def test_a_phone_that_is_not_told_who_called() -> None:
    untold = {"tells_caller": False}
    assert one(phone.check_connected_line, endpoint=untold).severity is ADVICE
    dialled = one(phone.check_connected_line, endpoint=untold, way="softphone")
    assert dialled.severity is WARNING
    assert "send_pai = yes" in lines_of(dialled)


@pytest.mark.parametrize(
    ("answer", "seconds", "severity"),
    [
        (Answer.ANSWERED, 0.2, OK),
        (Answer.ANSWERED, 2.0, OK),
        (Answer.ANSWERED, 2.1, WARNING),
        (Answer.RANG, 8.0, PROBLEM),
        (Answer.NOT_REACHED, 0.0, PROBLEM),
        (Answer.REFUSED, 0.0, UNKNOWN),
        (Answer.UNHEARD, 10.0, UNKNOWN),
    ],
)
def test_the_test_call(answer: Answer, seconds: float, severity: Severity) -> None:
    assert one(phone.check_auto_answer, own_call=OwnCall(answer, seconds)).severity is severity


# --- codes


def test_codes_are_needed_where_they_are_dialled() -> None:
    assert one(codes.check_codes).severity is OK
    absent = frozenset[str]()
    unneeded = one(codes.check_codes, codes=absent)
    assert unneeded.severity is ADVICE
    # The file alone lets no phone dial.
    assert lines_of(unneeded)[1:4] == [
        '#include "cornetta-pickup.conf"  ; Asterisk must be able to read it',
        "[office]",
        "include => cornetta-pickup",
    ]
    assert one(codes.check_codes, codes=absent, way="dialplan").severity is PROBLEM
    other = one(codes.check_codes, settings={"service_code": "*7"}, way="dialplan")
    assert other.severity is PROBLEM
    assert lines_of(other)[0] == "cornetta provision /etc/asterisk --service-code '*7'"
    assert list(codes.check_codes(facts(codes=None))) == []


@pytest.mark.parametrize(
    ("version", "warned"),
    [("22.10.1", True), ("certified-22.8-cert1", True), ("16.28.0~dfsg-0+deb11u4", False)],
)
def test_a_code_of_asterisks_own(version: str, *, warned: bool) -> None:
    found = list(codes.check_pickupexten(facts(pickupexten="*8", version=version)))
    assert [finding.severity for finding in found] == ([WARNING] if warned else [])
    # Who may not ask for the version is still told by the greeting: 11 is Asterisk 22.
    assert one(codes.check_pickupexten, pickupexten="*8", version=None).severity is WARNING
    assert list(codes.check_pickupexten(facts(pickupexten=None))) == []
    assert one(codes.check_codes, codes=None, way="dialplan").severity is UNKNOWN


def test_codes_that_my_phone_cannot_dial() -> None:
    there, apart = codes.check_codes(facts(way="softphone", endpoint={"dials_codes": False}))
    assert (there.severity, apart.severity) == (OK, PROBLEM)
    assert lines_of(apart)[:2] == ["[office]", "include => cornetta-pickup"]
    _, unneeded = codes.check_codes(facts(endpoint={"dials_codes": False}))
    assert unneeded.severity is ADVICE


def test_the_softphone() -> None:
    assert list(codes.check_softphone(GOOD)) == []
    assert one(codes.check_softphone, way="softphone").severity is OK
    missing = one(codes.check_softphone, way="softphone", softphone_found=False)
    assert missing.severity is PROBLEM
    none = one(
        codes.check_softphone, way="softphone", softphone_found=None, settings={"softphone": "none"}
    )
    assert (none.severity, "no softphone is set" in none.what) == (PROBLEM, True)


# --- how it is shown


def test_json() -> None:
    told = output.to_json(GOOD.settings, checks.examine(facts(encrypted=False)))
    assert list(told) == ["healthy", "host", "port", "account", "extension", "findings"]
    assert (told["healthy"], told["host"], told["port"]) == (False, "pbx.example", 5039)
    finding = told["findings"][0]
    assert (finding["check"], finding["severity"]) == ("tls", "problem")
    assert finding["fix"][-1] == {
        "file": "settings.toml of Cornetta",
        "lines": ["tls = true", "port = 5039"],
    }


def test_what_a_stranger_wrote_is_shown_as_it_is() -> None:
    """Neither markup nor a character that moves the terminal's cursor; and nothing is cut."""
    group = PickupGroup(SUPPORT.id, "[red]\x1b[2J\u202eSales[/red]")
    long = "ChanVariable: " + "x" * 300 + "(,|$)"
    finding = one(events.check_filter, account={"eventfilters": (long,)})
    told = phone.check_groups(facts(endpoint={"groups": (group,)}))
    text = "\n".join(block.plain for block in output.to_texts([*told, finding]))
    assert "You may pick up from 501 [red][2JSales[/red]." in text
    assert "\x1b" not in text
    assert "x" * 300 in text
    assert text.endswith("\n1 warning.")
    assert output.to_texts([])[-1].plain == "\nNothing is wrong."


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("hots", "The settings file has 'hots', which is not a setting. Did you mean 'host'?"),
        ("service-code", "which is not a setting. Did you mean 'service_code'?"),
        ("colour", "The settings file has 'colour', which is not a setting."),
    ],
)
def test_a_name_that_is_no_setting(key: str, told: str) -> None:
    finding = one(settings_read.check_settings, unknown_settings=(key,))
    assert finding.severity is WARNING
    assert finding.what.endswith(told)
