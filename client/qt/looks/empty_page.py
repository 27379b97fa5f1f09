"""What stands in place of an empty list: what is going on, and what to do."""

from typing import final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from client.qt.looks import look
from client.qt.looks.bold import Bold
from client.qt.looks.focus import release_focus
from client.qt.looks.icons import IconName, icon
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.state_text import PageText


@final
class EmptyPage(QFrame):
    """A picture, a headline, a sentence, and at most one button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown: PageText | None = None
        self._least = QSize()
        self._picture = QLabel(self)
        self._title = WrappingLabel(self)
        Bold(self._title, self, 1.2)
        self._detail = WrappingLabel(self)
        self.button = QPushButton(self)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = look.spaced(QVBoxLayout(self), self, edge=True)
        layout.addStretch(1)
        for label in (self._picture, self._title, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(look.gap(self))
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._tint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width texts need another height."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Out of sight its width was not known."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette is other shades."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def minimumSizeHint(self) -> QSize:
        """As with the picture, whose room the words may need."""
        return super().minimumSizeHint().expandedTo(self._least)

    def _fit(self) -> None:
        """Where there is little room the words come first."""
        layout = self.layout()
        if layout is None or not self.isVisible():
            return
        picture = self._picture.sizeHint().height() + layout.spacing()
        words = layout.totalHeightForWidth(self.width())
        if not self._picture.isHidden():
            words -= picture
            self._least = super().minimumSizeHint()
        self._picture.setVisible(words + picture <= self.height())

    def _tint(self) -> None:
        faint = look.blend(
            self.palette().color(QPalette.ColorRole.Text),
            self.palette().color(QPalette.ColorRole.Base),
            0.35,
        )
        side = round(7.5 * look.gap(self))
        self._picture.setPixmap(icon(IconName.QUIET, faint).pixmap(side, side))
        ink = QPalette(self.palette())
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
            ink.setColor(role, look.muted(self.palette()))
        self._detail.setPalette(ink)

    def show_text(self, text: PageText) -> None:
        """Say it."""
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
        self._fit()
        stop = "" if text.title.endswith("…") else "."  # a reader pauses there
        said = f"{text.title}{stop} {text.detail}" if text.detail else text.title
        self.setAccessibleName(said)
        # What comes and goes by itself is the announcer's, or not worth a word each time.
        if text.button and self.isVisible():
            look.announce(self, said)
