"""What only a real Asterisk can show of the client: races for one call, transfers, a frozen PBX."""

import asyncio
import os
import re
import signal
from functools import partial
from pathlib import Path

import msgspec
import pytest

from client.ami import actions
from client.ami.clock import SessionClock
from client.ami.opening import Address, open_connection
from client.ami.protocol import Receiver
from client.ami.snapshot import take_snapshot
from client.ami_session import AmiSession
from client.calls.choice import AnyCall, CallAtExtension, ThisCall
from client.calls.events import PICKUP_ID_PREFIX, EndReason, GroupId, Party
from client.config.settings import Settings
from client.pickup import attempt
from client.pickup.my_phone import Way
from client.provision.filter_lines import filter_lines
from client.session import LinkState, Outcome
from tests.asterisk.lab import TEMPLATES, Lab
from tests.asterisk.modules import load
from tests.asterisk.sip import Party as SipParty
from tests.contract.asterisk_office import AsteriskOffice
from tests.desk import Desk, running

ADMINISTRATORS = Path(__file__).parents[2] / "docs" / "administrators.md"


def _rings_at(desk: Desk, extension: str) -> bool:
    return any(leg.is_at(extension) for call in desk.calls for leg in call.legs)


def _says_who_has_it(desk: Desk, by: Party) -> bool:
    return not desk.calls and desk.removed[-1].by == by


async def test_two_agents_who_take_different_phones_of_one_call(each_lab: Lab) -> None:
    """Asterisk lets both have a phone; the caller gets one of them, and each is told who."""
    office, observer = AsteriskOffice(each_lab), each_lab.observer
    await office.switch_on("101", "102", "104", "204", "201")
    taken_twice = 0
    async with (
        running(office.settings(), office.secret()) as one,
        running(office.settings("201"), office.secret()) as two,
    ):
        for exten, first_at, second_at in [
            *[("604", "104", "101")] * 8,
            *[("610", "102", "101")] * 8,
            *[("611", "101", "102")] * 8,
            *[("612", "102", "101")] * 8,
            *[("605", "102", "101")] * 8,
            *[("618", "102", "101")] * 8,
        ]:
            seen = len(observer.events)
            caller = await office.call(exten, number="0451")
            for agent, at in ((one, first_at), (two, second_at)):
                await agent.until(partial(_rings_at, agent, at), f"a call at {at}")
            results = await asyncio.gather(
                one.pickup(CallAtExtension(first_at)), two.pickup(CallAtExtension(second_at))
            )
            outcomes = sorted(result.outcome.value for result in results)
            assert outcomes == ["picked_up", "taken_by_other"], results
            winners = {result.by for result in results}
            assert len(winners) == 1, results
            winner = winners.pop()
            assert winner
            await caller.talks_with(winner.number)
            await observer.catch_up()
            pickups = [event for event in observer.events[seen:] if event["Event"] == "Pickup"]
            taken_twice += len(pickups) == 2
            await each_lab.lets_go({"204": "201", "201": "204"}[winner.number])
            await caller.hang_up()
            for agent in (one, two):
                await agent.until(partial(_says_who_has_it, agent, winner), f"{winner} has it")
            await observer.all_gone()
    assert taken_twice, "it never came to that: then nothing was tested"


