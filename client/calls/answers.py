"""Whose answer a caller has, as far as the PBX's events tell."""

from msgspec import Struct

from client.calls.events import Answered


class Answers(Struct):
    """What was answered lately.

    Attributes:
        by_channel: the answers that a dialer has, by the channel that gave it.
        up: the channels that went up.
    """

    by_channel: dict[str, Answered] = {}
    up: set[str] = set()

    def take(self, event: Answered) -> None:
        """Take the next event."""
        if event.dialer:
            self.by_channel[event.uniqueid] = event
        else:
            self.up.add(event.uniqueid)

    def pass_on(self, target: str, picker: str) -> None:
        """A channel takes the place of another, which was perhaps answered just before."""
        if target in self.by_channel:
            self.by_channel[picker] = self.by_channel[target]

    def of_caller(self, channel: str) -> Answered | None:
        """A channel's answer where it has reached the caller, through all Local channels."""
        answers = dict(self.by_channel)
        while answer := answers.pop(channel, None):
            if not answer.for_local:
                return answer
            channel = answer.dialer
        return None

    def reached_caller(self, channel: str) -> bool:
        """Whether the caller hears this channel: they have its answer, and are up."""
        answer = self.of_caller(channel)
        return answer is not None and (answer.up or answer.dialer in self.up)
