"""A client that hears any stream, and what must hold of it all the time."""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from client.ami.message import SEPARATOR, Message, parse
from client.ami.protocol import AmiProtocol
from client.ami_session import AmiSession
from client.calls.call import Added, Call, CallId, Change, Leg, Removed
from client.calls.choice import AnyCall, Code
from client.calls.events import TAKEN, EndReason, GroupId, Party
from client.calls.groups import PickupGroup
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import ConnectionLost
from client.pickup.service import Knowledge
from client.sentence import Sentence
from client.session import SessionEvent
from client.tasks import TaskOwner
from tests.bench.listening import BANNER, Transport
from tests.remembered import is_empty

GROUPS = (
    PickupGroup(GroupId("501")),
    PickupGroup(GroupId("502")),
    PickupGroup(GroupId("3", numeric=True)),
)
STEP_S = 0.002
"""How much time goes by between two messages; between two of one call it is some 16 times that."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its time goes on when it is told so: what is remembered for 5 s is not remembered longer."""

    clock = 0.0

    def time(self) -> float:
        return self.clock


class Oracle:
    """Which legs ring, as the stream says; read from the headers, without the client's decoder."""

    def __init__(self) -> None:
        self.ringing: set[str] = set()
        self.named: set[str] = set()
        self.waiting: set[tuple[str, str]] = set()

    def hear(self, message: Message) -> None:
        get = message.get
        local, dest_local = (get(key).startswith("Local/") for key in ("Channel", "DestChannel"))
        self.named |= {get(key) for key in ("Uniqueid", "DestUniqueid", "TargetUniqueid")}
        match message.event:
            case "Newstate" if not local and get("ChannelState") == "5":
                self.ringing.add(get("Uniqueid"))
            case "Newstate" if not local and get("ChannelState") == "6":
                self.ringing.discard(get("Uniqueid"))
            case "DialBegin" if not dest_local and get("DestChannelState") == "5":
                self.ringing.add(get("DestUniqueid"))
            case "DialState" if not dest_local and get("DialStatus") == "PROGRESS":
                self.ringing.add(get("DestUniqueid"))
            case "DialEnd" if not dest_local and get("DialStatus") != "CANCEL":
                self.ringing.discard(get("DestUniqueid"))
            case "Hangup" if not local:
                self.ringing.discard(get("Uniqueid"))
            case "Pickup":
                self.ringing.discard(get("TargetUniqueid"))
            case "QueueCallerJoin":
                self.waiting.add((get("Linkedid"), get("Queue")))
            case _:
                pass
        self.ringing.discard("")  # what has no id is nothing


