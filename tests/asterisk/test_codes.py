"""The codes that every handset can dial, on each Asterisk that can be had."""

import asyncio
import contextlib
import random
import re
from collections.abc import Callable
from contextlib import AsyncExitStack

import pytest

from client.calls.choice import AnyCall, CallAtExtension, CallOfGroup, Choice, Target, choose
from client.cli.arguments import read
from client.config.credentials import Secret
from client.config.settings import Settings
from client.provision.files import provision
from tests.asterisk.lab import GROUPS, Lab
from tests.asterisk.observer import Channel, Message, Refused
from tests.asterisk.phones import Caller, RingsWith
from tests.desk import Desk, running

COMPARED = 100
"""So many codes are dialled to see whether handset and client ever differ."""

LEGS_AT = {"600": 3, "604": 2, "610": 2, "611": 2, "612": 2, "700": 2}
QUEUE = "700"


@pytest.fixture
def lab(each_lab: Lab) -> Lab:
    """Each test here runs on every Asterisk that can be had."""
    return each_lab


def is_decision(event: Message, desk: str) -> bool:
    """Whether the dialplan says here what becomes of a code that this desk dialled."""
    if event["Event"] != "Newexten" or not event["Channel"].startswith(f"PJSIP/{desk}-"):
        return False
    refused = event["Extension"] in ("refused", "lacking") and event["Priority"] == "1"
    return refused or event["Application"] == "PickupChan"


async def dial(lab: Lab, desk: str, code: str) -> tuple[Caller, str]:
    """Dial a code; return what the PBX takes for it: a leg's Uniqueid, "" when it refuses."""
    since = len(lab.observer.events)
    caller = await lab.call(code, from_desk=desk)
    decision = await lab.observer.event(
        lambda event: is_decision(event, desk), f"{code} from {desk} decided", since=since
    )
    return caller, decision["AppData"] if decision["Application"] == "PickupChan" else ""


async def picks_up(lab: Lab, desk: str, code: str, leg: str) -> Caller:
    """Dial a code, which must take that leg."""
    caller, chosen = await dial(lab, desk, code)
    assert chosen == leg
    pickup = await lab.observer.event(
        lambda event: event["Event"] == "Pickup" and event["TargetUniqueid"] == leg, "Pickup"
    )
    assert pickup["Channel"].startswith(f"PJSIP/{desk}-")
    return caller


async def takes(lab: Lab, desk: str, code: str, leg: str) -> None:
    """The same; it must connect the desk with the leg's caller."""
    caller = await picks_up(lab, desk, code, leg)
    await caller.answered()
    uniqueid = await lab.uniqueid(caller)
    await lab.observer.until(lambda: lab.observer.bridged_with(uniqueid), f"{desk} talking")
    await caller.hang_up()


async def refuses(lab: Lab, desk: str, code: str) -> None:
    """Dial a code, which must take nothing: a tone in early media, then the line is free."""
    since = len(lab.observer.events)
    caller, chosen = await dial(lab, desk, code)
    assert chosen == ""
    assert await caller.ringing() == 183
    tone = caller.first(received=True, statuses=(183,))
    assert tone is not None
    assert "m=audio" in tone.body
    assert await caller.refused() == 486
    assert not [event for event in lab.observer.events[since:] if event["Event"] == "Pickup"]
    assert any(event["Application"].lower() == "playtones" for event in lab.observer.events[since:])


async def ring(lab: Lab, exten: str, *devices: str, number: str = "0451") -> list[str]:
    """Call an extension from outside; return the Uniqueids of the legs that ring there now."""
    known = set(lab.observer.channels)
    await lab.call(exten, number=number)
    found: list[Channel] = []

    def look() -> bool:
        found[:] = [
            channel
            for device in devices
            for channel in lab.observer.channels.values()
            if channel.device == f"PJSIP/{device}" and channel.uniqueid not in known
        ]
        return len(found) == len(devices) and all(leg.state == "Ringing" for leg in found)

    await lab.observer.until(look, f"{devices} ringing")
    return [channel.uniqueid for channel in found]


