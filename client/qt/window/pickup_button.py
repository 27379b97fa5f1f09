"""The generic pickup: one large button that names the call that it would take."""

from functools import partial
from typing import final

from PySide6.QtCore import QElapsedTimer, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from client.calls.call import Call
from client.calls.events import GroupId
from client.qt import keys
from client.qt.calls import call_text
from client.qt.calls.call_cells import pick_up
from client.qt.calls.settling import SETTLE_MS
from client.qt.looks import look
from client.qt.looks.elided import write_elided
from client.qt.looks.focus import release_focus
from client.qt.looks.icons import IconName, icon
from client.wording import clock_text

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_LETTERS_OF_NAME = 8
"""Where there is no room for so many, the button does not say what it does."""


@final
class PickupButton(QPushButton):
    """Shows the call that it takes; a click takes the one that was shown when it was pressed.

    Attributes:
        call: the one that is named now; None when there is none to take.

    Signals:
        call_wanted(CallId): take this call and no other.
    """

    call_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.call: Call | None = None
        self._words: tuple[str, ...] = ()
        self._wait = self._reason = ""
        self._wait_box = QRect()  # where it was painted
        self._pressed_on: Call | None = None
        self._later: partial[None] | None = None
        self._in_front = QElapsedTimer()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # A click leaves the keyboard where it was: no later space or Enter takes another call.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pressed.connect(self._press)
        self.released.connect(self._release)
        self.clicked.connect(self._click)
        self.show_none("")

    def show_call(
        self,
        call: Call,
        *,
        names: call_text.GroupNames,
        group: GroupId | None,
        seconds: float,
    ) -> None:
        """Name a call that can be taken."""
        if self.isDown():  # what is seen is what is taken
            self._later = partial(self.show_call, call, names=names, group=group, seconds=seconds)
            return
        self.call = call
        caller, number = call_text.caller_name(call), call_text.caller_number(call)
        where = call_text.place_text(call, names, group)
        self._write((pick_up(), caller, number, where), clock_text(seconds), "")
        # Not the wait: a reader says the name of the control with the focus at each change.
        spoken = call_text.spoken_place(call, names, group)
        self._say(self.tr("Pick up {call}").format(call=spoken))
        self.setEnabled(True)

    def show_none(self, reason: str) -> None:
        """There is no call to take; `reason` says why."""
        if self.isDown():
            self._later = partial(self.show_none, reason)
            return
        self.call = None
        self._write((), "", reason)
        self._say(f"{pick_up()}. {reason}" if reason else pick_up())
        release_focus(self)  # the next arrow would choose another group
        self.setEnabled(False)

    def press(self) -> None:
        """Click it, as its key does; where that is not possible, have what it shows said."""
        if self.isEnabled():
            self.click()
        else:
            self.say_why()

    def say_why(self) -> None:
        """Have it said why no call can be taken."""
        look.announce(self, self._reason)

    def unsettle(self) -> None:
        """What was above has gone: a click was meant for that."""
        self._in_front.start()

    def sizeHint(self) -> QSize:
        """Two lines of text, and air."""
        return QSize(30 * self.fontMetrics().averageCharWidth(), self._height())

    def minimumSizeHint(self) -> QSize:
        """Narrow windows get dots."""
        return QSize(18 * self.fontMetrics().averageCharWidth(), self._height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw two lines on a coloured ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._paint_ground(painter)
        pad = look.margin(self)
        self._paint_words(painter, self.rect().adjusted(pad, 0, -pad, 0), ink)

    def event(self, event: QEvent) -> bool:
        """Note when a dialog that was above has gone."""
        if event.type() == QEvent.Type.WindowUnblocked:
            self.unsettle()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pass over a click that was meant for what was above."""
        if not self._in_front.isValid() or self._in_front.elapsed() >= SETTLE_MS:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as space does; arrows do nothing.

        Qt's buttons pass the focus on at an arrow key: here to the groups, which the next arrow
        would change.
        """
        if event.key() in _ARROWS:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def _fonts_height(self) -> tuple[int, int]:
        large = QFontMetrics(look.scaled(self.font(), 1.25, bold=True)).height()
        return large, self.fontMetrics().height()

    def _height(self) -> int:
        return sum(self._fonts_height()) + 3 * look.gap(self)

    def _paint_ground(self, painter: QPainter) -> QColor:
        """Fill the button; return the colour to write with."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        palette = self.palette()
        radius = look.gap(self)
        box = self.rect().adjusted(1, 1, -1, -1)
        if self.isEnabled():
            pointed_at = bool(option.state & QStyle.StateFlag.State_MouseOver)
            ground = look.pickup_ground(palette, pressed=self.isDown(), pointed_at=pointed_at)
            painter.setPen(Qt.PenStyle.NoPen)
            ink = QColor("white")
        else:
            ground = palette.color(QPalette.ColorRole.Window)
            text = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText)
            painter.setPen(QPen(look.blend(text, ground, 0.25), 1))
            ground, ink = look.blend(text, ground, 0.04), look.blend(text, ground, 0.6)
            ink = look.legible(ink, [ground], look.text_contrast(palette))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, radius, radius)
        if self.hasFocus() and self.isEnabled():
            painter.setPen(QPen(ink, max(1.5, radius / 5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            space = max(2, radius // 2)
            inside = box.adjusted(space, space, -space, -space)
            painter.drawRoundedRect(inside, radius / 2, radius / 2)
        return ink

    def _paint_words(self, painter: QPainter, inner: QRect, ink: QColor) -> None:
        first, second = self._fonts_height()
        gap = look.gap(self)
        side = round(first * 1.25)
        picture = QRect(inner.left(), (self.height() - side) // 2, side, side)
        icon(IconName.PICKUP, ink).paint(painter, picture)
        key = self._paint_key(painter, inner, ink) + gap if self.call else 0
        left = picture.right() + 2 * gap
        words = QRect(left, 0, max(0, inner.right() - key - left), self.height())
        painter.setPen(ink)
        if self.call is None:
            painter.setFont(look.scaled(self.font(), 1.1))
            write_elided(painter, words, self._reason)
            return
        top = (self.height() - first - second - gap // 2) // 2
        upper = QRect(words.left(), top, words.width(), first)
        self._paint_caller(painter, upper)
        below = top + first + gap // 2
        self._paint_place(painter, QRect(words.left(), below, words.width(), second))

    def _paint_caller(self, painter: QPainter, line: QRect) -> None:
        """Write what a click does, the name, and the number, which no long name pushes out."""
        gap, what, caller, number = look.gap(self), *self._words[:3]
        plain, bold = (look.scaled(self.font(), 1.25, bold=strong) for strong in (False, True))
        measure = QFontMetrics(plain).horizontalAdvance
        width = measure(number) + 1  # it was rounded
        kept = width + 2 * gap if number else 0
        shortest = QFontMetrics(bold).horizontalAdvance(caller[:_LETTERS_OF_NAME])
        # Before the name is nothing but dots: the picture says as much.
        left_out = measure(what) + 2 * gap + shortest + kept > line.width()
        rest = QRect(line)
        for text, font in ((what, plain), (caller, bold))[left_out:]:
            painter.setFont(font)
            used = write_elided(painter, rest.adjusted(0, 0, -kept, 0), text)
            rest.setLeft(rest.left() + used + 2 * gap)
        painter.setFont(plain)
        rest.setLeft(max(line.left(), min(rest.left(), line.right() + 1 - width)))
        write_elided(painter, rest, number)

    def _paint_place(self, painter: QPainter, line: QRect) -> None:
        """Write where it rings, and for how long."""
        painter.setFont(self.font())
        wait = f" · {self._wait}"
        room = self.fontMetrics().horizontalAdvance(wait) + 2  # it and what is left were rounded
        taken = write_elided(painter, line.adjusted(0, 0, -room, 0), self._words[3])
        self._wait_box = QRect(line.left() + taken, line.top(), room, line.height())
        write_elided(painter, self._wait_box, wait)

    def _paint_key(self, painter: QPainter, inner: QRect, ink: QColor) -> int:
        """Draw the key that does the same, as a key; return its width."""
        text = keys.PICK_UP.shown
        painter.setFont(look.scaled(self.font(), 0.9))
        metrics = QFontMetrics(painter.font())
        width = metrics.horizontalAdvance(text) + 2 * look.gap(self)
        height = metrics.height() + look.gap(self)
        box = QRect(inner.right() - width, (self.height() - height) // 2, width, height)
        faint = QColor(ink)
        faint.setAlphaF(0.6)
        painter.setPen(QPen(faint, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, look.gap(self) / 2, look.gap(self) / 2)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return width

    def _write(self, words: tuple[str, ...], wait: str, reason: str) -> None:
        """Show these. Only the wait is painted where no more changes: a remote desktop sends it."""
        width = self.fontMetrics().horizontalAdvance
        before = self._words, width(self._wait), self._reason
        if (words, width(wait), reason) != before:
            self.update()
        elif wait != self._wait:
            self.update(self._wait_box)
        self._words, self._wait, self._reason = words, wait, reason

    def _say(self, text: str) -> None:
        if text != self.accessibleName():
            self.setAccessibleName(text)

    def _press(self) -> None:
        self._pressed_on, self._later = self.call, None

    def _release(self) -> None:
        """Show what had to wait; Qt sends this before `clicked`, and when the pointer leaves."""
        if self._later is not None:
            later, self._later = self._later, None
            later()

    def _click(self) -> None:
        call, self._pressed_on = self._pressed_on, None
        if call is not None:
            self.call_wanted.emit(call.id)
