"""My phone as the PBX knows it: its endpoint, its groups, and what it shows."""

from collections.abc import Iterator

from client.doctor.facts import Answer, Facts
from client.doctor.finding import (
    LOG,
    MANAGER,
    RELOAD_PJSIP,
    SHELL,
    Finding,
    Fix,
    Severity,
    in_pjsip,
)
from client.doctor.link import SETTINGS
from client.sentence import some

AUTOMATIC_WITHIN_S = 2.0
"""No hand is faster for certain; a phone that answers by itself takes a few tenths."""


_WHILE_REGISTERED = "A click can ring it only while it is registered: then the PBX shows a contact."

_UNKNOWN = "Your groups are unknown, and your phone cannot be rung."

_NEEDS_PJSIP = "a click can ring only those of chan_pjsip."
_BY_SOFTPHONE = (
    f"{_UNKNOWN} With an account that 'cornetta provision --rung read-only' writes, a softphone "
    "takes the calls by dialling the codes."
)

_UNHEEDED = "Asterisk has not read the section, or refuses it: one misspelt option is enough."
_REFUSED = (Fix(SHELL, (*RELOAD_PJSIP.lines, f"tail -n 20 {LOG}  # names what it refuses")),)


def check_extension(facts: Facts) -> Iterator[Finding]:
    """Judge whether my extension is one."""
    endpoint = facts.settings.effective_endpoint
    if facts.is_extension is None:
        yield Severity.UNKNOWN.finding(
            f"This account cannot check whether the PBX has the endpoint {endpoint}.",
            "Cornetta rings your phone at this endpoint.",
            (Fix(SHELL, (_show_endpoint(facts),)),),
        )
    elif facts.is_extension:
        yield Severity.OK.finding(f"The PBX has your endpoint {endpoint}.")
    # All three ask for the same right.
    elif facts.may("CoreSettings") and not facts.may("PJSIPQualify"):
        of_chan_sip = facts.may("SIPpeers")
        yield Severity.PROBLEM.finding(
            f"The PBX's phones use chan_sip; {_NEEDS_PJSIP}"
            if of_chan_sip
            else "The PBX has not loaded chan_pjsip, which Cornetta needs.",
            _BY_SOFTPHONE if of_chan_sip else _UNKNOWN,
            (Fix(SHELL, ("asterisk -rx 'module show like chan_'  # what is loaded",)),),
        )
    elif facts.is_of_chan_sip:
        yield Severity.PROBLEM.finding(
            f"Your phone {endpoint} uses chan_sip; {_NEEDS_PJSIP}",
            _BY_SOFTPHONE,
            (Fix(SHELL, (f"asterisk -rx 'sip show peer {endpoint}'",)),),
        )
    elif facts.namesakes:
        # Of another extension the file's endpoint would not count.
        mine = f'extension = "{facts.settings.extension}"'
        names = (f'endpoint = "{name}"' for name in facts.namesakes)
        yield Severity.PROBLEM.finding(
            f"The PBX has no endpoint {endpoint}, but your extension has another name there: "
            f"{', '.join(facts.namesakes)}.",
            _UNKNOWN,
            (Fix(SETTINGS, (mine, *names)),),
        )
    elif facts.in_file:
        yield Severity.PROBLEM.finding(
            f"The PBX has no endpoint {endpoint}, though pjsip.conf has a section of this name.",
            f"{_UNHEEDED} Or func_pjsip_endpoint is not loaded, which tells of phones.",
            (*_REFUSED, Fix(SHELL, ("asterisk -rx 'module load func_pjsip_endpoint.so'",))),
        )
    else:
        yield Severity.PROBLEM.finding(
            f"The PBX has no endpoint {endpoint}.",
            _UNKNOWN,
            (
                Fix(SETTINGS, ('extension = "..."', 'endpoint = "..."  # if it has another name')),
                Fix(SHELL, ("asterisk -rx 'pjsip show endpoints'  # lists the names",)),
            ),
        )


