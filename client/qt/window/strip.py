"""The strip: the same calls in little room, above all other windows, one line for each.

It shows the group that is chosen in the window, and takes a call by the same ways: the button of
a row, a double click, Enter, and the key, whose call has a green button. It grows and shrinks with
the calls, away from its line of state; in the lower half of the screen that is below the calls.
"""

from math import ceil
from typing import Final, final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QFocusEvent,
    QMouseEvent,
    QMoveEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QBoxLayout, QFrame

from client.calls.call import CallId
from client.calls.choice import ThisCall
from client.plain_text import one_line
from client.qt import keys
from client.qt.alerts.mute_button import MuteButton
from client.qt.bridge import Bridge
from client.qt.calls.calls_clock import CallsClock
from client.qt.calls.calls_table import CallsTable
from client.qt.calls.pickup_keys import PickupKeys
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.qt.desktop.on_screen import work_area
from client.qt.looks import look
from client.qt.looks.elided import Elided
from client.qt.looks.focus import release_focus
from client.qt.looks.icon_button import IconButton
from client.qt.looks.icons import IconName
from client.qt.looks.layouts import in_column, in_row
from client.qt.looks.notice_line import Notice, NoticeLine
from client.qt.texts.counted import Counted
from client.qt.texts.state_text import link_text, picking_text
from client.qt.texts.translated import keep_translated
from client.qt.window.link_dot import LinkDot

MOST_ROWS: Final = 8
"""With more calls the list scrolls."""
NOTICE_MS: Final = 10_000
"""How long the end of a pickup takes room."""


