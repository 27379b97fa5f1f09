"""The table's titles: flat, quiet, and in line with the cells below them."""

from typing import final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from client.qt import look
from client.qt.call_cells import Column

_SHARES = {Column.CALLER: 0.45, Column.RINGS_AT: 0.28, Column.GROUP: 0.27}
"""How the width that clock and button leave is shared."""


@final
class CallsHeader(QHeaderView):
    """Gives each column its share of the width."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self._clock = self._button = 0
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def share_width(self, clock: int, button: int) -> None:
        """Lay the columns out.

        Args:
            clock: the width of the longest usual wait.
            button: the width of a row's button.
        """
        self._clock, self._button = clock, button
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share anew; a scroll bar that comes makes the titles narrower after all else."""
        super().resizeEvent(event)
        self._share()

    def sizeHint(self) -> QSize:
        """One line, and air."""
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 2 * look.gap(self))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Write one title."""
        model = self.model()
        text = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        side = model.headerData(
            logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole
        )
        palette = self.palette()
        painter.save()
        # fillRect would have PySide6 make 169 presets of gradients first.
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRect(rect)
        ink = palette.color(QPalette.ColorRole.Text)
        painter.setPen(look.blend(ink, palette.color(QPalette.ColorRole.Base), 0.2))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(look.muted(palette))
        painter.setFont(self.font())
        room = look.gap(self)
        box = rect.adjusted(room, 0, -room, 0)
        dotted = Qt.TextElideMode.ElideRight
        painter.drawText(box, side, painter.fontMetrics().elidedText(text, dotted, box.width()))
        painter.restore()

    def _share(self) -> None:
        room = 2 * look.gap(self)
        fixed = {Column.WAIT: self._clock + room, Column.PICK_UP: self._button + room}
        left = max(0, self.width() - sum(fixed.values()))
        self.setMinimumSectionSize(1)
        for column, width in fixed.items():
            self.resizeSection(column, width)
        for column, share in _SHARES.items():
            self.resizeSection(column, int(left * share))