async def test_each_code_takes_what_it_names(lab: Lab) -> None:
    for endpoint in ("101", "102", "103", "104", "105"):
        await lab.phone(endpoint)
    (at_101,) = await ring(lab, "101", "101")
    (first_102,) = await ring(lab, "102", "102")
    (second_102,) = await ring(lab, "102", "102")
    (at_104,) = await ring(lab, "104", "104")
    (at_105,) = await ring(lab, "105", "105")
    await takes(lab, "204", "**", at_104)
    await takes(lab, "204", "**501", second_102)
    await takes(lab, "201", "**101", at_101)
    await takes(lab, "205", "**3", at_105)
    await takes(lab, "201", "**", first_102)
    await refuses(lab, "201", "**")
    await lab.hang_up_all()


async def test_a_phone_with_named_and_numeric_groups(lab: Lab) -> None:
    """Each of them counts: the last named one and the first numeric one, too."""
    named = "[204](phone)\n"
    lab.change("pjsip.conf", (named, f"{named}pickup_group = 3,7\n"))
    await lab.console("module reload res_pjsip.so")
    for endpoint in ("101", "104", "105"):
        await lab.phone(endpoint)
    for code, at in (("**501", "101"), ("**502", "104"), ("**3", "105"), ("**104", "104")):
        (leg,) = await ring(lab, at, at)
        await takes(lab, "204", code, leg)


async def test_without_the_module_of_strings(prepared_lab: Lab) -> None:
    """Every test of a length fails then, and none may keep the PBX in a loop."""
    prepared_lab.change("modules.conf", ("load = func_strings.so\n", ""))
    async with prepared_lab as lab:
        for code in ("**", "**501"):
            await refuses(lab, "201", code)


async def test_refused(lab: Lab) -> None:
    await lab.phone("104")
    await lab.phone("105")
    await lab.phone("301")
    legs = [(await ring(lab, exten, exten))[0] for exten in ("104", "105", "301")]
    dialled = [
        ("201", "**"),  # nothing rings in 501
        ("201", "**501"),
        ("201", "**502"),  # a group, but none of 201's
        ("201", "**104"),  # rings, but not in a group of 201's
        ("201", "**201"),  # its own extension
        ("204", "**301"),
        ("204", "**503"),
        ("204", "**3"),  # numeric, and none of 204's
        ("204", "**0502"),  # equal as a number, not as a group
        ("204", "**502x"),
        ("204", "**502%2C501"),
        ("204", "**502%22"),
        ("204", "**%24%7BCP_BEST%7D"),
        ("204", "**502)%7D"),
        ("204", "**502&301"),
        ("204", "**" + "5" * 70),
        ("205", "**104"),
        ("206", "**"),  # in no group
        ("206", "**104"),
    ]
    await asyncio.gather(*(refuses_quietly(lab, desk, code) for desk, code in dialled))
    still = lab.observer.channels
    assert [still[leg].state for leg in legs] == ["Ringing"] * 3
    assert not [event for event in lab.observer.events if event["Event"] == "Pickup"]


@pytest.mark.parametrize("exten", ["740", "741"])
async def test_a_call_that_the_dialler_makes_under_another_number(lab: Lab, exten: str) -> None:
    await lab.phone("102")
    await lab.call(exten, from_desk="204")
    (leg,) = await lab.observer.ringing("PJSIP/102")
    await refuses(lab, "204", "**")
    await refuses(lab, "204", "**102")
    await takes(lab, "201", "**", leg.uniqueid)


async def test_a_program_calls_the_diallers_own_phone(lab: Lab) -> None:
    await lab.phone("204")
    await lab.observer.originate("PJSIP/204", CallerID='"Customer" <0451>', Application="Echo")
    (leg,) = await lab.observer.ringing("PJSIP/204")
    await picks_up(lab, "204", "**", leg.uniqueid)


