"""One AMI event as text, and the parts that many events share."""

from dataclasses import dataclass
from functools import cached_property

from client.simulator.channel import Bridge, Header

CAUSE_TEXT = {
    0: "Unknown",
    16: "Normal Clearing",
    17: "User busy",
    19: "User alerting, no answer",
    23: "Unknown",
    26: "Answered elsewhere",
    127: "Interworking, unspecified",
}


@dataclass(frozen=True)
class Event:
    """One AMI event; `privilege` is its class."""

    name: str
    privilege: str
    headers: tuple[Header, ...]

    @cached_property
    def text(self) -> str:
        """Print the event as it goes over the wire, without the empty line that ends it."""
        lines = [("Event", self.name), ("Privilege", f"{self.privilege},all"), *self.headers]
        return "".join(f"{name}: {value}\r\n" for name, value in lines)


def tech_headers(code: str) -> list[Header]:
    """Print a SIP code, if there is one."""
    return [("TechCause", code)] if code else []


def bridge_headers(bridge: Bridge) -> list[Header]:
    """Print a bridge as every event about it does."""
    return [
        ("BridgeUniqueid", bridge.id),
        ("BridgeType", "basic"),
        ("BridgeTechnology", "simple_bridge"),
        ("BridgeCreator", "<unknown>"),
        ("BridgeName", "<unknown>"),
        ("BridgeNumChannels", str(len(bridge.channels))),
        ("BridgeVideoSourceMode", "none"),
    ]
