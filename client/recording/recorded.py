"""Reads a recording, or a plain capture of AMI: its messages in order, with their times."""

import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

from msgspec import Struct

from client.ami.actions import Headers
from client.ami.clock import SessionClock
from client.ami.connection import AmiConnection
from client.ami.decode import rank_of
from client.ami.message import Message, parse
from client.ami.protocol import MAX_MESSAGE_BYTES
from client.ami.snapshot import REMOTE_TAG, told_of_leg
from client.calls.events import PbxEvent
from client.errors import ActionRejected
from client.sentence import untranslated

TIME = "Cornetta-Time"
RECORDING = "Cornetta-Recording"
VERSION = "Cornetta-Version"
EXTENSION = "Cornetta-Extension"
ENDPOINT = "Cornetta-Endpoint"
LINK = "Cornetta-Link"
ERROR = "Cornetta-Error"
UNHEARD = "Cornetta-Unheard"
"""Of a live link: "callers" if it does not tell when they hang up."""
FROM = "Cornetta-From"
"""In a heading: what is older has been cut off, but for what is needed to go on from there."""

STEP_S = 0.01
"""How long after the message before one comes that nothing tells the time of."""

_LATEST_S = 4_102_444_800.0  # the year 2100: what is later is no time
_KINDS = ("Event", "Response", "Action", RECORDING, LINK)
_CALL_GROUP = re.compile(r"PJSIP_ENDPOINT\((.+),call_group\)")


class NotAmi(ValueError):
    """No message of AMI in it; the text says what is wrong, in a few English words."""


class Recorded(Struct, frozen=True):
    """One message, and when it came, in seconds since the epoch."""

    message: Message
    at: float


class Reader:
    """Reads the lines of a file, which may end with CR LF, as AMI's do, or with LF.

    Attributes:
        is_cut: it ends in the middle of a message; known at its end.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self._at = 0.0
        self._is_ours = False
        self.is_cut = False

    def __iter__(self) -> Iterator[Recorded]:
        """Give one message after the other, as far as they can be read.

        Raises:
            NotAmi: the file has no message, or one has no end.
        """
        found = False
        for message in self._messages():
            if any(message.get(kind) for kind in _KINDS):
                found = True
                self._is_ours |= bool(message.get(RECORDING))
                self._at = self._time_of(message)
                yield Recorded(message, self._at)
        if not found:
            raise NotAmi("is no recording of what a PBX sent")

    def _messages(self) -> Iterator[Message]:
        block: list[bytes] = []
        size, whole = 0, True
        for line in self._lines:
            # An editor may have put a mark before all of it.
            text = line.removesuffix(b"\n").removesuffix(b"\r").removeprefix(b"\xef\xbb\xbf")
            whole = line.endswith(b"\n")
            size += len(line)
            if size > MAX_MESSAGE_BYTES:
                raise NotAmi("has a message without end")
            if text:
                block.append(text)
                continue
            yield parse(b"\r\n".join(block))
            block, size = [], 0
        if block:
            last = parse(b"\r\n".join(block))
            # Half a message would tell half a truth. Ours end with their time.
            self.is_cut = not (whole and (last.get(TIME) or not self._is_ours))
            if not self.is_cut:
                yield last

    def _time_of(self, message: Message) -> float:
        """Its own time, the PBX's, or the earliest that it can be.

        A channel's id tells the second in which it was made.
        """
        for header in (TIME, "Timestamp"):
            at = time_of(message.get(header))
            if at is not None:
                return at
        made = [rank_of(message.get(key))[0] for key in ("Uniqueid", "DestUniqueid")]
        return max(self._at + STEP_S, *(at for at in made if at < _LATEST_S))


def time_of(text: str) -> float | None:
    """Read a time in seconds since the epoch; None if it is not one."""
    try:
        at = float(text)
    except ValueError:
        return None
    return at if math.isfinite(at) and 0 <= at < _LATEST_S else None


class RecordedClock(SessionClock):
    """The clock of a session that is replayed: it shows what it is set to."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0

    def now(self) -> float:
        """The time of the message that is read now."""
        return self.at


class Question(NamedTuple):
    """What is asked, whoever asks it and when."""

    action: str
    headers: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, action: Message) -> Self:
        """What an action that was recorded asks."""
        headers = {key: action.get(key) for key in action.keys() - {"Action", TIME}}
        return cls.made_of(action.get("Action"), headers)

    @classmethod
    def made_of(cls, name: str, headers: Headers) -> Self:
        """The same from the parts of an action."""
        asked = ((key, str(value)) for key, value in headers.items() if key != "ActionID")
        return cls(name, frozenset(asked))

    @property
    def leg(self) -> str:
        """The leg of which it asks whether its phone has replied; "" if it asks something else."""
        asked = dict(self.headers)
        return asked.get("Channel", "") if asked.get("Variable") == REMOTE_TAG else ""


class RecordedAnswers(AmiConnection):
    """Answers as the PBX did when the recording was made."""

    def __init__(self) -> None:
        self._asked: dict[str, Question] = {}
        self._answers: dict[Question, list[Message]] = {}

    def forget(self) -> None:
        """Begin anew: it was another link."""
        self._asked.clear()
        self._answers.clear()

    def learn(self, message: Message) -> str:
        """Take a message that may be an action, or belong to an answer.

        Returns:
            The endpoint of which the last that a session asks has just been told; else "".
        """
        action_id = message.get("ActionID")
        if message.get("Action"):
            self._asked[action_id] = Question.of(message)
            return ""
        question = self._asked.get(action_id)
        if question is None:
            return ""
        if not message.event:
            self._answers[question] = []
        self._answers.setdefault(question, []).append(message)
        if not (message.event or message.get("EventList")):
            del self._asked[action_id]
        found = _CALL_GROUP.fullmatch(dict(question.headers).get("Variable", ""))
        return found[1] if found else ""

    def told_of_leg(self, message: Message, at: float) -> PbxEvent | None:
        """What this tells of a leg, if it answers a question about one. Not yet learnt."""
        question = self._asked.get(message.get("ActionID"))
        if message.get("Action") or question is None or not question.leg:
            return None
        tag, error = message.get("Value"), message.get("Message")
        return told_of_leg(question.leg, at, tag=tag, error=error)

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        """Give the response that was recorded; raise `ActionRejected` if there is none."""
        return self._recorded(name, headers)[0]

    async def listing(self, name: str, headers: Headers | None = None) -> list[Message]:
        """Give the rows that were recorded. Raises as `action`."""
        return self._recorded(name, headers)[1:]

    def _recorded(self, name: str, headers: Headers | None) -> list[Message]:
        answer = self._answers.get(Question.made_of(name, headers or {}))
        if not answer or not answer[0].succeeded:
            raise ActionRejected(
                name, untranslated(answer[0].get("Message") if answer else "not recorded")
            )
        return answer
