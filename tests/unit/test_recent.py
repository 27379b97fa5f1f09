"""What is kept of the past replays as the whole recording does, wherever it is cut."""

import asyncio
import random
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest

from client.ami.message import SEPARATOR, parse
from client.calls.call import Call
from client.recording.pseudonymized import pseudonymized_recording
from client.recording.pseudonyms import Pseudonyms
from client.recording.recent import Recent
from client.recording.recorded import ENDPOINT, FROM, LINK, RECORDING, TIME
from client.recording.replay import Replay
from client.session import LinkState, LinkStatus, SessionEvent
from tests.fuzz.streams import mutated, templates, woven
from tests.unit.clock import Clock
from tests.unit.scripted_pbx import NAMED, NUMERIC, Pbx, channel, in_groups
from tests.unit.scripted_server import message
from tests.unit.test_recorded import FIXTURES
from tests.unit.test_recorder import pbx, recorded  # noqa: F401 - a fixture

SESSIONS = sorted(FIXTURES.glob("sessions/*.ami"))
HEADING = message(
    **{RECORDING: "1", "Cornetta-Extension": "204", LINK: LinkState.LIVE.value, TIME: "1795000000"}
)
BEGAN_S = 1_795_000_000
Moment = tuple[float, list[Call], LinkStatus]


def messages_of(path: Path) -> list[bytes]:
    return [block + SEPARATOR for block in path.read_bytes().split(SEPARATOR)[:-1]]


def time_of(block: bytes) -> float:
    return float(parse(block.removesuffix(SEPARATOR)).get(TIME))


def timeline(path: Path, blocks: Sequence[bytes]) -> list[Moment]:
    """What was shown, whenever it changed."""
    path.write_bytes(b"".join(blocks))
    replay = Replay(str(path), None, 0.0)
    found: list[Moment] = []

    def look(_events: Sequence[SessionEvent]) -> None:
        found.append((replay.now(), replay.calls(), replay.link))

    replay.subscribe(look)
    asyncio.run(replay.run())
    return found


def cut(blocks: Sequence[bytes], left: int) -> list[bytes]:
    """The recording of a place that had room for the last `left` messages alone."""
    clock = Clock(0.0)
    recent = Recent(kept_s=left - 1, clock=clock)
    for block in blocks:
        clock.now += 1
        recent.write(block)
    return recent.recording()


def assert_same(path: Path, blocks: Sequence[bytes], left: int, whole: Sequence[Moment]) -> None:
    """From the cut on, the rows and the link are what they were."""
    since = time_of(blocks[-left])
    shown = timeline(path, cut(blocks, left))
    first = bisect_left([at for at, _, _ in whole], since)
    began = next((place for place, (at, _, _) in enumerate(shown) if at >= since), len(shown))
    assert [calls for _, calls, _ in shown[began:]] == [calls for _, calls, _ in whole[first:]]
    if first:
        before = whole[first - 1]
        assert shown[began - 1][1] == before[1], f"at the cut, {left} left"
        assert shown[began - 1][2].state is before[2].state


def timed(block: bytes, after_s: float) -> bytes:
    """A message of the PBX as the recorder writes it."""
    return b"%s\r\nCornetta-Time: %.6f%s" % (
        block.removesuffix(SEPARATOR),
        BEGAN_S + after_s,
        SEPARATOR,
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_wherever_it_is_cut_the_rows_are_the_same(path: Path, tmp_path: Path) -> None:
    blocks = messages_of(path)
    whole = timeline(tmp_path / "whole.ami", blocks)
    for left in range(1, len(blocks), 7):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["woven", "mutated"])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_pbx_says(kind: str, seed: int, tmp_path: Path) -> None:
    source = random.Random(seed)
    calls = woven(source, templates(), lambda _number, _case: None)
    stream = {"woven": calls, "mutated": mutated(source, calls)}[kind]
    noise = (b"\r\n\r\n", b"Cornetta-", b"Action: ", b"Response: ")
    said = [one for one in islice(stream, 400) if one and not any(bad in one for bad in noise)]
    blocks = [HEADING, *(timed(block, place + 1) for place, block in enumerate(said))]
    whole = timeline(tmp_path / "whole.ami", blocks)
    for left in range(1, len(blocks), 13):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)


