"""What a PBX's events may lack about a phone: its groups and its desk."""

import logging
from collections.abc import Callable

from client.ami.connection import AmiConnection
from client.ami.questions import ask_endpoint
from client.calls.events import EndpointKnown, LegFacts
from client.errors import ActionRejected, ConnectionLost, InvalidValue
from client.tasks import TaskOwner

log = logging.getLogger(__name__)


class Endpoints:
    """Asks once about each endpoint of one connection, and remembers; `learnt` gets each answer."""

    def __init__(
        self,
        connection: AmiConnection,
        tasks: TaskOwner,
        learnt: Callable[[EndpointKnown], None],
    ) -> None:
        self._connection = connection
        self._tasks = tasks
        self._learnt = learnt
        self._known: dict[str, EndpointKnown | None] = {}

    def completed(self, leg: LegFacts) -> LegFacts:
        """Add the groups and the desk as far as they are known; ask if they are not."""
        if (leg.groups is not None and leg.desk.name) or not leg.endpoint:
            return leg
        if leg.endpoint not in self._known:
            self._known[leg.endpoint] = None
            self._tasks.start(self._ask(leg.endpoint), name=f"ask about {leg.endpoint}")
        known = self._known[leg.endpoint]
        return leg if known is None else leg.completed(known)

    def forget(self) -> None:
        """Ask again: an administrator may have changed something, and no event says so."""
        self._known.clear()

    async def _ask(self, endpoint: str) -> None:
        try:
            known = await ask_endpoint(self._connection, endpoint)
        except (ActionRejected, ConnectionLost, InvalidValue) as error:
            log.debug("Nothing learnt about endpoint %r: %s", endpoint, error)
            return
        self._known[endpoint] = known
        self._learnt(known)
