"""RangLately: how old a call is that has rung, and may ring on."""

from client.calls.events import NEVER

RINGS_ON_WITHIN_S = 10.0
"""A call that nobody has answered and that rings elsewhere within this time keeps its age: a hunt
group rings one phone after another, perhaps with an announcement between them."""


class RangLately:
    """The calls that have rung lately."""

    def __init__(self) -> None:
        self._rang: dict[str, tuple[float, float]] = {}  # from when to when; the latest is last

    def __contains__(self, linkedid: str) -> bool:
        return linkedid in self._rang

    def put(self, linkedid: str, since: float, until: float) -> None:
        """Remember for a while from when on this call has rung; `until` NEVER: forget it."""
        self._rang.pop(linkedid, None)
        if until == NEVER:
            return
        self._rang[linkedid] = since, until
        while self._rang[first := next(iter(self._rang))][1] < until - RINGS_ON_WITHIN_S:
            del self._rang[first]

    def since(self, linkedid: str, at: float) -> float:
        """From when on a call waits that begins to ring now."""
        since, until = self._rang.get(linkedid, (at, at))
        return since if at - until <= RINGS_ON_WITHIN_S else at
