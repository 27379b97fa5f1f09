"""Legs: the channels that one caller's call rings at, and how they are made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from client.simulator.channel import Channel, Party

if TYPE_CHECKING:
    from client.simulator.dialing import Dialing
    from client.simulator.dialplan import Run
    from client.simulator.switch import Switch


class Manner(Enum):
    """What a phone does when it is called: 180, 183 with media or without, or nothing."""

    RINGS = "rings"
    EARLY_MEDIA = "early_media"
    PROGRESS = "progress"
    SILENT = "silent"


@dataclass(eq=False, slots=True)
class Leg:
    """One channel that is called.

    Attributes:
        channel: the phone's, or the ";1" of a Local channel.
        dialled: the event's DialString.
        below: what runs on the ";2"; None for a phone.
        name: the queue member's name, "" outside queues.
    """

    channel: Channel
    dialing: Dialing
    dialled: str
    below: Run | None = None
    name: str = ""


def call_phone(switch: Switch, caller: Channel, device: str) -> Channel:
    """Make the channel of a phone that `caller` calls, "PJSIP/101"."""
    channel = switch.new_channel(device, exten="s", linkedid=caller.linkedid)
    channel.exten = caller.exten
    fill_caller(switch, caller, channel)
    switch.set_connected(channel, caller.caller)
    return channel


def fill_caller(switch: Switch, caller: Channel, channel: Channel) -> None:
    """Give a called channel without a number of its own the number that was dialled."""
    if not channel.caller.number:
        channel.caller = Party(caller.exten, channel.caller.name)
        switch.tell_caller(channel)


def join_halves(switch: Switch, leg: Leg) -> None:
    """Let both halves of a Local channel know each other; nothing for a phone."""
    one, two = leg.channel, leg.channel.other_half
    if two is None:
        return
    two.caller, two.connected = one.connected, one.caller
    switch.tell_caller(two)
    switch.tell("NewConnectedLine", two)
    halves = switch.describe(one, "LocalOne") + switch.describe(two, "LocalTwo")
    optimise = "No" if leg.dialled.endswith("/n") else "Yes"
    more = [("Context", two.context), ("Exten", two.exten), ("LocalOptimization", optimise)]
    switch.emit("LocalBridge", *halves, *more)