async def test_a_link_that_is_lost_and_comes_back(
    pbx: Pbx,  # noqa: F811
    tmp_path: Path,
) -> None:
    """While it is lost the old rows are shown as old ones; then they are those of the new link."""
    pbx.statuses = [channel(1, made=pbx.time() - 5), channel(9, "104", made=pbx.time() - 9)]
    no_wait = ""  # it is told in whole seconds: two links may differ by one
    pbx.entries = [(pbx.statuses[0]["Uniqueid"], "support", no_wait)]
    pbx.options |= {
        ("phone", "callerid"): '"Desk 204" <204>',
        ("phone", "named_pickup_group"): "501",
        ("104", "named_call_group"): "502",
        ("104", "call_group"): "",
        ("104", "callerid"): "<104>",
    }
    async with recorded(pbx) as (recording, session):
        await session.ready()
        await recording.changes.until(session.calls, "the call that rang before")
        pbx.say("Newstate", **channel(2))
        await recording.changes.until(lambda: len(session.calls()) == 2, "a new call")
        pbx.server.links[-1].cut()
        await recording.has("stale")
        del pbx.statuses[1]
        recording.data, before = b"", recording.data
        await recording.has("Cornetta-Link: live")
        await recording.changes.until(lambda: len(session.calls()) == 1, "what still rings")
        pbx.say("Hangup", Cause="26", **pbx.statuses[0])
        await recording.changes.until(lambda: not session.calls(), "no call")
    data = before + recording.data
    blocks = [block + SEPARATOR for block in data.split(SEPARATOR)[:-1]]
    stale = next(place for place, block in enumerate(blocks) if b"Cornetta-Link: stale" in block)
    blocks.insert(stale, blocks[stale])  # the first attempt fails
    live = max(place for place, block in enumerate(blocks) if b"Cornetta-Link: live" in block)
    early = message(("Event", "Newstate"), *in_groups(), **channel(3))  # while it asks what rings
    blocks.insert(live, timed(early, time_of(blocks[live]) - BEGAN_S))

    def look() -> None:
        whole = timeline(tmp_path / "whole.ami", blocks)
        assert len(whole[-1][1]) == 1  # the early one
        assert max(len(calls) for _, calls, _ in whole) == 3
        for left in range(1, len(blocks)):
            assert_same(tmp_path / "cut.ami", blocks, left, whole)
        assert b"".join(cut(blocks, 1)).count(b"Cornetta-Link: live") == 1, "two links are kept"

    await asyncio.to_thread(look)


def test_what_stays_whole_is_written_as_it_came() -> None:
    blocks = messages_of(SESSIONS[0])
    assert cut(blocks, len(blocks)) == blocks
    assert Recent().recording() == []


def test_what_is_needed_does_not_grow_with_time(tmp_path: Path) -> None:
    """A caller waits in a queue that tries a phone again and again, for hours."""
    caller = {"Uniqueid": "1795000000.0", "Linkedid": "1795000000.0", "Queue": "support"}
    blocks = [HEADING, timed(message(Event="QueueCallerJoin", **caller), 1)]
    for count in range(2, 2000, 2):
        leg = {
            **channel(count, "101"),
            "Uniqueid": f"1795000000.{count}",
            "Linkedid": caller["Linkedid"],
        }
        blocks.append(timed(message(("Event", "Newstate"), *in_groups(), **leg), count))
        blocks.append(timed(message(Event="Hangup", Cause="19", **leg), count + 1))
    kept = cut(blocks, 2)
    assert len(kept) == 9  # heading, link, joined, the first try, the one before, this one
    (call,) = timeline(tmp_path / "it.ami", kept[:-1])[-1][1]
    assert (call.since, call.queue) == (BEGAN_S + 2, "support")


