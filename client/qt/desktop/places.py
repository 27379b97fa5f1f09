"""Where windows are: remembered for each set-up of screens, by their places and sizes.

At the desk with two screens a window is somewhere else than at home with one. The screens' names do
not count: XWayland and some docks give a new one to each screen that is plugged in. Qt itself
brings a place that lies off all screens back onto one. Wayland lets no program place its windows:
there only the sizes come back.
"""

import hashlib
from typing import final

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from client.qt.desktop.on_screen import work_area

_FILLED = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen
_SAVE_AFTER_MS = 500
"""A window that is being moved tells of each step."""
_SETTLED_AFTER_MS = 300
"""A screen that comes or goes is told in several pieces."""


@final
class Places(QObject):
    """Puts windows where they were.

    Signals:
        followed(): the screens are others, and each window is where it was on these.
    """

    followed = Signal()

    def __init__(self, store: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._windows: dict[str, QWidget] = {}
        self._moved: set[QWidget] = set()
        self._screens = screens_key()
        self._save_soon = QTimer(self, singleShot=True)
        self._save_soon.timeout.connect(self.save)
        self._settled = QTimer(self, singleShot=True)
        self._settled.setInterval(_SETTLED_AFTER_MS)
        self._settled.timeout.connect(self._follow_screens)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._watch)
            app.screenRemoved.connect(self._settled.start)
        for screen in QGuiApplication.screens():
            screen.geometryChanged.connect(self._settled.start)

    def keep(self, window: QWidget, name: str) -> None:
        """Put a window where it was on these screens, or leave it; remember where it goes."""
        self._windows[name] = window
        self._restore(name)
        window.installEventFilter(self)

    def save(self) -> None:
        """Remember where the windows are that have been moved."""
        self._save_soon.stop()
        if screens_key() != self._screens:
            return  # the system has moved them, not the user
        moved, self._moved = self._moved, set()
        for name, window in self._windows.items():
            if window in moved:
                self._store.setValue(self._key(name), window.saveGeometry())
                if not window.windowState() & _FILLED:
                    # xfwm4 makes a window large before it says so, and Qt takes that for usual.
                    self._store.setValue(self._key(f"usual/{name}"), window.geometry())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear of moves."""
        if isinstance(watched, QWidget):
            match event.type():
                case QEvent.Type.Move | QEvent.Type.Resize if watched.isVisible():
                    self._moved.add(watched)
                    self._save_soon.start(_SAVE_AFTER_MS)
                case QEvent.Type.Hide | QEvent.Type.Close:
                    self.save()
        return super().eventFilter(watched, event)

    def _key(self, name: str) -> str:
        return f"places/{self._screens}/{name}"

    def _restore(self, name: str) -> bool:
        saved, window = self._store.value(self._key(name)), self._windows[name]
        if not isinstance(saved, QByteArray):
            return False
        # One that fills its screen is moved to no other: xfwm4 for one leaves it where it is.
        window.setWindowState(window.windowState() & ~_FILLED)
        restored = window.restoreGeometry(saved)
        usual, state = self._store.value(self._key(f"usual/{name}")), window.windowState()
        hidden = state & _FILLED and not window.isVisible()
        # On another screen it would fill that one.
        if hidden and isinstance(usual, QRect) and window.geometry().contains(usual.center()):
            window.setWindowState(state & ~_FILLED)
            window.setGeometry(usual)
            window.setWindowState(state)
        return restored

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._settled.start)
        self._settled.start()

    def _follow_screens(self) -> None:
        """Other screens than before: put each window where it was on these."""
        before, self._screens = self._screens, screens_key()
        if before == self._screens:
            return
        self._moved.clear()
        for name, window in self._windows.items():
            _tell_screen(window)
            if not self._restore(name):
                _pull_back(window)
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                _tell_screen(dialog)
                _pull_back(dialog)  # out of sight it would keep its window from being clicked
        self.followed.emit()


def _tell_screen(window: QWidget) -> None:
    """Tell Qt on which screen a window is.

    GNOME puts it back onto a screen that is plugged in again before Qt knows of that screen. On
    Wayland it is the other way round: Qt knows the screen, and nobody the place.
    """
    handle, screen = window.windowHandle(), QGuiApplication.screenAt(window.geometry().center())
    on_wayland = QGuiApplication.platformName().startswith("wayland")
    if handle is not None and screen is not None and not on_wayland:
        handle.setScreen(screen)


def _pull_back(window: QWidget) -> None:
    """Bring it onto a screen, unless it is on one."""
    place = window.frameGeometry()
    if not any(work_area(screen).contains(place) for screen in QGuiApplication.screens()):
        window.restoreGeometry(window.saveGeometry())


def screens_key() -> str:
    """Names the set-up of the screens that are there now."""
    told = sorted(str(screen.geometry().getRect()) for screen in QGuiApplication.screens())
    return hashlib.sha256(";".join(told).encode()).hexdigest()[:16]
