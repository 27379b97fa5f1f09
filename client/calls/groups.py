"""Pickup groups as a user knows them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from client.calls.events import GroupId
from client.typed import with_phone_keys

MOST_TOLD_BYTES = 1023
"""Of a phone's list of groups: what comes after them Asterisk cuts off when it is asked for it.

It obeys a longer list, but nobody can read it back. Source: main/manager.c, action_getvar, 22.10.
"""

_RANGE = re.compile("([0-9]{1,2})-([0-9]{1,2})")


class PickupGroup(Struct, frozen=True, gc=False):
    """A group that I may pick up from; `name` is "" when nobody has named it."""

    id: GroupId
    name: str = ""

    @property
    def number(self) -> str:
        """What a person dials after the service code."""
        return self.id.number

    @property
    def label(self) -> str:
        """Number and name, e.g. "501 Support"."""
        return f"{self.number} {self.name}".strip()


@lru_cache
def parse_groups(text: str, *, numeric: bool = False) -> frozenset[GroupId]:
    """Read a list of groups as the PBX prints it: "501, sales", "3, 5-7" or "".

    Only numeric groups have ranges.
    """
    ids: set[GroupId] = set()
    for part in text.split(","):
        word = part.strip()
        if numeric and (span := _RANGE.fullmatch(word)):
            first, last = int(span[1]), int(span[2])
            ids.update(GroupId(str(n), numeric) for n in range(first, last + 1))
        elif word:
            ids.add(GroupId(word, numeric))
    return frozenset(ids)


def parse_group(text: str) -> PickupGroup:
    """Read a group as a person writes it: "501", "501 Support", or "#3" for a numeric one."""
    number, _, name = text.strip().partition(" ")
    return PickupGroup(GroupId(number.removeprefix("#"), number.startswith("#")), name.strip())


def find_group(groups: Iterable[PickupGroup], number: str) -> PickupGroup | None:
    """My group of this number: a named one goes before a numeric one, which "#3" always means."""
    wanted = with_phone_keys(number)
    matching = (
        group
        for group in groups
        if wanted in map(with_phone_keys, (group.number, group.id.written))
    )
    return min(matching, key=lambda group: group.id.numeric, default=None)
