"""The harness itself: if these fail, no other test of this folder means anything.

What calls do in its office, `tests/contract` tries with a client that looks on.
"""

import os
from pathlib import Path
from unittest.mock import AsyncMock

import pytest

from tests.asterisk.lab import Lab
from tests.asterisk.observer import Observer
from tests.asterisk.phones import Obeys
from tests.asterisk.sip import Party
from tests.asterisk.sipp import SippDied
from tests.asterisk.waiting import NotSeen

CALLER = Party("First Caller", "0455551234")


async def test_a_call_rings_and_is_answered(lab: Lab, observer: Observer) -> None:
    phone = await lab.phone("101")
    caller = await lab.call("101", name="First Caller", number="0455551234")
    call = await phone.next_call()
    assert call.shown == CALLER
    assert await caller.ringing() == 180
    await call.answer()
    await caller.answered()
    await caller.sees(Party("Desk 101", "101"))
    await lab.talking(caller, call)
    await caller.hang_up()
    assert (await call.ended()).how == "BYE received"
    await observer.all_gone()


@pytest.mark.parametrize(
    ("obeys", "answers"), [("Call-Info", True), ("Alert-Info", True), ("nothing", False)]
)
async def test_which_header_a_phone_obeys(lab: Lab, obeys: Obeys, *, answers: bool) -> None:
    await lab.phone("101")
    agent = await lab.phone("204", obeys=obeys)
    await lab.call("101", name="First Caller", number="0455551234")
    (leg,) = await lab.observer.ringing("PJSIP/101")
    await pick_up(lab.observer, leg.uniqueid)
    call = await agent.next_call()
    assert call.auto_answer_asked
    if answers:
        await call.answered()
    else:
        await call.reject()


async def pick_up(observer: Observer, uniqueid: str) -> None:
    await observer.originate(
        "PJSIP/204",
        ("Variable", "PJSIP_HEADER(add,Call-Info)=<sip:pbx>;answer-after=0"),
        ("Variable", "PJSIP_HEADER(add,Alert-Info)=<http://pbx>;info=alert-autoanswer;delay=0"),
        Application="PickupChan",
        Data=uniqueid,
    )


async def test_asterisk_restarts_on_the_same_ports_and_keeps_its_database(lab: Lab) -> None:
    await lab.observer.action("DBPut", Family="pickup/group", Key="501", Val="Renamed")
    await lab.restart()
    phone = await lab.phone("101")
    await lab.call("101", name="First Caller", number="0455551234")
    await phone.next_call()
    await lab.kill()
    await lab.start()
    assert not lab.observer.channels
    await lab.observer.action("DBGet", Family="pickup/group", Key="501")
    value = await lab.observer.event(lambda event: event["Event"] == "DBGetResponse")
    assert value["Val"] == "Renamed"


async def test_no_other_program_gets_the_sip_port_while_asterisk_is_off(lab: Lab) -> None:
    """Else the next start has no phones, and says so only in its log."""
    text = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii")
    first, last = map(int, text.split())
    assert lab.sip_port not in range(first, last + 1)


async def test_a_recording_holds_every_byte(lab: Lab, observer: Observer, tmp_path: Path) -> None:
    await lab.phone("101")
    with observer.record(tmp_path / "call.ami"):
        caller = await lab.call("101", name="First Caller", number="0455551234")
        await observer.ringing("PJSIP/101")
        await caller.cancel()
        await observer.all_gone()
    recorded = (tmp_path / "call.ami").read_bytes()
    assert recorded.startswith(b"Event: ")
    assert b"Event: Newchannel\r\n" in recorded
    assert b"\r\n\r\n" in recorded


