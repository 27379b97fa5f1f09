"""What `cornetta watch` prints of the changes that a session tells."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from rich.table import Table

from client import report
from client.calls.call import Added, Call, Change, End, Removed, Updated
from client.calls.events import EndReason, GroupId
from client.calls.groups import PickupGroup
from client.cli.watch import Watch
from client.errors import AuthenticationFailed, ConnectionLost, HearsNoCalls, UnknownExtension
from client.sentence import Sentence
from client.session import LinkChanged, LinkState, LinkStatus
from client.tasks import TaskOwner
from tests.integration.scripted_session import GROUPS, OTHER, SALES, SUPPORT, ScriptedSession

TAKEN = End(EndReason.PICKED_UP, OTHER)


@asynccontextmanager
async def watching(
    session: ScriptedSession, group: PickupGroup | None = None, *, as_json: bool = False
) -> AsyncIterator[None]:
    """It prints, until the end of the block."""
    watch = Watch(session, group, as_json=as_json)
    tasks = TaskOwner()
    running = tasks.start(watch.run(), name="watch")
    await asyncio.sleep(0)
    yield
    watch.stop()
    await running
    await tasks.aclose()


async def printed(
    capsys: pytest.CaptureFixture[str],
    session: ScriptedSession,
    group: PickupGroup | None,
    changes: Sequence[Change],
) -> list[tuple[str, str | None, str | None]]:
    """Each line: what changed, the reason, and who has the call."""
    async with watching(session, group, as_json=True):
        for change in changes:
            session.tell(change)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [
        (line["change"], line["reason"], line["by"] and line["by"]["extension"]) for line in lines
    ]


def in_two_groups(session: ScriptedSession) -> tuple[Call, Call]:
    """A call that rings at 101 in Support and at 104 in Sales; it without 104."""
    sales = session.ring(desks=("104",), group=SALES)
    support = session.ring(desks=("101",), group=SUPPORT)
    session.ringing.clear()
    both = Call(sales.id, (*support.legs, *sales.legs), "", sales.since)
    return both, Call(sales.id, support.legs, "", sales.since)


def group(which: GroupId) -> PickupGroup:
    return next(one for one in GROUPS if one.id == which)


async def test_who_took_it_in_the_watched_group(capsys: pytest.CaptureFixture[str]) -> None:
    session = ScriptedSession()
    both, rest = in_two_groups(session)
    changes: list[Change] = [Added(both), Updated(rest, TAKEN), Removed(rest, *TAKEN)]
    assert await printed(capsys, session, group(SALES), changes) == [
        ("added", None, None),
        ("removed", "picked_up", "204"),
    ]


@pytest.mark.parametrize("watched", [group(SUPPORT), None])
async def test_who_took_it_in_another_group(
    capsys: pytest.CaptureFixture[str], watched: PickupGroup | None
) -> None:
    session = ScriptedSession()
    both, rest = in_two_groups(session)
    changes: list[Change] = [Added(both), Updated(rest, TAKEN), Removed(rest, *TAKEN)]
    assert await printed(capsys, session, watched, changes) == [
        ("added", None, None),
        ("updated", None, None),
        ("removed", "picked_up", "204"),
    ]


async def test_what_rings_on_in_another_group_has_ended_here(
    capsys: pytest.CaptureFixture[str],
) -> None:
    session = ScriptedSession()
    both, rest = in_two_groups(session)
    changes: list[Change] = [
        Added(both),
        Updated(rest),
        Updated(both),
        Updated(rest),
        Removed(rest, *TAKEN),
    ]
    assert (
        await printed(capsys, session, group(SALES), changes)
        == [
            ("added", None, None),
            ("removed", "ended", None),
        ]
        * 2
    )


async def test_somebody_else_has_it_after_all(capsys: pytest.CaptureFixture[str]) -> None:
    session = ScriptedSession()
    both, rest = in_two_groups(session)
    answered = Removed(both, EndReason.ANSWERED, both.legs[1].desk)
    changes: list[Change] = [Added(both), answered, Removed(both, *TAKEN)]
    assert await printed(capsys, session, group(SALES), changes) == [
        ("added", None, None),
        ("removed", "answered", "104"),
        ("removed", "picked_up", "204"),
    ]
    changes = [Added(both), answered, Added(rest), Removed(rest, *TAKEN)]
    assert len(await printed(capsys, session, group(SALES), changes)) == 2


@pytest.mark.parametrize("terminal", ["", "dumb", "xterm"])
async def test_who_is_in_no_group_is_told_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: str
) -> None:
    """Nothing will ever ring for this one."""
    session = ScriptedSession()
    session.groups = ()
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: bool(terminal))
    async with watching(session):
        pass
    out, errors = capsys.readouterr()
    told = f"Extension {session.me.number} is in no pickup group."
    assert told in (out if terminal == "xterm" else errors)
    assert "Nothing rings" not in out + errors


async def test_a_terminal_that_cannot_go_back_gets_lines_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As within an editor."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    session = ScriptedSession()
    async with watching(session):
        session.ring()
        assert " rings at 103 " in capsys.readouterr().out


async def test_a_problem_that_lasts_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """What has nothing to do with the network, when it is met again: a PBX may just be starting."""
    session = ScriptedSession()
    session.go_live()
    broke, deaf = ConnectionLost(Sentence("closed")), HearsNoCalls("read = system")
    told = []
    async with watching(session, as_json=True):
        others = UnknownExtension("204"), deaf, deaf, deaf, broke, broke, deaf, deaf
        for error in broke, broke, *others:
            session.go(LinkState.STALE, session.now(), error)
            told.append(capsys.readouterr().err)
        session.tell(LinkChanged(LinkStatus(LinkState.LIVE, complete_since=0.0)))
        session.go_live()
        session.go(LinkState.CLOSED, session.now())
    first, *_, met_again = told[:5]
    assert first.startswith("The PBX cannot be reached (closed).")
    assert met_again.startswith("No calls reach this account.")
    assert [at for at, text in enumerate(told) if text] == [0, 4]
    back = capsys.readouterr().err
    assert back.startswith("The link is back.\nWhat rang before ")
    assert back.count("\n") == 2


async def test_it_ends_when_the_pbx_lets_it_in_no_more() -> None:
    """With an error, so that a script does not wait for calls that cannot come."""
    session = ScriptedSession()
    session.go_live()
    refused = LinkChanged(LinkStatus(LinkState.REFUSED, 1.0, AuthenticationFailed(Sentence("no"))))
    watch = Watch(session, None, as_json=True)
    asyncio.get_running_loop().call_soon(session.tell, refused, refused)
    with pytest.raises(AuthenticationFailed):
        await watch.run()


async def test_on_a_terminal_the_latest_call_stands_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    session = ScriptedSession()
    session.go_live()
    session.ring("First Caller")
    async with watching(session):
        session.ring("Second Caller")
    shown = capsys.readouterr().out
    assert 0 < shown.rindex("Second Caller") < shown.rindex("First Caller")


async def test_a_terminal_has_room_for_what_it_shows_of_ctrl_c(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a line of its own it would have the header shown twice."""
    for name, value in {"TERM": "xterm", "COLUMNS": "50"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    session = ScriptedSession()
    session.go_live()
    session.ring("A caller whose name takes more than one line")
    async with watching(session):
        pass
    shown = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", capsys.readouterr().out)
    assert max(map(len, re.split(r"[\r\n]+", shown))) == 50 - len("^C")


async def test_many_calls_are_drawn_once_and_no_more_of_them_than_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each was drawn anew, below all before it: the list came seconds late, or the PBX gave up."""
    drawn: list[int] = []
    draw = report.calls_table

    def calls_table(calls: Sequence[Call], groups: Sequence[PickupGroup], now: float) -> Table:
        drawn.append(len(calls))
        return draw(calls, groups, now)

    monkeypatch.setattr(report, "calls_table", calls_table)
    for name, value in {"TERM": "xterm", "LINES": "10", "COLUMNS": "80"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    session = ScriptedSession()
    session.go_live()
    for _call in range(60):
        session.ring()
    async with watching(session):
        pass
    assert len(drawn) < 30  # a thread draws it anew twice a second
    assert set(drawn) == {10}
