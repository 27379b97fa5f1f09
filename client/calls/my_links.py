"""MyLinks: the Local channels through which I call, as for a ring group, a queue or follow me.

What is dialled there is my own call, whatever number it shows as its caller.
"""

from msgspec.structs import replace

from client.calls.events import LegFacts, LinkDialled


class MyLinks:
    """Those that are dialled and not answered, with their calls.

    Attributes:
        endpoint: that of my phone; None if it is not known.
    """

    def __init__(self) -> None:
        self.endpoint: str | None = None
        self.calls: dict[str, str] = {}

    def takes(self, event: LinkDialled) -> bool:
        """Whether a Local channel that is dialled is mine: by my phone, or by one of these."""
        mine = event.dialer == self.endpoint or event.dialer in self.calls
        if mine:
            self.calls[event.uniqueid] = event.linkedid
        return mine

    def told(self, leg: LegFacts) -> LegFacts:
        """This leg, with my phone as what dials it if one of them does."""
        return replace(leg, dialer=self.endpoint) if leg.dialer in self.calls else leg

    def pass_on(self, linkedid: str) -> None:
        """Somebody else has this call of mine, and what it dials from now on."""
        self.calls = {link: call for link, call in self.calls.items() if call != linkedid}
