"""Keeps a window on its screen: when it is made, and when it grows."""

from typing import final

from PySide6.QtCore import QEvent, QObject, QRect, QSize
from PySide6.QtGui import QGuiApplication, QResizeEvent, QScreen
from PySide6.QtWidgets import QWidget


def take_usual_size(window: QWidget, *, letters: int, lines: int) -> None:
    """Make a window so many letters wide and so many lines high, or less on a small screen."""
    metrics = window.fontMetrics()
    wanted = QSize(letters * metrics.averageCharWidth(), lines * metrics.height())
    # How large the frame is nobody knows before the window is seen.
    frame = QSize(metrics.averageCharWidth(), 2 * metrics.height())
    window.resize(wanted.boundedTo(window.screen().availableSize() - frame))


def work_area(screen: QScreen) -> QRect:
    """What panels leave of a screen to windows.

    X tells one area for all screens: a panel on the smaller of two would cost the other one its
    lower end.
    """
    return screen.geometry() if _panels_unknown() else screen.availableGeometry()


def below_panel(screen: QScreen, line: int) -> QRect:
    """The same for what goes to the top by itself: where panels are unknown, one may be there.

    Args:
        line: how high a line of text is. GNOME's top bar is not two of them.
    """
    return work_area(screen).adjusted(0, 2 * line if _panels_unknown() else 0, 0, 0)


def _panels_unknown() -> bool:
    return len(QGuiApplication.screens()) > 1 and QGuiApplication.platformName() == "xcb"


@final
class StaysOnScreen(QObject):
    """Moves a window that grows beyond the screen's edges, to say more or in larger letters."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear that it makes itself higher; where a desktop puts it, it stays."""
        if isinstance(event, QResizeEvent) and not event.spontaneous():
            before, now = event.oldSize().height(), event.size().height()
            if now > before > 0:
                self._pull()
        return super().eventFilter(watched, event)

    def _pull(self) -> None:
        window = self._window
        area, frame = window.screen().availableGeometry(), window.frameGeometry()
        beyond, room = frame.bottomRight() - area.bottomRight(), frame.topLeft() - area.topLeft()
        left, up = min(beyond.x(), room.x()), min(beyond.y(), room.y())
        if left > 0 or up > 0:
            window.move(window.x() - max(0, left), window.y() - max(0, up))
