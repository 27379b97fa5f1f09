"""`pjsip.conf` on the PBX's disk, as AMI shows and changes it.

Sections, and in each its lines in order: two of one name may stand there, and the last one counts.
Nothing that is written here changes the PBX before it reads the file again. Source of every rule
and message: Asterisk 16.28 and 22.10, which answer alike.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from client.simulator.office import Desk, Office

FILE = "pjsip.conf"


class RefusedError(Exception):
    """A change that cannot be made; the text is the PBX's own."""


@dataclass(slots=True)
class Section:
    """One section, templates already put in."""

    name: str
    lines: list[tuple[str, str]]

    def matches(self, wanted: str) -> bool:
        """Tell whether its lines meet a filter such as "type=endpoint"; an empty one is met.

        Names and values are expressions; no section here is a template.
        """
        return "TEMPLATES=restrict" not in wanted and all(
            self._has(*part.split("=", 1)) for part in wanted.split(",") if "=" in part
        )

    def last(self, name: str) -> str:
        """The value that counts; "" for none."""
        return next((value for key, value in reversed(self.lines) if key == name), "")

    def _has(self, name: str, pattern: str) -> bool:
        return any(re.search(name, key) and re.search(pattern, value) for key, value in self.lines)


@dataclass(frozen=True, slots=True)
class Change:
    """One part of an UpdateConfig; "" for what it does not say."""

    action: str
    section: str
    name: str
    value: str
    only: str

    def apply(self, sections: Sequence[Section]) -> None:
        """Change the one section that is meant.

        Raises:
            RefusedError: it cannot be done.
        """
        meant = (one for one in sections if one.name == self.section and one.matches(self.only))
        section = next(meant, None)
        if section is None:
            raise RefusedError("Given category does not exist")
        line = (self.name, self.value)
        known = [at for at, (name, _) in enumerate(section.lines) if name == self.name]
        if self.action == "Append":
            section.lines.append(line)
        elif not known:
            raise RefusedError("Update did not complete successfully")
        elif self.action == "Update":
            section.lines[known[0]] = line  # not the one that counts, if there are two
        else:
            section.lines[:] = [one for one in section.lines if one[0] != self.name]


class PjsipConf:
    """The file of an office, as it is when the PBX starts."""

    def __init__(self, office: Office) -> None:
        self.sections: list[Section] = []
        for desk in office.desks:
            if not desk.kept_elsewhere:
                self.sections += _sections_of(desk)

    def change(self, changes: Sequence[Change]) -> None:
        """Make all of these changes or, if one is refused, none.

        Raises:
            RefusedError: the first that cannot be made says why.
        """
        changed = deepcopy(self.sections)
        for change in changes:
            change.apply(changed)
        self.sections = changed

    def desks(self, known: Sequence[Desk]) -> tuple[Desk, ...]:
        """The desks with the named groups that the file gives them now."""
        return tuple(self._as_written(desk) for desk in known)

    def _as_written(self, desk: Desk) -> Desk:
        for section in self.sections:
            if section.name == desk.endpoint and section.matches("type=endpoint"):
                return replace(
                    desk,
                    named_call_group=_listed(section.last("named_call_group")),
                    named_pickup_group=_listed(section.last("named_pickup_group")),
                )
        return desk


def _sections_of(desk: Desk) -> list[Section]:
    """An endpoint and its aor, which have one name."""
    options = ("context", "callerid")
    lists = {
        "named_call_group": desk.named_call_group,
        "named_pickup_group": desk.named_pickup_group,
        "call_group": desk.call_group,
        "pickup_group": desk.pickup_group,
    }
    lines = [("type", "endpoint")]
    lines += [(name, desk.option(name)) for name in options if desk.option(name) != "<unknown>"]
    lines += [(name, ",".join(map(str, groups))) for name, groups in lists.items() if groups]
    aor = [("type", "aor"), ("max_contacts", "1")]
    return [Section(desk.endpoint, lines), Section(desk.endpoint, aor)]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
