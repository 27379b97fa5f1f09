"""Which events come, what they carry, and how long the PBX waits for who reads them."""

from collections.abc import Iterator

from client.ami.channel_lines import NAMED_GROUPS, NUMERIC_GROUPS
from client.ami.decode import WANTED_EVENTS
from client.ami.event_filters import blocked_groups, blocks_ends, is_of_another_phone
from client.doctor.facts import Facts
from client.doctor.finding import Finding, Fix, Severity, in_manager, section
from client.provision.filter_lines import END, filter_lines

PATIENCE_MS = 10_000
"""How long the PBX should wait for a client that reads slowly; it waits 100 ms by default. Seen on
16.28 and 22.10: over 64 kbit/s, 1,000 are too few for a list of 120 channels, and nobody else waits
meanwhile."""

_BROKEN_END = "(,|$)"


def check_filter(facts: Facts) -> Iterator[Finding]:
    """Judge the event filter."""
    account = facts.account
    if account is None:
        yield Severity.UNKNOWN.finding(
            "This account cannot check its event filter.",
            "Without a filter, this computer receives every call of the PBX.",
        )
        return
    groups = facts.endpoint.groups if facts.endpoint else ()
    me = facts.settings.effective_endpoint
    told = _tells_groups(facts.channelvars)
    broken = [line for line in account.eventfilters if line.endswith(_BROKEN_END)]
    if broken:
        mended = (
            f"eventfilter = {line.removesuffix(_BROKEN_END)}{END}  ; instead of that line"
            for line in broken
        )
        yield Severity.WARNING.finding(
            f"The event filter ends in {_BROKEN_END}, and so misses calls.",
            "For Asterisk each header ends with a carriage return, so a phone that is only in "
            "this group never matches.",
            in_manager(facts.account_head, *mended),
        )
    elif told and (kept := blocked_groups(account.eventfilters, groups)):
        labels = ", ".join(f"{group.id.written} {group.name}".strip() for group in kept)
        some = len(kept) < len(groups)
        add = "Add those that are missing" if some else "Replace its lines by these"
        yield (Severity.WARNING if some else Severity.PROBLEM).finding(
            f"The event filter blocks all calls of {labels}.",
            f"None of them is ever shown. {add}, or run 'cornetta provision' with these groups.",
            _filters(facts),
        )
    elif blocks_ends(account.eventfilters, groups):
        yield Severity.WARNING.finding(
            "The event filter passes that a phone rings, but not that it is answered or hung up.",
            "Calls that are over stay in the list for a while. Replace its lines by these.",
            _filters(facts),
        )
    elif is_of_another_phone(account.eventfilters, me):
        these = _filters(facts)
        how = "Replace its lines by these, or run" if these else "Run"
        yield Severity.WARNING.finding(
            f"The event filter is for another phone than yours, {me}.",
            f"What becomes of a click may be told late. {how} 'cornetta provision' with this "
            "extension.",
            these,
        )
    elif account.eventfilters:
        yield Severity.OK.finding("The PBX sends only events that pass a filter.")
    else:
        yield Severity.ADVICE.finding(
            "No event filter: this computer receives every call of the PBX.",
            "It does not need to know who calls whom in other groups, and this costs up to "
            "thirty times the network traffic. (Newer versions of Asterisk also have filters "
            "of the form 'eventfilter(...) = ...', which only an account with 'config' can see.)",
            _filters(facts),
        )


def _filters(facts: Facts) -> tuple[Fix, ...]:
    groups = facts.endpoint.groups if facts.endpoint else ()
    if not groups:
        return ()
    lines = filter_lines((group.id for group in groups), facts.settings.effective_endpoint)
    first = () if _tells_groups(facts.channelvars) else _channelvars(facts)[:1]
    return (*first, *in_manager(facts.account_head, *lines))


def _tells_groups(channelvars: str | None) -> bool:
    return NAMED_GROUPS in (channelvars or "") and NUMERIC_GROUPS in (channelvars or "")


def check_channelvars(facts: Facts) -> Iterator[Finding]:
    """Judge whether events tell the groups of the phone that rings."""
    told = facts.channelvars
    filtered = bool(facts.account and facts.account.eventfilters)
    if told is None and facts.sends_groups is None:
        yield Severity.UNKNOWN.finding(
            "This account cannot check whether events contain the groups of a phone.",
            "Without them, every client asks for the groups, phone by phone."
            if facts.may_ask
            else "This account may not ask for them, so without them no call is ever shown.",
            _channelvars(facts),
        )
        return
    # What stands in the file may not have been reloaded.
    if facts.sends_groups is not False and (told is None or _tells_groups(told)):
        yield Severity.OK.finding("Events contain the groups of the ringing phone.")
    elif filtered or not facts.may_ask:
        why = "Nothing passes the event filter" if filtered else "Its groups remain unknown"
        yield Severity.PROBLEM.finding(
            "Events do not contain the groups of the ringing phone.",
            f"{why}, so no call is ever shown.",
            _channelvars(facts),
        )
    else:
        yield Severity.ADVICE.finding(
            "Events do not contain the groups of the ringing phone.",
            "Every client asks for them, phone by phone, which is a load on a big PBX.",
            _channelvars(facts),
        )


def _channelvars(facts: Facts) -> tuple[Fix, ...]:
    """The line with what is in it for other programs: of two lines only the last one counts."""
    told = facts.channelvars or ""
    missing = [groups for groups in (NAMED_GROUPS, NUMERIC_GROUPS) if groups not in told]
    names = ",".join(filter(None, (told, *missing)))
    line, reload = in_manager(section("general"), f"channelvars = {names}")
    return (line, reload) if missing else (reload,)


def check_disabled(facts: Facts) -> Iterator[Finding]:
    """Judge which events the PBX keeps from every account.

    Their case counts. A line that is taken out stays in force; one that is changed, even to
    nothing, is heeded. Source: seen on Asterisk 16.28 and 22.10.
    """
    disabled = [name for word in (facts.disabled_events or "").split(",") if (name := word.strip())]
    kept = [name for name in disabled if name.encode() in WANTED_EVENTS]
    if kept:
        rest = ",".join(name for name in disabled if name not in kept)
        line = f"disabledevents = {rest}  ; instead of that line, even if this one is empty"
        yield Severity.PROBLEM.finding(
            f"The PBX sends nobody these events: {', '.join(kept)}.",
            "Without these events calls are missing from the list, or stay in it, "
            "or it says wrongly how they ended.",
            in_manager(section("general"), line),
        )


def check_writetimeout(facts: Facts) -> Iterator[Finding]:
    """Judge how long the PBX waits for a client that reads slowly."""
    lines = in_manager(facts.account_head, f"writetimeout = {PATIENCE_MS}")
    why = (
        "A computer that is busy for longer, or gets a long list over a slow line, is "
        "disconnected, and has to connect again."
    )
    account = facts.account
    if account is None:
        what = "This account cannot check how long the PBX waits for a slow computer."
        yield Severity.UNKNOWN.finding(what, why, lines)
        return
    ms = int(account.writetimeout) if account.writetimeout.isdecimal() else 100
    what = f"The PBX waits {ms} ms for a slow computer."
    if ms >= PATIENCE_MS:
        yield Severity.OK.finding(what)
    else:
        yield Severity.ADVICE.finding(what, why, lines)
