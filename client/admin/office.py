"""The pickup groups of one PBX, and every way to change them; values and rules, no I/O.

Each change is a function from an office to an office. One that is there already changes
nothing; one that the rules do not allow raises InvalidNumbering.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from client.calls.events import Party
from client.calls.groups import MOST_TOLD_BYTES
from client.calls.numbering import (
    DEFAULT_SERVICE_CODE,
    NumberRange,
    group_name,
    service_code,
    with_usual_spaces,
)
from client.errors import CoversExtensions, InvalidNumbering
from client.sentence import Sentence
from client.wording import party

Groups = frozenset[str]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A phone. Its groups are all named groups that it has, ours or not.

    Attributes:
        call_groups: whose members may take its calls (`named_call_group`).
        pickup_groups: whose calls it may take (`named_pickup_group`).
        editable: False when the PBX does not have it from pjsip.conf, so that we cannot change it.
        numeric: its numeric groups of either kind, which are never ours.
    """

    id: str
    desk: Party
    call_groups: Groups = frozenset()
    pickup_groups: Groups = frozenset()
    editable: bool = True
    numeric: Groups = frozenset()

    @property
    def groups(self) -> Groups:
        """The groups that it is in, with either tick."""
        return self.call_groups | self.pickup_groups

    def with_lists(self, made: Callable[[Groups], Groups]) -> "Endpoint":
        """The same phone, and of both its lists what this makes of each."""
        call_groups, pickup_groups = made(self.call_groups), made(self.pickup_groups)
        return replace(self, call_groups=call_groups, pickup_groups=pickup_groups)


@dataclass(frozen=True, slots=True)
class Office:
    """What the PBX knows.

    Attributes:
        names: of our groups, by number.
        endpoints: all of them, by id.
        numbers: which numbers groups may have; None until somebody says.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    numbers: NumberRange | None = None
    service_code: str = DEFAULT_SERVICE_CODE

    def members(self, number: str) -> list[Endpoint]:
        """Who is in a group, in order of their extensions."""
        members = [
            one
            for one in self.endpoints.values()
            # Not `one.groups`, which makes a set for each: a window waits.
            if number in one.call_groups or number in one.pickup_groups
        ]
        return by_extension(members)


def by_extension(endpoints: Iterable[Endpoint]) -> list[Endpoint]:
    """These in order of their extensions: 201 before 2000."""

    def place(one: Endpoint) -> tuple[str, str]:
        number = one.desk.number
        return number.zfill(20) if number.isdecimal() else number, one.id

    return sorted(endpoints, key=place)


def used_groups(office: Office) -> Groups:
    """The groups that phones are in, ours and those without a name."""
    return Groups().union(*(one.groups for one in office.endpoints.values()))


def numeric_groups(endpoints: Iterable[Endpoint]) -> Groups:
    """The numbers of all numeric groups. They may have names, too, in the same place as ours."""
    return frozenset(number for one in endpoints for number in one.numeric)


def require_group(office: Office, number: str) -> None:
    """Refuse a number that no group has, with InvalidNumbering."""
    if number not in office.names:
        known = ", ".join(sorted(office.names)) or "none"
        reason = Sentence("{number} does not exist; these do: {known}")
        raise InvalidNumbering(Sentence("group"), reason.format(number=number, known=known))


def leaves_out(numbers: NumberRange, groups: Iterable[str]) -> InvalidNumbering:
    """What to raise where groups, "501 Support", cannot stay as they are."""
    reason = Sentence("{range} leaves out {groups}")
    listed = ", ".join(groups)
    return InvalidNumbering(Sentence("range"), reason.format(range=numbers.pattern, groups=listed))


def require_range(office: Office) -> NumberRange:
    """Which numbers groups may have; refuse, with InvalidNumbering, where nobody has said so."""
    if office.numbers is None:
        reason = Sentence("is not set; first say which numbers groups may have, such as 5XX")
        raise InvalidNumbering(Sentence("range"), reason)
    return office.numbers


def find_endpoint(office: Office, who: str) -> Endpoint:
    """The phone of an extension, or of an endpoint's id; InvalidNumbering unless it is one."""
    at = [one for one in office.endpoints.values() if one.desk.number == who]
    found = [office.endpoints[who]] if who in office.endpoints else at
    if len(found) != 1:
        known = ", ".join(sorted(one.id for one in found))
        reason = Sentence("{number} does not exist").format(number=who)
        if found:
            reason = Sentence("{number} is one of several: {known}; name one of these")
            reason = reason.format(number=who, known=known)
        raise InvalidNumbering(Sentence("extension"), reason)
    return found[0]


def set_service_code(office: Office, text: str) -> Office:
    """Say what is dialled to pick up."""
    numbers = [*office.names, *(one.desk.number for one in office.endpoints.values())]
    return replace(office, service_code=service_code(text, numbers))


def set_range(office: Office, text: str, *, sure: bool = False) -> Office:
    """Say which numbers groups may have.

    Args:
        text: such as 5XX.
        sure: groups may hide extensions: what is dialled then means the group.

    Raises:
        CoversExtensions: they would, and nobody is sure.
    """
    numbers = NumberRange.parse(text)
    outside = [
        f"{number} {name}"
        for number, name in sorted(office.names.items())
        if numbers.leaves_out(number)
    ]
    if outside:
        raise leaves_out(numbers, outside)
    hidden = covered(office, numbers)
    if hidden and not sure and numbers != office.numbers:
        raise CoversExtensions(numbers.pattern, hidden)
    return replace(office, numbers=numbers)


