"""The top line: who I am, how the link is, and the way to the settings."""

from datetime import datetime
from typing import final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from client.calls.events import Party
from client.plain_text import one_line
from client.qt import keys, look
from client.qt.icons import IconName, icon
from client.qt.times import clock_time
from client.qt.translated import keep_translated
from client.session import LinkState, LinkStatus
from client.wording import party

_COLORS = {
    LinkState.LIVE: look.GOOD,
    LinkState.CONNECTING: look.WAITING,
    LinkState.STALE: look.WAITING,
    LinkState.REFUSED: look.BAD,
}


@final
class LinkLine(QWidget):
    """One line: "● Desk 101 … pbx1 · live ⚙".

    Signals:
        settings_wanted(), preferences_wanted(), groups_wanted(): chosen in the menu of the gear,
            or by its shortcut.
        report_wanted(), help_wanted(): chosen there, too.
    """

    settings_wanted = Signal()
    preferences_wanted = Signal()
    groups_wanted = Signal()
    report_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = _Dot(self)
        self._me = look.plain_label(self)
        self._me.setFont(look.scaled(self.font(), 1.15, bold=True))
        self._link = look.plain_label(self)
        self._link.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._link.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._gear = QToolButton(self)
        self._gear.setAutoRaise(True)
        self._gear.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._gear.clicked.connect(self._open_menu)
        self.menu = QMenu(self)
        self._settings = self.menu.addAction("")
        self._settings.setShortcut(keys.SETTINGS.sequences[0])
        self._settings.triggered.connect(self.settings_wanted)
        self._preferences = self.menu.addAction("")
        self._preferences.setShortcut(keys.PREFERENCES.sequences[0])
        self._preferences.triggered.connect(self.preferences_wanted)
        self._section = self.menu.addSection("")
        self._groups = self.menu.addAction("")
        self._groups.setShortcut(keys.GROUPS.sequences[0])
        self._groups.triggered.connect(self.groups_wanted)
        self.menu.addSeparator()
        self._report = self.menu.addAction("")
        self._report.triggered.connect(self.report_wanted)
        self._help = self.menu.addAction("")
        self._help.setShortcut(keys.HELP.sequences[0])
        self._help.triggered.connect(self.help_wanted)
        # Else the shortcuts would work in the menu alone.
        self.addActions([self._settings, self._preferences, self._groups, self._help])
        layout = QHBoxLayout(self)
        look.space_out(layout, self)
        for widget in (self._dot, self._me, self._link, self._gear):
            layout.addWidget(widget)
        self.tint()
        keep_translated(self, self._write_texts)

    def tint(self) -> None:
        """Take the palette's colours."""
        color = self.palette().color(QPalette.ColorRole.WindowText)
        self._gear.setIcon(icon(IconName.SETTINGS, color))

    def hide_settings(self) -> None:
        """There is nothing to set; the groups can be administered."""
        self._settings.setVisible(False)

    def show_me(self, me: Party) -> None:
        """Say whose phone takes the calls: "Desk 101", "101 Anna"."""
        name = one_line(me.name)
        self._me.setText(name if me.number and me.number in name else one_line(party(me)))

    def show_link(self, pbx: str, link: LinkStatus | None, now: float) -> None:
        """Say how far the list can be trusted; None = not set up."""
        text = self._state_text(link, now)
        state = link.state if link else LinkState.CLOSED
        self._dot.show_color(_COLORS.get(state, QColor("gray")), filled=state is LinkState.LIVE)
        line = f"{one_line(pbx)} · {text}" if pbx else text
        if line != self._link.text():
            self._link.setText(line)

    def _write_texts(self) -> None:
        self._gear.setToolTip(self.tr("Settings and administration"))
        self._gear.setAccessibleName(self.tr("Settings and administration"))
        self._settings.setText(self.tr("&Settings…"))
        self._preferences.setText(self.tr("P&references…"))
        self._section.setText(self.tr("Administration"))
        self._groups.setText(self.tr("&Pickup groups…"))
        self._report.setText(self.tr("Report a pr&oblem…"))
        self._help.setText(self.tr("&Help: keys…"))

    def _open_menu(self) -> None:
        """Below the gear, its right edge under the gear's."""
        below = self._gear.mapToGlobal(self._gear.rect().bottomRight())
        self.menu.popup(below - QPoint(self.menu.sizeHint().width() - 1, 0))

    def _state_text(self, link: LinkStatus | None, now: float) -> str:
        if link is None:
            return self.tr("not set up")
        if link.state is LinkState.STALE and link.as_of is not None:
            age = max(0, int(now - link.as_of))
            return self.tr("as of {seconds} s ago").format(seconds=age)
        if link.state is LinkState.LIVE and link.complete_since is not None:
            clock = clock_time(datetime.fromtimestamp(link.complete_since).astimezone())
            return self.tr("live since {clock}").format(clock=clock)
        texts = {
            LinkState.LIVE: self.tr("live"),
            LinkState.CONNECTING: self.tr("connecting…"),
            LinkState.STALE: self.tr("link lost"),
            LinkState.REFUSED: self.tr("refused"),
            LinkState.CLOSED: self.tr("not connected"),
        }
        return texts[link.state]


@final
class _Dot(QWidget):
    """The link's colour; its shape says the same, and the text beside it says it in words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._color, self._filled = QColor("gray"), False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_color(self, color: QColor, *, filled: bool) -> None:
        if (color, filled) != (self._color, self._filled):
            self._color, self._filled = color, filled
            self.update()

    def sizeHint(self) -> QSize:
        side = round(self.fontMetrics().height() * 0.75)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / 6
        color = look.mark(self._color, self.palette())
        painter.setPen(QPen(color, width))
        if self._filled:
            painter.setBrush(color)
        half = width / 2
        painter.drawEllipse(QRectF(self.rect()).adjusted(half, half, -half, -half))
