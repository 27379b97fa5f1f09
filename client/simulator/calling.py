"""The AMI actions that make and end calls."""

from client.simulator.pickup import OriginateRequest
from client.simulator.session import AmiSession
from client.simulator.wire import Action, split_arguments


def originate(session: AmiSession, action: Action) -> None:
    """Ring a phone; always as if `Async` were asked for."""
    session.respond(action, "Success", ("Message", "Originate successfully queued"))
    request = OriginateRequest(
        device=action.get("Channel"),
        application=action.get("Application"),
        data=action.get("Data"),
        channel_id=action.get("ChannelId"),
        action_id=action.get("ActionID"),
        timeout_s=int(action.get("Timeout") or 30_000) / 1000,
        variables=tuple(
            (name, value)
            for header in action.all("Variable")
            for part in split_arguments(header)
            for name, equals, value in [part.partition("=")]
            if equals
        ),
    )
    session.pbx.switch.later(0, lambda: session.pbx.originate(request))


def hang_up(session: AmiSession, action: Action) -> None:
    """End a channel by its uniqueid."""
    channel = session.pbx.switch.channels.get(action.get("Channel"))
    if channel is None:
        session.refuse(action, "No such channel")
        return
    session.respond(action, "Success", ("Message", "Channel Hungup"))
    session.pbx.hang_up(channel)
