"""The last line: how the last pickup ended, or what went wrong."""

from datetime import datetime
from typing import final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from client.qt import look
from client.qt.error_text import error_text, timed_text
from client.qt.inked import Inked
from client.qt.times import clock_time
from client.qt.translated import Text, keep_translated, text_of
from client.session import Outcome, PickupResult
from client.wording import outcome

_NEUTRAL = (Outcome.TAKEN_BY_OTHER, Outcome.CALLER_GAVE_UP, Outcome.NOTHING_RINGING)

_UNDER_WAY = "…"


@final
class NoticeLine(QWidget):
    """Says "✓ You took First Caller (0455551234) from 103 Desk 103, 12:01:05".

    A screen reader hears it, too, but for the end of a pickup: that is the announcer's.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of_lost_link = False
        self._mark = look.plain_label(self)
        self._mark.setFont(look.scaled(self.font(), 1.1, bold=True))
        self._ink = Inked(self._mark, look.GOOD)
        self._text = look.plain_label(self)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QHBoxLayout(self)
        look.space_out(layout, self)
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        self.setMinimumHeight(self.fontMetrics().height())
        self._said: Text = ""
        keep_translated(self, self._write_texts)

    @property
    def text(self) -> str:
        """What is said now."""
        return f"{self._mark.text()} {self._text.text()}".strip()

    def show_result(self, result: PickupResult, at: datetime) -> None:
        """Say how a pickup ended."""

        def text() -> str:
            return timed_text(outcome(result), clock_time(at))

        if result.outcome is Outcome.PICKED_UP:
            self._say("✓", look.GOOD, text, aloud=False)
        elif result.outcome in _NEUTRAL:
            self._say("i", look.WAITING, text, aloud=False)
        else:
            self._say("!", look.BAD, text, aloud=False)
        self._of_lost_link = result.outcome is Outcome.LINK_LOST

    def forget_lost_link(self) -> None:
        """Say no more that the link is lost, if that is what is said."""
        if self._of_lost_link:
            self._say("", look.BAD, "")

    def show_error(self, problem: BaseException) -> None:
        """Say what went wrong."""
        self._say("!", look.BAD, lambda: error_text(problem))

    def show_warning(self, text: Text) -> None:
        """Say what the user had better know."""
        self._say("!", look.WAITING, text)

    def show_done(self, text: Text) -> None:
        """Say that it went well."""
        self._say("✓", look.GOOD, text)

    def show_hint(self, text: Text) -> None:
        """Say how things are; "" for nothing."""
        self._say("i" if text else "", look.WAITING, text)

    def show_progress(self, text: Text) -> None:
        """Say what is under way; with "" it is over, and what came of it stays."""
        if text or self._mark.text() == _UNDER_WAY:
            self._say(_UNDER_WAY if text else "", look.WAITING, text)

    def _say(self, mark: str, color: QColor, text: Text, *, aloud: bool = True) -> None:
        self._of_lost_link = False
        self._ink.use(color)
        self._mark.setText(mark)
        self._said = text
        self._write_texts()
        if text and aloud:
            look.announce(self, text_of(text))

    def _write_texts(self) -> None:
        self._text.setText(text_of(self._said))
