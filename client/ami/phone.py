"""My own phone, rung over AMI: where a click goes out."""

from client.ami import actions
from client.ami.connection import AmiConnection
from client.calls.call import Leg
from client.calls.choice import Code
from client.calls.events import Party
from client.config.settings import Settings
from client.errors import ActionRejected
from client.others_words import known


class AmiPhone:
    """Implements `client.pickup.service.Phone` for one connection.

    Args:
        rights: the names of the actions that the account may run.
        is_checked: let the PBX's dialplan check whether my phone may take the leg.
    """

    own_channel = True

    def __init__(
        self,
        connection: AmiConnection,
        settings: Settings,
        *,
        rights: frozenset[str],
        is_checked: bool,
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._rights = rights
        self.is_checked = is_checked
        self.dials = settings.pickup_by != "leg"  # that is for a PBX without codes

    async def ring(self, channel_id: str, wanted: Leg | Code) -> None:
        """Ring my phone, which then takes the leg, or dials the code.

        If only the PBX's answer is lost, my phone may already talk, so nothing ends that call. The
        PBX itself stops a phone that rings in vain, when the time is up.

        Raises:
            ActionRejected: it was not done.
            ConnectionLost: nobody knows.
        """
        if isinstance(wanted, Code):
            code = self._settings.service_code + wanted.dialled
            caller, then = Party(), actions.dialling(code)
        else:
            take = actions.taking_if_allowed if self.is_checked else actions.taking
            caller, then = wanted.caller, take(wanted.uniqueid)
        if "Originate" not in self._rights:
            raise ActionRejected("Originate", known("Permission denied"))
        headers = actions.pickup(self._settings, channel_id=channel_id, then=then, caller=caller)
        await self._connection.action("Originate", headers)

    def hang_up(self, channel_id: str) -> None:
        """Stop ringing my phone. Without the right the PBX does it when the time is up."""
        if "Hangup" in self._rights:
            self._connection.tell("Hangup", {"Channel": channel_id})
