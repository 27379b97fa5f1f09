"""A thousand users and a hundred groups: the window is never away for more than 100 ms."""

import asyncio
import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QWidget

from client.qt.app import App
from client.qt.groups.memberships import Column
from client.qt.groups.save_dialog import SaveDialog
from tests.integration.absence import Absence
from tests.integration.conftest import KeptProfile, OpenApp
from tests.integration.large_pbx import GROUPS, USERS
from tests.integration.until import until

LIMIT_S = 0.1


@pytest.mark.alone
async def test_no_pause(
    *,
    large_pbx: int,
    open_app: OpenApp,
    own_config: Path,
    kept_profile: KeptProfile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gc.collect()
    gc.freeze()  # what other tests left behind is looked through no more
    monkeypatch.setenv("XDG_STATE_HOME", str(own_config / "state"))
    both = {"username": "admin", "admin_username": "admin"}
    app = open_app(kept_profile(large_pbx, **both, extension="1000"))
    await until(lambda: app.bridge.session)
    best: dict[str, float] = {}
    for _ in range(5):  # the machine may be busy with something else
        for name, pause in (await _work(app)).items():
            best[name] = min(pause, best.get(name, pause))
        slow = {name: pause for name, pause in best.items() if pause > LIMIT_S}
        if not slow:
            break
    gc.unfreeze()
    assert not slow


async def _work(app: App) -> dict[str, float]:
    """What an administrator does, undone at the end; how long the window was away at each step."""
    pauses: dict[str, float] = {}

    async def measured(name: str, act: Callable[[], object], done: Callable[[], object]) -> None:
        absence = Absence()
        await asyncio.sleep(0.02)
        act()
        await until(done, 30.0)  # what is measured is the pause; others may have the processor
        await asyncio.sleep(0.1)
        absence.stop()
        pauses[name] = absence.busiest_s
        of = f"of {absence.longest_s * 1000:.0f} ms"
        print(f"{name}: {absence.busiest_s * 1000:.0f} {of}")  # noqa: T201

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
