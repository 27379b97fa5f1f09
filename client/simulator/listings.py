"""The AMI actions that answer with a list."""

from client.simulator.session import AmiSession
from client.simulator.wire import Action, split_arguments


def status(session: AmiSession, action: Action) -> None:
    """Status of all channels, with the variables that were asked for."""
    variables = split_arguments(action.get("Variables")) if action.get("Variables") else []
    rows = [
        [
            ("Event", "Status"),
            *session.pbx.switch.describe(channel),
            ("Application", channel.application),
            *(("Variable", f"{name}={channel.function(name)}") for name in variables),
        ]
        for channel in session.pbx.switch.channels.values()
    ]
    session.list(action, rows, "StatusComplete")


def queue_status(session: AmiSession, action: Action) -> None:
    """QueueStatus: who waits in which queue."""
    rows = [
        [
            ("Event", "QueueEntry"),
            ("Queue", one.queue.name),
            ("Uniqueid", one.caller.uniqueid),
        ]
        for one in session.pbx.exchange.waiting
    ]
    session.list(action, rows, "QueueStatusComplete")
