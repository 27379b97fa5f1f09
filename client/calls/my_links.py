"""MyLinks: the Local channels through which I call, as for a ring group, a queue or follow me.

What is dialled there is my own call, whatever number it shows as its caller. Also those with which
a program began a call: behind them it rings the phone of whoever makes that call.
"""

from msgspec.structs import replace

from client.calls.events import Ended, LegFacts, LinkDialled


class MyLinks:
    """Those that my phone dials and nobody has answered, with their calls.

    Attributes:
        endpoint: that of my phone; None if it is not known.
        begun: those of programs, by their calls, until somebody answers: then that one waits.
    """

    def __init__(self) -> None:
        self.endpoint: str | None = None
        self.calls: dict[str, str] = {}
        self.begun: dict[str, str] = {}

    def takes(self, event: LinkDialled) -> bool:
        """Whether a Local channel that is dialled is mine or a program's."""
        mine = event.dialer == self.endpoint
        if mine:
            self.calls[event.uniqueid] = event.linkedid
        elif event.begins:
            self.begun[event.linkedid] = event.uniqueid
        return mine or event.begins

    def answered(self, uniqueid: str) -> None:
        """Some channel is answered."""
        self.calls.pop(uniqueid, None)
        if uniqueid.startswith("Local/"):
            for call in [call for call, link in self.begun.items() if link == uniqueid]:
                del self.begun[call]

    def ended(self, event: Ended) -> None:
        """Some channel is no longer called."""
        self.calls.pop(event.uniqueid, None)
        self.begun.pop(event.uniqueid, None)  # an event may lack the channel's name
        if self.begun.get(event.linkedid) == event.uniqueid:
            del self.begun[event.linkedid]

    def told(self, leg: LegFacts, *, hears_callers: bool) -> LegFacts:
        """This leg, with my phone or a program as what dials it where no other phone does.

        Which Local channel dials it says nothing: a busy PBX tells of them in any order. An event
        filter hides them; but then a phone that is called as itself is called by a program.
        """
        if leg.dialer and not leg.dialer.startswith("Local/"):
            return leg
        unheard = not hears_callers and leg.dialer and leg.endpoint == leg.caller.number
        if leg.linkedid in self.begun or unheard:
            leg = replace(leg, begun=True)
        if leg.linkedid in self.calls.values():
            leg = replace(leg, dialer=self.endpoint)
        return leg

    def has(self, linkedid: str) -> bool:
        """Whether there are any of this call."""
        return linkedid in self.begun or linkedid in self.calls.values()

    def of(self, linkedid: str) -> list[str]:
        """Those of this call, mine and a program's."""
        links = [link for link, call in self.calls.items() if call == linkedid]
        return [*links, self.begun[linkedid]] if linkedid in self.begun else links

    def pass_on(self, linkedid: str) -> None:
        """Somebody else has this call of mine, and what it dials from now on."""
        self.calls = {link: call for link, call in self.calls.items() if call != linkedid}

    def clear(self) -> None:
        """Forget all of them."""
        self.calls.clear()
        self.begun.clear()