@pytest.mark.parametrize(
    ("channel", "number", "rings"),
    [
        ("PJSIP/101", "101", False),
        ("Local/101@office", "101", False),
        ("Local/101@office/n", "0451", True),
        ("Local/101@office", "", True),
        ("PJSIP/101", "", True),
        ("Local/107@office", "107", False),  # the endpoint is not called as its number
        ("Local/107@office", "reception", False),
        ("Local/107@office", "101", True),
        ("Local/107@office", "", True),
        ("Local/106@office", "", True),  # nor has this one a name
        ("Local/619@office/n", "102", True),  # whoever answered waits for the next phone
    ],
)
async def test_a_program_rings_the_phone_of_whoever_calls_first(
    lab: Lab, channel: str, number: str, *, rings: bool
) -> None:
    """Nobody calls it then, for handset and client alike."""
    for endpoint in ("101", "102", "reception", "desk-106"):
        await lab.phone(endpoint)
    settings = Settings(host="127.0.0.1", port=lab.ami_port, username="agent", extension="201")
    async with running(settings, Secret("agent")) as desk:
        await lab.observer.originate(channel, CallerID=f'"It" <{number}>', Application="Echo")
        await lab.observer.until(lambda: legs_of(lab), "it rings")
        await settled(lab, {"201": desk})
        leg = legs_of(lab)[-1].uniqueid if rings else ""
        async with running(settings, Secret("agent")) as late:
            await settled(lab, {"201": late})
            for one in (desk, late):  # what a phone's own events lack is asked first
                await one.until(lambda one=one: chosen_by(one, "**") == leg, "the same")  # type: ignore[misc]
        _, chosen = await dial(lab, "201", "**")
        assert chosen == leg


async def test_a_program_shows_the_number_of_the_desk_that_it_will_call(lab: Lab) -> None:
    """It stands as the number of the phone that it rings, too, which is another desk's."""
    await lab.phone("102")
    await lab.observer.originate("PJSIP/102", CallerID='"Desk 101" <101>', Application="Echo")
    (leg,) = await lab.observer.ringing("PJSIP/102")
    await refuses(lab, "201", "**101")
    await picks_up(lab, "201", "**102", leg.uniqueid)


async def test_a_desk_that_calls_its_own_number(lab: Lab) -> None:
    """As from its second phone: the number is its own."""
    await lab.phone("reception")
    (leg,) = await ring(lab, "107", "reception", number="107")
    await takes(lab, "201", "**107", leg)


async def test_a_caller_with_whom_the_dialler_has_talked_and_who_was_sent_on(lab: Lab) -> None:
    """Both channels still belong to the call that the dialler's own began, which holds on."""
    await lab.phone("301")
    await lab.phone("102")
    mine, theirs = await lab.talk("301", "301", from_desk="204")
    await lab.observer.action(
        "Redirect",
        Channel=await lab.uniqueid(theirs),
        Context="office",
        Exten="102",
        Priority="1",
        ExtraChannel=await lab.uniqueid(mine),
        ExtraContext="confirm",
        ExtraExten="s",
        ExtraPriority="1",
    )
    (leg,) = await lab.observer.ringing("PJSIP/102")
    await takes(lab, "204", "**", leg.uniqueid)


async def refuses_quietly(lab: Lab, desk: str, code: str) -> None:
    """The same as `refuses`, for many at once: what a phone can tell."""
    caller = await lab.call(code, from_desk=desk)
    assert await caller.ringing() == 183, code
    assert await caller.refused() == 486, code


async def test_ring_group_queue_and_local_chains(lab: Lab) -> None:
    for endpoint in ("101", "102", "103", "104"):
        await lab.phone(endpoint)
    for exten, devices in (
        ("600", ("101", "102", "103")),
        ("604", ("101", "104")),
        ("610", ("101", "102")),
        ("611", ("101", "102")),
        ("612", ("101", "102")),
        ("700", ("101", "103")),
        ("710", ("103", "104")),
    ):
        legs = await ring(lab, exten, *devices)
        newest = max(legs, key=lambda uniqueid: [int(part) for part in uniqueid.split(".")])
        await takes(lab, "204", "**", newest)
        await lab.observer.all_gone()


