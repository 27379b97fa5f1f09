"""What each check of the doctor says of the facts."""

import shlex
from typing import Any

import pytest

from client import error_wording
from client.calls.events import GroupId
from client.calls.groups import PickupGroup
from client.config.settings import Unknown
from client.doctor import checks, codes, events, link, output, phone, rights
from client.doctor.facts import Answer, Certificate, Facts, OwnCall
from client.doctor.finding import Fix, Severity, is_healthy, worst_first
from client.errors import (
    ActionTimeout,
    AuthenticationFailed,
    CertificateExpired,
    ConnectionLost,
    HostNotFound,
    LinkBroke,
    LinkError,
    NoNetwork,
    SaysNothing,
)
from client.sentence import Sentence
from tests.unit.doctor_facts import (
    ACTIONS,
    ADVICE,
    GOOD,
    NUMERIC,
    OK,
    PHONE_HEAD,
    PROBLEM,
    SUPPORT,
    UNKNOWN,
    WARNING,
    facts,
    lines_of,
    one,
    without,
)


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
    assert rest == [("originate", ADVICE)]


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


# --- the link


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_plain_text_within_this_computer(host: str) -> None:
    here = one(link.check_encryption, settings={"host": host}, encrypted=False, certificate=None)
    assert here.severity is OK


def test_plain_text_over_a_network() -> None:
    finding = one(link.check_encryption, encrypted=False)
    assert finding.severity is PROBLEM
    file = "tlscertfile = /etc/asterisk/keys/asterisk.pem"
    assert {"tlsenable = yes", file, "tls = true"} <= set(lines_of(finding))


def test_a_certificate_that_ends() -> None:
    assert one(link.check_certificate, certificate=Certificate(30.0, ("a",))).severity is OK
    soon = one(link.check_certificate, certificate=Certificate(1.9, ("a", "b")))
    assert soon.severity is WARNING
    assert "(for a, b) expires in 1 day." in soon.what
    today = one(link.check_certificate, certificate=Certificate(0.4, ("a",)))
    assert "(for a) expires in less than a day." in today.what
    assert list(link.check_certificate(facts(certificate=None))) == []
    own, _ = link.check_certificate(facts(certificate=Certificate(300.0, ("a",), 29.5)))
    assert (own.severity, own.what) == (WARNING, "The authority in ca_file expires in 29 days.")


def test_a_pbx_without_chan_pjsip() -> None:
    """Its list of phones is no help, since nothing has made it."""
    right = frozenset({"system", "reporting"})
    actions = {**ACTIONS, "CoreSettings": right}
    nobody = {"endpoint": None, "is_extension": False}
    alone = one(phone.check_extension, actions=actions, **nobody)
    assert alone.severity is PROBLEM
    assert "not loaded chan_pjsip" in alone.what
    assert "softphone" not in alone.why
    actions["SIPpeers"] = right
    of_chan_sip = one(phone.check_extension, actions=actions, **nobody)
    assert "use chan_sip" in of_chan_sip.what
    assert "a softphone takes the calls" in of_chan_sip.why
    actions["PJSIPQualify"] = right
    assert "no endpoint 204" in one(phone.check_extension, actions=actions, **nobody).what


def test_a_phone_that_is_there_in_another_way() -> None:
    nobody: dict[str, Any] = {"endpoint": None, "is_extension": False}
    named = one(phone.check_extension, **nobody, namesakes=("0004f2aabbcc", "x"))
    both = ['extension = "204"', 'endpoint = "0004f2aabbcc"', 'endpoint = "x"']
    assert lines_of(named) == both
    of_chan_sip = one(phone.check_extension, **nobody, is_of_chan_sip=True)
    assert of_chan_sip.what.startswith("Your phone 204 uses chan_sip; ")
    assert {named.severity, of_chan_sip.severity} == {PROBLEM}


