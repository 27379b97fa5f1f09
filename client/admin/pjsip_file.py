"""pjsip.conf as AMI shows it, and the changes of lines that lead from one state to another; no I/O.

What `UpdateConfig` makes of a file (source: seen on Asterisk 16.28, 22.10, 22.11 and 23.5):

- Asterisk 23 writes into each section all that it has inherited, too, and into the wrong section
  where one of an included file has inherited it: unless `PreserveEffectiveContext` is "no".
- `Update` changes the first line of a name, an inherited one too (from 23 on the last); but the
  last line counts.
- `Delete` takes all own lines of a name away; inherited ones come back when the file is read.
- An own line that says just what a line of a template says is not written again, even (up to 22)
  where it counts because a third line stands between them: so it is spelt in another way.
- `named_call_group += ,502` is told as a line of the template that says more, and written as an
  own line with all of it.
- A message is done whole or not at all, and has at most 128 lines.
- On a full disk the file is cut off, and the answer is `Success`.
- `#tryinclude` becomes `#include` on 16.28 and 18.26, and a file that is missing is made.
- What stands between `;--` and `--;` is written without these marks, and counts again.
- The files that pjsip.conf includes are written anew with it, and that goes wrong: a new line of a
  section there, and what `[101](+)` adds there, end up in the section before, whatever that is;
  the sections of files that are included by a pattern stand twice. No action tells what a file
  includes, so it has to be looked at after the writing: `differences`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from client.admin.office import Groups
from client.admin.plan import GROUP_OPTIONS, EndpointStep
from client.ami.message import Message
from client.calls.groups import parse_groups
from client.sentence import Sentence

FILE = "pjsip.conf"
DIFFERENT = Sentence("[{section}] of type {type}: {option} is {has} in place of {wanted}")
GONE = Sentence("[{section}] of type {type}: {option} is nothing in place of {wanted}")
ADDED = Sentence("[{section}] of type {type}: {option} is {has} in place of nothing")
NEW = Sentence("[{section}] of type {type} was not there")
TWICE = Sentence("[{section}] of type {type} stands twice")
MISSING = Sentence("[{section}] is missing")
"""What `differences` are."""

MAX_LINES = 128
"""Of one AMI action. Source: AST_MAX_MANHEADERS."""

FILTERS = {
    "config": "type=^([^a]|a[^u])",
    "templates": "TEMPLATES=restrict",
    "misplaced": "type=^auth,named_(call|pickup)_group=.",
}
"""Three questions about the file. No secret is asked for: the sections of type auth hold them."""

_ALWAYS = {"SrcFilename": FILE, "DstFilename": FILE, "PreserveEffectiveContext": "no"}
_FIRST_LINES = 2 + len(_ALWAYS)  # Action and ActionID come before
_LINE = re.compile(r"Line-(\d+)-(\d+)")

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the file.

    Attributes:
        inherited: the lines of its templates.
        own: its own lines; of two of one name the last one counts, before all inherited ones.
        sure: False when it is not known which lines are inherited; then all count as its own.
        is_template: it only lends its lines to others.
    """

    name: str
    inherited: tuple[Line, ...] = ()
    own: tuple[Line, ...] = ()
    sure: bool = True
    is_template: bool = False

    @property
    def type(self) -> str:
        """What it describes, such as "endpoint"."""
        return self.value("type")

    def value(self, name: str) -> str:
        """The value that counts; "" for none."""
        return _last(self.inherited + self.own, name)

    def values(self, name: str) -> list[str]:
        """Its own values; where it is not sure which these are, the one that counts."""
        values = [value for key, value in self.own if key == name]
        return values if self.sure else values[-1:]

    def means_the_same(self, other: "Section", name: str) -> bool:
        """Whether a name has the same value here and there, however it is written."""
        if name in GROUP_OPTIONS:
            return listed(self.value(name)) == listed(other.value(name))
        return self.lasting(name) == other.lasting(name) and self.value(name) == other.value(name)

    def with_groups(self, name: str, groups: Groups) -> "Section":
        """The section with one line for this list, or none where its templates say the same.

        A line that becomes empty stays, since none can be added again in an included file.
        """
        rest = tuple(line for line in self.own if line[0] != name)
        gains = groups or rest == self.own
        if gains and self.sure and listed(_last(self.inherited, name)) == groups:
            return replace(self, own=rest)
        return replace(self, own=(*rest, (name, self._spelt(name, groups))))

    def edits_to(self, wanted: "Section") -> list["Edit"]:
        """What has to be changed of its own lines."""
        names = dict.fromkeys(key for key, _ in self.own + wanted.own)
        return [edit for name in names for edit in self._edits(wanted, name)]

    def _edits(self, wanted: "Section", name: str) -> list["Edit"]:
        has, wants = self.lasting(name), wanted.to_write(name)
        if has == wants and self.means_the_same(wanted, name):
            return []
        if self.sure and wants and wants[:-1] == has:
            return [Edit("Append", self, name, wants[-1])]
        lines = [key for key, _ in self.inherited + self.own].count(name)
        if lines == len(wants) == 1:
            return [Edit("Update", self, name, wants[0])]
        deleted = [Edit("Delete", self, name)] if lines else []
        return [*deleted, *(Edit("Append", self, name, value) for value in wants)]

    def _lent(self, name: str) -> list[str]:
        return [value for key, value in self.inherited if key == name]

    def lasting(self, name: str) -> list[str]:
        """Those of its own values that are still there when any Asterisk has written the file."""
        lent = self._lent(name)
        return [value for value in self.values(name) if value not in lent]

    def to_write(self, name: str) -> list[str]:
        """Its own values so that the one that counts lasts."""
        values, groups = self.lasting(name), listed(self.value(name))
        *_, counts = "", *self._lent(name), *values
        if name in GROUP_OPTIONS and listed(counts) != groups:
            values.append(self._spelt(name, groups))
        return values

    def _spelt(self, name: str, groups: Groups) -> str:
        """A list of groups as no template has it. None at all has one spelling: "," is an error."""
        text, lent = ",".join(sorted(groups)), self._lent(name)
        while text and text in lent:
            text += ","
        return text


