"""What goes wrong between a client and a real Asterisk, and what must hold all the same.

Each test prints its figure; `docs/reliability.md` has them.
"""

import asyncio
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack

import msgspec
import pytest

from client import ami_session
from client.calls.choice import AnyCall, CallAtExtension, ThisCall
from client.cli.arguments import read
from client.config.credentials import Secret
from client.errors import AccountInUse, AuthenticationFailed
from client.provision.files import provision
from client.session import LinkState, Outcome, PickupResult
from tests.asterisk.lab import Lab
from tests.contract.asterisk_office import AsteriskOffice
from tests.desk import Desk, running
from tests.proxy import Proxy


def truth(lab: Lab) -> set[str]:
    """The legs in 204's groups that ring, as the PBX tells its administrator."""
    mine = {"PJSIP/101", "PJSIP/102", "PJSIP/103", "PJSIP/104"}
    return {
        channel.uniqueid
        for channel in lab.observer.channels.values()
        if channel.device in mine and channel.state == "Ringing"
    }


def shown(desk: Desk) -> set[str]:
    return {leg.uniqueid for call in desk.calls for leg in call.legs}


async def shows_the_truth(lab: Lab, desk: Desk) -> None:
    """Wait until list and PBX agree."""
    async with asyncio.timeout(5):
        while shown(desk) != truth(lab):  # noqa: ASYNC110 - two sources, one look
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("how", "away_s"),
    [("killed", 0), ("killed", 8), ("stopped", 0), ("core restart now", 0)],
)
async def test_asterisk_ends_with_calls_ringing_and_comes_back(
    lab: Lab, office: AsteriskOffice, figure: Callable[[str], None], how: str, away_s: int
) -> None:
    await office.switch_on("101", "102")
    async with running(office.settings(), office.secret()) as desk:
        await office.call("101", number="0451")
        call = await desk.rings_at("101")
        ended = time.monotonic()
        if how == "killed":
            await lab.kill()
        elif how == "stopped":
            await lab.stop()
        else:
            # It ends in order, and would begin anew by itself, had no launcher started it.
            with pytest.raises(ConnectionError):
                await lab.console("core restart now")
            ended = time.monotonic()
            await lab.kill()
        await desk.is_link(LinkState.STALE)
        stale_s = time.monotonic() - ended
        as_of = desk.session.link.as_of
        assert as_of
        assert 0 <= desk.session.now() - as_of < 5
        # One that is stopped in order hangs up first, and says so.
        assert desk.calls == ([call] if how == "killed" else [])
        assert (await desk.pickup(AnyCall())).outcome is Outcome.LINK_LOST
        await asyncio.sleep(away_s)
        await lab.start()
        back = time.monotonic()
        await desk.is_link(LinkState.LIVE)
        figure(f"{how}, {away_s} s away: stale in {stale_s:.2f} s, back in {since(back)}")
        assert desk.calls == []
        await office.call("102", number="0452")
        await desk.rings_at("102")
        await shows_the_truth(lab, desk)


