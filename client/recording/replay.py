"""Replay: a recording, seen as an agent saw it; by the same decoder and the same rules.

What the session of that time asked is answered from the recording, in the order in which the
answers came.
"""

import asyncio
from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from client.ami.message import Message
from client.ami.questions import Agent, ask_agent, ask_endpoint
from client.ami.snapshot import take_snapshot
from client.ami_calls import AmiCalls
from client.calls.call import Change
from client.calls.events import EndpointKnown, GroupId, LegFacts, Party, Snapshot
from client.calls.groups import PickupGroup, parse_group
from client.errors import (
    ActionRejected,
    ConnectionLost,
    FileProblem,
    LinkError,
    UnknownExtension,
)
from client.others_words import system_words
from client.recording.recorded import (
    ENDPOINT,
    ERROR,
    EXTENSION,
    FROM,
    LINK,
    RECORDING,
    UNHEARD,
    NotAmi,
    Reader,
    RecordedAnswers,
    RecordedClock,
    time_of,
)
from client.sentence import untranslated
from client.session import LinkChanged, LinkState, LinkStatus

UNTOLD = GroupId("?")
"""The group of a phone in a plain capture that tells no groups at all."""

_LONGEST_LINE_BYTES = 1 << 20


class Replay(AmiCalls):
    """Implements `client.session.Watched`.

    Args:
        groups: the numbers of the groups that count; None: every group does.
        speed: 2 is twice as fast as it was; 0 is at once.
    """

    def __init__(self, path: str, groups: Sequence[str] | None, speed: float) -> None:
        self._path = path
        self._wanted = {one: _may_mean(one) for one in groups or ()}
        self._counting: Collection[GroupId] | None = None
        if groups is not None:
            self._counting = frozenset().union(*self._wanted.values())
        self._speed = speed
        self._clock = RecordedClock()
        super().__init__("", self._clock.time_of)
        self._set_at = 0.0
        self._begins_at = 0.0
        self._answers = RecordedAnswers()
        self._ringing.set_user("", self._counting)
        self._ringing.hears_callers = True
        self._is_recording = False
        self._me = self._endpoint = ""
        self._names: dict[GroupId, str] = {}
        self._endpoints: dict[str, EndpointKnown] = {}
        self._tells_groups = False
        self._rang_in: set[GroupId] = set()
        self.link = LinkStatus(LinkState.LIVE)
        self.is_cut = False

    @property
    def me(self) -> Party:
        """Whose desk was recorded."""
        return Party(self._me)

    @property
    def groups(self) -> tuple[PickupGroup, ...]:
        """The groups that count; where all do, those whose names are told."""
        counting = self._names if self._counting is None else self._counting
        found = tuple(PickupGroup(group, self._names.get(group, "")) for group in sorted(counting))
        return found or (PickupGroup(UNTOLD),)

    @property
    def silent_groups(self) -> list[str]:
        """Those of the groups that were named in which nothing has rung so far."""
        return [one for one, ids in self._wanted.items() if ids.isdisjoint(self._rang_in)]

    def now(self) -> float:
        """The time in the recording."""
        if not self._speed:
            return self._clock.at
        return self._clock.at + (asyncio.get_running_loop().time() - self._set_at) * self._speed

    async def run(self) -> None:
        """Play it to its end.

        Raises:
            FileProblem: the file cannot be read, or is no recording.
        """
        reader = Reader(self._lines())
        try:
            for recorded in reader:
                await self._go_on_to(recorded.at)
                await self._take(recorded.message)
                self._flush()
        except NotAmi as error:
            raise FileProblem(self._path, untranslated(str(error))) from None
        self.is_cut = reader.is_cut

    def _lines(self) -> Iterator[bytes]:
        try:
            with open(self._path, "rb") as file:  # noqa: PTH123 - any text may be a path here
                while line := file.readline(_LONGEST_LINE_BYTES):
                    yield line
        except (OSError, ValueError) as error:
            raise FileProblem(
                self._path, untranslated(f"cannot be read ({system_words(error)})")
            ) from error

    async def _go_on_to(self, at: float) -> None:
        """Let as much time go by as went by then.

        What came without a link takes none, nor does what is kept of the time before the cut.
        """
        loop = asyncio.get_running_loop()
        ahead_s = 0.0
        begun = self._clock.at and self._early is None and at > self._begins_at
        if self._speed and begun:
            ahead_s = max(0.0, at - max(self._clock.at, self._begins_at)) / self._speed
            ahead_s -= loop.time() - self._set_at
        await asyncio.sleep(max(0.0, ahead_s))
        self._clock.at, self._set_at = at, loop.time() + min(0.0, ahead_s)

    async def _take(self, message: Message) -> None:
        if message.get(RECORDING):
            self._is_recording = True
            self._me, self._endpoint = message.get(EXTENSION), message.get(ENDPOINT)
            self._begins_at = time_of(message.get(FROM)) or 0.0
            self._ringing.set_user(self._me, self._counting, self._endpoint)
        if message.get(LINK):
            await self._link_changed(message)
            return
        told = self._answers.told_of_leg(message, self._clock.at)
        endpoint = self._answers.learn(message)
        if told and self._early is None:
            self._apply(told)
        if endpoint:
            await self._learn(endpoint)
        elif message.event:
            self._receive(message)

    async def _link_changed(self, message: Message) -> None:
        state = message.get(LINK)
        if state == LinkState.LIVE.value:
            self._ringing.hears_callers = not message.get(UNHEARD)
            if not message.get(RECORDING):  # else it begins in the midst of a live link
                await self._synchronise()
            self._set_link(LinkState.LIVE)
            return
        self._early, self._endpoints = [], {}
        self._answers.forget()
        if state == LinkState.STALE.value:
            self._set_link(LinkState.STALE, ConnectionLost(untranslated(message.get(ERROR))))

    def _set_link(self, state: LinkState, error: LinkError | None = None) -> None:
        self.link = LinkStatus(state, self._clock.at, error)
        self._batch.append(LinkChanged(self.link))

    async def _synchronise(self) -> None:
        """Do what a session does when it has asked what rings; see `AmiSession`."""
        agent = await self._agent()
        self._names.update({group.id: group.name for group in agent.groups})
        try:
            snapshot = await take_snapshot(self._answers, self._clock)
        except ActionRejected:  # the account might not ask
            snapshot = Snapshot((), ())
        self._reset(snapshot)

    async def _agent(self) -> Agent:
        try:
            return await ask_agent(self._answers, self._me, self._endpoint)
        except (ActionRejected, UnknownExtension):
            return Agent(Party(self._me), ())

    async def _learn(self, endpoint: str) -> None:
        try:
            known = await ask_endpoint(self._answers, endpoint)
        except ActionRejected:
            return
        self._endpoints[endpoint] = known
        if self._early is None:
            self._apply(known)

    def _emit(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self._rang_in.update(change.call.groups)
        super()._emit(changes)

    def _completed(self, leg: LegFacts) -> LegFacts:
        known = self._endpoints.get(leg.endpoint)
        if known is not None:
            return leg.completed(known)
        self._tells_groups |= leg.groups is not None
        if self._counting is None and not (self._is_recording or self._tells_groups):
            return replace(leg, groups=frozenset({UNTOLD}))
        return leg


def _may_mean(number: str) -> frozenset[GroupId]:
    """A number without a # may be either group's."""
    return frozenset((parse_group(number).id, GroupId(number.removeprefix("#"), numeric=True)))
