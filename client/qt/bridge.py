"""The seam between the session and the widgets.

Inwards: what the session tells goes into the model and out as signals. A new call is shown at once,
or with the next frame if something was shown just now. Outwards: a pickup that a widget asks for
becomes a task. Nothing else in the window starts a pickup or listens to a session.
"""

import time
from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, final

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from client.calls.call import Added, Call, CallId, Change, Removed, Updated
from client.calls.choice import Target
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.session import (
    AgentChanged,
    LinkChanged,
    LinkState,
    LinkStatus,
    PickupResult,
    Session,
    SessionEvent,
    Unheard,
)
from client.tasks import TaskOwner

if TYPE_CHECKING:
    import asyncio

TOGETHER_S = 0.008
"""Half a frame of the screen: with the time to paint it makes a whole one. New calls that follow
the last painting within this time are shown together. A change or the end of a call always waits
for so long: another call often begins just then, and one painting shows both."""


@final
class Bridge(QObject):
    """One session at a time, one pickup at a time.

    Attributes:
        session: the one that is shown; None before the first.
        busy: while a pickup runs.
        picked: the call that it takes, as it was when it began; None when that is not known.

    Signals:
        link_changed(): the session's link is different, or there is another session.
        agent_changed(): who I am or which groups I have is different.
        groups_unheard(tuple[PickupGroup, ...]): their calls do not reach me.
        calls_changed(list[Change]): what exactly has changed in the model.
        session_changed(): there is another session, whose calls the model shows, or none.
        pickup_began(): no other is accepted until it ends.
        pickup_ended(PickupResult | None): None when it failed, which has been reported, or when
            its session is no more: somebody else may be here now.
    """

    link_changed = Signal()
    agent_changed = Signal()
    groups_unheard = Signal(object)
    calls_changed = Signal(object)
    session_changed = Signal()
    pickup_began = Signal()
    pickup_ended = Signal(object)

    def __init__(
        self, model: RingingCallsModel, tasks: TaskOwner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._tasks = tasks
        self.session: Session | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._run: asyncio.Task[Any] | None = None
        self.busy = False
        self._target: Target | None = None
        self.picked: Call | None = None
        self._pickup: asyncio.Task[PickupResult] | None = None
        self._wanted = QElapsedTimer()
        self._waiting: list[SessionEvent] = []
        self._shown_at = 0.0
        self._frame = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._frame.timeout.connect(self._show)

    @property
    def link(self) -> LinkStatus | None:
        """The session's link; None before the first session."""
        return self.session.link if self.session else None

    @property
    def link_state(self) -> LinkState | None:
        """How far its list can be trusted."""
        return self.session.link.state if self.session else None

    @property
    def live(self) -> bool:
        """Whether the list is what rings now."""
        return self.link_state is LinkState.LIVE

    @property
    def listed(self) -> bool:
        """Whether there is a list: what rings now, or rang when the link was lost."""
        return self.link_state in (LinkState.LIVE, LinkState.STALE)

    @property
    def armed(self) -> bool:
        """Whether a call can be taken now."""
        return self.live and not self.busy

    def open(self, session: Session) -> None:
        """Show this session instead of the one before, which is ended, and run it."""
        self.close()
        self.session = session
        self._model.start(session.calls(), session.now)
        self._unsubscribe = session.subscribe(self._listen)
        self._run = self._tasks.start(session.run(), name=f"session with {session.pbx}")
        self._show_agent()
        self._show_link()
        self.session_changed.emit()

    def close(self) -> None:
        """End the session; its task cleans up on its own."""
        self._unsubscribe()
        self._unsubscribe = lambda: None
        if self._run is not None:
            self._run.cancel()
        self.session = self._run = None
        self._waiting.clear()
        self._frame.stop()
        self.session_changed.emit()

    def pick_up(
        self, target: Target, *, named: bool = False
    ) -> "asyncio.Task[PickupResult] | None":
        """Take a call. Passed over while another pickup runs or the list is not the truth.

        The second half of a double click, or of a hasty key, is passed over, too: a PBX may need
        10 ms for a pickup, and the same button then names the next call.

        Args:
            target: what to take.
            named: who asks has said what, so that only the same again is hasty.

        Returns:
            The pickup that counts: this one, or the one that it was passed over for. None while
            the list is not the truth.
        """
        session = self.session
        if session is None or not self.live:
            return None
        hasty = (
            self._wanted.isValid()
            and self._wanted.elapsed() < QApplication.doubleClickInterval()
            and not (named and target != self._target)
        )
        if not (self.busy or hasty):
            self._wanted.start()
            self.busy, self._target = True, target
            self.picked = self._model.call_meant(target)
            self._pickup = self._tasks.start(
                self._pick_up(session, target), name=f"pickup of {target}"
            )
            self.pickup_began.emit()
        return self._pickup

    async def _pick_up(self, session: Session, target: Target) -> PickupResult:
        result = None
        try:
            result = await session.pickup(target)
            return result
        finally:
            self.busy = False
            self._show()  # the end of the call belongs to the end of its pickup
            self.pickup_ended.emit(result if session is self.session else None)

    def _listen(self, events: Sequence[SessionEvent]) -> None:
        self._waiting.extend(events)
        # What the last painting took counts: it held up these changes already.
        left_s = self._shown_at + TOGETHER_S - time.monotonic()
        can_wait = all(isinstance(event, Updated | Removed) for event in events)
        if left_s <= 0 and not can_wait:
            self._show()
            return
        wait_ms = ceil((TOGETHER_S if can_wait else left_s) * 1000)
        if not self._frame.isActive() or wait_ms < self._frame.remainingTime():
            self._frame.start(wait_ms)

    def _show(self) -> None:
        self._frame.stop()
        self._shown_at = time.monotonic()
        waiting, self._waiting = self._waiting, []
        changes: list[Change] = []
        for event in _last_words(waiting):
            match event:
                case Added() | Updated() | Removed():
                    changes.append(event)
                case AgentChanged():
                    self._show_agent()
                case LinkChanged():
                    self._show_link()
                case Unheard():
                    self.groups_unheard.emit(event.groups)
        if changes:
            self._model.apply(changes)
            self.calls_changed.emit(changes)

    def _show_agent(self) -> None:
        if self.session is not None:
            self._model.set_agent(self.session.me, self.session.groups)
            self.agent_changed.emit()

    def _show_link(self) -> None:
        if self.session is not None:
            self._model.set_frozen(None if self.live else self.session.link.as_of)
            self.link_changed.emit()


def _last_words(events: Sequence[SessionEvent]) -> list[SessionEvent]:
    """Leave out each update, and each ending, that a later one of the same call makes void."""
    told: dict[CallId, Change] = {}
    kept: list[SessionEvent] = []
    for event in reversed(events):
        if isinstance(event, Added | Updated | Removed):
            later = told.get(event.call.id)
            ended_anew = isinstance(event, Removed) and isinstance(later, Removed)
            if ended_anew or (isinstance(event, Updated) and later):
                continue
            told[event.call.id] = event
        kept.append(event)
    return kept[::-1]
