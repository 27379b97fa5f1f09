"""The top line: who I am, how the link is, and the way to the settings."""

from typing import final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from client.calls.events import Party
from client.plain_text import one_line
from client.qt import keys, look
from client.qt.alerts.mute_button import MuteButton
from client.qt.elided import Elided
from client.qt.error_text import error_text
from client.qt.icons import IconName, icon
from client.qt.link_dot import LinkDot
from client.qt.plain_text import tooltip
from client.qt.state_text import lasting_problem, link_text
from client.qt.translated import keep_translated
from client.session import LinkStatus
from client.wording import party


@final
class LinkLine(QWidget):
    """One line: "● Desk 101 … pbx1 · live ⚙".

    Signals:
        settings_wanted(), preferences_wanted(), groups_wanted(): chosen in the menu of the gear,
            or by its shortcut.
        report_wanted(), strip_wanted(), help_wanted(), leave_wanted(): chosen there, too.
    """

    settings_wanted = Signal()
    preferences_wanted = Signal()
    groups_wanted = Signal()
    report_wanted = Signal()
    strip_wanted = Signal()
    leave_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = LinkDot(self)
        self._me = Elided(self, kept=12)
        self._me.setFont(look.scaled(self.font(), 1.15, bold=True))
        self._me.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._link = Elided(self, kept=20)
        self._link.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.mute_button = MuteButton(self)
        self._to_strip = QToolButton(self, autoRaise=True)
        self._to_strip.setIcon(icon(IconName.STRIP))
        self._to_strip.clicked.connect(self.strip_wanted)
        self._gear = QToolButton(self, autoRaise=True)
        self._gear.setIcon(icon(IconName.SETTINGS))
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
        self._strip = self.menu.addAction("")
        self._strip.setShortcut(keys.STRIP.sequences[0])
        self._strip.triggered.connect(self.strip_wanted)
        self._help = self.menu.addAction("")
        self._help.setShortcut(keys.HELP.sequences[0])
        self._help.triggered.connect(self.help_wanted)
        self.menu.addSeparator()
        self._leave = self.menu.addAction("")
        self._leave.setShortcut(keys.LEAVE.sequences[0])
        self._leave.triggered.connect(self.leave_wanted)
        # Else the shortcuts would work in the menu alone.
        self.addActions([self._settings, self._preferences, self._groups, self._strip, self._help])
        self.addAction(self._leave)
        layout = look.spaced(QHBoxLayout(self), self)
        for widget in (self._dot, self._me, self._link):
            layout.addWidget(widget)
        for button in (self.mute_button, self._to_strip, self._gear):
            layout.addWidget(button)
        keep_translated(self, self._write_texts)

    def hide_settings(self) -> None:
        """There is nothing to set; the groups can be administered."""
        self._settings.setVisible(False)

    def show_me(self, me: Party) -> None:
        """Say whose phone takes the calls: "Desk 101", "101 Anna"."""
        name = one_line(me.name)
        self._me.setText(name if me.number and me.number in name else one_line(party(me)))

    def show_link(self, pbx: str, link: LinkStatus | None, now: float) -> None:
        """Say how far the list can be trusted; None = not set up."""
        text = link_text(link, now)
        self._dot.show_link(link)
        line = f"{one_line(pbx)} · {text}" if pbx else text
        lasting = lasting_problem(link) if link else None
        self._link.setToolTip(tooltip([error_text(lasting)]) if lasting else "")
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
        self._to_strip.setToolTip(self.tr("Show the strip"))
        self._to_strip.setAccessibleName(self.tr("Show the strip"))
        self._strip.setText(self.tr("S&trip"))
        self._leave.setText(self.tr("&Quit"))
        self._help.setText(self.tr("&Help: keys…"))

    def _open_menu(self) -> None:
        """Below the gear, its right edge under the gear's."""
        below = self._gear.mapToGlobal(self._gear.rect().bottomRight())
        self.menu.popup(below - QPoint(self.menu.sizeHint().width() - 1, 0))
