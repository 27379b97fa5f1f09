"""What the command line prints."""

import io
import json
from datetime import datetime

import pytest
from rich.console import Console
from rich.table import Table

from client.calls.call import Added, Call, CallId, Change, Leg, Removed, Updated
from client.calls.events import EndReason, GroupId, LegState, Party
from client.calls.groups import PickupGroup
from client.plain_text import json_text
from client.report import (
    call_json,
    calls_table,
    change_json,
    change_line,
    groups_json,
    groups_table,
    result_json,
)
from client.session import Outcome, PickupResult

SUPPORT, SALES = GroupId("501"), GroupId("502")
GROUPS = [PickupGroup(SUPPORT, "Support"), PickupGroup(SALES)]
SINCE = 1795382399.25
FIRST = Party("0455551234", "First Caller")


def call(
    caller: Party = FIRST,
    *desks: str,
    groups: frozenset[GroupId] = frozenset({SUPPORT}),
    queue: str = "",
) -> Call:
    legs = tuple(
        Leg(
            uniqueid=f"1.{desk}",
            endpoint=desk,
            desk=Party(desk, f"Desk {desk}"),
            caller=caller,
            groups=groups,
            state=LegState.RINGING,
            rank=(1.0, 1),
        )
        for desk in desks or ("101",)
    )
    return Call(CallId("pbx", "1795382399.32"), legs, queue, SINCE)


def printed(table: Table, width: int = 300) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]


def test_a_call_as_json() -> None:
    assert call_json(call(FIRST, "102", "101", queue="support"), SINCE + 7.04) == {
        "id": "1795382399.32",
        "caller": {"name": "First Caller", "number": "0455551234"},
        "legs": [
            {"extension": "102", "name": "Desk 102", "state": "ringing"},
            {"extension": "101", "name": "Desk 101", "state": "ringing"},
        ],
        "groups": ["501"],
        "queue": "support",
        "since": "2026-11-22T21:19:59.250Z",
        "seconds": 7.0,
    }


def test_what_is_absent_is_null() -> None:
    shape = call_json(call(Party()), SINCE - 1)
    assert shape["caller"] == {"name": None, "number": None}
    assert (shape["queue"], shape["seconds"]) == (None, 0.0)


@pytest.mark.parametrize(
    ("change", "kind", "reason", "by"),
    [
        (Added(call()), "added", None, None),
        (Updated(call()), "updated", None, None),
        (Removed(call(), EndReason.CALLER_GAVE_UP, None), "removed", "caller_gave_up", None),
        (
            Removed(call(), EndReason.PICKED_UP, Party("204", "Desk 204")),
            "removed",
            "picked_up",
            {"extension": "204", "name": "Desk 204"},
        ),
        (
            Removed(call(), EndReason.ANSWERED, Party("101")),
            "removed",
            "answered",
            {"extension": "101", "name": None},
        ),
    ],
)
def test_a_change_as_json(
    change: Change, kind: str, reason: str | None, by: dict[str, str | None] | None
) -> None:
    shape = {"change": kind, "call": call_json(call(), SINCE), "reason": reason, "by": by}
    assert change_json(change, SINCE) == shape


def test_a_result_as_json() -> None:
    result = PickupResult(Outcome.PICKED_UP, call(), Party("101"), Party("204"), 0.12345)
    assert result_json(result, SINCE) == {
        "outcome": "picked_up",
        "call": call_json(call(), SINCE),
        "by": {"extension": "204", "name": None},
        "seconds": 0.123,
    }
    nothing = PickupResult(Outcome.NOTHING_RINGING)
    assert result_json(nothing, SINCE) == {
        "outcome": "nothing_ringing",
        "call": None,
        "by": None,
        "seconds": 0.0,
    }


def test_groups_as_json() -> None:
    calls = [call(), call(groups=frozenset({SUPPORT, SALES}))]
    assert groups_json(GROUPS, calls) == [
        {"number": "501", "name": "Support", "ringing": 2},
        {"number": "502", "name": None, "ringing": 1},
    ]


@pytest.mark.parametrize("name", ["漢字 ø", 'a "b"', "line\r\nend", "\u2028", "\ud83d"])
def test_a_line_of_json_is_one_line_and_comes_back(name: str) -> None:
    shape = call_json(call(Party("1", name)), SINCE)
    line = json_text(shape)
    assert json.loads(line) == shape
    assert "\n" not in line
    assert "\r" not in line


def test_groups_as_a_table() -> None:
    assert printed(groups_table(GROUPS, [call()])) == [
        "Group Name Ringing",
        "501 Support 1",
        "502 0",
    ]


def test_calls_as_a_table() -> None:
    calls = [
        call(FIRST, "102", "101", groups=frozenset({SUPPORT, SALES}), queue="support"),
        call(Party()),
    ]
    assert printed(calls_table(calls, GROUPS, SINCE + 67)) == [
        "Caller Rings at Group Wait Id",
        "First Caller (0455551234) 102 Desk 102 +1 Support, 502 (queue support) 1:07 1795382399.32",
        "Unknown caller 101 Desk 101 Support 1:07 1795382399.32",
    ]


def test_an_id_is_whole_on_a_narrow_terminal() -> None:
    calls = [call(FIRST, "102", groups=frozenset({SUPPORT, SALES}), queue="support")]
    assert "1795382399.32" in "".join(printed(calls_table(calls, GROUPS, SINCE), width=40))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Added(call()), "+ First Caller (0455551234) rings at 101 Desk 101 · Support"),
        (
            Updated(call(Party("0451"), "102", "101", groups=frozenset({SALES}))),
            "~ 0451 rings at 102 Desk 102 +1 · 502",
        ),
        (
            Added(call(Party("0451"), "102", "102")),  # a desk with two phones
            "+ 0451 rings at 102 Desk 102 · Support",
        ),
        (
            Removed(call(Party(name="First")), EndReason.PICKED_UP, Party("204", "Desk 204")),
            "- First: taken by 204 Desk 204",
        ),
        (Removed(call(Party()), EndReason.ANSWERED, None), "- Unknown caller: answered elsewhere"),
    ],
)
def test_a_change_in_words(change: Change, words: str) -> None:
    clock = datetime.fromtimestamp(SINCE).astimezone().strftime("%H:%M:%S")
    assert change_line(change, GROUPS, SINCE) == f"{clock} {words}"
