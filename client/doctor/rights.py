"""What the account may do: too little for the client, or too much for whoever steals it."""

from collections.abc import Iterator

from client.ami.account import reads
from client.doctor.facts import Facts
from client.doctor.finding import Finding, Fix, Severity, in_manager
from client.provision.texts import PRIVATE_NETWORKS

USED = frozenset({"originate", "reporting", "call"})
"""The classes of `write` that the client makes use of."""

_DANGEROUS = {
    "system": "stop the PBX and change its database",
    "config": "change the PBX's whole configuration",
    "command": "run any command of the PBX's console",
}

_RUNG = "and where 'cornetta provision' has written the account, by its --rung"


def check_enough(facts: Facts) -> Iterator[Finding]:
    """Judge what the client has to do without."""
    if facts.settings.pickup_by in ("leg", "dialplan") and not facts.may("Originate"):
        yield Severity.PROBLEM.finding(
            f"This account may not ring your phone{_as_written(facts)}, but the setting "
            "'pickup_by' requires it.",
            "No call can be taken.",
            _write(facts, "originate"),
        )
    elif not facts.may("Originate"):
        yield Severity.ADVICE.finding(
            f"This account may not ring your phone{_as_written(facts)}; your softphone has to dial "
            "the code.",
            "With the right 'originate' one click is enough, but a thief of the account could then "
            "run programs on the PBX.",
            _write(facts, "originate"),
        )
    if not facts.may_ask:
        yield Severity.ADVICE.finding(
            "This account may not ask the PBX: calls that already ring when Cornetta starts are "
            "not shown.",
            "The list starts empty, and the settings must name your groups.",
            _write(facts, "originate,reporting,call"),
        )
    elif facts.may("Originate") and not facts.may("Hangup"):
        yield Severity.ADVICE.finding(
            "This account may not hang up your phone.",
            "If a call ends just after the click, your phone keeps ringing until the time is up.",
            _write(facts, "originate,reporting,call"),
        )
    elif facts.may("Originate"):
        yield Severity.OK.finding("The account has all the rights that Cornetta uses.")


def _as_written(facts: Facts) -> str:
    """What stands in the file, where a misspelt right shows."""
    account = facts.account
    return f" (write = {account.write})" if account and account.write else ""


def check_power(facts: Facts) -> Iterator[Finding]:
    """Judge what else somebody could do with the account."""
    dangerous = [word for word in _DANGEROUS if word in facts.classes]
    if dangerous:
        powers = ", ".join(_DANGEROUS[word] for word in dangerous)
        yield Severity.WARNING.finding(
            f"This account may do far more than Cornetta needs: {', '.join(dangerous)}.",
            f"A thief of the account can {powers}. Keep it for administration "
            "(--admin-username), and give the agent a separate account.",
            _write(facts, "originate,reporting,call"),
        )
    elif others := sorted(facts.classes - USED):
        yield Severity.ADVICE.finding(
            f"This account has rights that Cornetta does not use: {', '.join(others)}.",
            "They are useful only to a thief of the account.",
            _write(facts, ",".join(sorted(facts.classes & USED))),
        )


def check_secrets(facts: Facts) -> Iterator[Finding]:
    """Judge what somebody could read with it."""
    if facts.may("Getvar") and not facts.may("Originate"):  # which can do that and more
        yield Severity.ADVICE.finding(
            "This account can read every secret of the PBX; Cornetta reads none.",
            "'reporting' and 'call' allow Getvar, which reads any line of any configuration "
            "file: the passwords of all phones and accounts. Cornetta also works without them, "
            "but then it shows only calls that start to ring after its own start.",
            _write(
                facts, f" ; only if you do not need the calls that rang before, {_RUNG} read-only"
            ),
        )


def check_originate(facts: Facts) -> Iterator[Finding]:
    """Judge what somebody could do who calls with it.

    A variable of the call may be a function, and FILE writes all that Asterisk may write, such as
    a call file with any application. Source: seen on 16.28 and 22.10.
    """
    if facts.may("Originate"):
        yield Severity.ADVICE.finding(
            "This account can run programs on the PBX, call anybody, and listen to any call.",
            "A thief of it could also read every secret of the PBX. 'originate' is not limited to "
            "your own phone. Without it, your softphone takes the calls by dialling the code.",
            _write(facts, f" ; only if your softphone can dial the codes, {_RUNG} read-only"),
        )


def check_hearing(facts: Facts) -> Iterator[Finding]:
    """Judge which events the account is sent."""
    account = facts.account
    if account is None:
        if facts.sends_groups is not None:
            yield Severity.OK.finding("The account receives the events of calls.")
            return
        yield Severity.UNKNOWN.finding(
            "This account cannot check whether it receives the events of calls.",
            "Without 'read = call', Cornetta never shows a call.",
            in_manager(facts.account_head, "read = call"),
        )
    elif not reads(account.read, "call"):
        yield Severity.PROBLEM.finding(
            f"This account receives no events of calls (read = {account.read}).",
            "Cornetta never shows a call.",
            in_manager(facts.account_head, "read = call,agent"),
        )
    elif not reads(account.read, "agent"):
        yield Severity.ADVICE.finding(
            f"This account receives no events of queues (read = {account.read}).",
            "A call that waits in a queue is shown without the queue's name.",
            in_manager(facts.account_head, "read = call,agent"),
        )
    elif reads(account.read, "dtmf"):
        yield Severity.ADVICE.finding(
            f"This account receives more than Cornetta needs (read = {account.read}).",
            "That includes every key that is pressed during a call: PINs and card numbers.",
            in_manager(facts.account_head, "read = call,agent"),
        )
    else:
        yield Severity.OK.finding("It receives the events of calls and queues.")


def check_networks(facts: Facts) -> Iterator[Finding]:
    """Judge from where the account may be used."""
    account = facts.account
    if account is None:
        severity, what = Severity.UNKNOWN, "This account cannot check from where it may log in."
    elif account.acl or (account.deny and not account.permit.endswith(("/0", "/0.0.0.0"))):
        yield Severity.OK.finding("The account may log in only from certain networks.")
        return
    else:
        severity, what = Severity.ADVICE, "The account may log in from everywhere."
    why = "An account that is limited to your network is useless to a thief elsewhere."
    lines = [facts.account_head, "deny = 0.0.0.0/0.0.0.0", "deny = ::/0"]
    lines += [f"permit = {network}" for network in PRIVATE_NETWORKS]
    lines[-1] += "  ; name the networks of the desks, or they are refused"
    yield severity.finding(what, why, in_manager(*lines))


def _write(facts: Facts, classes: str) -> tuple[Fix, ...]:
    return in_manager(facts.account_head, f"write = {classes}".strip())
