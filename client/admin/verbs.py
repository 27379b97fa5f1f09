"""`cornetta admin`: the pickup groups of a PBX, from the command line."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from client import error_wording
from client.admin import import_export, saving
from client.admin import office as edit
from client.admin.history import History, Save
from client.admin.office import Endpoint, Office
from client.admin.plan import Step, plan, step_json
from client.admin.store import Store
from client.calls.numbering import ASTERISKS_OWN_CODE
from client.command_result import print_stderr
from client.errors import (
    CoversExtensions,
    FileProblem,
    InvalidNumbering,
    InvalidRows,
    NotImported,
    SaveFailed,
)
from client.plain_text import json_text, one_line
from client.sentence import Sentence, some, untranslated
from client.text_file import read_text
from client.wording import party

_MAY_BE_MISSING = (
    "Seen with an agent's account: phones that are new and have not registered yet may be missing."
)

_MOST_BYTES = 16_000_000
"""Of a file to import. An export of 2,000 phones that are in 50 groups each has as many."""

_MOST_ROWS = 100
"""Of those that are wrong, to be named: enough to correct a file at once."""

_MANY = 50
"""Changes that take so long that whoever waits wants a word. Seen: 600 in 17 s on a busy PBX."""

Edit = Callable[[SimpleNamespace, Office], Office]


def add_arguments(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add what can be administered; the link's options, `common`, may stand behind each verb."""
    common = argparse.ArgumentParser(
        add_help=False, argument_default=argparse.SUPPRESS, parents=[common]
    )
    admin = "the account that may change groups"
    for one in (parser, common):
        one.add_argument("--admin-username", metavar="NAME", default=argparse.SUPPRESS, help=admin)
    areas = parser.add_subparsers(dest="area", metavar="WHAT", required=True)

    def options(added: argparse.ArgumentParser, name: str) -> argparse.ArgumentParser:
        change = _CHANGES.get(name)
        added.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print JSON"
        )
        added.set_defaults(change=change)
        if change is not None:
            dry = "save nothing, say what would change"
            added.add_argument("--dry-run", action="store_true", help=dry)
        return added

    def area(name: str, text: str) -> argparse.ArgumentParser:
        return options(areas.add_parser(name, help=text, description=text, parents=[common]), name)

    numbers = area("range", "which numbers groups may have, such as 5XX")
    numbers.add_argument(
        "value", nargs="?", metavar="RANGE", help="without it: print the current one"
    )
    numbers.add_argument("--yes", action="store_true", help="even if it covers extensions")
    code = area("service-code", "what handsets dial before the number")
    code.add_argument("value", nargs="?", metavar="CODE", help="without it: print the current one")
    export = area("export", "print all groups, as JSON")
    export.add_argument("--csv", action="store_true", help="as a table")
    read = area("import", "create and change groups from a file (JSON or CSV)")
    read.add_argument("file", metavar="FILE")
    area("undo", "take back the last save from this computer")
    area("finish", "complete a save that was cut off")
    area("leave", "leave everything as it is after a save that was cut off")

    text = "define groups and who is in them"
    groups = areas.add_parser("groups", help=text, description=text)
    actions = groups.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, help_text: str, *words: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=help_text, description=help_text, parents=[common])
        for word in words:
            added.add_argument(word, metavar=word.upper())
        return options(added, name)

    action("list", "all groups and their members")
    action("show", "one group", "number")
    added = action("add", "a new group; the first free number if none is given", "name")
    added.add_argument("--number", metavar="N")
    action("rename", "another name", "number", "name")
    action("renumber", "another number; the members stay", "number", "new")
    action("remove", "remove a group; its members leave it", "number")
    member = action("add-member", "put a phone into a group", "number", "phone")
    ticks = member.add_mutually_exclusive_group()
    ticks.add_argument("--only-picked-up", action="store_true", help="it may not pick up itself")
    ticks.add_argument("--only-picks-up", action="store_true", help="its calls are not picked up")
    action("remove-member", "take a phone out", "number", "phone")