@dataclass(frozen=True, slots=True)
class Edit:
    """One part of an `UpdateConfig`; value None for `Delete`."""

    action: Literal["Update", "Append", "Delete"]
    section: Section
    name: str
    value: str | None = None

    def headers(self, number: int) -> dict[str, str]:
        """Its lines of the message."""
        headers = {"Action": self.action, "Cat": self.section.name, "Var": self.name}
        if self.value is not None:
            headers["Value"] = self.value
        # An endpoint, its aor and its auth may share one section name.
        only = [f"type={self.section.type}"] if self.section.type else []
        only += ["TEMPLATES=restrict"] if self.section.is_template else []
        headers["Options"] = f'catfilter="{",".join(only)}"'
        return {f"{name}-{number:06}": value for name, value in headers.items()}


class PjsipFile:
    """The file with all that it includes.

    Attributes:
        sections: in order, then the templates, then those of secrets in which a list of groups
            stands, which nobody wants there.
        names: of all sections, those of secrets too.
    """

    def __init__(self, sections: Sequence[Section], names: Sequence[str]) -> None:
        self.sections = tuple(sections)
        self.names = tuple(names)
        self._endpoints = {
            one.name: at
            for at, one in enumerate(self.sections)
            if one.type == "endpoint" and not one.is_template
        }

    @classmethod
    def parse(
        cls, config: Message, templates: Message, misplaced: Message, categories: Message
    ) -> "PjsipFile":
        """Read the answers to GetConfig with the FILTERS of these names, and to ListCategories."""
        known: dict[str, tuple[Line, ...]] = {}
        for name, _, lines in _read(templates):
            known.setdefault(name, lines)
        return cls(
            [
                *(_section(known, *read) for read in _read(config)),
                *(replace(_section(known, *read), is_template=True) for read in _read(templates)),
                *(Section(name, (), lines) for name, _, lines in _read(misplaced)),
            ],
            [value for key, value in categories.headers() if key.startswith("Category-")],
        )

    def is_as_long_as(self, other: "PjsipFile") -> bool:
        """Whether neither ends before the other."""
        return self.names == other.names and len(self.sections) == len(other.sections)

    def endpoints(self) -> list[Section]:
        """The sections of endpoints."""
        return [self.sections[at] for at in self._endpoints.values()]

    def edits_of(self, step: EndpointStep) -> list[Edit]:
        """What has to be changed for one step."""
        section = self.sections[self._endpoints[step.endpoint.id]]
        return section.edits_to(section.with_groups(step.option, step.after))

    def with_steps(self, steps: Iterable[EndpointStep]) -> "PjsipFile":
        """The file with these lists of groups changed."""
        sections = list(self.sections)
        for step in steps:
            at = self._endpoints[step.endpoint.id]
            sections[at] = sections[at].with_groups(step.option, step.after)
        return PjsipFile(sections, self.names)

    def edits_to(self, wanted: "PjsipFile") -> list[list[Edit]]:
        """What has to be changed, section by section.

        A line that is taken out of a template stays: Asterisk writes it on behalf of those that
        have inherited it. So does one that there was not before: somebody has just written it.
        """
        new = {
            name for name, _ in _own_lines(self) - _own_lines(wanted) if name not in GROUP_OPTIONS
        }
        return [
            edits
            for has, wants in self._pairs(wanted)
            if (edits := [one for one in has.edits_to(wants) if one.name not in new])
            and not (has.is_template and any(edit.action != "Append" for edit in edits))
        ]

    def differences(self, wanted: "PjsipFile") -> list[Sentence]:
        """What is not as wanted, in words; the order of lines of different names is nothing."""
        found = [
            _difference(has, wants, name)
            for has, wants in self._pairs(wanted)
            for name in dict.fromkeys(key for key, _ in has.own + wants.own)
            if not has.means_the_same(wants, name)
        ]
        more = Counter(map(_key, self.sections)) - Counter(map(_key, wanted.sections))
        known = {*map(_key, wanted.sections)}
        found += [
            (TWICE if key in known else NEW).format(section=key[0], type=key[1])
            for key in more
            if key[1] != "auth"
        ]
        missing = Counter(wanted.names) - Counter(self.names)
        return found + [MISSING.format(section=one) for one in missing]

    def phones_twice(self) -> list[Sentence]:
        """The phones that have two sections, in words. Asterisk does not read such a file."""
        keys = Counter(_key(one) for one in self.sections if one.type == "endpoint")
        text = Sentence("[{section}] of type endpoint stands twice in pjsip.conf")
        return [
            text.format(section=name)
            for (name, _, is_template), times in keys.items()
            if times > 1 and not is_template
        ]

    def _pairs(self, wanted: "PjsipFile") -> Iterator[tuple[Section, Section]]:
        """Each section that is not the same in another state; one too many has no match there."""
        others: dict[tuple[str, str, bool], list[Section]] = {}
        for one in reversed(wanted.sections):
            others.setdefault(_key(one), []).append(one)
        for one in self.sections:
            if same := others.get(_key(one)):
                if (other := same.pop()) != one:
                    yield one, other
            elif one.type == "auth":
                without = tuple(line for line in one.own if line[0] not in GROUP_OPTIONS)
                yield one, replace(one, own=without)