def check_freepbx(facts: Facts) -> Iterator[Finding]:
    """Say where all lines of the other findings go, where somebody else writes the files."""
    if facts.endpoint and facts.endpoint.context == "from-internal":
        yield Severity.ADVICE.finding(
            "Your phone's context is from-internal, as on a FreePBX, which writes these files "
            "itself.",
            "If it is one, changes to these files are lost when it next applies its configuration.",
            (
                Fix(
                    "manager_custom.conf",
                    (
                        "; what other findings put into manager.conf, that of [general] under",
                        "[general](+)",
                    ),
                ),
                Fix(
                    "extensions_custom.conf",
                    ("; what they put into extensions.conf, under", "[from-internal-custom]"),
                ),
                Fix(
                    "FreePBX's own pages",
                    (
                        "the extension: what they put into pjsip.conf: Call Groups, Pickup Groups,",
                        "and Send RPID, Send Connected Line, under Advanced",
                        "Feature Codes: switch Asterisk General Call Pickup off, for pickupexten",
                    ),
                ),
            ),
        )


def _show_endpoint(facts: Facts) -> str:
    return f"asterisk -rx 'pjsip show endpoint {facts.settings.effective_endpoint}'"


def check_phones(facts: Facts) -> Iterator[Finding]:
    """Judge whether there is a phone that a click rings, and whether it is clear which."""
    if facts.endpoint is None or facts.way == "softphone":
        return
    phones = facts.endpoint.phones
    if not phones and facts.own_call is None:  # else that says more
        yield Severity.WARNING.finding(
            "Your phone is not registered, or the PBX cannot reach it.",
            _WHILE_REGISTERED,
            (Fix(SHELL, (_show_endpoint(facts),)),),
        )
    if len(phones) > 1:
        yield Severity.WARNING.finding(
            f"Of your {len(phones)} phones a click rings only {phones[0]}.",
            "The PBX chooses it, whichever phone you use. If it is off, a click fails. Let the "
            "softphone dial, or give the other phone its own endpoint.",
            (Fix(SETTINGS, ('pickup_by = "softphone"',)),),
        )


def check_groups(facts: Facts) -> Iterator[Finding]:
    """Judge the groups that I may pick up from."""
    if facts.endpoint is None:
        if facts.is_extension is None:
            yield _told_groups(facts)
        return
    groups = facts.endpoint.groups
    if not groups and facts.groups_in_file:
        yield Severity.PROBLEM.finding(
            f"Your extension is in no pickup group, though pjsip.conf says {facts.groups_in_file}.",
            f"{_UNHEEDED} Numeric groups end at 63.",
            _REFUSED,
        )
        return
    if not groups:
        yield Severity.PROBLEM.finding(
            "Your extension is in no pickup group.",
            "No calls of colleagues are ever shown.",
            facts.in_my_endpoint("named_pickup_group = 501"),
        )
        return
    labels = ", ".join(group.label for group in groups)
    yield Severity.OK.finding(f"You may pick up from {labels}.")
    if facts.endpoint.doubles:
        yield Severity.WARNING.finding(
            "Phones in your groups have the same number in different contexts: "
            f"{some(facts.endpoint.doubles)}.",
            "If they belong to two customers, each sees and takes the calls of the other. A group "
            "is one for the whole PBX, so each customer needs groups of their own.",
            in_pjsip(
                "[...]  ; each phone of one customer",
                "named_call_group = 601  ; which no phone of another customer has",
                "named_pickup_group = 601",
            ),
        )
    for group in facts.endpoint.lonely or ():
        option = "call_group" if group.id.numeric else "named_call_group"
        value = group.number.replace(";", r"\;")  # else a comment begins there
        yield Severity.WARNING.finding(
            f"No other phone rings in group {group.label}.",
            "So there is never a call to take in it.",
            in_pjsip("[...]  ; each phone of the group", f"{option} = {value}"),
        )
    for group in groups:
        if not group.name and group.number.isdecimal():  # a text is a name
            command = f"asterisk -rx 'database put pickup/group {group.number} \"A name\"'"
            yield Severity.ADVICE.finding(
                f"Group {group.number} has no name.",
                "A name is easier to read than a number.",
                (Fix(SHELL, (command,)),),
            )