async def test_groups_that_an_administrator_changes_are_followed(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client.ami_session.ASK_AGAIN_S", 0.2)
    office = AsteriskOffice(lab)
    await office.switch_on("101", "104")
    async with running(office.settings("201"), office.secret()) as desk:
        await lab.call("104", number="0451")
        await desk.hears_of("104")
        assert desk.calls == []
        await lab.observer.action(
            "UpdateConfig",
            **{
                "SrcFilename": "pjsip.conf",
                "DstFilename": "pjsip.conf",
                "Reload": "res_pjsip.so",
                "Action-000000": "Update",
                "Cat-000000": "201",
                "Var-000000": "named_pickup_group",
                "Value-000000": "501,502",
                "Options-000000": 'catfilter="type=endpoint"',
            },
        )
        assert (await desk.rings_at("104")).caller == Party("0451")
        assert [group.label for group in desk.session.groups] == ["501 Support", "502 Sales"]
        await lab.observer.action("DBPut", Family="pickup/group", Key="502", Val="Verkauf")
        await desk.until(lambda: desk.session.groups[1].name == "Verkauf", "the new name")


async def test_clients_may_connect_while_phones_are_being_called(each_lab: Lab) -> None:
    """Two threads of the PBX that wait for each other would stop it for ever."""
    lab = each_lab
    await lab.phone("204", obeys="nothing")
    connection = await open_connection(
        Address("127.0.0.1", lab.ami_port), Receiver(lambda _event: None, lambda: None)
    )
    await connection.login("agent", "agent", "call")
    clock = SessionClock()
    for number in range(20):
        headers = {
            **actions.pickup(
                Settings(host="127.0.0.1", extension="204"),
                channel_id=f"{PICKUP_ID_PREFIX}{number}",
                then=actions.taking("1.1"),
                caller=Party("0451", "First Caller"),
            )
        }
        variables = [("Variable", variable) for variable in headers.pop("Variable")]
        fields = {key: str(value) for key, value in headers.items()}
        await lab.observer.action("Originate", *variables, **fields)
        for _ in range(10):
            await take_snapshot(connection, clock)
    await lab.hang_up_all()
    await connection.close()


async def test_a_pickup_at_a_frozen_asterisk(each_lab: Lab) -> None:
    lab, office = each_lab, AsteriskOffice(each_lab)
    await office.switch_on("101")
    await office.switch_on_without_auto_answer("204")
    settings = msgspec.structs.replace(office.settings(account="admin"), answer_timeout=1)
    async with running(settings, office.secret("admin")) as desk:
        await lab.call("101", number="0451")
        await desk.rings_at("101")
        assert lab._process
        os.killpg(lab._process.pid, signal.SIGSTOP)
        assert (await desk.pickup(AnyCall())).outcome is Outcome.LINK_LOST
        await desk.is_link(LinkState.STALE)
        os.killpg(lab._process.pid, signal.SIGCONT)
        await desk.is_link(LinkState.LIVE, limit_s=8)
        await desk.rings_at("101")
        # The PBX ends it by its own limit.
        await office.not_ringing("204")
        assert (await desk.pickup(AnyCall())).outcome is Outcome.PHONE_DID_NOT_ANSWER


async def test_my_phone_stops_when_the_call_has_gone(lab: Lab) -> None:
    office = AsteriskOffice(lab)
    await office.switch_on("101")
    await office.switch_on_without_auto_answer("204")
    settings = office.settings(account="admin")
    async with running(settings, office.secret("admin")) as desk:
        caller = await office.call("101", number="0451")
        await desk.rings_at("101")
        pickup = asyncio.ensure_future(desk.pickup(AnyCall()))  # noqa: TID251 - awaited below
        await office.rang_with("204")
        await caller.give_up()
        assert (await pickup).outcome is Outcome.CALLER_GAVE_UP
        await office.not_ringing("204")


async def test_my_phone_stops_when_the_window_is_closed(lab: Lab) -> None:
    """It would ring on for nobody, or take the call of somebody who has left."""
    office = AsteriskOffice(lab)
    await office.switch_on("101")
    await office.switch_on_without_auto_answer("204")
    settings = office.settings(account="admin")
    session = AmiSession(settings, office.secret("admin"))
    run = asyncio.ensure_future(session.run())  # noqa: TID251 - awaited below
    await session.ready()
    desk = Desk(session)
    await office.call("101", number="0451")
    await desk.rings_at("101")
    pickup = asyncio.ensure_future(desk.pickup(AnyCall()))  # noqa: TID251 - awaited below
    await office.rang_with("204")
    run.cancel()
    assert (await pickup).outcome is Outcome.LINK_LOST
    await office.not_ringing("204")
    assert office.phones["101"].calls[-1].rings
    await asyncio.gather(run, return_exceptions=True)


@pytest.mark.parametrize(
    ("module", "pickup_by"),
    [("app_directed_pickup", "leg"), ("app_stack", "dialplan"), ("func_strings", "dialplan")],
)
async def test_the_pbx_cannot_pick_up(
    prepared_lab: Lab, monkeypatch: pytest.MonkeyPatch, module: str, pickup_by: Way
) -> None:
    """`PickupChan`, `Gosub` or `LEN` may not be loaded: my phone answers, and hears nobody."""
    monkeypatch.setattr(attempt, "RIVAL_WITHIN_S", 0.5)
    modules = prepared_lab.folder / "etc" / "modules.conf"
    text = modules.read_text(encoding="utf-8")
    modules.write_text(f"{text}\nnoload = {module}.so\n", encoding="utf-8")
    async with prepared_lab as lab:
        office = AsteriskOffice(lab)
        await office.switch_on("101", "204")
        settings = msgspec.structs.replace(office.settings(), pickup_by=pickup_by)
        async with running(settings, office.secret()) as desk:
            await office.call("101", number="0451")
            call = await desk.rings_at("101")
            assert (await desk.pickup(AnyCall())).outcome is Outcome.NOT_PUT_THROUGH
            assert desk.calls == [call]


@pytest.mark.parametrize(
    ("account", "exten"),
    [
        ("agent", "101"),
        ("agent", "610"),
        ("agent", "700"),
        ("originator", "101"),
        ("originator", "700"),
    ],
)
async def test_my_phone_and_the_caller_have_no_codec_in_common(
    prepared_lab: Lab, account: str, exten: str
) -> None:
    """The PBX, which cannot translate, drops both: nobody has given up."""
    config = prepared_lab.folder / "etc" / "pjsip.conf"
    text = config.read_text(encoding="utf-8").replace("allow = !all,ulaw", "allow = !all,g722")
    text = text.replace("[204](phone)", "[204](phone)\nallow = !all,alaw")
    config.write_text(text, encoding="utf-8")
    async with prepared_lab as lab:
        await lab.phone("101", codec="g722")
        mine = await lab.phone("204", codec="alaw")
        office = AsteriskOffice(lab)
        async with running(office.settings(account=account), office.secret(account)) as desk:
            await lab.call(exten, number="0451", codec="g722")
            await desk.rings_at("101")
            assert (await desk.pickup(AnyCall())).outcome is Outcome.NOT_PUT_THROUGH
            await desk.shows(0)
            await mine.calls[-1].ended()


async def test_i_answer_at_my_handset_what_i_have_just_clicked(lab: Lab) -> None:
    """Both the call and the click ring at my phone."""
    office = AsteriskOffice(lab)
    await office.switch_on_without_auto_answer("204")
    settings = office.settings(account="admin")
    async with running(settings, office.secret("admin")) as desk:
        await office.call("204", number="0451")
        rings = await office.phones["204"].next_call()
        call = await desk.rings_at("204")
        pickup = asyncio.ensure_future(desk.pickup(AnyCall()))  # noqa: TID251 - awaited below
        click = await office.phones["204"].next_call()
        await rings.answer()
        assert (await pickup).outcome is Outcome.PICKED_UP
        await click.ended()
        assert (await desk.pickup(ThisCall(call.id))).outcome is Outcome.PICKED_UP


async def test_my_phone_forwards_its_calls(each_lab: Lab) -> None:
    """A click rings my phone and no other, whose voicemail might get the caller."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "104")
    await office.switch_on_without_auto_answer("204")
    settings = office.settings(account="admin")
    async with running(settings, office.secret("admin")) as desk:
        caller = await office.call("101", number="0451")
        await desk.rings_at("101")
        pickup = asyncio.ensure_future(desk.pickup(AnyCall()))  # noqa: TID251 - awaited below
        await office.forward("204", "104")
        assert (await pickup).outcome is Outcome.PHONE_DID_NOT_ANSWER
        await desk.rings_at("101")
        await caller.give_up()
        await each_lab.observer.all_gone()
        assert not office.phones["104"].calls


@pytest.mark.parametrize(
    ("caller_id", "shown"),
    [('"Customer" <0451>', Party("0451", "Customer")), ("Click2Call", Party("", "Click2Call"))],
)
async def test_a_program_calls_a_desk_and_shows_whom_it_will_call(
    each_lab: Lab, caller_id: str, shown: Party
) -> None:
    """A dialler's `CallerID` stands as the phone's own, too; it rings at that desk all the same."""
    lab = each_lab
    office = AsteriskOffice(lab)
    await office.switch_on("101", "204")
    async with running(office.settings(), office.secret()) as desk:
        await lab.observer.originate("PJSIP/101", CallerID=caller_id, Application="Echo")
        there = Party("101", "Desk 101")
        await desk.until(lambda: [call.legs[0].desk for call in desk.calls] == [there], "its desk")
        assert desk.calls[0].caller == shown
        result = await desk.pickup(CallAtExtension("101"))
        assert (result.outcome, result.desk) == (Outcome.PICKED_UP, there)


@pytest.mark.parametrize(
    "does", [{"Application": "Echo"}, {"Context": "office", "Exten": "102", "Priority": "1"}]
)
async def test_a_program_calls_a_desk_before_the_login(each_lab: Lab, does: dict[str, str]) -> None:
    """Whom it will call is in no bridge yet with the phone that takes the desk's place."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "204")
    await each_lab.observer.originate("PJSIP/101", CallerID="<0451>", **does)
    await each_lab.observer.ringing("PJSIP/101")
    account = "originator"
    async with running(office.settings(account=account), office.secret(account)) as desk:
        result = await desk.pickup(CallAtExtension("101"))
        assert (result.outcome, result.blind) == (Outcome.PICKED_UP, True)


async def test_a_program_calls_my_phone(each_lab: Lab) -> None:
    """As a dialler does for its next customer: I may connect while it rings."""
    office = AsteriskOffice(each_lab)
    await office.switch_on_without_auto_answer("204")
    async with running(office.settings(), office.secret()) as desk:
        await each_lab.observer.originate(
            "PJSIP/204", CallerID='"Customer" <0451>', Application="Echo"
        )
        await desk.until(lambda: desk.calls and desk.calls[0].legs[0].desk.name, "my phone")
        async with running(office.settings(), office.secret()) as late:
            await late.until(lambda: late.calls and late.calls[0].legs[0].desk.name, "my phone")
            assert late.calls[0].legs == desk.calls[0].legs


@pytest.mark.parametrize(
    ("exten", "rings_at"), [("740", "102"), ("741", "102"), ("744", "103"), ("745", "102")]
)
async def test_my_own_call_under_another_number(each_lab: Lab, exten: str, rings_at: str) -> None:
    """A PBX may let a whole team call as one number, or a desk's second phone as the desk."""
    office = AsteriskOffice(each_lab)
    await office.switch_on(rings_at, "204", "201")
    async with (
        running(office.settings(), office.secret()) as mine,
        running(office.settings("201"), office.secret()) as colleague,
    ):
        await each_lab.call(exten, from_desk="204")
        await colleague.rings_at(rings_at)
        await mine.hears_of(rings_at)
        assert mine.calls == []
        assert (await mine.pickup(AnyCall())).outcome is Outcome.NOTHING_RINGING
        async with running(office.settings(), office.secret()) as later:
            await later.hears_of(rings_at)
            assert later.calls == []
        assert (await colleague.pickup(AnyCall())).outcome is Outcome.PICKED_UP
        assert mine.changes == []
        await each_lab.hang_up_all()
        await mine.forgets_all()


async def test_my_own_call_rings_its_next_phone_after_a_reconnect(each_lab: Lab) -> None:
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "204")
    await each_lab.call("747", from_desk="204")
    await each_lab.observer.ringing("PJSIP/101")
    async with running(office.settings(), office.secret()) as late:
        await late.hears_of("102")
        assert late.changes == []


