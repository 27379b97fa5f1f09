"""The large button: it names the call that it takes, and takes no other."""

import asyncio
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.calls.choice import CallAtExtension, ThisCall
from client.qt.app import App
from client.qt.calls.call_cells import Column
from client.qt.looks.elided import write_elided
from client.qt.window import pickup_button
from client.session import Outcome
from tests.integration.pointer import double_click, shown
from tests.integration.scripted_session import ME, OTHER, ScriptedSession
from tests.integration.until import until


async def test_the_button_names_the_call_that_it_takes(app: App, session: ScriptedSession) -> None:
    window = app.window
    assert not window.pickup_button.isEnabled()
    session.ring("Second, Caller", "3471234567", desks=("102",), age=21)
    first = session.ring(age=7)
    named = "First Caller, 045 555 1234, rings at 103 Desk 103, Support"
    await until(lambda: named in window.pickup_button.accessibleName())
    QTest.mouseClick(window.pickup_button, Qt.MouseButton.LeftButton)
    await until(lambda: session.wanted == [ThisCall(first.id)])
    assert not window.pickup_button.isEnabled()
    session.take(first)
    await until(window.pickup_button.isEnabled)
    assert "✓ You took First Caller (045 555 1234) from 103 Desk 103, " in window.notice_line.text
    assert shown(window) == ["Second, Caller"]


async def test_what_was_shown_at_the_press_is_taken(app: App, session: ScriptedSession) -> None:
    window = app.window
    seen = session.ring("Seen")
    await until(window.pickup_button.isEnabled)
    QTest.mousePress(window.pickup_button, Qt.MouseButton.LeftButton)
    session.ring("Newer")
    await until(lambda: len(shown(window)) == 2)
    assert window.pickup_button.call == seen
    QTest.mouseRelease(window.pickup_button, Qt.MouseButton.LeftButton)
    await until(lambda: session.wanted == [ThisCall(seen.id)])
    session.finish(Outcome.PICKED_UP, seen, ME)


async def test_a_press_that_leaves_the_button_takes_nothing(
    app: App, session: ScriptedSession
) -> None:
    window, button = app.window, app.window.pickup_button
    session.ring("Old")
    await until(button.isEnabled)
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    new = session.ring("New")
    await until(lambda: len(shown(window)) == 2)
    outside = QPoint(5, button.height() * 3)
    QTest.mouseMove(button, outside)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, outside)
    await until(lambda: button.call == new)
    assert session.wanted == []


@pytest.mark.parametrize("column", [Column.CALLER, Column.WAIT, Column.PICK_UP])
async def test_a_double_click_is_one_pickup(
    app: App, session: ScriptedSession, column: Column
) -> None:
    call = session.ring()
    await until(app.window.table.isVisible)
    double_click(app.window, call, column)
    await until(lambda: session.wanted)
    await asyncio.sleep(0.02)
    assert session.wanted == [ThisCall(call.id)]
    double_click(app.window, call, column)
    await asyncio.sleep(0.02)
    assert session.wanted == [ThisCall(call.id)]
    session.finish(Outcome.TAKEN_BY_OTHER, call, OTHER)