async def test_one_call_that_no_hangup_ends_may_stay_and_no_other(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lab.phone("204")

    async def lets_go() -> None:
        await lab.talk("204", "204", number="0451")
        await lab.lets_go("204", limit_s=0.5)

    with pytest.raises(NotSeen):
        await lets_go()
    await lab.observer.all_gone()  # it could be hung up
    monkeypatch.setattr(lab, "_hang_up", AsyncMock())
    await lets_go()
    with pytest.raises(NotSeen):
        await lets_go()


async def test_the_phone_of_a_call_that_stays_may_have_heard_its_end(lab: Lab) -> None:
    await lab.phone("204")
    _, call = await lab.talk("204", "204", number="0451")
    channels, uniqueid = lab.observer.channels, await lab.uniqueid(call)
    stays = channels[uniqueid]
    await call.hang_up()
    await lab.observer.all_gone()
    channels[uniqueid] = stays
    await lab.lets_go("204", limit_s=0.5)
    await lab.observer.all_gone()


async def test_nothing_is_left_running(lab: Lab, observer: Observer) -> None:
    phone = await lab.phone("101")
    await lab.call("101", name="First Caller", number="0455551234")
    await phone.next_call()
    await observer.ringing("PJSIP/101")
    await lab.hang_up_all()
    folder = lab.folder
    await lab.close()
    assert not folder.exists()
    for process in os.listdir("/proc"):  # noqa: PTH208
        if process.isdigit():
            try:
                with open(f"/proc/{process}/cmdline", "rb") as command:  # noqa: PTH123, ASYNC230
                    assert str(folder).encode() not in command.read()
            except (FileNotFoundError, ProcessLookupError):
                continue


async def test_no_folder_is_left_of_an_asterisk_that_takes_too_long_to_die(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab = Lab()
    monkeypatch.setattr(lab, "_end", AsyncMock(side_effect=NotSeen))
    with pytest.raises(NotSeen):
        await lab.close()
    assert not lab.folder.exists()


async def test_a_withheld_number_reaches_the_pbx_but_not_the_phone(
    lab: Lab, observer: Observer
) -> None:
    phone = await lab.phone("101")
    await lab.call("101", name="Hidden", number="0455551234", withheld=True)
    assert (await phone.next_call()).shown == Party("Anonymous", "anonymous")
    begin = await observer.event(lambda event: event["Event"] == "DialBegin")
    assert (begin["DestConnectedLineName"], begin["DestConnectedLineNum"]) == (
        "Hidden",
        "0455551234",
    )


async def test_a_phone_that_is_off_is_dialled_and_silent(lab: Lab, observer: Observer) -> None:
    caller = await lab.call("104", name="First Caller", number="0455551234")
    leg = await observer.event(lambda event: event["Event"] == "DialBegin")
    await caller.cancel()
    await observer.all_gone()
    assert leg["DestChannelStateDesc"] == "Down"
    assert not any(event["ChannelStateDesc"] == "Ringing" for event in observer.events)


@pytest.mark.parametrize(
    ("exten", "endpoint", "shown"),
    [
        ("105", "105", Party("Desk 105", "105")),
        ("106", "desk-106", Party("", "106")),
        ("107", "reception", Party("Reception", "107")),
    ],
)
async def test_the_other_desks(lab: Lab, exten: str, endpoint: str, shown: Party) -> None:
    phone = await lab.phone(endpoint)
    caller = await lab.call(exten, from_desk="103")
    call = await phone.next_call()
    assert call.shown == Party("Desk 103", "103")
    await call.answer()
    await caller.sees(shown)


@pytest.mark.parametrize("lab", [True, False], indirect=True)
async def test_groups_come_with_events_only_where_the_lab_says_so(
    lab: Lab, observer: Observer, request: pytest.FixtureRequest
) -> None:
    await lab.phone("103")
    await lab.call("103", name="First Caller", number="0455551234")
    rings = await observer.event(
        lambda event: event["Event"] == "Newstate" and event["ChannelStateDesc"] == "Ringing"
    )
    sent = "CHANNEL(namedcallgroup)=501, 502" in rings.all("ChanVariable")
    assert sent is request.node.callspec.params["lab"]


async def test_an_account_sees_only_its_group(lab: Lab) -> None:
    filtered = await lab.observe("filtered")
    await lab.phone("104")
    await lab.phone("101")
    await lab.call("104", name="Not Ours", number="0451")
    await lab.observer.ringing("PJSIP/104")
    await lab.call("101", name="Ours", number="0452")
    await filtered.event(lambda event: event["DestConnectedLineName"] == "Ours")
    assert not any("Not Ours" in repr(event) for event in filtered.events)


async def test_a_phone_that_dies_does_not_go_unseen(lab: Lab) -> None:
    phone = await lab.phone("101")
    assert phone.sipp.process is not None
    phone.sipp.process.kill()
    with pytest.raises(SippDied):
        await phone.next_call()
    phone.sipp.stop()
