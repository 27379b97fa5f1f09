"""Alerts: which of the calls that ring alert, how, and when that changes next.

Fed with each change of a call and with the time, `now`, in seconds since the epoch on the session's
clock. Each call has one entry in a queue of moments; no change costs more because other calls ring,
but for the logarithm in that queue.
"""

import heapq
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, field

from client.alerts.ways import Level, Way, due_times, level_at
from client.calls.call import Call, CallId
from client.config.preferences import AlertPreferences

SOUND_AT_MOST_S = 60.0
"""No call sounds for longer."""

_QUIETED = frozenset([Way.POPUP, Way.SOUND, Way.TASKBAR])
"""What a call that the user has dismissed does no more; it still counts."""


class Alert(Struct, frozen=True):
    """What one call does now.

    Attributes:
        ways: how it alerts; empty while it is to bother nobody.
        sounds: it is to be heard; not so when it has sounded for long enough.
    """

    call: Call
    ways: frozenset[Way] = frozenset()
    level: Level = Level.CALM
    sounds: bool = False


class _Watched(Struct):
    """One call that rings.

    Attributes:
        sound_until: when it has sounded for long enough; None before it does.
        next_at: when time alone changes what it does; None = never.
    """

    alert: Alert
    due: dict[Way, float] = field(default_factory=dict)
    dismissed: bool = False
    sound_until: float | None = None
    next_at: float | None = None


class Alerts:
    """The calls of one session and what they do to the user.

    All times are the session's, as a call's `since` is.
    """

    def __init__(self, preferences: AlertPreferences) -> None:
        self._preferences = preferences
        self._watched: dict[CallId, _Watched] = {}
        self._moments: list[tuple[float, CallId]] = []
        self._counts: Counter[Way] = Counter()
        self._sounding: Counter[Level] = Counter()

    # What is asked

    def get(self, call_id: CallId) -> Alert | None:
        """What a call does; None when it does not ring."""
        watched = self._watched.get(call_id)
        return watched.alert if watched else None

    def count(self, way: Way) -> int:
        """How many calls alert in this way."""
        return self._counts[way]

    def sound(self, steps: tuple[int, int, int]) -> int:
        """Which of the three sounds is due, 1 to 3; 0 = none.

        The number of calls that wait chooses it, and the most urgent of them goes up by one sound
        when it is amber and by another when it is red.

        Args:
            steps: from how many calls on each sound is due.
        """
        heard = [level for level, calls in self._sounding.items() if calls]
        base = sum(self._counts[Way.SOUND] >= step for step in steps)
        return min(3, base + max(heard)) if heard and base else 0

    def next_change(self) -> float | None:
        """When `advance` may have something to do; None = not before a call changes."""
        while self._moments and self._moments[0][1] not in self._watched:
            heapq.heappop(self._moments)
        return self._moments[0][0] if self._moments else None

    # What happens

    def put(self, call: Call, now: float) -> None:
        """A call rings, or something about it is different."""
        watched = self._watched.setdefault(call.id, _Watched(Alert(call)))
        watched.due = self._due(call)
        self._settle(call, watched, now)

    def drop(self, call_id: CallId) -> None:
        """A call rings no more."""
        watched = self._watched.pop(call_id, None)
        if watched is not None:
            self._tally(watched.alert, -1)

    def dismiss(self, call_id: CallId, now: float) -> None:
        """The user wants to hear no more of a call; it rings on."""
        watched = self._watched.get(call_id)
        if watched is not None:
            watched.dismissed = True
            self._settle(watched.alert.call, watched, now)

    def start(self, calls: Iterable[Call], now: float) -> None:
        """Forget everything; these calls ring."""
        for call_id in list(self._watched):
            self.drop(call_id)
        for call in calls:
            self.put(call, now)

    def prefer(self, preferences: AlertPreferences, now: float) -> list[CallId]:
        """Go by other preferences; return the calls that do something else by them."""
        self._preferences = preferences
        changed = []
        for call_id, watched in self._watched.items():
            before = watched.alert
            self.put(before.call, now)
            if watched.alert != before:
                changed.append(call_id)
        return changed

    def advance(self, now: float) -> list[CallId]:
        """Let time pass; return the calls that may do something else now."""
        changed = []
        while (at := self.next_change()) is not None and at <= now:
            call_id = heapq.heappop(self._moments)[1]
            watched = self._watched[call_id]
            self._settle(watched.alert.call, watched, now)
            changed.append(call_id)
        return changed

    # How

    def _due(self, call: Call) -> dict[Way, float]:
        # My phone tells me of it already.
        return {} if call.rings_me else due_times(call.groups, call.since, self._preferences)

    def _settle(self, call: Call, watched: _Watched, now: float) -> None:
        """Make a call do what is due at this moment, and note when that changes."""
        ways = frozenset(way for way, at in watched.due.items() if at <= now)
        if watched.dismissed:
            ways -= _QUIETED
        if Way.SOUND in ways and watched.sound_until is None:
            watched.sound_until = now + SOUND_AT_MOST_S
        until = watched.sound_until
        self._tally(watched.alert, -1)
        watched.alert = Alert(
            call,
            ways,
            level_at(now, call.since, self._preferences),
            sounds=Way.SOUND in ways and until is not None and now < until,
        )
        self._tally(watched.alert, 1)
        moments = [
            *watched.due.values(),
            call.since + self._preferences.amber_s,
            call.since + self._preferences.red_s,
        ]
        if until is not None:
            moments.append(until)
        next_at = min((at for at in moments if at > now), default=None)
        if next_at is not None and next_at != watched.next_at:
            heapq.heappush(self._moments, (next_at, call.id))
        watched.next_at = next_at

    def _tally(self, alert: Alert, by: int) -> None:
        for way in alert.ways:
            self._counts[way] += by
        if alert.sounds:
            self._sounding[alert.level] += by
