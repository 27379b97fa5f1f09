"""What stands in place of an empty list: what is going on, and what to do."""

from typing import final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from client.qt.looks import look
from client.qt.looks.bold import Bold
from client.qt.looks.focus import release_focus
from client.qt.looks.icons import IconName, icon
from client.qt.looks.inked import Inked
from client.qt.looks.layouts import in_column, in_row
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.state_text import PageText


@final
class EmptyPage(QFrame):
    """A picture, a headline, a sentence, and at most one button."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown: PageText | None = None
        self._unsaid = ""
        self._picture = _Picture(self)
        self._title = WrappingLabel(self)
        Bold(self._title, self, 1.2)
        self._detail = WrappingLabel(self)
        self._detail.setForegroundRole(QPalette.ColorRole.WindowText)
        Inked(self._detail, None)
        self.button = QPushButton(self)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for label in (self._title, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words, button = (self._title, self._detail), in_row(self, None, self.button, None)
        parts = (None, self._picture, *words, look.gap(self), button, None)
        self.setLayout(in_column(self, *parts, edge=True))
        self.setBackgroundRole(QPalette.ColorRole.Base)

    def show_text(self, text: PageText) -> None:
        """Write it."""
        if text == self._shown:
            return
        self._shown = text
        self._title.setText(text.title)
        self._detail.setText(text.detail)
        self._detail.setVisible(bool(text.detail))
        self.button.setText(text.button)
        if not text.button:
            release_focus(self.button)
        self.button.setVisible(bool(text.button))
        stop = "" if text.title.endswith("…") else "."  # a reader pauses there
        said = f"{text.title}{stop} {text.detail}" if text.detail else text.title
        self.setAccessibleName(said)
        # What comes and goes by itself is the announcer's, or not worth a word each time.
        self._unsaid = said if text.button else ""

    def say_new(self) -> None:
        """Have said what there is to do, seen or not, unless a reader says it with the focus."""
        unsaid, self._unsaid = self._unsaid, ""
        if unsaid and not self.hasFocus():
            look.announce(self, unsaid)


@final
class _Picture(QWidget):
    """As large as the words leave it room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        side = round(7.5 * look.gap(self))
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        text, base = self.palette().text().color(), self.palette().base().color()
        painter = QPainter(self)
        icon(IconName.QUIET, look.blend(text, base, 0.35)).paint(painter, self.rect())
