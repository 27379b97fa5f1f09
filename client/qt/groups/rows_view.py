"""A table of a RowsModel: whole rows are selected, one is current, all by keyboard, too."""

from collections.abc import Mapping
from typing import Any, final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView, QWidget

from client.qt.groups.cell_delegates import TextDelegate, TickDelegate
from client.qt.groups.rows_model import RowsModel
from client.qt.looks import look
from client.qt.looks.row_table import FlatHeader, select_rows, set_row_height
from client.qt.texts.translated import keep_translated


@final
class RowsView(QTableView):
    """Shows the rows, one height each, and tells which one is current.

    Args:
        widest: the widest text of each column that has a width of its own; the others share
            what is left. "": ticks, as wide as their title in two lines.

    Signals:
        row_chosen(str): the user has gone to the row with this key.
        delete_wanted(): the Delete key.
    """

    row_chosen = Signal(str)
    delete_wanted = Signal()

    def __init__(self, model: RowsModel[Any], widest: Mapping[int, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model
        self._widest = widest
        self.setModel(model)
        select_rows(self)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setItemDelegate(TextDelegate(self))
        ticks = [column for column, text in widest.items() if not text]
        self._first = min(ticks, default=0)
        for column in ticks:
            self.setItemDelegateForColumn(column, TickDelegate(self))
        middle = dict.fromkeys(ticks, Qt.AlignmentFlag.AlignHCenter)
        header = FlatHeader(self, middle, lines=2 if ticks else 1)
        self.setHorizontalHeader(header)
        for column in range(model.columnCount()):
            modes = QHeaderView.ResizeMode
            mode = modes.Fixed if column in widest else modes.Stretch
            header.setSectionResizeMode(column, mode)
        keep_translated(self, self._write_texts)

    def current_key(self) -> str:
        """The key of the current row; "" for none."""
        return self._rows.key_at(self.currentIndex().row())

    def select_key(self, key: str) -> None:
        """Go to a row without telling; nothing is selected when it is not shown."""
        row = self._rows.row_of(key)
        if row >= 0 and row == self.currentIndex().row() and self.selectionModel().hasSelection():
            return
        blocked = self.blockSignals(True)
        if row < 0:
            self.selectionModel().clear()
        else:
            current = self.currentIndex()
            index = self._rows.index(row, current.column() if current.isValid() else self._first)
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        self.blockSignals(blocked)

    def minimumSizeHint(self) -> QSize:
        """No title is cut off; on a small screen the rows are what gives way."""
        header, metrics, room = self.horizontalHeader(), self.fontMetrics(), 2 * look.gap(self)
        shared = [at for at in range(header.count()) if at not in self._widest]
        titles = (str(self._rows.headerData(at, Qt.Orientation.Horizontal) or "") for at in shared)
        widest = max((metrics.horizontalAdvance(title) for title in titles), default=0) + room
        width = len(shared) * widest + sum(header.sectionSize(at) for at in self._widest)
        edges = 2 * self.frameWidth()
        width += edges + self.verticalScrollBar().sizeHint().width()
        least = max(super().minimumSizeHint().width(), width)
        return QSize(least, header.sizeHint().height() + edges)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        """Tell of another row."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.row_chosen.emit(self._rows.key_at(current.row()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row for the keyboard; at its tick, or the space bar would do nothing there."""
        by_tab = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_tab and not self.selectionModel().hasSelection():
            self.setCurrentIndex(self._rows.index(0, self._first))
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Delete."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _write_texts(self) -> None:
        self._rows.write_titles()
        set_row_height(self, self.fontMetrics().height() + 2 * look.gap(self))
        for column, widest in self._widest.items():
            title = str(self._rows.headerData(column, Qt.Orientation.Horizontal) or "")
            texts = (widest, title) if widest else _two_lines(title)
            text = max(self.fontMetrics().horizontalAdvance(one) for one in texts)
            self.horizontalHeader().resizeSection(column, text + 3 * look.gap(self))


def _two_lines(text: str) -> tuple[str, str]:
    """A text broken where its longer half is shortest."""
    words = text.split()
    halves = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(len(words) + 1))
    return min(halves, key=lambda half: max(map(len, half)))