@pytest.mark.parametrize("rings_with", ["183", "183 and media"])
async def test_a_phone_that_sends_183_alone(lab: Lab, rings_with: RingsWith) -> None:
    await lab.phone("101", rings_with=rings_with)
    caller = await lab.call("101", number="0451")
    assert await caller.ringing() == 183
    dialled = await lab.observer.event(lambda event: event["Event"] == "DialBegin")
    leg = dialled["DestUniqueid"]
    assert lab.observer.channels[leg].state == "Down"
    await takes(lab, "201", "**101", leg)


async def test_a_call_is_taken_from_a_phone_that_does_not_reply(lab: Lab) -> None:
    """Whether it has replied cannot be asked without danger, and its caller waits all the same."""
    await lab.call("101", number="0451")
    dialled = await lab.observer.event(lambda event: event["Event"] == "DialBegin")
    await takes(lab, "201", "**101", dialled["DestUniqueid"])


async def test_two_on_one_extension(lab: Lab) -> None:
    await lab.phone("101")
    (first,) = await ring(lab, "101", "101")
    (second,) = await ring(lab, "101", "101")
    await takes(lab, "201", "**101", second)
    await takes(lab, "201", "**101", first)


DEVICES = """
; the same user's second phone, at the place of 102
[mobile-101](phone)
aors = mobile-101
callerid = "Desk 101" <101>
named_call_group = 501
[mobile-101](aor)
contact = sip:102@127.0.0.1:{port}
"""


async def test_two_devices_of_one_user(prepared_lab: Lab) -> None:
    """Handset and client take the same one, and the other one stops ringing."""
    lab, etc = prepared_lab, prepared_lab.folder / "etc"
    port = lab._reserved["phone 102"].getsockname()[1]
    with (etc / "pjsip.conf").open("a", encoding="utf-8") as file:
        file.write(DEVICES.format(port=port))
    with (etc / "extensions.conf").open("a", encoding="utf-8") as file:
        file.write("\n[office](+)\nexten => 631,1,Dial(PJSIP/101&PJSIP/mobile-101,60)\n")
    async with lab:
        await lab.phone("101")
        await lab.phone("102")
        settings = Settings(host="127.0.0.1", port=lab.ami_port, username="agent", extension="204")
        async with running(settings, Secret("agent")) as desk:
            for code in ("**", "**501", "**101"):
                await ring(lab, "631", "101", "mobile-101")
                await desk.until(sees(desk, lab), "two legs")
                (call,) = desk.calls
                assert [leg.extension for leg in call.legs] == ["101", "101"]
                await takes(lab, "204", code, chosen_by(desk, code))
                await lab.observer.all_gone()
                await desk.shows(0)


@pytest.mark.parametrize("is_given_up", [True, False])
async def test_the_code_that_asterisk_keeps_for_itself(
    prepared_lab: Lab, *, is_given_up: bool
) -> None:
    """Unless it gives it up, it takes the oldest call, and the dialplan is not asked."""
    lab, etc = prepared_lab, prepared_lab.folder / "etc"
    provision(read(["provision", str(etc), "--service-code", "*8"]))
    lab.change("extensions.conf", ("exten => *8,1,Pickup()", ""))
    async with lab:
        if is_given_up:
            (etc / "features.conf").write_text("[general]\npickupexten =\n")
            await lab.console("module reload features")
        await lab.phone("101")
        legs = [(await ring(lab, "101", "101"))[0] for _ in range(2)]
        await lab.call("*8", from_desk="201")
        pickup = await lab.observer.event(lambda event: event["Event"] == "Pickup", "Pickup")
        assert legs.index(pickup["TargetUniqueid"]) == (1 if is_given_up else 0)


async def test_a_call_that_i_make_is_none_to_take(lab: Lab) -> None:
    await lab.phone("101")
    await lab.call("101", from_desk="201")
    await lab.observer.ringing("PJSIP/101")
    await refuses(lab, "201", "**")
    (leg,) = await lab.observer.ringing("PJSIP/101")
    await takes(lab, "204", "**", leg.uniqueid)