def test_a_phone_that_the_file_has_and_the_pbx_has_not() -> None:
    nobody = one(phone.check_extension, endpoint=None, is_extension=False, in_file=True)
    assert nobody.severity is PROBLEM
    assert nobody.what.startswith("The PBX has no endpoint 204, though")
    no_groups = {"groups": ()}
    unheeded = one(phone.check_groups, endpoint=no_groups, in_file=True, groups_in_file="501")
    assert unheeded.what.endswith("though pjsip.conf says 501.")
    for finding in (nobody, unheeded):
        assert [line.split()[0] for line in lines_of(finding)][:2] == ["asterisk", "tail"]
    assert "func_pjsip_endpoint.so" in lines_of(nobody)[2]
    unwritten = one(phone.check_groups, endpoint=no_groups, in_file=True)
    assert "named_pickup_group = 501" in lines_of(unwritten)


def test_groups_that_are_in_the_file_and_counted() -> None:
    """Who else rings in them may not be known."""
    heeded = one(phone.check_groups, endpoint={"lonely": None}, in_file=True, groups_in_file="501")
    assert (heeded.severity, heeded.what) == (OK, "You may pick up from 501 Support.")


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
        ({"tls": False}, ConnectionLost(Sentence("x")), ["[general]", "enabled", "bindaddr"]),
        ({"tls": True}, ConnectionLost(Sentence("x")), ["[general]", "enabled", "tlsenable"]),
        (
            {"host": "127.0.0.1"},
            ConnectionLost(Sentence("x")),
            ["[general]", "enabled", "asterisk"],
        ),
        ({}, HostNotFound("x"), []),
        ({}, ActionTimeout(Sentence("x")), ["tail"]),
        ({}, SaysNothing(), []),
        ({}, NoNetwork(Sentence("x")), []),
        ({}, LinkBroke(Sentence("x")), ["[anna]", "writetimeout", "asterisk"]),
        ({}, CertificateExpired(Sentence("x")), []),
    ],
)
def test_a_pbx_that_lets_nobody_in(
    changes: dict[str, Any], problem: LinkError, lines: list[str]
) -> None:
    finding = link.no_link(facts(settings=changes).settings, problem)
    assert finding.severity is PROBLEM
    assert finding.what == str(error_wording.error(problem))
    assert [line.split()[0] for line in lines_of(finding)[:3]] == lines
    assert bool(finding.why) == bool(lines)


def test_a_name_ends_no_command_of_the_shell() -> None:
    """An agent may show these lines to an administrator, who pastes them."""
    name = "anna'; reboot '"
    refused = AuthenticationFailed(Sentence("refused"))
    finding = link.no_link(facts(settings={"username": name}).settings, refused)
    (line,) = (line for line in lines_of(finding) if "show user" in line)
    assert shlex.split(line, comments=True) == ["asterisk", "-rx", f"manager show user {name}"]


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


# --- my phone


def test_an_extension_that_there_is_not() -> None:
    nobody: dict[str, Any] = {"endpoint": None, "is_extension": False}
    finding = one(phone.check_extension, **nobody)
    assert (finding.severity, finding.what) == (PROBLEM, "The PBX has no endpoint 204.")
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
    odd = PickupGroup(GroupId("sales;it"))
    _, lonely = phone.check_groups(facts(endpoint={"groups": (SUPPORT, odd), "lonely": (odd,)}))
    assert lines_of(lonely)[1] == r"named_call_group = sales\;it"
    called_by_a_text = PickupGroup(GroupId("sales"))
    assert one(phone.check_groups, endpoint={"groups": (called_by_a_text,)}).severity is OK
    _, nameless = phone.check_groups(facts(endpoint={"groups": (PickupGroup(SUPPORT.id),)}))
    assert (nameless.severity, "pickup/group 501" in lines_of(nameless)[0]) == (ADVICE, True)


