"""The pop-up: the calls that alert, in a corner of the screen, above what one works with.

It stands on the right, or on the left while the strip is there, or in the lower half of the screen
while the strip is wide. It never takes the keyboard's focus. What has rung longest stands first and
new calls come below, so that no row moves when one comes. While the pointer is over it none moves
when one goes, either: it stays, grey, and says who has the call. Who is at the list sees all that
already, and the pop-up would cover it: so it comes only when that is left. Nor does it come while
the screen is locked: it would tell callers' names to whoever passes by.
"""

import time
from typing import Final, final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QMoveEvent
from PySide6.QtWidgets import QFrame

from client.alerts.rules import Alert
from client.calls.call import CallId
from client.qt.alerts.popup_row import PopupRow
from client.qt.calls.ringing_calls_model import GLOW_S, RingingCallsModel
from client.qt.desktop.on_screen import below_panel
from client.qt.desktop.screen_lock import is_locked
from client.qt.looks import look
from client.qt.looks.elided import Elided
from client.qt.looks.layouts import in_column, in_row
from client.qt.texts.counted import Counted
from client.qt.texts.translated import Text, keep_translated, text_of
from client.qt.window.views import Views

ROWS_AT_MOST: Final = 5
"""More calls are a number."""

_ON_ITS_WAY_S = 1.0
"""So long the last row stays under the pointer: else the click would fall on what is below."""
_TICK_MS = 250
_LOCKED_S = 2.0
"""A lock is looked for no more often: twenty desktops of one computer may be locked."""
_LETTERS_WIDE = 84