def _told_groups(facts: Facts) -> Finding:
    if told := facts.settings.groups:
        return Severity.OK.finding(f"Your groups are {', '.join(told)}, from the settings.")
    return Severity.UNKNOWN.finding(
        "This account cannot check your groups, and the settings do not name them.",
        "Then Cornetta shows every group whose events it receives. That is right with an event "
        "filter, and too many without.",
        (Fix(SETTINGS, ('groups = ["501 Support"]',)),),
    )


def check_connected_line(facts: Facts) -> Iterator[Finding]:
    """Judge whether my phone shows who called."""
    if facts.endpoint is None:
        if facts.is_extension is None:
            yield Severity.UNKNOWN.finding(
                "This account cannot check whether the PBX tells your phone who called.",
                "After a pickup it may show the dialled code instead of the caller.",
                _tell_caller(facts),
            )
        return
    if facts.endpoint.tells_caller:
        yield Severity.OK.finding("The PBX tells your phone who called.")
        return
    by_click = facts.way == "leg"
    yield (Severity.ADVICE if by_click else Severity.WARNING).finding(
        "After a pickup the PBX does not tell your phone who called.",
        "A click tells it all the same. After a dialled code the phone shows the code instead of "
        "the caller.",
        _tell_caller(facts),
    )


def _tell_caller(facts: Facts) -> tuple[Fix, ...]:
    return facts.in_my_endpoint("send_pai = yes", "send_connected_line = yes")


def check_auto_answer(facts: Facts) -> Iterator[Finding]:
    """Judge how the test call went, if there was one."""
    call = facts.own_call
    if call is None or facts.way == "softphone":
        return
    how = (
        Fix(
            "the settings of your phone",
            (
                "Grandstream: Allow Auto Answer by Call-Info = Yes",
                "Yealink: Features > Intercom > Intercom Allow = Enabled",
                "Snom: answer_after_policy = idle",
            ),
        ),
        Fix(SETTINGS, ('pickup_by = "softphone"  # if it can dial but not answer by itself',)),
    )
    after = f"{call.seconds:.1f} s"
    match call.answer:
        case Answer.ANSWERED if call.seconds <= AUTOMATIC_WITHIN_S:
            yield Severity.OK.finding(f"Your phone answered by itself after {after}.")
        case Answer.ANSWERED:
            yield Severity.WARNING.finding(
                f"Your phone was answered after {after}: by a hand, or very slowly.",
                "A click takes a call only once your phone has answered.",
                how,
            )
        case Answer.RANG:
            yield Severity.PROBLEM.finding(
                f"Your phone rang and did not answer by itself within {after}.",
                "A click takes a call only once your phone has answered. Without "
                "res_pjsip_header_funcs the PBX cannot ask it to.",
                (*how, Fix(SHELL, ("asterisk -rx 'module load res_pjsip_header_funcs.so'",))),
            )
        case Answer.NOT_REACHED:
            yield Severity.PROBLEM.finding(
                "Your phone could not be reached, was busy, or forwards its calls.",
                _WHILE_REGISTERED,
                (Fix(SHELL, (_show_endpoint(facts),)),),
            )
        case Answer.REFUSED:
            yield Severity.UNKNOWN.finding(
                "This account cannot check whether your phone answers by itself.",
                "It may not ring your phone.",
            )
        case Answer.UNHEARD:
            yield Severity.UNKNOWN.finding(
                "Your phone was asked to ring, but this account did not receive the outcome.",
                "Either 'read = call' is missing, or its event filter blocks the events of your "
                "own phone.",
                (
                    Fix(
                        MANAGER,
                        (
                            facts.account_head,
                            f"eventfilter = Channel: PJSIP/{facts.settings.effective_endpoint}-",
                        ),
                    ),
                ),
            )