async def test_my_own_call_is_named_by_a_look_up_while_it_rings(each_lab: Lab) -> None:
    office = AsteriskOffice(each_lab)
    await office.switch_on("102", "204", "201")
    async with (
        running(office.settings(), office.secret()) as mine,
        running(office.settings("201"), office.secret()) as colleague,
    ):
        await each_lab.call("740", from_desk="204")
        await colleague.rings_at("102")
        await mine.hears_of("102")
        await office.name_caller("102", "Support", "556")
        await colleague.is_called_by(Party("556", "Support"))
        await each_lab.call("102", number="0451")
        await mine.rings_at("102")
        assert [call.caller.number for call in mine.calls] == ["0451"]
        assert len(mine.changes) == 1


async def test_a_click_in_another_program_behind_an_event_filter(each_lab: Lab) -> None:
    """It hides the Local channel through which the program rings a colleague."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102")
    settings = msgspec.structs.replace(office.settings(account="filtered"), groups=("501",))
    async with running(settings, office.secret("filtered")) as desk:
        await each_lab.observer.originate(
            "Local/101@office",
            CallerID='"Desk 101" <101>',
            Context="office",
            Exten="102",
            Priority="1",
        )
        await desk.hears_of("101")
        assert desk.calls == []
        await office.answer("101")
        assert (await desk.rings_at("102")).caller == Party("101", "Desk 101")
        assert not desk.removed


@pytest.mark.parametrize("channel", ["PJSIP/101", "Local/101@office", "Local/613@office/n"])
async def test_a_colleague_calls_by_a_click_in_another_program(each_lab: Lab, channel: str) -> None:
    """It rings their own phone first: nobody calls them, and nobody is to take it."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101")
    async with running(office.settings(), office.secret()) as desk:
        await each_lab.observer.originate(
            channel, CallerID='"Desk 101" <101>', Context="office", Exten="102", Priority="1"
        )
        await desk.hears_of("101")
        assert desk.calls == []
        async with running(office.settings(), office.secret()) as late:
            await late.hears_of("101")
            assert late.calls == []
        for code in ("**", "**101"):
            assert await (await each_lab.call(code, from_desk="201")).refused() == 486
        await office.switch_on("102")
        await office.answer("101")
        assert (await desk.rings_at("102")).caller == Party("101", "Desk 101")
        assert not desk.removed


