"""Keeps a window on its screen: when it is made, and when it grows."""

from typing import final

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


def take_usual_size(window: QWidget, *, letters: int, lines: int) -> None:
    """Make a window so many letters wide and so many lines high, or less on a small screen."""
    metrics = window.fontMetrics()
    wanted = QSize(letters * metrics.averageCharWidth(), lines * metrics.height())
    # How large the frame is nobody knows before the window is seen.
    frame = QSize(metrics.averageCharWidth(), 2 * metrics.height())
    window.resize(wanted.boundedTo(window.screen().availableSize() - frame))


@final
class StaysOnScreen(QObject):
    """Moves a window up where a sentence that needs room pushes its lower end off the screen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear that it grows; where it first stands is the desktop's to say."""
        grows = (
            isinstance(event, QResizeEvent) and event.size().height() > event.oldSize().height() > 0
        )
        if grows:
            self._pull_up()
        return super().eventFilter(watched, event)

    def _pull_up(self) -> None:
        window = self._window
        area, frame = window.screen().availableGeometry(), window.frameGeometry()
        beyond = frame.bottom() - area.bottom()
        if beyond > 0:
            window.move(window.x(), window.y() - min(beyond, max(0, frame.top() - area.top())))