def test_modules_that_are_not_loaded() -> None:
    assert list(codes.check_modules(facts())) == []
    for_codes: dict[str, Any] = {"missing_modules": ("func_logic", "func_strings")}
    assert list(codes.check_modules(facts(**for_codes, codes=frozenset()))) == []
    assert one(codes.check_modules, **for_codes).severity is PROBLEM
    no_call = one(codes.check_modules, missing_modules=("func_channel",), codes=frozenset())
    assert "has not loaded func_channel." in no_call.what
    found = one(codes.check_modules, missing_modules=("func_channel", "func_strings"))
    assert (found.severity, lines_of(found)[2]) == (PROBLEM, "load = func_strings.so")


@pytest.mark.parametrize("name", ["", "pbx-1.example", "Studio Süd (1)", None])
def test_a_systemname(name: str | None) -> None:
    assert list(codes.check_systemname(facts(systemname=name))) == []


@pytest.mark.parametrize("name", ["Rossi & Figli", "a,b", 'a"b', "a\\b"])
def test_a_systemname_that_splits_ids(name: str) -> None:
    assert one(codes.check_systemname, systemname=name).severity is PROBLEM


def test_groups_of_two_customers() -> None:
    _, shared = phone.check_groups(facts(endpoint={"doubles": ("a_101 (in a)", "b_101 (in b)")}))
    assert (shared.severity, shared.what) == (
        WARNING,
        (
            "Phones in your groups have the same number in different contexts: "
            "a_101 (in a); b_101 (in b)."
        ),
    )


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
    found = one(phone.check_auto_answer, own_call=OwnCall(answer, seconds))
    assert found.severity is severity
    lets_it_dial = any(line.startswith('pickup_by = "softphone"') for line in lines_of(found))
    assert lets_it_dial == (answer is Answer.RANG or severity is WARNING)


def test_a_phone_that_dials_need_not_answer_by_itself() -> None:
    rang = OwnCall(Answer.RANG, 8.0)
    assert list(phone.check_auto_answer(facts(own_call=rang, way="softphone"))) == []


# --- codes


def test_codes_are_needed_where_they_are_dialled() -> None:
    assert one(codes.check_codes).severity is OK
    absent = frozenset[str]()
    unneeded = one(codes.check_codes, codes=absent)
    assert (unneeded.severity, unneeded.why) == (ADVICE, "A handset can dial them.")
    # The file alone lets no phone dial.
    assert lines_of(unneeded)[1:4] == [
        '#include "cornetta-pickup.conf"  ; Asterisk must be able to read it',
        "[office]",
        "include => cornetta-pickup",
    ]
    needed = one(codes.check_codes, codes=absent, way="dialplan")
    assert (needed.severity, needed.why) == (PROBLEM, "Without them no call can be taken.")
    unlike: dict[str, Any] = {"settings": {"service_code": "*7"}, "way": "dialplan"}
    lacking = one(codes.check_codes, codes=absent, **unlike)
    assert lines_of(lacking)[0] == "cornetta provision /etc/asterisk --service-code '*7'"
    # Not to be undone for all, because one desk still has the old one.
    other = one(codes.check_codes, **unlike)
    assert (other.severity, "begin with **," in other.what) == (PROBLEM, True)
    assert lines_of(other) == ['service_code = "**"']
    assert list(codes.check_codes(facts(codes=None))) == []


@pytest.mark.parametrize(
    ("version", "warned"),
    [
        ("22.10.1", True),
        ("18.26.4", False),
        ("20.21.0", True),
        ("23.5.0-rc1", True),
        ("certified-22.8-cert1", True),
        ("16.28.0~dfsg-0+deb11u4", False),
    ],
)
def test_a_code_of_asterisks_own(version: str, *, warned: bool) -> None:
    found = list(codes.check_pickupexten(facts(pickupexten="*8", version=version)))
    assert [finding.severity for finding in found] == ([WARNING] if warned else [])
    # Who may not ask for the version is still told by the greeting: 11 is Asterisk 22.
    assert one(codes.check_pickupexten, pickupexten="*8", version=None).severity is WARNING
    assert list(codes.check_pickupexten(facts(pickupexten=None))) == []
    same = one(codes.check_pickupexten, pickupexten="*8", settings={"service_code": "*8"})
    assert same.severity is WARNING
    assert "oldest" in same.why
    assert one(codes.check_codes, codes=None, way="dialplan").severity is UNKNOWN