@pytest.mark.parametrize("channel", ["PJSIP/101", "Local/101@office", "Local/611@office/n"])
async def test_a_program_calls_and_nobody_answers(each_lab: Lab, channel: str) -> None:
    """Asterisk 16, 18 and 21 do not say so: the hangup has no cause."""
    lab = each_lab
    office = AsteriskOffice(lab)
    await office.switch_on("101", "102")
    async with running(office.settings(), office.secret()) as desk:
        await lab.observer.originate(channel, Application="Echo", Timeout="1000")
        await desk.until(lambda: desk.calls, "a call")
        told = (await lab.observer.action("CoreSettings"))["AsteriskVersion"]
        silent = int(told[:2]) in (16, 18, 21)
        await desk.ended(EndReason.ENDED if silent else EndReason.NO_ANSWER)
        await desk.forgets_all()


@pytest.mark.parametrize("first", [True, False])
async def test_a_customer_is_transferred_into_a_queue(each_lab: Lab, *, first: bool) -> None:
    """The queue knows the customer by another id than the colleague who asked there for them."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "103", "301")
    async with running(office.settings(), office.secret()) as desk:
        customer = await each_lab.call("301", from_desk="201")
        await office.answer("301")
        await customer.answered()
        asks = await each_lab.call("700", from_desk="201")
        call = await desk.rings_at("101", "103")
        await asks.answered()
        await (customer.transfer_to(asks) if first else asks.transfer_to(customer))
        await desk.is_called_by(Party("301", "Desk 301"))
        await office.reject("101")
        await office.reject("103")
        await desk.shows(0)
        await desk.until(lambda: desk.calls, "the queue's next try", limit_s=15)
        (again,) = desk.calls
        assert (again.queue, again.since) == ("support", call.since)
        await each_lab.hang_up_all()
        await desk.forgets_all()


@pytest.mark.parametrize("from_desk", ["", "201"])
async def test_a_call_that_was_answered_is_sent_on_to_my_group(
    each_lab: Lab, from_desk: str
) -> None:
    """If a colleague had called the customer, their own channel names the call, and has gone."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "301", "204")
    settings = office.settings()
    async with running(settings, office.secret()) as desk:
        customer = Party("301", "Desk 301") if from_desk else Party("0451", "Customer")
        for taken in (True, False):
            began, talks = await each_lab.talk(
                "301", "301", name="Customer", number="0451", from_desk=from_desk
            )
            sender = "PJSIP/201" if from_desk else "PJSIP/301"
            (channel,) = (
                one.name for one in each_lab.observer.channels.values() if one.device == sender
            )
            await each_lab.observer.action(
                "BlindTransfer", Channel=channel, Context="office", Exten="610"
            )
            call = await desk.rings_at("101", "102")
            assert call.caller == customer
            async with running(settings, office.secret()) as late:
                assert late.calls[0].legs == call.legs
            waits = talks if from_desk else began
            if taken:
                assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP
                mine = await office.phones["204"].current_call()
                await each_lab.talking(waits, mine)
                await desk.ended(EndReason.PICKED_UP, Party("204", "Desk 204"))
            await waits.hang_up()
            if not taken:
                await desk.ended(EndReason.CALLER_GAVE_UP)
            await each_lab.observer.all_gone()
            await desk.forgets_all()


