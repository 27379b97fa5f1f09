"""What of a recording's past a replay still needs, when the past itself is cut off.

Of the link: its questions with their last answers. Of the calls: what happened to those that the
rules still remember. So its size follows what rings, not how long it has been recorded.
"""

from collections.abc import Collection

from client.ami.channel_lines import one_by_one
from client.ami.decode import WANTED_EVENTS, Time, decode, is_local, leg_seen
from client.ami.message import SEPARATOR, Message, parse
from client.ami.snapshot import links_of, told_of_leg, with_dialers
from client.calls.events import (
    EndpointKnown,
    LegSeen,
    LegState,
    LinkDialled,
    OriginateEnded,
    PbxEvent,
    PickedUp,
    QueueJoined,
    QueueLeft,
)
from client.calls.ringing import RingingCalls
from client.recording.recorded import (
    ENDPOINT,
    EXTENSION,
    FROM,
    LINK,
    RECORDING,
    TIME,
    UNHEARD,
    Question,
)
from client.session import LinkState

_QUESTIONS = frozenset(("DBGet", "Getvar", "QueueStatus", "Status"))
"""The actions whose answers a replay asks for."""

_ROWS = ("QueueEntry", "Status")
_PAUSE = 8
"""How many messages between two rounds are kept."""

Numbered = tuple[int, bytes]
"""A message with its place in the recording."""


class StillNeeded:
    """Takes what is cut off, message by message, and tells what must stand in its place."""

    def __init__(self) -> None:
        self._heading: Message | None = None
        self._phone = ""
        self._link = _Link(b"", "")
        self._before: _Link | None = None

    def take(self, block: bytes) -> None:
        """Take the message that is cut off."""
        name = block[7 : block.find(b"\r\n")] if block.startswith(b"Event: ") else b""
        if name and name not in WANTED_EVENTS and b"\r\nActionID: " not in block:
            return  # half of all are such
        message = parse(block.removesuffix(SEPARATOR))
        if message.get(RECORDING):
            self._heading = message
            self._phone = message.get(ENDPOINT) or message.get(EXTENSION)
            self._link = _Link(b"", self._phone)
        if not message.get(LINK):
            self._link.take(message, block)
        elif message.get(LINK) == LinkState.LIVE.value:
            kept = {key: message.get(key) for key in (LINK, UNHEARD, TIME) if message.get(key)}
            self._link.go_live(_written(kept), hears_callers=UNHEARD not in kept)
            self._before = None
        else:
            if self._link.is_live:  # until a new link is live its rows are shown, as old ones
                self._before = self._link
            self._link = _Link(b"" if message.get(RECORDING) else block, self._phone)

    def messages(self, since: str) -> list[bytes]:
        """What a recording has to begin with that goes on at the time `since`; [] for nothing."""
        if self._heading is None:
            return []
        heading = dict(self._heading.headers())
        heading |= {FROM: since, LINK: LinkState.CONNECTING.value}
        before = self._before.messages() if self._before else []
        return [_written(heading), *before, *self._link.messages()]


class _Call:
    """The messages about one call, in rounds: one ends when no phone is called any more.

    A queue may try for hours. No round needs another, but that the first tells the call's age, and
    the last how it went on: the others say nothing more.
    """

    def __init__(self) -> None:
        self._joined: list[Numbered] = []
        self._queues: dict[str, Numbered] = {}
        self._links: dict[str, Numbered] = {}
        self._pause: list[Numbered] = []
        self._first: list[Numbered] = []
        self._last: list[Numbered] = []
        self._round: list[Numbered] = []

    def add(
        self,
        event: PbxEvent,
        told: list[Numbered],
        links: Collection[str],
        *,
        called: bool,
        rung: bool,
    ) -> None:
        """Add what happened; then these Local channels are mine, and a phone is called or not."""
        if isinstance(event, LinkDialled):
            self._links[event.uniqueid] = told[0]
        elif isinstance(event, QueueJoined | QueueLeft):
            self._joined = self._joined or told  # since when it waits
            self._queues[event.queue] = told[0]  # and where now
        elif called or self._round:
            self._round += told
        else:
            self._pause = [*self._pause, *told][-_PAUSE:]
        if not called:  # how one ended is in this round
            self._links = {one: dialled for one, dialled in self._links.items() if one in links}
        if not rung:
            self._first = []
        if self._round and not called:
            self._last, self._round = self._round, []
            if rung and not self._first:
                self._first = self._last

    def messages(self) -> list[Numbered]:
        """Without those that make no difference."""
        last = [] if self._last is self._first else self._last
        joined = {*self._joined, *self._queues.values(), *self._links.values()}
        return [*joined, *self._pause, *self._first, *last, *self._round]


