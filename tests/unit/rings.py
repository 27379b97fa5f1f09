"""What a PBX tells of ringing phones, and what a user sees of it."""

from collections.abc import Iterable, Sequence

from client.calls.call import Added, Call, CallId, Change, Removed, Updated
from client.calls.events import (
    Ended,
    EndReason,
    GroupId,
    LegFacts,
    LegSeen,
    LegState,
    Party,
    PbxEvent,
)
from client.calls.ringing import RingingCalls

SUPPORT, SALES, NUMERIC = GroupId("501"), GroupId("502"), GroupId("501", numeric=True)
CALLER, OTHER, ME = Party("0451", "First Caller"), Party("0452", "Other"), "204"
ME_DESK = Party(ME, "Desk 204")
GAVE_UP = EndReason.CALLER_GAVE_UP
DIALLED, RINGING, EARLY = LegState.DIALLED, LegState.RINGING, LegState.EARLY_MEDIA


def facts(
    desk: str = "101",
    *,
    linkedid: str = "1.0",
    state: LegState = RINGING,
    groups: frozenset[GroupId] | None = frozenset({SUPPORT}),
    caller: Party = CALLER,
    sequence: int = 0,
    dialer: str = "",
) -> LegFacts:
    """The leg of one desk; its id follows from desk and sequence."""
    number = sequence or int(desk)
    return LegFacts(
        uniqueid=f"1.{number}",
        linkedid=linkedid,
        endpoint=f"phone-{desk}",
        desk=Party(desk, f"Desk {desk}"),
        caller=caller,
        groups=groups,
        state=state,
        rank=(1.0, number),
        dialer=dialer,
    )


def seen(leg: LegFacts | None = None, at: float = 100.0) -> LegSeen:
    return LegSeen(leg or facts(), at)


def ended(desk: str, reason: EndReason = EndReason.ENDED) -> Ended:
    return Ended(f"1.{desk}", "1.0", reason)


class View:
    """What a listener knows from the changes alone."""

    def __init__(self) -> None:
        self.calls: dict[CallId, Call] = {}

    def follow(self, changes: Iterable[Change]) -> None:
        for change in changes:
            match change:
                case Added(call):
                    assert call.id not in self.calls
                    self.calls[call.id] = call
                case Updated(call):
                    assert self.calls[call.id] != call
                    self.calls[call.id] = call
                case Removed(call):
                    assert call.id in self.calls
                    del self.calls[call.id]


def started(*groups: GroupId, me: str = ME) -> RingingCalls:
    ringing = RingingCalls("pbx")
    ringing.set_user(me, groups or [SUPPORT])
    return ringing


def feed(ringing: RingingCalls, *events: PbxEvent) -> list[Change]:
    """Apply each event twice: the second time tells nothing."""
    changes: list[Change] = []
    for event in events:
        changes += ringing.apply(event)
        assert ringing.apply(event) == []
    return changes


def only(changes: Sequence[Change]) -> Change:
    (change,) = changes
    return change
