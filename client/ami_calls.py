"""AmiCalls: AMI's messages in, changes of the ringing calls out to the listeners.

A session with a PBX and the replay of a recording have this in common.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from client.ami.decode import Time, decode
from client.ami.message import Message
from client.calls.call import Call, Change
from client.calls.events import LegFacts, LegSeen, PbxEvent, Snapshot
from client.calls.ringing import RingingCalls
from client.session import Listener, SessionEvent


class AmiCalls:
    """Implements a part of `client.session.Watched`. For `time_of` see `decode`."""

    def __init__(self, pbx: str, time_of: Time) -> None:
        self._ringing = RingingCalls(pbx)
        self._time_of = time_of
        self._listeners: list[Listener] = []
        self._batch: list[SessionEvent] = []
        self._early: list[Message] | None = None
        """The events that come before the snapshot; None once they have been applied."""

    def calls(self) -> list[Call]:
        """What rings in my groups, the most recent first."""
        return self._ringing.newest_first()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every batch of changes until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _receive(self, message: Message) -> None:
        """Take one event."""
        if self._early is not None:
            self._early.append(message)
        elif (event := self._decoded(message)) is not None:
            self._apply(event)

    def _reset(self, snapshot: Snapshot) -> None:
        """Apply a snapshot, and on top of it the events that came meanwhile."""
        legs = tuple(replace(seen, leg=self._completed(seen.leg)) for seen in snapshot.legs)
        events = [event for message in self._early or [] if (event := self._decoded(message))]
        self._early = None
        self._emit(self._ringing.reset(replace(snapshot, legs=legs), events))

    def _decoded(self, message: Message) -> PbxEvent | None:
        event = decode(message, self._time_of)
        if isinstance(event, LegSeen):
            leg = self._completed(event.leg)
            return event if leg is event.leg else LegSeen(leg, event.at)
        return event

    def _completed(self, leg: LegFacts) -> LegFacts:
        """A phone that is called, with what is known of it otherwise."""
        raise NotImplementedError

    def _apply(self, event: PbxEvent) -> None:
        if changes := self._ringing.apply(event):
            self._emit(changes)

    def _emit(self, changes: Sequence[Change]) -> None:
        self._batch += changes

    def _flush(self) -> None:
        """Call the listeners once for all changes since the last time."""
        batch, self._batch = self._batch, []
        if batch:
            for listener in list(self._listeners):
                self._tell(listener, batch)

    def _tell(self, listener: Listener, batch: list[SessionEvent]) -> None:
        listener(batch)
