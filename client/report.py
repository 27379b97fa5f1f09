"""What the command line prints: JSON shapes for programs, tables and lines for people.

`now` and `at` are seconds since the epoch on the session's clock.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from client.calls.call import Added, Call, Change, Removed
from client.calls.events import GroupId, Party
from client.calls.groups import PickupGroup
from client.command_result import DONE, NO_LINK, NO_RIGHT, NOT_DONE, CommandResult
from client.plain_text import json_text, one_line
from client.session import Outcome, PickupResult, Watched
from client.wording import caller, clock_text, ending, outcome, party, time_of_day

if TYPE_CHECKING:
    from rich.table import Table

Json = dict[str, Any]

_EXIT_OF = {
    Outcome.PICKED_UP: DONE,
    Outcome.NO_RIGHT: NO_RIGHT,
    Outcome.LINK_LOST: NO_LINK,
}


def groups_json(groups: Iterable[PickupGroup], calls: Sequence[Call]) -> list[Json]:
    """`[{"number", "name", "ringing"}]`."""
    return [
        {
            "number": group.number,
            "name": group.name or None,
            "ringing": sum(bool(call.within(group.id)) for call in calls),
        }
        for group in groups
    ]


def call_json(call: Call, now: float) -> Json:
    """One call; what is absent is null. `seconds` is how long it has rung."""
    since = datetime.fromtimestamp(call.since, UTC).isoformat(timespec="milliseconds")
    return {
        "id": call.id.id,
        "caller": {"name": call.caller.name or None, "number": call.caller.number or None},
        "legs": [
            {
                "extension": leg.extension,
                "name": leg.desk.name or None,
                "state": leg.state.value,
            }
            for leg in call.legs
        ],
        "groups": [group.number for group in call.groups],
        "queue": call.queue or None,
        "since": since.replace("+00:00", "Z"),
        "seconds": round(max(0.0, now - call.since), 1),
    }


def change_json(change: Change, now: float) -> Json:
    """`{"change": "added"|"updated"|"removed", "call", "reason", "by"}`."""
    end = change if isinstance(change, Removed) else None
    return {
        "change": type(change).__name__.lower(),
        "call": call_json(change.call, now),
        "reason": end.reason.value if end else None,
        "by": _party_json(end.by) if end else None,
    }


def result_json(result: PickupResult, now: float) -> Json:
    """`{"outcome", "call", "by", "seconds"}`."""
    return {
        "outcome": result.outcome.value,
        "call": call_json(result.call, now) if result.call else None,
        "by": _party_json(result.by),
        "seconds": round(result.seconds, 3),
    }


def command_result(result: PickupResult, session: Watched) -> CommandResult:
    """How a pickup ended, ready to be printed."""
    words = str(outcome(result))
    if result.outcome is Outcome.NOTHING_RINGING and not (session.groups or result.blind):
        words = no_group(session)
    line = json_text(result_json(result, session.now()))
    return CommandResult(_EXIT_OF.get(result.outcome, NOT_DONE), words, line)


def link_lost() -> CommandResult:
    """It is not known how a pickup ended."""
    result = PickupResult(Outcome.LINK_LOST)
    return CommandResult(NO_LINK, str(outcome(result)), json_text(result_json(result, 0.0)))


def nothing_rings(session: Watched) -> str:
    """Why there is nothing to be seen: now, or for ever."""
    return "Nothing rings in your groups now." if session.groups else no_group(session)


def no_group(session: Watched) -> str:
    """What has to be told to who would wait in vain."""
    if session.link.complete_since is not None:
        return "Nothing has rung yet. Your groups show up as their calls begin to ring."
    return f"Extension {session.me.number} is in no pickup group."


def groups_table(groups: Iterable[PickupGroup], calls: Sequence[Call]) -> "Table":
    """My groups and how many calls ring in each."""
    table = _table("Group", "Name", "Ringing")
    for row in groups_json(groups, calls):
        table.add_row(row["number"], row["name"] or "", str(row["ringing"]))
    return table


def calls_table(calls: Iterable[Call], groups: Sequence[PickupGroup], now: float) -> "Table":
    """The calls that ring, one a row."""
    table = _table("Caller", "Rings at", "Group", "Wait", "Id")
    table.columns[-1].no_wrap = True  # the others make room: `pickup --call` needs all of it
    for call in calls:
        table.add_row(
            str(caller(call.caller)),
            _rings_at(call),
            _group_names(call, groups),
            clock_text(now - call.since),
            call.id.id,
        )
    return table


def change_line(change: Change, groups: Sequence[PickupGroup], at: float) -> str:
    """One change in words: "12:01:05 + First Caller (045…) rings at 103 Desk 103 · Support"."""
    clock = time_of_day(at)
    who = caller(change.call.caller)
    if isinstance(change, Removed):
        return f"{clock} - {who}: {ending(change.reason, change.by)}"
    sign = "+" if isinstance(change, Added) else "~"
    where = one_line(f"{_rings_at(change.call)} · {_group_names(change.call, groups)}")
    return f"{clock} {sign} {who} rings at {where}"


def _party_json(who: Party | None) -> Json | None:
    return {"extension": who.number, "name": who.name or None} if who else None


def _rings_at(call: Call) -> str:
    more = f" +{call.more_desks}" if call.more_desks else ""
    return party(call.legs[0].desk) + more


def _group_names(call: Call, groups: Sequence[PickupGroup]) -> str:
    names: dict[GroupId, str] = {group.id: group.name for group in groups}
    shown = ", ".join(names.get(group) or group.number for group in call.groups)
    return f"{shown} (queue {call.queue})" if call.queue else shown


def _table(*columns: str) -> "Table":
    # rich costs 60 ms to import: only where a table is printed.
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    class PlainTable(Table):
        """A table whose cells are a stranger's text: one line, and never read as markup."""

        def add_row(self, *cells: Any, **options: Any) -> None:  # noqa: ANN401 - as rich has it
            super().add_row(*(Text(one_line(cell)) for cell in cells), **options)

    return PlainTable(*columns, box=None, pad_edge=False, header_style="bold")
