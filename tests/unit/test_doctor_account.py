"""What the doctor says of an account: its rights, and the events that it is sent."""

from typing import Any

import pytest

from client.doctor import checks, events, rights
from client.doctor.finding import Finding, Severity
from client.provision.filter_lines import filter_lines
from tests.unit.doctor_facts import (
    ACCOUNT_HEAD,
    ACTIONS,
    ADVICE,
    GOOD,
    NUMERIC,
    OK,
    PROBLEM,
    SUPPORT,
    UNKNOWN,
    WARNING,
    facts,
    lines_of,
    one,
    without,
)

# --- rights


def test_classes_are_told_by_the_actions() -> None:
    assert GOOD.classes == {"originate", "call"}
    reporting = {"CoreSettings": frozenset({"system", "reporting"})}
    assert facts(actions=reporting).classes == {"reporting"}
    assert facts(actions={**reporting, "DBPut": frozenset({"system"})}).classes == {"system"}
    assert facts(actions={"Ping": frozenset()}).classes == frozenset()


def test_rights_that_are_missing() -> None:
    for by in ("auto", "leg", "dialplan"):
        assert one(rights.check_enough, settings={"pickup_by": by}).severity is OK
    for missing in (("Originate",), ("Originate", "Hangup")):
        no_ring = one(rights.check_enough, actions=without(*missing))
        assert (no_ring.severity, "softphone" in no_ring.what) == (ADVICE, True)
    for by in ("leg", "dialplan"):
        no_ring = one(rights.check_enough, actions=without("Originate"), settings={"pickup_by": by})
        assert no_ring.severity is PROBLEM
        assert "write = originate" in lines_of(no_ring)
    for right in ("Getvar", "Status"):
        no_questions = one(rights.check_enough, actions=without(right))
        assert (no_questions.severity, "may not ask" in no_questions.what) == (ADVICE, True)
        assert "write = originate,reporting,call" in lines_of(no_questions)
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

    assert said() == {"originate"}
    assert said("Originate") == {"secrets"}
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


def test_from_where_the_account_may_log_in() -> None:
    assert one(rights.check_networks).severity is OK
    assert one(rights.check_networks, account={"deny": "", "acl": "office"}).severity is OK
    for lines in {"deny": ""}, {"permit": "0.0.0.0/0.0.0.0"}, {"permit": "0.0.0.0/0"}:
        everywhere = one(rights.check_networks, account=lines)
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
        ((_GROUP_501.replace("501", "502"), "Channel: PJSIP/desk[.]201-"), PROBLEM),
        ((_GROUP_501.replace("501", "502"), "Channel: PJSIP/20"), OK),
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
    assert finding.what == f"The event filter blocks all calls of #{NUMERIC.label}."
    assert [line for line in lines_of(finding) if "callgroup" in line] == [
        f"eventfilter = {_GROUP_501}",
        r"eventfilter = ChanVariable: CHANNEL\(callgroup\)=([^,]*, )*3([^-_.0-9A-Za-z]|$)",
    ]


@pytest.mark.parametrize("me", ["204", "desk.204"])
def test_the_filter_of_a_desk_that_the_agent_had_before(me: str) -> None:
    def told(*lines: str, **others: object) -> Finding:
        account = {"eventfilters": (_GROUP_501, *lines)}
        return one(events.check_filter, account=account, settings={"endpoint": me}, **others)

    lines = [line.partition("= ")[2] for line in filter_lines((), me)]
    assert told(*lines).severity is OK
    assert told(*lines, "Channel: PJSIP/101-").severity is OK
    before = told("Channel: PJSIP/101-")
    assert before.severity is WARNING
    assert lines_of(before)[1:3] == [f"eventfilter = {line}" for line in (_GROUP_501, *lines)]
    alone = told("Channel: PJSIP/101-", endpoint={"groups": ()})
    assert alone.what == before.what
    assert [" these" in one.why for one in (before, alone)] == [bool(before.fix), bool(alone.fix)]


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


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("", "CHANNEL(namedcallgroup),CHANNEL(callgroup)"),
        ("CHANNEL(namedcallgroup)", "CHANNEL(namedcallgroup),CHANNEL(callgroup)"),
        ("CHANNEL(callgroup)", "CHANNEL(callgroup),CHANNEL(namedcallgroup)"),
        ("FOR_THE_CRM", "FOR_THE_CRM,CHANNEL(namedcallgroup),CHANNEL(callgroup)"),
    ],
)
def test_events_without_groups(told: str, line: str) -> None:
    plain = {"eventfilters": ()}
    assert one(events.check_channelvars, channelvars=told, account=plain).severity is ADVICE
    filtered = one(events.check_channelvars, channelvars=told)
    assert filtered.severity is PROBLEM
    assert f"channelvars = {line}" in lines_of(filtered)


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
    not_reloaded = one(events.check_channelvars, sends_groups=False)
    assert not_reloaded.severity is PROBLEM
    (line,) = lines_of(not_reloaded)
    assert "manager reload" in line


@pytest.mark.parametrize(
    ("ms", "severity"), [("10000", OK), ("1000", ADVICE), ("", ADVICE), ("soon", ADVICE)]
)
def test_the_patience_of_the_pbx(ms: str, severity: Severity) -> None:
    assert one(events.check_writetimeout, account={"writetimeout": ms}).severity is severity
