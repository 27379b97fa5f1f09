"""`cornetta admin`: the pickup groups of a PBX, from the command line."""

import argparse
import json
from collections.abc import Callable

from client.admin import office as edit
from client.admin.office import Endpoint, Office
from client.admin.plan import Step, Stored, plan
from client.admin.store import open_store
from client.credentials import Secret
from client.plain_text import one_line
from client.settings import Settings

Edit = Callable[[argparse.Namespace, Office], Office]


def add_arguments(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add what can be administered.

    Args:
        common: the options of the link, which may stand behind each verb.
    """
    areas = parser.add_subparsers(dest="area", metavar="WHAT", required=True)

    def options(added: argparse.ArgumentParser, change: Edit | None) -> argparse.ArgumentParser:
        added.add_argument("--json", action="store_true", help="print JSON")
        added.set_defaults(change=change)
        if change is not None:
            dry = "save nothing, say what would change"
            added.add_argument("--dry-run", action="store_true", help=dry)
        return added

    text = "which numbers groups may have, such as 5XX"
    numbers = options(
        areas.add_parser("range", help=text, description=text, parents=[common]), _range
    )
    numbers.add_argument("pattern", nargs="?", metavar="RANGE", help="none: print it")
    numbers.add_argument("--yes", action="store_true", help="though it covers extensions")

    text = "define groups and who is in them"
    groups = areas.add_parser("groups", help=text, description=text)
    actions = groups.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(
        name: str, help_text: str, change: Edit | None, *words: str
    ) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=help_text, description=help_text, parents=[common])
        for word in words:
            added.add_argument(word, metavar=word.upper())
        return options(added, change)

    action("list", "all groups and their members", None)
    action("show", "one group", None, "number")
    action("add", "a new group; the first free number if none is given", _add, "name").add_argument(
        "--number", metavar="N"
    )
    action("rename", "another name", _rename, "number", "name")
    action("renumber", "another number; the members stay", _renumber, "number", "new")
    action("remove", "forget a group and who is in it", _remove, "number")
    member = action("add-member", "put a phone into a group", _add_member, "number", "extension")
    ticks = member.add_mutually_exclusive_group()
    ticks.add_argument("--only-picked-up", action="store_true", help="it may not pick up itself")
    ticks.add_argument("--only-picks-up", action="store_true", help="its calls are not picked up")
    action("remove-member", "take a phone out", _remove_member, "number", "extension")


async def run(arguments: argparse.Namespace, settings: Settings, secret: Secret) -> int:
    """Do one thing; return the exit code.

    Raises:
        ClientError: it could not be done; which child says why.
    """
    async with open_store(settings, secret) as store:
        before = await store.load()
        if arguments.change is None or getattr(arguments, "pattern", ...) is None:
            _print(arguments, before)
            return 0
        after = arguments.change(arguments, before)
        steps = plan(before, after) if arguments.dry_run else await store.save(before, after)
    if arguments.json:
        _print_json({"saved": not arguments.dry_run, "changes": [_step_json(one) for one in steps]})
    elif not steps:
        print("Nothing to change.")
    else:
        print("Would change:" if arguments.dry_run else "Changed:")
        for step in steps:
            print(f"  {one_line(str(step))}")
    return 0


def group_json(office: Office, number: str) -> dict[str, object]:
    """`{"number", "name", "members": [{"extension", "name", "is_picked_up", "may_pick_up"}]}`."""
    return {
        "number": number,
        "name": office.names[number],
        "members": [_member_json(one, number) for one in office.members(number)],
    }


def _member_json(member: Endpoint, number: str) -> dict[str, object]:
    return {
        "extension": member.desk.number,
        "name": member.desk.name or None,
        "is_picked_up": number in member.call_groups,
        "may_pick_up": number in member.pickup_groups,
    }


def _step_json(step: Step) -> dict[str, object]:
    if isinstance(step, Stored):
        return {"what": step.key, "before": step.before, "after": step.after}
    return {
        "what": f"{step.endpoint.id}/{step.tick}",
        "before": sorted(step.before),
        "after": sorted(step.after),
    }


def _print(arguments: argparse.Namespace, office: Office) -> None:
    if arguments.area == "range":
        pattern = office.numbers.pattern if office.numbers else None
        if arguments.json:
            _print_json({"range": pattern})
        else:
            print(pattern or "No range is set yet: cornetta admin range 5XX")
        return
    if arguments.action == "show":
        edit.require_group(office, arguments.number)
    numbers = [arguments.number] if arguments.action == "show" else sorted(office.names)
    if arguments.json:
        found = [group_json(office, number) for number in numbers]
        _print_json(found[0] if arguments.action == "show" else found)
    elif not numbers:
        print("There is no pickup group yet: cornetta admin groups add NAME")
    else:
        for number in numbers:
            print(one_line(f"{number} {office.names[number]}"))
            for member in office.members(number):
                print(f"  {one_line(_member_line(member, number))}")


def _member_line(member: Endpoint, number: str) -> str:
    line = f"{member.desk.number} {member.desk.name}".rstrip()
    if number not in member.call_groups:
        return f"{line} (only picks up)"
    return line if number in member.pickup_groups else f"{line} (only picked up)"


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _range(arguments: argparse.Namespace, office: Office) -> Office:
    return edit.set_range(office, arguments.pattern, sure=arguments.yes)


def _add(arguments: argparse.Namespace, office: Office) -> Office:
    return edit.add(office, arguments.name, arguments.number)


def _rename(arguments: argparse.Namespace, office: Office) -> Office:
    return edit.rename(office, arguments.number, arguments.name)


def _renumber(arguments: argparse.Namespace, office: Office) -> Office:
    return edit.renumber(office, arguments.number, arguments.new)


def _remove(arguments: argparse.Namespace, office: Office) -> Office:
    return edit.remove(office, arguments.number)


def _add_member(arguments: argparse.Namespace, office: Office) -> Office:
    return edit.put_member(
        office,
        arguments.number,
        arguments.extension,
        is_picked_up=not arguments.only_picks_up,
        may_pick_up=not arguments.only_picked_up,
    )


def _remove_member(arguments: argparse.Namespace, office: Office) -> Office:
    return edit.put_member(
        office, arguments.number, arguments.extension, is_picked_up=False, may_pick_up=False
    )
