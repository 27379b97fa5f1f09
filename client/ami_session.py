"""AmiSession: the session of one user with one Asterisk, straight over AMI.

One task runs the link: connect, log in, ask what rings, then let events in until the link is
lost, and again. Events are decoded and applied as they arrive, on the loop's thread; the
listeners are called once for all changes of one piece of the stream.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from client.ami.account import ASKING, Hearing, ask_hearing, ask_rights, manager_option
from client.ami.clock import SessionClock, clock
from client.ami.connection import AmiConnection
from client.ami.endpoints import Endpoints
from client.ami.event_filters import blocked_groups
from client.ami.opening import logged_in
from client.ami.protocol import Receiver, Tap
from client.ami.questions import Agent, ask_agent, ask_namesakes, ask_version, set_clock
from client.ami.sieve import Sieve
from client.ami.snapshot import ask_leg, take_snapshot
from client.ami_calls import AmiCalls
from client.calls.call import Change, Removed
from client.calls.choice import Target
from client.calls.events import EndpointKnown, LegFacts, Party, PbxEvent, Snapshot
from client.calls.groups import PickupGroup, parse_group
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import (
    AccountTooWeak,
    ActionRejected,
    AuthenticationFailed,
    CertificateRefused,
    ConnectionLost,
    LinkError,
    StoodStill,
    UnknownExtension,
)
from client.pickup.my_phone import my_phone
from client.pickup.service import Knowledge, Phone, PickupService
from client.sentence import Sentence
from client.session import (
    AgentChanged,
    LinkChanged,
    LinkState,
    LinkStatus,
    Listener,
    PickupResult,
    SessionEvent,
    Unheard,
)
from client.tasks import TaskOwner

log = logging.getLogger(__name__)

EVENT_CLASSES = "call,agent"
"""What the login asks for. "agent" brings the queues' names."""

ASK_AGAIN_S = 8.0
"""How often my groups are asked for again, and those of other endpoints forgotten."""

ASK_DIALLED_S = 1.0
"""How often to ask whether a phone has replied that no event shows ringing."""

ASK_RINGING_S = 60.0
"""How often to ask whether a phone still rings: an event filter may hide its end."""

RETRY_FIRST_S = 0.4
RETRY_MOST_S = 2.4
"""The delay doubles from first to most, and is then shortened at random, down to a half. So a PBX
that is back is found within 3 s."""

LASTED_S = 5.0
"""After a link that lasted so long the delay begins anew. Something on the way may break each link
as soon as it is live: every desk would log in and ask what rings three times a second, for ever."""

REFUSED_AGAIN_S = 600.0
"""The same after a refused login: the desk may be back in a permitted network, or an administrator
may have corrected the account. Rare enough for fail2ban and the like."""

LOOK_S = 5.0
"""How often a wait looks at the clock: asyncio's own stands still while the computer sleeps, and
after that it may be in another network."""


