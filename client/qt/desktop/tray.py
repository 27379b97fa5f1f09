"""The tray's icon and its menu: the calls that ring, and the way to the windows.

All of it can be had without a tray as well: whoever hides a window asks `available` first. A tray
may come and go, which nothing tells: it is looked for every few seconds.
"""

import os
import sys
from typing import Final, final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from client.calls.call import Call, CallId
from client.calls.choice import ThisCall
from client.plain_text import one_line
from client.qt.bridge import Bridge
from client.qt.calls import call_text
from client.qt.desktop.tray_icon import tray_icon
from client.qt.looks.icons import IconName, icon
from client.qt.texts.counted import Counted
from client.qt.texts.state_text import link_text
from client.qt.texts.strangers_text import apart, shortened
from client.qt.texts.translated import keep_translated
from client.session import LinkStatus
from client.tasks import TaskOwner

MOST_CALLS: Final = 10
"""The menu says of more only how many there are."""

WATCH_MS: Final = 5000
"""How often a tray is looked for: Qt tells of none that comes or goes."""

_LONGEST: Final = 40
"""So many letters of a name, a number, a phone and the groups are enough to know them."""

_REFRESH_MS: Final = 100
"""Changes that follow each other faster are one change of the menu: some trays fetch it anew."""


@final
class Tray(QObject):
    """Shows how things are, in all my groups.

    While the menu is open no line of it moves: what rings no more is greyed, what comes is listed
    the next time. So nobody clicks on another call than the one that was read.

    Attributes:
        toggle: triggered to turn the window into the strip, or back.
        mute: triggered to silence the alerts, or not; checked while they are silent.
        preferences, leave: triggered to open the preferences, to end the program.

    Signals:
        pickup_wanted(Target): take the call of a line.
        show_wanted(): bring the window or the strip to the front.
        gone(): there is no tray any more.
    """

    pickup_wanted = Signal(object)
    show_wanted = Signal()
    gone = Signal()

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._badge = 0
        self._strip_seen = False
        self._open = False
        self._calls: dict[CallId, QAction] = {}
        self.menu = QMenu()
        self._state = self.menu.addAction("")
        self.menu.addSeparator()
        self._more = self.menu.addAction("")
        self._more.setEnabled(False)
        self.menu.addSeparator()
        self._show = self.menu.addAction("")
        for show in (self._state, self._show):
            show.triggered.connect(self.show_wanted)
        self.toggle = self.menu.addAction("")
        self.mute = self.menu.addAction("")
        self.mute.setCheckable(True)
        self.preferences = self.menu.addAction("")
        self.menu.addSeparator()
        self.leave = self.menu.addAction("")
        self.menu.aboutToShow.connect(self._opens)
        self.menu.aboutToHide.connect(self._closed)

        self._icon: QSystemTrayIcon | None = None
        # On D-Bus Qt is asked only when there is a tray, see `client.qt.desktop.tray_watcher`.
        self._may_ask = sys.platform != "linux" or "DBUS_SESSION_BUS_ADDRESS" not in os.environ
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(_REFRESH_MS)
        self._soon.timeout.connect(self._refresh_icon)
        self._soon.timeout.connect(self._refresh_menu)
        bridge.calls_changed.connect(self._calls_changed)
        bridge.link_changed.connect(self._refresh)
        bridge.agent_changed.connect(self._refresh)
        bridge.pickup_began.connect(self._refresh)
        bridge.pickup_ended.connect(self._refresh)
        keep_translated(self.menu, self._write_texts)
        self._watch = QTimer(self)
        self._watch.timeout.connect(self.look_for_tray)
        self._watch.start(WATCH_MS)
        self.look_for_tray()

    @property
    def icon(self) -> QSystemTrayIcon:
        """The icon; made when it is asked for, since Qt then decides which kind of tray it sees."""
        if self._icon is None:
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(self.menu)
            self._icon.activated.connect(self._activated)
            self._refresh_icon()
        return self._icon

    def start(self, tasks: TaskOwner) -> None:
        """Wait for a tray, where it may come late."""
        if not self._may_ask:
            tasks.start(self._wait_for_tray(), name="wait for a tray")

    def available(self) -> bool:
        """Whether there is a tray now; it may come and go."""
        return self._may_ask and QSystemTrayIcon.isSystemTrayAvailable()

    def show_badge(self, count: int) -> None:
        """How many calls alert: the number on the icon."""
        self._badge = count
        self._refresh_icon()

    def show_view(self, *, strip: bool) -> None:
        """Which of the two views is seen: the menu offers the other."""
        self._strip_seen = strip
        self._write_texts()

    def tell_hidden(self) -> None:
        """Say that the program goes on without a window."""
        self._say(
            self.tr("Cornetta keeps running in the tray"),
            self.tr("To end it, choose Quit in the menu of this icon."),
        )

    def tell(self, headline: str, more: str) -> None:
        """Say what came of a hotkey, or of another process's wish."""
        self._say(_unmarkable(headline), _unmarkable(more))

    def close(self) -> None:
        """Take the icon away; what the session still tells at its end finds no menu."""
        self._soon.stop()
        self._soon.timeout.disconnect()
        self._watch.stop()
        if self._icon is not None:
            self._icon.hide()

    def look_for_tray(self) -> None:
        """Go into a tray that has come; say so when it has gone."""
        there = self.available()
        shown = self._icon is not None and self._icon.isVisible()
        if there != shown:
            self.icon.setVisible(there)
            if not there:
                self.gone.emit()

    async def _wait_for_tray(self) -> None:
        from client.qt.desktop.tray_watcher import wait_for_tray  # noqa: PLC0415 - where there is a bus

        await wait_for_tray()
        self._may_ask = True
        self.look_for_tray()

    # What is shown

    def _ringing(self) -> list[Call]:
        """What rings as far as anybody knows, the most recent first."""
        session = self._bridge.session
        return session.calls() if session is not None and self._bridge.listed else []

    def _calls_changed(self) -> None:
        if self._open:
            self._arm()
        if not self._soon.isActive():
            self._soon.start()

    def _refresh(self) -> None:
        self._refresh_icon()
        self._arm()
        self._soon.start()

    def _refresh_icon(self) -> None:
        if self._icon is None:
            return
        self._icon.setIcon(tray_icon(self._bridge.link_state, self._badge))
        text = self._state_text(len(self._ringing()))
        if text != self._icon.toolTip():
            self._icon.setToolTip(text)

    def _state_text(self, count: int) -> str:
        """E.g. "Cornetta · 3 ringing · pbx1 · live"; no clock runs in it."""
        words = ["Cornetta"]
        if count:
            words.append(Counted.tr("%n ringing", "", count))
        session = self._bridge.session
        if session is not None:
            words.append(one_line(session.pbx))
        state = self._bridge.link_state
        words.append(link_text(LinkStatus(state) if state else None, 0.0))
        return " · ".join(words)

    def _refresh_menu(self) -> None:
        self._soon.stop()
        ringing = {call.id: call for call in self._ringing()}
        self._state.setText(_unmarked(self._state_text(len(ringing))))
        if not self._open:
            self._list(list(ringing.values()))
        self._arm()

    def _arm(self) -> None:
        """Let those lines be clicked whose calls can be taken now."""
        ringing = {call.id for call in self._ringing()} if self._bridge.armed else ()
        for call_id, action in self._calls.items():
            action.setEnabled(call_id in ringing)

    def _list(self, ringing: list[Call]) -> None:
        """Make a line for each call; a call that has one keeps it."""
        before, self._calls = self._calls, {}
        for action in before.values():
            self.menu.removeAction(action)
        names = call_text.GroupNames(self._bridge.session.groups if self._bridge.session else ())
        for call in ringing[:MOST_CALLS]:
            action = before.pop(call.id) if call.id in before else self._line(call.id)
            action.setText(_unmarked(_line_text(call, names)))
            self._calls[call.id] = action
            self.menu.insertAction(self._more, action)
        for action in before.values():
            action.deleteLater()
        self._more.setVisible(len(ringing) > MOST_CALLS)
        self._more.setText(Counted.tr("and %n more", "", len(ringing) - MOST_CALLS))

    def _line(self, call_id: CallId) -> QAction:
        action = QAction(self.menu)
        action.triggered.connect(lambda: self.pickup_wanted.emit(ThisCall(call_id)))
        return action

    def _write_texts(self) -> None:
        self._show.setText(self.tr("S&how"))
        self.toggle.setText(self.tr("&Window") if self._strip_seen else self.tr("&Strip"))
        self.mute.setText(self.tr("&Mute"))
        self.preferences.setText(self.tr("&Preferences…"))
        self.leave.setText(self.tr("&Quit"))
        self._refresh_icon()
        self._refresh_menu()

    # What the user does

    def _opens(self) -> None:
        self._open = False
        self._refresh_menu()
        self._open = True

    def _closed(self) -> None:
        self._open = False
        self._soon.start()

    def _say(self, headline: str, more: str) -> None:
        if self._icon is not None:
            self._icon.showMessage(headline, more, icon(IconName.APP))

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_wanted.emit()


def _line_text(call: Call, names: call_text.GroupNames) -> str:
    """E.g. "First Caller  045 555 1234 · 103 Desk 103 · Support".

    A menu is as wide as its longest line: a long name would push what follows off the screen.
    """
    name, number = call_text.caller_name(call), call_text.caller_number(call)
    shown = (
        f"{shortened(apart(name), _LONGEST)}  {shortened(number, _LONGEST)}".rstrip(),
        shortened(call_text.rings_at(call), _LONGEST),
        shortened(call_text.groups_text(call, names), _LONGEST),
    )
    return " · ".join(shown)


def _unmarkable(text: str) -> str:
    """A caller's name may hold mark-up, and some desktops read it, while others show escapes."""
    return text.translate(str.maketrans("<>&", "\u2039\u203a\ufe60"))


def _unmarked(text: str) -> str:
    """A stranger's text for a menu, which would take "&" for the mark of a key."""
    return text.replace("&", "&&")