@pytest.mark.parametrize("exten", ["742", "743"])
async def test_i_transfer_a_customer_who_shows_the_number_under_which_i_called(
    each_lab: Lab, exten: str
) -> None:
    """As a colleague does where a whole office calls as one number. No event tells a new caller."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "301", "204")
    async with running(office.settings(), office.secret()) as desk:
        first, _ = await each_lab.talk("301", "301", from_desk="204")
        asks = await each_lab.call(exten, from_desk="204")
        await desk.hears_of("101")
        assert desk.calls == []
        await first.transfer_to(asks)
        call = await desk.rings_at("101", "102")
        assert call.caller == Party("301", "Desk 301")


@pytest.mark.parametrize("exten", ["101", "616"])
async def test_a_colleague_transfers_me_under_another_number(each_lab: Lab, exten: str) -> None:
    """While they ring in my group: then it is my own call."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "204")
    async with running(office.settings(), office.secret()) as desk:
        first, _ = await each_lab.talk("746", "204", from_desk="201")
        asks = await each_lab.call(exten, from_desk="201")
        await desk.rings_at("101")
        await first.transfer_to(asks)
        await desk.shows(0)
        rings = await office.phones["101"].current_call()
        await rings.shows(SipParty("Desk 204", "555"))
        await each_lab.observer.catch_up()
        await desk.hears_of("101")
        assert desk.calls == []
        await each_lab.hang_up_all()
        await desk.forgets_all()