@pytest.mark.parametrize("again", ["click", "key", "extension"])
async def test_a_second_click_does_not_take_the_next_call(
    app: App,
    session: ScriptedSession,
    again: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The pickup may be over, and the next call named, before a double click's second half."""
    window = app.window
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    session.ring("Next")
    call = session.ring("First")
    window.extension_line._edit.setText("103")
    await until(lambda: shown(window) == ["First", "Next"])
    QTest.mouseClick(window.pickup_button, Qt.MouseButton.LeftButton)
    await until(lambda: session.wanted)
    session.take(call)
    await until(window.pickup_button.isEnabled)
    match again:
        case "click":
            QTest.mouseClick(window.pickup_button, Qt.MouseButton.LeftButton)
        case "key":
            QTest.keyClick(window, Qt.Key.Key_F9)
        case _:
            QTest.keyClick(window.extension_line._edit, Qt.Key.Key_Return)
    await asyncio.sleep(0.02)
    assert session.wanted == [ThisCall(call.id)]


async def test_the_focus_never_falls_on_the_pickup_button(
    app: App, session: ScriptedSession
) -> None:
    """Enter on the last row, and Enter once more: the second must not take the next call."""
    window = app.window
    assert window.focusWidget() is window.empty_page
    call = session.ring()
    await until(window.table.isVisible)
    assert window.focusWidget() is window.table
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    session.end(call)
    await until(window.empty_page.isVisible)
    assert window.focusWidget() is window.empty_page
    session.ring()
    await until(window.pickup_button.isEnabled)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(window.focusWidget(), key)
    assert not app.bridge.busy


async def test_a_button_that_can_be_used_no_more_gives_the_keyboard_to_the_calls(
    app: App, session: ScriptedSession
) -> None:
    """Qt would give it to the groups, which the next arrow changes, or to the button that mutes."""
    window, line = app.window, app.window.extension_line
    await until(window.isActiveWindow)
    session.ring("Next")
    line.combo.setEditText("103")
    for button in (window.pickup_button, line._button):
        await until(button.isEnabled)
        button.setFocus()
        assert button.hasFocus()
        wanted = len(session.wanted)
        app.bridge.pick_up(CallAtExtension("103"))
        await until(partial(session.wanted.__getitem__, slice(wanted, None)))
        assert not button.isEnabled()
        assert window.table.hasFocus()
        session.finish(Outcome.CALLER_GAVE_UP)


async def test_a_click_on_the_big_button_leaves_the_keyboard_in_the_list(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
    session.ring("Next")
    call = session.ring("First")
    await until(window.table.isVisible)
    QTest.mouseClick(window.pickup_button, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is window.table
    await until(lambda: session.wanted)
    session.finish(Outcome.CALLER_GAVE_UP, call)


async def test_an_arrow_key_on_the_big_button_changes_no_group(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
    session.ring()
    await until(window.pickup_button.isEnabled)
    window.pickup_button.setFocus()
    for _ in range(3):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    assert window.focusWidget() is window.pickup_button
    assert window.group_chooser.group is None


async def test_the_button_shows_the_whole_wait_at_every_width(
    app: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    button, fits = app.window.pickup_button, list[bool]()

    def write(painter: QPainter, box: QRect, text: str) -> int:
        if text.startswith(" · 0:"):
            dots = Qt.TextElideMode.ElideRight
            fits.append(painter.fontMetrics().elidedText(text, dots, box.width()) == text)
        return write_elided(painter, box, text)

    monkeypatch.setattr(pickup_button, "write_elided", write)
    session.ring(queue="of all who wait " * 4)
    await until(button.isEnabled)
    fits.clear()
    for width in range(300, 400):
        button.resize(width, button.height())
        button.grab()
    assert len(fits) >= 100
    assert all(fits)


async def test_a_narrow_button_names_the_caller(
    app: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    button, room = app.window.pickup_button, dict[str, int]()

    def write(painter: QPainter, box: QRect, text: str) -> int:
        room[text] = box.width() // painter.fontMetrics().averageCharWidth()
        return write_elided(painter, box, text)

    monkeypatch.setattr(pickup_button, "write_elided", write)
    session.ring("Associazione dei Consorzi", "+390455551234")
    await until(button.isEnabled)
    app.window.resize(app.window.minimumSizeHint())
    await until(lambda: app.window.width() == app.window.minimumSizeHint().width())
    for width in range(button.width(), 600):
        room.clear()
        button.resize(width, button.height())
        button.grab()
        assert room["Associazione dei Consorzi"] >= 5  # letters, or four and dots
    assert "Pick up" in room  # where there is room


class Painted(QObject):
    """Notes which parts of a widget are painted anew."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.parts: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own
        if isinstance(event, QPaintEvent):
            self.parts.append(event.rect())
        return super().eventFilter(watched, event)


async def test_while_only_the_wait_goes_on_no_more_is_painted(
    app: App, session: ScriptedSession
) -> None:
    button = app.window.pickup_button
    session.ring(age=7)
    await until(lambda: not button._wait_box.isEmpty())
    painted = Painted(button)
    session.skew += 1
    app.window.refresh()
    await until(lambda: painted.parts)
    assert all(button._wait_box.contains(part) for part in painted.parts)
    assert button._wait_box.width() < button.width() // 4
    session.skew += 3600  # it has more digits, and what is before them less room
    app.window.refresh()
    await until(lambda: button.rect() in painted.parts)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_the_pickup_button_by_keys(app: App, session: ScriptedSession, key: Qt.Key) -> None:
    call = session.ring()
    button = app.window.pickup_button
    await until(button.isEnabled)
    button.setFocus()
    QTest.keyClick(button, key)
    await until(lambda: session.wanted == [ThisCall(call.id)])
    session.finish(Outcome.CALLER_GAVE_UP, call)
