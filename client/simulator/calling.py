"""The AMI actions that make and end calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from client.simulator.pickup import OriginateRequest
from client.simulator.wire import split_arguments

if TYPE_CHECKING:
    from client.simulator.session import AmiSession
    from client.simulator.wire import Action

_SHELLS = frozenset({"system", "trysystem", "exec", "tryexec", "agi", "eagi", "mixmonitor"})


def originate(session: AmiSession, action: Action) -> None:
    """Ring a phone; always as if `Async` were asked for."""
    device = action.get("Channel")
    application = action.get("Application")
    if not device:
        session.refuse(action, "Channel not specified")
    elif not application and not (action.get("Context") and action.get("Priority")):
        session.refuse(action, "Originate with 'Exten' requires 'Context' and 'Priority'")
    elif "/" not in device:
        session.refuse(action, "Invalid channel")
    elif application.lower() in _SHELLS and "system" not in session.rights:
        session.refuse(action, "Originate Access Forbidden: app or data blacklisted")
    elif not _is_number(action.get("Timeout")):
        session.refuse(action, "Invalid timeout")
    else:
        session.respond(action, "Success", ("Message", "Originate successfully queued"))
        request = OriginateRequest(
            device=device,
            application=application,
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
        session.pbx.originate_soon(request)


def _is_number(text: str) -> bool:
    return not text or text.isdigit()


def hang_up(session: AmiSession, action: Action) -> None:
    """End a channel by its name, or all whose names match "/a regular expression/"."""
    wanted = action.get("Channel")
    channels = list(session.pbx.switch.channels.values())
    if not wanted:
        session.refuse(action, "No channel specified")
        return
    pattern = re.fullmatch("/(.*)/", wanted)
    if pattern is None:
        found = [channel for channel in channels if wanted in (channel.name, channel.uniqueid)]
        if not found:
            session.refuse(action, "No such channel")
            return
        session.respond(action, "Success", ("Message", "Channel Hungup"))
    else:
        found = [channel for channel in channels if re.search(pattern[1], channel.name)]
        rows = [[("Event", "ChannelHungup"), ("Channel", channel.name)] for channel in found]
        end = [("Event", "ChannelsHungupListComplete")]
        session.list(action, "Channels hung up will follow", rows, end)
    for channel in found:
        if channel.uniqueid in session.pbx.switch.channels:
            session.pbx.hang_up(channel)
