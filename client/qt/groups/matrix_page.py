"""Who may take whose calls, as a table of pairs."""

from typing import final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.matrix_model import MatrixModel
from client.qt.groups.search_field import SearchField
from client.qt.looks import look
from client.qt.looks.layouts import in_column, in_row, set_tab_order
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.translated import keep_translated


@final
class MatrixPage(QWidget):
    """One of the window's tabs. The line below says the current cell in words."""

    def __init__(self, edited: EditedOffice, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = MatrixModel(edited, self)
        self.table = QTableView(self)
        self.table.setModel(self.model)
        self.search = SearchField(self.table, self)
        self.search_columns = SearchField(self.table, self)
        set_tab_order(self.search, self.search_columns, self.table)
        self.sentence = WrappingLabel(self)
        self._measure()
        self._legend = WrappingLabel(self)  # large letters need two lines
        self._legend.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = in_row(self, (self.search, 2), (self.search_columns, 2), (self._legend, 3))
        self.setLayout(in_column(self, head, (self.table, 1), self.sentence))
        for field in (self.search, self.search_columns):
            letter = self.fontMetrics().averageCharWidth()
            field.setMinimumWidth(22 * letter)  # there are small screens
            field.setMaximumWidth(40 * letter)
            field.textChanged.connect(self._search)
        self.table.selectionModel().currentChanged.connect(self._say)
        edited.changed.connect(self._refresh)
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        self.table.setAccessibleName(self.tr("Who may take whose calls"))
        self.search.set_hint(self.tr("Who may take (rows)"))
        self.search_columns.set_hint(self.tr("Whose calls (columns)"))
        self._legend.setText(self.tr("● may take   + will   − will no longer"))  # noqa: RUF001
        self._legend.setToolTip(self.tr("By named groups; numeric ones are not looked at."))
        self._refresh()

    def _measure(self) -> None:
        table, metrics = self.table, self.fontMetrics()
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setCornerButtonEnabled(False)
        size = metrics.height() + look.gap(self)
        width = metrics.horizontalAdvance("00000") + look.margin(self)
        for header, section in ((table.verticalHeader(), size), (table.horizontalHeader(), width)):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
            header.setDefaultSectionSize(section)
            header.setSectionsClickable(False)
            header.setHighlightSections(True)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)  # or it is cut without dots
        # Measuring a thousand names takes longer than a person waits.
        table.verticalHeader().setFixedWidth(26 * metrics.averageCharWidth())

    def _search(self) -> None:
        self.model.search(self.search.text(), self.search_columns.text())
        self._refresh()

    def _refresh(self) -> None:
        index = self.table.currentIndex()
        if not index.isValid() and self.model.rowCount() and self.model.columnCount():
            index = self.model.index(0, 0)
            self.table.setCurrentIndex(index)
        self._say(index)

    def _say(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        self.sentence.setText(self.model.sentence(index))