@final
class Strip(QFrame):
    """A frameless window on the same model.

    Args:
        model: the rows.
        bridge: tells what changes, and picks up.

    Signals:
        window_wanted(): show the window in its place.
        close_wanted(): it was asked to close; it stays until it is hidden.
        leave_wanted(): end the program.
    """

    window_wanted = Signal()
    close_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, model: RingingCallsModel, bridge: Bridge) -> None:
        super().__init__()
        self._model = model
        self._bridge = bridge
        self.setWindowFlags(
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.table = CallsTable(model, self, compact=True)
        self.notice_line = NoticeLine(self)
        self.notice_line.hide()
        self._dot = LinkDot(self)
        self.state = Elided(self)
        self.mute_button = MuteButton(self)
        self.window_button = self._button(IconName.WINDOW)
        self.close_button = self._button(IconName.REMOVE)
        self._lay_out()

        self._clock = CallsClock(model, bridge, self.table)
        self._clock.ticked.connect(self._refresh_clocks)
        self._clock.expired.connect(self.refresh)
        self._notice_over = QTimer(self, singleShot=True)
        self._notice_over.timeout.connect(self._drop_notice)
        self.keys = PickupKeys(self, [])
        self.keys.generic_wanted.connect(self.take_generic)
        for key, do in (
            (keys.STRIP, self.window_wanted.emit),
            (keys.COPY_NUMBER, self.notice_line.copy_number),
            (keys.LEAVE, self.leave_wanted.emit),
        ):
            keys.shortcut(key, self, do)
        self.window_button.clicked.connect(self.window_wanted)
        self.close_button.clicked.connect(self.close_wanted)
        self.table.call_wanted.connect(self._want)
        self.table.refused.connect(self._say_state)
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            changed.connect(self._fit)
        bridge.link_changed.connect(self.refresh)
        bridge.calls_changed.connect(self.refresh)
        bridge.agent_changed.connect(self.refresh)
        bridge.pickup_began.connect(self.refresh)
        bridge.pickup_ended.connect(self.refresh)
        letter, room = self.fontMetrics().averageCharWidth(), self.screen().availableGeometry()
        self.setMinimumWidth(min(50 * letter, room.width()))  # caller and button are seen
        self.resize(min(112 * letter, room.width()), self.sizeHint().height())
        keep_translated(self, self._write_texts)

    def show_notice(self, notice: Notice) -> None:
        """Say for a while what the window says in its last line."""
        self.notice_line.repeat(notice)
        if self.notice_line.isHidden():
            # There is no room for it yet. Where it came over a row, Qt would have the pointer leave
            # the rows, and they would be sorted under it.
            self._rows.setEnabled(False)
            self.notice_line.move(0, self.height())
        self.notice_line.setVisible(bool(notice.text))
        self._rows.setEnabled(True)
        self._notice_over.start(NOTICE_MS)
        self._fit()

    def refresh(self) -> None:
        """Show the state of things; out of sight nothing is done for nobody."""
        if not self.isVisible():
            return
        armed = self._bridge.armed
        newest = self._model.newest() if armed else None
        self.table.set_armed(armed=armed, faded=not self._bridge.live)
        self.table.set_generic(newest.id if newest else None)
        self._refresh_clocks()
        self._fit()

    def unsettle(self) -> None:
        """It has moved, or what was above has gone: a click may be meant for that."""
        self.table.unsettle()

    def take_generic(self) -> None:
        """Take the call whose button is green; with none, have the line of state said."""
        newest = self._model.newest() if self._bridge.armed else None
        if newest is not None:
            self._want(newest.id)
        else:
            self._say_state()

    # What Qt tells

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed out of sight, the keyboard at the calls, as in the window."""
        super().showEvent(event)
        if not event.spontaneous():
            self.setFocus()
        self._turn(self.geometry().center())
        self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let a reader say the state as it is now, and then not each second, with its clock."""
        self.setAccessibleDescription(self._headline())
        super().focusInEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask; to go out of sight or to leave is not for the strip to say."""
        event.ignore()
        self.close_wanted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower notice has more lines."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Every row has come to another place."""
        super().moveEvent(event)
        self.unsettle()

    def leaveEvent(self, event: QEvent) -> None:
        """Do what had to wait while the pointer was on a row."""
        super().leaveEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move by the first line; a drag at the left or right edge makes it wider."""
        handle = self.windowHandle()
        if event.button() != Qt.MouseButton.LeftButton or handle is None:
            super().mousePressEvent(event)
        elif edge := self._edge(event.position().toPoint()):
            handle.startSystemResize(edge)
        else:
            handle.startSystemMove()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where it can be made wider."""
        if self._edge(event.position().toPoint()):
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.unsetCursor()
        super().mouseMoveEvent(event)

    # How it looks

    def _lay_out(self) -> None:
        buttons = (self.mute_button, self.window_button, self.close_button)
        head = in_row(self, self._dot, (self.state, 1), *buttons)
        rows = self._rows = in_column(self, head, self.table, self.notice_line, None)
        room = look.gap(self)
        rows.setContentsMargins(room, room // 2, room, room // 2)
        rows.setSpacing(room // 2)
        self.setLayout(rows)
        self.setMouseTracking(True)
        self.table.setFocus()

    def _button(self, picture: IconName) -> IconButton:
        button = IconButton(self, picture)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        return button

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Cornetta · Strip"))
        for button, text in (
            (self.window_button, self.tr("Show the window ({key})").format(key=keys.STRIP.shown)),
            (self.close_button, self.tr("Close")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.refresh()

    def _refresh_clocks(self) -> None:
        text = self._headline()
        if text != self.state.text():
            self.state.setText(text)
            if not self.hasFocus():
                self.setAccessibleDescription(text)
        self._dot.show_link(self._bridge.link)
        self._clock.go_on()

    def _headline(self) -> str:
        session = self._bridge.session
        if self._bridge.busy:
            return picking_text(self._bridge.picked)
        if session is None:
            return link_text(None, 0.0)
        if not self._bridge.live:
            return f"{one_line(session.pbx)} · {link_text(session.link, session.now())}"
        group = self._model.group
        count = self._model.count(group)
        text = Counted.tr("%n ringing", "", count) if count else self.tr("Nothing rings")
        return f"{self._model.names.of(group)} · {text}" if group else text

    def _fit(self) -> None:
        """Be as high as the calls need and the screen has room for.

        The line of state, which moves the strip, stays.
        """
        if not self.isVisible():
            return
        rows = min(self._model.rowCount(), MOST_ROWS) if self._bridge.listed else 0
        pointed_at = self._model.held
        if not pointed_at:  # or the rows would change places with the line under the pointer
            # By the line, which stays: the whole may grow across the middle.
            self._turn(self.mapToGlobal(self.state.geometry().center()))
        elif self._hangs:  # or the rows would move away under the pointer
            rows = min(rows, self.table.height() // self.table.row_height())
        area, line = work_area(self.screen()), self.table.row_height()
        top, bottom = self.y(), self.geometry().bottom()
        if self._hangs:
            top = area.top()
            if not pointed_at:  # dragged down by what was its upper end, it stands below the screen
                bottom = min(bottom, area.bottom())
        else:
            bottom = area.bottom()
        self._show_table(shown=rows > 0)
        self.table.setFixedHeight(rows * line)
        height = self._wanted_height()
        beyond = height - (bottom - top + 1)
        if beyond > 0 and rows > 1 and not (self._hangs and pointed_at):
            self.table.setFixedHeight(max(1, rows - ceil(beyond / line)) * line)
            height = self._wanted_height()
        self.setFixedHeight(height)
        if self._hangs:
            self.move(self.x(), max(bottom - height + 1, top))

    def _show_table(self, *, shown: bool) -> None:
        """Show the rows or none; the keyboard's focus comes back with them."""
        if not shown:
            release_focus(self.table)
        self.table.setVisible(shown)
        if shown and self.focusWidget() in (self, None):
            self.table.setFocus()

    def _wanted_height(self) -> int:
        if (words := self.notice_line.layout()) is not None:
            words.activate()  # other words, of which the rows would hear too late
        self._rows.activate()
        if self._rows.hasHeightForWidth():
            return self._rows.totalHeightForWidth(self.width())
        return self._rows.totalSizeHint().height()

    @property
    def _hangs(self) -> bool:
        """Whether its line of state is below the calls."""
        return self._rows.direction() is QBoxLayout.Direction.BottomToTop

    def _turn(self, at: QPoint) -> None:
        """Let the calls hang above the line of state, if this is in the screen's lower half."""
        low = at.y() > work_area(self.screen()).center().y()
        direction = QBoxLayout.Direction
        wanted = direction.BottomToTop if low else direction.TopToBottom
        if wanted is not self._rows.direction():
            self._rows.setDirection(wanted)
            self.unsettle()

    def _edge(self, at: QPoint) -> Qt.Edge | None:
        room = look.gap(self)
        if at.x() < room:
            return Qt.Edge.LeftEdge
        return Qt.Edge.RightEdge if at.x() >= self.width() - room else None

    # What happens

    def _want(self, call_id: CallId) -> None:
        self._bridge.pick_up(ThisCall(call_id))

    def _say_state(self) -> None:
        look.announce(self, self.state.text())

    def _drop_notice(self) -> None:
        release_focus(self.notice_line.copy_button)
        self.notice_line.hide()
        self._fit()
