"""The harness itself: if these fail, no other test of this folder means anything."""

from __future__ import annotations

import asyncio
import os
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.asterisk.phones import CallOver
from tests.asterisk.sip import Party
from tests.asterisk.sipp import SippDied

if TYPE_CHECKING:
    from pathlib import Path

    from tests.asterisk.lab import Lab
    from tests.asterisk.observer import Observer
    from tests.asterisk.phones import Obeys, RingsWith

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


async def test_the_phone_hangs_up(lab: Lab, observer: Observer) -> None:
    phone = await lab.phone("101")
    caller = await lab.call("101", name="First Caller", number="0455551234")
    call = await phone.next_call()
    await call.answer()
    await lab.talking(caller, call)
    await call.hang_up()
    await caller.ended()
    await observer.all_gone()


async def test_the_caller_gives_up(lab: Lab, observer: Observer) -> None:
    phone = await lab.phone("101")
    caller = await lab.call("101", name="First Caller", number="0455551234")
    call = await phone.next_call()
    await observer.ringing("PJSIP/101")
    await caller.cancel()
    assert (await call.ended()).how == "cancelled"
    with pytest.raises(CallOver):
        await call.answered()
    await observer.all_gone()


async def test_the_phone_rejects(lab: Lab, observer: Observer) -> None:
    phone = await lab.phone("101")
    caller = await lab.call("101", name="First Caller", number="0455551234")
    await (await phone.next_call()).reject()
    assert await caller.refused() == 486
    await observer.all_gone()


async def test_a_ring_group_is_told_who_answered(lab: Lab) -> None:
    first, second = await lab.phone("101"), await lab.phone("102")
    caller = await lab.call("600", name="First Caller", number="0455551234")
    call, other = await first.next_call(), await second.next_call()
    await call.answer()
    assert "Call completed elsewhere" in (await other.ended()).reason
    await lab.talking(caller, call)


@pytest.mark.parametrize("rings_with", ["183", "183 and media"])
async def test_a_phone_without_180_is_called_and_never_rings(
    lab: Lab, observer: Observer, rings_with: RingsWith
) -> None:
    phone = await lab.phone("101", rings_with=rings_with)
    caller = await lab.call("101", name="First Caller", number="0455551234")
    call = await phone.next_call()
    state = await observer.event(lambda event: event["Event"] == "DialState", "DialState")
    assert state["DialStatus"] == "PROGRESS"
    assert state["DestChannelStateDesc"] == "Down"
    assert await caller.ringing() == 183
    await call.answer()
    await lab.talking(caller, call)


async def test_two_calls_ring_on_one_phone(lab: Lab, observer: Observer) -> None:
    phone = await lab.phone("101")
    first = await lab.call("101", name="First", number="0451")
    first_call = await phone.next_call()
    second = await lab.call("101", name="Second", number="0452")
    second_call = await phone.next_call()
    assert (first_call.shown.name, second_call.shown.name) == ("First", "Second")
    await observer.ringing("PJSIP/101", 2)
    await second_call.answer()
    await lab.talking(second, second_call)
    await first_call.answer()
    await lab.talking(first, first_call)
    assert len(observer.bridged_with(await lab.uniqueid(second))) == 1


async def test_a_pickup_by_originate_is_answered_by_the_phone_itself(
    lab: Lab, observer: Observer
) -> None:
    phone, agent = await lab.phone("101"), await lab.phone("204")
    caller = await lab.call("101", name="First Caller", number="0455551234")
    call = await phone.next_call()
    (leg,) = await observer.ringing("PJSIP/101")
    await pick_up(observer, leg.uniqueid)
    taken = await agent.next_call()
    assert taken.auto_answer_asked
    await taken.answered()
    await lab.talking(caller, taken)
    assert (await call.ended()).how == "cancelled"
    pickup = await observer.event(lambda event: event["Event"] == "Pickup")
    assert pickup["TargetUniqueid"] == leg.uniqueid


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
    await observer.action(
        "Originate",
        ("Variable", "PJSIP_HEADER(add,Call-Info)=<sip:pbx>;answer-after=0"),
        ("Variable", "PJSIP_HEADER(add,Alert-Info)=<http://pbx>;info=alert-autoanswer;delay=0"),
        Channel="PJSIP/204",
        Application="PickupChan",
        Data=uniqueid,
        Async="true",
    )


@pytest.mark.parametrize(
    "name",
    [
        "Rossi, Mario",
        "semi;colon",
        "Łódź ø ü 漢字",
        "D'Angelo & Söhne <x>",
        "a:b [c] $d %41 {e}",
        "",
    ],
)
async def test_names_come_through(lab: Lab, name: str) -> None:
    phone = await lab.phone("101")
    await lab.call("101", name=name, number="0455551234")
    assert (await phone.next_call()).shown == Party(name, "0455551234")


