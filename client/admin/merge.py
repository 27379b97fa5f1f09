"""Two people change the same: what they have by now, what I want, and how both go together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from client.admin.office import Groups, Office, free_numbers, leaves_out, renumber, with_members_in
from client.admin.plan import GROUP, DatabaseStep, EndpointStep, Step, applied, plan
from client.calls.numbering import group_name
from client.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Conflict:
    """A step of mine whose start has gone; `theirs` is what is there now, None = nothing."""

    step: Step
    theirs: str | Groups | None

    @property
    def mine(self) -> str | Groups | None:
        """What is there when mine wins: of a list, what I have not touched stays theirs."""
        if isinstance(self.step, DatabaseStep):
            return self.step.after
        return _rebased_list(self.step, frozenset(self.theirs or ()))


class Merge:
    """My changes from `before` to `wanted`, and those of others, who have made `now` of it.

    Attributes:
        conflicts: where both have changed the same. Who wants the same as I do is in none, and
            neither is a phone that has gone: there is nothing to choose.
        renumbered: the groups of mine that have another number, as somebody else gave theirs away.
        names: of all groups of both.
    """

    def __init__(self, before: Office, wanted: Office, now: Office) -> None:
        self._before, self._now = before, now
        self._wanted = _renumbered(before, wanted, now)
        self.renumbered = sorted(self._wanted.names.keys() - wanted.names.keys())
        self.names = {**self._wanted.names, **now.names}
        self._steps = plan(before, self._wanted)
        found = [Conflict(step, step.of(now)) for step in self._steps if _rebased(now, step)]
        self.conflicts = [
            one for one in found if one.theirs not in (one.step.before, one.step.after)
        ]

    def office(self, *, mine: bool) -> Office:
        """`now` with my changes; where both meet, mine or theirs.

        Of a list of groups only what I have added and taken away is mine: the rest is theirs.

        Raises:
            InvalidNumbering: the two do not go together, e.g. two groups of one name.
        """
        before, wanted, now = self._before, self._wanted, self._now
        met = [conflict.step for conflict in self.conflicts]
        steps = [step for step in self._steps if mine or step not in met]
        office = applied(now, [done for step in steps if (done := _rebased(now, step))])
        gone = (before.names.keys() | wanted.names.keys() | now.names.keys()) - office.names.keys()
        by_name = {name: number for number, name in office.names.items()}
        moved = {one: by_name[name] for one, name in before.names.items() if name in by_name}
        office = _without(office, steps, gone, moved)
        # Those, too, whom only somebody else has put into a group that I removed or renumbered.
        for number in sorted(now.names.keys() - office.names.keys()):
            office = with_members_in(office, number, moved.get(number))
        return _checked(office, now)


def broken(before: Office, steps: Sequence[Step], now: Office) -> list[Sentence]:
    """What steps from `before` would break of what others have changed up to `now`, in words.

    Each fits by itself, and yet: somebody has removed the group that I put a phone into, or has
    given another one the name of mine.
    """
    return sorted(breaks(steps, now) - breaks(steps, before), key=str)


def breaks(steps: Sequence[Step], office: Office) -> set[Sentence]:
    """What is not right about what these steps make of an office, in words."""
    office, found = applied(office, steps), set[Sentence]()
    for step in steps:
        if isinstance(step, EndpointStep):
            new = step.after - step.before
            gone = Sentence("there is no {number} now")
            found |= {gone.format(number=one) for one in new if one not in office.names}
        elif step.key == "range":
            found |= _outside(office, office.names)
        elif step.key.startswith(GROUP):
            found |= _broken_group(office, step.key.removeprefix(GROUP))
    return found


def _renumbered(before: Office, wanted: Office, now: Office) -> Office:
    """`wanted`, with another number for each group of mine whose number somebody else gave away.

    Two groups that are new by now stay two: joined, the members of each would take calls of the
    other. Who calls it the same has made the same group.
    """
    given = (wanted.names.keys() & now.names.keys()) - before.names.keys()
    for number in sorted(given):
        same = wanted.names[number].casefold() == now.names[number].casefold()
        free = next(free_numbers(wanted, now), None)
        if not same and free is not None:
            wanted = renumber(wanted, number, free)
    return wanted


def _broken_group(office: Office, number: str) -> set[Sentence]:
    name = office.names.get(number)
    if name is None:
        members = ", ".join(one.desk.number for one in office.members(number))
        text = Sentence("{extensions} would stay in {number}")
        return {text.format(extensions=members, number=number)} if members else set()
    same = [
        other
        for other, known in office.names.items()
        if other != number and known.casefold() == name.casefold()
    ]
    text = Sentence("{number} is called {name} now")
    return {text.format(number=other, name=name) for other in same} | _outside(office, [number])


def _outside(office: Office, numbers: Iterable[str]) -> set[Sentence]:
    if office.numbers is None:
        return set()
    text, pattern = Sentence("{group} is not in {range}"), office.numbers.pattern
    return {
        text.format(group=f"{number} {office.names[number]}", range=pattern)
        for number in numbers
        if office.numbers.leaves_out(number)
    }


def _rebased(now: Office, step: Step) -> Step | None:
    """A step of mine as it is done to what others have made; None where its phone has gone."""
    if isinstance(step, DatabaseStep):
        return step
    groups = step.of(now)
    return None if groups is None else replace(step, after=_rebased_list(step, groups))


def _rebased_list(step: EndpointStep, groups: Groups) -> Groups:
    """What I have added and taken away, done to another list."""
    return (groups - (step.before - step.after)) | (step.after - step.before)


def _without(
    office: Office,
    steps: Sequence[Step],
    gone: frozenset[str] | set[str],
    moved: Mapping[str, str],
) -> Office:
    """Put nobody into a group that somebody has removed meanwhile, but where it has gone to."""
    touched = {step.endpoint.id for step in steps if isinstance(step, EndpointStep)}

    def kept(groups: Groups) -> Groups:
        return groups - gone | {moved[one] for one in groups & gone if one in moved}

    known = touched & office.endpoints.keys()
    changed = {one: office.endpoints[one].with_lists(kept) for one in known}
    return replace(office, endpoints={**office.endpoints, **changed})


def _checked(office: Office, now: Office) -> Office:
    """Hold what is new to the rules; what the PBX has already may stand."""
    for number, name in office.names.items():
        if name != now.names.get(number):
            group_name(name, [other for known, other in office.names.items() if known != number])
        elif office.numbers == now.numbers:
            continue
        if office.numbers is not None and office.numbers.leaves_out(number):
            raise leaves_out(office.numbers, [f"{number} {name}"])
    return office
