"""NeverRang: the phones that were cancelled while they were only dialled."""

HUNG_UP_WITHIN_S = 10.0
"""How soon a cancelled phone is hung up, even by a busy PBX."""


class NeverRang:
    """Those of late. One may yet say that it rings, just before it is hung up.

    An event filter may hide the hangup: then it is forgotten with the next that is cancelled.
    """

    def __init__(self) -> None:
        self._cancelled: dict[str, float] = {}  # when; the latest is last

    def __contains__(self, uniqueid: str) -> bool:
        return uniqueid in self._cancelled

    def add(self, uniqueid: str, at: float) -> None:
        """This one is cancelled now, and forget those that were so long ago."""
        self._cancelled[uniqueid] = at
        while self._cancelled[first := next(iter(self._cancelled))] < at - HUNG_UP_WITHIN_S:
            del self._cancelled[first]
