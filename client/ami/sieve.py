"""Drops the events that cannot change the list now, before they are parsed.

Most events are about channels that ring for nobody: callers, Local channels, phones that talk. The
channel is read from the event's bytes; an event whose channel is not clear passes. Searches begin
at the end: the last of two equal headers counts, and is found in half the time.
"""

from collections.abc import Callable, Mapping

from client.ami.decode import WANTED_EVENTS
from client.ami.message import event_key

Matters = Callable[[bytes], bool]
"""Whether an event, given as its bytes, may change anything now."""


def all_of(*names: bytes) -> Mapping[bytes, Matters]:
    """Let every event of these names pass."""
    return _by_key(dict.fromkeys(names, _always))


class Sieve:
    """Knows which events can change something in `client.calls.ringing`.

    Args:
        is_leg: whether the channel with this Uniqueid is a phone that is called.
        is_called: whether any phone is called for the call with this Linkedid.
        waits: whether the channel with this Uniqueid waits in a queue.
        is_linked: whether I call through Local channels for the call with this Linkedid, or a
            program began it with one. Of their end not every application tells more than a hangup.
        hears_all: whether events of all other channels matter now, too, as during a pickup.
    """

    def __init__(
        self,
        is_leg: Callable[[str], bool],
        is_called: Callable[[str], bool],
        waits: Callable[[str], bool],
        is_linked: Callable[[str], bool],
        hears_all: Callable[[], bool],
    ) -> None:
        self._of_a_leg = _whether(is_leg, b"\r\nUniqueid: ")
        self._of_linked = _whether(is_linked, b"\r\nLinkedid: ")
        self._to_a_leg = _whether(is_leg, b"\r\nDestUniqueid: ")
        self._is_called = is_called
        self._hears_all = hears_all
        every = {**dict.fromkeys(WANTED_EVENTS, _always), b"DialState": _dial_state}
        of_legs = {
            b"BridgeEnter": _whether(waits, b"\r\nUniqueid: "),
            b"DialEnd": self._dial_end,
            b"Hangup": self._hangup,
            b"HangupRequest": self._hangup_request,
            b"NewConnectedLine": self._of_a_leg,
            b"Newstate": self._new_state,
        }
        self._all = _by_key(every)
        self._of_legs = _by_key({**every, **of_legs})

    def wanted(self) -> Mapping[bytes, Matters]:
        """The filter now for each event that `client.ami.decode` understands, by its key."""
        return self._all if self._hears_all() else self._of_legs

    def _hangup(self, block: bytes) -> bool:
        return self._of_a_leg(block) or self._of_linked(block)

    def _hangup_request(self, block: bytes) -> bool:
        declined = block.rfind(b"\r\nCause: 21") >= 0 and self._of_a_leg(block)
        return declined or self._of_a_caller(block)

    def _of_a_caller(self, block: bytes) -> bool:
        """Whether this is the first channel of a call for which phones are called."""
        call = block.rpartition(b"\r\nLinkedid: ")[2].partition(b"\r\n")[0]
        is_first = block.rfind(b"\r\nUniqueid: %b\r\n" % call) >= 0
        return is_first and self._is_called(call.decode(errors="replace"))

    def _new_state(self, block: bytes) -> bool:
        if block.rfind(b"\r\nChannelState: 6") >= 0:
            return self._of_a_leg(block)
        return block.rfind(b"\r\nChannel: Local/") < 0

    def _dial_end(self, block: bytes) -> bool:
        leg = self._to_a_leg(block)
        # The end of a Local channel may concern the phones behind it, and an answer those of its
        # call: whose answer the caller has is told after the phones are no longer called.
        of_link = block.rfind(b"\r\nDestChannel: Local/") >= 0
        return leg or of_link or block.rfind(b"\r\nDialStatus: ANSWER") >= 0


def _whether(is_it: Callable[[str], bool], header: bytes) -> Matters:
    """Whether it is so of the channel with the Uniqueid in `header`, or that is not clear."""

    def matters(block: bytes) -> bool:
        _, found, rest = block.rpartition(header)
        uniqueid, end, _ = rest.partition(b"\r\n")
        try:
            return not (found and end) or is_it(uniqueid.decode())
        except UnicodeDecodeError:
            return True

    return matters


def _by_key(matters: Mapping[bytes, Matters]) -> Mapping[bytes, Matters]:
    """Filters by event names, as `client.ami.protocol.Receiver` wants them."""
    return {event_key(name): rule for name, rule in matters.items()}


def _always(_block: bytes) -> bool:
    return True


def _dial_state(block: bytes) -> bool:
    return block.rfind(b"\r\nDialStatus: PROGRESS") >= 0
