"""A recording, or a plain capture, seen as an agent saw it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from client.__main__ import main
from client.ami.message import SEPARATOR
from client.calls.call import Added, Change, Removed
from client.calls.events import EndReason, GroupId, Party
from client.errors import FileProblem
from client.recording.recent import Recent
from client.recording.recorded import ENDPOINT, EXTENSION, FROM, LINK, RECORDING
from client.recording.replay import UNTOLD, Replay
from client.session import LinkChanged, LinkState, SessionEvent
from tests.asterisk.record_sessions import RECORDED, STRANGER
from tests.unit.leaping_loop import LeapingLoop, leap
from tests.unit.scripted_pbx import Pbx, channel, in_groups
from tests.unit.scripted_server import message
from tests.unit.test_recorded import (
    ALL,
    ANSWERED,
    FIXTURES,
    GAVE_UP,
    PICKED_UP,
    STORIES,
    Story,
    desk,
    stories_of,
    story,
)
from tests.unit.test_recorder import pbx, recorded  # noqa: F401 - a fixture

SESSIONS = sorted(FIXTURES.glob("sessions/*.ami"))
ENDED = EndReason.ENDED
HOUR = {
    "0450": [story("104", reason=GAVE_UP, caller=Party("0450", "Rang Before"))],
    "0451": [story("101", reason=ANSWERED, by="101", caller=Party("0451", "A Caller"))],
    "0452": [
        story("101", "102", "103", reason=ANSWERED, by="102", caller=Party("0452", "A Caller"))
    ],
    "0453": [
        story(
            *("101", "103"),
            reason=ANSWERED,
            by="103",
            caller=Party("0453", "A Caller"),
            queue="support",
        )
    ],
    "0454": [story("101", "102", reason=ANSWERED, by="101", caller=Party("0454", "A Caller"))],
    "0455": [story("desk-106", reason=GAVE_UP, caller=Party("0455", "Early Media"))],
    "0456": [story("101", reason=GAVE_UP, caller=Party("0456", STRANGER))],
    "0457": [story("101", reason=EndReason.REJECTED, caller=Party("0457", "Known Late"))],
    "0458": [
        story("101", reason=EndReason.FORWARDED, caller=Party("0458", "A Caller")),
        story("102", reason=ANSWERED, by="102", caller=Party("0458", "A Caller")),
    ],
    "0459": [story("101", reason=EndReason.NO_ANSWER, caller=Party("0459", "A Caller"))],
    "0460": [
        story("101", "102", "103", reason=PICKED_UP, by="201", caller=Party("0460", "A Caller"))
    ],
    "0461": [story("101", reason=PICKED_UP, by="204", caller=Party("0461", "A Caller"))],
}
"""What `tests.asterisk.record_sessions` plays, by the caller's number."""

RING = message(("Event", "Newstate"), *in_groups(), **channel())
HANG_UP = message(Event="Hangup", **channel())


def told(path: Path, groups: Sequence[str] | None = None) -> list[SessionEvent]:
    """All that an agent is told, at once."""
    replay = Replay(str(path), groups, 0.0)
    events: list[SessionEvent] = []
    replay.subscribe(events.extend)
    asyncio.run(replay.run())
    return events


def changes_of(path: Path, groups: Sequence[str] | None = None) -> list[Change]:
    return [event for event in told(path, groups) if isinstance(event, Change)]


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "it.ami"


@pytest.mark.parametrize("name", set(ALL) - {"without_channelvars", "freepbx_own_call"})
def test_a_plain_capture_tells_the_same_story(name: str) -> None:
    changes = changes_of(FIXTURES / f"{name}.ami", ["501", "502"])
    if name in STORIES:
        assert stories_of(changes) == STORIES[name]
    assert stories_of(changes) == stories_of(changes_of(FIXTURES / f"{name}.ami"))


@pytest.mark.parametrize(
    ("extension", "endpoint", "shown"), [("204", "204", 0), ("300", "204", 0), ("300", "300", 2)]
)
def test_an_own_call_by_the_phone_that_was_mine(
    file: Path, extension: str, endpoint: str, shown: int
) -> None:
    heading = {EXTENSION: extension, ENDPOINT: endpoint, LINK: LinkState.LIVE.value}
    stream = (FIXTURES / "freepbx_own_call.ami").read_bytes()
    changes = changes_of(written(file, message(**{RECORDING: "1"}, **heading) + stream), ["501"])
    assert len(changes) == shown