def test_codes_that_my_phone_cannot_dial() -> None:
    alone = {"dials_codes": False}
    there, apart = codes.check_codes(facts(way="softphone", endpoint=alone))
    assert (there.severity, apart.severity) == (OK, PROBLEM)
    assert lines_of(apart)[:2] == ["[office]", "include => cornetta-pickup"]
    _, unneeded = codes.check_codes(facts(endpoint=alone))
    assert unneeded.severity is ADVICE


def test_codes_of_an_older_file() -> None:
    older: dict[str, Any] = {"steps": frozenset({"Goto(s,1)"})}
    found = one(codes.check_codes, **older)
    assert (found.severity, lines_of(found)[0]) == (ADVICE, "cornetta provision /etc/asterisk")
    found = one(codes.check_codes, **older, way="dialplan")
    assert (found.severity, "mend faults" in found.why) == (ADVICE, True)
    oldest = frozenset({"**", "_**.", "s"})
    found = one(codes.check_codes, **older, codes=oldest, way="dialplan")
    assert (found.severity, "No click" in found.why) == (PROBLEM, True)
    assert one(codes.check_codes, **older, codes=oldest).severity is ADVICE


CODES = {"cornetta-pickup": frozenset({"**", "_**."})}


@pytest.mark.parametrize(
    ("exten", "before", "after"),
    [
        ("**600", True, True),
        ("_**6XX", True, True),
        ("_**.", True, False),  # as a context for wrong numbers has it
        ("_*.", True, False),
        ("_.", True, False),
        ("_[*#]!", True, False),
        ("_[#*]*X", True, False),
        ("_*XX", False, False),
        ("_*-[!-+^]x", True, False),
        ("_*[^*].", True, False),
        ("_[]*].", False, False),  # a slip: it matches nothing
        ("_**", True, True),
        ("_X.", False, False),
        ("*97", False, False),
        ("*", False, False),
        ("_*", False, False),
    ],
)
def test_other_codes_that_begin_alike(exten: str, *, before: bool, after: bool) -> None:
    others = {"features": frozenset({exten, "600"})}
    judge = codes.check_same_beginning
    found = [*judge(facts(endpoint={"dialled": others | CODES}))]
    assert [f.severity for f in found] == ([WARNING] if before else [])
    assert all(f"{exten} (in features)" in f.what for f in found)
    found = [*judge(facts(endpoint={"dialled": CODES | others}))]
    assert [f.severity for f in found] == ([ADVICE] if after else [])


def test_a_switch_that_comes_before_the_codes() -> None:
    switched = {"office": frozenset({"switch => Lua/", "9"})}
    judge = codes.check_same_beginning
    found = one(judge, endpoint={"dialled": switched | CODES})
    assert (found.severity, "Lua/ (in office)" in found.what) == (UNKNOWN, True)
    assert lines_of(found)[:3] == [
        "[cornetta-office]",
        "include => cornetta-pickup",
        "include => office",
    ]
    assert list(judge(facts(endpoint={"dialled": CODES | switched}))) == []


