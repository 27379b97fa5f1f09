"""The titles of our tables of rows: flat and quiet, as those of the ringing calls."""

from typing import final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QHeaderView, QTableView

from client.qt import look


@final
class RowsHeader(QHeaderView):
    """Titles of one line, or of two where a narrow column's title asks for it.

    Args:
        lines: how many there is room for.
    """

    def __init__(self, view: QTableView, *, lines: int) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._lines = lines
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)

    def sizeHint(self) -> QSize:
        """The lines, and air."""
        height = self._lines * self.fontMetrics().height() + 2 * look.gap(self)
        return QSize(super().sizeHint().width(), height)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Write one title: in the middle above ticks, else on the left."""
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        fixed = self.sectionResizeMode(logicalIndex) is QHeaderView.ResizeMode.Fixed
        middle = fixed and self._lines > 1 and logicalIndex > 0
        side = Qt.AlignmentFlag.AlignHCenter if middle else Qt.AlignmentFlag.AlignLeft
        palette, room = self.palette(), 0 if middle else look.gap(self)
        base, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        painter.save()
        painter.fillRect(rect, base)
        painter.setPen(look.blend(ink, base, 0.2))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(look.muted(palette))
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(rect.adjusted(room, 0, -room, 0), int(flags), text)
        painter.restore()
