"""My own phone, rung over AMI: where a click goes out."""

import logging
from collections.abc import Sequence

from client.ami import actions
from client.ami.connection import AmiConnection
from client.calls.call import Leg
from client.calls.choice import Code
from client.calls.events import Party
from client.errors import ActionRejected, ConnectionLost
from client.tasks import TaskOwner

log = logging.getLogger(__name__)


class AmiPhone:
    """Implements `client.pickup.service.Phone` for one connection.

    Args:
        endpoint: my PJSIP endpoint.
        host: the PBX's name, as the auto-answer headers want it.
        rights: the names of the actions that the account may run.
        is_checked: let the PBX's dialplan check whether my phone may take the leg.
        service_code: what a handset dials before a number; "" = the PBX has no codes.
    """

    own_channel = True

    def __init__(
        self,
        connection: AmiConnection,
        tasks: TaskOwner,
        *,
        endpoint: str,
        host: str,
        auto_answer: Sequence[str],
        timeout_s: int,
        rights: frozenset[str],
        is_checked: bool,
        service_code: str,
    ) -> None:
        self._connection = connection
        self._tasks = tasks
        self._endpoint = endpoint
        self._host = host
        self._auto_answer = auto_answer
        self._timeout_s = timeout_s
        self._rights = rights
        self._service_code = service_code
        self.is_checked = is_checked
        self.dials = bool(service_code)

    async def ring(self, channel_id: str, wanted: Leg | Code) -> None:
        """Ring my phone, which then takes the leg, or dials the code.

        Where only the PBX's answer gets lost, my phone may talk by now: nothing ends that call.
        One that rings in vain the PBX stops when the time is up.

        Raises:
            ActionRejected: it was not done.
            ConnectionLost: nobody knows.
        """
        if isinstance(wanted, Code):
            caller, then = Party(), actions.dialling(self._service_code + wanted.dialled)
        else:
            take = actions.taking_if_allowed if self.is_checked else actions.taking
            caller, then = wanted.caller, take(wanted.uniqueid)
        if "Originate" not in self._rights:
            raise ActionRejected("Originate", "Permission denied")
        headers = actions.pickup(
            channel_id=channel_id,
            endpoint=self._endpoint,
            then=then,
            caller=caller,
            auto_answer=self._auto_answer,
            host=self._host,
            timeout_s=self._timeout_s,
        )
        await self._connection.action("Originate", headers)

    def hang_up(self, channel_id: str) -> None:
        """Stop ringing my phone. Without the right the PBX does it when the time is up."""
        if "Hangup" in self._rights:
            self._tasks.start(self._hang_up(channel_id), name="hang up my phone")

    async def _hang_up(self, channel_id: str) -> None:
        try:
            await self._connection.action("Hangup", {"Channel": channel_id})
        except (ActionRejected, ConnectionLost) as error:
            log.debug("My phone was not hung up: %s", error)
