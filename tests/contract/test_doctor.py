"""What the doctor says of each kind of account, and of a phone that is rung."""

import asyncio
import re
import sys

import msgspec
import pytest

from client.doctor.checks import examine
from client.doctor.collect import collect_facts
from client.doctor.facts import Answer
from client.doctor.finding import Finding, Severity
from client.session import AgentChanged, LinkChanged
from tests.contract.office import ON_EVERY_RELEASE, Office
from tests.desk import running

SOFTPHONE = f"{sys.executable} {{number}}"

pytestmark = ON_EVERY_RELEASE

OPEN = {"originate": "advice"}
"""What an account that may ring opens to whoever gets hold of it."""

BARE = {"networks": "advice", "eventfilter": "advice", "writetimeout": "advice"}
"""What no account of these offices has set."""

MUTE = {
    "connected line": "unknown",
    "eventfilter": "unknown",
    "extension": "unknown",
    "groups": "unknown",
    "networks": "unknown",
    "version": "unknown",
    "writetimeout": "unknown",
}
"""What an account that may ask nothing leaves open in any case."""

SAID = {
    "agent": {"rights": "advice", **OPEN, **BARE},
    "admin": {"power": "warning", "hearing": "advice", **OPEN, **BARE},
    "watcher": {"rights": "advice", "hearing": "advice", "secrets": "advice", **BARE},
    "blind": {"hearing": "problem", "rights": "advice", **OPEN, **BARE},
    "queues": {"hearing": "problem", "rights": "advice", **OPEN, **BARE},
    "templated": {"hearing": "advice", "rights": "advice", **OPEN, **BARE},
    "included": {"hearing": "advice", "rights": "advice", **OPEN, **BARE},
    "originator": {
        **MUTE,
        "rights": "advice",
        "originate": "advice",
        "hearing": "unknown",
        "channelvars": "unknown",
        "codes": "unknown",
    },
    "reader": {
        **MUTE,
        "rights": "advice",
        "hearing": "unknown",
        "channelvars": "unknown",
        "codes": "unknown",
    },
}
"""By account: all that is not good, the version of the PBX apart where it can be asked."""


async def examined(
    office: Office, account: str, extension: str = "204", *, call: bool = False
) -> list[Finding]:
    settings = msgspec.structs.replace(
        office.settings(extension, account=account), softphone=SOFTPHONE, answer_timeout=1
    )
    return examine(await collect_facts(settings, office.secret(account), call=call))


def severity(findings: list[Finding], check: str) -> Severity:
    (found,) = (finding.severity for finding in findings if finding.check == check)
    return found


@pytest.mark.parametrize("account", SAID)
async def test_what_is_said_of_an_account(office: Office, account: str) -> None:
    findings = await examined(office, account)
    said = {
        finding.check: finding.severity.value
        for finding in findings
        if finding.severity is not Severity.OK
    }
    if "version" not in SAID[account]:
        # Asterisk 16 has holes; nobody has looked for those of a newer one than is known.
        assert said.pop("version", "warning") in ("warning", "problem", "unknown")
        assert said.pop("pickupexten", "warning") == "warning"  # Asterisk keeps its *8
        if account == "watcher":
            # Its softphone needs the codes; the simulator has no dialplan to be asked for.
            assert said.pop("codes", "unknown") == "unknown"
    assert said == SAID[account]


async def test_an_extension_that_there_is_not(office: Office) -> None:
    findings = await examined(office, "agent", "299")
    assert severity(findings, "extension") is Severity.PROBLEM
    assert not [f for f in findings if f.check in ("groups", "connected line")]


@pytest.mark.parametrize(
    ("extension", "said"),
    [
        ("204", [("ok", "You may pick up from 501 Support, 502 Sales.")]),
        ("205", [("advice", "Group 3 has no name."), ("ok", "You may pick up from 3.")]),
        ("206", [("problem", "Your extension is in no pickup group.")]),
        (
            "105",  # the only phone that rings in the numeric group 3
            [
                ("warning", "No other phone rings in group 3."),
                ("advice", "Group 3 has no name."),
                ("ok", "You may pick up from 3."),
            ],
        ),
    ],
)
async def test_groups(office: Office, extension: str, said: list[tuple[str, str]]) -> None:
    findings = await examined(office, "agent", extension)
    assert [(f.severity.value, f.what) for f in findings if f.check == "groups"] == said


@pytest.mark.parametrize(
    ("extension", "place"),
    [("206", "pjsip.conf"), ("401", "the database, wizard or web interface that has your phone")],
)
async def test_lines_for_my_phone_go_where_it_is(
    office: Office, extension: str, place: str
) -> None:
    (finding,) = (f for f in await examined(office, "agent", extension) if f.check == "groups")
    assert finding.fix[0].file == place


@pytest.mark.parametrize("account", ["agent", "originator", "filtered", "admin"])
async def test_a_phone_that_answers_by_itself(office: Office, account: str) -> None:
    await office.switch_on("204")
    findings = await examined(office, account, call=True)
    (answered,) = (finding for finding in findings if finding.check == "auto-answer")
    assert answered.severity is Severity.OK
    # At once, and not only when the PBX hangs up a second later.
    assert re.search(r"after 0\.\d s", answered.what)
    # The events of that call showed it, even to those who may not ask.
    assert severity(findings, "channelvars") is Severity.OK
    await office.not_ringing("204")


async def test_a_phone_that_does_not(office: Office) -> None:
    await office.switch_on_without_auto_answer("204")
    facts = await collect_facts(
        msgspec.structs.replace(office.settings(), answer_timeout=1), office.secret(), call=True
    )
    assert facts.own_call
    assert facts.own_call.answer is Answer.RANG
    assert facts.own_call.seconds > 0.9
    assert severity(examine(facts), "auto-answer") is Severity.PROBLEM
    await office.not_ringing("204")


@pytest.mark.parametrize(
    ("account", "extension", "answer"),
    [
        ("agent", "102", Answer.NOT_REACHED),  # it does not reply
        ("agent", "299", Answer.NOT_REACHED),  # there is none
        ("watcher", "204", Answer.REFUSED),
        ("blind", "204", Answer.UNHEARD),
    ],
)
async def test_a_phone_that_was_not_rung(
    office: Office, account: str, extension: str, answer: Answer
) -> None:
    await office.switch_on("204")
    settings = office.settings(extension, account=account)
    settings = msgspec.structs.replace(settings, answer_timeout=1)
    facts = await collect_facts(settings, office.secret(account), call=True)
    assert facts.own_call
    assert facts.own_call.answer is answer


async def test_nobody_is_shown_the_test_call(office: Office) -> None:
    """204 rings in group 501, of which 201 may pick up."""
    await office.switch_on_without_auto_answer("204")
    async with running(office.settings("201"), office.secret()) as witness:
        await examined(office, "agent", call=True)
        await asyncio.sleep(0)
        assert not [e for e in witness.events if not isinstance(e, AgentChanged | LinkChanged)]
        await office.call("204", number="0451")
        await witness.rings_at("204")