@final
class Popup(QFrame):
    """One window for all calls that alert.

    Args:
        views: it appears on the screen of the current one.
        model: knows what the groups are called, and the session's time.

    Signals:
        pickup_wanted(CallId): take this call and no other.
        dismiss_wanted(CallId): the user wants to see it no more.
    """

    pickup_wanted = Signal(object)
    dismiss_wanted = Signal(object)

    def __init__(self, views: Views, model: RingingCallsModel) -> None:
        # No parent: it would be hidden with a window that is minimized.
        super().__init__(None, _flags())
        self._views, self._model = views, model
        self._waiting: dict[CallId, Alert] = {}
        self._rows: dict[CallId, PopupRow] = {}
        self._until: dict[CallId, float] = {}
        self._armed, self._held, self._corner = False, False, 0
        self._locked_until = 0.0
        self._note: Text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._list = in_column(self)
        self._list.setSpacing(look.margin(self))
        self.more = Elided(self)
        self.foot = in_row(self, (self.more, 1))
        self._layout = in_column(self, self._list, self.foot, edge=True)
        self.setLayout(self._layout)
        self._ticks = QTimer(self)
        self._ticks.timeout.connect(self._tick)
        views.places.followed.connect(self._fit)  # it may be on a screen that is gone
        keep_translated(self, self._write_texts)

    @property
    def rows(self) -> list[PopupRow]:
        """What is shown, from above."""
        return sorted(self._rows.values(), key=self._list.indexOf)

    @property
    def calls(self) -> list[CallId]:
        """What is shown, and what there is no room for."""
        return [*self._rows, *self._waiting]

    def set_armed(self, note: Text, *, armed: bool) -> None:
        """Let calls be taken or not; `note` says why not, or how the last pickup ended."""
        self._armed, self._note = armed, note
        for row in self._rows.values():
            row.set_armed(armed=armed)
        self._write_texts()

    def show_alert(self, alert: Alert) -> None:
        """A call alerts, or something about it is different."""
        call_id = alert.call.id
        if row := self._rows.get(call_id):
            self._until.pop(call_id, None)
            row.show_alert(alert, self._model.names)
            row.set_armed(armed=self._armed)
            return
        self._waiting[call_id] = alert
        if len(self._rows) < ROWS_AT_MOST or self._until:
            self._fill()
        else:
            self._write_texts()

    def remove(self, call_id: CallId, end: Text = "", *, glow: bool = False) -> None:
        """A call alerts no more, or it is known better who has it.

        Args:
            call_id: whose; it need not be here.
            end: why; what is said while it stays. "" = the user wants it gone, at once.
            glow: let it be seen for a while.
        """
        if self._waiting.pop(call_id, None):
            self._write_texts()
        row = self._rows.get(call_id)
        if row is None or (call_id in self._until and not end):
            return
        if not end:
            self._drop(call_id)
            self._fill()
            return
        row.show_end(end)
        self._until[call_id] = time.monotonic() + (GLOW_S if glow else 0.0)
        self._tidy()

    def clear(self) -> None:
        """There is another session, or none."""
        self._waiting.clear()
        for call_id in list(self._rows):
            self._drop(call_id)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key does anything here, wherever a system may have put the focus."""
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Let no row move under the pointer, which is here once it moves: see CallsTable."""
        if event.type() == QEvent.Type.HoverMove:
            self._held = True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Rows may move again."""
        super().leaveEvent(event)
        self._held = False
        self._tidy()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hidden under the pointer, it gets no leave event."""
        super().hideEvent(event)
        self._held = False

    def moveEvent(self, event: QMoveEvent) -> None:
        """Every row has come to another place."""
        super().moveEvent(event)
        for row in self._rows.values():
            row.unsettle()

    def _fill(self) -> None:
        """Show what waits, as far as there is room, those that have waited longest first."""
        while self._waiting and (at := self._place()) is not None:
            call_id = next(iter(self._waiting))
            alert = self._waiting.pop(call_id)
            row = PopupRow(alert, self._model.names, self)
            row.set_armed(armed=self._armed)
            row.pickup_wanted.connect(self.pickup_wanted)
            row.dismiss_wanted.connect(self.dismiss_wanted)
            self._rows[call_id] = row
            self._list.insertWidget(at, row)
            row.show()
        self._write_texts()
        self._tick_clocks()
        self._fit()

    def _place(self) -> int | None:
        """Where the next call goes: to the end, else where one is gone that nobody points at.

        A pointer left on the pop-up would keep what is gone for ever.
        """
        if len(self._rows) < ROWS_AT_MOST:
            return len(self._rows)
        now = time.monotonic()
        for call_id, until in self._until.items():
            row = self._rows[call_id]
            if until <= now and not row.underMouse():
                at = self._list.indexOf(row)
                self._drop(call_id)
                return at
        return None

    def _drop(self, call_id: CallId) -> None:
        row = self._rows.pop(call_id)
        self._until.pop(call_id, None)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _tidy(self) -> None:
        """Take away what has been seen for long enough."""
        now = time.monotonic()
        since = now - (_ON_ITS_WAY_S if self._held else 0.0)
        gone = [call_id for call_id, until in self._until.items() if until <= since]
        if self._held and len(gone) < len(self._rows):
            if self._waiting:
                self._fill()
            return
        for call_id in gone:
            self._drop(call_id)
        self._fill()

    def _fit(self) -> None:
        """Be as large as the rows are, in the corner; be there only if there are some."""
        before = self._area()
        self._take_place()
        if before.isValid() and not self._area().contains(before) and not self._model.held:
            self._views.uncovered(before)

    def _area(self) -> QRect:
        return self.geometry() if self.isVisible() else QRect()

    def _take_place(self) -> None:
        if not self._rows:
            self._ticks.stop()
            self.hide()
            return
        if not self._ticks.isActive():
            self._ticks.start(_TICK_MS)
        if self._is_listed() and not self._held:
            self.hide()
            return
        if not self.isVisible() and self._is_locked():
            return
        screen = below_panel(self._views.current.screen(), self.fontMetrics().height())
        edge = look.margin(self)
        self.setFixedWidth(
            min(_LETTERS_WIDE * self.fontMetrics().averageCharWidth(), screen.width() - 2 * edge)
        )
        self._layout.activate()
        self.resize(self.width(), self.sizeHint().height())
        corners = _corners(screen.adjusted(edge, edge, -edge, -edge), self.size())
        strip = self._views.strip_area
        free = [screen.contains(one) and not strip.intersects(one) for one in corners]
        self._corner *= self.isVisible()
        if not free[self._corner] and not self._held:
            self._corner = free.index(True) if any(free) else 0
        self.move(corners[self._corner].topLeft())
        self.show()

    def _is_listed(self) -> bool:
        """Whether the user is at the list, and each call is in it: it may show one group alone."""
        if not self._views.current.isActiveWindow():
            return False
        group = self._model.group
        ringing = [row.call for row in self._rows.values() if row.rings]
        calls = (*ringing, *(alert.call for alert in self._waiting.values()))
        return group is None or all(group in call.groups for call in calls)

    def _is_locked(self) -> bool:
        now = time.monotonic()
        if now >= self._locked_until and is_locked(self._views.current.screen()):
            self._locked_until = now + _LOCKED_S
        return now < self._locked_until

    def _tick(self) -> None:
        self._tick_clocks()
        if self._until:
            self._tidy()
        self._fit()  # the strip may have come here, or the user have left the list

    def _tick_clocks(self) -> None:
        for row in self._rows.values():
            row.show_time(self._model.rung_for(row.call))

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Ringing calls"))
        more = len(self._waiting)
        words = [Counted.tr("and %n more", "", more)] if more else []
        if self._note:
            words.append(text_of(self._note))
        self.more.setText(" · ".join(words))


def _corners(area: QRect, size: QSize) -> list[QRect]:
    """Where it may stand, the best place first. It grows downwards, so none is at the bottom."""
    right, left = area.right() - size.width() + 1, area.left()
    return [
        QRect(QPoint(x, y), size) for y in (area.top(), area.center().y()) for x in (right, left)
    ]


def _flags() -> Qt.WindowType:
    # No window manager sees a tooltip: none gives it the focus, and none keeps a full-screen window
    # above it. Wayland, which is used where there is no X, shows one only beside a window of ours.
    on_wayland = QGuiApplication.platformName().startswith("wayland")
    kind = Qt.WindowType.Tool if on_wayland else Qt.WindowType.ToolTip
    return (
        kind
        | Qt.WindowType.FramelessWindowHint
        | Qt.WindowType.WindowStaysOnTopHint
        | Qt.WindowType.WindowDoesNotAcceptFocus
    )
