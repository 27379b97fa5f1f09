"""Passes over the events that can change nothing just now, before anything is made of them.

Most events tell of channels that ring for nobody: callers, Local channels, phones that talk. Which
an event is about is read from its bytes; what is not plain to see here is let through.
"""

from collections.abc import Callable, Mapping

from client.ami.decode import WANTED_EVENTS

_STATE = b"\r\nChannelState:"

Matters = Callable[[bytes], bool]
"""Whether an event, given as its bytes, may change anything now."""


def always(_block: bytes) -> bool:
    """Let every event of this name through."""
    return True


def all_of(*names: bytes) -> Mapping[bytes, Matters]:
    """Take every event of these names for one that matters."""
    return dict.fromkeys(names, always)


class Sieve:
    """Knows which events may matter, by `client.ami.decode` and `client.calls.ringing`.

    Args:
        is_leg: whether a channel is a phone that is called.
        hears_all: whether what becomes of any other channel matters just now, too.

    Attributes:
        wanted: the rule for each event that `client.ami.decode` understands, by its name.
    """

    def __init__(self, is_leg: Callable[[str], bool], hears_all: Callable[[], bool]) -> None:
        self._is_leg = is_leg
        self._hears_all = hears_all
        self.wanted: Mapping[bytes, Matters] = {
            **all_of(*WANTED_EVENTS),
            b"DialEnd": self._dial_end,
            b"DialState": self._dial_state,
            b"Hangup": self._of_a_leg,
            b"NewConnectedLine": self._of_a_leg,
            b"Newstate": self._new_state,
        }

    def _of_a_leg(self, block: bytes, header: bytes = b"\r\nUniqueid:") -> bool:
        at = block.rfind(header)
        end = block.find(b"\r\n", at + len(header))
        uniqueid = block[at + len(header) : end].removeprefix(b" ")
        if at < 0 or end < 0 or not uniqueid.isascii():
            return True
        return self._is_leg(uniqueid.decode()) or self._hears_all()

    def _new_state(self, block: bytes) -> bool:
        at = block.rfind(_STATE) + len(_STATE)
        return block[at : at + 2].strip() == b"5" or self._of_a_leg(block)

    def _dial_state(self, block: bytes) -> bool:
        return b"PROGRESS" in block

    def _dial_end(self, block: bytes) -> bool:
        # The end of a Local channel may tell of the phones behind it.
        return b"Local/" in block or self._of_a_leg(block, b"\r\nDestUniqueid:")
