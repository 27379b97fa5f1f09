"""One AMI event as text."""

from dataclasses import dataclass
from functools import cached_property

from client.simulator.channel import Header


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