def messages(edits: Iterable[Sequence[Edit]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The headers of as few `UpdateConfig` as possible; edits that belong together stay so.

    Yields:
        How many of the given groups of edits each does, and its headers.
    """
    headers: dict[str, str] = {}
    number = groups = 0
    for group in edits:
        size = sum(len(edit.headers(0)) for edit in group)
        if headers and len(headers) + size > MAX_LINES - _FIRST_LINES:
            yield groups, {**_ALWAYS, **headers}
            headers, number, groups = {}, 0, 0
        for edit in group:
            headers |= edit.headers(number)
            number += 1
        groups += 1
    if headers:
        yield groups, {**_ALWAYS, **headers}


def listed(text: str) -> Groups:
    """Read a list of named groups."""
    return frozenset(group.number for group in parse_groups(text))


def _own_lines(file: PjsipFile) -> Counter[Line]:
    return Counter(line for one in file.sections for line in one.own)


def _key(section: Section) -> tuple[str, str, bool]:
    return section.name, section.type, section.is_template


def _read(config: Message) -> Iterator[tuple[str, tuple[str, ...], tuple[Line, ...]]]:
    """Read "Category-000000: 101", "Templates-000000: phone", "Line-000000-000001: x=y"."""
    lines: dict[str, list[Line]] = {}
    headers = dict(config.headers())
    for key in sorted(headers):
        if (line := _LINE.fullmatch(key)) is not None:
            name, _, value = headers[key].partition("=")
            lines.setdefault(line[1], []).append((name, value))
        elif key.startswith("Category-"):
            lines.setdefault(key.removeprefix("Category-"), [])
    for number, read in sorted(lines.items()):
        templates = headers.get(f"Templates-{number}", "").split(",")
        name = headers.get(f"Category-{number}", "")
        yield name, tuple(one for one in templates if one), tuple(read)


def _section(
    known: Mapping[str, tuple[Line, ...]],
    name: str,
    templates: Sequence[str],
    lines: tuple[Line, ...],
) -> Section:
    inherited = tuple(line for template in templates for line in known.get(template, ()))
    first, own = lines[: len(inherited)], lines[len(inherited) :]
    if any(one not in known for one in templates) or len(first) < len(inherited):
        return Section(name, (), lines, sure=False)
    if any(
        key != name or not value.startswith(lent)
        for (key, value), (name, lent) in zip(first, inherited, strict=True)
    ):
        return Section(name, (), lines, sure=False)
    added_to = (line for line, lent in zip(first, inherited, strict=True) if line != lent)
    return Section(name, inherited, (*added_to, *own))


def _last(lines: Sequence[Line], name: str) -> str:
    return next((value for key, value in reversed(lines) if key == name), "")


def _difference(has: Section, wants: Section, name: str) -> Sentence:
    is_now, wanted = has.value(name), wants.value(name)
    text = ADDED if not wanted else DIFFERENT if is_now else GONE
    return text.format(
        section=has.name, type=has.type, option=name, has=is_now or "nothing", wanted=wanted
    )
