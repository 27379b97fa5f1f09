"""What a save changes on the PBX, step by step; no I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from client.admin.office import Endpoint, Groups, Office, find_endpoint, numeric_groups
from client.calls.events import Party
from client.calls.numbering import DEFAULT_SERVICE_CODE, NumberRange
from client.errors import InvalidNumbering
from client.sentence import Sentence, joined
from client.wording import party

FAMILY = "pickup"
"""The family of the PBX's database in which everything of ours is."""

GROUP = "group/"
"""How the key of a group's name begins; its number follows."""

GroupOption = Literal["named_call_group", "named_pickup_group"]

GROUP_OPTIONS: tuple[GroupOption, ...] = ("named_call_group", "named_pickup_group")

_NEW, _REMOVED, _CHANGED = range(3)
_VALUE_WORDS = {
    "group": (
        Sentence("group {number}: new, {new}"),
        Sentence("group {number}: removed (was {old})"),
        Sentence("group {number}: {old} becomes {new}"),
    ),
    "range": (
        Sentence("range: new, {new}"),
        Sentence("range: removed (was {old})"),
        Sentence("range: {old} becomes {new}"),
    ),
    "service-code": (
        Sentence("service code: new, {new}"),
        Sentence("service code: removed (was {old})"),
        Sentence("service code: {old} becomes {new}"),
    ),
}
_LIST_WORDS = {
    "named_call_group": (
        Sentence("is picked up in {group}"),
        Sentence("no longer is picked up in {group}"),
    ),
    "named_pickup_group": (
        Sentence("may pick up from {group}"),
        Sentence("no longer may pick up from {group}"),
    ),
}


@dataclass(frozen=True, slots=True)
class DatabaseStep:
    """A value in the PBX's database: "group/501" (a name), "range", "service-code"; None = none."""

    key: str
    before: str | None
    after: str | None

    @property
    def words(self) -> Sentence:
        """The step in words: "group 501: Support becomes Sales"."""
        kind, _, number = self.key.partition("/")
        how = _NEW if self.before is None else _REMOVED if self.after is None else _CHANGED
        old, new = self.before or "", self.after or ""
        return _VALUE_WORDS[kind][how].format(number=number, old=old, new=new)

    def of(self, office: Office) -> str | None:
        """What this value is in an office."""
        return database_values(office).get(self.key)

    def undone(self) -> "DatabaseStep":
        """The step back."""
        return DatabaseStep(self.key, self.after, self.before)


@dataclass(frozen=True, slots=True)
class EndpointStep:
    """One of the two lists of groups of one endpoint."""

    endpoint: Endpoint
    option: GroupOption
    before: Groups
    after: Groups

    @property
    def words(self) -> Sentence:
        """The step in words: "101 Desk 101: is picked up in 501"."""
        who = party(self.endpoint.desk)
        put, taken = _LIST_WORDS[self.option]
        come, gone = sorted(self.after - self.before), sorted(self.before - self.after)
        listed = ((put, come), (taken, gone))
        parts = [how.format(group=", ".join(groups)) for how, groups in listed if groups]
        return Sentence("{phone}: {changes}").format(phone=who, changes=joined(parts, ", "))

    def of(self, office: Office) -> Groups | None:
        """What this list is in an office."""
        endpoint = office.endpoints.get(self.endpoint.id)
        return None if endpoint is None else _list_of(endpoint, self.option)

    def undone(self) -> "EndpointStep":
        """The step back."""
        return EndpointStep(self.endpoint, self.option, self.after, self.before)


Step = DatabaseStep | EndpointStep


def by_others(step: Step, now: Office) -> Sentence:
    """What somebody else has made of what a step is about since it was as before, in words."""
    if isinstance(step, DatabaseStep):
        return replace(step, after=step.of(now)).words
    found = step.of(now)
    if found is None:
        return Sentence("{number} does not exist").format(number=step.endpoint.id)
    # A step of a save's file knows of its phone no more than the id.
    return replace(step, endpoint=now.endpoints[step.endpoint.id], after=found).words


