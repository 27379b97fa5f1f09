"""The texts of one call, for every widget that shows it."""

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication

from client.calls.call import Call, Leg
from client.calls.events import GroupId, LegState, Party
from client.calls.groups import PickupGroup
from client.plain_text import one_line
from client.qt.texts.counted import Counted
from client.qt.texts.error_text import sentence_text
from client.qt.texts.strangers_text import apart, readable_number
from client.sentence import some
from client.wording import caller, party

translate = QCoreApplication.translate  # the name that the translation tools look for

_MOST_SPOKEN: Final = 3
"""So many groups a screen reader says of a call: how long it waits is said after them."""


class GroupNames:
    """What to call a group: by its name, else by its number."""

    def __init__(self, groups: Iterable[PickupGroup] = ()) -> None:
        self._names: Mapping[GroupId, str] = {
            group.id: apart(one_line(group.name or group.number)) for group in groups
        }

    def of(self, group: GroupId) -> str:
        """One group's name."""
        return self._names.get(group, one_line(group.number))


def caller_name(call: Call) -> str:
    """The caller's name, else the number in groups of digits, else "Unknown caller"."""
    who = call.caller
    return (
        one_line(who.name)
        or readable_number(one_line(who.number))
        or sentence_text(caller(Party()))
    )


def caller_number(call: Call) -> str:
    """The number, in groups of digits, where the name does not say it already; may be ""."""
    who = call.caller
    return readable_number(one_line(who.number)) if one_line(who.name) else ""


def caller_text(call: Call) -> str:
    """Name and number in one line."""
    return f"{apart(caller_name(call))}  {caller_number(call)}".rstrip()


def desk_text(leg: Leg) -> str:
    """Where a phone rings: "103 Desk 103"."""
    return apart(one_line(party(leg.desk)) or one_line(leg.endpoint))


def rings_at(call: Call, group: GroupId | None = None) -> str:
    """The desk that it rings at, and how many more: "102 Desk 102 +1"."""
    legs = call.within(group) or call.legs
    more = call.more_desks
    return f"{desk_text(legs[0])} +{more}" if more else desk_text(legs[0])


def every_phone(call: Call) -> list[str]:
    """One line for each phone that rings; for those of one desk that are alike one."""
    lines = (
        translate("CallText", "{desk} (already sends sound)").format(desk=desk_text(leg))
        if leg.state is LegState.EARLY_MEDIA
        else desk_text(leg)
        for leg in call.legs
    )
    return list(dict.fromkeys(lines))


def place_text(call: Call, names: GroupNames, group: GroupId | None = None) -> str:
    """Where it rings: "rings at 103 Desk 103 · Support"."""
    return translate("CallText", "rings at {desk} · {groups}").format(
        desk=rings_at(call, group), groups=groups_text(call, names)
    )


def groups_text(call: Call, names: GroupNames) -> str:
    """The groups, and the queue if there is one: "Support · queue sales"."""
    groups = ", ".join(names.of(group) for group in call.groups)
    if not call.queue:
        return groups
    return translate("CallText", "{groups} · queue {queue}").format(
        groups=groups, queue=apart(one_line(call.queue))
    )


def spoken_duration(seconds: float) -> str:
    """A duration in words: "7 seconds", "2 minutes 5 seconds", "1 hour"."""
    minutes, second = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    words = []
    if hours:
        words.append(Counted.tr("%n hour(s)", "", hours))
    if minutes:
        words.append(Counted.tr("%n minute(s)", "", minutes))
    if second or not words:
        words.append(Counted.tr("%n second(s)", "", second))
    return " ".join(words)


def spoken_desks(call: Call, group: GroupId | None) -> str:
    """The desk that it rings at, and how many more: "102 Desk 102 and 1 more phone"."""
    desk = desk_text((call.within(group) or call.legs)[0])
    more = call.more_desks
    if not more:
        return desk
    return Counted.tr("{desk} and %n more phone(s)", "", more).format(desk=desk)


def spoken_groups(call: Call, names: GroupNames) -> str:
    """The groups, and the queue if there is one: "Support, queue sales"; of many groups some."""
    groups = sentence_text(some([*map(names.of, call.groups)], ", ", _MOST_SPOKEN))
    if not call.queue:
        return groups
    return translate("CallText", "{groups}, queue {queue}").format(
        groups=groups, queue=apart(one_line(call.queue))
    )


def spoken_caller(call: Call) -> str:
    """Name and number."""
    number = caller_number(call)
    return f"{caller_name(call)}, {number}" if number else caller_name(call)


def spoken_call(call: Call, names: GroupNames, seconds: float, group: GroupId | None) -> str:
    """The whole call: "First Caller, 045 555 1234, rings at 103 Desk 103, Support, 7 seconds"."""
    return f"{spoken_place(call, names, group)}, {spoken_duration(seconds)}"


def spoken_place(call: Call, names: GroupNames, group: GroupId | None) -> str:
    """The same without its wait: for what is said at once, or stands still."""
    return translate("CallText", "{caller}, rings at {desk}, {groups}").format(
        caller=spoken_caller(call),
        desk=spoken_desks(call, group),
        groups=spoken_groups(call, names),
    )
