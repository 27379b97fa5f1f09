"""Which of the two views of the calls is seen, the window or the strip, and where they stand.

To close a view ends the program, or hides it in the tray if the user prefers that and there is a
tray. The default is to end: a program that goes on unseen surprises, and a tray may be hidden.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, final

from PySide6.QtCore import QObject, QRect, QSettings, Qt, Signal

from client.config.preferences import Preferences
from client.qt.desktop.front import bring_to_front
from client.qt.desktop.places import Places
from client.qt.desktop.tray import Tray
from client.qt.window.main_window import MainWindow

if TYPE_CHECKING:
    from client.qt.window.strip import Strip

_STRIP: Final = "strip"
_WINDOW: Final = "window"
_TOLD: Final = "told-of-tray"


@final
class Views(QObject):
    """Shows one of the two at a time, at the start the one that was seen last.

    Args:
        make_strip: makes the other, which few use: when it is first wanted.
        tray: where they can be hidden.
        window_state: which it is, and where each stands.

    Signals:
        leave_wanted(): the user is done with the program.
    """

    leave_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        make_strip: Callable[[], "Strip"],
        tray: Tray,
        window_state: QSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.window = window
        self._make_strip = make_strip
        self._strip: Strip | None = None
        self.tray = tray
        self._window_state = window_state
        self._close_to_tray = False
        self._hidden = False
        self.places = Places(window_state, self)
        self.places.keep(window, _WINDOW)
        window.link_line.strip.triggered.connect(self.show_strip)
        window.link_line.leave.triggered.connect(self.leave_wanted)
        window.close_wanted.connect(self.close)
        tray.show_wanted.connect(self.show)
        tray.toggle.triggered.connect(self.toggle)
        tray.gone.connect(self._come_back_without_tray)
        tray.leave.triggered.connect(self.leave_wanted)
        tray.menu.aboutToHide.connect(self._unsettle)  # where it was a desktop does not tell
        tray.show_view(strip=self._is_strip)

    @property
    def strip(self) -> "Strip":
        """The other view."""
        if self._strip is None:
            strip, window = self._make_strip(), self.window
            self._strip = strip
            self.places.keep(strip, _STRIP)
            self.places.followed.connect(strip.refresh)
            strip.window_wanted.connect(self.show_window)
            strip.keys.group_wanted.connect(window.want_newest_of)
            strip.keys.dismiss_wanted.connect(window.keys.dismiss_wanted)
            strip.keys.mute_wanted.connect(window.keys.mute_wanted)
            window.notice_line.said.connect(strip.show_notice)
            strip.show_notice(window.notice_line.notice)
            strip.close_wanted.connect(self.close)
            strip.leave_wanted.connect(self.leave_wanted)
        return self._strip

    @property
    def current(self) -> "MainWindow | Strip":
        """The view that is seen, or that would be."""
        return self.strip if self._is_strip else self.window

    @property
    def strip_area(self) -> QRect:
        """What the strip, which stays above all, covers of the screen; empty while it is hidden."""
        if self._strip is None or not self._strip.isVisible():
            return QRect()
        return self._strip.frameGeometry()

    def uncovered(self, area: QRect) -> None:
        """What was above has gone from there: a click that was meant for it takes no call."""
        if self.current.geometry().intersects(area):
            self._unsettle()

    def show(self) -> None:
        """Bring the current view to the front."""
        self._hidden = False
        view = self.current
        # As large as it was: showNormal() would forget that it filled the screen.
        view.setWindowState(view.windowState() & ~Qt.WindowState.WindowMinimized)
        view.show()
        bring_to_front(view)

    def show_window(self) -> None:
        """From now on the window."""
        self._turn_to(_WINDOW)

    def show_strip(self) -> None:
        """From now on the strip."""
        self._turn_to(_STRIP)

    def toggle(self) -> None:
        """From the one to the other."""
        self._turn_to(_WINDOW if self._is_strip else _STRIP)

    def hide(self) -> None:
        """Take both out of sight."""
        self.window.hide()
        if self._strip is not None:
            self._strip.hide()

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

    def take_apart(self) -> None:
        """Both go."""
        self.window.deleteLater()
        if self._strip is not None:
            self._strip.deleteLater()

    def set_preferences(self, preferences: Preferences) -> None:
        """Do as the user prefers."""
        self._close_to_tray = preferences.tray.close_to_tray

    @property
    def _is_strip(self) -> bool:
        return self._window_state.value("view", _WINDOW) == _STRIP

    def _turn_to(self, name: str) -> None:
        before = self.current
        self._window_state.setValue("view", name)
        self.show()
        self.tray.show_view(strip=self._is_strip)
        if self.current is not before:
            before.hide()
            self._unsettle()

    def _unsettle(self) -> None:
        self.current.unsettle()

    def _come_back_without_tray(self) -> None:
        if self._hidden:
            self._hidden = False
            self.current.show()  # nobody has asked for it: whoever types goes on typing
