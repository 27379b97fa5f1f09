"""Pickup groups as a file: JSON, or CSV for a spreadsheet; no I/O.

JSON: `{"range": "5XX"|null, "groups": [{"number", "name", "members": [{"endpoint", "extension",
"name", "is_picked_up", "may_pick_up"}]}]}`. CSV: the columns of CSV_COLUMNS, a row for each
member, and one without extension for a group that has none. There a text that a spreadsheet would
take for a formula, a date or another number stands behind an apostrophe.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from itertools import zip_longest

import msgspec

from client.admin import office as edit
from client.admin.office import Endpoint, Office
from client.errors import InvalidNumbering, InvalidRows, NotImported

CSV_COLUMNS = ("number", "name", "extension", "is_picked_up", "may_pick_up")

_COMPUTED = re.compile("'*[=+\\-@\\t\\r\\n0-9.,$£€]")
_PLAIN = re.compile("[1-9][0-9]{0,14}")
"""How texts begin that a spreadsheet shows and saves as something else: formulas, 0101, 5E3, 24/7,
€ 5; and the numbers that it leaves as they are."""

_SEPARATOR_LINE = re.compile('\\A"?sep=[,;\t]"?(\r\n|\r|\n)', re.IGNORECASE)
"""What some programs write above the table for a spreadsheet, which shows it as no row."""

_WORDS = {"": True, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class MemberIn(msgspec.Struct, forbid_unknown_fields=True):
    """A member as a file has it; its name is there for who reads the file.

    A tick that is not found counts as yes, so that none may be misspelt.
    """

    extension: str = ""
    endpoint: str = ""
    is_picked_up: bool = True
    may_pick_up: bool = True
    name: str | None = None
    where: str = ""


class GroupIn(msgspec.Struct, forbid_unknown_fields=True):
    """A group as a file has it; `where` is for messages, such as "row 3".

    A file that does not tell the members, or calls them otherwise, must not take them all out.
    """

    number: str
    name: str
    members: list[MemberIn]
    where: str = ""


class FileIn(msgspec.Struct, forbid_unknown_fields=True):
    """All that a file says; the last three are a save's own, whose file can be imported, too."""

    groups: list[GroupIn] = []
    range: str | None = None
    steps: object = None
    phones: object = None
    nameless: object = None


def to_json(office: Office) -> dict[str, object]:
    """All groups of an office, ready to be written."""
    return {
        "range": office.numbers.pattern if office.numbers else None,
        "groups": [group_json(office, number) for number in sorted(office.names)],
    }


def group_json(office: Office, number: str) -> dict[str, object]:
    """One group and its members."""
    return {
        "number": number,
        "name": office.names[number],
        "members": [_member_json(one, number) for one in office.members(number)],
    }


def to_csv(office: Office) -> str:
    """All groups of an office, as a table."""
    text = io.StringIO()
    # All in quotes, since LibreOffice also divides a row at a semicolon or a tab that has none.
    # Whoever prints it makes the system's line ends of it: on Windows CR LF would become CR CR LF.
    table = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(CSV_COLUMNS)
    for number, name in sorted(office.names.items()):
        members = office.members(number)
        for one in members:
            ticks = (number in one.call_groups, number in one.pickup_groups)
            texts = map(_harmless, (number, name, one.id))
            table.writerow([*texts, *("yes" if tick else "no" for tick in ticks)])
        if not members:
            table.writerow([*map(_harmless, (number, name)), "", "", ""])
    return text.getvalue()


def _harmless(text: str) -> str:
    """`text` as no spreadsheet computes it; `_as_it_was` undoes this and nothing else."""
    return f"'{text}" if _COMPUTED.match(text) and not _PLAIN.fullmatch(text) else text


