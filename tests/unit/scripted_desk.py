"""An agent whose phone does as it is told, at a PBX that says what the test has it say."""

import asyncio
from collections.abc import Iterable

from client.calls.call import Call, CallId, Removed
from client.calls.choice import AnyCall, Target
from client.calls.events import (
    Answered,
    Ended,
    EndReason,
    GroupId,
    LegFacts,
    LegSeen,
    LegState,
    Party,
    PbxEvent,
    PickedUp,
)
from client.calls.groups import PickupGroup
from client.calls.ringing import RingingCalls
from client.pickup.service import Knowledge, PickupService
from client.session import PickupResult
from client.tasks import TaskOwner
from tests.unit.scripted_phone import ScriptedPhone

ME, RIVAL = Party("204", "Desk 204"), Party("201", "Desk 201")
DESK, OTHER_DESK = Party("101", "Desk 101"), Party("102", "Desk 102")
SUPPORT = GroupId("501")


class Desk:
    """An agent at a PBX that is played by the test."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.phone = ScriptedPhone()
        self.ringing = RingingCalls("pbx")
        self.ringing.set_user("204", [SUPPORT])
        self.service = PickupService(self.ringing, lambda: self.at, 1.0, "204")
        self.service.arm(self.phone, ME, [PickupGroup(SUPPORT)], Knowledge())
        self.errors: list[BaseException] = []
        self.tasks = TaskOwner(self.errors.append)

    def tell(self, *events: PbxEvent) -> None:
        """Let the PBX say something, as the session passes it on."""
        for event in events:
            self.service.observe(event)
            for change in self.ringing.apply(event):
                if isinstance(change, Removed):
                    self.service.removed(change)

    def rings(
        self,
        number: int = 1,
        desk: Party = DESK,
        call: str = "1",
        groups: Iterable[GroupId] = (SUPPORT,),
    ) -> Call:
        """Let a leg ring; its id is its number."""
        leg = LegFacts(
            uniqueid=f"leg-{number}",
            linkedid=call,
            endpoint=desk.number,
            desk=desk,
            caller=Party("0451", "First Caller"),
            groups=frozenset(groups),
            state=LegState.RINGING,
            rank=(1.0, number),
        )
        self.tell(LegSeen(leg, self.at))
        shown = self.ringing.get(CallId("pbx", call))
        assert shown
        return shown

    def click(self, target: Target | None = None) -> asyncio.Task[PickupResult]:
        return self.tasks.start(self.service.pickup(target or AnyCall()), name="pickup")

    async def clicked(self, target: Target | None = None) -> asyncio.Task[PickupResult]:
        """Click, and wait until my phone is asked to ring."""
        self.phone.rings.clear()
        click = self.click(target)
        await self.phone.rings.wait()
        return click

    def leaves_it_to_the_pbx(self, *, groups_known: bool = False) -> None:
        """The PBX decides what my phone may take."""
        self.phone.is_checked = True
        knows = Knowledge(groups=groups_known)
        self.service.arm(self.phone, ME, [PickupGroup(SUPPORT)], knows)

    def has_softphone(self) -> None:
        self.phone.own_channel, self.phone.is_checked = False, True

    def taken(self, by: Party = ME, picker: str = "", leg: int = 1, call: str = "1") -> PickedUp:
        names = (by.number, by.number)
        return PickedUp(picker or self.phone.channel_id, f"leg-{leg}", call, by, names=names)

    def i_take_it(self, leg: int = 1, call: str = "1") -> None:
        """I take a leg, and its caller hears me."""
        self.tell(self.taken(leg=leg, call=call), *answered(self.phone.channel_id))

    def my_channel_ends(self) -> Ended:
        return Ended(self.phone.channel_id, self.phone.channel_id, EndReason.ENDED)


def answered(channel: str) -> list[PbxEvent]:
    """The caller has the answer of this channel."""
    return [Answered(channel, "caller"), Answered("caller")]


async def at_once(click: asyncio.Task[PickupResult]) -> PickupResult:
    """How it ended, for which nothing but what the PBX has said is awaited."""
    for _ in range(5):
        await asyncio.sleep(0)
    assert click.done(), "it waits for more"
    return click.result()


async def passes() -> None:
    """Let timers that are due run."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(0.001, over.set)
    await over.wait()