def covered(office: Office, numbers: NumberRange) -> list[str]:
    """The extensions that groups of this range could hide, with their names."""
    desks = [one.desk for one in by_extension(office.endpoints.values())]
    return [party(one) for one in desks if one.number in numbers]


def add(
    office: Office, name: str, number: str | None = None, *, members_known: bool = False
) -> Office:
    """Define a group; without a number it gets the first that is free.

    Args:
        members_known: who is in a group without a name may have the number: they are put right.
    """
    numbers, name = require_range(office), with_usual_spaces(name)
    if number is None:
        same = [known for known, other in office.names.items() if other == name]
        number = same[0] if same else next(free_numbers(office), None)
    if number is None:
        reason = Sentence("{range} has no free number left").format(range=numbers.pattern)
        raise InvalidNumbering(Sentence("range"), reason)
    if office.names.get(number) == name:
        return office
    _check_number(office, number, members_known=members_known)
    return replace(office, names={**office.names, number: group_name(name, office.names.values())})


def free_numbers(office: Office, *others: Office) -> Iterator[str]:
    """The numbers that a new group may have, in order; nobody uses them in the others either."""
    used: set[str] = set()
    for each in (office, *others):
        used |= numeric_groups(each.endpoints.values()) | used_groups(each) | each.names.keys()
    free = office.numbers.free(used) if office.numbers else iter(())
    return (number for number in free if not number.startswith(office.service_code))


def rename(office: Office, number: str, name: str) -> Office:
    """Give a group another name."""
    require_group(office, number)
    others = [other for known, other in office.names.items() if known != number]
    return replace(office, names={**office.names, number: group_name(name, others)})


def renumber(office: Office, number: str, new: str) -> Office:
    """Give a group another number; its members stay in it."""
    require_group(office, number)
    if new == number:
        return office
    _check_number(office, new)
    names = {(new if known == number else known): name for known, name in office.names.items()}
    return with_members_in(replace(office, names=names), number, new)


def remove(office: Office, number: str) -> Office:
    """Forget a group and who was in it. One that is not there stays away."""
    if number not in office.names:
        return office
    names = {known: name for known, name in office.names.items() if known != number}
    return with_members_in(replace(office, names=names), number, None)


def with_members_in(office: Office, number: str, new: str | None) -> Office:
    """Put all who are in a group into another one instead, or into none."""
    instead = {new} if new else set()

    def moved(groups: Groups) -> Groups:
        return groups - {number} | instead if number in groups else groups

    changed = {one.id: _editable(one).with_lists(moved) for one in office.members(number)}
    return replace(office, endpoints={**office.endpoints, **changed})


def put_member(
    office: Office, number: str, who: str, *, is_picked_up: bool = True, may_pick_up: bool = True
) -> Office:
    """Put somebody into a group with these two ticks; with neither they are not in it.

    `who` is an extension or an endpoint's id. Who is kept elsewhere may be named all the same, as
    long as nothing changes for them: an export names everybody.
    """
    require_group(office, number)
    member = find_endpoint(office, who)

    def ticked(groups: Groups, *, tick: bool) -> Groups:
        return groups | {number} if tick else groups - {number}

    changed = replace(
        member,
        call_groups=ticked(member.call_groups, tick=is_picked_up),
        pickup_groups=ticked(member.pickup_groups, tick=may_pick_up),
    )
    if changed == member:
        return office
    for was, groups in (
        (member.call_groups, changed.call_groups),
        (member.pickup_groups, changed.pickup_groups),
    ):
        if len(groups) > len(was) and len(", ".join(groups).encode()) >= MOST_TOLD_BYTES:
            reason = Sentence(
                "{who} is in {count} groups already; Asterisk cannot tell of more groups"
            )
            raise InvalidNumbering(
                Sentence("extension"), reason.format(who=who, count=str(len(was)))
            )
    return replace(office, endpoints={**office.endpoints, _editable(member).id: changed})


def _check_number(office: Office, number: str, *, members_known: bool = False) -> None:
    numbers, reason = require_range(office), None
    if number not in numbers:
        reason = Sentence("{number} is not in the range {range}")
    elif number in office.names:
        reason = Sentence("{number} is taken by {name}")
    elif not members_known and office.members(number):
        reason = Sentence(
            "{number} is in use on the PBX, by a group without a name; on the PBX, "
            "'database put pickup/group' gives it one"
        )
    elif number in numeric_groups(office.endpoints.values()):
        reason = Sentence("{number} is in use on the PBX, by a numeric group")
    elif number.startswith(office.service_code):
        reason = Sentence("{number} begins with the service code")
    if reason:
        name = office.names.get(number, "")
        reason = reason.format(number=number, range=numbers.pattern, name=name)
        raise InvalidNumbering(Sentence("number"), reason)


def _editable(endpoint: Endpoint) -> Endpoint:
    if not endpoint.editable:
        reason = Sentence(
            "{phone} is kept elsewhere than in pjsip.conf, so it must be changed there"
        )
        raise InvalidNumbering(Sentence("extension"), reason.format(phone=endpoint.id))
    return endpoint