async def test_the_leg_of_a_click_is_none_to_take(lab: Lab) -> None:
    await lab.phone("204", obeys="nothing")
    await lab.observer.originate(
        "PJSIP/204", Application="Wait", Data="5", ChannelId="cornetta-pickup-1795389310.99"
    )
    await lab.observer.ringing("PJSIP/204")
    await refuses(lab, "201", "**")


@pytest.mark.parametrize(
    "channel_id", ['x" | SHELL("{program}") | "-1.1', "a,b", "a\\\\,SHELL({program})-1.1"]
)
async def test_the_id_that_somebody_chose_for_a_leg_is_never_run(
    prepared_lab: Lab, channel_id: str
) -> None:
    """Whoever may originate chooses it. The dialplan passes that leg over, and comes to an end."""
    program, has_run = prepared_lab.folder / "program", prepared_lab.folder / "has-run"
    program.write_text(f"#!/bin/sh\ntouch {has_run}\n")
    program.chmod(0o700)
    prepared_lab.change("modules.conf", more="load = func_shell.so\n")
    async with prepared_lab as lab:
        await lab.phone("101")
        await lab.phone("102")
        (leg,) = await ring(lab, "102", "102")
        await lab.observer.originate(
            "PJSIP/101", Application="Wait", Data="5", ChannelId=channel_id.format(program=program)
        )
        await lab.observer.ringing("PJSIP/101")
        await refuses(lab, "201", "**101")
        await takes(lab, "201", "**", leg)
        assert not has_run.exists()


async def test_programs_choose_the_ids_of_their_calls(lab: Lab) -> None:
    """Nobody knows when they began; the later comes first, for handset and client alike."""
    await lab.phone("101")
    await lab.phone("102")
    for number, chosen in enumerate(("crm9.7", "crm-8"), 1):
        await lab.observer.originate(
            "PJSIP/101", CallerID="<0451>", Application="Echo", ChannelId=chosen
        )
        await lab.observer.until(lambda: len(legs_of(lab)) == number, "it rings")  # noqa: B023
    (normal,) = await ring(lab, "102", "102")
    settings = Settings(host="127.0.0.1", port=lab.ami_port, username="agent", extension="201")
    async with running(settings, Secret("agent")) as desk:
        assert [call.legs[0].uniqueid for call in desk.calls] == [normal, "crm-8", "crm9.7"]
        assert chosen_by(desk, "**101") == "crm-8"
    await picks_up(lab, "201", "**101", "crm-8")


async def test_two_handsets_at_once(lab: Lab) -> None:
    await lab.phone("101")
    (leg,) = await ring(lab, "101", "101")
    callers = await asyncio.gather(*(lab.call("**", from_desk=desk) for desk in ("201", "204")))
    await lab.observer.until(
        lambda: any(channel.bridge for channel in lab.observer.channels.values()), "one talking"
    )
    await lab.observer.until(
        lambda: len(lab.observer.channels) == 2, "the other one's line free again"
    )
    pickups = [event for event in lab.observer.events if event["Event"] == "Pickup"]
    assert [event["TargetUniqueid"] for event in pickups] == [leg]
    assert sum(caller.first(received=True, method="BYE") is not None for caller in callers) <= 1


@pytest.mark.parametrize("code", ["**", "**501", "**101"])
async def test_as_many_handsets_at_once_as_calls_ring(lab: Lab, code: str) -> None:
    """Who is not the fastest for one call gets the next, and hears no busy tone."""
    desks = ("201", "204", "102", "103", "reception")
    await lab.phone("101")
    legs = {(await ring(lab, "101", "101"))[0] for _ in desks}
    callers = await asyncio.gather(*(lab.call(code, from_desk=desk) for desk in desks))
    for caller in callers:
        await caller.answered()

    def taken() -> list[str]:
        events = lab.observer.events
        return [event["TargetUniqueid"] for event in events if event["Event"] == "Pickup"]

    await lab.observer.until(lambda: len(taken()) == len(desks), "a pickup by each")
    assert set(taken()) == legs


