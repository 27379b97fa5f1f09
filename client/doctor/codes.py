"""The codes that a phone dials, where a pickup needs them, and the softphone that dials them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from client.ami.actions import CODES_CONTEXT
from client.doctor.dialplan import SWITCH
from client.doctor.facts import Facts
from client.doctor.finding import SHELL, Finding, Fix, Severity, in_manager, section
from client.doctor.link import SETTINGS
from client.doctor.patterns import covers
from client.doctor.version import is_branch
from client.pickup.softphone import NONE, SYSTEM
from client.provision.texts import steps
from client.sentence import some

_INCLUDE_FILE = '#include "cornetta-pickup.conf"  ; Asterisk must be able to read it'
_RELOAD = Fix(SHELL, ("asterisk -rx 'dialplan reload'",))

_NO_PICKUPEXTEN = (
    Fix("features.conf", (section("general"), "pickupexten =")),
    Fix(SHELL, ("asterisk -rx 'module reload features'",)),
)

_CODE = re.compile(r"_([0-9*#]+)\.")

_STANDS_STILL = 20
"""From this Asterisk on its own code is dangerous. Source: 20.21, 22.10, 22.11, 23.5 and the 24 of
August 2026 stood still in 20 of 22 runs of handsets that dial `*8` while others click; 16.28, 18.26
and 21.12 never, and none without `*8`. The click's pickup has `channel_move_lock` and waits for the
thread in which `*8` waits for that lock (main/channel.c)."""


def check_codes(facts: Facts) -> Iterator[Finding]:
    """Judge whether the PBX has the codes."""
    code = facts.settings.service_code
    needed = facts.way != "leg"
    provision = "cornetta provision /etc/asterisk"
    if code != "**":
        provision += f" --service-code '{code}'"
    include = Fix("extensions.conf", (_INCLUDE_FILE, *_include_context(facts)))
    lines: tuple[Fix, ...] = (Fix(SHELL, (provision,)), include, _RELOAD)
    why = "Without them no call can be taken." if needed else "A handset can dial them."
    if facts.codes is None:
        if needed:
            yield Severity.UNKNOWN.finding(
                f"This account cannot check whether the PBX has the codes ({code}501, ...).",
                why,
                lines,
            )
    elif code in facts.codes:
        if facts.steps == steps(code):
            yield Severity.OK.finding(f"The PBX has the pickup codes ({code}501, ...).")
        else:
            yield _unlike_ours(facts, (Fix(SHELL, (provision,)), _RELOAD))
        if facts.endpoint and facts.endpoint.dials_codes is False:
            yield _not_included(facts)
    else:
        what = f"The PBX has no pickup codes that begin with {code}."
        if others := [found[1] for found in map(_CODE.fullmatch, sorted(facts.codes)) if found]:
            what = f"The PBX's pickup codes begin with {others[-1]}, and not with {code}."
            lines = (Fix(SETTINGS, (f'service_code = "{others[-1]}"',)),)
        yield (Severity.PROBLEM if needed else Severity.ADVICE).finding(what, why, lines)


def _not_included(facts: Facts) -> Finding:
    context = facts.endpoint.context if facts.endpoint else "..."
    needed = facts.way == "softphone"
    return (Severity.PROBLEM if needed else Severity.ADVICE).finding(
        f"Your phone cannot dial the codes: its context {context} does not include them.",
        "Your softphone dials them to take calls." if needed else "Cornetta does not need them.",
        (Fix("extensions.conf", _include_context(facts)), _RELOAD),
    )


def _unlike_ours(facts: Facts, fix: tuple[Fix, ...]) -> Finding:
    """Without `_leg.` Asterisk refuses a click that the dialplan shall check."""
    needed = facts.way == "dialplan" and "_leg." not in (facts.codes or ())
    return (Severity.PROBLEM if needed else Severity.ADVICE).finding(
        "The pickup codes on the PBX are of another version of Cornetta, or were edited.",
        "No click takes a call: these codes lack what it needs."
        if needed
        else "Newer versions mend faults of the codes. Run this with the newest that you have.",
        fix,
    )


def check_same_beginning(facts: Facts) -> Iterator[Finding]:
    """Judge whether the phones can dial something else that begins as the codes do."""
    code = facts.settings.service_code
    if facts.codes and code not in facts.codes:  # another is said to be the PBX's
        return
    dialled = (facts.endpoint and facts.endpoint.dialled) or {}
    names = list(dialled)
    at = names.index(CODES_CONTEXT) if CODES_CONTEXT in dialled else 0
    another = (
        Fix(SHELL, ("cornetta provision /etc/asterisk --service-code '...'",)),
        Fix(SETTINGS, ('service_code = "..."',)),
    )
    unseen = _named(dialled, names[:at], lambda exten: exten.startswith(SWITCH))
    if unseen:
        yield Severity.UNKNOWN.finding(
            f"Asterisk looks for {code}501 first where nobody can see what there is: {unseen}.",
            "If something there begins as the codes do, whoever dials it does not pick up. A "
            "context of its own lets the phones find the codes first.",
            _codes_first(facts),
        )
    first = _named(dialled, names[:at], lambda exten: covers(exten, code))
    if first:
        yield Severity.WARNING.finding(
            f"Other codes of the PBX begin with {code} and come first: {first}.",
            "Whoever dials one of them does not pick up. Choose another service code, or let the "
            "phones find the codes first.",
            (*another, *_codes_first(facts)),
        )
    hidden = _named(dialled, names[at:], lambda exten: _begins(exten, code))
    if hidden:
        yield Severity.ADVICE.finding(
            f"Other codes of the PBX begin with {code}: {hidden}.",
            "Whoever dials one of them picks up a call instead, or hears a tone. If somebody needs "
            "them, choose another service code.",
            another,
        )


def _codes_first(facts: Facts) -> tuple[Fix, ...]:
    """A context's own lines and its switches come before all that it includes."""
    context = facts.endpoint.context if facts.endpoint else "..."
    own = f"cornetta-{context}"
    return (
        Fix(
            "extensions.conf", (f"[{own}]", f"include => {CODES_CONTEXT}", f"include => {context}")
        ),
        _RELOAD,
        *facts.in_my_endpoint(f"context = {own}"),
    )


