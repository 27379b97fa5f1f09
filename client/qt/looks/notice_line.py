"""The last line: how the last pickup ended, or what went wrong."""

from datetime import datetime
from typing import final

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from client.plain_text import one_line
from client.qt.looks import look
from client.qt.looks.bold import Bold
from client.qt.looks.focus import release_focus
from client.qt.looks.inked import Inked
from client.qt.looks.layouts import in_row
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.error_text import error_text, timed_text, words_text
from client.qt.texts.times import clock_time
from client.qt.texts.translated import Text, keep_translated, text_of
from client.sentence import Words
from client.session import Outcome, PickupResult
from client.wording import outcome

_NEUTRAL = (Outcome.TAKEN_BY_OTHER, Outcome.CALLER_GAVE_UP, Outcome.NOTHING_RINGING)

_UNDER_WAY = "…"
_MOST = 500
"""Letters behind which nothing is added: faults without end would push the list out of sight."""


class Notice(Struct, frozen=True):
    """What is said, behind a mark in a colour; the caller's number, where it can be copied."""

    mark: str
    color: QColor
    text: Text
    number: str = ""


@final
class NoticeLine(QWidget):
    """Says "✓ You took First Caller (045 555 1234) from 103 Desk 103, 12:01:05".

    A screen reader hears it, too, but for the end of a pickup: that is the announcer's.

    Attributes:
        notice: what is said, for another line to repeat.

    Signals:
        said(Notice): something else than before.
    """

    said = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._outcome: Outcome | None = None
        self._secret_not_kept: Text | None = None
        self._mark = QLabel(self)
        Bold(self._mark, self, 1.1)
        self._ink = Inked(self._mark, look.GOOD)
        self._text = WrappingLabel(self)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = QToolButton(self)
        self.copy_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.copy_button.clicked.connect(self.copy_number)
        self.copy_button.hide()
        self._copied = False
        self.setLayout(in_row(self, self._mark, (self._text, 1), self.copy_button))
        self.notice = Notice("", look.GOOD, "")
        keep_translated(self, self._write_texts)

    @property
    def text(self) -> str:
        """What is said now."""
        return f"{self._mark.text()} {self._text.text()}".strip()

    def show_result(self, result: PickupResult, at: datetime) -> None:
        """Say how a pickup ended; the number of a call that was taken can be copied."""

        def text() -> str:
            return timed_text(outcome(result), clock_time(at))

        if result.outcome is Outcome.PICKED_UP:
            self._say("✓", look.GOOD, text, aloud=False, number=_number(result))
        elif result.outcome in _NEUTRAL:
            self._say("i", look.WAITING, text, aloud=False)
        else:
            self._say("!", look.BAD, text, aloud=False)
        self._outcome = result.outcome

    def forget_lost_link(self) -> None:
        """Say no more that the link is lost, if that is what is said."""
        if self._outcome is Outcome.LINK_LOST:
            self._say("", look.BAD, "")

    def forget_result(self) -> None:
        """Say no more how a pickup ended, if that is what is said: somebody else is here now."""
        if self._outcome is not None:
            self._say("", look.BAD, "")

    def show_error(self, problem: BaseException) -> None:
        """Say what went wrong."""
        self._say("!", look.BAD, lambda: error_text(problem))

    def add_error(self, problem: BaseException) -> None:
        """Say what went wrong, too: it hides neither an outcome nor a warning."""
        before, new = self.notice, error_text(problem)
        said, lost = text_of(before.text), self._outcome is Outcome.LINK_LOST
        if not said or before.mark == _UNDER_WAY or lost or len(said) > _MOST:
            self.show_error(problem)
            return
        if new not in said:
            self._say(
                before.mark,
                before.color,
                lambda: f"{text_of(before.text).rstrip('.')}. {error_text(problem)}",
                aloud=False,
                number=before.number,
            )
        look.announce(self, new)

    def show_warning(self, text: Text) -> None:
        """Say what the user had better know."""
        self._say("!", look.WAITING, text)

    def show_secret_not_kept(self, reason: Words) -> None:
        """Say that the keyring did not take a secret, and why; "": it did, say so no more."""
        if not reason:
            if self.notice.text is self._secret_not_kept:
                self._say("", look.BAD, "")
            return

        def text() -> str:
            told = self.tr("The secret is kept for this session only: {reason}.")
            return told.format(reason=words_text(reason))

        self._secret_not_kept = text
        self.show_warning(text)

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

    def repeat(self, notice: Notice) -> None:
        """Show what another line has said already."""
        self.notice, self._copied = notice, False
        self._ink.use(notice.color)
        self._mark.setText(notice.mark)
        if not notice.number:
            release_focus(self.copy_button)  # the next one mutes the alerts
        self.copy_button.setVisible(bool(notice.number))
        self._write_texts()

    def copy_number(self) -> None:
        """Put the caller's number on the clipboard, if there is one to copy."""
        if not self.notice.number:
            return
        QGuiApplication.clipboard().setText(self.notice.number)
        is_told = self.copy_button.hasFocus() and not self._copied  # its name changes
        self._copied = True
        self._write_texts()
        if not is_told:
            look.announce(self, self.copy_button.text())

    def _say(
        self, mark: str, color: QColor, text: Text, *, aloud: bool = True, number: str = ""
    ) -> None:
        self._outcome = None
        notice = Notice(mark, color, text, number)
        self.repeat(notice)
        if text and aloud:
            look.announce(self, text_of(text))
        self.said.emit(notice)

    def _write_texts(self) -> None:
        self._text.setText(text_of(self.notice.text))
        self.copy_button.setText(self.tr("Copied") if self._copied else self.tr("Copy number"))
        # As high without the button as with it: what is above must not move when it comes.
        self._mark.setMinimumHeight(self.copy_button.sizeHint().height())


def _number(result: PickupResult) -> str:
    who = (result.call.caller if result.call else None) or result.caller
    return one_line(who.number) if who else ""
