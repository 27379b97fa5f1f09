"""Nothing moves under the pointer while somebody aims, wherever the list is scrolled to."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from client.calls.choice import ThisCall
from client.qt.app import Desktop
from client.qt.ringing_calls_model import Column
from tests.integration.conftest import Until
from tests.integration.every_window import settle
from tests.integration.scripted_session import ScriptedSession
from tests.integration.test_window import cell_of, leave_list, scroll, shown

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


async def test_a_shorter_last_line_moves_no_row(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    """It leaves the list more room: scrolled to its end, that would come down."""
    window = desktop.window
    calls = [session.ring(f"Caller {number}") for number in range(40)]
    await until(lambda: len(shown(window)) == 40)
    window.notice_line.show_hint("Something that is said at length. " * 20)
    await settle()
    bar = window.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    aimed = calls[1]
    viewport = window.table.viewport()
    QTest.mouseMove(viewport, cell_of(window, aimed, Column.PICK_UP))
    await until(lambda: window._model.held)
    before = viewport.mapToGlobal(cell_of(window, aimed, Column.PICK_UP))
    window.notice_line.show_hint("Short")
    await settle()
    assert viewport.mapToGlobal(cell_of(window, aimed, Column.PICK_UP)) == before
    leave_list(window)
    await settle()
    assert bar.value() == bar.maximum()
    last = window.table.visualRect(window._model.index(39, Column.CALLER))
    assert last.bottom() + 1 == viewport.height()


async def test_no_call_comes_under_it_after_the_wheel(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    """A new call takes the place of one that ended long ago, but not of the one pointed at."""
    window, model = desktop.window, desktop.model
    for number in range(40):
        session.ring(f"Caller {number}")
    await until(lambda: len(shown(window)) == 40)
    viewport = window.table.viewport()
    at = viewport.rect().center()
    QTest.mouseMove(viewport, at)
    await until(lambda: model.held)
    before = window.table.rowAt(at.y())
    scroll(viewport, -120)
    row = window.table.rowAt(at.y())
    assert row > before
    aimed = model.row(row).call
    session.end(aimed)
    await until(lambda: model.call_at(row) is None)
    session.skew += 6
    new = session.ring("New")
    await until(lambda: model.row_of(new.id) >= 0)
    assert model.row(row).call is aimed


async def test_a_hand_that_trembles_does_not_scroll(
    desktop: Desktop, session: ScriptedSession, until: Until
) -> None:
    """At the list's edge Qt takes it for a drag, and the click would be lost."""
    window, model = desktop.window, desktop.model
    for number in range(40):
        session.ring(f"Caller {number}")
    await until(lambda: len(shown(window)) == 40)
    viewport, bar = window.table.viewport(), window.table.verticalScrollBar()
    call = model.row(window.table.rowAt(viewport.height() - 4)).call
    at = cell_of(window, call, Column.PICK_UP)
    at.setY(viewport.height() - 4)
    QTest.mouseMove(viewport, at)
    await until(lambda: model.held)
    QTest.mousePress(viewport, LEFT, NO_KEY, at)
    QTest.mouseMove(viewport, at + QPoint(1, 1))
    await settle()
    assert bar.value() == 0
    QTest.mouseRelease(viewport, LEFT, NO_KEY, at + QPoint(1, 1))
    await until(lambda: session.wanted == [ThisCall(call.id)])