class _Link:
    """One link to the PBX, from the message that tells its beginning on; my phone's `endpoint`."""

    def __init__(self, begun: bytes, endpoint: str) -> None:
        self._begun = begun
        self._live = b""
        self._count = 0
        self._rules = RingingCalls("")
        self._rules.set_user("", None, endpoint)
        self._open: dict[str, tuple[Question, bytes]] = {}
        self._answered: dict[Question, list[bytes]] = {}
        self._learnt: dict[Question, list[Numbered]] = {}
        self._rows: dict[str, list[tuple[Message, bytes]]] = {}
        self._early: list[tuple[PbxEvent, bytes]] = []
        self._calls: dict[str, _Call] = {}
        self._paused: dict[str, None] = {}  # calls that may ring on; the latest is last

    @property
    def is_live(self) -> bool:
        return bool(self._live)

    def take(self, message: Message, block: bytes) -> None:
        action_id = message.get("ActionID")
        if message.get("Action"):
            if message.get("Action") in _QUESTIONS:
                self._open[action_id] = Question.of(message), block
        elif action_id in self._open:
            self._answer(message, block)
        elif event := decode(message, _time_of(message)):
            if self._live:
                self._happened(event, block)
            else:
                self._early.append((event, block))

    def go_live(self, block: bytes, *, hears_callers: bool) -> None:
        """All is asked: the calls are those of the rows, and of the events meanwhile."""
        self._live = block
        self._rules.hears_callers = hears_callers
        channels = [message for message, _ in self._all_rows() if message.event == "Status"]
        linkedids = {channel.get("Uniqueid"): channel.get("Linkedid") for channel in channels}
        for link in links_of(with_dialers(channels)):
            self._rules.apply(link)
        rows, self._rows = self._all_rows(), {}
        for row, text in rows:
            linkedid = linkedids.get(row.get("Uniqueid"), "")
            if row.event == "QueueEntry":
                uniqueid = row.get("Uniqueid")
                self._rules.apply(QueueJoined(linkedid, row.get("Queue"), uniqueid))
            elif row.get("ChannelState") in ("0", "5") and not is_local(row.get("Channel")):
                seen = leg_seen(one_by_one(row, "", "Variable"), LegState.RINGING, 0.0)
                if seen is not None:
                    self._rules.apply(seen)
            self._rows.setdefault(linkedid, []).append((row, text))
        for event, text in self._early:
            self._happened(event, text)
        self._early.clear()
        for linkedid in list(self._rows):
            self._forget_if_over(linkedid)

    def messages(self) -> list[bytes]:
        """What is needed of this link, as a link begins: first all that was asked."""
        happened = [one for call in self._calls.values() for one in call.messages()]
        happened += [one for learnt in self._learnt.values() for one in learnt]
        happened.sort(key=lambda one: one[0])
        known = self._answered.keys() | self._learnt.keys()
        unanswered = (block for question, block in self._open.values() if question not in known)
        answered = (one for answer in self._answered.values() for one in answer)
        rows = (block for _, block in self._all_rows())
        early = (block for _, block in self._early)
        found = [self._begun, *answered, *unanswered, *rows, self._live, *early]
        return [block for block in (*found, *(block for _, block in happened)) if block]

    def _all_rows(self) -> list[tuple[Message, bytes]]:
        return [row for rows in self._rows.values() for row in rows]

    def _answer(self, message: Message, block: bytes) -> None:
        action_id = message.get("ActionID")
        question, asked = self._open[action_id]
        if message.event in _ROWS:
            self._rows.setdefault(message.get("Uniqueid"), []).append((message, block))
            return
        if self._live and question.leg:
            at, tag, error = _time_of(message)(""), message.get("Value"), message.get("Message")
            if told := told_of_leg(question.leg, at, tag=tag, error=error):
                self._happened(told, asked, block)
        elif self._live:  # what is asked again matters from then on
            self._count += 1
            self._learnt[question] = [(self._count, asked), (self._count, block)]
        elif not message.event:
            self._answered[question] = [asked, block]
        else:
            self._answered.setdefault(question, [asked]).append(block)
        listing = message.event or message.get("EventList")
        if not listing or message.event.endswith("Complete"):
            del self._open[action_id]

    def _happened(self, event: PbxEvent, *blocks: bytes) -> None:
        if isinstance(event, EndpointKnown | OriginateEnded):
            return
        uniqueid, linkedid = _subject(event)
        before = self._rules.linkedid_of(uniqueid)
        self._rules.apply(event)
        linkedid = before or self._rules.linkedid_of(uniqueid) or linkedid
        if self._rules.remembers(linkedid):
            self._count += 1
            self._calls.setdefault(linkedid, _Call()).add(
                event,
                [(self._count, block) for block in blocks],
                self._rules.my_links.of(linkedid),
                called=self._rules.is_called(linkedid),
                rung=self._rules.has_rung(linkedid),
            )
            self._paused.pop(linkedid, None)
            if not self._rules.is_called(linkedid):
                self._paused[linkedid] = None
        else:
            self._forget_if_over(linkedid)
        while self._paused and not self._rules.remembers(first := next(iter(self._paused))):
            del self._paused[first]
            self._forget_if_over(first)

    def _forget_if_over(self, linkedid: str) -> None:
        if not self._rules.remembers(linkedid):
            self._calls.pop(linkedid, None)
            self._rows.pop(linkedid, None)


def _time_of(message: Message) -> Time:
    """When it was recorded."""
    at = float(message.get(TIME) or 0)
    return lambda _told: at


def _written(headers: dict[str, str]) -> bytes:
    return "\r\n".join(f"{key}: {value}" for key, value in headers.items()).encode() + SEPARATOR


def _subject(event: PbxEvent) -> tuple[str, str]:
    """The leg that an event is about, and its call; each may be ""."""
    match event:
        case LegSeen():
            return event.leg.uniqueid, event.leg.linkedid
        case PickedUp():
            return event.target, event.linkedid
        case QueueJoined() | QueueLeft():
            return "", event.linkedid
        case _:
            return getattr(event, "uniqueid", ""), getattr(event, "linkedid", "")
