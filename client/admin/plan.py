"""What a save changes on the PBX, step by step; no I/O."""

from dataclasses import dataclass
from typing import Literal

from client.admin.office import Endpoint, Groups, Office
from client.calls.numbering import DEFAULT_SERVICE_CODE

Tick = Literal["named_call_group", "named_pickup_group"]

_TICKS: tuple[Tick, ...] = ("named_call_group", "named_pickup_group")
_TICK_WORDS = {"named_call_group": "is picked up in", "named_pickup_group": "may pick up from"}


@dataclass(frozen=True, slots=True)
class Stored:
    """A value in the PBX's own database, under family `pickup`; None = there is none.

    Attributes:
        key: "group/501" (its name), "range", or "service-code".
    """

    key: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        what = f"{self.key.replace('/', ' ').replace('-', ' ')}"
        if self.before is None:
            return f"{what}: new, {self.after}"
        if self.after is None:
            return f"{what}: removed (was {self.before})"
        return f"{what}: {self.before} becomes {self.after}"

    def of(self, office: Office) -> str | None:
        """What this value is in an office."""
        return stored(office).get(self.key)

    def undone(self) -> "Stored":
        """The step back."""
        return Stored(self.key, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Ticked:
    """One of the two lists of groups of one endpoint."""

    endpoint: Endpoint
    tick: Tick
    before: Groups
    after: Groups

    def __str__(self) -> str:
        who = f"{self.endpoint.desk.number} {self.endpoint.desk.name}".strip()
        parts = [f"no longer {_TICK_WORDS[self.tick]} {one}" for one in self.before - self.after]
        parts += [f"{_TICK_WORDS[self.tick]} {one}" for one in self.after - self.before]
        return f"{who}: {', '.join(sorted(parts))}"

    def of(self, office: Office) -> Groups | None:
        """What this list is in an office."""
        endpoint = office.endpoints.get(self.endpoint.id)
        return None if endpoint is None else _list_of(endpoint, self.tick)

    def undone(self) -> "Ticked":
        """The step back."""
        return Ticked(self.endpoint, self.tick, self.after, self.before)


Step = Stored | Ticked


def stored(office: Office) -> dict[str, str]:
    """What an office keeps in the PBX's database, by key."""
    values = {f"group/{number}": name for number, name in office.names.items()}
    if office.numbers is not None:
        values["range"] = office.numbers.pattern
    if office.service_code != DEFAULT_SERVICE_CODE:
        values["service-code"] = office.service_code
    return values


def plan(before: Office, after: Office) -> list[Step]:
    """The steps from one office to another: new names first, old ones last.

    So no phone is ever in a group that has no name.
    """
    old, new = stored(before), stored(after)
    database = [
        Stored(key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    ticks = [
        Ticked(endpoint, tick, was, now)
        for endpoint in sorted(after.endpoints.values(), key=lambda one: one.id)
        for tick in _TICKS
        if (was := _list_of(before.endpoints[endpoint.id], tick))
        != (now := _list_of(endpoint, tick))
    ]
    return [
        *(step for step in database if step.after is not None),
        *ticks,
        *(step for step in database if step.after is None),
    ]


def _list_of(endpoint: Endpoint, tick: Tick) -> Groups:
    return endpoint.call_groups if tick == "named_call_group" else endpoint.pickup_groups
