"""The channels that exist, and the events that tell of them.

Each method does one thing to a channel and tells it in the words, the order and the spelling
of Asterisk 22.10. What happens when is not decided here.
"""

import asyncio
import itertools
import time
import uuid
from collections.abc import Callable
from functools import partial

from client.simulator.channel import Bridge, Channel, Groups, Header, Party, State
from client.simulator.office import Office
from client.simulator.wire import Event

NORMAL_CLEARING = 16
NO_ANSWER = 19
ANSWERED_ELSEWHERE = 26
"""The hangup causes that tell the client something, and the one of all else."""

CHANNELVARS = ("CHANNEL(namedcallgroup)", "CHANNEL(callgroup)")
"""What `channelvars` of manager.conf names in the offices that we advise."""


class Switch:
    """All channels of one PBX.

    Args:
        channelvars: names of functions that every event about a channel carries.

    Attributes:
        channels: all that exist, by uniqueid.
        listeners: told of every event.
    """

    def __init__(self, office: Office, *, channelvars: tuple[str, ...]) -> None:
        self.office = office
        self.channels: dict[str, Channel] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self.channelvars = channelvars
        self._uniqueids = itertools.count(1)
        self._names = itertools.count()
        self._local_names = itertools.count()
        self._timers: set[asyncio.TimerHandle] = set()

    def later(self, delay_s: float, do: Callable[[], object]) -> asyncio.TimerHandle:
        """Call `do` after a while, unless the handle is cancelled or the PBX closed before."""

        def run() -> None:
            self._timers.discard(handle)
            do()

        self._timers = {timer for timer in self._timers if not timer.cancelled()}
        handle = asyncio.get_running_loop().call_later(delay_s, run)
        self._timers.add(handle)
        return handle

    def close(self) -> None:
        """Cancel all that would still happen by itself."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def emit(self, name: str, *headers: Header, privilege: str = "call") -> None:
        """Tell every AMI session, in order."""
        event = Event(name, privilege, headers)
        for listener in tuple(self.listeners):
            listener(event)

    def describe(self, channel: Channel, prefix: str = "") -> list[Header]:
        """Print a channel as part of an event or a list's row."""
        return channel.headers(prefix, self.channelvars)

    def tell(self, name: str, channel: Channel, *more: Header, privilege: str = "call") -> None:
        """Emit an event about one channel."""
        self.emit(name, *self.describe(channel), *more, privilege=privilege)

    def tell_dial(
        self,
        name: str,
        caller: Channel | None,
        dest: Channel,
        *more: Header,
        privilege: str = "call",
    ) -> None:
        """Emit an event about a phone that is called; `caller` is None for an Originate."""
        first = self.describe(caller) if caller else []
        self.emit(name, *first, *self.describe(dest, "Dest"), *more, privilege=privilege)

    def new_channel(
        self,
        device: str,
        *,
        exten: str,
        name: str = "",
        linkedid: str = "",
        uniqueid: str = "",
        caller: Party | None = None,
        state: State = State.DOWN,
    ) -> Channel:
        """Make a channel of an endpoint and tell of it."""
        name = name or f"{device}-{next(self._names):08x}"
        uniqueid = uniqueid or f"{int(time.time())}.{next(self._uniqueids)}"
        desk = self.office.desk(device.partition("/")[2]) if device.startswith("PJSIP/") else None
        groups = Groups()
        if desk is not None:
            groups = Groups(desk.option("named_call_group"), desk.option("call_group"))
            caller = caller or Party(desk.number, desk.name)
        channel = Channel(
            name=name,
            device=device,
            uniqueid=uniqueid,
            linkedid=linkedid or uniqueid,
            exten=exten,
            caller=caller or Party(),
            state=state,
        )
        self.channels[uniqueid] = channel
        self.tell("Newchannel", channel)
        channel.groups = groups
        return channel

    def new_local(self, dialled: str, linkedid: str) -> tuple[Channel, Channel]:
        """Make both halves of a Local channel for "101@office"."""
        exten, device = dialled.partition("@")[0], f"Local/{dialled}"
        name = f"{device}-{next(self._local_names):08x}"
        half = partial(self.new_channel, device, exten=exten, linkedid=linkedid)
        one = half(name=f"{name};1")
        two = half(name=f"{name};2", state=State.RING)
        one.other_half, two.other_half = two, one
        return one, two

    def set_state(self, channel: Channel, state: State) -> None:
        """Change the state, if it is another, and tell it."""
        if channel.state is state:
            return
        channel.state = state
        self.tell("Newstate", channel)

    def set_connected(self, channel: Channel, party: Party) -> None:
        """Change whom the channel talks with, if it is another, and tell it."""
        if channel.connected != party:
            channel.connected = party
            self.tell("NewConnectedLine", channel)

    def request_hangup(self, channel: Channel) -> None:
        """Tell that this end wants to hang up."""
        self.tell("HangupRequest", channel)

    def hang_up(self, channel: Channel, cause: int = NORMAL_CLEARING) -> None:
        """Remove the channel and tell it."""
        if self.channels.pop(channel.uniqueid, None) is not None:
            self.tell("Hangup", channel, ("Cause", str(cause)))

    def bridge(self, callee: Channel, caller: Channel) -> None:
        """Let two channels hear each other; the first joins first."""
        bridge = Bridge(str(uuid.uuid4()))
        self.emit("BridgeCreate", ("BridgeUniqueid", bridge.id))
        for channel in (callee, caller):
            bridge.channels.append(channel)
            channel.bridge = bridge
            self.emit("BridgeEnter", ("BridgeUniqueid", bridge.id), *self.describe(channel))
        callee.linkedid = caller.linkedid

    def leave_bridge(self, channel: Channel) -> None:
        """Take a channel out of its bridge; an empty bridge goes."""
        bridge = channel.bridge
        if bridge is None:
            return
        bridge.channels.remove(channel)
        channel.bridge = None
        self.emit("BridgeLeave", ("BridgeUniqueid", bridge.id), *self.describe(channel))
        if not bridge.channels:
            self.emit("BridgeDestroy", ("BridgeUniqueid", bridge.id))
