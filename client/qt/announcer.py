"""Tells a screen reader what happens: new calls, the end of a pickup, the link lost and back.

Of calls that end it tells the one alone on which the user is in the list: Enter takes it no more.

Whatever else rings or shows on a new call leaves the words to this, so that nothing is said twice.
It never floods: calls that come together are one sentence ("3 new calls"), there are a few seconds
between two of these, and a call that has gone meanwhile is not told. Between them it keeps the
calls' ids alone, and those no longer than until the next sentence.
"""

from typing import Final, final

from PySide6.QtCore import QElapsedTimer, QModelIndex, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from client.calls.call import Call, CallId
from client.plain_text import one_line
from client.qt.bridge import Bridge
from client.qt.calls import call_text
from client.qt.calls.call_cells import spoken_end
from client.qt.calls.call_row import Row
from client.qt.calls.calls_table import CallsTable
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.qt.looks import look
from client.qt.texts.counted import Counted
from client.qt.texts.error_text import sentence_text
from client.qt.texts.state_text import picking_text
from client.session import LinkState, Outcome, PickupResult
from client.wording import outcome

GATHER_MS: Final = 150
"""Calls that come within this time are told together."""

APART_MS: Final = 3000
"""Between two sentences about new calls: time to hear the first one out."""

_ENDS: Final = (Outcome.PICKED_UP, Outcome.TAKEN_BY_OTHER, Outcome.CALLER_GAVE_UP)
"""Outcomes that say why the call rings no more."""


@final
class Announcer(QObject):
    """Listens to model and bridge, and speaks in the name of a window.

    Args:
        window: whose announcements they are, seen or not.
        model: the calls of the shown group; those of other groups are not told.
    """

    def __init__(self, window: QWidget, model: RingingCallsModel, bridge: Bridge) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._bridge = bridge
        self._apart_ms = APART_MS
        self._new: dict[CallId, None] = {}
        self._told_by_pickup: CallId | None = None
        self._lost = False
        self._last = QElapsedTimer()
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._tell_new)
        model.rowsInserted.connect(self._note_new)
        model.ended.connect(self._tell_end)
        bridge.link_changed.connect(self._tell_link)
        bridge.pickup_began.connect(self._tell_began)
        bridge.pickup_ended.connect(self._tell_ended)

    def say(self, text: str) -> None:
        """Have it said now."""
        look.announce(self._window, text)

    def tell_muted(self, *, muted: bool) -> None:
        """Say what the key has done, which is seen at a button that has not the focus."""
        self.say(self.tr("The alerts are muted") if muted else self.tr("The alerts can be heard"))

    def _note_new(self, _parent: QModelIndex, first: int, last: int) -> None:
        for at in range(first, last + 1):
            self._new[self._model.row(at).call.id] = None
        if not self._soon.isActive():
            rest = self._apart_ms - self._last.elapsed() if self._last.isValid() else 0
            self._soon.start(max(GATHER_MS, rest))

    def _tell_new(self) -> None:
        noted, self._new = self._new, {}
        calls = [call for call in map(self._shown, noted) if call is not None]
        if not calls:
            return
        self._last.start()
        if len(calls) == 1:
            model = self._model
            call = call_text.spoken_place(calls[0], model.names, model.group)
            self.say(self.tr("New call: {call}").format(call=call))
        else:
            self.say(Counted.tr("%n new call(s)", "", len(calls)))

    def _shown(self, call_id: CallId) -> Call | None:
        """A call that still rings in the shown group."""
        return self._model.call_at(self._model.row_of(call_id))

    def _tell_end(self, row: Row) -> None:
        table, call = QApplication.focusWidget(), row.call.id
        selected = isinstance(table, CallsTable) and table.selected() == call
        if selected and call != self._told_by_pickup:
            self.say(spoken_end(row))

    def _tell_link(self) -> None:
        session = self._bridge.session
        if session is None:
            return
        state, pbx = session.link.state, one_line(session.pbx)
        if state is LinkState.STALE and not self._lost:
            self._lost = True
            self.say(self.tr("The link to {pbx} is lost. No call can be taken.").format(pbx=pbx))
        elif state is LinkState.LIVE and self._lost:
            self._lost = False
            self.say(self.tr("The link to {pbx} is back.").format(pbx=pbx))
        elif state not in (LinkState.LIVE, LinkState.STALE):
            self._lost = False  # another session, or the window says what to do

    def _tell_began(self) -> None:
        picked = self._bridge.picked
        self._told_by_pickup = picked.id if picked else None
        self.say(picking_text(picked, call_text.spoken_caller))

    def _tell_ended(self, result: PickupResult | None) -> None:
        if result is None or result.outcome not in _ENDS:
            self._told_by_pickup = None
        if result is not None:
            self.say(sentence_text(outcome(result)))