@pytest.mark.parametrize("taken", [True, False])
async def test_a_colleague_transfers_a_customer_while_my_group_rings(
    each_lab: Lab, *, taken: bool
) -> None:
    """They called the group themselves; the customer takes their place."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "301", "204")
    async with running(office.settings(), office.secret()) as desk:
        first, customer = await each_lab.talk("301", "301", from_desk="201")
        asks = await each_lab.call("610", from_desk="201")
        call = await desk.rings_at("101", "102")
        assert call.caller == Party("201", "Desk 201")
        await first.transfer_to(asks)
        await desk.is_called_by(Party("301", "Desk 301"))
        await desk.rings_at("101", "102")
        assert not desk.removed
        if taken:
            assert (await desk.pickup(ThisCall(call.id))).outcome is Outcome.PICKED_UP
            mine = await office.phones["204"].current_call()
            await each_lab.talking(customer, mine)
            await desk.ended(EndReason.PICKED_UP, Party("204", "Desk 204"))
        else:
            await customer.hang_up()
            await desk.ended(EndReason.CALLER_GAVE_UP)
        await each_lab.hang_up_all()
        await desk.forgets_all()


async def test_a_queue_calls_another_queue(each_lab: Lab) -> None:
    """The caller waits in both, so that it counts since the first, though the second is left."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "103")
    async with running(office.settings(), office.secret()) as desk:
        caller = await office.call("720", number="0451")
        call = await desk.rings_at("101", "103")
        await desk.shows(0)
        again = await desk.rings_at("101", "103")
        assert (again.queue, again.since) == (call.queue, call.since)
        await caller.give_up()
        await desk.forgets_all()


async def test_another_program_takes_a_caller_out_of_a_queue(each_lab: Lab) -> None:
    """And the colleague who gets them so sends them on. No event says that they left the queue."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "103", "301")
    async with running(office.settings(), office.secret()) as desk:
        caller = await each_lab.call("700", number="0451")
        waits = await desk.rings_at("101", "103")
        asks = await each_lab.call("301", from_desk="201")
        await office.answer("301")
        await asks.answered()
        await each_lab.observer.action(
            "Bridge", Channel1=waits.id.id, Channel2=await each_lab.uniqueid(asks)
        )
        await desk.ended(EndReason.ENDED)
        await each_lab.talking(caller, asks)
        await each_lab.observer.action(
            "Redirect", Channel=waits.id.id, Context="office", Exten="102", Priority="1"
        )
        again = await desk.rings_at("102")
        assert again.queue == ""
        await each_lab.hang_up_all()
        await desk.forgets_all()


async def test_a_mailbox_answers_and_does_not_confirm(each_lab: Lab) -> None:
    """The phone that went up has not got the caller, who waits on and gives up."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "301")
    async with running(office.settings(), office.secret()) as desk:
        caller = await office.call("613", number="0451")
        await desk.rings_at("101")
        await office.answer("301")
        await each_lab.observer.until(
            lambda: "Up" in [channel.state for channel in each_lab.observer.channels.values()],
            "the mailbox",
        )
        await caller.give_up()
        await desk.ended(EndReason.CALLER_GAVE_UP)
        await desk.forgets_all()


async def test_a_caller_gives_up_a_queue_that_says_answered_elsewhere(each_lab: Lab) -> None:
    office = AsteriskOffice(each_lab)
    await office.switch_on("101")
    async with running(office.settings(), office.secret()) as desk:
        caller = await office.call("711", number="0451")
        await desk.rings_at("101")
        await caller.give_up()
        await desk.ended(EndReason.CALLER_GAVE_UP)
        await desk.forgets_all()


