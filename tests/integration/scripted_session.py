"""A Session and a Profile in memory, for what the window does with what it is told."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from client.calls.call import Added, Call, CallId, End, Leg, Removed, Updated
from client.calls.choice import Target
from client.calls.events import EndReason, GroupId, LegState, Party
from client.calls.groups import PickupGroup
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import ClientError, ConnectionLost, LinkError
from client.qt.profile import Administrator, Form, Missing
from client.recording.recorder import Recorder
from client.sentence import Sentence, Words
from client.session import (
    AgentChanged,
    LinkChanged,
    LinkState,
    LinkStatus,
    Listener,
    Outcome,
    PickupResult,
    Session,
    SessionEvent,
)

PBX = "pbx1"
SUPPORT, SALES = GroupId("501"), GroupId("502")
GROUPS = (PickupGroup(SUPPORT, "Support"), PickupGroup(SALES, "Sales"))
ME = Party("101", "Desk 101")
OTHER = Party("204", "Desk 204")


class ScriptedSession:
    """Does what the test says; implements `client.session.Session`."""

    def __init__(self) -> None:
        self.pbx = PBX
        self.link = LinkStatus(LinkState.CONNECTING)
        self.me = Party(ME.number)
        self.groups: tuple[PickupGroup, ...] = ()
        self.ringing: dict[CallId, Call] = {}
        self.wanted: list[Target] = []
        self.answer: asyncio.Future[PickupResult] | None = None
        self.ended = False
        self.skew = 0.0
        self._listeners: list[Listener] = []
        self._serial = 0
        self._together: list[SessionEvent] | None = None

    # The Protocol

    def calls(self) -> list[Call]:
        return sorted(self.ringing.values(), key=lambda call: call.rank, reverse=True)

    def now(self) -> float:
        return time.time() + self.skew

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def run(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True

    async def pbx_version(self) -> str:
        return "22.10.0"

    async def ready(self) -> None:
        assert self.link.state is LinkState.LIVE

    async def pickup(self, target: Target) -> PickupResult:
        self.wanted.append(target)
        self.answer = asyncio.get_running_loop().create_future()
        return await self.answer

    # The script

    def tell(self, *events: SessionEvent) -> None:
        if self._together is not None:
            self._together += events
            return
        for listener in list(self._listeners):
            listener(events)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Tell all of this as one piece of the stream, however busy the machine is."""
        events = self._together = []
        yield
        self._together = None
        self.tell(*events)

    def go(
        self, state: LinkState, as_of: float | None = None, error: LinkError | None = None
    ) -> None:
        self.link = LinkStatus(state, as_of, error)
        self.tell(LinkChanged(self.link))

    def go_live(self, groups: Sequence[PickupGroup] = GROUPS) -> None:
        self.me, self.groups = ME, tuple(groups)
        self.link = LinkStatus(LinkState.LIVE, self.now())
        self.tell(AgentChanged(self.me, self.groups), LinkChanged(self.link))

    def ring(
        self,
        name: str = "First Caller",
        number: str = "0455551234",
        *,
        desks: Sequence[str] = ("103",),
        group: GroupId = SUPPORT,
        age: float = 0.0,
        queue: str = "",
    ) -> Call:
        legs = []
        for desk in desks:
            self._serial += 1
            legs.append(
                Leg(
                    uniqueid=f"leg-{self._serial}",
                    endpoint=desk,
                    desk=Party(desk, f"Desk {desk}"),
                    caller=Party(number, name),
                    groups=frozenset([group]),
                    state=LegState.RINGING,
                    rank=(1.0, self._serial),
                )
            )
        call_id = CallId(PBX, f"call-{self._serial}")
        call = Call(call_id, tuple(reversed(legs)), queue, self.now() - age)
        self.ringing[call_id] = call
        self.tell(Added(call))
        return call

    def change(self, call: Call, taken: End | None = None) -> Call:
        self.ringing[call.id] = call
        self.tell(Updated(call, taken))
        return call

    def end(
        self, call: Call, reason: EndReason = EndReason.CALLER_GAVE_UP, by: Party | None = None
    ) -> None:
        del self.ringing[call.id]
        self.tell(Removed(call, reason, by))

    def finish(self, outcome: Outcome, call: Call | None = None, by: Party | None = None) -> None:
        """End the pickup that runs."""
        assert self.answer is not None
        desk = call.legs[0].desk if call else None
        self.answer.set_result(PickupResult(outcome, call, desk, by, 0.2))

    def take(self, call: Call) -> None:
        """Let the pickup that runs take this call."""
        self.end(call, EndReason.PICKED_UP, ME)
        self.finish(Outcome.PICKED_UP, call, ME)


class ScriptedProfile:
    """Opens one scripted session after the other."""

    def __init__(self, *opened: Session | Missing | Exception, demo: bool = False) -> None:
        self.demo = demo
        self.opened = list(opened)
        self.settings = Settings(host=PBX, username="cornetta", extension="101")
        self.fixed: dict[str, Words] = {}
        self.checks: list[tuple[Settings, str]] = []
        self.saved: list[tuple[Settings, str]] = []
        self.kept: list[str] = []
        self.refusal: ClientError | None = None
        self.forgets = ""
        self.hang: asyncio.Event | None = None
        self.keyring_hangs: asyncio.Event | None = None
        self.closed = False

    async def open(self, _recorder: Recorder) -> Session | Missing:
        if self.hang is not None:
            hang, self.hang = self.hang, None
            await hang.wait()
        next_one = self.opened.pop(0)
        if isinstance(next_one, Exception):
            raise next_one
        return next_one

    def is_same(self, given: Mapping[str, object]) -> bool:
        return all(getattr(self.settings, key) == value for key, value in given.items())

    def form(self) -> Form:
        return Form(self.settings, self.fixed)

    async def check(self, settings: Settings, secret: Secret) -> None:
        self.checks.append((settings, secret.reveal()))
        await asyncio.sleep(0)
        if self.refusal is not None:
            raise self.refusal

    def save(self, settings: Settings, secret: Secret) -> None:
        self.saved.append((settings, secret.reveal()))

    async def keep(self, secret: Secret) -> str:
        if self.keyring_hangs is not None:
            await self.keyring_hangs.wait()
        self.kept.append(secret.reveal())
        return self.forgets

    async def administrator(self, *, limited: bool = True) -> Administrator:
        del limited
        raise ConnectionLost(Sentence("nothing to administer"))

    def save_administrator(self, admin: Administrator) -> None:
        raise NotImplementedError

    async def keep_administrator(self, admin: Administrator) -> str:
        raise NotImplementedError

    async def aclose(self) -> None:
        self.closed = True