async def test_handsets_at_once_and_one_call_at_three_phones(lab: Lab) -> None:
    """Who is not the fastest takes none of its other phones, which stop ringing just then."""
    for endpoint in ("101", "102", "103"):
        await lab.phone(endpoint)
    await ring(lab, "600", "101", "102", "103")
    desks = ("201", "204", "reception")
    callers = await asyncio.gather(*(lab.call("**", from_desk=desk) for desk in desks))
    replies = [
        await caller.until(
            lambda caller=caller: caller.first(  # type: ignore[misc]
                received=True, statuses=range(200, 700), answers="INVITE"
            ),
            "answered or refused",
        )
        for caller in callers
    ]
    assert sorted(reply.status for reply in replies) == [200, 486, 486]


@pytest.mark.parametrize(
    ("channel_id", "takes_next"), [("cornetta-pickup-1", False), ("1.1", True)]
)
async def test_a_click_that_is_not_the_fastest_takes_no_other_call(
    lab: Lab, channel_id: str, *, takes_next: bool
) -> None:
    """It comes in where the dialplan goes on once somebody was faster."""
    await lab.phone("101")
    phone = await lab.phone("204")
    (leg,) = await ring(lab, "101", "101")
    await lab.observer.originate(
        "PJSIP/204",
        Context="cornetta-pickup-take",
        Exten="s",
        Priority="lost",
        Variable="CP_MINE=n501,CP_SELF=204",
        ChannelId=channel_id,
    )
    await (await phone.next_call()).answer()
    decision = await lab.observer.event(lambda event: is_decision(event, "204"), "decided")
    assert decision["AppData"] == (leg if takes_next else "")


@pytest.mark.alone
@pytest.mark.timeout(120)
async def test_with_200_phones_ringing(lab: Lab) -> None:
    """Each code takes the same call as the client."""
    for endpoint in ("101", "102", "103", "104"):
        await lab.phone(endpoint)
    settings = Settings(host="127.0.0.1", port=lab.ami_port, username="agent", extension="204")
    async with running(settings, Secret("agent")) as desk:
        await start_calls(lab, [random.choice(["101", "102", "103", "104"]) for _ in range(200)])
        for code in ("**", "**501", "**101"):
            await settled(lab, {"204": desk})
            caller = await picks_up(lab, "204", code, chosen_by(desk, code))
            await caller.hang_up()


async def start_calls(lab: Lab, extens: list[str], numbers: tuple[str, ...] = ("0451",)) -> None:
    """Let strangers call, through Local channels that stay, and wait until the phones ring."""
    before = set(lab.observer.channels)  # some of these may still be hung up meanwhile
    awaited = sum(LEGS_AT.get(exten, 1) for exten in extens)
    for exten in extens:
        number = random.choice(numbers)
        await lab.observer.originate(
            f"Local/{exten}@office/n",
            Application="Wait",
            Data="100",
            CallerID=f'"Caller" <{number}>',
            Timeout="100000",
        )

    def more() -> int:
        return sum(leg.uniqueid not in before for leg in legs_of(lab))

    await lab.observer.until(lambda: more() == awaited, f"{awaited} more ring", limit_s=60)


def legs_of(lab: Lab) -> list[Channel]:
    """The phones that are called now."""
    return [
        channel
        for channel in lab.observer.channels.values()
        if channel.name.startswith("PJSIP/") and channel.state == "Ringing"
    ]


def target_of(code: str, desk: Desk) -> Target:
    """What a code means: a group that has a name or is mine, else an extension."""
    number = code.removeprefix("**")
    if not number:
        return AnyCall()
    groups = {*GROUPS, *(group.number for group in desk.session.groups)}
    return CallOfGroup(number) if number in groups else CallAtExtension(number)


def chosen_by(desk: Desk, code: str) -> str:
    """Which leg the client would take; "" for none."""
    choice = choose(target_of(code, desk), desk.session._ringing, desk.session.groups)
    return choice.leg.uniqueid if isinstance(choice, Choice) else ""