@pytest.mark.parametrize(("endpoint", "phone"), [("", "204"), ("desk", "desk")])
def test_my_own_call_through_local_channels(endpoint: str, phone: str, tmp_path: Path) -> None:
    """Cut between one and its phone, it was shown as a call of others until somebody answered."""
    heading = HEADING.removesuffix(SEPARATOR) + b"\r\n" + message(**{ENDPOINT: endpoint})
    call = {"Linkedid": "1795000000.0", "DestLinkedid": "1795000000.0", "Timestamp": "1"}

    def dial(event: str, by: str, of: str, **more: str) -> bytes:
        ids = {"Uniqueid": f"1795000000.{by}", "DestUniqueid": f"1795000000.{of}"}
        return message(Event=event, Channel=by, DestChannel=of, **call, **ids, **more)

    def rings(count: int) -> list[bytes]:
        dest = {f"Dest{key}": value for key, value in channel(count, "101").items()}
        leg = {**channel(count, "101"), "Linkedid": call["Linkedid"]}
        by_local = {**call, **dest, **call, "Channel": f"Local/{count}@office-1;2"}
        return [
            message(("Event", "DialBegin"), *by_local.items()),
            message(("Event", "Newstate"), *in_groups(), **leg),
            message(Event="Hangup", Cause="19", **leg),
        ]

    said = [dial("DialBegin", f"PJSIP/{phone}-1", "Local/600@office-1;1")]
    for one in range(20):  # more than are kept of others
        said += [dial("DialBegin", "Local/600@office-1;2", f"Local/{one}@office-1;1")]
    said += [*rings(21), *rings(22)]
    said += [dial("DialEnd", f"PJSIP/{phone}-1", "Local/600@office-1;1", DialStatus="NOANSWER")]
    said += rings(23)
    blocks = [heading, *(timed(block, place + 1) for place, block in enumerate(said))]
    whole = timeline(tmp_path / "whole.ami", blocks)
    shown = [moment for moment, calls, _ in whole if calls]
    assert shown == [BEGAN_S + blocks.index(blocks[-2])]  # when it is mine no more
    for left in range(1, len(blocks)):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)
    over = [heading, *(timed(one, 1) for one in (said[0], said[-4], said[-4]))]
    assert not [one for one in cut(over, 1)[:-1] if b"Local/" in one], "kept of what is over"


def test_a_program_rings_a_colleagues_own_phone_through_a_local_channel(tmp_path: Path) -> None:
    ids = {"Linkedid": "1795000000.0", "DestLinkedid": "1795000000.0"}
    link = {**ids, "DestChannel": "Local/101@office-1;1", "DestUniqueid": ids["Linkedid"]}
    leg = {**channel(2, "101"), "Linkedid": ids["Linkedid"], "ConnectedLineNum": "101"}
    said = [
        message(Event="DialBegin", **link),
        message(("Event", "Newstate"), *in_groups(), **leg),
        message(Event="Hangup", Cause="19", **leg),
        message(Event="Hangup", Cause="19", **{**ids, "Channel": link["DestChannel"]}),
    ]
    blocks = [HEADING, *(timed(block, place + 1) for place, block in enumerate(said))]
    whole = timeline(tmp_path / "whole.ami", blocks)
    assert not any(calls for _, calls, _ in whole)
    for left in range(1, len(blocks)):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)


def test_a_program_has_begun_a_call_before_the_login(tmp_path: Path) -> None:
    began = {"Uniqueid": "1795000000.0", "Linkedid": "1795000000.0"}
    leg = {**channel(2, "101"), "Linkedid": began["Linkedid"], "ConnectedLineNum": "101"}
    link = {"Channel": "Local/101@office-1;1", "ChannelState": "0"}
    said = [
        message(Action="Status", ActionID="1", Variables=f"{NAMED},{NUMERIC}"),
        message(Response="Success", ActionID="1", EventList="start"),
        message(Event="Status", ActionID="1", **began, **link),
        message(Event="StatusComplete", ActionID="1", EventList="Complete"),
        message(**{LINK: LinkState.LIVE.value}),
        message(("Event", "Newstate"), *in_groups(), **leg),
        message(Event="Hangup", Cause="19", **leg),
    ]
    heading = HEADING.replace(b"live", b"connecting")
    blocks = [heading, *(timed(block, place + 1) for place, block in enumerate(said))]
    whole = timeline(tmp_path / "whole.ami", blocks)
    assert not any(calls for _, calls, _ in whole)
    for left in range(1, len(blocks)):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)