def test_every_session_is_replayed() -> None:
    assert [path.stem for path in SESSIONS] == sorted(RECORDED)


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_busy_hour_on_a_real_asterisk(path: Path) -> None:
    """What rang before is in the first; a race of two has either winner."""
    changes = changes_of(path, ["501", "502"])
    stories: dict[str, list[Story]] = {}
    for one in stories_of(changes):
        stories.setdefault(one.caller.number, []).append(one)
    (race,) = stories.pop("0462")
    assert (race.reason, race.by in (desk("201"), desk("204"))) == (PICKED_UP, True)
    assert stories == HOUR
    assert changes[0].call.caller.name == "Rang Before"
    known_late = [change for change in changes if change.call.caller.number == "0457"]
    assert [change.call.caller.name for change in known_late] == ["", "Known Late", "Known Late"]


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_busy_hour_of_one_group(path: Path) -> None:
    numbers = {change.call.caller.number for change in changes_of(path, ["502"])}
    assert numbers == {"0450", "0452", "0453", "0460"}
    assert {change.call.caller.number for change in changes_of(path)} == {*HOUR, "0462"}


def test_a_capture_that_tells_no_groups_shows_all_that_rings() -> None:
    path = FIXTURES / "without_channelvars.ami"
    changes = changes_of(path)
    assert [type(change) for change in changes] == [Added, Removed]
    assert changes[0].call.groups == (UNTOLD,)
    assert changes_of(path, ["501"]) == []


def test_lines_may_end_as_an_editor_leaves_them(file: Path) -> None:
    path = FIXTURES / "queue_answered.ami"
    text = path.read_bytes().replace(b"\r\n", b"\n").rstrip() + b"\n"
    file.write_bytes(b"\xef\xbb\xbf" + text)
    assert changes_of(file) == changes_of(path)


def test_a_greeting_and_other_talk_do_no_harm(file: Path) -> None:
    plain = (FIXTURES / "plain_call.ami").read_bytes()
    file.write_bytes(
        b"Asterisk Call Manager/9.0.0\r\nResponse: Success\r\n\r\nnoise\r\n\r\n" + plain
    )
    assert stories_of(changes_of(file)) == STORIES["plain_call"]


def test_times_are_as_late_as_the_channels_ids_tell() -> None:
    (added, removed) = changes_of(FIXTURES / "caller_gives_up.ami")
    assert isinstance(removed, Removed)
    second = float(added.call.legs[0].uniqueid.partition(".")[0])
    assert second < added.call.since < second + 1


@pytest.mark.parametrize(
    ("stamp", "since"), [("1795385437.5", 1795385437.5), ("never", None), ("1e30", None)]
)
def test_times_that_the_pbx_tells(file: Path, stamp: str, since: float | None) -> None:
    file.write_bytes(message(("Timestamp", stamp), Event="Newstate", **channel()))
    (added,) = changes_of(file)
    assert added.call.since == since or 1795382399.0 <= added.call.since < 1795382400.0


def test_which_groups_count(file: Path) -> None:
    sales = message(("Event", "Newstate"), *in_groups("502, sales"), **channel(2, "104"))
    three = message(
        ("Event", "Newstate"),
        ("ChanVariable", "CHANNEL(callgroup)=3"),
        **channel(3, "105"),
    )
    file.write_bytes(RING + sales + three)

    def groups(*numbers: str) -> list[tuple[GroupId, ...]]:
        return [change.call.groups for change in changes_of(file, numbers or None)]

    assert groups() == [
        (GroupId("501"),),
        (GroupId("502"), GroupId("sales")),
        (GroupId("3", numeric=True),),
    ]
    assert groups("502") == [(GroupId("502"),)]
    assert groups("3") == groups("#3") == [(GroupId("3", numeric=True),)]
    assert groups("599") == []


