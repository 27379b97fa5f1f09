"""The titles of the ringing calls, and how their columns share the width."""

from typing import final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from client.qt.calls.call_cells import Column
from client.qt.looks import look
from client.qt.looks.row_table import FlatHeader

_SHARES = {Column.CALLER: 0.45, Column.RINGS_AT: 0.28, Column.GROUP: 0.27}
"""How the width that clock and button leave is shared."""
_CALLER_ALONE = {Column.CALLER: 1.0, Column.RINGS_AT: 0.0, Column.GROUP: 0.0}


@final
class CallsHeader(FlatHeader):
    """Gives each column its share of the width."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view, {Column.WAIT: Qt.AlignmentFlag.AlignRight})
        self._viewport = view.viewport()
        self._clock = self._button = 0
        self._caller_alone = False
        self.setStretchLastSection(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(0)

    def share_width(self, clock: int, button: int, *, caller_alone: bool) -> None:
        """Lay the columns out.

        Args:
            clock: the width of the longest usual wait.
            button: the width of a row's button.
            caller_alone: what is left is the caller's; where it rings is not seen.
        """
        self._clock, self._button, self._caller_alone = clock, button, caller_alone
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share anew; a scroll bar that comes makes the titles narrower after all else."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        room = 2 * look.gap(self)
        fixed = {Column.WAIT: self._clock + room, Column.PICK_UP: self._button + room}
        # A hidden header's own width is not always that of the columns beside a scroll bar.
        left = max(0, self._viewport.width() - sum(fixed.values()))
        for column, width in fixed.items():
            self.resizeSection(column, width)
        for column, share in (_CALLER_ALONE if self._caller_alone else _SHARES).items():
            self.resizeSection(column, int(left * share))
