"""A channel, and how AMI prints it. Source: recordings of Asterisk 22.10."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from client.simulator.office import CONTEXT

Header = tuple[str, str]


class State(Enum):
    """A channel's state, with AMI's number and word for it."""

    DOWN = (0, "Down")
    RING = (4, "Ring")
    RINGING = (5, "Ringing")
    UP = (6, "Up")
    BUSY = (7, "Busy")


@dataclass(frozen=True, slots=True)
class Party:
    """One end's number and name; AMI prints an empty one as `<unknown>`."""

    number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """A channel's groups, each already printed ("501, 502")."""

    named_call: str = ""
    call: str = ""


@dataclass(eq=False, slots=True)
class Bridge:
    """Channels that hear one another."""

    id: str
    channels: "list[Channel]" = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Channel:
    """One end of a call, as the PBX knows it.

    Attributes:
        device: "PJSIP/101" or "Local/101@office".
        groups: empty until the first event about the channel.
        other_half: the ";2" of a Local ";1", and the other way round.
        has_replied: the device has answered the INVITE, with 183 at least.
    """

    name: str
    device: str
    uniqueid: str
    linkedid: str
    exten: str
    caller: Party
    groups: Groups = Groups()
    connected: Party = Party()
    state: State = State.DOWN
    priority: int = 1
    bridge: Bridge | None = None
    other_half: "Channel | None" = None
    has_replied: bool = False

    @property
    def is_local(self) -> bool:
        """True for half of a Local channel, which is no phone."""
        return self.other_half is not None

    @property
    def peer(self) -> "Channel | None":
        """The one that it talks with; None when there is none."""
        channels = self.bridge.channels if self.bridge else []
        return next((channel for channel in channels if channel is not self), None)

    def headers(self, prefix: str, channelvars: Iterable[str]) -> list[Header]:
        """Print the channel as every event about it does."""
        number, word = self.state.value
        lines = [
            ("Channel", self.name),
            ("ChannelState", str(number)),
            ("ChannelStateDesc", word),
            ("CallerIDNum", self.caller.number or "<unknown>"),
            ("CallerIDName", escape(self.caller.name) or "<unknown>"),
            ("ConnectedLineNum", self.connected.number or "<unknown>"),
            ("ConnectedLineName", escape(self.connected.name) or "<unknown>"),
            ("Language", "en"),
            ("AccountCode", ""),
            ("Context", CONTEXT),
            ("Exten", self.exten),
            ("Priority", str(self.priority)),
            ("Uniqueid", self.uniqueid),
            ("Linkedid", self.linkedid),
        ]
        lines += [("ChanVariable", f"{name}={self.function(name)}") for name in channelvars]
        return [(prefix + name, value) for name, value in lines]

    def function(self, name: str) -> str:
        """Read a dialplan function of this channel; "" for one that is not known here."""
        has_tag = not self.is_local and (self.has_replied or self.state is not State.DOWN)
        values = {
            "CHANNEL(namedcallgroup)": self.groups.named_call,
            "CHANNEL(callgroup)": self.groups.call,
            "CHANNEL(pjsip,remote_tag)": f"tag-{self.uniqueid}" if has_tag else "",
        }
        return values.get(name, "")


def escape(name: str) -> str:
    r"""Escape a name as Asterisk does in the events of channels: `"` is printed as `\"`.

    Source: seen for quotes and backslash; the question mark by main/utils.c, ast_escape_c.
    """
    return re.sub(r"""[\\'"?]""", r"\\\g<0>", name)
