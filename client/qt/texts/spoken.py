"""Has a screen reader say a text that no control shows.

Windows and macOS have announcements for that. Linux has them, too, but Orca hears them from
version 45 on only; every Orca says a notification that comes into sight, and a reader that does
both would say all twice. So there it is one: a widget of a single pixel in the text's window.
"""

import sys
from functools import cache
from itertools import count
from typing import Final, final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAccessibleWidget, QApplication, QWidget

AT_ONCE: Final = 4
"""So many notifications a window has: a reader asks for the words of one a little later."""

SHOWN_MS: Final = 5000
"""So long a notification can be found in the window by a reader."""

_turn = count()


def say(widget: QWidget, text: str) -> None:
    """Have it said, in the name of this widget."""
    if sys.platform != "linux":
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
        return
    _notification(_in_sight(widget.window())).say(text)


def _in_sight(window: QWidget) -> QWidget:
    """This window if it can be seen, else another; else one that is there for this alone.

    Of a dialog Orca would say all labels, too, each time.
    """
    for kind in (Qt.WindowType.Window, Qt.WindowType.Dialog):
        for one in (window, *QApplication.topLevelWidgets()):
            if one.isVisible() and one.windowType() == kind:
                return one
    unseen = window.findChild(Unseen, "", Qt.FindChildOption.FindDirectChildrenOnly)
    return unseen or Unseen(window)


def _notification(window: QWidget) -> "Notification":
    ours = window.findChildren(Notification, "", Qt.FindChildOption.FindDirectChildrenOnly)
    if len(ours) < AT_ONCE:
        return Notification(window)
    return ours[next(_turn) % AT_ONCE]


@final
class Unseen(QWidget):
    """A window of one clear pixel, while all others are hidden, such as in the tray."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(
            owner,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.BypassWindowManagerHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(1, 1)
        self._gone = QTimer(self, singleShot=True)
        self._gone.timeout.connect(self.hide)

    def appear(self) -> None:
        """Be there for a while."""
        self.show()
        self._gone.start(SHOWN_MS)


@final
class Notification(QWidget):
    """Comes into sight with a text for a screen reader; there is nothing to be seen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        _teach_qt()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedSize(1, 1)
        self.hide()
        self._gone = QTimer(self, singleShot=True)
        self._gone.timeout.connect(self.hide)

    def say(self, text: str) -> None:
        """Come into sight with this text, which is what a reader hears of."""
        self.hide()
        window = self.window()
        if isinstance(window, Unseen):
            window.appear()
        self.setAccessibleName(text)
        self.show()
        self._gone.start(SHOWN_MS)


@final
class _Spoken(QAccessibleWidget):
    """What Qt tells a reader of a Notification; Qt owns it from the moment that it has it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Notification)


def _spoken(_class_name: str, of: QObject) -> _Spoken | None:
    return _Spoken(of) if isinstance(of, Notification) else None


@cache
def _teach_qt() -> None:
    """Once: Qt keeps what it is given."""
    QAccessible.installFactory(_spoken)
