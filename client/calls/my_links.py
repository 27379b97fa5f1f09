"""MyLinks: the Local channels through which I call, as for a ring group, a queue or follow me.

What is dialled there is my own call, whatever number it shows as its caller.
"""

from msgspec.structs import replace

from client.calls.call import Change
from client.calls.events import LegFacts, LinkDialled


class MyLinks:
    """Those that are dialled and not answered, with their calls.

    Attributes:
        endpoint: that of my phone; None if it is not known.
    """

    def __init__(self) -> None:
        self.endpoint: str | None = None
        self.calls: dict[str, str] = {}

    def dialled(self, event: LinkDialled) -> list[Change]:
        """A Local channel is dialled: it is one of mine if my phone dials it, or one of them."""
        if event.dialer == self.endpoint or event.dialer in self.calls:
            self.calls[event.uniqueid] = event.linkedid
        return []

    def told(self, leg: LegFacts) -> LegFacts:
        """This leg, with my phone as what dials it if one of them does."""
        return replace(leg, dialer=self.endpoint) if leg.dialer in self.calls else leg

    def pass_on(self, linkedid: str) -> None:
        """Somebody else has this call of mine, and what it dials from now on."""
        self.calls = {link: call for link, call in self.calls.items() if call != linkedid}