def only_reads(arguments: SimpleNamespace) -> bool:
    """Whether nothing is to be changed."""
    return arguments.change is None or getattr(arguments, "value", ...) is None


def is_for_agents(arguments: SimpleNamespace) -> bool:
    """Whether an agent's account is enough. An export with it may lack members."""
    return only_reads(arguments) and arguments.area != "export"


async def show(arguments: SimpleNamespace, store: Store) -> None:
    """Print what was asked for.

    Raises:
        ClientError: it could not be read; which child says why.
    """
    office, members_known, phones_known = await store.read()
    match arguments.area:
        case "range":
            pattern = office.numbers.pattern if office.numbers else None
            _print_value(arguments, pattern, "No range is set yet: cornetta admin range 5XX")
        case "service-code":
            _print_value(arguments, office.service_code, "")
        case "export" if arguments.csv:
            # Without the mark Excel takes it for the system's old encoding, and writes that back.
            print("\ufeff" + import_export.to_csv(office), end="")
        case "export":
            print(json_text(import_export.to_json(office), indent=1))
        case _:
            _print_groups(arguments, office, members_known=members_known)
            if members_known and not phones_known:
                print_stderr(_MAY_BE_MISSING)


async def change(arguments: SimpleNamespace, store: Store, history: History) -> None:
    """Change what was asked for, and print what that was.

    Raises:
        ClientError: it could not be done; which child says why.
    """
    last = history.last()
    before = await store.load()
    after, save = _wanted(arguments, store, history, last, before)
    steps = plan(before, after)
    if arguments.dry_run:
        await store.rehearse(before, after)
    else:
        if len(steps) > _MANY and sys.stderr is not None and sys.stderr.isatty():
            print_stderr(f"Saving {len(steps)} changes ...")
        try:
            await save()
        except asyncio.CancelledError:  # Ctrl-C
            saving.refuse_after_cut_off(history.last())
            raise
        except SaveFailed as error:
            if error.left:
                print_stderr(str(error_wording.error(error)))
                saving.refuse_after_cut_off(history.last())  # which says what to do now
            raise
    note = _note(before, after)
    if arguments.json:
        changes = [step_json(one) for one in steps]
        print(json_text({"saved": not arguments.dry_run, "changes": changes, "note": note}))
    else:
        _print_changes(arguments, last, steps, note)


def _print_changes(
    arguments: SimpleNamespace, last: Save | None, steps: Sequence[Step], note: str | None
) -> None:
    if not steps:
        print("Nothing to change.")
    else:
        what = "Would change" if arguments.dry_run else "Changed"
        if arguments.area == "undo":
            what += f", to take back the save of {saving.the_last(last).begun:%Y-%m-%d %H:%M}"
        print(f"{what}:")
    for step in steps:
        print(f"  {one_line(str(step.words))}")
    if note:
        print(note)


def _wanted(
    arguments: SimpleNamespace, store: Store, history: History, last: Save | None, before: Office
) -> tuple[Office, Callable[[], Awaitable[object]]]:
    """What is to become of the office, and what makes it so."""
    match arguments.area:
        case "undo":
            save = saving.the_last(last)
            return save.undone(before), partial(saving.undo, store, history, save, before)
        case "finish":
            save = saving.the_last(last, cut_off=True)
            return save.completed(before), partial(saving.complete, store, history, save, before)
        case "leave":
            save = saving.the_last(last, cut_off=True)
            return before, partial(saving.leave, history, save)
        case _:
            saving.refuse_after_cut_off(last)
            after: Office = arguments.change(arguments, before)
            return after, partial(saving.save, store, history, before, after)


