"""Which of the two views of the calls is seen, the window or the strip, and where they stand.

To close a view ends the program, or hides it in the tray if the user prefers that and there is a
tray. The default is to end: a program that goes on unseen surprises, and a tray may be hidden.
"""

from typing import Final, final

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from client.preferences import Preferences
from client.qt.main_window import MainWindow
from client.qt.places import Places
from client.qt.strip import Strip
from client.qt.tray import Tray

_STRIP: Final = "strip"
_WINDOW: Final = "window"
_TOLD: Final = "told-of-tray"


@final
class Views(QObject):
    """Shows one of the two at a time, at the start the one that was seen last.

    Args:
        window, strip: the views.
        tray: where they can be hidden.
        window_state: which it is, and where each stands.

    Signals:
        leave_wanted(): the user is done with the program.
    """

    leave_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        strip: Strip,
        tray: Tray,
        window_state: QSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.window = window
        self.strip = strip
        self.tray = tray
        self._window_state = window_state
        self._close_to_tray = False
        self._hidden = False
        self.places = Places(window_state, self)
        self.places.keep(window, _WINDOW)
        self.places.keep(strip, _STRIP)
        window.strip_wanted.connect(self.show_strip)
        strip.window_wanted.connect(self.show_window)
        strip.keys.group_wanted.connect(window.want_newest_of)
        strip.keys.put_away_wanted.connect(window.put_away_wanted)
        strip.keys.mute_wanted.connect(window.mute_wanted)
        window.notice_line.said.connect(strip.show_notice)
        for view in (window, strip):
            view.close_wanted.connect(self.close)
            view.leave_wanted.connect(self.leave_wanted)
        tray.show_wanted.connect(self.show)
        tray.toggle_wanted.connect(self.toggle)
        tray.gone.connect(self._come_back_without_tray)
        tray.leave_wanted.connect(self.leave_wanted)
        tray.show_view(strip=self.current is strip)

    @property
    def current(self) -> QWidget:
        """The view that is seen, or that would be."""
        chosen = self._window_state.value("view", _WINDOW)
        return self.strip if chosen == _STRIP else self.window

    def show(self) -> None:
        """Bring the current view to the front."""
        self._hidden = False
        view = self.current
        if view.isMinimized():
            view.showNormal()
        view.show()
        view.raise_()
        view.activateWindow()

    def show_window(self) -> None:
        """From now on the window."""
        self._turn_to(_WINDOW)

    def show_strip(self) -> None:
        """From now on the strip."""
        self._turn_to(_STRIP)

    def toggle(self) -> None:
        """From the one to the other."""
        self._turn_to(_WINDOW if self.current is self.strip else _STRIP)

    def hide(self) -> None:
        """Take both out of sight."""
        self.window.hide()
        self.strip.hide()

    def close(self) -> None:
        """Hide in the tray, or end the program: as the user prefers."""
        if not (self._close_to_tray and self.tray.available()):
            self.leave_wanted.emit()
            return
        self.hide()
        self._hidden = True
        if not self._window_state.value(_TOLD, defaultValue=False, type=bool):
            self._window_state.setValue(_TOLD, True)
            self.tray.tell_hidden()

    def set_preferences(self, preferences: Preferences) -> None:
        """Do as the user prefers."""
        self._close_to_tray = preferences.tray.close_to_tray

    def _turn_to(self, name: str) -> None:
        before = self.current
        self._window_state.setValue("view", name)
        self.show()
        self.tray.show_view(strip=self.current is self.strip)
        if self.current is not before:
            before.hide()

    def _come_back_without_tray(self) -> None:
        if self._hidden:
            self.show()
