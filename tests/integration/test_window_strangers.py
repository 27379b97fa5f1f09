"""Whatever a caller, a desk or a group is called: every widget shows it as plain text, cut."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QTableView, QWidget

from client.calls.events import EndReason, Party
from client.calls.groups import PickupGroup
from client.plain_text import MAX_LENGTH
from client.qt.app import App
from client.qt.calls.call_cells import Column
from client.session import AgentChanged, LinkState, Outcome
from tests.integration.every_window import settle
from tests.integration.pointer import shown
from tests.integration.scripted_session import SUPPORT, ScriptedSession
from tests.integration.until import until
from tests.unit.test_strangers_text import NAMES, is_harmless

pytestmark = pytest.mark.qt


def texts(window: QWidget) -> Iterator[tuple[str, bool]]:
    """All that the window shows or tells a screen reader, and whether Qt reads mark-up there."""
    for widget in (window, *window.findChildren(QWidget)):
        yield widget.toolTip(), True
        yield from ((text, False) for text in (widget.accessibleName(), widget.windowTitle()))
        spoken = QAccessible.queryAccessibleInterface(widget)
        if spoken:
            yield spoken.text(QAccessible.Text.Name), False
        match widget:
            case QLabel():
                yield widget.text(), widget.textFormat() is not Qt.TextFormat.PlainText
            case QAbstractButton():
                yield widget.text(), False
            case QComboBox():
                yield from ((widget.itemText(at), False) for at in range(widget.count()))
            case QTableView():
                yield from _cells(widget)


def _cells(table: QTableView) -> Iterator[tuple[str, bool]]:
    model = table.model()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            yield str(index.data(Qt.ItemDataRole.DisplayRole) or ""), False
            yield str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""), False
            yield str(index.data(Qt.ItemDataRole.ToolTipRole) or ""), True


def check(window: QWidget) -> None:
    for text, is_rich in texts(window):
        assert is_harmless(text.replace("\n", "")), text
        if is_rich:
            assert "<b>" not in text, text
            assert "<img" not in text, text
        assert len(text) < 6 * MAX_LENGTH, text


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:24])
async def test_every_text_of_the_window(app: App, session: ScriptedSession, name: str) -> None:
    session.go_live([PickupGroup(SUPPORT, name)])
    session.me = Party("31", name)  # a name may hold its number
    session.tell(AgentChanged(session.me, session.groups))
    call = session.ring(name, "0455551234", queue=name)
    await until(lambda: shown(app.window))
    check(app.window)
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    await until(lambda: session.wanted)
    session.finish(Outcome.TAKEN_BY_OTHER, call, Party("204", name))
    session.end(call, EndReason.PICKED_UP, Party("204", name))
    await until(lambda: app.window.notice_line.text)
    check(app.window)
    session.go(LinkState.STALE, session.now())
    check(app.window)


def written(text: str, *parts: str) -> list[float]:
    """How far from the left these parts of a line begin."""
    layout = QTextLayout(text)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return [line.cursorToX(text.index(part) + 1)[0] for part in parts]  # type: ignore[index]


async def test_a_name_from_right_to_left_turns_no_number_round(
    app: App, session: ScriptedSession
) -> None:
    session.go_live([PickupGroup(SUPPORT, "תמיכה")])
    call = session.ring("שלום כהן", "0458012345")
    await until(lambda: app.tray._calls)
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    await until(lambda: session.wanted)
    session.finish(Outcome.TAKEN_BY_OTHER, call, Party("204", "محمد"))
    await until(lambda: app.window.notice_line.text)
    for text, parts in (
        (app.window.notice_line.text, ("204", "faster", "045", "801", "2345")),
        (app.tray._calls[call.id].text(), ("045", "801", "2345", "103", "Desk 103")),
    ):
        places = written(text, *parts)
        assert places == sorted(places), text


async def test_a_name_is_painted_over_no_other_row(app: App, session: ScriptedSession) -> None:
    table = app.window.table

    def picture(row: int) -> QImage:
        cell = table.visualRect(app.model.index(row, Column.CALLER))
        return table.viewport().grab().copy(cell).toImage()

    anna = session.ring("Anna")
    await until(lambda: shown(app.window) == ["Anna"])
    await settle()
    alone = picture(0)
    session.end(anna)
    heap = "o" + 60 * "\N{COMBINING MACRON}"
    session.ring(heap)
    session.ring("Anna")
    await until(lambda: shown(app.window) == ["Anna", heap])
    assert picture(0) == alone
