"""Passes over the events that can change nothing just now, before anything is made of them.

Most events tell of channels that ring for nobody: callers, Local channels, phones that talk. Which
an event is about is read from its bytes; what is not plain to see here is let through.
"""

from collections.abc import Callable, Mapping

from client.ami.decode import WANTED_EVENTS

_STATE = b"\r\nChannelState: "
_UNIQUEID = b"\r\nUniqueid: "
_LOCAL = b"Local/"

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
    """

    def __init__(self, is_leg: Callable[[str], bool], hears_all: Callable[[], bool]) -> None:
        self._is_leg = is_leg
        self._hears_all = hears_all
        self._all = {**all_of(*WANTED_EVENTS), b"DialState": self._dial_state}
        self._of_legs = {
            **self._all,
            b"DialBegin": self._dial_begin,
            b"DialEnd": self._dial_end,
            b"Hangup": self._of_a_leg,
            b"NewConnectedLine": self._of_a_leg,
            b"Newstate": self._new_state,
        }

    def wanted(self) -> Mapping[bytes, Matters]:
        """The rule just now for each event that `client.ami.decode` understands, by its name."""
        return self._all if self._hears_all() else self._of_legs

    def _of_a_leg(self, block: bytes, header: bytes = _UNIQUEID) -> bool:
        at = block.rfind(header) + len(header)
        end = block.find(b"\r\n", at)
        if at < len(header) or end < 0:
            return True
        try:
            return self._is_leg(block[at:end].decode())
        except UnicodeDecodeError:
            return True

    def _new_state(self, block: bytes) -> bool:
        at = block.rfind(_STATE)
        if at < 0 or block.startswith(b"5", at + len(_STATE)):
            return not _begins(block, b"\r\nChannel: ", _LOCAL)
        return self._of_a_leg(block)

    def _dial_begin(self, block: bytes) -> bool:
        return not _begins(block, b"\r\nDestChannel: ", _LOCAL)

    def _dial_state(self, block: bytes) -> bool:
        return _begins(block, b"\r\nDialStatus: ", b"PROGRESS")

    def _dial_end(self, block: bytes) -> bool:
        # The end of a Local channel may tell of the phones behind it.
        leg = self._of_a_leg(block, b"\r\nDestUniqueid: ")
        return leg or _begins(block, b"\r\nDestChannel: ", _LOCAL)


def _begins(block: bytes, header: bytes, value: bytes) -> bool:
    """Whether the header's value begins so; the last counts, and is found faster than any."""
    at = block.rfind(header)
    return at >= 0 and block.startswith(value, at + len(header))
