"""Pickups that the PBX decides, for an account that may ring a phone and ask nothing."""

from asyncio import TaskGroup
from pathlib import Path

import msgspec
import pytest

from client.calls.choice import AnyCall, CallAtExtension, CallOfGroup, Target, ThisCall
from client.calls.events import Party
from client.session import Outcome
from tests.asterisk.lab import Lab
from tests.contract.asterisk_office import AsteriskOffice
from tests.desk import dialled, running, softphone

ORIGINATOR = "originator"


async def test_the_dialplan_takes_what_was_clicked(each_lab: Lab) -> None:
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "104", "204")
    settings = office.settings(account=ORIGINATOR)
    async with running(settings, office.secret(ORIGINATOR)) as desk:

        async def takes(target: Target, number: str) -> None:
            result = await desk.pickup(target)
            assert (result.outcome, result.by) == (Outcome.PICKED_UP, Party("204"))
            assert result.call
            assert result.call.caller.number == number
            await callers[number].talks_with("204")
            await callers[number].hang_up()

        callers = {}
        for count, (exten, number) in enumerate(
            [("101", "0451"), ("101", "0452"), ("102", "0453"), ("104", "0454"), ("101", "0455")], 1
        ):
            callers[number] = await office.call(exten, number=number)
            await desk.shows(count)
        oldest = desk.calls[-1]
        assert oldest.caller.number == "0451"
        # Two more recent ones ring at 101: no code means this one.
        await takes(ThisCall(oldest.id), "0451")
        await takes(AnyCall(), "0455")
        await takes(CallOfGroup("501"), "0453")
        await takes(CallAtExtension("101"), "0452")
        await takes(CallOfGroup("502"), "0454")
        await desk.shows(0)


@pytest.mark.parametrize("lacking", ["exten => _leg.", "[cornetta-pickup]"])
async def test_the_pbx_lacks_what_my_phone_shall_dial(prepared_lab: Lab, lacking: str) -> None:
    """As with the codes of an older Cornetta, or a file that nothing includes."""
    codes = prepared_lab.folder / "etc" / "cornetta-pickup.conf"
    codes.write_text(codes.read_text().replace(lacking, lacking.replace("e", "x")))
    async with prepared_lab as lab:
        office = AsteriskOffice(lab)
        await office.switch_on("101", "204")
        settings = office.settings(account=ORIGINATOR)
        async with running(settings, office.secret(ORIGINATOR)) as desk:
            await office.call("101", number="0451")
            call = await desk.rings_at("101")
            target = ThisCall(call.id) if "leg" in lacking else AnyCall()
            assert (await desk.pickup(target)).outcome is Outcome.NO_CODES
        assert office.phones["204"].calls == []


@pytest.mark.parametrize("groups", [(), ("501 Support", "502 Sales")])
async def test_what_rang_before_the_login_is_taken_by_its_code(
    each_lab: Lab, groups: tuple[str, ...]
) -> None:
    """Nobody tells what rings already: my phone dials, and the PBX decides."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "102", "104", "204")
    callers = {
        exten: await office.call(exten, name="Somebody", number=f"0{exten}")
        for exten in ("101", "102", "104")
    }
    for exten in callers:
        await each_lab.observer.ringing(f"PJSIP/{exten}")
    settings = msgspec.structs.replace(office.settings(account=ORIGINATOR), groups=groups)
    async with running(settings, office.secret(ORIGINATOR)) as desk:
        assert desk.calls == []
        for target, exten in (
            (CallAtExtension("101"), "101"),
            (CallOfGroup("502"), "104"),
            (AnyCall(), "102"),
        ):
            result = await desk.pickup(target)
            assert (result.outcome, result.by, result.blind) == (
                Outcome.PICKED_UP,
                Party("204"),
                True,
            )
            assert result.desk == Party(exten, f"Desk {exten}")
            assert result.caller == Party(f"0{exten}", "Somebody")
            await callers[exten].talks_with("204")
            await callers[exten].hang_up()
        result = await desk.pickup(AnyCall())
        assert (result.outcome, result.blind) == (Outcome.NOTHING_RINGING, True)


async def test_a_softphone_dials_what_the_pbx_refuses(each_lab: Lab, tmp_path: Path) -> None:
    """104 is in no group of 201's, which is told at once when the tone is over."""
    office = AsteriskOffice(each_lab)
    await office.switch_on("104")
    await office.call("104", number="0451")
    await each_lab.observer.ringing("PJSIP/104")
    settings = msgspec.structs.replace(
        office.settings("201", account="reader"), softphone=softphone(tmp_path)
    )
    async with running(settings, office.secret("reader")) as desk, TaskGroup() as tasks:
        click = tasks.create_task(desk.pickup(CallAtExtension("104")))
        assert await dialled(tmp_path) == "**104"
        await each_lab.call("**104", from_desk="201")
        result = await click
        assert (result.outcome, result.blind) == (Outcome.NOTHING_RINGING, True)
        assert result.seconds < 5


async def test_no_code_means_a_phone_without_a_number(lab: Lab, tmp_path: Path) -> None:
    """The codes refuse `**desk-106`, and that does not mean that 201 may not take the call."""
    office = AsteriskOffice(lab)
    await office.switch_on("desk-106")
    settings = msgspec.structs.replace(
        office.settings("201", account="reader"), softphone=softphone(tmp_path)
    )
    async with running(settings, office.secret("reader")) as desk:
        await office.call("106", number="0451")
        call = await desk.rings_at("desk-106")
        assert (await desk.pickup(ThisCall(call.id))).outcome is Outcome.NO_RIGHT
        assert [*tmp_path.iterdir()] == []


async def test_another_customer_has_my_number(prepared_lab: Lab, tmp_path: Path) -> None:
    """What their phone takes is not what mine has taken, and I do not hear who called them."""
    globex = (
        "[globex_201](phone)\naors = globex_201\ncallerid = Globex <201>\n"
        "named_pickup_group = 502\n[globex_201](aor)\n"
    )
    prepared_lab.change("pjsip.conf", more=globex)
    async with prepared_lab as lab, TaskGroup() as tasks:
        office = AsteriskOffice(lab)
        await office.switch_on("101", "104")
        settings = msgspec.structs.replace(
            office.settings("201", account="reader"),
            endpoint="acme_201",
            groups=("501",),
            answer_timeout=2,
            softphone=softphone(tmp_path),
        )
        async with running(settings, office.secret("reader")) as desk:
            await office.call("101", number="0451")
            await desk.rings_at("101")
            await office.call("104", number="0452")
            click = tasks.create_task(desk.pickup(AnyCall()))
            assert await dialled(tmp_path) == "**"
            theirs = await lab.call("**", from_desk="globex_201")
            await theirs.answered()
            assert (await click).outcome is Outcome.PHONE_DID_NOT_ANSWER


async def test_the_pbx_decides_who_may(lab: Lab) -> None:
    """The account's events are not filtered, so 201 sees a call that it may not take."""
    office = AsteriskOffice(lab)
    await office.switch_on("104", "201")
    settings = office.settings("201", account=ORIGINATOR)
    async with running(settings, office.secret(ORIGINATOR)) as desk:
        await office.call("104", number="0451")
        call = await desk.rings_at("104")
        for target in (AnyCall(), CallOfGroup("502"), CallAtExtension("104"), ThisCall(call.id)):
            assert (await desk.pickup(target)).outcome is Outcome.NOT_ALLOWED
            assert desk.calls == [call]
        await office.not_ringing("201")