def test_a_group_in_which_nothing_rings_is_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may be mistyped."""
    file.write_bytes(RING)
    assert main(["replay", str(file), "--groups", "501,#3,599", "--json"]) == 0
    out, errors = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert errors == "No call rang in #3, 599.\n"


def test_a_recording_that_is_cut_lacks_its_last_message(file: Path) -> None:
    heading = message(("Cornetta-Recording", "1"), ("Cornetta-Link", "live"))
    hang_up = HANG_UP.removesuffix(SEPARATOR) + b"\r\nCornetta-Time: 1795382400.25" + SEPARATOR
    file.write_bytes(heading + RING + hang_up)
    assert len(changes_of(file)) == 2
    for length in range(1, len(hang_up) - len(SEPARATOR) + 2):
        file.write_bytes(heading + RING + hang_up[:length])
        assert len(changes_of(file)) == 1, length


def test_a_capture_may_lack_the_empty_line_at_its_end(file: Path) -> None:
    file.write_bytes((RING + HANG_UP).removesuffix(b"\r\n"))
    assert len(changes_of(file)) == 2


@pytest.mark.parametrize("length", [len(RING) + 40, len(RING + HANG_UP) - 8])
def test_a_file_that_is_cut_shows_what_can_be_read(
    file: Path, length: int, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes((RING + HANG_UP)[:length])
    assert main(["replay", str(file), "--json"]) == 0
    out, errors = capsys.readouterr()
    assert [json.loads(line)["change"] for line in out.splitlines()] == ["added"]
    assert errors == f"{file} ends in the middle of a message.\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no recording"),
        (b"Dear Sir,\n\nhello: world\n", "is no recording"),
        (b"\x7fELF" + bytes(range(256)) * 9, "is no recording"),
        (b"x" * 5_000_000, "has a message without end"),
        (b"Event: x\r\n" * 500_000, "has a message without end"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_recording_is_told_in_a_sentence(
    file: Path, content: bytes | None, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        file.write_bytes(content)
    assert main(["replay", str(file)]) == 2
    out, errors = capsys.readouterr()
    assert out == ""
    assert errors.startswith(f"The file {file} {words}")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--speed", "-1"),
        ("--speed", "nan"),
        ("--speed", "1e308"),
        ("--speed", "fast"),
        ("--groups", " , "),
    ],
)
def test_options_that_mean_nothing(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["replay", "it.ami", f"{option}={value}"])
    assert caught.value.code == 2
    assert f"argument {option}: must be" in capsys.readouterr().err


def test_a_mistake_in_it_ends_the_command(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(RING)
    monkeypatch.setattr("client.report.change_line", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["replay", str(file)])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_though_a_pipe_is_silent(number: signal.Signals, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = (sys.executable, "-m", "client", "replay", str(pipe))
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE) as process,  # noqa: S603 - our own
        pipe.open("wb"),  # returns when it has opened the pipe, too, and so begins to read
    ):
        try:
            process.send_signal(number)
            _, errors = process.communicate(timeout=10)
        finally:
            process.kill()
    assert (errors, process.returncode) == (b"", 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_comes_again_while_it_ends_is_passed_over(number: signal.Signals) -> None:
    twice = (
        "import os, signal; from client.cli.signals import end_at_once_on_signal;"
        f"end_at_once_on_signal(); kill = lambda: os.kill(os.getpid(), {number:d})\n"
        "try: kill()\n"
        "except KeyboardInterrupt: kill(); print('ended once')"
    )
    command = (sys.executable, "-c", twice)
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert ran.stdout == "ended once\n"


def test_a_capture_is_told_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(FIXTURES / "plain_call.ami")]) == 0
    ring, end = capsys.readouterr().out.splitlines()
    assert ring.endswith("+ First Caller (0455551234) rings at 101 Desk 101 · 501")
    assert end.endswith("- First Caller (0455551234): answered by 101 Desk 101")


def test_as_fast_as_it_was_or_faster(file: Path) -> None:
    """The clock of a replay goes on between two messages."""
    rest = [(RING, 100.0), (b"", 100.2), (HANG_UP, 100.4)]
    file.write_bytes(
        b"".join(
            (block.removesuffix(SEPARATOR) or b"Event: Nothing")
            + b"\r\nCornetta-Time: %f" % at
            + SEPARATOR
            for block, at in rest
        )
    )
    replay = Replay(str(file), None, 2.0)
    seen: list[float] = []

    async def play() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, LeapingLoop)

        def look(_events: object = None) -> None:
            seen.extend((loop.time(), replay.now()))
            if len(seen) == 2:
                loop.clock += 0.15  # who looks takes longer than until the next message

        replay.subscribe(look)
        loop.call_later(0.16, look)
        await replay.run()

    leap(play())
    assert seen == pytest.approx([0.0, 100.0, 0.16, 100.32, 0.2, 100.4])


def test_the_time_without_a_link_is_passed_over(file: Path) -> None:
    def linked(state: str, at: float) -> bytes:
        return message(**{"Cornetta-Link": state, "Cornetta-Time": f"{at}"})

    file.write_bytes(b"".join((linked("live", 100), linked("stale", 101), linked("live", 3700))))

    async def play() -> None:
        await Replay(str(file), None, 1.0).run()
        assert asyncio.get_running_loop().time() == pytest.approx(1)

    leap(play())


async def test_a_session_is_told_again_as_it_was(pbx: Pbx, file: Path) -> None:  # noqa: F811
    """What rang before, what was asked, a lost link, and a caller's own number."""
    pbx.statuses = [channel(1, made=pbx.time() - 5), channel(9, "104", made=pbx.time() - 9)]
    pbx.entries = [(pbx.statuses[0]["Uniqueid"], "support", "50")]
    pbx.options |= {
        ("phone", "callerid"): '"Desk 204" <204>',
        ("phone", "named_pickup_group"): "501",
        ("101", "named_call_group"): "501",
        ("104", "named_call_group"): "",
        ("104", "call_group"): "",
        ("104", "callerid"): "<104>",
    }
    async with recorded(pbx) as (recording, session):
        seen: list[SessionEvent] = []
        session.subscribe(seen.extend)
        await session.ready()
        await recording.changes.until(session.calls, "the call that rang before")
        pbx.say("Newstate", **channel(2))
        pbx.say("Newstate", **channel(3, ConnectedLineNum="204"))
        await recording.changes.until(lambda: len(session.calls()) == 2, "a new call")
        pbx.server.links[-1].cut()
        await recording.has("stale")
        recording.data, before = b"", recording.data
        await recording.has("Cornetta-Link: live")
        await recording.changes.until(lambda: len(session.calls()) == 1, "what still rings")
        pbx.say("Hangup", Cause="26", **pbx.statuses[0])
        await recording.changes.until(lambda: not session.calls(), "no call")
    again = await asyncio.to_thread(lambda: told(written(file, before + recording.data)))

    def told_of(events: list[SessionEvent]) -> list[tuple[str, str, str, Party | None]]:
        return [
            (
                type(change).__name__,
                change.call.id.id,
                change.call.queue,
                getattr(change, "by", None),
            )
            for change in events
            if isinstance(change, Change)
        ]

    assert told_of(again) == told_of(seen)
    assert {change[1] for change in told_of(again)} == {"call-1", "call-2"}
    lived, replayed = ([e for e in events if isinstance(e, Change)] for events in (seen, again))
    for one, other in zip(lived, replayed, strict=True):
        assert abs(one.call.since - other.call.since) < 0.1
    links = [event.status.state for event in again if isinstance(event, LinkChanged)]
    assert links == [LinkState.LIVE, LinkState.STALE, LinkState.LIVE]
    replay = Replay(str(file), None, 0.0)
    await replay.run()
    assert replay.groups == session.groups
    assert all(group.name for group in replay.groups)