def _as_it_was(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _COMPUTED.match(cell) else cell


def parse(text: str) -> tuple[FileIn, list[NotImported]]:
    """Read a file in either form: what it says, and its rows that say nothing clear.

    Raises:
        NotImported: it is neither; the row is named.
    """
    return (_parse_json(text), []) if text.lstrip()[:1] in ("{", "[") else _parse_csv(text)


def merged(office: Office, file: FileIn, unclear: Sequence[NotImported]) -> Office:
    """The office with the file's groups: new ones made, known ones set to what the file says.

    Groups that the file does not name stay as they are.

    Raises:
        NotImported: of what is not clear, or the rules do not allow; nothing is changed. Where
            these are several rows, all are named: InvalidRows.
    """
    try:
        if file.range is not None and (
            office.numbers is None or office.numbers.pattern != file.range.upper()
        ):
            office = edit.set_range(office, file.range, sure=True)
        if any(group.number not in office.names for group in file.groups):
            edit.require_range(office)  # else each of them would be wrong
    except InvalidNumbering as error:
        raise NotImported("the file", f"{error.what} {error.reason}") from None
    wrong = list(unclear)
    named: dict[str, str] = {}
    for group in file.groups:
        if group.number in named:
            wrong.append(NotImported(group.where, f"{group.number} comes twice"))
        named[group.number] = group.name
    # Who changes its name is nameless for a while, so that two groups may swap theirs.
    kept = {number for number, name in office.names.items() if named.get(number, name) == name}
    names = {number: name if number in kept else "" for number, name in office.names.items()}
    office = replace(office, names=names)
    for group in file.groups:
        office = _with_group(office, group, wrong, renamed=group.number not in kept)
    if wrong:
        wrong.sort(key=_place)
        raise wrong[0] if len(wrong) == 1 else InvalidRows(wrong)
    return office


def _place(wrong: NotImported) -> list[int]:
    """Where it is, for the order: "row 3" or "group 1, member 2"."""
    return [int(number) for number in re.findall("[0-9]+", str(wrong.where))]


@contextmanager
def _noted(wrong: list[NotImported], where: str) -> Iterator[None]:
    """Note what the rules do not allow, and go on: all is told at once."""
    try:
        yield
    except InvalidNumbering as error:
        wrong.append(NotImported(where, f"{error.what} {error.reason}"))


def _with_group(
    office: Office, group: GroupIn, wrong: list[NotImported], *, renamed: bool
) -> Office:
    with _noted(wrong, group.where):
        if group.number not in office.names:
            office = edit.add(office, group.name, group.number, members_known=True)
        elif renamed:
            office = edit.rename(office, group.number, group.name)
    if group.number not in office.names:
        return office  # nobody can be put into it
    others = {one.id for one in office.members(group.number)}
    seen: set[str] = set()
    for member in group.members:
        with _noted(wrong, member.where):
            who = edit.find_endpoint(office, member.endpoint or member.extension).id
            if who in seen:
                wrong.append(NotImported(member.where, f"{who} comes twice in {group.number}"))
            seen.add(who)
            others.discard(who)
            ticks = {"is_picked_up": member.is_picked_up, "may_pick_up": member.may_pick_up}
            office = edit.put_member(office, group.number, who, **ticks)
    with _noted(wrong, group.where):
        for who in sorted(others):
            office = edit.put_member(
                office, group.number, who, is_picked_up=False, may_pick_up=False
            )
    return office


def _member_json(member: Endpoint, number: str) -> dict[str, object]:
    return {
        "endpoint": member.id,
        "extension": member.desk.number,
        "name": member.desk.name or None,
        "is_picked_up": number in member.call_groups,
        "may_pick_up": number in member.pickup_groups,
    }


def _parse_json(text: str) -> FileIn:
    try:
        file = msgspec.convert(json.loads(text), FileIn)  # which names line and column
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        reason = f"something is not as an export has it ({error})"
        raise NotImported("the file", reason) from None
    for at, group in enumerate(file.groups, 1):
        group.where = f"group {at}"
        for row, member in enumerate(group.members, 1):
            member.where = f"group {at}, member {row}"
    return file


def _parse_csv(text: str) -> tuple[FileIn, list[NotImported]]:
    text = _SEPARATOR_LINE.sub("", text, count=1)
    first, *_ = text.splitlines() or [""]
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    # As a spreadsheet counts them: a note there may have several lines.
    rows = enumerate(table, 1)
    groups: dict[str, GroupIn] = {}
    wrong: list[NotImported] = []
    at = 0
    try:
        at, head = next(rows, (1, []))
        columns = [name.strip().lower() for name in head]
        _check_columns(columns)
        for at, cells in rows:
            try:
                _add_row(groups, _row(columns, cells, f"row {at}"), f"row {at}")
            except NotImported as error:
                wrong.append(error)
    except csv.Error as error:
        raise NotImported(f"row {at + 1}", f"there is no CSV ({error})") from None
    return FileIn(list(groups.values())), wrong


def _row(columns: Sequence[str], cells: Sequence[str], where: str) -> dict[str, str]:
    """The cells by column; a program may leave out those at the end that are empty."""
    if any(cells[len(columns) :]):
        raise NotImported(where, "there are more cells than columns")
    return dict(zip_longest(columns, cells[: len(columns)], fillvalue=""))


def _add_row(groups: dict[str, GroupIn], row: Mapping[str, str], where: str) -> None:
    number, name, extension = (_as_it_was(row.get(key, "").strip()) for key in CSV_COLUMNS[:3])
    if not (number or name or extension):
        return  # a spreadsheet keeps rows that once held something
    group = groups.setdefault(number, GroupIn(number, name, [], where))
    if group.name != name:
        raise NotImported(where, f"{number} is called '{name}', in an earlier one '{group.name}'")
    if extension:
        ticks = [row[key].strip() for key in CSV_COLUMNS[3:] if key in row]
        if any(ticks) and not all(ticks):  # whoever empties one cell may mean either
            raise NotImported(where, "one of is_picked_up and may_pick_up is empty: yes or no?")
        is_picked_up, may_pick_up = (_tick(row.get(key, ""), where) for key in CSV_COLUMNS[3:])
        member = MemberIn(extension, "", is_picked_up, may_pick_up, where=where)
        group.members.append(member)


def _check_columns(columns: Sequence[str]) -> None:
    missing = [name for name in CSV_COLUMNS[:3] if name not in columns]
    if missing:
        raise NotImported("row 1", f"there is no column {' and no column '.join(missing)}")
    for name in CSV_COLUMNS:
        if columns.count(name) > 1:
            raise NotImported("row 1", f"the column {name} comes twice")
    for name in set(columns).difference(CSV_COLUMNS):
        # A tick that is not found counts as yes.
        if near := get_close_matches(name, CSV_COLUMNS, n=1, cutoff=0.8):
            raise NotImported("row 1", f"the column '{name}' must be called {near[0]}")


def _tick(text: str, where: str) -> bool:
    try:
        return _WORDS[text.strip().lower()]
    except KeyError:
        raise NotImported(where, f"'{text}' stands where yes or no belongs") from None