@pytest.mark.parametrize("exten", ["605", "614"])
async def test_a_ring_group_does_not_say_answered_elsewhere(each_lab: Lab, exten: str) -> None:
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "204")
    async with running(office.settings(), office.secret()) as desk:
        caller = await office.call(exten, number="0451")
        await desk.rings_at("101", "102")
        await office.answer("102")
        await desk.ended(EndReason.ANSWERED, Party("102", "Desk 102"))
        await caller.hang_up()
        caller = await office.call(exten, number="0451")
        await desk.rings_at("101", "102")
        assert (await desk.pickup(CallAtExtension("101"))).outcome is Outcome.PICKED_UP
        await desk.ended(EndReason.PICKED_UP, Party("204", "Desk 204"))
        await caller.hang_up()
        caller = await office.call(exten, number="0451")
        await desk.rings_at("101", "102")
        await caller.give_up()
        await desk.ended(EndReason.CALLER_GAVE_UP)
        await desk.forgets_all()


@pytest.mark.parametrize("exten", ["700", "101", "610", "612"])
async def test_a_caller_goes_on_elsewhere(each_lab: Lab, exten: str) -> None:
    """Led away here by another program; a key, as for a voicemail, leads out of a queue."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "301")
    async with running(office.settings(), office.secret()) as desk:
        await office.call(exten, number="0451")
        call = await desk.rings_at("101")
        await each_lab.observer.action(
            "Redirect", Channel=call.id.id, Context="office", Exten="301", Priority="1"
        )
        await desk.ended(EndReason.ENDED)


@pytest.mark.parametrize(
    ("exten", "rings_at"),
    [("101", ["101"]), ("610", ["101", "102"]), ("611", ["101", "102"]), ("700", ["101", "103"])],
)
async def test_a_handset_picks_up_by_replaces(
    each_lab: Lab, exten: str, rings_at: list[str]
) -> None:
    """As the keys of many phones do, which show who rings; no `Pickup` tells of it.

    The phone that they took it from is hung up without its groups, which an event filter hides.
    """
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "103", "204")
    account = "[of_501]\nsecret = of_501\nread = call,agent\nwrite = originate"
    filters = filter_lines([GroupId("501")], "206")
    each_lab.change("manager.conf", more="\n".join((account, *filters)))
    await each_lab.console("manager reload")
    filtered = office.settings("206", account="of_501")
    async with (
        running(office.settings(), office.secret()) as desk,
        running(filtered, office.secret("of_501")) as colleague,
    ):
        caller = await office.call(exten, number="0451")
        call = await desk.rings_at(*rings_at)
        await colleague.rings_at(*rings_at)
        rings = await office.phones["101"].next_call()
        taker = await each_lab.call(exten, from_desk="201", replaces=rings.replaces)
        await taker.answered()
        late = await desk.pickup(ThisCall(call.id))
        by = Party("201", "Desk 201")
        assert (late.outcome, late.by) == (Outcome.TAKEN_BY_OTHER, by)
        await desk.ended(EndReason.PICKED_UP, by)
        await colleague.ended(EndReason.PICKED_UP, by)
        await caller.hang_up()
        await desk.forgets_all()
        await colleague.forgets_all()


async def test_a_colleague_gives_up_a_call_to_a_phone_outside_my_groups(each_lab: Lab) -> None:
    """An event filter hides that its phone rings, and is hung up: each was kept for good."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "301")
    settings, secret = office.settings(account="filtered"), office.secret("filtered")
    async with running(settings, secret) as desk:
        colleague = await office.call("301", from_desk="101")
        await office.phones["301"].next_call()
        await colleague.give_up()
        caller = await office.call("101", number="0451")
        await desk.rings_at("101")
        await caller.give_up()
        await desk.forgets_all()


async def test_a_handset_picks_up_a_local_channel(each_lab: Lab) -> None:
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102")
    async with running(office.settings(), office.secret()) as desk:
        await office.call("610", number="0451")
        await desk.rings_at("101", "102")
        await each_lab.call("*9101", from_desk="201")
        await desk.ended(EndReason.PICKED_UP, Party("201", "Desk 201"))
        await desk.forgets_all()


