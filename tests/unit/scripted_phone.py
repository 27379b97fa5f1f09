"""A phone of a pickup that does as it is told."""

import asyncio
from dataclasses import dataclass, field

from client.calls.call import Leg
from client.calls.choice import Code


@dataclass
class ScriptedPhone:
    """Rings when told to.

    Attributes:
        problem: what `ring` raises.
        held: when set, `ring` returns only once it is done.
        own_channel: False for a softphone, which dials by itself.
        is_checked: the PBX may refuse.
    """

    problem: Exception | None = None
    held: asyncio.Event | None = None
    own_channel: bool = True
    is_checked: bool = False
    dials: bool = True
    rung: list[tuple[str, Leg | Code]] = field(default_factory=list)
    hung_up: list[str] = field(default_factory=list)
    rings: asyncio.Event = field(default_factory=asyncio.Event)

    async def ring(self, channel_id: str, wanted: Leg | Code) -> None:
        self.rung.append((channel_id, wanted))
        self.rings.set()
        if self.held is not None:
            await self.held.wait()
        if self.problem is not None:
            raise self.problem

    def hang_up(self, channel_id: str) -> None:
        self.hung_up.append(channel_id)

    @property
    def channel_id(self) -> str:
        return self.rung[-1][0]

    @property
    def dialled(self) -> list[str]:
        """The codes that it was told to dial."""
        return [wanted.dialled for _, wanted in self.rung if isinstance(wanted, Code)]

    @property
    def wants_leg(self) -> str:
        """The Uniqueid of the leg that it was told to take; "" for a code."""
        wanted = self.rung[-1][1]
        return wanted.uniqueid if isinstance(wanted, Leg) else ""