@pytest.mark.parametrize("name", ['Mario "il Rosso"', r"back\slash"])
async def test_asterisk_leaves_the_escapes_of_sip_in_a_name(lab: Lab, name: str) -> None:
    phone = await lab.phone("101")
    await lab.call("101", name=name, number="0455551234")
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    assert (await phone.next_call()).shown == Party(escaped, "0455551234")


async def test_a_name_that_comes_late(lab: Lab, observer: Observer) -> None:
    phone = await lab.phone("101")
    await lab.call("101", number="0455551234")
    await phone.next_call()
    (leg,) = await observer.ringing("PJSIP/101")
    await lab.set_connected_line(leg.uniqueid, "Late, Name", "0455551234")
    await observer.event(
        lambda event: (
            event["Event"] == "NewConnectedLine" and event["ConnectedLineName"] == "Late, Name"
        )
    )


async def test_a_forward_by_the_phone(lab: Lab) -> None:
    first, second = await lab.phone("101"), await lab.phone("102")
    caller = await lab.call("101", name="First Caller", number="0455551234")
    await (await first.next_call()).forward("102")
    call = await second.next_call()
    assert call.shown == CALLER
    await call.answer()
    await lab.talking(caller, call)


@pytest.mark.parametrize("exten", ["610", "611", "612"])
async def test_a_call_through_local_channels(lab: Lab, exten: str) -> None:
    first, second = await lab.phone("101"), await lab.phone("102")
    caller = await lab.call(exten, name="First Caller", number="0455551234")
    call, other = await first.next_call(), await second.next_call()
    await call.answer()
    assert (await other.ended()).how == "cancelled"
    await lab.talking(caller, call)


@pytest.mark.parametrize(("exten", "desk"), [("700", "101"), ("710", "104")])
async def test_a_queue(lab: Lab, observer: Observer, exten: str, desk: str) -> None:
    phone, other = await lab.phone(desk), await lab.phone("103")
    caller = await lab.call(exten, name="First Caller", number="0455551234")
    await observer.event(lambda event: event["Event"] == "QueueCallerJoin")
    call, late = await phone.next_call(), await other.next_call()
    await call.answer()
    assert (await late.ended()).how == "cancelled"
    await lab.talking(caller, call)
    await caller.hang_up()
    await observer.all_gone()


async def test_a_handset_takes_a_call(lab: Lab) -> None:
    phone = await lab.phone("101")
    caller = await lab.call("101", name="First Caller", number="0455551234")
    call = await phone.next_call()
    await lab.observer.ringing("PJSIP/101")
    handset = await lab.call("*8101", from_desk="102")
    await handset.answered()
    await lab.talking(caller, handset)
    assert (await call.ended()).how == "cancelled"


async def test_asterisk_restarts_on_the_same_ports_and_keeps_its_database(lab: Lab) -> None:
    await lab.observer.action("DBPut", Family="pickup/group", Key="501", Val="Renamed")
    await lab.stop()
    await lab.start()
    phone = await lab.phone("101")
    await lab.call("101", name="First Caller", number="0455551234")
    await phone.next_call()
    await lab.kill()
    await lab.start()
    assert not lab.observer.channels
    await lab.observer.action("DBGet", Family="pickup/group", Key="501")
    value = await lab.observer.event(lambda event: event["Event"] == "DBGetResponse")
    assert value["Val"] == "Renamed"


async def test_the_tls_port_shows_a_certificate_of_its_own_authority(lab: Lab) -> None:
    trusting = ssl.create_default_context(cafile=str(lab.ca_file))
    reader, writer = await asyncio.open_connection("127.0.0.1", lab.ami_tls_port, ssl=trusting)
    assert (await reader.readline()).startswith(b"Asterisk Call Manager")
    writer.close()
    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.open_connection(
            "127.0.0.1", lab.ami_tls_port, ssl=ssl.create_default_context()
        )


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


async def test_events_write_names_as_c_does_and_getvar_does_not(
    lab: Lab, observer: Observer
) -> None:
    await lab.phone("101")
    await lab.call("101", name="D'Angelo? Sì", number="0455551234")
    (leg,) = await observer.ringing("PJSIP/101")
    begin = await observer.event(lambda event: event["Event"] == "DialBegin")
    assert begin["DestConnectedLineName"] == r"D\'Angelo\? Sì"
    response = await observer.action("Getvar", Channel=leg.name, Variable="CONNECTEDLINE(name)")
    assert response["Value"] == "D'Angelo? Sì"


async def test_a_call_nobody_answers_goes_on_to_the_next(lab: Lab) -> None:
    first, second = await lab.phone("101"), await lab.phone("102")
    await lab.call("620", name="First Caller", number="0455551234")
    assert (await (await first.next_call()).ended()).how == "cancelled"
    assert (await second.next_call()).shown == CALLER


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