@pytest.mark.parametrize(("line", "reason"), [("", GAVE_UP), ("Event: QueueCaller", ENDED)])
async def test_why_a_phone_stopped_is_told_again(
    pbx: Pbx,  # noqa: F811
    file: Path,
    line: str,
    reason: EndReason,
) -> None:
    """An event filter may hide it, which the session has asked; also where that is cut off."""
    pbx.config["AST_CONFIG(manager.conf,agent,eventfilter,0)"] = line
    pbx.options["phone", "named_pickup_group"] = "501"
    async with recorded(pbx) as (recording, session):
        seen: list[SessionEvent] = []
        session.subscribe(seen.extend)
        await session.ready()
        pbx.say("Newstate", *in_groups(), **channel())
        pbx.say("DialEnd", DestUniqueid=channel()["Uniqueid"], DialStatus="CANCEL")
        pbx.say("Hangup", **channel(), Cause="19")
        await recording.changes.until(lambda: any(isinstance(e, Removed) for e in seen), "its end")
    recent = Recent(most_bytes=1000)
    for block in recording.data.split(SEPARATOR)[:-1]:
        recent.write(block + SEPARATOR)
    end_of_it = b"".join(recent.recording())
    assert FROM.encode() in end_of_it
    for data in recording.data, end_of_it:
        changes = await asyncio.to_thread(changes_of, written(file, data))
        assert [one.reason for one in changes if isinstance(one, Removed)] == [reason]


