"""A pickup of a call that is not known here: my phone dials a code, and the PBX decides."""

import asyncio

from client.calls.events import Answered, Bridged, Ended, OriginateEnded, PbxEvent, PickedUp
from client.pickup.attempt import SETTLED_WITHIN_S, Attempt
from client.session import Outcome


class BlindAttempt(Attempt, kw_only=True):
    """A running one.

    Attributes:
        picked: the pickup by my phone; None before.
        phone_dials: my phone has answered, so that it dials the code.
    """

    picked: PickedUp | None = None
    phone_dials: bool = False

    @property
    def may_talk(self) -> bool:
        """As of `KnownAttempt`."""
        return self.picked is not None

    def observe(self, event: PbxEvent) -> None:
        """Take the next event of the PBX."""
        match event:
            case PickedUp() if event.picker == self.channel_id or self.is_mine(event.names):
                self.picked = event
                self.channel_id = event.picker
                self._conclude_soon()
            case OriginateEnded() if event.action_id == self.channel_id:
                if event.answered:
                    self.phone_dials = True
                else:
                    self.finish(Outcome.PHONE_DID_NOT_ANSWER)
            case Answered() if event.uniqueid == self.channel_id:
                self.phone_dials = True  # an event filter may hide OriginateEnded
            case Ended(dial=False) if event.uniqueid == self.channel_id:
                self.out = True
                self._conclude_soon()
            case Ended() if self.is_mine(event.refused):
                self.phone_dials = self.out = True
                self._conclude_soon()
            case Bridged() | Ended():
                self.hear(event)

    def _conclude_soon(self) -> None:
        """Decide after SETTLED_WITHIN_S: the PBX may report more."""
        asyncio.get_running_loop().call_later(SETTLED_WITHIN_S, self._conclude)

    def _conclude(self) -> None:
        if self.picked and self.has_lost(self.picked.target, self.picked.linkedid):
            self.finish(self.why_not_with(self.picked.linkedid))
        elif self.picked:
            self.finish(Outcome.PICKED_UP, self.me)
        elif self.phone_dials:
            self.finish(Outcome.NOTHING_RINGING)
        else:
            self.finish(Outcome.PHONE_DID_NOT_ANSWER)
