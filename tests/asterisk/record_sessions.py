"""Writes ``tests/fixtures/sessions/*.ami`` anew: a busy hour of an agent, by ``cornetta record``.

``python -m tests.asterisk.record_sessions`` plays it on each Asterisk, and once more on one that
does not send the groups of its channels. Ids and times differ from run to run.
"""

import asyncio
import os
import signal
from pathlib import Path

from tests.asterisk.lab import Lab
from tests.asterisk.phones import PhoneCall
from tests.asterisk.record import originate
from tests.contract.command import Command
from tests.skips import find_asterisk

SESSIONS = Path(__file__).parent.parent / "fixtures" / "sessions"
STRANGER = "<b>[red]\u202eevil"
RECORDED = {
    "asterisk_16": ("bullseye", True),
    "asterisk_22": ("sid", True),
    "asterisk_22_without_channelvars": ("sid", False),
}


class Hour:
    """What happens in the office; each caller has a number of their own."""

    def __init__(self, lab: Lab, environment: dict[str, str]) -> None:
        self._lab = lab
        self._environment = environment

    async def play(self, path: Path) -> None:
        for endpoint in ("101", "102", "103", "104", "201", "204"):
            await self._lab.phone(endpoint)
        await self._lab.phone("desk-106", rings_with="183 and media")
        patient = await self._lab.call("104", name="Rang Before", number="0450")
        await self._rings("104")
        record = Command(("record", str(path), "--json"), self._environment)
        await record.start()
        try:
            await record.line(0)
            await self._answered_ones()
            await self._lost_ones()
            await self._picked_up_ones()
            await patient.cancel()
            await self._lab.observer.all_gone()
            await record.line(len(record.lines) - 1)
            assert record.process
            record.process.send_signal(signal.SIGINT)
            code, _, errors = await record.end()
            assert code == 0, errors
        finally:
            await record.stop()

    async def _answered_ones(self) -> None:
        for number, exten, desks, by in (
            ("0451", "101", ("101",), "101"),
            ("0452", "600", ("101", "102", "103"), "102"),
            ("0453", "700", ("101", "103"), "103"),
            ("0454", "612", ("101", "102"), "101"),
        ):
            caller = await self._lab.call(exten, name="A Caller", number=number)
            await self._rings(*desks)
            call = await self._ringing_at(by)
            await call.answer()
            await self._lab.talking(caller, call)
            await caller.hang_up()
            await self._only_the_patient_is_left()

    async def _lost_ones(self) -> None:
        early = await self._lab.call("106", name="Early Media", number="0455")
        await self._lab.observer.event(lambda event: event["DialStatus"] == "PROGRESS", "183")
        await early.cancel()
        gives_up = await self._lab.call("101", name=STRANGER, number="0456")
        await self._rings("101")
        await gives_up.cancel()
        await self._only_the_patient_is_left()

        await self._lab.call("101", number="0457")
        await self._rings("101")
        call = await self._ringing_at("101")
        await self._lab.set_connected_line(await self._lab.uniqueid(call), "Known Late", "0457")
        await call.reject()
        await self._only_the_patient_is_left()

        forwarded = await self._lab.call("101", name="A Caller", number="0458")
        await self._rings("101")
        await (await self._ringing_at("101")).forward("102")
        await self._rings("102")
        await (await self._ringing_at("102")).answer()
        await forwarded.answered()
        await forwarded.hang_up()
        await self._only_the_patient_is_left()

        waits = await self._lab.call("800", name="A Caller", number="0459")
        await waits.refused()
        await self._only_the_patient_is_left()

    async def _picked_up_ones(self) -> None:
        by_handset = await self._lab.call("600", name="A Caller", number="0460")
        await self._rings("101", "102", "103")
        await (await self._lab.call("*8102", from_desk="201")).answered()
        await by_handset.answered()
        await by_handset.hang_up()
        await self._only_the_patient_is_left()

        by_us = await self._lab.call("101", name="A Caller", number="0461")
        await self._rings("101")
        pickup = Command(("pickup", "--exten", "101"), self._environment)
        await pickup.start()
        try:
            code, _, errors = await pickup.end()
            assert code == 0, errors
        finally:
            await pickup.stop()
        await by_us.answered()
        await by_us.hang_up()
        await self._only_the_patient_is_left()

        raced = await self._lab.call("101", name="A Caller", number="0462")
        (leg,) = await self._lab.observer.ringing("PJSIP/101")
        await asyncio.gather(
            *(originate(self._lab, agent, leg.uniqueid) for agent in ("204", "201"))
        )
        await raced.answered()
        await self._lab.observer.until(
            lambda: len(self._lab.observer.channels) == 4, "the loser hung up"
        )
        await raced.hang_up()
        await self._only_the_patient_is_left()

    async def _rings(self, *desks: str) -> None:
        for desk in desks:
            await self._lab.observer.ringing(f"PJSIP/{desk}")

    async def _ringing_at(self, desk: str) -> PhoneCall:
        phone = self._lab.phones[desk]
        while not (ringing := [call for call in phone.calls if call.rings]):
            await phone.next_call()
        return ringing[-1]

    async def _only_the_patient_is_left(self) -> None:
        await self._lab.observer.until(
            lambda: len(self._lab.observer.channels) == 2, "nobody else calls"
        )


async def record(name: str) -> None:
    """Play the hour on one Asterisk, with a new one for it."""
    suite, channelvars = RECORDED[name]
    async with Lab(binaries=find_asterisk(suite), channelvars=channelvars) as lab:
        environment = {
            **os.environ,
            "CORNETTA_CONFIG": str(lab.folder / "settings.toml"),
            "CORNETTA_HOST": "127.0.0.1",
            "CORNETTA_PORT": str(lab.ami_port),
            "CORNETTA_USERNAME": "agent",
            "CORNETTA_SECRET": "agent",
            "CORNETTA_EXTENSION": "204",
        }
        path = SESSIONS / f"{name}.ami"
        path.unlink(missing_ok=True)
        await Hour(lab, environment).play(path)


async def main() -> None:
    """Record all of them."""
    SESSIONS.mkdir(exist_ok=True)
    for name in RECORDED:
        await record(name)


if __name__ == "__main__":
    asyncio.run(main())
