"""The codes that a phone dials, where a pickup needs them, and the softphone that dials them."""

from collections.abc import Iterator

from client.ami.actions import CODES_CONTEXT
from client.doctor.finding import SHELL, Finding, Fix, Severity
from client.doctor.learned import Learned
from client.doctor.link import SETTINGS
from client.softphone import NONE, SYSTEM

_INCLUDE = Fix("extensions.conf", ('#include "cornetta-pickup.conf"',))
_RELOAD = Fix(SHELL, ("asterisk -rx 'dialplan reload'",))


def check_codes(learned: Learned) -> Iterator[Finding]:
    """Judge whether the PBX has the codes."""
    code = learned.settings.service_code
    needed = learned.way != "leg"
    provision = "cornetta provision /etc/asterisk"
    if code != "**":
        provision += f" --service-code '{code}'"
    lines = (Fix(SHELL, (provision,)), _INCLUDE, _RELOAD)
    why = "Without them no call can be taken." if needed else "A handset can dial them."
    if learned.codes is None:
        if needed:
            yield Finding(
                "codes",
                Severity.UNKNOWN,
                f"Whether the PBX has the codes ({code}501, ...) cannot be checked with this "
                "account.",
                why,
                lines,
            )
    elif code in learned.codes:
        yield Finding("codes", Severity.OK, f"The PBX has the pickup codes ({code}501, ...).")
        if learned.dials_codes is False:
            yield _not_included(learned)
    else:
        yield Finding(
            "codes",
            Severity.PROBLEM if needed else Severity.ADVICE,
            f"The PBX has no pickup codes that begin with {code}.",
            why,
            lines,
        )


def _not_included(learned: Learned) -> Finding:
    context = learned.endpoint.context if learned.endpoint else "..."
    return Finding(
        "codes",
        Severity.PROBLEM,
        f"Your phone cannot dial the codes: its context {context} does not include them.",
        "Your softphone takes calls by dialling them.",
        (Fix("extensions.conf", (f"[{context}]", f"include => {CODES_CONTEXT}")), _RELOAD),
    )


def check_softphone(learned: Learned) -> Iterator[Finding]:
    """Judge the program that dials the codes, where a pickup goes through it."""
    if learned.way != "softphone":
        return
    command = learned.settings.softphone
    name = "what the system opens a sip: address with" if command == SYSTEM else command
    if command == NONE:
        yield Finding(
            "softphone",
            Severity.PROBLEM,
            "Neither may this account ring your phone, nor is a softphone set.",
            "No call can be taken.",
            (Fix(SETTINGS, ('softphone = "linphonecsh dial {number}"',)),),
        )
    elif learned.softphone_found:
        yield Finding("softphone", Severity.OK, f"A pickup goes through the softphone: {name}.")
    else:
        yield Finding(
            "softphone",
            Severity.PROBLEM,
            f"The softphone's program is not there: {name}.",
            "No call can be taken.",
            (Fix(SETTINGS, ('softphone = "linphonecsh dial {number}"',)),),
        )