@pytest.mark.parametrize("exten", ["_XX", "_xx", "_zN", "_nz", "_[18]x", "_[7-9]."])
def test_other_codes_that_match_a_code_of_digits(exten: str) -> None:
    dialled = {"office": frozenset({exten, "_[79]x", "_n", "_1x"})} | CODES
    changes: dict[str, Any] = {"settings": {"service_code": "88"}, "endpoint": {"dialled": dialled}}
    found = one(codes.check_same_beginning, **changes, codes=frozenset({"88", "_88."}))
    assert f"first: {exten} (in office)." in found.what
    # Where the PBX's is another, that is said, and of 88 there is nothing to say.
    assert list(codes.check_same_beginning(facts(**changes))) == []


def test_the_softphone() -> None:
    assert list(codes.check_softphone(GOOD)) == []
    assert one(codes.check_softphone, way="softphone").severity is OK
    missing = one(codes.check_softphone, way="softphone", softphone_found=False)
    assert missing.severity is PROBLEM
    none = one(
        codes.check_softphone,
        way="softphone",
        softphone_found=False,
        settings={"softphone": "none"},
    )
    assert (none.severity, "no softphone is set" in none.what) == (PROBLEM, True)


# --- how it is shown


def test_json() -> None:
    told = output.to_json(GOOD.settings, checks.examine(facts(encrypted=False)))
    assert list(told) == ["healthy", "host", "port", "account", "extension", "findings"]
    assert (told["healthy"], told["host"], told["port"]) == (False, "pbx.example", 5039)
    finding = told["findings"][0]
    assert (finding["check"], finding["severity"]) == ("tls", "problem")
    assert finding["why"].startswith("Anybody on the network path")
    assert told["findings"][-1]["why"] is None
    assert finding["fix"][-1] == {
        "file": "settings.toml of Cornetta",
        "lines": ["tls = true", "port = 5039"],
    }


def test_text() -> None:
    wrong = Severity.PROBLEM.finding("It is wrong.", "It fails.", (Fix("its file", ("a = b",)),))
    well = Severity.OK.finding("It is well.")
    assert "\n".join(block.plain for block in output.to_texts([wrong, wrong, well])[1:]) == (
        "PROBLEM  It is wrong.\n"
        "         It fails.\n"
        "         in its file:\n"
        "             a = b\n"
        "ok       It is well.\n"
        "\n2 problems."
    )


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
    not_asked = [Severity.UNKNOWN.finding("This account cannot check it.")]
    far = "\nNothing is wrong, as far as this account can check."
    assert output.to_texts(not_asked)[-1].plain == far


def test_a_phone_that_is_not_registered() -> None:
    off: dict[str, Any] = {"endpoint": {"phones": ()}}
    finding = one(phone.check_phones, **off)
    assert (finding.severity, lines_of(finding)) == (
        WARNING,
        ["asterisk -rx 'pjsip show endpoint 204'"],
    )
    called = facts(**off, own_call=OwnCall(Answer.NOT_REACHED, 0.1))
    assert list(phone.check_phones(called)) == []
    assert list(phone.check_phones(facts(**off, way="softphone"))) == []


@pytest.mark.parametrize(
    ("in_file", "name", "told"),
    [
        (
            True,
            "hots",
            "The settings file has 'hots', which is not a setting. Did you mean 'host'?",
        ),
        (True, "service-code", "which is not a setting. Did you mean 'service_code'?"),
        (True, "usernam", "not a setting. Did you mean 'username'?"),  # the nearest alone
        (True, "colour", "The settings file has 'colour', which is not a setting."),
        (
            False,
            "CORNETTA_HSOT",
            "'CORNETTA_HSOT' is none of Cornetta's. Did you mean 'CORNETTA_HOST'?",
        ),
        (False, "CORNETTA_XQJ", "The environment variable 'CORNETTA_XQJ' is none of Cornetta's."),
    ],
)
def test_a_name_that_is_no_setting(*, in_file: bool, name: str, told: str) -> None:
    unknown = Unknown((name,)) if in_file else Unknown((), (name,))
    (finding,) = checks.in_files(error_wording.no_settings(unknown))
    assert finding.severity is WARNING
    assert finding.what.endswith(told)
