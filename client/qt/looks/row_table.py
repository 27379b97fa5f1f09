"""What our tables of rows share: flat, quiet titles, and whole rows that are selected."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from client.qt.looks import look

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
"""The parent of all rows, which are no tree; also what no cell is."""

_LEFT: Final = Qt.AlignmentFlag.AlignLeft


class FlatHeader(QHeaderView):
    """Titles in line with the cells below them.

    Args:
        sides: where the titles stand that do not stand on the left.
        lines: how many a title may have; in one it ends in dots where it is too long.
    """

    def __init__(
        self, view: QTableView, sides: Mapping[int, Qt.AlignmentFlag], *, lines: int = 1
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._sides = sides
        self._lines = lines
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)

    def sizeHint(self) -> QSize:
        """The lines, and air."""
        height = self._lines * self.fontMetrics().height() + 2 * look.gap(self)
        return QSize(super().sizeHint().width(), height)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Write one title."""
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        side = self._sides.get(logicalIndex, _LEFT)
        palette = self.palette()
        base, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        painter.save()
        # fillRect would have PySide6 make 169 presets of gradients first.
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(base)
        painter.drawRect(rect)
        painter.setPen(look.blend(ink, base, 0.2))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(look.muted(palette))
        painter.setFont(self.font())
        box = rect.adjusted(look.gap(self), 0, -look.gap(self), 0)
        if self._lines == 1:
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(box, int(flags), text)
        painter.restore()


def select_rows(table: QTableView) -> None:
    """Let whole rows be selected, one at a time; Tab leaves the table, and nothing is typed in."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setMouseTracking(True)
    table.verticalHeader().hide()


def set_row_height(table: QTableView, height: int) -> None:
    """Let all rows be so high; Qt would measure each."""
    rows = table.verticalHeader()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setMinimumSectionSize(1)
    rows.setDefaultSectionSize(height)