class Listener:
    """A session without a link, told what a test likes; somebody clicks all the time.

    Args:
        meddler: chooses what the PBX says of a click; None: it says nothing of its own.

    Attributes:
        changes: what the user was told since `changes` was last emptied.
        outcomes: how often a pickup ended how.
    """

    own_channel = True
    is_checked = dials = False

    def __init__(self, meddler: random.Random | None = None) -> None:
        self.oracle = Oracle()
        self.changes: list[Change] = []
        self.outcomes: dict[str, int] = {}
        self._meddler = meddler
        self._said = b""
        self._view: dict[CallId, Call] = {}
        self._ended: dict[CallId, Removed] = {}
        self._errors: list[object] = []
        self._tasks = TaskOwner(self._errors.append)
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self._fail(context))
        settings = Settings(host="pbx", username="agent", extension="204")
        self.session = AmiSession(settings, Secret(""))
        self.session._clock._monotonic = asyncio.get_running_loop().time
        self.session.groups = GROUPS
        self.session._ringing.set_user("204", [group.id for group in GROUPS])
        self.session._pickups.arm(self, Party("204"), GROUPS, Knowledge())
        self.session.subscribe(self._told)
        self.session._tap = _Ear(self._oracle_hears)
        self.protocol = AmiProtocol(self.session._receiver())
        self.protocol.connection_made(Transport())
        self.protocol.data_received(BANNER)
        self._log = _Log(self._errors)
        logging.getLogger("client").addHandler(self._log)

    # The phone of the agent

    async def ring(self, channel_id: str, wanted: Leg | Code) -> None:
        """Let the PBX say how it goes on, if a meddler is there to choose."""
        if self._meddler is None or isinstance(wanted, Code):
            return
        mine, leg = channel_id, wanted.uniqueid
        call = self.session._ringing.linkedid_of(leg)
        says = [
            f"Event: Newstate\r\nChannelState: 5\r\nUniqueid: {mine}\r\nLinkedid: {mine}",
            f"Event: OriginateResponse\r\nResponse: Success\r\nActionID: {mine}",
            f"Event: OriginateResponse\r\nResponse: Failure\r\nActionID: {mine}",
            f"Event: Pickup\r\nUniqueid: {mine}\r\nTargetUniqueid: {leg}\r\nTargetLinkedid: {call}",
            f"Event: DialEnd\r\nDialStatus: ANSWER\r\nUniqueid: {call}\r\nDestUniqueid: {mine}",
            f"Event: Newstate\r\nChannelState: 6\r\nUniqueid: {call}\r\nLinkedid: {call}",
            f"Event: Hangup\r\nUniqueid: {mine}\r\nLinkedid: {mine}",
        ]
        says = self._meddler.sample(says, self._meddler.randrange(len(says)))
        self._said = b"".join(text.encode() + SEPARATOR for text in says)

    def hang_up(self, channel_id: str) -> None:
        """Nothing rings."""

    # The stream

    def hear(self, data: bytes) -> None:
        """Take a piece of the stream; check that nothing is shown that does not ring."""
        said, self._said = self._said, b""
        # Between two messages: in the middle of one, only the oracle would know what it says.
        head, end, rest = data.partition(SEPARATOR)
        for piece in (head + end, said, rest):
            self.protocol.data_received(piece)
        assert not self._errors, self._errors
        assert not self.protocol.lost.done()
        for call in self._view.values():
            for leg in call.legs:
                assert leg.uniqueid in self.oracle.ringing, leg
        assert len(self._view) == len(self.session._ringing.newest_first())

    async def let_go_by(self, seconds: float) -> None:
        """Let the loop do what is due, and the agent click again."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.clock += seconds
        await asyncio.sleep(0)
        if self.session._pickups._running is None and self.session.calls():
            self._tasks.start(self._click(), name="a click")
            await asyncio.sleep(0)

    def close(self) -> None:
        """Listen no more."""
        logging.getLogger("client").removeHandler(self._log)
        self.protocol.end(ConnectionLost(Sentence("closed")))

    async def end(self) -> None:
        """Hang up all channels that were ever named, and empty the queues: nothing is left."""
        for uniqueid in tuple(self.oracle.named):
            self.hear(f"Event: Hangup\r\nUniqueid: {uniqueid}".encode() + SEPARATOR)
        for linkedid, queue in tuple(self.oracle.waiting):
            left = f"Event: QueueCallerLeave\r\nLinkedid: {linkedid}\r\nQueue: {queue}"
            self.hear(left.encode() + SEPARATOR)
        assert is_empty(self.session._ringing)
        assert not self._view
        self.oracle = Oracle()
        self._ended = dict([*self._ended.items()][-1:])
        for _ in range(6):  # until whatever waits has ended
            await self.let_go_by(10.0)

    def _oracle_hears(self, block: bytes) -> None:
        self.oracle.hear(parse(block))

    def _told(self, events: Sequence[SessionEvent]) -> None:
        for event in events:
            assert isinstance(event, Change)
            before = self._view.pop(event.call.id, None)
            ended_anew = before is None and self._corrects(event)
            assert (before is None) == (isinstance(event, Added) or ended_anew)
            self.changes.append(event)
            if not isinstance(event, Removed):
                self._view[event.call.id] = event.call
            elif not ended_anew:
                self._ended[event.call.id] = event

    def _corrects(self, event: Change) -> bool:
        """Somebody may have a call after all of which another end is told before, and that once."""
        told = self._ended.pop(event.call.id, None)
        if told is None or not isinstance(event, Removed) or event.reason not in TAKEN:
            return False
        is_unclear = told.reason in TAKEN or told.reason is EndReason.ENDED
        return is_unclear and (told.reason, told.by) != (event.reason, event.by)

    def _fail(self, context: object) -> None:
        self._errors.append(context)

    async def _click(self) -> None:
        result = await self.session.pickup(AnyCall())
        name = result.outcome.value
        self.outcomes[name] = self.outcomes.get(name, 0) + 1


@dataclass
class _Ear:
    """Hears all that the PBX says, also what the client passes over."""

    received: Callable[[bytes], None]

    def sent(self, block: bytes) -> None:
        """Nothing is sent."""


class _Log(logging.Handler):
    """What the protocol passes over would be a finding."""

    def __init__(self, errors: list[object]) -> None:
        super().__init__(logging.WARNING)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        self._errors.append(record.exc_info or record.getMessage())
