"""What scrolls where the screen is too small for it, and is whole elsewhere."""

from typing import final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

_REST_LINES = 6
"""So many lines of text the rest of the window takes, with its frame and a panel."""


@final
class Scrolling(QScrollArea):
    """As high as its content, for which a plain scroll area has never room; without a border."""

    def __init__(self, content: QLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._content, self._inside = content, QWidget(self)
        self._inside.setLayout(content)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)

    def heightForWidth(self, width: int) -> int:
        """All of it, as far as the screen goes."""
        return min(self._content.totalHeightForWidth(width), self._most())

    def sizeHint(self) -> QSize:
        """The content's own."""
        return self._bounded(self._inside.sizeHint())

    def minimumSizeHint(self) -> QSize:
        """The least that shows all of the content, as far as the screen goes."""
        least = self._inside.minimumSizeHint()
        # Lower, and Qt would show a scroll bar: it gives the content what its lines need so wide.
        height = self._content.totalHeightForWidth(max(self.width(), least.width()))
        return self._bounded(QSize(least.width(), max(height, least.height())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the window grow with the content before Qt shows a scroll bar for a moment."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._content.activate()
            self.updateGeometry()
            if (layout := self.window().layout()) is not None:
                layout.activate()
        return super().eventFilter(watched, event)

    def _bounded(self, size: QSize) -> QSize:
        if size.height() <= self._most():
            return size
        return QSize(size.width() + self.verticalScrollBar().sizeHint().width(), self._most())

    def _most(self) -> int:
        rest = _REST_LINES * self.fontMetrics().height()
        return self.screen().availableSize().height() - rest
