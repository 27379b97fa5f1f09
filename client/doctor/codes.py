"""The codes that a phone dials, where a pickup needs them, and the softphone that dials them."""

from collections.abc import Iterator

from client.ami.actions import CODES_CONTEXT
from client.doctor.facts import Facts
from client.doctor.finding import SHELL, Finding, Fix, Severity, in_manager, section
from client.doctor.link import SETTINGS
from client.doctor.version import is_branch
from client.pickup.softphone import NONE, SYSTEM

_INCLUDE_FILE = '#include "cornetta-pickup.conf"  ; Asterisk must be able to read it'
_RELOAD = Fix(SHELL, ("asterisk -rx 'dialplan reload'",))

_STANDS_STILL = 22
"""From this Asterisk on its own code is dangerous. Source: 22.10 stood still in each of six runs of
handsets that dial `*8` while others click; 16.28 never, and neither did 22.10 without `*8`."""


def check_codes(facts: Facts) -> Iterator[Finding]:
    """Judge whether the PBX has the codes."""
    code = facts.settings.service_code
    needed = facts.way != "leg"
    provision = "cornetta provision /etc/asterisk"
    if code != "**":
        provision += f" --service-code '{code}'"
    include = Fix("extensions.conf", (_INCLUDE_FILE, *_include_context(facts)))
    lines = (Fix(SHELL, (provision,)), include, _RELOAD)
    why = "Without them no call can be taken." if needed else "A handset can dial them."
    if facts.codes is None:
        if needed:
            yield Severity.UNKNOWN.finding(
                f"This account cannot check whether the PBX has the codes ({code}501, ...).",
                why,
                lines,
            )
    elif code in facts.codes:
        yield Severity.OK.finding(f"The PBX has the pickup codes ({code}501, ...).")
        if facts.dials_codes is False:
            yield _not_included(facts)
    else:
        yield (Severity.PROBLEM if needed else Severity.ADVICE).finding(
            f"The PBX has no pickup codes that begin with {code}.", why, lines
        )


def _not_included(facts: Facts) -> Finding:
    context = facts.endpoint.context if facts.endpoint else "..."
    needed = facts.way == "softphone"
    return (Severity.PROBLEM if needed else Severity.ADVICE).finding(
        f"Your phone cannot dial the codes: its context {context} does not include them.",
        "Your softphone dials them to take calls." if needed else "Cornetta does not need them.",
        (Fix("extensions.conf", _include_context(facts)), _RELOAD),
    )


def _include_context(facts: Facts) -> tuple[str, ...]:
    """What lets the phones of my phone's context dial the codes."""
    known = f"[{facts.endpoint.context}]" if facts.endpoint else ""
    head = known or "[...]  ; the context of the phones in pjsip.conf"
    return head, f"include => {CODES_CONTEXT}"


def check_pickupexten(facts: Facts) -> Iterator[Finding]:
    """Judge the code by which Asterisk itself takes calls."""
    if facts.pickupexten and is_branch(facts, _STANDS_STILL):
        yield Severity.WARNING.finding(
            f"Handsets can also dial Asterisk's own pickup code, {facts.pickupexten}.",
            "If somebody dials it at the moment when somebody else clicks, Asterisk "
            f"{_STANDS_STILL} can stop handling the calls of all phones until it is restarted.",
            (
                Fix("features.conf", (section("general"), "pickupexten =")),
                Fix(SHELL, ("asterisk -rx 'module reload features'",)),
            ),
        )


def check_softphone(facts: Facts) -> Iterator[Finding]:
    """Judge the program that dials the codes, where a pickup goes through it."""
    if facts.way != "softphone":
        return
    command = facts.settings.softphone
    name = "the program that opens sip: addresses" if command == SYSTEM else command
    fix: tuple[Fix, ...] = (Fix(SETTINGS, ('softphone = "linphonecsh dial {number}"',)),)
    if not facts.may("Originate"):
        instead = (
            "write = originate  ; or this: one click then rings your phone, no softphone dials"
        )
        fix += in_manager(facts.account_head, instead)
    if command == NONE:
        yield Severity.PROBLEM.finding(
            "This account may not ring your phone, and no softphone is set.",
            "No call can be taken.",
            fix,
        )
    elif facts.softphone_found:
        yield Severity.OK.finding(f"A pickup goes through the softphone: {name}.")
    else:
        yield Severity.PROBLEM.finding(
            f"The softphone's program is not there: {name}.", "No call can be taken.", fix
        )