def _named(
    dialled: Mapping[str, frozenset[str]], contexts: Iterable[str], which: Callable[[str], bool]
) -> str:
    return str(
        some(
            [
                f"{exten} (in {context})"
                for context in contexts
                if context != CODES_CONTEXT
                for exten in sorted(dialled[context])
                if which(exten)
            ]
        )
    )


def _begins(exten: str, code: str) -> bool:
    """Whether all that it matches begins with the code, and it does not match all codes."""
    return exten.startswith((code, f"_{code}")) and exten not in (f"_{code}.", f"_{code}!")


def _include_context(facts: Facts) -> tuple[str, ...]:
    """What lets the phones of my phone's context dial the codes."""
    known = f"[{facts.endpoint.context}]" if facts.endpoint else ""
    head = known or "[...]  ; the context of the phones in pjsip.conf"
    return head, f"include => {CODES_CONTEXT}"


def check_pickupexten(facts: Facts) -> Iterator[Finding]:
    """Judge the code by which Asterisk itself takes calls."""
    code = facts.settings.service_code
    if facts.pickupexten == code:
        yield Severity.WARNING.finding(
            f"Asterisk's own pickup code is {code}, too.",
            "Who dials it gets the oldest call of all their groups: Asterisk takes it before "
            "any dialplan.",
            _NO_PICKUPEXTEN,
        )
    elif facts.pickupexten and is_branch(facts, _STANDS_STILL):
        yield Severity.WARNING.finding(
            f"Handsets can also dial Asterisk's own pickup code, {facts.pickupexten}.",
            "If somebody dials it at the moment when somebody else clicks, Asterisk "
            f"{_STANDS_STILL} and later can stop handling the calls of all phones until restarted.",
            _NO_PICKUPEXTEN,
        )


def check_modules(facts: Facts) -> Iterator[Finding]:
    """Judge whether Asterisk has what reads a phone's groups, and what the codes are made of."""
    missing = facts.missing_modules
    if "func_channel" in missing or (missing and facts.codes):
        yield Severity.PROBLEM.finding(
            f"The PBX has not loaded {', '.join(missing)}.",
            "Without func_channel no call is shown; without any of them no code takes one.",
            (
                Fix("modules.conf", (section("modules"), *(f"load = {one}.so" for one in missing))),
                Fix(SHELL, tuple(f"asterisk -rx 'module load {one}.so'" for one in missing)),
            ),
        )


def check_systemname(facts: Facts) -> Iterator[Finding]:
    """Judge the name that stands in each channel's id: `PickupChan` must take that whole.

    Source: seen on 16.28 and 22.10; blanks, accents, brackets and other signs do no harm.
    """
    if not set(facts.systemname or "").isdisjoint('&,"\\'):
        yield Severity.PROBLEM.finding(
            f"The PBX's systemname is {facts.systemname}, with one of the signs & , \" and \\.",
            "No call can be taken, neither by a click nor by a code: Asterisk splits a channel's "
            "id there. With a comma, no call is shown either.",
            (
                Fix("asterisk.conf", (section("options"), "systemname = pbx1")),
                Fix(SHELL, ("asterisk -rx 'core restart when convenient'",)),
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
