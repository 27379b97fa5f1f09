"""Which rows have come to their place only just now: a click there was meant for another.

Somebody who aims from outside the list, or with a finger, sees a row move too late to stop. And
who closes a dialog with two clicks does the second on what was below. It knows the model's
operations and nothing of calls.
"""

import time
from typing import Final, final

from PySide6.QtCore import QModelIndex, QObject

from client.qt.calls.ringing_calls_model import RingingCallsModel

SETTLE_MS: Final = 300
"""So long before a click the user made up his mind about it."""

_ALL_BELOW: Final = 1 << 30


@final
class Settling(QObject):
    """Notes which rows move.

    Args:
        model: whose rows; while it holds them a row that comes moves no other.
    """

    def __init__(self, model: RingingCallsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._moves: list[tuple[float, int, int]] = []
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.rowsMoved.connect(self._moved)
        model.layoutChanged.connect(self.unsettle)
        model.modelReset.connect(self.unsettle)

    def settled(self, row: int) -> bool:
        """Whether what stands there has stood there for long enough to be meant."""
        self._forget()
        return not any(first <= row <= last for _, first, last in self._moves)

    def unsettle(self) -> None:
        """All rows have only just come to where they are."""
        self._note(0, _ALL_BELOW)

    def _inserted(self, _parent: QModelIndex, first: int, _last: int) -> None:
        self._note(first, first if self._model.held else _ALL_BELOW)

    def _removed(self, _parent: QModelIndex, first: int, _last: int) -> None:
        if not self._model.held:  # another comes in its place
            self._note(first, _ALL_BELOW)

    def _moved(
        self, _parent: QModelIndex, start: int, _end: int, _target: QModelIndex, row: int
    ) -> None:
        self._note(min(start, row), max(start, row))

    def _note(self, first: int, last: int) -> None:
        self._forget()
        self._moves.append((time.monotonic(), first, last))

    def _forget(self) -> None:
        since = time.monotonic() - SETTLE_MS / 1000
        self._moves = [move for move in self._moves if move[0] > since]
