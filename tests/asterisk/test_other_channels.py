"""Phones that are none of chan_pjsip: their calls are seen and taken as all others."""

import asyncio
from pathlib import Path

from client.calls.choice import AnyCall
from client.calls.events import EndReason, Party
from client.config.credentials import Secret
from client.doctor.checks import examine
from client.doctor.collect import collect_facts
from client.session import Outcome
from tests.asterisk.lab import Lab
from tests.asterisk.modules import load
from tests.asterisk.phones import place_call
from tests.asterisk.sip import Party as SipParty
from tests.asterisk.test_admin import settings
from tests.contract.asterisk_office import AsteriskOffice
from tests.desk import dialled, running, softphone


def dial(lab: Lab, exten: str, where: str) -> None:
    line = f"[office]\nexten => {exten},1,Dial({where},60)\n"
    lab.change("extensions.conf", ("[office]\n", line))


async def test_phones_of_chan_sip(prepared_lab: Lab, tmp_path: Path) -> None:
    """The phone is that of 102, which the PBX calls by its old module here."""
    port = prepared_lab._reserved["phone 102"].getsockname()[1]
    sip_port = prepared_lab._reserve("chan_sip")
    sip = f"""[general]
udpbindaddr = 127.0.0.1:{sip_port}
[701]
type = friend
host = 127.0.0.1
port = {port}
insecure = port,invite
context = office
disallow = all
allow = ulaw
callerid = "Old 701" <701>
namedcallgroup = 501
namedpickupgroup = 501
"""
    await load(prepared_lab, "chan_sip", sip=sip, sip_notify="")
    dial(prepared_lab, "701", "SIP/701")
    prepared_lab._reserved.pop("chan_sip").close()
    async with prepared_lab as lab:

        async def dials(code: str) -> None:
            handset = SipParty(name="", number="701")
            sipp, _ = await place_call(
                lab._binaries.sipp, sip_port, code, handset, withheld=False, replaces=""
            )
            lab._sipps.append(sipp)

        office = AsteriskOffice(lab)
        await office.switch_on("101", "102", "204")
        old = Party("701", "Old 701")
        async with running(office.settings(), office.secret()) as desk:
            caller = await office.call("701", number="0451")
            assert (await desk.rings_at("701")).legs[0].desk == old
            await caller.give_up()
            await desk.ended(EndReason.CALLER_GAVE_UP)
            caller = await office.call("701", number="0452")
            await desk.rings_at("701")
            result = await desk.pickup(AnyCall())
            assert (result.outcome, result.desk) == (Outcome.PICKED_UP, old)
            await caller.talks_with("204")
            await office.call("101", number="0453")
            await desk.rings_at("101")
            await dials("**101")
            await desk.ended(EndReason.PICKED_UP, old)
            await lab.hang_up_all()
        mine = settings(lab, "reader", extension="701", softphone=softphone(tmp_path))
        async with running(mine, Secret("reader")) as desk:
            await office.call("101", number="0454")
            await desk.rings_at("101")
            pickup = asyncio.ensure_future(desk.pickup(AnyCall()))  # noqa: TID251 - awaited below
            await dials(await dialled(tmp_path))
            assert (await pickup).outcome is Outcome.PICKED_UP
        mine = settings(lab, "agent", extension="701")
        findings = examine(await collect_facts(mine, Secret("agent"), call=False))
        (found,) = (one for one in findings if one.check == "extension")
        assert found.what.startswith("Your phone 701 uses chan_sip; ")


async def test_a_phone_and_a_caller_by_iax2(prepared_lab: Lab) -> None:
    """Another Asterisk is both of them."""
    await load(prepared_lab, "chan_iax2")
    other = Lab(binaries=prepared_lab._binaries)
    await load(other, "chan_iax2")
    labs = (prepared_lab, other)
    ports = [lab._reserve("iax") for lab in labs]
    for lab, mine, theirs in zip(labs, ports, reversed(ports), strict=True):
        iax = f"""[general]
bindport = {mine}
bindaddr = 127.0.0.1
calltokenoptional = 0.0.0.0/0.0.0.0
[801]
type = friend
host = 127.0.0.1
port = {theirs}
username = 801
context = office
disallow = all
allow = ulaw
"""
        (lab.folder / "etc" / "iax.conf").write_text(iax)
        lab._reserved.pop("iax").close()
    dial(prepared_lab, "801", "IAX2/801/301,60,b(in_501^s^1)")
    groups = "[in_501]\nexten => s,1,Set(CHANNEL(namedcallgroup)=501)\n same => n,Return()\n"
    prepared_lab.change("extensions.conf", more=groups)
    async with prepared_lab as lab, other:
        await other.phone("301")
        office = AsteriskOffice(lab)
        await office.switch_on("101", "204")
        async with running(office.settings(), office.secret()) as desk:
            caller = await office.call("801", number="0451")
            await desk.rings_at("801")
            assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP
            await caller.talks_with("204")
            await lab.hang_up_all()
            for reason in (EndReason.CALLER_GAVE_UP, EndReason.PICKED_UP):
                await other.observer.originate("IAX2/801/101", Application="Echo")
                await desk.rings_at("101")
                if reason is EndReason.CALLER_GAVE_UP:
                    await other.hang_up_all()
                    await desk.ended(reason)
                else:
                    assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP
