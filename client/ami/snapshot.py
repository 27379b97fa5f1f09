"""What rings already, as a fresh connection asks, and what a single question tells of a leg."""

import asyncio
from collections.abc import Iterable, Sequence

from client.ami.channel_lines import NAMED_GROUPS, NUMERIC_GROUPS, one_by_one
from client.ami.clock import SessionClock
from client.ami.connection import AmiConnection
from client.ami.decode import STATE_RING, STATE_UP, is_local, leg_seen, link_dialled, rank_of
from client.ami.message import Message
from client.calls.events import (
    Ended,
    EndReason,
    LegSeen,
    LegState,
    LinkDialled,
    QueueJoined,
    Replied,
    Snapshot,
)
from client.errors import ActionRejected, InvalidValue

LONGEST_RING_S = 3600.0
"""No phone rings longer; an age above is a mistake of the clocks. Of a wait in a queue no more
counts."""

REMOTE_TAG = "CHANNEL(pjsip,remote_tag)"
NO_SUCH_CHANNEL = "No such channel"

_STATUS_VARIABLES = f"{NAMED_GROUPS},{NUMERIC_GROUPS}"
"""No function that asks the SIP stack may be among them: `Status` reads with the channel locked,
and a PBX that is just calling that phone then stops for ever. `Getvar` does not lock.
Source: seen on Asterisk 16.28 and 22.10 with CHANNEL(rtp,dest) and CHANNEL(pjsip,remote_tag)."""


async def take_snapshot(connection: AmiConnection, clock: SessionClock) -> Snapshot:
    """Ask what rings already, and who waits in which queue.

    Raises:
        ActionRejected: the account may not ask.
    """
    rows, entries = await asyncio.gather(
        connection.listing("Status", {"Variables": _STATUS_VARIABLES}), _queue_entries(connection)
    )
    linkedids = {row.get("Uniqueid"): row.get("Linkedid") for row in rows}
    dialled = with_dialers(rows)
    legs = await asyncio.gather(
        *(_leg_of_row(connection, row, dialer, clock) for row, dialer in dialled)
    )
    queues: list[QueueJoined] = []
    wait_since = {
        caller: _made_at(caller, clock)
        for row in rows
        if (caller := row.get("Uniqueid")) == row.get("Linkedid")
        if row.get("ChannelState") == STATE_RING
    }
    for entry in entries:
        uniqueid = entry.get("Uniqueid")
        if linkedid := linkedids.get(uniqueid):
            queues.append(QueueJoined(linkedid, entry.get("Queue"), uniqueid))
            if (wait_s := entry.get("Wait")).isdecimal():
                since = clock.now() - min(float(wait_s), LONGEST_RING_S)
                wait_since[linkedid] = min(since, wait_since.get(linkedid, since))
    return Snapshot(tuple(filter(None, legs)), tuple(queues), wait_since, links_of(dialled))


def with_dialers(rows: Sequence[Message]) -> list[tuple[Message, str]]:
    """Each row of `Status` with the name of the channel that dials it; "" if none can be told."""
    linkedids = {row.get("Linkedid") for row in rows}
    began = {uniqueid: row for row in rows if (uniqueid := row.get("Uniqueid")) in linkedids}
    return [(row, _dialer_of(row, began.get(row.get("Linkedid")))) for row in rows]


def links_of(dialled: Iterable[tuple[Message, str]]) -> tuple[LinkDialled, ...]:
    """The Local channels among these, `with_dialers`, that nobody has answered."""
    return tuple(
        link_dialled(one_by_one(row, "", "Variable"), dialer)
        for row, dialer in dialled
        if is_local(row.get("Channel")) and row.get("ChannelState") != STATE_UP
    )


async def ask_leg(connection: AmiConnection, uniqueid: str, at: float) -> Replied | Ended | None:
    """What perhaps no event has told of a leg, as of `at`: its phone has replied, or it has gone.

    Raises:
        ConnectionLost: nobody knows.
    """
    headers = {"Channel": uniqueid, "Variable": REMOTE_TAG}
    try:
        answer = await connection.action("Getvar", headers)
    except ActionRejected as error:
        return told_of_leg(uniqueid, at, error=str(error.reason))
    except InvalidValue:  # an odd id
        return None
    return told_of_leg(uniqueid, at, tag=answer.get("Value"))


def told_of_leg(
    uniqueid: str, at: float, *, tag: str = "", error: str = ""
) -> Replied | Ended | None:
    """What the answer about a leg's tag means: a reply of the phone brings one, with 183 as well.

    Source: Asterisk 16.28 and 22.10; 180 makes a leg Ringing, and 100 brings no tag.
    """
    if error == NO_SUCH_CHANNEL:
        return Ended(uniqueid, "", EndReason.ENDED, at=at)
    return Replied(uniqueid, at) if tag else None


async def _queue_entries(connection: AmiConnection) -> list[Message]:
    try:
        return await connection.listing("QueueStatus")
    except ActionRejected:  # no app_queue loaded, or no right: then no queue's name is shown
        return []


async def _leg_of_row(
    connection: AmiConnection, row: Message, dialer: str, clock: SessionClock
) -> LegSeen | None:
    """The leg in one row of `Status`; None when the row is not a leg.

    Only a channel that the PBX itself makes, to call somebody, is Down (0); one that calls in
    begins with Ring.
    """
    if is_local(row.get("Channel")):
        return None
    if row.get("ChannelState") == "5":
        state = LegState.RINGING
    elif row.get("ChannelState") == "0":
        told = await ask_leg(connection, row.get("Uniqueid"), clock.now())
        state = LegState.EARLY_MEDIA if isinstance(told, Replied) else LegState.DIALLED
    else:
        return None
    channel = one_by_one(row, "", "Variable")
    return leg_seen(channel, state, _made_at(channel.uniqueid, clock), dialer)


def _dialer_of(row: Message, first: Message | None) -> str:
    """The channel that dials this one, as far as a snapshot can tell; "" if it cannot.

    It is the `first` of the call, if that has never been answered. Otherwise that may talk with
    others meanwhile: then it is who calls only if it shows the same number.
    """
    if first is None or first is row:  # a program calls it
        return ""
    calls = first.get("ChannelState") == STATE_RING or (
        not first.get("BridgeID") and first.get("CallerIDNum") == row.get("ConnectedLineNum")
    )
    return first.get("Channel") if calls else ""


def _made_at(uniqueid: str, clock: SessionClock) -> float:
    """When a leg was made, as its id tells: in which second, so on average half a second later.

    An id that somebody chose, or from before the PBX's clock was set, tells nothing.
    """
    made, _ = rank_of(uniqueid)
    at, now = clock.from_pbx(made + 0.5), clock.now()
    return at if now - at < LONGEST_RING_S else now
