"""Taking calls: which one, what both ends see, and how it can fail."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import msgspec
import pytest

from client.calls.call import CallId
from client.calls.choice import AnyCall, CallAtExtension, CallOfGroup, ThisCall
from client.calls.events import EndReason, Party
from client.session import Outcome
from tests.contract.office import Office
from tests.desk import Desk, running

Sit = Callable[..., AbstractAsyncContextManager[Desk]]
FIRST = Party("0455551234", "First Caller")
ME = Party("204", "Desk 204")
RIVAL = Party("201", "Desk 201")


async def test_one_click_and_both_talk(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "204")
    async with sit_down() as desk, sit_down("201") as other:
        caller = await office.call("101", name=FIRST.name, number=FIRST.number)
        call = await desk.rings_at("101")
        await other.rings_at("101")
        result = await desk.pickup(ThisCall(call.id))
        assert (result.outcome, result.call, result.by) == (Outcome.PICKED_UP, call, ME)
        assert result.seconds < 2
        await caller.talks_with("204")
        await caller.sees(ME)
        assert await office.rang_with("204") == FIRST
        await office.not_ringing("101")
        await desk.ended(EndReason.PICKED_UP, ME)
        await other.ended(EndReason.PICKED_UP, ME)
        await caller.hang_up()
        await desk.forgets_all()
        await other.forgets_all()
        # Our own leg rang in our own group 501, and was a row at nobody's.
        assert {change.call.id for change in desk.changes + other.changes} == {call.id}


@pytest.mark.parametrize(
    "name", ["Rossi, Mario", 'Mario "Il Capo" Rossi', "a; (b) [c]", "Søren Łukasz 漢字", "O'Brien?"]
)
async def test_my_phone_shows_the_callers_name(office: Office, sit_down: Sit, name: str) -> None:
    await office.switch_on("101", "204")
    async with sit_down() as desk:
        await office.call("101", name=name, number="0451")
        await desk.rings_at("101")
        assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP
        assert await office.rang_with("204") == Party("0451", name)


async def test_generic_takes_the_most_recent(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102", "104", "204")
    async with sit_down() as desk:
        await office.call("101", number="0451")
        await desk.shows(1)
        last = await office.call("104", number="0452")
        await desk.shows(2)
        result = await desk.pickup(AnyCall())
        assert result.outcome is Outcome.PICKED_UP
        assert result.call
        assert result.call.caller.number == "0452"
        await last.talks_with("204")
        assert [call.caller.number for call in await desk.shows(1)] == ["0451"]


async def test_by_group_takes_the_most_recent_of_that_group(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "104", "204")
    async with sit_down() as desk:
        first = await office.call("101", number="0451")
        await desk.shows(1)
        await office.call("104", number="0452")
        await desk.shows(2)
        assert (await desk.pickup(CallOfGroup("501"))).outcome is Outcome.PICKED_UP
        await first.talks_with("204")


async def test_by_group_takes_only_a_leg_of_that_group(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "104", "204")
    async with sit_down() as desk:
        await office.call("604", number="0451")
        call = await desk.rings_at("101", "104")
        result = await desk.pickup(CallOfGroup("502"))
        assert (result.outcome, result.call) == (Outcome.PICKED_UP, call)
        assert result.desk == Party("104", "Desk 104")


async def test_by_extension_takes_the_most_recent_there(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102", "204")
    async with sit_down() as desk:
        await office.call("101", number="0451")
        await desk.shows(1)
        second = await office.call("101", number="0452")
        await desk.shows(2)
        await office.call("102", number="0453")
        await desk.shows(3)
        assert (await desk.pickup(CallAtExtension("101"))).outcome is Outcome.PICKED_UP
        await second.talks_with("204")


async def test_this_call_and_no_other(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "204")
    async with sit_down() as desk:
        first = await office.call("101", number="0451")
        (call,) = await desk.shows(1)
        await office.call("101", number="0452")
        await desk.shows(2)
        assert (await desk.pickup(ThisCall(call.id))).outcome is Outcome.PICKED_UP
        await first.talks_with("204")


async def test_a_call_that_waits_while_its_phone_and_mine_talk(
    office: Office, sit_down: Sit
) -> None:
    """It rings on when that talk ends, and my own talk goes on beside it."""
    await office.switch_on("101", "204")
    async with sit_down() as desk:
        talks = {}
        for extension in ("101", "204"):
            talks[extension] = await office.call(extension, number="0451")
            await desk.rings_at(extension)
            await office.answer(extension)
            await desk.ended(EndReason.ANSWERED, Party(extension, f"Desk {extension}"))
        caller = await office.call("101", number="0452")
        call = await desk.rings_at("101")
        await talks["101"].hang_up()
        result = await desk.pickup(AnyCall())
        assert (result.outcome, result.call) == (Outcome.PICKED_UP, call)
        await caller.talks_with("204")
        await talks["204"].hang_up()  # until then it went on
        await caller.talks_with("204")


@pytest.mark.parametrize("exten", ["600", "610", "612", "700"])
async def test_ring_groups_chains_and_queues(office: Office, sit_down: Sit, exten: str) -> None:
    await office.switch_on("101", "102", "103", "204")
    async with sit_down() as desk:
        caller = await office.call(exten, name=FIRST.name, number=FIRST.number)
        await desk.until(lambda: desk.calls and len(desk.calls[0].legs) >= 2, "two legs")
        result = await desk.pickup(AnyCall())
        assert result.outcome is Outcome.PICKED_UP
        await desk.ended(EndReason.PICKED_UP, ME)
        for extension in ("101", "103") if exten == "700" else ("101", "102"):
            await office.not_ringing(extension)
        await caller.hang_up()
        await desk.forgets_all()


async def test_a_phone_with_early_media_only(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", rings_with="183 and media")
    await office.switch_on("204")
    async with sit_down() as desk:
        caller = await office.call("101", number="0451")
        await desk.rings_at("101")
        assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP
        await caller.talks_with("204")


async def test_a_numeric_group(office: Office, sit_down: Sit) -> None:
    await office.switch_on("105", "205")
    async with sit_down("205") as desk:
        caller = await office.call("105", number="0451")
        await desk.rings_at("105")
        assert (await desk.pickup(CallOfGroup("3"))).outcome is Outcome.PICKED_UP
        await caller.talks_with("205")


async def test_what_is_not_in_my_groups_is_not_taken(office: Office, sit_down: Sit) -> None:
    await office.switch_on("104", "201")
    async with sit_down("201") as desk, sit_down() as witness:
        await office.call("104", number="0451")
        call = await witness.rings_at("104")
        await desk.hears_of("104")
        assert (await desk.pickup(CallOfGroup("502"))).outcome is Outcome.NOT_ALLOWED
        assert (await desk.pickup(CallOfGroup("599"))).outcome is Outcome.NOT_ALLOWED
        # As of a phone that does not ring: which calls others have is not told.
        assert (await desk.pickup(CallAtExtension("104"))).outcome is Outcome.NOTHING_RINGING
        assert (await desk.pickup(AnyCall())).outcome is Outcome.NOTHING_RINGING
        assert (await desk.pickup(ThisCall(call.id))).outcome is Outcome.NOTHING_RINGING
        assert witness.calls == [call]


async def test_nothing_rings(sit_down: Sit) -> None:
    async with sit_down() as desk:
        for target in (AnyCall(), CallOfGroup("501"), CallAtExtension("101")):
            result = await desk.pickup(target)
            assert (result.outcome, result.call) == (Outcome.NOTHING_RINGING, None)
        gone = ThisCall(CallId(desk.session.pbx, "1795384178.4"))
        assert (await desk.pickup(gone)).outcome is Outcome.NOTHING_RINGING


async def test_two_agents_at_once(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "204", "201")
    async with sit_down() as desk, sit_down("201") as rival:
        caller = await office.call("101", number="0451")
        call = await desk.rings_at("101")
        await rival.rings_at("101")
        results = await asyncio.gather(
            desk.pickup(ThisCall(call.id)), rival.pickup(ThisCall(call.id))
        )
        winner, loser = sorted(results, key=lambda result: result.outcome is not Outcome.PICKED_UP)
        assert (winner.outcome, loser.outcome) == (Outcome.PICKED_UP, Outcome.TAKEN_BY_OTHER)
        assert winner.by in (ME, RIVAL)
        assert loser.by == winner.by
        assert winner.by
        await caller.talks_with(winner.by.number)
        await office.not_ringing({"204": "201", "201": "204"}[winner.by.number])


async def test_a_double_click_is_one_pickup(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "102", "204")
    async with sit_down() as desk:
        await office.call("102", number="0450")
        await desk.shows(1)
        await office.call("101", number="0451")
        first, _ = await desk.shows(2)
        results = await asyncio.gather(*(desk.pickup(AnyCall()) for _ in range(3)))
        assert {result.outcome for result in results} == {Outcome.PICKED_UP}
        assert {result.call for result in results} == {first}
        assert [call.caller.number for call in desk.calls] == ["0450"]


async def test_the_caller_has_given_up(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "204")
    async with sit_down() as desk:
        caller = await office.call("101", number="0451")
        call = await desk.rings_at("101")
        await caller.give_up()
        await desk.shows(0)
        result = await desk.pickup(ThisCall(call.id))
        assert (result.outcome, result.call) == (Outcome.CALLER_GAVE_UP, call)


async def test_somebody_has_answered(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "204")
    async with sit_down() as desk:
        await office.call("101", number="0451")
        call = await desk.rings_at("101")
        await office.answer("101")
        await desk.shows(0)
        result = await desk.pickup(ThisCall(call.id))
        assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, Party("101", "Desk 101"))


async def test_the_caller_gives_up_while_my_phone_rings(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101")
    await office.switch_on_without_auto_answer("204")
    async with sit_down() as desk:
        caller = await office.call("101", number="0451")
        call = await desk.rings_at("101")
        pickup = asyncio.ensure_future(desk.pickup(ThisCall(call.id)))  # noqa: TID251
        await office.rang_with("204")
        await caller.give_up()
        result = await pickup
        assert result.outcome is Outcome.CALLER_GAVE_UP


async def test_somebody_answers_while_my_phone_rings(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101")
    await office.switch_on_without_auto_answer("204")
    async with sit_down() as desk:
        await office.call("101", number="0451")
        call = await desk.rings_at("101")
        pickup = asyncio.ensure_future(desk.pickup(ThisCall(call.id)))  # noqa: TID251
        await office.rang_with("204")
        await office.pick_up_from_handset("201", "101")
        result = await pickup
        assert (result.outcome, result.by) == (Outcome.TAKEN_BY_OTHER, RIVAL)


async def test_my_phone_is_off(office: Office) -> None:
    await office.switch_on("101")
    settings = msgspec.structs.replace(office.settings(), answer_timeout=1)
    async with running(settings, office.secret()) as desk:
        await office.call("101", number="0451")
        call = await desk.rings_at("101")
        result = await desk.pickup(AnyCall())
        assert (result.outcome, result.call) == (Outcome.PHONE_DID_NOT_ANSWER, call)
        assert desk.calls == [call]


async def test_the_account_may_not(office: Office, sit_down: Sit) -> None:
    await office.switch_on("101", "204")
    async with sit_down(account="watcher") as desk:
        await office.call("101", number="0451")
        call = await desk.rings_at("101")
        assert (await desk.pickup(AnyCall())).outcome is Outcome.NO_RIGHT
        assert desk.calls == [call]