async def test_a_pbx_that_is_booting_and_cannot_read_manager_conf_yet(
    lab: Lab, office: AsteriskOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It knows its phones already; that the account has no event filters was believed for good."""
    monkeypatch.setattr(ami_session, "ASK_AGAIN_S", 0.1)
    account = "[few]\nsecret = few\nread = call\nwrite = reporting\n"
    lab.change("manager.conf", more=f"{account}eventfilter = Event: Newstate\n")
    await (await console(lab, "manager reload")).wait()
    await (await console(lab, "module unload func_config.so")).wait()
    settings, secret = office.settings(account="few"), office.secret("few")
    async with running(settings, secret) as desk:
        assert desk.session.link.hears_callers
        await (await console(lab, "module load func_config.so")).wait()
        await desk.is_link(LinkState.STALE)
        await desk.is_link(LinkState.LIVE)
        assert not desk.session.link.hears_callers


def since(moment: float) -> str:
    return f"{time.monotonic() - moment:.2f} s"


@pytest.mark.parametrize("ours", [True, False])
async def test_a_line_that_goes_silent_in_one_direction_is_noticed(
    office: AsteriskOffice,
    proxy: Proxy,
    desk: Desk,
    figure: Callable[[str], None],
    *,
    ours: bool,
) -> None:
    """Even if the PBX's events still come, and we only think that it hears us."""
    await office.switch_on("101")
    proxy.silence(from_client=ours, from_pbx=not ours)
    began = time.monotonic()

    async def keep_ringing() -> None:
        while True:
            caller = await office.call("101", number="0451")
            await asyncio.sleep(0.7)
            await caller.give_up()

    ringing = asyncio.get_running_loop().create_task(keep_ringing())
    try:
        await desk.is_link(LinkState.STALE, limit_s=10)
    finally:
        ringing.cancel()
        await asyncio.gather(ringing, return_exceptions=True)
    figure(f"what {'we send' if ours else 'it sends'} gets lost: noticed in {since(began)}")


@pytest.mark.parametrize("reached", [False, True])
async def test_the_link_is_cut_just_after_the_click(
    lab: Lab, office: AsteriskOffice, proxy: Proxy, desk: Desk, *, reached: bool
) -> None:
    """Nobody knows whether the PBX has got it: nothing is sent again, and then the truth shows."""
    await office.switch_on("101", "204")
    caller = await office.call("101", number="0451")
    call = await desk.rings_at("101")
    if reached:
        proxy.cut_after = b"Action: Originate"
    else:
        proxy.cut_before = b"Action: Originate"
    assert (await desk.pickup(ThisCall(call.id))).outcome is Outcome.LINK_LOST
    await desk.is_link(LinkState.STALE)
    proxy.cut_before = proxy.cut_after = b""
    await desk.is_link(LinkState.LIVE)
    if reached:
        await caller.talks_with("204")
        await desk.shows(0)
    else:
        await desk.rings_at("101")
    await shows_the_truth(lab, desk)
    assert proxy.sent.count(b"Action: Originate") == reached
    assert proxy.accepted == 2


async def test_the_line_goes_silent_as_my_phone_takes_the_call(
    office: AsteriskOffice, proxy: Proxy
) -> None:
    """The PBX's answer gets lost, and my phone talks: nothing may end that call."""
    await office.switch_on("101", "204")
    settings = msgspec.structs.replace(office.settings(account="admin"), port=proxy.port)
    async with running(settings, office.secret("admin")) as desk:
        caller = await office.call("101", number="0451")
        call = await desk.rings_at("101")
        proxy.silence(from_client=False)
        assert (await desk.pickup(ThisCall(call.id))).outcome is Outcome.LINK_LOST
        proxy.silence(from_client=False, from_pbx=False)
        await desk.is_link(LinkState.LIVE)
        await caller.talks_with("204")
    assert b"Action: Hangup" not in proxy.sent


async def test_a_stream_that_comes_byte_by_byte_or_late(
    lab: Lab, office: AsteriskOffice, proxy: Proxy, desk: Desk
) -> None:
    await office.switch_on("101", "102", "103", "204")
    proxy.bytewise = True
    await office.call("600", name="Søren Łukasz 漢字", number="0451")
    call = await desk.rings_at("101", "102", "103")
    assert call.caller.name == "Søren Łukasz 漢字"
    proxy.cut()
    await desk.is_link(LinkState.STALE)
    await desk.is_link(LinkState.LIVE)
    proxy.bytewise, proxy.delay_s = False, 0.3
    result = await desk.pickup(AnyCall())
    assert result.outcome is Outcome.PICKED_UP
    await desk.shows(0)
    await shows_the_truth(lab, desk)


async def test_a_pbx_that_is_far_away(
    lab: Lab, office: AsteriskOffice, proxy: Proxy, desk: Desk, figure: Callable[[str], None]
) -> None:
    """Behind a satellite, or a bad mobile network."""
    await office.switch_on("101", "204")
    proxy.delay_s = 1.2
    proxy.cut()
    await desk.is_link(LinkState.STALE)
    began = time.monotonic()
    await desk.is_link(LinkState.LIVE, limit_s=20)
    figure(f"live {time.monotonic() - began:.1f} s after it was lost, every answer 1.2 s late")
    await office.call("101", number="0451")
    await desk.rings_at("101")
    result = await desk.pickup(AnyCall())
    assert result.outcome is Outcome.PICKED_UP
    await desk.shows(0)
    await shows_the_truth(lab, desk)


NONSENSE: dict[str, bytes] = {
    "noise": random.Random(1).randbytes(200_000),
    "noise with ends": b"\r\n\r\n".join(random.Random(2).randbytes(50) for _ in range(2000)),
    "headers without a value": b"Event: Newstate\r\nChannelState:\r\nUniqueid\r\n:\r\n: x\r\n\r\n",
    "headers that repeat": b"Event: Newstate\r\n" + b"Uniqueid: 1.1\r\n" * 5000 + b"\r\n",
    "a header of 100 kB": b"Event: Newstate\r\nChannelState: 5\r\nUniqueid: "
    + b"9" * 100_000
    + b"\r\n\r\n",
    "a name that is no UTF-8": b"Event: NewConnectedLine\r\nUniqueid: 1.1\r\n"
    b"ConnectedLineName: \xff\xfe\xc3\x28\xed\xa0\x80\r\n\r\n",
    "an answer to nobody": b"Response: Error\r\nActionID: x\r\nMessage: Permission denied\r\n\r\n",
    "a hangup of nobody": b"Event: Hangup\r\nUniqueid: \r\nCause: 26\r\n\r\n",
}


@pytest.mark.parametrize("kind", NONSENSE)
async def test_nonsense_in_the_stream(
    lab: Lab, office: AsteriskOffice, proxy: Proxy, desk: Desk, kind: str
) -> None:
    """No crash and no wrong row: the list is the PBX's truth before and after."""
    await office.switch_on("101", "102")
    await office.call("101", number="0451")
    call = await desk.rings_at("101")
    proxy.inject(NONSENSE[kind] + b"\r\n\r\n")
    await office.call("102", number="0452")
    await desk.shows(2)
    await shows_the_truth(lab, desk)
    assert call in desk.calls


async def test_ten_megabytes_without_an_end(
    lab: Lab, office: AsteriskOffice, proxy: Proxy, desk: Desk, figure: Callable[[str], None]
) -> None:
    await office.switch_on("101")
    await office.call("101", number="0451")
    await desk.rings_at("101")
    before = resident_mb()
    proxy.inject(b"x" * 10_000_000)
    await desk.is_link(LinkState.STALE)
    await desk.is_link(LinkState.LIVE)
    await desk.rings_at("101")
    await shows_the_truth(lab, desk)
    grown = resident_mb() - before
    figure(f"10 MB without an end: a new link, {grown:.0f} MB more in use with the proxy's own")
    assert grown < 60


def resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def test_an_account_that_is_removed_or_given_another_secret(
    lab: Lab, proxy: Proxy, desk: Desk
) -> None:
    """The next login is refused, and is not tried again soon."""
    lab.change("manager.conf", ("[agent]\nsecret = agent", "[agent]\nsecret = new"))
    await lab.console("manager reload")
    proxy.cut()
    await desk.is_link(LinkState.REFUSED)
    assert isinstance(desk.session.link.error, AuthenticationFailed)
    accepted = proxy.accepted
    await asyncio.sleep(3)
    assert proxy.accepted == accepted == 2
    assert (await desk.pickup(AnyCall())).outcome is Outcome.LINK_LOST


async def test_an_account_that_is_not_told_of_pickups(lab: Lab, office: AsteriskOffice) -> None:
    """A filter hides how my click ends: what it looks like must not end the call that I have."""
    await office.switch_on("101", "204")
    account = (
        "[deaf]\nsecret = deaf\nread = call\nwrite = originate,reporting,call\n"
        "eventfilter = Event: (Newstate|DialBegin|NewConnectedLine|Hangup)\n"
    )
    lab.change("manager.conf", more=account)
    await lab.console("manager reload")
    async with running(office.settings(account="deaf"), office.secret("deaf")) as desk:
        caller = await office.call("101", number="0451")
        await desk.rings_at("101")
        assert (await desk.pickup(AnyCall())).outcome is Outcome.TAKEN_BY_OTHER
        await desk.shows(0)
    assert not any("hanging up channel" in line for line in lab.log_text().splitlines())
    await caller.talks_with("204")


async def test_an_account_that_is_not_told_how_calls_end(
    each_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filter lets through that phones ring, and no end: the list asks, and keeps what rings."""
    monkeypatch.setattr(ami_session, "ASK_RINGING_S", 0.3)
    office = AsteriskOffice(each_lab)
    await office.switch_on("101", "103")
    account = (
        "[endless]\nsecret = endless\nread = call,agent\nwrite = reporting\n"
        "eventfilter = Event: (DialBegin|Newstate)\n"
    )
    each_lab.change("manager.conf", more=account)
    await each_lab.console("manager reload")
    async with running(office.settings(account="endless"), office.secret("endless")) as desk:
        caller = await office.call("101", number="0451")
        await office.call("103", number="0452")
        await desk.shows(2)
        await caller.give_up()
        (rings,) = await desk.shows(1)
        assert rings.caller.number == "0452"
        await each_lab.hang_up_all()
        await desk.forgets_all()
    assert not desk.calls


async def test_an_account_that_loses_its_right_to_pick_up(
    lab: Lab, office: AsteriskOffice, proxy: Proxy, desk: Desk
) -> None:
    """Asterisk lets a login keep the rights that it had; the next one has the new."""
    await office.switch_on("101", "204")
    lab.change("manager.conf", ("write = originate,reporting", "write = reporting"))
    await lab.console("manager reload")
    proxy.cut()
    await desk.is_link(LinkState.STALE)
    await desk.is_link(LinkState.LIVE)
    await office.call("101", number="0451")
    call = await desk.rings_at("101")
    assert (await desk.pickup(AnyCall())).outcome is Outcome.NO_RIGHT
    assert desk.calls == [call]


async def test_an_account_that_may_log_in_only_once_and_is_in_when_the_link_breaks(
    lab: Lab, office: AsteriskOffice, proxy: Proxy
) -> None:
    """As a link is whose other end has gone without a word: Asterisk holds it for minutes."""
    await lab.let_each_account_log_in_only_once()
    settings = msgspec.structs.replace(office.settings(), port=proxy.port)
    async with running(settings, office.secret()) as desk:
        await proxy.refuse()
        await desk.is_link(LinkState.STALE)
        async with running(office.settings(), office.secret()):
            await proxy.open()
            await desk.until(
                lambda: isinstance(desk.session.link.error, AccountInUse), "its refusal"
            )
            assert desk.session.link.state is LinkState.STALE
        await desk.is_link(LinkState.LIVE)


async def test_asterisk_waits_for_its_calls_to_end(lab: Lab, office: AsteriskOffice) -> None:
    """`core restart gracefully`: until the last call is over it refuses every action."""
    await office.switch_on("101")
    await lab.talk("101", "101", number="0451")
    async with running(office.settings(), office.secret()) as desk:
        waits = await console(lab, "core restart gracefully")
        await desk.is_link(LinkState.STALE)
        async with asyncio.timeout(5):
            # Nothing tells of another try that is refused.
            while "action 'Challenge'. Asterisk" not in lab.log_text():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert desk.session.link.state is LinkState.STALE
        await (await console(lab, "core abort shutdown")).wait()
        await desk.is_link(LinkState.LIVE, limit_s=10)
        await waits.wait()


async def console(lab: Lab, command: str) -> asyncio.subprocess.Process:
    """Type a command at Asterisk's own console."""
    config = str(lab.folder / "etc" / "asterisk.conf")
    words = (*lab._binaries.asterisk, "-C", config, "-rx", command)
    return await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.DEVNULL)


@pytest.mark.alone
@pytest.mark.timeout(120)
async def test_a_hundred_clients_when_the_pbx_comes_back(
    lab: Lab, office: AsteriskOffice, figure: Callable[[str], None]
) -> None:
    """They come spread over seconds, and Asterisk rings phones meanwhile."""
    await office.switch_on("101")
    clients = [running(office.settings(), office.secret()) for _ in range(100)]
    desks = [await client.__aenter__() for client in clients]
    try:
        await lab.kill()
        for desk in desks:
            await desk.is_link(LinkState.STALE)
        await asyncio.sleep(5)
        live: list[float] = []
        for desk in desks:
            desk.session.subscribe(
                lambda _events, desk=desk: (  # type: ignore[misc]
                    live.append(time.monotonic())
                    if desk.session.link.state is LinkState.LIVE
                    else None
                )
            )
        await lab.start()
        back = time.monotonic()
        await office.call("101", number="0451")
        await lab.observer.ringing("PJSIP/101")
        rang = since(back)
        for desk in desks:
            await desk.is_link(LinkState.LIVE, limit_s=8)
            await desk.rings_at("101")
        first, last = min(live) - back, max(live) - back
        figure(f"100 clients: live after {first:.1f} to {last:.1f} s; a phone rang after {rang}")
        assert last - first > 0.8
    finally:
        for client in clients:
            await client.__aexit__(None, None, None)


AGENTS = range(1001, 1201)


async def hire(lab: Lab, extensions: range) -> dict[str, str]:
    """Give agents of group 501 endpoints, all at the phone of 204; return their secrets by account.

    Each has an account of its own, as `cornetta provision` writes them.
    """
    etc = lab.folder / "etc"
    port = lab._reserved["phone 204"].getsockname()[1]
    endpoints = "".join(
        f"""
[{one}](phone)
aors = {one}
callerid = "Desk {one}" <{one}>
named_pickup_group = 501
[{one}](aor)
contact = sip:204@127.0.0.1:{port}
"""
        for one in extensions
    )
    with (etc / "pjsip.conf").open("a", encoding="utf-8") as file:
        file.write(endpoints)
    agents = [part for one in extensions for part in ("--agent", f"a{one}:{one}:501")]
    provision(read(["provision", str(etc), *agents]))
    with (etc / "manager.conf").open("a", encoding="utf-8") as file:
        file.write('\n#include "cornetta-manager.conf"\n')
    text = (etc / "cornetta-manager.conf").read_text(encoding="utf-8")
    return dict(re.findall(r"\[(\w+)\]\nsecret = (\S+)", text))


@pytest.mark.alone
@pytest.mark.timeout(120)
@pytest.mark.parametrize("within_s", [1.0, 0.0])
async def test_two_hundred_agents_go_for_the_same_call(
    figure: Callable[[str], None], within_s: float
) -> None:
    """As people are, or all in the same moment: one talks, and all the others are told who.

    In the same moment Asterisk may be away for longer than a phone may ring, or than it may leave
    an action unanswered. Then some are told that, and to look at their phones, but nothing wrong.
    """
    lab = Lab()
    secrets = await hire(lab, AGENTS)
    async with lab, AsyncExitStack() as stack:
        office = AsteriskOffice(lab)
        await office.switch_on("101", "204")
        desks = []
        for one in AGENTS:
            settings = office.settings(str(one), account=f"a{one}")
            desks.append(
                await stack.enter_async_context(running(settings, Secret(secrets[f"a{one}"])))
            )
        caller = await office.call("101", number="0451")
        for desk in desks:
            call = await desk.rings_at("101")

        async def click(desk: Desk) -> PickupResult:
            await asyncio.sleep(random.uniform(0, within_s))
            return await desk.pickup(ThisCall(call.id))

        began = time.monotonic()
        results = await asyncio.gather(*(click(desk) for desk in desks))
        took = since(began)
        outcomes = Counter(result.outcome for result in results)
        figure(f"200 agents, one call, {within_s} s: {took} until all know; {dict(outcomes)}")
        if not within_s:
            unsure = {Outcome.PHONE_DID_NOT_ANSWER, Outcome.NOT_PUT_THROUGH, Outcome.LINK_LOST}
            assert outcomes[Outcome.PICKED_UP] <= 1
            assert set(outcomes) <= {Outcome.PICKED_UP, Outcome.TAKEN_BY_OTHER} | unsure
            if not outcomes[Outcome.PICKED_UP]:
                await lab.hang_up_all()  # it may ring on: nobody's phone answered in time
            for desk in desks:
                await desk.is_link(LinkState.LIVE, limit_s=30)
                await desk.shows(0)
            return
        assert outcomes == {Outcome.PICKED_UP: 1, Outcome.TAKEN_BY_OTHER: 199}
        winners = {result.by for result in results}
        assert len(winners) == 1
        winner = winners.pop()
        assert winner
        (mine,) = (result for result in results if result.outcome is Outcome.PICKED_UP)
        assert desks[results.index(mine)].session.me == winner
        for call_at_204 in office.phones["204"].calls:
            if call_at_204.end is None:
                break
        await lab.talking(caller._caller, call_at_204)
        for desk in desks:
            await desk.shows(0)


async def test_the_caller_gives_up_at_any_stage_of_my_pickup(
    lab: Lab, office: AsteriskOffice, figure: Callable[[str], None]
) -> None:
    """Before the send, while my phone rings, as it takes the call, after it."""
    await office.switch_on("101", "204")
    told: Counter[Outcome] = Counter()
    async with running(office.settings(), office.secret()) as desk:
        for stage in range(40):
            seen = len(lab.observer.events)
            caller = (await office.call("101", number="0451"))._caller
            call = await desk.rings_at("101")
            pickup = asyncio.get_running_loop().create_task(desk.pickup(ThisCall(call.id)))
            await asyncio.sleep(stage / 2000)  # a pickup takes some 10 ms
            caller.tell("HANGUP")
            outcome = (await pickup).outcome
            told[outcome] += 1
            assert outcome in (Outcome.PICKED_UP, Outcome.CALLER_GAVE_UP)
            if outcome is Outcome.PICKED_UP:
                await lab.hang_up_all()  # a CANCEL that crosses the answer ends nothing
            await lab.lets_go("204")
            await lab.observer.all_gone()
            up = any(
                event["Event"] == "Newstate"
                and event["Uniqueid"] == call.id.id
                and event["ChannelStateDesc"] == "Up"
                for event in lab.observer.events[seen:]
            )
            assert up == (outcome is Outcome.PICKED_UP)
            await desk.shows(0)
        await desk.forgets_all()
    figure(f"the caller gives up 0 to 20 ms after the click: {dict(told)}")
    assert len(told) == 2


async def test_somebody_else_picks_up_at_any_stage_of_my_pickup(
    lab: Lab, office: AsteriskOffice, figure: Callable[[str], None]
) -> None:
    await office.switch_on("101", "204", "201")
    told: Counter[Outcome] = Counter()
    async with (
        running(office.settings(), office.secret()) as desk,
        running(office.settings("201"), office.secret()) as rival,
    ):
        for stage in range(-12, 12):
            caller = await office.call("101", number="0451")
            call = await desk.rings_at("101")
            await rival.rings_at("101")
            first, second = (desk, rival) if stage >= 0 else (rival, desk)
            ahead = asyncio.get_running_loop().create_task(first.pickup(ThisCall(call.id)))
            await asyncio.sleep(abs(stage) / 1000)
            results = [await second.pickup(ThisCall(call.id)), await ahead]
            mine, theirs = results if second is desk else reversed(results)
            told[mine.outcome] += 1
            outcomes = {mine.outcome, theirs.outcome}
            assert outcomes == {Outcome.PICKED_UP, Outcome.TAKEN_BY_OTHER}
            assert mine.by == theirs.by
            assert mine.by
            await caller.talks_with(mine.by.number)
            await lab.lets_go({"204": "201", "201": "204"}[mine.by.number])
            await caller.hang_up()
            await lab.observer.all_gone()
    figure(f"somebody clicks up to 12 ms before or after me: {dict(told)}")
    assert len(told) == 2


async def test_the_desk_answers_at_any_stage_of_my_pickup(
    lab: Lab, office: AsteriskOffice, figure: Callable[[str], None]
) -> None:
    """My phone may take the place of the desk even after its answer, and is not hung up then."""
    await office.switch_on("101", "204")
    told: Counter[Outcome] = Counter()
    after_all = 0
    async with (
        running(office.settings(account="admin"), office.secret("admin")) as desk,
        running(office.settings("201"), office.secret()) as other,
    ):
        for stage in range(60):
            caller = (await office.call("101", number="0451"))._caller
            call = await desk.rings_at("101")
            await other.rings_at("101")
            at_desk = office.phones["101"].calls[-1]
            pickup = asyncio.get_running_loop().create_task(desk.pickup(ThisCall(call.id)))
            await asyncio.sleep(stage / 5000)  # a pickup takes some 10 ms
            at_desk.tell("ANSWER")
            result = await pickup
            told[result.outcome] += 1
            await caller.answered()
            if result.outcome is Outcome.PICKED_UP:
                after_all += (await at_desk.ended()).how == "BYE received"
                has_caller = await office.phones["204"].current_call()
            else:
                assert result.outcome is Outcome.TAKEN_BY_OTHER
                await lab.lets_go("204")
                has_caller = at_desk
            await asyncio.sleep(0.05)
            assert has_caller.end is None
            assert caller.first(received=True, method="BYE") is None
            for told_to in (desk, other):
                await told_to.shows(0)
                assert [told_to.removed[-1].call.id, told_to.removed[-1].by] == [call.id, result.by]
            await lab.hang_up_all()
            await office.not_ringing("204")
            await desk.shows(0)
        await desk.forgets_all()
    figure(f"the desk answers 0 to 12 ms after my click: {dict(told)}, {after_all} after all mine")
    assert len(told) == 2


async def test_another_desk_answers_at_any_stage_of_my_pickup(
    lab: Lab, office: AsteriskOffice, figure: Callable[[str], None]
) -> None:
    """The PBX gives both of us the call, and says only then whom the caller has."""
    await office.switch_on("101", "102", "204")
    told: Counter[Outcome] = Counter()
    async with (
        running(office.settings(), office.secret()) as desk,
        running(office.settings("201"), office.secret()) as other,
    ):
        for stage in range(90):
            caller = await office.call(("600", "610", "611")[stage % 3], number="0451")
            for one in (desk, other):
                await one.rings_at("101", "102")
            pickup = asyncio.get_running_loop().create_task(desk.pickup(CallAtExtension("102")))
            await asyncio.sleep(stage / 8000)
            office.phones["101"].calls[-1].tell("ANSWER")
            result = await pickup
            told[result.outcome] += 1
            assert result.by
            await caller.talks_with(result.by.number)
            for one in (desk, other):
                await one.until(
                    lambda one=one, by=result.by: one.removed[-1].by == by,  # type: ignore[misc]
                    f"{result.by} told",
                )
            if result.outcome is Outcome.TAKEN_BY_OTHER:
                await lab.lets_go("204")
            await lab.hang_up_all()
            await office.not_ringing("204")
    figure(f"another desk answers 0 to 11 ms after my click: {dict(told)}")
    assert len(told) == 2