def _note(before: Office, after: Office) -> str | None:
    """What is left to be done."""
    if before.service_code == after.service_code:
        return None
    own = (
        f"Asterisk itself takes the oldest call for {ASTERISKS_OWN_CODE}, until features.conf says "
        "'pickupexten =' in [general] (then: asterisk -rx 'module reload features'). "
    )
    return (
        f"{own if after.service_code == ASTERISKS_OWN_CODE else ''}"
        "A desk whose softphone dials it needs it in its settings, as 'service_code'; there the "
        "doctor names other codes of the PBX that begin so. "
        f"The phones dial {after.service_code} once the PBX has it in its dialplan: "
        f"cornetta provision /etc/asterisk --service-code '{after.service_code}'"
    )


def _print_value(arguments: SimpleNamespace, value: str | None, if_none: str) -> None:
    if arguments.json:
        print(json_text({arguments.area: value}))
    else:
        print(value or if_none)


def _print_groups(arguments: SimpleNamespace, office: Office, *, members_known: bool) -> None:
    if arguments.action == "show":
        edit.require_group(office, arguments.number)
    numbers = [arguments.number] if arguments.action == "show" else sorted(office.names)
    if arguments.json:
        found = [import_export.group_json(office, number) for number in numbers]
        if not members_known:
            found = [{**group, "members": None} for group in found]
        print(json_text(found[0] if arguments.action == "show" else found))
    elif not numbers:
        first = "groups add NAME" if office.numbers else "range 5XX"
        print(f"There is no pickup group yet: cornetta admin {first}")
    else:
        for number in numbers:
            print(one_line(f"{number} {office.names[number]}"))
            for member in office.members(number):
                print(f"  {one_line(_member_line(member, number))}")
        if not members_known:
            print("This account may not see who is in them; an administrator's may.")


def _member_line(member: Endpoint, number: str) -> str:
    line = party(member.desk)
    if number not in member.call_groups:
        return f"{line} (only picks up)"
    return line if number in member.pickup_groups else f"{line} (only picked up)"


def _range(arguments: SimpleNamespace, office: Office) -> Office:
    try:
        return edit.set_range(office, arguments.value, sure=arguments.yes)
    except CoversExtensions as error:
        # What has to be done comes first: the end of a long sentence is cut.
        reason = Sentence("{range} needs --yes, since extensions have such numbers: {extensions}")
        reason = reason.format(range=error.pattern, extensions=some(error.extensions))
        raise InvalidNumbering(error.what, reason) from None


def _import(arguments: SimpleNamespace, office: Office) -> Office:
    try:
        text = read_text(Path(arguments.file), _MOST_BYTES)
    except (OSError, UnicodeDecodeError) as error:
        other = "it is not in UTF-8 (a spreadsheet saves that as 'CSV UTF-8')"
        reason = getattr(error, "strerror", None) or other
        raise FileProblem(arguments.file, untranslated(f"cannot be read ({reason})")) from None
    try:
        return import_export.merged(office, *import_export.parse(text))
    except InvalidRows as error:
        rows = error.rows[:_MOST_ROWS]
        if more := len(error.rows) - len(rows):
            rows.append(f"and {more} more")
        for row in rows:
            print_stderr(one_line(row))
        raise NotImported(arguments.file, f"{len(error.rows)} rows are wrong") from None


_CHANGES: dict[str, Edit] = {
    "range": _range,
    "service-code": lambda given, office: edit.set_service_code(office, given.value),
    "import": _import,
    # What is done is not asked for, but read from the file of a save.
    **dict.fromkeys(("undo", "finish", "leave"), lambda _given, office: office),
    "add": lambda given, office: edit.add(office, given.name, given.number),
    "rename": lambda given, office: edit.rename(office, given.number, given.name),
    "renumber": lambda given, office: edit.renumber(office, given.number, given.new),
    "remove": lambda given, office: edit.remove(office, given.number),
    "add-member": lambda given, office: edit.put_member(
        office,
        given.number,
        given.phone,
        is_picked_up=not given.only_picks_up,
        may_pick_up=not given.only_picked_up,
    ),
    "remove-member": lambda given, office: edit.put_member(
        office, given.number, given.phone, is_picked_up=False, may_pick_up=False
    ),
}
"""What each verb makes of an office; one that is not here only reads."""
