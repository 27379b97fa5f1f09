"""Pick up what rings at one extension: typed, or chosen among those that ring now."""

from collections.abc import Sequence
from typing import final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from client.calls.events import Party
from client.plain_text import one_line
from client.qt import look
from client.qt.translated import keep_translated
from client.wording import party

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@final
class ExtensionLine(QWidget):
    """One line: "Extension [ 102 ▾ ] [Pick up]".

    Signals:
        extension_wanted(str): take the call that rings there.
    """

    extension_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._armed = False
        self._phones: tuple[Party, ...] = ()
        self._combo = QComboBox(self)
        self._combo.setEditable(True)
        self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._combo.setMinimumContentsLength(16)
        self._combo.setCompleter(None)  # type: ignore[arg-type]  # None turns it off
        edit = self._combo.lineEdit()
        assert edit is not None  # noqa: S101 - it is editable
        self._edit = edit
        self._edit.setMaxLength(40)
        self._label = QLabel(self)
        self._label.setBuddy(self._combo)
        self._button = QPushButton(self)
        layout = look.spaced(QHBoxLayout(self), self)
        layout.addWidget(self._label)
        layout.addWidget(self._combo)
        layout.addWidget(self._button)
        layout.addStretch(1)
        self._combo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._combo.activated.connect(self._fill_in)
        self._edit.textChanged.connect(self._look)
        self._edit.returnPressed.connect(self._want)
        for widget in (self._edit, self._combo):
            widget.installEventFilter(self)
        self._button.clicked.connect(self._want)
        self._look()
        keep_translated(self, self._write_texts)

    @property
    def list_view(self) -> QAbstractItemView:
        """The list that drops down."""
        return self._combo.view()

    @property
    def label_width(self) -> int:
        """For aligning other lines with this one."""
        return self._label.sizeHint().width()

    def set_label_width(self, width: int) -> None:
        """Align with other lines."""
        self._label.setMinimumWidth(width)

    def set_armed(self, *, armed: bool) -> None:
        """Let calls be taken or not."""
        self._armed = armed
        self._look()

    def show_phones(self, phones: Sequence[Party]) -> None:
        """Offer the desks that ring now; what was typed stays."""
        if tuple(phones) == self._phones or self._combo.view().isVisible():
            return
        self._phones = tuple(phones)
        typed, cursor = self._edit.text(), self._edit.cursorPosition()
        self._combo.blockSignals(True)
        self._combo.clear()
        for phone in phones:
            self._combo.addItem(one_line(party(phone)), phone.number)
        self._combo.setCurrentIndex(-1)
        self._edit.setText(typed)
        self._edit.setCursorPosition(cursor)
        self._combo.blockSignals(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter count once while it is held down, or it would take one call after the other.

        Nor does the wheel put another number in place of what was typed.
        """
        if watched is self._edit and isinstance(event, QKeyEvent):
            return event.isAutoRepeat() and event.key() in _ENTER
        return event.type() == QEvent.Type.Wheel or super().eventFilter(watched, event)

    def _write_texts(self) -> None:
        self._label.setText(self.tr("&Extension"))
        for field in (self._combo, self._edit):
            field.setAccessibleName(self.tr("Extension"))
        self._edit.setPlaceholderText(self.tr("number"))
        self._button.setText(self.tr("Pick up"))
        self._button.setAccessibleName(self.tr("Pick up at this extension"))

    def _fill_in(self, at: int) -> None:
        number = self._combo.itemData(at, Qt.ItemDataRole.UserRole)
        if isinstance(number, str):
            self._edit.setText(number)

    def _extension(self) -> str:
        return self._edit.text().strip()

    def _look(self) -> None:
        self._button.setEnabled(self._armed and bool(self._extension()))

    def _want(self) -> None:
        if self._armed and self._extension():
            self.extension_wanted.emit(self._extension())
