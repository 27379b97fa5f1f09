"""Which calls a client shows, and why they go."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from client.calls.call import Added, Removed, Updated
from client.calls.choice import ThisCall
from client.calls.events import EndReason, GroupId, LegState, Party
from client.session import Outcome
from tests.contract.office import Office
from tests.desk import Desk, extensions_of

Sit = Callable[..., AbstractAsyncContextManager[Desk]]
FIRST = Party("0455551234", "First Caller")


async def test_a_plain_call_is_shown_with_caller_desk_and_group(
    office: Office, sit_down: Sit
) -> None:
    await office.switch_on("101")
    async with sit_down() as desk:
        assert desk.session.me == Party("204", "Desk 204")
        assert [(group.number, group.name) for group in desk.session.groups] == [
            ("501", "Support"),
            ("502", "Sales"),
        ]
        await office.call("101", name=FIRST.name, number=FIRST.number)
        call = await desk.rings_at("101")
        assert call.caller == FIRST
        assert call.groups == (GroupId("501"),)
        assert call.legs[0].desk == Party("101", "Desk 101")
        assert call.legs[0].state is LegState.RINGING
        assert call.queue == ""
        assert 0 <= desk.session.now() - call.since < 2


async def test_a_call_of_another_group_is_not_shown(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "104")
    async with sit_down("201") as desk:
        await office.call("104", number="0451")
        await office.rang_with("104")
        await office.call("101", number="0452")
        assert (await desk.rings_at("101")).caller == Party("0452")


async def test_my_own_call_is_not_for_me_to_take(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102")
    async with sit_down() as desk, sit_down("201") as other:
        await office.call("101", from_desk="204")
        assert (await other.rings_at("101")).caller == Party("204", "Desk 204")
        await office.call("102", from_desk="101")
        assert (await desk.rings_at("102")).caller == Party("101", "Desk 101")


async def test_my_own_phone_rings_for_it(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "204")
    async with sit_down() as desk:
        first = await office.call("101", number="0451")
        assert not (await desk.rings_at("101")).rings_me
        await first.give_up()
        await desk.shows(0)
        await office.call("204", number="0452")
        assert (await desk.rings_at("204")).rings_me


async def test_a_numeric_group(office: Office, sit_down: Sit) -> None:
    await office.switch_on("105", "101")
    async with sit_down("205") as desk:
        await office.call("101", number="0451")
        await office.rang_with("101")
        await office.call("105", number="0452")
        call = await desk.rings_at("105")
        assert call.groups == (GroupId("3", numeric=True),)


async def test_a_ring_group_is_one_call_with_many_legs(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102", "103")
    async with sit_down() as desk:
        caller = await office.call("600", name=FIRST.name, number=FIRST.number)
        call = await desk.rings_at("101", "102", "103")
        assert call.groups == (GroupId("501"), GroupId("502"))
        await office.reject("102")
        await desk.rings_at("101", "103")
        await caller.give_up()
        await desk.ended(EndReason.CALLER_GAVE_UP)
        await desk.forgets_all()


async def test_only_the_legs_in_my_groups_count(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "104")
    async with sit_down("201") as desk:
        await office.call("604", number="0451")
        await desk.rings_at("101")
        await office.answer("104")
        await desk.ended(EndReason.ANSWERED, Party("104", "Desk 104"))
        await desk.forgets_all()


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("exten", ["610", "612"])
async def test_local_channels_are_no_phones(
    office: Office, sit_down: Sit, exten: str, *, answered: bool
) -> None:
    await office.switch_on("101", "102")
    async with sit_down() as desk:
        caller = await office.call(exten, name=FIRST.name, number=FIRST.number)
        call = await desk.rings_at("101", "102")
        assert call.caller == FIRST
        if answered:
            await office.answer("101")
            await desk.ended(EndReason.ANSWERED, Party("101", "Desk 101"))
            await caller.hang_up()
        else:
            await caller.give_up()
            await desk.ended(EndReason.CALLER_GAVE_UP)
        await desk.forgets_all()


async def test_a_queue_is_named(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "103")
    async with sit_down() as desk:
        caller = await office.call("700", name=FIRST.name, number=FIRST.number)
        call = await desk.rings_at("101", "103")
        assert (call.queue, call.caller) == ("support", FIRST)
        async with sit_down("201") as late:
            assert [call.queue for call in late.calls] == ["support"]
        await caller.hang_up()
        await desk.ended(EndReason.CALLER_GAVE_UP)
        await desk.forgets_all()


async def test_a_queue_tries_again_and_the_wait_goes_on(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "103")
    async with sit_down() as desk:
        caller = await office.call("700", number=FIRST.number)
        first = await desk.rings_at("101", "103")
        await office.reject("101")
        await office.reject("103")
        await desk.shows(0)
        await desk.until(lambda: desk.calls, "the queue's next try", limit_s=15)
        (again,) = desk.calls
        assert again.rank > first.rank
        assert again.since == first.since
        async with sit_down() as late:
            assert late.calls[0].since == pytest.approx(first.since, abs=1.5)
        await caller.hang_up()
        await desk.forgets_all()


async def test_two_calls_on_one_extension(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101")
    async with sit_down() as desk:
        first = await office.call("101", number="0451")
        await desk.shows(1)
        await office.call("101", number="0452")
        calls = await desk.shows(2)
        assert [call.caller.number for call in calls] == ["0452", "0451"]
        await first.give_up()
        assert [call.caller.number for call in await desk.shows(1)] == ["0452"]


async def test_a_phone_that_sends_183_only(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", rings_with="183 and media")
    async with sit_down() as desk:
        caller = await office.call("101", number="0451")
        call = await desk.rings_at("101")
        assert call.legs[0].state is LegState.EARLY_MEDIA
        async with sit_down("201") as late:
            assert [leg.state for leg in late.calls[0].legs] == [LegState.EARLY_MEDIA]
        await caller.give_up()
        await desk.ended(EndReason.CALLER_GAVE_UP)


async def test_a_phone_that_sends_183_only_to_a_queue(office: Office, sit_down: Sit) -> None:
    """No event tells of it. A phone that does not reply at all, as 103 here, does not ring."""
    await office.switch_on("101", rings_with="183 and media")
    await office.switch_on("204")
    async with sit_down() as desk:
        caller = await office.call("700", number="0451")
        call = await desk.rings_at("101")
        assert (call.legs[0].state, call.queue) == (LegState.EARLY_MEDIA, "support")
        assert (await desk.pickup(ThisCall(call.id))).outcome is Outcome.PICKED_UP
        await caller.talks_with("204")
        await caller.hang_up()
        await desk.forgets_all()


async def test_a_phone_that_does_not_reply_does_not_ring(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101")
    async with sit_down() as desk:
        await office.call("102", number="0451")
        await office.call("101", number="0452")
        assert (await desk.rings_at("101")).caller.number == "0452"
        async with sit_down("201") as late:
            assert [call.caller.number for call in late.calls] == ["0452"]


async def test_what_rings_already_is_shown_at_once(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102", "103")
    async with sit_down() as first:
        await office.call("600", name=FIRST.name, number=FIRST.number)
        call = await first.rings_at("101", "102", "103")
        async with sit_down() as late:
            (seen,) = late.calls
            assert (seen.id, seen.legs, seen.caller) == (call.id, call.legs, FIRST)
            assert abs(seen.since - call.since) < 1.1
            assert seen.since <= late.session.now()
            await office.answer("102")
            await late.ended(EndReason.ANSWERED, Party("102", "Desk 102"))
            await late.forgets_all()


@pytest.mark.parametrize(
    "name",
    [
        "Rossi, Mario",
        'Mario "Il Capo" Rossi',
        "Uno; Due",
        "Søren Łukasz Müller 漢字",
        "back\\slash",
        "O'Brien, why?",
        "<b>bold</b> & ${EXTEN}",
        "x" * 60,
    ],
)
async def test_names_arrive_as_they_are(office: Office, sit_down: Sit, name: str) -> None:
    await office.switch_on("101")
    async with sit_down() as desk:
        await office.call("101", name=name, number="0451")
        assert (await desk.rings_at("101")).caller == Party("0451", name)
        async with sit_down() as late:
            assert late.calls[0].caller == Party("0451", name)


async def test_an_absent_name_and_number(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101")
    async with sit_down() as desk:
        await office.call("101")
        assert (await desk.rings_at("101")).caller.name == ""


async def test_a_name_that_comes_late_and_changes(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101")
    async with sit_down() as desk:
        await office.call("101", number="0451")
        call = await desk.rings_at("101")
        for name in ("Late Name", "Another, Name"):
            await office.name_caller("101", name, "0451")
            await desk.is_called_by(Party("0451", name))
        assert desk.calls[0].since == call.since
        assert {type(change) for change in desk.changes} == {Added, Updated}


async def test_answered_by_the_phone_itself(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102", "103")
    async with sit_down() as desk:
        caller = await office.call("600", number="0451")
        await desk.rings_at("101", "102", "103")
        await office.answer("103")
        await desk.ended(EndReason.ANSWERED, Party("103", "Desk 103"))
        await caller.talks_with("103")
        await caller.hang_up()
        await desk.forgets_all()


async def test_picked_up_by_a_handset(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102", "103")
    async with sit_down() as desk:
        await office.call("600", number="0451")
        await desk.rings_at("101", "102", "103")
        await office.pick_up_from_handset("201", "102")
        await desk.ended(EndReason.PICKED_UP, Party("201", "Desk 201"))


async def test_rejected(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101")
    async with sit_down() as desk:
        await office.call("101", number="0451")
        await desk.rings_at("101")
        await office.reject("101")
        await desk.ended(EndReason.REJECTED)
        await desk.forgets_all()


async def test_forwarded_by_the_phone(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102")
    async with sit_down() as desk:
        caller = await office.call("101", name=FIRST.name, number=FIRST.number)
        await desk.rings_at("101")
        await office.forward("101", "102")
        assert (await desk.rings_at("102")).caller == FIRST
        assert [change.reason for change in desk.removed] == [EndReason.FORWARDED]
        await caller.give_up()
        await desk.ended(EndReason.CALLER_GAVE_UP)
        await desk.forgets_all()


async def test_forwarded_when_nobody_answers(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102")
    async with sit_down() as desk:
        await office.call("620", number="0451")
        first = await desk.rings_at("101")
        then = await desk.rings_at("102")
        assert [change.reason for change in desk.removed] == [EndReason.NO_ANSWER]
        assert then.since == first.since
        async with sit_down() as late:
            assert late.calls[0].since == pytest.approx(first.since, abs=1.1)


async def test_rings_out(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101")
    async with sit_down() as desk:
        await office.call("800", number="0451")
        await desk.rings_at("101")
        await desk.ended(EndReason.NO_ANSWER)
        await desk.forgets_all()


async def test_many_calls_come_and_go_and_nothing_stays(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102", "103", "104")
    async with sit_down() as desk:
        callers = [
            await office.call(exten, number=f"04{n}")
            for n, exten in enumerate(["600", "101", "610", "104", "604", "102"])
        ]
        await desk.until(
            lambda: (
                [extensions_of(call) for call in sorted(desk.calls, key=lambda c: c.caller.number)]
                == [
                    {"101", "102", "103"},
                    {"101"},
                    {"101", "102"},
                    {"104"},
                    {"101", "104"},
                    {"102"},
                ]
            ),
            "all six calls",
        )
        await asyncio.gather(*(caller.give_up() for caller in callers))
        await desk.ended(EndReason.CALLER_GAVE_UP)
        await desk.forgets_all()
        assert len([event for event in desk.changes if isinstance(event, Removed)]) == 6
