"""What a save changes, in words: one heading for each thing, one line for each change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from client.admin.office import Endpoint, Groups, Office, by_extension
from client.plain_text import one_line
from client.qt.groups.group_text import group_label, user_label
from client.qt.texts.strangers_text import apart

translate = QCoreApplication.translate  # the name that the translation tools look for


@dataclass(frozen=True, slots=True)
class Changes:
    """A heading and its lines."""

    heading: str
    lines: tuple[str, ...]


def changes(before: Office, after: Office) -> list[Changes]:
    """All that differs, in the order in which one asks: numbers, groups, members."""
    moved = _moved(before, after)
    found = [
        Changes(translate("ChangeText", "Numbers"), tuple(_numbers(before, after))),
        Changes(translate("ChangeText", "Groups"), tuple(_groups(before, after, moved))),
        *_members(before, after, moved),
    ]
    return [one for one in found if one.lines]


def _numbers(before: Office, after: Office) -> Iterator[str]:
    if before.service_code != after.service_code:
        yield translate("ChangeText", "The service code {old} becomes {new}.").format(
            old=before.service_code, new=after.service_code
        )
    old = before.numbers.pattern if before.numbers else ""
    new = after.numbers.pattern if after.numbers else ""
    if old != new and not old:
        yield translate("ChangeText", "Groups may have the numbers {new}.").format(new=new)
    elif old != new:
        yield translate("ChangeText", "The numbers for groups, {old}, become {new}.").format(
            old=old, new=new or translate("ChangeText", "none")
        )


def _moved(before: Office, after: Office) -> Mapping[str, str]:
    """New numbers by old ones: a group that is gone, and one that is new under its name."""
    new = {after.names[number]: number for number in after.names.keys() - before.names.keys()}
    gone = before.names.keys() - after.names.keys()
    return {number: new[before.names[number]] for number in gone if before.names[number] in new}


def _groups(before: Office, after: Office, moved: Mapping[str, str]) -> Iterator[str]:
    come = set(moved.values())
    for number in sorted(before.names.keys() | after.names.keys()):
        if number in moved:
            yield translate("ChangeText", "{group} gets the number {new}.").format(
                group=group_label(before, number), new=moved[number]
            )
        elif number not in before.names:
            if number not in come:
                yield translate("ChangeText", "{group} is a new group.").format(
                    group=group_label(after, number)
                )
        elif number not in after.names:
            yield translate("ChangeText", "{group} is removed. Its members leave it.").format(
                group=group_label(before, number)
            )
        elif before.names[number] != after.names[number]:
            yield translate("ChangeText", "{group} is called {name} from now on.").format(
                group=group_label(before, number), name=apart(one_line(after.names[number]))
            )


def _members(before: Office, after: Office, moved: Mapping[str, str]) -> Iterator[Changes]:
    lines: dict[str, list[str]] = {}
    removed = before.names.keys() - after.names.keys()
    for user in by_extension(after.endpoints.values()):
        was = before.endpoints.get(user.id, Endpoint(user.id, user.desk))
        if was is user:
            continue
        old = tuple(_under(groups, moved) for groups in (was.call_groups, was.pickup_groups))
        new = (user.call_groups, user.pickup_groups)
        for number in sorted((old[0] | old[1] | new[0] | new[1]) - removed):
            ticks = (number in old[0], number in old[1]), (number in new[0], number in new[1])
            if ticks[0] != ticks[1]:
                text = f"{apart(user_label(user))} {_change(*ticks)}"
                lines.setdefault(number, []).append(text)
    heading = translate("ChangeText", "Members of {group}")
    for number in sorted(lines):
        yield Changes(heading.format(group=group_label(after, number)), tuple(lines[number]))


def _under(groups: Groups, moved: Mapping[str, str]) -> Groups:
    return frozenset(moved.get(number, number) for number in groups)


def _change(old: tuple[bool, bool], new: tuple[bool, bool]) -> str:
    if not any(new):
        return translate("ChangeText", "leaves.")
    if not any(old):
        return {
            (True, True): translate("ChangeText", "joins: is picked up and may pick up."),
            (True, False): translate("ChangeText", "joins: is picked up, may not pick up."),
            (False, True): translate("ChangeText", "joins: may pick up, is not picked up."),
        }[new]
    return {
        (True, True): translate("ChangeText", "is picked up and may pick up."),
        (True, False): translate("ChangeText", "is picked up, may no longer pick up.")
        if old[1]
        else translate("ChangeText", "is picked up."),
        (False, True): translate("ChangeText", "may pick up, is no longer picked up.")
        if old[0]
        else translate("ChangeText", "may pick up."),
    }[new]
