"""MyLinks: the Local channels through which I call, as for a ring group, a queue or follow me.

What is dialled there is my own call, whatever number it shows as its caller.
"""

from msgspec.structs import replace

from client.calls.events import LegFacts, LinkDialled


class MyLinks:
    """Those that my phone dials and nobody has answered, with their calls.

    Attributes:
        endpoint: that of my phone; None if it is not known.
    """

    def __init__(self) -> None:
        self.endpoint: str | None = None
        self.calls: dict[str, str] = {}

    def takes(self, event: LinkDialled) -> bool:
        """Whether a Local channel that is dialled is mine."""
        mine = event.dialer == self.endpoint
        if mine:
            self.calls[event.uniqueid] = event.linkedid
        return mine

    def told(self, leg: LegFacts) -> LegFacts:
        """This leg, with my phone as what dials it where no other phone does, in a call of these.

        Which Local channel dials it says nothing: a busy PBX tells of them in any order.
        """
        by_phone = leg.dialer and not leg.dialer.startswith("Local/")
        if by_phone or leg.linkedid not in self.calls.values():
            return leg
        return replace(leg, dialer=self.endpoint)

    def of(self, linkedid: str) -> list[str]:
        """Those of this call."""
        return [link for link, call in self.calls.items() if call == linkedid]

    def pass_on(self, linkedid: str) -> None:
        """Somebody else has this call of mine, and what it dials from now on."""
        self.calls = {link: call for link, call in self.calls.items() if call != linkedid}
