"""A PBX at which nothing is wrong, and what the doctor says where something else is."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from client.calls.events import GroupId
from client.calls.groups import PickupGroup
from client.config.settings import Settings
from client.doctor.facts import Account, Certificate, Endpoint, Facts
from client.doctor.finding import Finding, Severity
from client.provision.texts import steps

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

ACCOUNT = Account(
    "call,agent", "originate,call", ("ChanVariable: x",), "10000", "0.0.0.0/0", "10.0.0.0/8", ""
)
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
    endpoint=Endpoint(
        "office",
        (SUPPORT,),
        (),
        tells_caller=True,
        dialled=None,
        dials_codes=None,
        phones=("sip:204@192.0.2.7",),
    ),
    is_extension=True,
    pickupexten="",
    codes=frozenset({"**", "_**.", "_leg.", "s"}),
    steps=steps("**"),
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
