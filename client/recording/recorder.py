"""Recorder: writes down what a PBX sends, and no secret.

A recording is plain AMI, one message after the other, as a person can read it. Each has one
header more, its time on the session's clock, so that a capture without times is a recording
that lacks them. Messages of our own, with no other headers than ours, say who recorded and
how the link was. Our actions are kept where their answers mean nothing without them.
"""

from collections.abc import Callable, Sequence

from client import __version__
from client.ami.message import SEPARATOR, Message, parse
from client.plain_text import one_line
from client.recording.recorded import (
    ENDPOINT,
    ERROR,
    EXTENSION,
    LINK,
    RECORDING,
    TIME,
    UNHEARD,
    VERSION,
)
from client.session import LinkChanged, LinkState, Session, SessionEvent

_KEPT = frozenset(
    ("DBGet", "Getvar", "Hangup", "ListCommands", "Originate", "Ping", "QueueStatus", "Status")
)
"""The actions that are written. Any other is left out with all that answers it: `Challenge`
and `Login` prove that a secret is known, and what a later one carries nobody knows today."""

_HARMLESS = ("PJSIP_ENDPOINT(", "CHANNEL(")
"""What may be read aloud by `Getvar`; AST_CONFIG can read every secret of the PBX."""


_TIME = f"\r\n{TIME}: ".encode()


class Recorder:
    """Implements `client.ami.protocol.Tap`; `write` takes one message with its end."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._now: Callable[[], float] = lambda: 0.0
        self._asked: set[str] = set()
        self._hidden: set[str] = set()
        self.messages = 0

    def follow(self, session: Session, endpoint: str) -> None:
        """Begin: say who records, and from now on what becomes of the link."""
        self._now = session.now
        self._note(
            {
                RECORDING: "1",
                VERSION: __version__,
                EXTENSION: session.me.number,
                ENDPOINT: endpoint,
                LINK: session.link.state.value,
            }
        )
        session.subscribe(self._told)

    def received(self, block: bytes) -> None:
        """Write a message of the PBX, unless it answers what is left out."""
        if block.startswith(b"Event: ") and b"\r\nActionID: " not in block:
            self._put(block)  # most are such, and it costs a tenth
            return
        message = parse(block)
        if message.event:
            hidden = message.get("ActionID") in self._hidden
        else:
            hidden = not self._is_kept_answer(message)
        if not hidden:
            self._put(block)

    def sent(self, block: bytes) -> None:
        """Write an action, if it is one of those that are written."""
        action = parse(block)
        if self._is_kept(action):
            self._asked.add(action.get("ActionID"))
            self._put(block)
        else:
            self._hidden.add(action.get("ActionID"))

    def _is_kept(self, action: Message) -> bool:
        if action.get("Action") == "Getvar":
            return action.get("Variable").startswith(_HARMLESS)
        return action.get("Action") in _KEPT

    def _is_kept_answer(self, answer: Message) -> bool:
        action_id = answer.get("ActionID")
        if not answer.get("EventList"):  # no rows will follow
            self._hidden.discard(action_id)
        if action_id not in self._asked:
            return False
        self._asked.discard(action_id)
        return True

    def _told(self, events: Sequence[SessionEvent]) -> None:
        for event in events:
            if isinstance(event, LinkChanged):
                status = event.status
                more = {ERROR: str(status.error.detail)} if status.error else {}
                if status.state is not LinkState.LIVE:  # what was asked gets no answer now
                    self._asked.clear()
                    self._hidden.clear()
                elif not status.hears_callers:
                    more[UNHEARD] = "callers"
                self._note({LINK: status.state.value, **more})

    def _note(self, headers: dict[str, str]) -> None:
        lines = [f"{key}: {one_line(value)}" for key, value in headers.items()]
        self._put("\r\n".join(lines).encode())

    def _put(self, block: bytes) -> None:
        block = block.strip(b"\r\n")
        if block:
            self.messages += 1
            self._write(b"%s%s%.6f%s" % (block, _TIME, self._now(), SEPARATOR))
