"""What is saved, what is taken back, and what comes of two who save."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from client.admin import office as edit
from client.admin import saving
from client.admin.history import history_of
from client.admin.plan import DatabaseStep, applied, plan
from client.admin.store import open_store
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import SaveFailed
from client.qt.app import App
from client.qt.groups.conflict_dialog import ConflictDialog
from client.qt.groups.groups_window import GroupsWindow
from client.qt.groups.save_dialog import SaveDialog
from client.qt.groups.unsettled_dialog import UnsettledDialog
from client.sentence import Sentence
from client.simulator.server import SimulatorServer
from tests.integration.conftest import KeptProfile, OpenApp
from tests.integration.groups.administrator import (
    asked,
    change,
    ctrl,
    keys,
    lines,
    on_pbx,
    opened,
    saved,
    settings,
)
from tests.integration.until import until
from tests.proxy import Proxy


async def test_no_other_save_is_undone_than_the_one_that_was_shown(
    server: SimulatorServer, window: GroupsWindow
) -> None:
    """A command on this computer saves while the question stands: both saves keep their files."""
    keys(window.groups.form.name, "Help desk")
    await saved(window)
    QTest.mouseClick(window.undo_button, Qt.MouseButton.LeftButton)
    await until(lambda: isinstance(window.dialog, SaveDialog))
    history = history_of(Settings(host="127.0.0.1", port=server.port))
    async with open_store(settings(server), Secret("admin")) as store:
        before = await store.load()
        await saving.save(store, history, before, edit.rename(before, "502", "Shop"))
    after, last = await on_pbx(server), history.last()
    assert isinstance(window.dialog, SaveDialog)
    QTest.keyClick(window.dialog.save_button, Qt.Key.Key_Return)
    assert not window.tabs.isEnabled()  # nothing is edited meanwhile
    await until(lambda: "is under way" in window.notice.text)
    assert (await on_pbx(server), history.last()) == (after, last)


@pytest.mark.parametrize("mine", [True, False])
async def test_somebody_else_was_faster(
    server: SimulatorServer, window: GroupsWindow, *, mine: bool
) -> None:
    before = await on_pbx(server)
    keys(window.groups.form.name, "Mine")
    window.groups.form.finder.user_chosen.emit("104")
    await change(server, before, edit.rename(before, "501", "Theirs"))
    await ctrl(window, Qt.Key.Key_S)
    (await asked(window, SaveDialog)).accept()
    dialog = await asked(window, ConflictDialog)
    model = dialog.table.model()
    shown = [model.index(0, column).data() for column in range(4)]
    assert shown == ["Name of group 501", "Support", "Theirs", "Mine"]
    assert (await on_pbx(server)).names["501"] == "Theirs"
    button = dialog.mine_button if mine else dialog.theirs_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: window.dialog is None)
    await saved(window)
    after = await on_pbx(server)
    assert after.names["501"] == ("Mine" if mine else "Theirs")
    assert "501" in after.endpoints["104"].call_groups


@pytest.mark.parametrize("finish", [True, False])
async def test_a_save_that_was_cut_off(
    *,
    server: SimulatorServer,
    app: App,
    kept_profile: KeptProfile,
    finish: bool,
) -> None:
    before = await on_pbx(server)
    after = edit.put_member(edit.add(before, "Night", "510"), "510", "106")
    steps = plan(before, after)
    history_of(Settings(host="127.0.0.1", port=server.port)).begin(before, steps)
    await change(server, before, applied(before, steps[:2]))
    kept_profile(server.port, admin_username="admin")
    window = await opened(app)
    dialog = await asked(window, UnsettledDialog)
    assert "510 Night is a new group." in lines(dialog)
    dialog.reject()  # later

    keys(window.groups.form.name, "Help desk")
    await ctrl(window, Qt.Key.Key_S)
    (await asked(window, SaveDialog)).accept()
    dialog = await asked(window, UnsettledDialog)
    button = dialog.finish_button if finish else dialog.back_button
    await until(window.save_button.isEnabled)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: window.undo_button.isEnabled() or not window._busy)
    await until(lambda: ("510" in window.edited.base.names) is finish)
    assert await on_pbx(server) == (after if finish else before)
    assert window.edited.office.names["501"] == "Help desk"
    await saved(window)


async def test_a_save_that_was_cut_off_and_overtaken(
    server: SimulatorServer,
    app: App,
    kept_profile: KeptProfile,
) -> None:
    """Somebody else has changed what it was about: it can only be left."""
    before = await on_pbx(server)
    history = history_of(Settings(host="127.0.0.1", port=server.port))
    history.begin(before, plan(before, edit.rename(before, "501", "Mine")))
    await change(server, before, edit.rename(before, "501", "Theirs"))
    kept_profile(server.port, admin_username="admin")
    window = await opened(app)
    dialog = await asked(window, UnsettledDialog)
    assert "(group 501: Mine becomes Theirs)" in dialog._text.text()
    assert not dialog.finish_button.isVisible()
    assert not dialog.back_button.isVisible()
    await until(lambda: not window._busy)
    QTest.mouseClick(dialog.leave_button, Qt.MouseButton.LeftButton)
    await until(lambda: window.dialog is None and not window._busy)
    assert (await on_pbx(server)).names["501"] == "Theirs"
    last = saving.the_last(history.last())
    assert not last.cut_off
    keys(window.groups.form.name, "Help desk")
    await saved(window)
    assert (await on_pbx(server)).names["501"] == "Help desk"


async def test_a_failed_save_says_what_stands(
    server: SimulatorServer, window: GroupsWindow
) -> None:
    before = await on_pbx(server)
    keys(window.groups.form.name, "Help desk")
    await ctrl(window, Qt.Key.Key_S)
    assert isinstance(window.dialog, SaveDialog)
    await server.stop()
    window.dialog.accept()
    await until(lambda: "!" in window.notice.text)
    assert "cannot be reached" in window.notice.text
    assert window.edited.dirty
    await server.start()
    assert await on_pbx(server) == before
    await saved(window)
    assert (await on_pbx(server)).names["501"] == "Help desk"


async def test_what_was_wrong_is_said_until_it_is_read_again(
    server: SimulatorServer, window: GroupsWindow
) -> None:
    keys(window.groups.form.name, "Help desk")
    await server.stop()
    await ctrl(window, Qt.Key.Key_R)
    await until(lambda: "cannot be reached" in window.notice.text)
    await server.start()
    await ctrl(window, Qt.Key.Key_R)
    await until(lambda: not window._busy)
    assert window.notice.text == ""
    assert window.edited.dirty


async def test_of_many_changes_that_stand_the_first_are_told(window: GroupsWindow) -> None:
    """A box that is higher than the screen hides its button."""
    left = tuple(
        DatabaseStep(f"group/{number}", None, f"Group {number}").words for number in range(500, 800)
    )
    window.show_error(SaveFailed(left[-1], Sentence("no right"), left))
    assert isinstance(window.dialog, QMessageBox)
    told = window.dialog.informativeText().splitlines()
    assert told[-2:] == ["group 509: new, Group 509", "and 290 more"]
    window.dialog.accept()
    await until(lambda: window.dialog is None)


@pytest.mark.parametrize("finish", [True, False])
async def test_a_save_that_breaks_half_way(
    *,
    finish: bool,
    server: SimulatorServer,
    open_app: OpenApp,
    kept_profile: KeptProfile,
) -> None:
    before = await on_pbx(server)
    async with Proxy(server.port) as proxy:
        app = open_app(kept_profile(proxy.port, admin_username="admin"))
        await until(app.window.isVisible)
        window = await opened(app)
        window.groups.add_group()
        window.groups.form.finder.user_chosen.emit("104")
        window.save()
        assert isinstance(window.dialog, SaveDialog)
        proxy.cut_before = b"Action: UpdateConfig"
        window.dialog.accept()
        dialog = await asked(window, QMessageBox)
        told = dialog.informativeText()
        assert told.startswith("These changes stand and could not be taken back:\ngroup 500: new")
        assert (await on_pbx(server)).names["500"] == "New group"
        proxy.cut_before = b""
        await until(lambda: not window._busy)
        dialog.accept()
        assert isinstance(window.dialog, UnsettledDialog)
        assert "500 New group is a new group." in lines(window.dialog)
        dialog = window.dialog
        button = dialog.finish_button if finish else dialog.back_button
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not window.tabs.isEnabled()
        await until(lambda: not window._busy)
        after = await on_pbx(server)
        assert window.edited.base == after
        assert not window.edited.dirty
        assert [one.id for one in after.members("500")] == (["104"] if finish else [])
        assert finish or after == before


async def test_a_save_that_was_cut_off_elsewhere_is_settled_before_the_last_one_is_undone(
    server: SimulatorServer, window: GroupsWindow
) -> None:
    keys(window.groups.form.name, "Help desk")
    await saved(window)
    before = await on_pbx(server)
    steps = plan(before, edit.rename(before, "502", "Shop"))
    history_of(Settings(host="127.0.0.1", port=server.port)).begin(before, steps)
    QTest.mouseClick(window.undo_button, Qt.MouseButton.LeftButton)
    dialog = await asked(window, UnsettledDialog)
    await until(lambda: not window._busy)
    assert not window.undo_button.isEnabled()
    QTest.mouseClick(dialog.finish_button, Qt.MouseButton.LeftButton)
    await until(window.undo_button.isEnabled)
    assert (await on_pbx(server)).names["502"] == "Shop"


async def test_a_save_waits_for_the_one_that_runs(
    server: SimulatorServer, app: App, window: GroupsWindow
) -> None:
    bridge, done = app.administration.bridge, list[object]()
    bridge.saved.connect(done.append)
    first = window.edited.base
    second = edit.rename(first, "501", "Help desk")
    third = edit.rename(second, "501", "Hotline")
    bridge.save(first, second)
    bridge.save(second, third)
    await until(lambda: not window._busy)
    assert done == [second, third]
    assert await on_pbx(server) == third


async def test_two_who_change_the_members(server: SimulatorServer, window: GroupsWindow) -> None:
    before = await on_pbx(server)
    window.groups.form.finder.user_chosen.emit("104")
    await change(server, before, edit.put_member(before, "503", "104", is_picked_up=False))
    window.save()
    (await asked(window, SaveDialog)).accept()
    dialog = await asked(window, ConflictDialog)
    model = dialog.table.model()
    assert [model.index(0, column).data() for column in range(4)] == [
        "104 Luca Moretti may pick up from",
        "502 Sales",
        "502 Sales, 503 Reception",
        "501 Support, 502 Sales, 503 Reception",
    ]
    QTest.mouseClick(dialog.mine_button, Qt.MouseButton.LeftButton)
    await saved(window)
    after = (await on_pbx(server)).endpoints["104"]
    assert after.call_groups == frozenset({"501", "502"})
    assert after.pickup_groups == frozenset({"501", "502", "503"})


async def test_two_who_make_a_group_of_one_number(
    server: SimulatorServer, window: GroupsWindow
) -> None:
    """Both are there in the end, and nobody is in both."""
    before = await on_pbx(server)
    await ctrl(window, Qt.Key.Key_N)
    number = window.groups.form.number.currentText()
    keys(window.groups.form.name, "Hotel")
    window.groups.form.finder.user_chosen.emit("104")
    theirs = edit.put_member(edit.add(before, "Kitchen", number), number, "102")
    await change(server, before, theirs)
    window.save()
    (await asked(window, SaveDialog)).accept()
    await until(lambda: number in window.edited.base.names)
    assert window.notice.text == "! This number is another group's now. Yours has become 504 Hotel."
    assert "504 Hotel is a new group." in await saved(window)
    after = await on_pbx(server)
    assert after.names.items() - before.names.items() == {(number, "Kitchen"), ("504", "Hotel")}
    assert [one.id for one in after.members(number)] == ["102"]
    assert [one.id for one in after.members("504")] == ["104"]
