"""The AMI actions that answer with a list."""

import time

from client.simulator.channel import Channel, Header
from client.simulator.queueing import WaitingLine
from client.simulator.session import AmiSession
from client.simulator.wire import Action, action_id, split_arguments


def status(session: AmiSession, action: Action) -> None:
    """Status of all channels, with the variables that were asked for."""
    variables = split_arguments(action.get("Variables")) if action.get("Variables") else []
    rows = [
        [
            *_status_row(session, channel),
            *(("Variable", f"{name}={channel.function(name)}") for name in variables),
            *action_id(action),
        ]
        for channel in session.pbx.switch.channels.values()
    ]
    end = [("Event", "StatusComplete"), ("Items", str(len(rows)))]
    session.list(action, "Channel status will follow", rows, end)


def _status_row(session: AmiSession, channel: Channel) -> list[Header]:
    seconds = int(time.time() - channel.created)
    return [
        ("Event", "Status"),
        ("Privilege", "Call"),
        *session.pbx.switch.describe(channel),
        ("Type", channel.name.partition("/")[0]),
        ("EffectiveConnectedLineNum", channel.connected.number or "<unknown>"),
        ("EffectiveConnectedLineName", channel.connected.name or "<unknown>"),
        ("TimeToHangup", "0"),
        ("BridgeID", channel.bridge.id if channel.bridge else ""),
        ("Application", channel.application),
        ("Data", channel.data),
        ("Seconds", str(seconds)),
    ]


def queue_status(session: AmiSession, action: Action) -> None:
    """QueueStatus, of one queue or of all."""
    rows = [
        [*row, *action_id(action)]
        for line in session.pbx.exchange.lines.values()
        if action.get("Queue") in ("", line.queue.name)
        for row in _queue_rows(line)
    ]
    session.list(action, "Queue status will follow", rows, [("Event", "QueueStatusComplete")])


def _queue_rows(line: WaitingLine) -> list[list[Header]]:
    queue = ("Queue", line.queue.name)
    rows: list[list[Header]] = [[("Event", "QueueParams"), queue]]
    for position, waiting in enumerate(line.waiting, 1):
        rows.append(
            [
                ("Event", "QueueEntry"),
                queue,
                ("Position", str(position)),
                ("Channel", waiting.caller.name),
                ("Uniqueid", waiting.caller.uniqueid),
            ]
        )
    return rows