class AmiSession(AmiCalls):
    """Implements `client.session.Session`. `tap` receives all messages to and from the PBX."""

    def __init__(self, settings: Settings, secret: Secret, tap: Tap | None = None) -> None:
        self._settings = settings
        self._secret = secret
        self._tap = tap
        self._endpoint = settings.effective_endpoint
        self._namesakes: tuple[str, ...] | None = None
        self.pbx = settings.effective_pbx
        self._clock = SessionClock()
        super().__init__(self.pbx, self._clock.time_of)
        self._pickups = PickupService(
            self._ringing, self._clock.now, settings.answer_timeout, self._endpoint
        )
        self._tasks = TaskOwner()
        self._upkeep = TaskOwner()
        self.link = LinkStatus(LinkState.CLOSED)
        self.me = Party(settings.extension)
        self.groups: tuple[PickupGroup, ...] = ()
        self._endpoints: Endpoints | None = None
        self._connection: AmiConnection | None = None
        self._phone: Phone | None = None
        self._knows = Knowledge()
        groups = (parse_group(text) for text in settings.groups)
        self._groups_of_settings = tuple(sorted(groups, key=lambda group: group.id))

    def now(self) -> float:
        """The session's clock."""
        return self._clock.now()

    async def ready(self) -> None:
        """Return when the link is live for the first time.

        Raises:
            LinkError: the first attempt failed.
        """
        done = asyncio.get_running_loop().create_future()

        def look(_events: object = None) -> None:
            error = self.link.error
            if isinstance(error, StoodStill) or done.done():
                return
            if error or self.link.state is LinkState.LIVE:
                done.set_result(error)

        unsubscribe = self.subscribe(look)
        try:
            look()
            error = await done
        finally:
            unsubscribe()
        if error is not None:
            raise error

    async def pickup(self, target: Target) -> PickupResult:
        """Take a ringing call with my phone."""
        result = await self._pickups.pickup(target)
        log.info("Pickup of %s: %s after %.1f s", target, result.outcome.value, result.seconds)
        return result

    async def pbx_version(self) -> str:
        """Ask which Asterisk it is."""
        if self._connection is None:
            return ""
        try:
            return await ask_version(self._connection)
        except (ActionRejected, ConnectionLost):
            return ""

    async def run(self) -> None:
        """Connect, keep connected, until cancelled."""
        delay = RETRY_FIRST_S
        self._set_link(LinkState.CONNECTING)
        try:
            while True:
                began = clock()
                try:
                    await self._live()
                except AuthenticationFailed as error:
                    self._set_link(LinkState.REFUSED, error)
                    delay = REFUSED_AGAIN_S
                except LinkError as error:
                    if self.link.state is LinkState.LIVE and clock() - began >= LASTED_S:
                        delay = RETRY_FIRST_S
                    self._set_link(self._state_after(error), error)
                await _pause(delay * random.uniform(0.5, 1))
                delay = min(delay * 2, RETRY_MOST_S)
        finally:
            if self.link.state is not LinkState.REFUSED:
                self._set_link(LinkState.CLOSED, ConnectionLost(Sentence("the session has ended")))

    def _state_after(self, error: LinkError) -> LinkState:
        if isinstance(error, CertificateRefused):  # an administrator mends it, or the clock is set
            return LinkState.REFUSED
        if self.link.as_of is not None:
            return LinkState.STALE
        # A PBX that is just starting lets us in before it knows its endpoints: try on.
        if isinstance(error, UnknownExtension | AccountTooWeak):
            return LinkState.REFUSED
        return LinkState.CONNECTING

    async def _live(self) -> None:
        """One connection from its beginning to its end, which is always an exception."""
        self._early = []
        # Each answer has its own limit; all together may take long where the PBX is far away.
        link = logged_in(self._settings, self._secret, EVENT_CLASSES, self._receiver())
        try:
            async with link as connection:
                await self._follow(connection)
        except ActionRejected as error:
            raise AccountTooWeak(error.action) from error

    async def _follow(self, connection: AmiConnection) -> None:
        """Ask what there is, then let events in until the link is lost; raise how."""
        try:
            self._connection = connection
            connection.stay_awake()
            await self._synchronise(connection)
            error = await connection.watch()
            self.link = replace(self.link, as_of=self.now() - connection.silent_s)
            raise error
        finally:
            self._connection = self._phone = self._endpoints = None
            self._pickups.disarm()
            await self._upkeep.aclose()
            await self._tasks.aclose()

    async def _synchronise(self, connection: AmiConnection) -> None:
        """Read groups and calls from the PBX; events are kept meanwhile."""
        settings = self._settings
        rights, _ = await asyncio.gather(ask_rights(connection), set_clock(connection, self._clock))
        may_ask = rights >= ASKING
        self._knows = Knowledge(may_ask, groups=may_ask or bool(self._groups_of_settings))
        began = self.now()
        hearing, snapshot = Hearing(), Snapshot((), ())
        if may_ask:
            self._endpoints = Endpoints(connection, self._tasks, self._learnt)
            hearing, agent, snapshot = await asyncio.gather(
                ask_hearing(connection, settings.username),
                self._ask_agent(connection),
                take_snapshot(connection, self._clock),
            )
            if not hearing.queues:  # it is not told either when a caller leaves one
                snapshot = replace(snapshot, queues=())
        else:
            agent = Agent(Party(settings.extension), self._groups_of_settings)
        self._set_agent(agent)
        self._ringing.hears_callers = may_ask and hearing.callers
        self._reset(snapshot)
        self._phone = my_phone(settings, connection, rights=rights, groups_known=self._knows.groups)
        self._arm(self._phone)
        if self._endpoints:
            keep_agent = self._keep_agent(connection, self._endpoints, hearing)
            self._upkeep.start(keep_agent, name="keep my groups")
            self._upkeep.start(self._ask_who_replied(connection), name="ask who replied")
            self._upkeep.start(self._ask_who_still_rings(connection), name="ask who still rings")
        self._set_link(LinkState.LIVE, complete_since=None if may_ask else began)

    async def _ask_agent(self, connection: AmiConnection) -> Agent:
        """Ask who I am; for the first time, look for my phone if it has another name.

        Later, the PBX has lost its phones: a database is down, and every desk would look.
        """
        extension = self._settings.extension
        try:
            return await ask_agent(connection, extension, self._endpoint)
        except UnknownExtension:
            if self._namesakes is None and self.link.as_of is None:
                self._namesakes = ()
                with contextlib.suppress(ActionRejected):
                    self._namesakes = await ask_namesakes(connection, extension, self._endpoint)
            raise UnknownExtension(extension, self._namesakes or ()) from None

    async def _keep_agent(
        self, connection: AmiConnection, endpoints: Endpoints, hearing: Hearing
    ) -> None:
        """Follow an administrator's changes to my groups; no event reports them.

        The account's filters are those of the login for as long as the link lives. If a PBX that
        was just booting could not tell them, a new link asks for them.
        """
        username = self._settings.username
        self._tell_unheard(hearing.filters)
        self._flush()
        while True:
            await asyncio.sleep(ASK_AGAIN_S)
            try:
                told = hearing.may_be_told and await manager_option(connection, username, "write")
                if told and not self._pickups.is_running:
                    log.info("The PBX has booted: what this account hears is asked anew")
                    await connection.close()
                agent = await ask_agent(connection, self._settings.extension, self._endpoint)
            except ConnectionLost:
                return
            except (ActionRejected, UnknownExtension) as error:
                log.debug("My groups could not be asked for: %s", error)
                continue
            endpoints.forget()
            if self._set_agent(agent):
                self._tell_unheard(hearing.filters)
                self._flush()

    async def _ask_who_replied(self, connection: AmiConnection) -> None:
        """Find the phones that send 183 and no 180: they ring, but a queue sends no event.

        Not only those of queues: an event filter may hide which phones a queue calls.
        """
        while True:
            await asyncio.sleep(ASK_DIALLED_S)
            await self._ask_legs(connection, self._ringing.dialled())

    async def _ask_who_still_rings(self, connection: AmiConnection) -> None:
        """Find the legs whose end sent no event: their rows would stay for ever."""
        before: set[str] = set()
        while True:
            await asyncio.sleep(ASK_RINGING_S)
            ringing = {leg.uniqueid for call in self.calls() for leg in call.legs}
            await self._ask_legs(connection, before & ringing)
            before = ringing

    async def _ask_legs(self, connection: AmiConnection, uniqueids: Iterable[str]) -> None:
        """Ask the PBX about these legs and apply its answers, until the link is lost."""
        for uniqueid in uniqueids:
            try:
                told = await ask_leg(connection, uniqueid, self.now())
            except ConnectionLost:
                return
            if told:
                self._apply(told)
                self._flush()

    def _set_agent(self, agent: Agent) -> bool:
        """Set who I am and which groups I have; True if something changed."""
        changed = (agent.me, agent.groups) != (self.me, self.groups)
        if changed:
            self.me, self.groups = agent.me, agent.groups
            self._batch.append(AgentChanged(self.me, self.groups))
            if self._phone:
                self._arm(self._phone)
        # Always: that nobody knows my groups is told only here.
        groups = [group.id for group in agent.groups] if self._knows.groups else None
        self._ringing.set_user(agent.me.number, groups, self._endpoint)
        if self._early is None:  # else the calls are of the link before, or of another PBX
            self._emit(self._ringing.show_anew())
        return changed

    def _tell_unheard(self, filters: Sequence[str]) -> None:
        if unheard := blocked_groups(filters, self.groups):
            self._batch.append(Unheard(tuple(unheard)))

    def _arm(self, phone: Phone) -> None:
        self._pickups.arm(phone, self.me, self.groups, self._knows)

    def _learn_groups(self, leg: LegFacts) -> None:
        """While my groups are unknown, collect them from events.

        The call groups of my own phone are left out: I may not be allowed to pick up from them.
        """
        if leg.endpoint != self._endpoint:
            known = {group.id for group in self.groups}
            if new := (leg.groups or frozenset()) - known:
                groups = sorted((*self.groups, *map(PickupGroup, new)), key=lambda one: one.id)
                self._set_agent(Agent(self.me, tuple(groups)))

    def _receiver(self) -> Receiver:
        rules = self._ringing
        hears_all = self._hears_every_channel
        sieve = Sieve(rules.is_leg, rules.is_called, rules.waits, rules.my_links.has, hears_all)
        return Receiver(self._receive, self._flush, sieve.wanted, self._tap)

    def _hears_every_channel(self) -> bool:
        """A pickup needs the events of all channels to see how it ends."""
        return self._early is not None or self._pickups.is_running

    def _completed(self, leg: LegFacts) -> LegFacts:
        if not self._knows.groups:
            self._learn_groups(leg)
        return self._endpoints.completed(leg) if self._endpoints else leg

    def _apply(self, event: PbxEvent) -> None:
        self._pickups.observe(event)
        super()._apply(event)

    def _emit(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if isinstance(change, Removed):
                self._pickups.removed(change)
        super()._emit(changes)

    def _tell(self, listener: Listener, batch: list[SessionEvent]) -> None:
        """An exception in a listener must not stop the other listeners, or end the link."""
        try:
            listener(batch)
        except Exception as error:  # noqa: BLE001 - the loop's handler reports it
            context = {"message": "A listener failed", "exception": error}
            asyncio.get_running_loop().call_exception_handler(context)

    def _set_link(
        self,
        state: LinkState,
        error: LinkError | None = None,
        complete_since: float | None = None,
    ) -> None:
        if (state, str(error)) != (self.link.state, str(self.link.error)):
            # Else the attempts of an hour would push all that was before out of the recent log.
            log.info("The link is %s %s", state.value, repr(error) if error else "")
        as_of = self.now() if state is LinkState.LIVE else self.link.as_of
        hears_callers = state is LinkState.LIVE and self._ringing.hears_callers
        self.link = LinkStatus(state, as_of, error, complete_since, hears_callers)
        self._batch.append(LinkChanged(self.link))
        self._flush()

    def _learnt(self, known: EndpointKnown) -> None:
        self._apply(known)
        self._flush()


async def _pause(seconds: float) -> None:
    """Wait so long; the time that the computer sleeps counts."""
    until = clock() + seconds
    while (left := until - clock()) > 0:  # noqa: ASYNC110 - it is time that goes on
        await asyncio.sleep(min(left, LOOK_S))
