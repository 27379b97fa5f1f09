"""`cornetta` with an administrator in it: `python -m tests.bench.administrator ROUNDS`.

The settings are in its environment, the PBX is `tests.bench.large_pbx`. Each round is told by a
line of JSON: for how many milliseconds the window's thread was away, at each step, by its own work.
"""

import asyncio
import json
import sys
from collections.abc import Callable

import tests.bench.loaded  # noqa: F401 - before PySide6

# isort: split
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QWidget

from client.__main__ import main
from client.qt.app import App
from client.qt.groups.memberships import Column
from client.qt.groups.save_dialog import SaveDialog
from tests.bench.absence import Absence
from tests.bench.large_pbx import GROUPS, USERS
from tests.integration.until import until


async def administered(app: App) -> None:
    """Run as it runs, until all rounds are done."""
    work = asyncio.get_running_loop().create_task(_rounds(app, int(sys.argv[1])))
    await run(app)
    await work


async def _rounds(app: App, rounds: int) -> None:
    try:
        await until(lambda: app.bridge.session)
        for _ in range(rounds):
            print(json.dumps(await _work(app)), flush=True)  # noqa: T201
    finally:
        app.leave()


async def _work(app: App) -> dict[str, float]:
    """What an administrator does, undone at the end."""
    pauses: dict[str, float] = {}

    async def measured(name: str, act: Callable[[], object], done: Callable[[], object]) -> None:
        absence = Absence()
        await asyncio.sleep(0.02)
        act()
        await until(done, 30.0)
        await asyncio.sleep(0.1)
        absence.stop()
        pauses[name] = absence.busiest_s * 1000

    def at_once() -> bool:
        return True

    administration = app.administration
    await measured(
        "open",
        administration.open,
        lambda: administration.window and administration.window.edited.office.names,
    )
    window = administration.window
    assert window
    assert window.groups.model.rowCount() == GROUPS
    assert window.users.model.rowCount() == USERS + 1  # and the trunk
    page, form = window.groups, window.groups.form

    def typed(widget: QWidget, text: str) -> Callable[[], None]:
        return lambda: QTest.keyClicks(widget, text)

    for letter in "desk":
        await measured(f"search a group, {letter}", typed(page.search, letter), at_once)
    page.search.clear()
    await measured("new group", page.add_group, lambda: page.model.rowCount() == GROUPS + 1)
    for letter in "Nig":
        await measured(f"name it, {letter}", typed(form.name, letter), at_once)
    form.finder.setFocus()
    for letter in "1234":
        await measured(f"find a user, {letter}", typed(form.finder, letter), at_once)
    await measured(
        "add the user",
        lambda: QTest.keyClick(form.finder, Qt.Key.Key_Return),
        lambda: form.model.rowCount() == 1,
    )
    await measured("tick", lambda: _tick(form.members, Column.IS_PICKED_UP), at_once)
    await measured("another number", lambda: form.number.number_typed.emit("5777"), at_once)
    await measured("another group", lambda: page._choose("5001"), at_once)
    await measured("remove a group", lambda: page._remove("5001"), at_once)
    await measured("users", lambda: window.tabs.setCurrentIndex(1), at_once)
    for letter in "199":
        await measured(f"search a user, {letter}", typed(window.users.search, letter), at_once)
    window.users.search.clear()
    await measured("a user", lambda: window.users._choose("1500"), at_once)
    await measured("tick a group", lambda: _tick(window.users.groups, Column.IS_PICKED_UP), at_once)
    await measured("matrix", lambda: window.tabs.setCurrentIndex(2), at_once)
    table = window.matrix.table
    await measured("page down", lambda: QTest.keyClick(table, Qt.Key.Key_PageDown), at_once)
    await measured("to the end", lambda: QTest.keyClick(table, Qt.Key.Key_End), at_once)
    for letter in "19":
        await measured(f"search rows, {letter}", typed(window.matrix.search, letter), at_once)
    await measured("save?", window.save, lambda: isinstance(window.dialog, SaveDialog))
    assert isinstance(window.dialog, SaveDialog)
    await measured("save", window.dialog.accept, lambda: "✓" in window.notice.text)
    await measured("undo?", window.undo_button.click, lambda: window.dialog)
    assert isinstance(window.dialog, SaveDialog)
    await measured("undo", window.dialog.accept, lambda: "5001" in window.edited.base.names)
    window.close()
    return pauses


def _tick(table: QTableView, column: Column) -> None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, column))
    QTest.keyClick(table, Qt.Key.Key_Space)


if __name__ == "__main__":
    run = App.run
    App.run = administered  # type: ignore[method-assign, assignment]
    sys.exit(main([]))
