"""The top line: who I am, how the link is, and the way to the settings."""

from typing import final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from client.calls.events import Party
from client.plain_text import one_line
from client.qt import keys
from client.qt.alerts.mute_button import MuteButton
from client.qt.looks.bold import Bold
from client.qt.looks.elided import Elided
from client.qt.looks.icon_button import IconButton
from client.qt.looks.icons import IconName
from client.qt.looks.layouts import in_row
from client.qt.texts.error_text import error_text
from client.qt.texts.state_text import link_text
from client.qt.texts.strangers_text import tooltip
from client.qt.texts.translated import keep_translated
from client.qt.window.link_dot import LinkDot
from client.session import LinkStatus
from client.wording import party


@final
class LinkLine(QWidget):
    """One line: "● Desk 101 … pbx1 · live ⚙".

    Attributes:
        settings, preferences, groups, report, strip, help, leave: triggered in the menu of the
            gear, or by their keys.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._dot = LinkDot(self)
        self._me = Elided(self, kept=12)
        Bold(self._me, self, 1.15)
        self._me.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._link = Elided(self, kept=20)
        self._link.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.mute_button = MuteButton(self)
        self._to_strip = IconButton(self, IconName.STRIP)
        self._gear = IconButton(self, IconName.SETTINGS)
        self._gear.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._gear.clicked.connect(self._open_menu)
        self.menu = QMenu(self)
        self.settings = self._add(keys.SETTINGS)
        self.preferences = self._add(keys.PREFERENCES)
        self._section = self.menu.addSection("")
        self.groups = self._add(keys.GROUPS)
        self.menu.addSeparator()
        self.report = self._add()
        self.strip = self._add(keys.STRIP)
        self._to_strip.clicked.connect(self.strip.trigger)
        self.help = self._add(keys.HELP)
        self.menu.addSeparator()
        self.leave = self._add(keys.LEAVE)
        buttons = (self.mute_button, self._to_strip, self._gear)
        self.setLayout(in_row(self, self._dot, self._me, self._link, *buttons))
        keep_translated(self, self._write_texts)

    def show_me(self, me: Party) -> None:
        """Say whose phone takes the calls: "Desk 101", "101 Anna"."""
        name = one_line(me.name)
        self._me.setText(name if me.number and me.number in name else one_line(party(me)))

    def show_link(self, pbx: str, link: LinkStatus | None, now: float) -> None:
        """Say how far the list can be trusted; None = not set up."""
        text = link_text(link, now)
        self._dot.show_link(link)
        lasting = link.lasting_error if link else None
        self._link.setToolTip(tooltip([error_text(lasting)]) if lasting else "")
        self._link.setText(f"{one_line(pbx)} · {text}" if pbx else text)

    def _add(self, key: keys.Key | None = None) -> QAction:
        action = self.menu.addAction("")
        if key is not None:
            action.setShortcut(key.sequences[0])
            self.addAction(action)  # else the key would work in the menu alone
        return action

    def _write_texts(self) -> None:
        self._gear.setToolTip(self.tr("Settings and administration"))
        self._gear.setAccessibleName(self.tr("Settings and administration"))
        self.settings.setText(self.tr("&Settings…"))
        self.preferences.setText(self.tr("P&references…"))
        self._section.setText(self.tr("Administration"))
        self.groups.setText(self.tr("&Pickup groups…"))
        self.report.setText(self.tr("Report a pr&oblem…"))
        show_strip = self.tr("Show the strip ({key})").format(key=keys.STRIP.shown)
        self._to_strip.setToolTip(show_strip)
        self._to_strip.setAccessibleName(show_strip)
        self.strip.setText(self.tr("S&trip"))
        self.leave.setText(self.tr("&Quit"))
        self.help.setText(self.tr("&Help: keys…"))

    def _open_menu(self) -> None:
        """Below the gear, its right edge under the gear's."""
        below = self._gear.mapToGlobal(self._gear.rect().bottomRight())
        self.menu.popup(below - QPoint(self.menu.sizeHint().width() - 1, 0))
