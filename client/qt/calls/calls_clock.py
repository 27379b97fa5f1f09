"""Keeps the seconds of a list of calls going, and lets go of what has glowed for long enough."""

from typing import Final, final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal

from client.qt.bridge import Bridge
from client.qt.calls.calls_table import CallsTable
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.session import LinkState

_TICK_AT_LEAST_S: Final = 0.1
_TICK_AT_MOST_S: Final = 1.0


@final
class CallsClock(QObject):
    """Comes back when something changes with time alone; stands while its table is not seen.

    Args:
        table: whose visible rows count.

    Signals:
        ticked(): show what depends on the time, then call `go_on`.
        expired(): rows have gone; the same.
    """

    ticked = Signal()
    expired = Signal()

    def __init__(self, model: RingingCallsModel, bridge: Bridge, table: CallsTable) -> None:
        super().__init__(table)
        self._model = model
        self._bridge = bridge
        self._table = table
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        table.window().installEventFilter(self)
        # Later: a table that is about to be hidden is released, too.
        model.released.connect(self.expired, Qt.ConnectionType.QueuedConnection)

    def go_on(self) -> None:
        """Show the rows' seconds, and come back when something changes next."""
        rows = self._table.visible_rows()
        self._model.tick(*rows)
        due = self._model.next_change(*rows)
        if due is None and self._bridge.link_state is LinkState.STALE:
            due = _TICK_AT_MOST_S
        if due is None or not self._table.window().isVisible():
            self._timer.stop()
            return
        wait_ms = round(min(max(due, _TICK_AT_LEAST_S), _TICK_AT_MOST_S) * 1000)
        # Who started it anew would put it off for ever while calls come and go all the time.
        if not self._timer.isActive() or wait_ms < self._timer.remainingTime():
            self._timer.start(wait_ms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start when the window comes into sight."""
        if event.type() == QEvent.Type.Show:
            self._timer.start(0)
        return super().eventFilter(watched, event)

    def _tick(self) -> None:
        rows = self._model.rowCount()
        self._model.expire()
        (self.ticked if self._model.rowCount() == rows else self.expired).emit()