def step_json(step: Step) -> dict[str, object]:
    """`{"what": "group/501", "before": "Support"|null, "after": ...}`.

    For a list of groups `what` is "endpoint/101/named_call_group", and both are lists.
    """
    if isinstance(step, DatabaseStep):
        return {"what": step.key, "before": step.before, "after": step.after}
    return {
        "what": f"endpoint/{step.endpoint.id}/{step.option}",
        "before": sorted(step.before),
        "after": sorted(step.after),
    }


def step_from_json(value: Mapping[str, Any]) -> Step:
    """Read what `step_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: it did not write this.
    """
    what, before, after = str(value["what"]), value["before"], value["after"]
    if what.partition("/")[0] in _VALUE_WORDS:
        return DatabaseStep(what, before, after)
    endpoint, _, name = what.removeprefix("endpoint/").rpartition("/")
    option = GROUP_OPTIONS[GROUP_OPTIONS.index(name)]
    desk = Endpoint(endpoint, Party(endpoint))
    return EndpointStep(desk, option, frozenset(before), frozenset(after))


def applied(office: Office, steps: Iterable[Step]) -> Office:
    """What an office becomes.

    Raises:
        InvalidNumbering: an endpoint is no longer there, or a range is not valid.
    """
    values, endpoints = database_values(office), dict(office.endpoints)
    for step in steps:
        if isinstance(step, EndpointStep):
            known = find_endpoint(office, step.endpoint.id).id
            was = endpoints[known]  # as the other list's step has left it
            endpoints[known] = (
                replace(was, call_groups=step.after)
                if step.option == "named_call_group"
                else replace(was, pickup_groups=step.after)
            )
        elif step.after is None:
            values.pop(step.key, None)
        else:
            values[step.key] = step.after
    return from_stored(values, endpoints)


def from_stored(values: Mapping[str, str], endpoints: Mapping[str, Endpoint]) -> Office:
    """The office of what the database and the endpoints say.

    The name of a numeric group is not ours, unless its number is one that groups may have.
    """
    numbers = _range(values.get("range", ""))
    numeric = numeric_groups(endpoints.values())
    names = {
        key.removeprefix(GROUP): value for key, value in values.items() if key.startswith(GROUP)
    }
    return Office(
        names={
            number: name
            for number, name in names.items()
            if number not in numeric or (numbers is not None and number in numbers)
        },
        endpoints=endpoints,
        numbers=numbers,
        service_code=values.get("service-code", DEFAULT_SERVICE_CODE),
    )


def database_values(office: Office) -> dict[str, str]:
    """What an office keeps in the PBX's database, by key."""
    values = {GROUP + number: name for number, name in office.names.items()}
    values["service-code"] = office.service_code
    if office.numbers is not None:
        values["range"] = office.numbers.pattern
    return values


def plan(before: Office, after: Office) -> list[Step]:
    """The steps from one office to another: new names first, old ones last.

    So no phone is ever in a group that has no name.
    """
    old, new = database_values(before), database_values(after)
    database = [
        DatabaseStep(key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    endpoints = [
        EndpointStep(endpoint, option, was, now)
        for endpoint in sorted(after.endpoints.values(), key=lambda one: one.id)
        for option in GROUP_OPTIONS
        if (was := _list_of(before.endpoints[endpoint.id], option))
        != (now := _list_of(endpoint, option))
    ]
    return [
        *(step for step in database if step.after is not None),
        *endpoints,
        *(step for step in database if step.after is None),
    ]


def _range(text: str) -> NumberRange | None:
    try:
        return NumberRange.parse(text)
    except InvalidNumbering:  # none, or somebody wrote it by hand: it has to be set anew
        return None


def _list_of(endpoint: Endpoint, option: GroupOption) -> Groups:
    return endpoint.call_groups if option == "named_call_group" else endpoint.pickup_groups