def test_a_caller_waits_in_a_queue_since_before_the_login(tmp_path: Path) -> None:
    """What told so is kept between two tries, and no longer."""
    ids = {"Uniqueid": "1795000000.0", "Linkedid": "1795000000.0"}
    caller = {"Channel": "PJSIP/trunk-1", "ChannelState": "6"}

    def rings(count: int, call: str = ids["Linkedid"]) -> list[bytes]:
        leg = {**channel(count, "101"), "Uniqueid": f"1795000000.{count}", "Linkedid": call}
        rung = message(("Event", "Newstate"), *in_groups(), **leg)
        return [rung, message(Event="Hangup", Cause="19", **leg)]

    said = [
        message(Action="Status", ActionID="1", Variables=f"{NAMED},{NUMERIC}"),
        message(Response="Success", ActionID="1", EventList="start"),
        message(Event="Status", ActionID="1", **ids, **caller),
        message(Event="StatusComplete", ActionID="1", EventList="Complete"),
        message(Action="QueueStatus", ActionID="2"),
        message(Response="Success", ActionID="2", EventList="start"),
        message(Event="QueueEntry", ActionID="2", Queue="support", Wait="5", **ids),
        message(Event="QueueStatusComplete", ActionID="2", EventList="Complete"),
        message(**{LINK: LinkState.LIVE.value}),
        *(one for count in range(2, 8, 2) for one in rings(count)),
        message(Event="QueueCallerLeave", Queue="support", **ids),
        *rings(30, "1795000000.30"),
        message(Event="Unwanted"),
    ]
    blocks = [
        HEADING.replace(b"live", b"connecting"),
        *(timed(block, 20 * place) for place, block in enumerate(said, 1)),
    ]
    whole = timeline(tmp_path / "whole.ami", blocks)
    queues = [[call.queue for call in calls] for _, calls, _ in whole if calls]
    assert queues == [["support"], ["support"], ["support"], [""]]
    for left in range(1, len(blocks)):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)
    for left, kept in ((5, True), (1, False)):
        assert (b"Event: QueueEntry" in b"".join(cut(blocks, left))) == kept


def test_a_program_gives_up_the_phone_of_whoever_calls(tmp_path: Path) -> None:
    """Cut between the two, the phone was shown as a colleague who calls himself."""
    leg = {**channel(1, "101"), "ConnectedLineNum": "101"}
    began = leg["Linkedid"]
    call = {"DestUniqueid": began, "DestLinkedid": began, "Timestamp": "1"}
    link = {**call, "DestChannel": "Local/101@office-1;1"}
    said = [
        message(Event="DialBegin", **link),
        message(("Event", "Newstate"), *in_groups(), **leg),
        message(Event="DialEnd", DialStatus="NOANSWER", **link),
        message(Event="Hangup", Cause="19", **leg),
    ]
    blocks = [HEADING, *(timed(block, place + 1) for place, block in enumerate(said))]
    whole = timeline(tmp_path / "whole.ami", blocks)
    assert not [calls for _, calls, _ in whole if calls]
    for left in range(1, len(blocks)):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)


def test_a_queue_calls_another_queue_and_then_the_caller_waits_in_a_third(tmp_path: Path) -> None:
    ids = {"Uniqueid": "1795000000.0", "Linkedid": "1795000000.0"}

    def queue(event: str, name: str) -> bytes:
        return message(Event=f"QueueCaller{event}", Queue=name, **ids)

    def rings(count: int) -> list[bytes]:
        leg = {**channel(count, "101"), **ids, "Uniqueid": f"1795000000.{count}"}
        rung = message(("Event", "Newstate"), *in_groups(), **leg)
        return [rung, message(Event="Hangup", Cause="19", **leg)]

    said = [queue("Join", "outer")]
    for count in range(2, 12, 2):
        said += [queue("Join", "inner"), *rings(count), queue("Leave", "inner")]
    said += [queue("Leave", "outer"), queue("Join", "third"), *rings(12), queue("Leave", "third")]
    said += rings(14)
    blocks = [HEADING, *(timed(block, place + 1) for place, block in enumerate(said))]
    whole = timeline(tmp_path / "whole.ami", blocks)
    for left in range(1, len(blocks)):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)