async def test_whoever_picks_up_a_local_channel_does_not_ring_in_its_place(each_lab: Lab) -> None:
    """The end of such a phone has no group and passes no filter: its row would stay."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "204")
    async with running(
        office.settings("201", account="filtered"), office.secret("filtered")
    ) as desk:
        caller = await office.call("616", number="0451")
        await desk.rings_at("101")
        await each_lab.call("*9617", from_desk="204")
        await desk.shows(0)
        await caller.hang_up()
        await each_lab.observer.all_gone()
        await desk.forgets_all()


async def test_a_code_takes_the_other_call_when_somebody_is_faster(each_lab: Lab) -> None:
    """An account that may not hang up cannot stop its phone, which is about to dial."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102")
    await office.switch_on_without_auto_answer("204")
    settings, secret = office.settings(account="filtered"), office.secret("filtered")
    async with running(settings, secret) as desk:
        other = await office.call("102", number="0451")
        await desk.shows(1)
        await office.call("101", number="0452")
        await desk.shows(2)

        async def somebody_is_faster() -> None:
            await office.rang_with("204")
            await office.pick_up_from_handset("103", of="101")
            await desk.shows(1)
            await office.answer("204")

        result, _ = await asyncio.gather(desk.pickup(AnyCall()), somebody_is_faster())
        assert (result.outcome, result.desk) == (Outcome.PICKED_UP, Party("102", "Desk 102"))
        await other.talks_with("204")


async def test_a_code_takes_a_call_that_is_not_listed(each_lab: Lab) -> None:
    """It counts a phone that is dialled and does not reply, as one that has just gone off."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "204")
    settings, secret = office.settings(account="filtered"), office.secret("filtered")
    async with running(settings, secret) as desk:
        await office.call("101", number="0451")
        await desk.rings_at("101")
        caller = await office.call("102", number="0452")
        await each_lab.observer.event(
            lambda event: event["Event"] == "DialBegin" and event["DestChannel"][:9] == "PJSIP/102"
        )
        result = await desk.pickup(AnyCall())
        await caller.talks_with("204")
        assert (result.outcome, result.call) == (Outcome.PICKED_UP, None)
        assert (result.caller, result.desk) == (Party("0452"), Party("102", "Desk 102"))
        await desk.rings_at("101")


async def test_a_phone_declines(each_lab: Lab) -> None:
    office = AsteriskOffice(each_lab)
    await office.switch_on("101")
    async with running(office.settings(), office.secret()) as desk:
        await office.call("101", number="0451")
        await desk.rings_at("101")
        await (await office.phones["101"].current_call()).decline()
        await desk.ended(EndReason.REJECTED)
        await desk.forgets_all()


@pytest.mark.parametrize("withheld", [True, False])
async def test_a_withheld_number_that_the_dialplan_forgets(
    each_lab: Lab, *, withheld: bool
) -> None:
    lines = (TEMPLATES / "extensions.conf").read_text(encoding="utf-8").splitlines()
    (forgets,) = (line.partition("730,1,")[2] for line in lines if "730,1," in line)
    assert f"`{forgets}`" in ADMINISTRATORS.read_text(encoding="utf-8")
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "204")
    async with running(office.settings(), office.secret()) as desk:
        await each_lab.call("730", name="Customer", number="0451", withheld=withheld)
        shown = Party("", "Anonymous") if withheld else Party("0451", "Customer")
        await desk.is_called_by(shown)
        assert (await desk.pickup(CallAtExtension("101"))).outcome is Outcome.PICKED_UP
        assert (await office.rang_with("204")).name == shown.name


@pytest.mark.parametrize("exten", ["750", "751"])
async def test_a_page_that_rings_in_no_group(prepared_lab: Lab, exten: str) -> None:
    """Also for who connects while it rings; the codes take it as little."""
    text = (TEMPLATES / "extensions.conf").read_text(encoding="utf-8")
    forgets = re.findall(r"Set\(CHANNEL\(.*callgroup\)=\)", text)
    told = ADMINISTRATORS.read_text(encoding="utf-8")
    assert [f"`{line}`" in told for line in forgets] == [True, True]
    await load(prepared_lab, "app_confbridge", "app_page", confbridge="")
    async with prepared_lab as lab:
        office = AsteriskOffice(lab)
        await office.switch_on("101", "105")
        for agent, rings in (("204", "101"), ("205", "105")):
            async with running(office.settings(agent), office.secret()) as desk:
                await lab.call(exten, from_desk="206")
                await desk.hears_of(rings)
                async with running(office.settings(agent), office.secret()) as late:
                    await late.hears_of(rings)
                    assert desk.calls == late.calls == []
                dialled = [await lab.call(code, from_desk=agent) for code in ("**", f"**{rings}")]
                assert [await handset.refused() for handset in dialled] == [486, 486]
                assert not desk.changes
                await lab.hang_up_all()