def sees(desk: Desk, lab: Lab) -> Callable[[], bool]:
    """Whether the client knows of exactly the legs that ring."""

    def look() -> bool:
        known = {
            leg.uniqueid
            for tracked in desk.session._ringing._tracked.values()
            for leg in tracked.legs.values()
            if leg.state.value != "dialled"
        }
        return known == {channel.uniqueid for channel in legs_of(lab)}

    return look


@pytest.mark.parametrize("number", ["0451", ""])
async def test_a_program_calls_a_phone_without_a_callerid(each_lab: Lab, number: str) -> None:
    """The PBX puts the program's name beside the number that it dialled: code and client agree."""
    await each_lab.phone("desk-106")
    settings = Settings(host="127.0.0.1", port=each_lab.ami_port, username="agent", extension="201")
    async with running(settings, Secret("agent")) as desk:
        await start_calls(each_lab, ["106"], (number,))
        await settled(each_lab, {"201": desk})
        (leg,) = legs_of(each_lab)
        assert chosen_by(desk, "**106") == leg.uniqueid
        await picks_up(each_lab, "201", "**106", leg.uniqueid)


@pytest.mark.timeout(150)
async def test_handset_and_client_never_differ(
    lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    for endpoint in ("101", "102", "103", "104", "105", "desk-106", "reception", "301"):
        await lab.phone(endpoint)
    extens = ["101", "102", "103", "104", "105", "106", "107", "301"]
    extens += list(LEGS_AT.keys() - {QUEUE})
    codes = ["**", "**", "**501", "**502", "**503", "**3", "**999", "**106", "**107", "**105"]
    codes += ["**101", "**102", "**103", "**104", "**301"]
    taken = 0
    async with AsyncExitStack() as stack:
        desks = {
            extension: await stack.enter_async_context(
                running(
                    Settings(
                        host="127.0.0.1",
                        port=lab.ami_port,
                        username="agent",
                        extension=extension,
                    ),
                    Secret("agent"),
                )
            )
            for extension in ("201", "204", "205")
        }
        for _ in range(COMPARED):
            if len(legs_of(lab)) < 8:
                chosen_extens = [random.choice(extens) for _ in range(3)]
                # Of several callers a queue lets some wait, and then nothing rings.
                if not any(f"/{QUEUE}@" in one.name for one in lab.observer.channels.values()):
                    chosen_extens[0] = QUEUE
                await start_calls(lab, chosen_extens, ("0451", "201", "204", ""))
            elif random.random() < 0.3:
                await give_up(lab)
            await settled(lab, desks)
            desk, code = random.choice(list(desks)), random.choice(codes)
            expected = chosen_by(desks[desk], code)
            call = lab.observer.channels[expected].linkedid if expected else ""
            _, chosen = await dial(lab, desk, code)
            assert chosen == expected, await facts(lab, desks[desk], code, expected, chosen)
            if chosen and random.random() < 0.3:
                pickup = await lab.observer.event(
                    lambda event, leg=chosen: (  # type: ignore[misc]
                        event["Event"] == "Pickup" and event["TargetUniqueid"] == leg
                    ),
                    "Pickup",
                )
                assert pickup["Channel"].startswith(f"PJSIP/{desk}-")
                taken += 1
            await hang_up(lab, lambda one, own=desk: one.device == f"PJSIP/{own}")  # type: ignore[misc]
            if chosen and chosen not in {leg.uniqueid for leg in legs_of(lab)}:
                # It was taken: the call's other legs end a moment later.
                await lab.observer.until(
                    lambda call=call: all(leg.linkedid != call for leg in legs_of(lab)),  # type: ignore[misc]
                    "no leg of it rings",
                )
    with capsys.disabled():
        print(f"\n{COMPARED} codes dialled, {taken} taken: as the client, all")  # noqa: T201


async def facts(lab: Lab, desk: Desk, code: str, *legs: str) -> str:
    """What PBX and client know of legs, for a choice that differs."""
    told = [f"{desk.session.me.number} dialled {code}"]
    for uniqueid in filter(None, legs):
        if uniqueid not in lab.observer.channels:
            told.append(f"{uniqueid} rings no more")
            continue
        name = lab.observer.channels[uniqueid].name
        for variable in ("CONNECTEDLINE(num)", "CALLERID(num)", "CHANNEL(namedcallgroup)"):
            answer = await lab.observer.action("Getvar", Channel=name, Variable=variable)
            told.append(f"{name} {uniqueid} {variable} = {answer['Value']}")
    told += [f"{call}" for call in desk.calls]
    return "\n".join(told)


async def give_up(lab: Lab) -> None:
    """Let one of the strangers hang up."""
    strangers = {one.linkedid for one in lab.observer.channels.values() if one.name[-2:] == ";1"}
    if strangers:
        gone = random.choice(sorted(strangers))
        await hang_up(lab, lambda one: one.linkedid == gone)


async def hang_up(lab: Lab, which: Callable[[Channel], bool]) -> None:
    """Hang up channels, and wait until they are gone."""

    def found() -> list[Channel]:
        return [channel for channel in lab.observer.channels.values() if which(channel)]

    for channel in found():
        with contextlib.suppress(Refused):  # it has gone meanwhile
            await lab.observer.action("Hangup", Channel=channel.name)
    await lab.observer.until(lambda: not found(), "hung up")


async def settled(lab: Lab, desks: dict[str, Desk]) -> None:
    """Wait until nothing is being dialled, and every client knows what the PBX knows."""
    async with asyncio.timeout(5):
        while any(  # noqa: ASYNC110
            channel.name.startswith("PJSIP/") and channel.state in ("Down", "Ring")
            for channel in lab.observer.channels.values()
        ) or not all(sees(desk, lab)() for desk in desks.values()):
            await asyncio.sleep(0.005)


async def test_the_accounts_on_a_real_asterisk(lab: Lab) -> None:
    """Each rung logs in; the one with groups hears of their calls alone."""
    etc = lab.folder / "etc"
    agents = ("--agent", "anna:204:501", "--agent", "carl:205:#3")
    provision(read(["provision", str(etc), *agents, "--rung", "originate"]))
    lab.change("manager.conf", more='#include "cornetta-manager.conf"\n')
    await lab.console("manager reload")
    text = (etc / "cornetta-manager.conf").read_text()
    secrets = dict(re.findall(r"\[(\w+)\]\nsecret = (\S+)", text))
    heard = {}
    for name, secret in secrets.items():
        reader = heard[name] = await lab.observe("agent")
        await reader.connect(lab.ami_port, name, secret)
    for endpoint in ("101", "104", "105"):
        await lab.phone(endpoint)
        await ring(lab, endpoint, endpoint)
    for name, endpoint in (("anna", "101"), ("carl", "105")):
        reader = heard[name]
        await reader.event(
            lambda event, at=endpoint: (  # type: ignore[misc]
                event["Event"] == "Newstate" and event["Channel"].startswith(f"PJSIP/{at}-")
            ),
            f"{endpoint} ringing told to {name}",
        )
        others = {"101", "104", "105"} - {endpoint}
        told = [f"{event}" for event in reader.events]
        assert not [line for line in told for other in others if f"PJSIP/{other}-" in line]
        with pytest.raises(Refused):
            await reader.action("Getvar", Variable="AST_CONFIG(manager.conf,admin,secret)")


async def test_codes_are_dialled_while_phones_are_being_called(lab: Lab) -> None:
    """Asterisk stops for ever if some things are asked of a channel in such a moment."""
    for endpoint in ("101", "102", "103", "104"):
        await lab.phone(endpoint)
    for _ in range(25):
        for exten in ("600", "604", "101", "102"):
            await lab.observer.originate(
                f"Local/{exten}@office/n", Application="Wait", Data="100", Timeout="100000"
            )
        await asyncio.gather(*(dial(lab, desk, "**") for desk in ("201", "204")))
        await lab.observer.listing("Status")
        await hang_up(lab, lambda _: True)
