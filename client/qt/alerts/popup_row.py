"""One call in the pop-up: who, where, for how long, and what can be done."""

from typing import final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QMoveEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QSizePolicy, QWidget

from client.alerts.rules import Alert
from client.qt.alerts.urgency import Clock
from client.qt.calls import call_text
from client.qt.calls.call_cells import pick_up
from client.qt.calls.settling import SETTLE_MS
from client.qt.looks import look
from client.qt.looks.bold import Bold
from client.qt.looks.elided import Elided
from client.qt.looks.icon_button import IconButton
from client.qt.looks.icons import IconName
from client.qt.looks.layouts import in_row
from client.qt.texts.strangers_text import tooltip
from client.qt.texts.translated import Text, keep_translated, text_of


@final
class PopupRow(QWidget):
    """A call; no part of it takes the keyboard's focus.

    Attributes:
        call: what it shows.

    Signals:
        pickup_wanted(CallId): take this call and no other.
        dismiss_wanted(CallId): show it no more here.
    """

    pickup_wanted = Signal(object)
    dismiss_wanted = Signal(object)

    def __init__(self, alert: Alert, names: call_text.GroupNames, parent: QWidget) -> None:
        super().__init__(parent)
        self.call, self._level, self._names = alert.call, alert.level, names
        self._end: Text = ""
        self._seconds = 0.0
        self._placed = QElapsedTimer()
        self._meant = False
        self._name = Elided(self, kept=16)
        Bold(self._name, self, 1.1)
        self._name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._number = Elided(self, kept=24)
        self._number.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._where = Elided(self)
        self.clock = Clock(self)
        self.pick_up = QPushButton(self, autoDefault=False)
        self.close_button = IconButton(self, IconName.REMOVE)
        for button in (self.pick_up, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.pressed.connect(self._press)
        self.pick_up.clicked.connect(self._want)
        self.close_button.clicked.connect(self._close)
        who = in_row(self, self._name, self._number, None)
        layout = look.spaced(QGridLayout(self), self)
        layout.setVerticalSpacing(look.gap(self) // 2)
        layout.addLayout(who, 0, 0)
        layout.addWidget(self._where, 1, 0)
        layout.addWidget(self.clock, 0, 1, 2, 1)
        layout.addWidget(self.pick_up, 0, 2, 2, 1)
        layout.addWidget(self.close_button, 0, 3, 2, 1)
        layout.setColumnStretch(0, 1)
        keep_translated(self, self._write_texts)

    @property
    def rings(self) -> bool:
        """Whether the call still does."""
        return not self._end

    def show_alert(self, alert: Alert, names: call_text.GroupNames) -> None:
        """Show how the call is now."""
        self.call, self._level, self._names, self._end = alert.call, alert.level, names, ""
        self._write_texts()

    def show_time(self, seconds: float) -> None:
        """Show for how long it rings."""
        self._seconds = seconds
        if self.rings:
            self.clock.show_time(seconds, self._level)

    def show_end(self, end: Text) -> None:
        """Show that it rings no more, and why."""
        self._end = end
        self.pick_up.setEnabled(False)
        self._write_texts()

    def set_armed(self, *, armed: bool) -> None:
        """Let it be taken or not."""
        self.pick_up.setEnabled(armed and self.rings)

    def unsettle(self) -> None:
        """It has come to another place."""
        self._placed.start()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Under the pointer there is another row now."""
        super().moveEvent(event)
        self.unsettle()

    def showEvent(self, event: QShowEvent) -> None:
        """Under the pointer there was something else."""
        super().showEvent(event)
        self.unsettle()

    def _press(self) -> None:
        self._meant = self._placed.isValid() and self._placed.elapsed() >= SETTLE_MS

    def _want(self) -> None:
        if self._meant and self.rings:
            self.pickup_wanted.emit(self.call.id)

    def _close(self) -> None:
        if self._meant:
            # Who clicks twice would click on what is below: another call's button in the list.
            self.setEnabled(False)
            QTimer.singleShot(QApplication.doubleClickInterval(), self, self._go)

    def _go(self) -> None:
        self.dismiss_wanted.emit(self.call.id)

    def _write_texts(self) -> None:
        self._name.setText(call_text.caller_name(self.call))
        self._number.setText(call_text.caller_number(self.call))
        # What is cut with dots can be read here.
        self.setToolTip(
            tooltip(
                [
                    call_text.caller_text(self.call),
                    *call_text.every_phone(self.call),
                    call_text.groups_text(self.call, self._names),
                ]
            )
        )
        self._where.setText(text_of(self._end) or call_text.place_text(self.call, self._names))
        self.clock.setVisible(self.rings)
        self.clock.show_time(self._seconds, self._level)
        self.pick_up.setText(pick_up())
        spoken = call_text.spoken_caller(self.call)
        self.pick_up.setAccessibleName(self.tr("Pick up {caller}").format(caller=spoken))
        self.close_button.setToolTip(self.tr("Do not show it here again"))
        self.close_button.setAccessibleName(
            self.tr("Do not show {caller} here again").format(caller=spoken)
        )
