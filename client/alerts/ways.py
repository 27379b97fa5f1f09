"""How a group alerts, as the preferences have it.

`now` and `since` are seconds since the epoch on the session's clock.
"""

from collections.abc import Iterable
from enum import Enum, IntEnum

from msgspec import Struct

from client.calls.events import GroupId
from client.config.preferences import AlertPreferences, GroupAlerts

_AS_FOR_ALL = GroupAlerts()


class Way(Enum):
    """A way to alert; the value is its name in the preferences."""

    POPUP = "popup"
    SOUND = "sound"
    BADGE = "badge"
    TASKBAR = "taskbar"


class Level(IntEnum):
    """How urgent a call is: the longer it rings, the more."""

    CALM = 0
    AMBER = 1
    RED = 2


class GroupWays(Struct, frozen=True):
    """How one group alerts, and after how many seconds."""

    ways: frozenset[Way]
    delay_s: float


def ways_of(preferences: AlertPreferences, group: GroupId) -> GroupWays:
    """What counts for one group: its own, else what counts for all."""
    own = preferences.groups.get(group.written, _AS_FOR_ALL)
    ways = set()
    for way in Way:
        mine = getattr(own, way.value)
        if getattr(preferences, way.value) if mine is None else mine:
            ways.add(way)
    delay_s = preferences.delay_s if own.delay_s is None else own.delay_s
    return GroupWays(frozenset(ways), 0.0 if own.on_duty else delay_s)


def level_at(now: float, since: float, preferences: AlertPreferences) -> Level:
    """How urgent a call is that rings since then."""
    if now >= since + preferences.red_s:
        return Level.RED
    return Level.AMBER if now >= since + preferences.amber_s else Level.CALM


def due_times(
    groups: Iterable[GroupId], since: float, preferences: AlertPreferences
) -> dict[Way, float]:
    """When a call alerts in each way: at the first moment that one of its groups wants it."""
    due: dict[Way, float] = {}
    for group in groups:
        wanted = ways_of(preferences, group)
        for way in wanted.ways:
            due[way] = min(due.get(way, since + wanted.delay_s), since + wanted.delay_s)
    return due