def test_a_phone_that_has_replied_when_it_was_asked_for(tmp_path: Path) -> None:
    """No event tells of it. What was asked in vain, and of what is over, is not kept."""
    caller = {"Uniqueid": "1795000000.0", "Linkedid": "1795000000.0", "Queue": "support"}
    said = [message(Event="QueueCallerJoin", **caller)]
    for count, tag in ((2, "a-tag"), (4, ""), (6, "b-tag")):
        leg = {
            **channel(count, "101"),
            "Uniqueid": f"1795000000.{count}",
            "Linkedid": caller["Linkedid"],
        }
        dialled = {f"Dest{key}": value for key, value in leg.items()} | {"DestChannelState": "0"}
        groups = [(f"Dest{key}", value) for key, value in in_groups()]
        ask = {"Variable": "CHANNEL(pjsip,remote_tag)", "Channel": leg["Uniqueid"]}
        said += [
            message(("Event", "DialBegin"), *groups, **dialled),
            message(Action="Getvar", ActionID=f"{count}", **ask),
            message(Response="Success", ActionID=f"{count}", Value=tag),
            message(Event="Unwanted"),
            message(Event="Hangup", Cause="19", **leg),
        ]
    blocks = [HEADING, *(timed(block, place + 1) for place, block in enumerate(said))]
    whole = timeline(tmp_path / "whole.ami", blocks)
    assert [len(calls) for _, calls, _ in whole] == [0, 1, 0, 1, 0]
    for left in range(1, len(blocks)):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)
    assert b"".join(cut(blocks, 2)).count(b"Getvar") == 2  # the age tells the first, the last rings


def test_a_phone_that_had_gone_when_it_was_asked_for(tmp_path: Path) -> None:
    """No event told of its end. Only the answer that there is no such channel does."""
    said = [message(("Event", "Newstate"), *in_groups(), **channel(30))]
    ask = {"Variable": "CHANNEL(pjsip,remote_tag)", "Channel": channel(30)["Uniqueid"]}
    for count, words in enumerate(("No such variable", "No such channel", "No such channel")):
        said += [
            message(Action="Getvar", ActionID=f"{count}", **ask),
            message(Response="Error", ActionID=f"{count}", Message=words),
            message(Event="Unwanted"),
        ]
    blocks = [HEADING, *(timed(block, place + 1) for place, block in enumerate(said))]
    whole = timeline(tmp_path / "whole.ami", blocks)
    assert [len(calls) for _, calls, _ in whole] == [0, 1, 0]
    for left in range(1, len(blocks)):
        assert_same(tmp_path / "cut.ami", blocks, left, whole)
    pseudonymized = timeline(
        tmp_path / "pseudonymized.ami", list(pseudonymized_recording(blocks, Pseudonyms()))
    )
    assert [len(calls) for _, calls, _ in pseudonymized] == [0, 1, 0]


def test_what_is_kept_is_bounded_in_bytes() -> None:
    recent = Recent(most_bytes=10_000)
    recent.write(HEADING)
    for count in range(1000):
        recent.write(timed(message(Event="Newstate", **channel(count)), 20 * count))
        recent.write(timed(message(Event="Hangup", **channel(count)), 20 * count))
        size = sum(map(len, recent.recording()))
        assert count < 50 or 9_000 < size < 11_000
    first, _live, *kept = recent.recording()
    began = parse(first)
    before = [block for block in kept if time_of(block) < float(began.get(FROM))]
    assert len(before) <= 2  # a call that may ring on
    assert float(began.get(FROM)) == time_of(kept[len(before)])
    assert began.get(LINK) == LinkState.CONNECTING.value


def test_a_storm_that_is_over_goes_in_steps() -> None:
    """No message waits until all old ones are gone."""
    clock = Clock(0.0)
    recent = Recent(kept_s=10, clock=clock)
    for count in range(1000):
        recent.write(timed(message(Event="Unwanted"), count))
    clock.now = 11
    left = []
    for count in range(11):
        recent.write(timed(message(Event="Unwanted"), count))
        left.append(len(recent.recording()))
    assert left[0] == 901
    assert left[-1] == 11


def test_the_time_before_the_cut_is_played_at_once(tmp_path: Path) -> None:
    blocks = [
        HEADING,
        timed(message(("Event", "Newstate"), *in_groups(), **channel(1)), 1),
        timed(message(Event="Unwanted"), 3600),
        timed(message(Event="Hangup", **channel(1)), 3600.05),
    ]
    path = tmp_path / "it.ami"
    path.write_bytes(b"".join(cut(blocks, 2)))
    replay = Replay(str(path), None, 1.0)
    asyncio.run(asyncio.wait_for(replay.run(), 5))
