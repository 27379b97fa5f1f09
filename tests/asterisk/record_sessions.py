"""Writes ``tests/fixtures/sessions/*.ami`` anew: a busy hour of an agent, by ``cornetta record``.

``python -m tests.asterisk.record_sessions`` plays it on each Asterisk, and once more on one that
does not send the groups of its channels. Ids and times differ from run to run.
"""

import asyncio
import os
import signal
from pathlib import Path

from client.calls.events import Party
from tests.asterisk.lab import Lab
from tests.asterisk.record import (
    call,
    caller_gives_up,
    forward,
    local_chain,
    pickup_by_handset,
    plain_call,
    queue_answered,
    race_of_two,
    ring_group_answered,
    ringing,
    switched_on,
    timeout,
)
from tests.contract.command import Command
from tests.skips import find_asterisk

SESSIONS = Path(__file__).parent.parent / "fixtures" / "sessions"
STRANGER = "<b>[red]\u202eevil"
RECORDED = {
    "asterisk_16": ("bullseye", True),
    "asterisk_22": ("sid", True),
    "asterisk_22_without_channelvars": ("sid", False),
}


CASES = {
    "0451": plain_call,
    "0452": ring_group_answered,
    "0453": queue_answered,
    "0454": local_chain,
    "0458": forward,
    "0459": timeout,
    "0460": pickup_by_handset,
    "0462": race_of_two,
}
"""The calls that are also recorded one by one, by the caller's number."""


async def play(lab: Lab, environment: dict[str, str], path: Path) -> None:
    """All that happens in the office; each caller has a number of their own."""
    await switched_on(lab, "101", "102", "103", "104", "201", "204")
    await lab.phone("desk-106", rings_with="183 and media")
    patient = await call(lab, "104", Party("0450", "Rang Before"))
    await ringing(lab, "104")
    record = Command(("record", str(path), "--json"), environment)
    await record.start()
    try:
        await record.line(0)
        for number, case in CASES.items():
            await case(lab, Party(number, "A Caller"))
            await _only_the_patient_is_left(lab)
        await caller_gives_up(lab, Party("0456", STRANGER))
        await _only_the_patient_is_left(lab)
        await _early_media(lab)
        await _named_late_and_rejected(lab)
        await _picked_up(lab, environment)
        await patient.cancel()
        await lab.observer.all_gone()
        await record.line(len(record.lines) - 1)
        assert record.process
        record.process.send_signal(signal.SIGINT)
        code, _, errors = await record.end()
        assert code == 0, errors
    finally:
        await record.stop()


async def _early_media(lab: Lab) -> None:
    early = await call(lab, "106", Party("0455", "Early Media"))
    await lab.observer.event(lambda event: event["DialStatus"] == "PROGRESS", "183")
    await early.cancel()
    await _only_the_patient_is_left(lab)


async def _named_late_and_rejected(lab: Lab) -> None:
    await lab.call("101", number="0457")
    await ringing(lab, "101")
    leg = await lab.phones["101"].current_call()
    await lab.set_connected_line(await lab.uniqueid(leg), "Known Late", "0457")
    await leg.reject()
    await _only_the_patient_is_left(lab)


async def _picked_up(lab: Lab, environment: dict[str, str]) -> None:
    caller = await call(lab, "101", Party("0461", "A Caller"))
    await ringing(lab, "101")
    pickup = Command(("pickup", "--exten", "101"), environment)
    await pickup.start()
    try:
        code, _, errors = await pickup.end()
        assert code == 0, errors
    finally:
        await pickup.stop()
    await caller.answered()
    await caller.hang_up()
    await _only_the_patient_is_left(lab)


async def _only_the_patient_is_left(lab: Lab) -> None:
    await lab.observer.until(lambda: len(lab.observer.channels) == 2, "nobody else calls")


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
        await play(lab, environment, path)


async def main() -> None:
    """Record all of them."""
    SESSIONS.mkdir(exist_ok=True)
    for name in RECORDED:
        await record(name)


if __name__ == "__main__":
    asyncio.run(main())
