"""The office on the simulator; the same desks, groups and extensions as the real one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from client.calls.events import Party
from client.config.credentials import Secret
from client.config.settings import Settings
from client.simulator.channel import Channel
from client.simulator.dialing import Manner
from client.simulator.office import Answer, Desk, Dial, Office, Queue
from client.simulator.pbx import NotRingingError, Pbx, SimCall
from client.simulator.server import SimulatorServer
from client.simulator.switch import CHANNELVARS
from tests.accounts import ACCOUNTS
from tests.asterisk.waiting import Changes
from tests.contract.office import RingsWith


def _desk(number: str, calls: tuple[str, ...] = (), picks: tuple[str, ...] = ()) -> Desk:
    return Desk(number, number, f"Desk {number}", calls, picks)


_OFFICE = Office(
    desks=(
        _desk("101", ("501",), ("501",)),
        _desk("102", ("501",), ("501",)),
        _desk("103", ("501", "502"), ("501", "502")),
        _desk("104", ("502",), ("502",)),
        replace(_desk("105"), call_group=(3,), pickup_group=(3,)),
        _desk("201", (), ("501",)),
        _desk("204", ("501",), ("501", "502")),
        replace(_desk("205"), pickup_group=(3,)),
        _desk("206"),
        replace(_desk("desk-106", ("501",)), number="", name=""),
        replace(_desk("401", ("503",)), kept_elsewhere=True),
    ),
    dialplan={
        "600": (Dial(("PJSIP/101", "PJSIP/102", "PJSIP/103")),),
        "604": (Dial(("PJSIP/101", "PJSIP/104")),),
        "610": (Dial(("Local/101@office", "Local/102@office")),),
        "612": (Dial(("Local/610@office",)),),
        "620": (Dial(("PJSIP/101",), 2), Dial(("PJSIP/102",), 20)),
        "700": (Answer(), Queue("support", ("PJSIP/101", "PJSIP/103"))),
        "800": (Dial(("PJSIP/101",), 3),),
    },
    database={"pickup/group/501": "Support", "pickup/group/502": "Sales"},
)

_MANNERS = {
    "180": Manner.RINGS,
    "183": Manner.PROGRESS,
    "183 and media": Manner.PROGRESS,
}


class SimulatedCaller:
    """A simulated caller."""

    def __init__(self, office: "SimulatedOffice", call: SimCall) -> None:
        self._office = office
        self.call = call

    async def give_up(self) -> None:
        self.call.give_up()

    hang_up = give_up

    async def talks_with(self, extension: str) -> None:
        def other() -> str:
            channel = talking_with(self.call.channel)
            return channel.device if channel else ""

        await self._office.until(lambda: other() == f"PJSIP/{extension}", f"talking: {extension}")

    async def sees(self, party: Party) -> None:
        await self._office.until(
            lambda: _party(self.call.channel) == party, f"the caller sees {party}"
        )


class SimulatedOffice:
    """Drives a simulated PBX; see `tests.contract.office.Office`."""

    def __init__(self, pbx: Pbx, server: SimulatorServer) -> None:
        self.pbx = pbx
        self._server = server
        self._calls: list[SimCall] = []
        self._changes = Changes()
        pbx.switch.listeners.append(lambda _event: self._changes.changed())

    def settings(self, extension: str = "204", *, account: str = "agent") -> Settings:
        return Settings(
            host="127.0.0.1", port=self._server.port, username=account, extension=extension
        )

    def secret(self, account: str = "agent") -> Secret:
        return Secret(account)

    async def switch_on(self, *extensions: str, rings_with: RingsWith = "180") -> None:
        for extension in extensions:
            self.pbx.exchange.manners[extension] = _MANNERS[rings_with]

    async def switch_on_without_auto_answer(self, extension: str) -> None:
        await self.switch_on(extension)
        self.pbx.auto_answers[extension] = None

    async def call(
        self, exten: str, *, name: str = "", number: str = "", from_desk: str = ""
    ) -> SimulatedCaller:
        if from_desk:
            name, number = f"Desk {from_desk}", from_desk
        self._calls.append(self.pbx.call(exten, name, number))
        return SimulatedCaller(self, self._calls[-1])

    async def answer(self, extension: str) -> None:
        (await self._ringing(extension)).answer(extension)

    async def reject(self, extension: str) -> None:
        (await self._ringing(extension)).reject(extension)

    async def forward(self, extension: str, to: str) -> None:
        (await self._ringing(extension)).forward(to, extension)

    async def pick_up_from_handset(self, extension: str, of: str) -> None:
        call = await self._ringing(of)
        call.pick_up_by(extension, call.leg(of))

    async def dial_code(self, extension: str, code: str, of: str) -> None:  # noqa: ARG002 - no codes
        await self.pick_up_from_handset(extension, of)

    async def name_caller(self, extension: str, name: str, number: str) -> None:
        leg = (await self._ringing(extension)).leg(extension)
        party = replace(leg.channel.connected, name=name, number=number)
        self.pbx.switch.set_connected(leg.channel, party)

    async def rang_with(self, extension: str) -> Party:
        device = f"PJSIP/{extension}"
        if asked := [one.request for one in self.pbx.originates if one.request.device == device]:
            shown = dict(asked[-1].variables)
            return Party(shown["CONNECTEDLINE(num)"], shown.get("CONNECTEDLINE(name,i)", ""))

        def newest() -> Channel | None:
            channels = [c for c in self.pbx.switch.channels.values() if c.device == device]
            return channels[-1] if channels else None

        await self.until(newest, f"a call at {extension}")
        channel = newest()
        assert channel
        return _party(channel)

    async def not_ringing(self, extension: str) -> None:
        def rings() -> bool:
            rung = (one.channel for one in self.pbx.originates if one.channel)
            mine = any(channel.device == f"PJSIP/{extension}" for channel in rung)
            return mine or self._find(extension) is not None

        await self.until(lambda: not rings(), f"{extension} not ringing")

    async def until(self, look: Callable[[], object], awaited: str) -> None:
        """Wait until `look` is true."""
        await self._changes.until(lambda: bool(look()), awaited)

    def _find(self, extension: str) -> SimCall | None:
        for call in reversed(self._calls):
            try:
                call.leg(extension)
            except NotRingingError:
                continue
            return call
        return None

    async def _ringing(self, extension: str) -> SimCall:
        await self.until(lambda: self._find(extension), f"{extension} ringing")
        call = self._find(extension)
        assert call
        return call


def _party(channel: Channel) -> Party:
    return Party(channel.connected.number, channel.connected.name)


def talking_with(channel: Channel) -> Channel | None:
    """The channel at the other end, through Local channels; None when nobody talks."""
    peer = channel.peer
    while peer is not None and peer.other_half is not None:
        peer = peer.other_half.peer
    return peer


@asynccontextmanager
async def simulated_office(*, channelvars: bool) -> AsyncIterator[SimulatedOffice]:
    """An office whose phones are all switched off."""
    pbx = Pbx(_OFFICE, channelvars=CHANNELVARS if channelvars else ())
    for desk in _OFFICE.desks:
        pbx.exchange.manners[desk.endpoint] = Manner.SILENT
    async with SimulatorServer(pbx, ACCOUNTS) as server:
        yield SimulatedOffice(pbx, server)
        await asyncio.sleep(0)