def test_nothing_hides_in_a_plain_capture_why_a_phone_stopped(file: Path) -> None:
    cancelled = message(
        ("Event", "DialEnd"), DestUniqueid=channel()["Uniqueid"], DialStatus="CANCEL"
    )
    hung_up = message(("Event", "Hangup"), **channel(), Cause="19")
    changes = changes_of(written(file, RING + cancelled + hung_up))
    assert [one.reason for one in changes if isinstance(one, Removed)] == [GAVE_UP]


def test_a_recording_may_begin_in_the_midst_of_a_live_link(file: Path) -> None:
    heading = message(
        ("Cornetta-Recording", "1"), ("Cornetta-Link", "live"), ("Cornetta-Extension", "204")
    )
    mine = message(("Event", "Newstate"), *in_groups(), **channel(5, ConnectedLineNum="204"))
    file.write_bytes(heading + RING + mine)
    assert [change.call.id.id for change in changes_of(file)] == ["call-1"]


def test_a_path_is_any_text() -> None:
    with pytest.raises(FileProblem, match="cannot be read"):
        told(Path("a\0b"))


def test_a_recording_tells_whose_desk_it_is_by_what_was_asked(file: Path) -> None:
    """Without channelvars: a leg is shown when the answer about its endpoint has come."""
    heading = message(("Cornetta-Recording", "1"), ("Cornetta-Link", "live"))
    asked = b"".join(
        message(Action="Getvar", ActionID=option, Variable=f"PJSIP_ENDPOINT(101,{option})")
        for option in ("callerid", "named_call_group", "call_group")
    )
    answers = b"".join(
        message(Response="Success", ActionID=option, Value=value)
        for option, value in (
            ("callerid", '"Desk 101" <101>'),
            ("named_call_group", "501"),
            ("call_group", ""),
        )
    )
    unnamed = message(Event="Newstate", **channel(CallerIDName="<unknown>"))
    file.write_bytes(heading + unnamed + asked)
    assert changes_of(file) == []
    file.write_bytes(heading + unnamed + asked + answers)
    (added,) = changes_of(file)
    assert added.call.legs[0].desk == desk("101")
    assert added.call.groups == (GroupId("501"),)


def getvar(option: str, answer: dict[str, str]) -> bytes:
    """What was asked about the endpoint 101, and the answer."""
    asked = message(Action="Getvar", ActionID=option, Variable=f"PJSIP_ENDPOINT(101,{option})")
    return asked + message(ActionID=option, **answer)


@pytest.mark.parametrize(
    "answer",
    [{"Response": "Error", "Message": "Permission denied"}, {"Event": "Row of nothing"}],
)
def test_an_account_that_could_not_ask(file: Path, answer: dict[str, str]) -> None:
    """Neither what rang before nor whose groups: events alone tell, as then."""
    heading = message(("Cornetta-Recording", "1"), ("Cornetta-Link", "connecting"))
    live = message(("Cornetta-Link", "live"))
    untold = message(Event="Newstate", **channel(2))
    file.write_bytes(heading + RING + live + untold + getvar("call_group", answer))
    assert [change.call.id.id for change in changes_of(file)] == ["call-1"]


def test_what_was_learnt_while_the_link_was_being_made_counts(file: Path) -> None:
    heading = message(("Cornetta-Recording", "1"), ("Cornetta-Link", "connecting"))
    answers = [
        getvar("callerid", {"Response": "Success", "Value": "<101>"}),
        getvar("named_call_group", {"Response": "Success", "Value": "501"}),
        getvar("call_group", {"Response": "Success", "Value": ""}),
    ]
    untold = message(Event="Newstate", **channel(2))
    live = message(("Cornetta-Link", "live"))
    file.write_bytes(heading + untold + b"".join(answers) + live)
    (added,) = changes_of(file)
    assert added.call.groups == (GroupId("501"),)
