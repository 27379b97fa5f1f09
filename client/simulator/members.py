"""What queues tell of their members' phones."""

import time

from client.simulator.channel import Channel, Header, State
from client.simulator.switch import Switch


class MemberStates:
    """Tells those who watch queues when a member's device is in another state than before."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._login_time = str(int(time.time()))
        self._known: dict[str, int] = {}
        self._members = [
            (queue.name, member) for queue in switch.office.queues for member in queue.members
        ]
        switch.watchers.append(self._changed)

    def state(self, device: str) -> int:
        """A device's state as queues count it: 1 idle, 2 in use, 6 ringing."""
        channels = self._switch.channels.values()
        states = {channel.state for channel in channels if channel.device == device}
        if State.RINGING in states:
            return 6 if device.startswith("PJSIP/") else 2
        return 2 if states & {State.UP, State.RING} else 1

    def counts(self, device: str) -> list[Header]:
        """The part that QueueMember and QueueMemberStatus share."""
        return [
            ("StateInterface", device),
            ("Membership", "static"),
            ("Penalty", "0"),
            ("CallsTaken", "0"),
            ("LastCall", "0"),
            ("LastPause", "0"),
            ("LoginTime", self._login_time),
            ("InCall", "0"),
            ("Status", str(self.state(device))),
            ("Paused", "0"),
            ("PausedReason", ""),
        ]

    def _changed(self, channel: Channel) -> None:
        device = channel.device
        members = [(queue, member) for queue, member in self._members if member.interface == device]
        if not members or self._known.get(device, 1) == self.state(device):
            return
        self._known[device] = self.state(device)
        for queue, member in members:
            row = [("Queue", queue), ("MemberName", member.name), ("Interface", device)]
            row += [*self.counts(device), ("Ringinuse", "1"), ("Wrapuptime", "0")]
            self._switch.emit("QueueMemberStatus", *row, privilege="agent")
