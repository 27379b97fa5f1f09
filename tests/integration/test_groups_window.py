"""The window of the pickup groups, on the simulated PBX, over TCP."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget

from client.admin import office as edit
from client.admin import saving
from client.admin.history import history_of
from client.admin.office import Endpoint, Office
from client.admin.plan import applied, plan
from client.admin.store import open_store
from client.calls.events import Party
from client.calls.numbering import NumberRange
from client.credentials import Secret
from client.errors import SaveFailed
from client.qt.app import Desktop
from client.qt.groups.clash_dialog import ClashDialog
from client.qt.groups.groups_window import GroupsWindow
from client.qt.groups.members_model import Column
from client.qt.groups.save_dialog import SaveDialog
from client.qt.groups.unsettled_dialog import UnsettledDialog
from client.qt.profile import DemoProfile, UserProfile
from client.settings import Settings, save
from client.simulator.office import demo_office
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.integration.conftest import MemoryKeyring, OpenDesktop, Until
from tests.integration.every_window import settle
from tests.proxy import Proxy


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of saves are kept in the test's folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest_asyncio.fixture
async def server(no_task_left: None) -> AsyncIterator[SimulatorServer]:
    assert no_task_left is None
    async with SimulatorServer(Pbx(demo_office()), refusal_delay_s=0.05) as server:
        yield server


def settings(server: SimulatorServer, account: str = "admin") -> Settings:
    return Settings(host="127.0.0.1", port=server.port, username=account, extension="204")


async def on_pbx(server: SimulatorServer) -> Office:
    """What the PBX has, seen by somebody else."""
    async with open_store(settings(server), Secret("admin")) as store:
        return await store.load()


async def change(server: SimulatorServer, before: Office, after: Office) -> None:
    """Somebody else changes it."""
    async with open_store(settings(server), Secret("admin")) as store:
        await store.save(before, after)


@pytest_asyncio.fixture
async def desktop(
    server: SimulatorServer,
    open_desktop: OpenDesktop,
    own_config: Path,
    memory_keyring: MemoryKeyring,
    until: Until,
) -> Desktop:
    """An agent who has set up everything before."""
    values = {"host": "127.0.0.1", "port": server.port, "username": "agent", "extension": "204"}
    save(values, own_config / "settings.toml")
    memory_keyring.secrets["cornetta", f"agent@127.0.0.1:{server.port}"] = "agent"
    desktop = open_desktop(UserProfile({}, {}, own_config / "settings.toml"))
    await until(lambda: desktop.bridge.session)  # only now it is known who the agent is
    return desktop


@pytest_asyncio.fixture
async def window(
    desktop: Desktop,
    server: SimulatorServer,
    memory_keyring: MemoryKeyring,
    own_config: Path,
    until: Until,
) -> GroupsWindow:
    """The window of an administrator who has logged in before."""
    save({"admin_username": "admin"}, own_config / "settings.toml")
    memory_keyring.secrets["cornetta", f"admin@127.0.0.1:{server.port}"] = "admin"
    return await opened(desktop, until)


async def opened(desktop: Desktop, until: Until) -> GroupsWindow:
    QTest.keyClick(desktop.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    window = desktop.administration.window
    assert window is not None
    await until(lambda: window.edited.office.names and not window._busy)
    return window


def keys(widget: QWidget, text: str) -> None:
    """Type over what stands there."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, text)


async def ctrl(window: GroupsWindow, key: Qt.Key) -> None:
    window.activateWindow()  # no window manager does it after a dialog
    async with asyncio.timeout(5):
        while not window.isActiveWindow():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)


async def saved(window: GroupsWindow, until: Until) -> list[str]:
    """Save, and return what was said before."""
    await until(window.save_button.isEnabled)  # what is read again may be shown a moment before
    await ctrl(window, Qt.Key.Key_S)
    dialog = window.dialog
    assert isinstance(dialog, SaveDialog)
    lines = dialog.view.lines()
    QTest.keyClick(dialog.save_button, Qt.Key.Key_Return)
    await until(lambda: "✓" in window.notice.text and not window._busy)
    return lines


def member(window: GroupsWindow, user: str, column: Column) -> QModelIndex:
    model = window.groups.form.model
    return model.index(model.row_of(user), column)


async def test_a_group_from_nothing_by_keyboard(
    server: SimulatorServer, window: GroupsWindow, until: Until
) -> None:
    before = await on_pbx(server)
    await ctrl(window, Qt.Key.Key_N)
    form = window.groups.form
    keys(form.name, "Night shift")
    keys(form.number.edit, "520")
    form.finder.setFocus()
    QTest.keyClicks(form.finder, "pawe")
    QTest.keyClick(form.finder, Qt.Key.Key_Return)
    QTest.keyClicks(form.finder, "104")
    QTest.keyClick(form.finder, Qt.Key.Key_Return)
    form.members.setFocus()
    form.members.setCurrentIndex(member(window, "104", Column.IS_PICKED_UP))
    QTest.keyClick(form.members, Qt.Key.Key_Space)
    lines = await saved(window, until)
    assert lines == [
        "Groups",
        "520 Night shift is a new group.",
        "Members of 520 Night shift",
        "104 Luca Moretti joins: may pick up, is not picked up.",
        "106 Paweł Łukasik joins: is picked up and may pick up.",
    ]
    after = await on_pbx(server)
    assert after.names == {**before.names, "520": "Night shift"}
    assert after.endpoints["106"].call_groups == {"520"}
    assert after.endpoints["104"].call_groups == {"502"}
    assert after.endpoints["104"].pickup_groups == {"502", "520"}

    QTest.mouseClick(window.undo_button, Qt.MouseButton.LeftButton)
    await until(lambda: isinstance(window.dialog, SaveDialog))
    assert isinstance(window.dialog, SaveDialog)
    assert "520 Night shift is removed. Its members leave it." in window.dialog.view.lines()
    QTest.keyClick(window.dialog.save_button, Qt.Key.Key_Return)
    await until(lambda: "520" not in window.edited.base.names)
    assert await on_pbx(server) == before


async def test_no_other_save_is_undone_than_the_one_that_was_shown(
    server: SimulatorServer, window: GroupsWindow, until: Until
) -> None:
    """A command on this computer saves while the question stands: both saves keep their files."""
    keys(window.groups.form.name, "Help desk")
    await saved(window, until)
    QTest.mouseClick(window.undo_button, Qt.MouseButton.LeftButton)
    await until(lambda: isinstance(window.dialog, SaveDialog))
    history = history_of(f"127.0.0.1_{server.port}")
    async with open_store(settings(server), Secret("admin")) as store:
        before = await store.load()
        await saving.save(store, history, before, edit.rename(before, "502", "Shop"))
    after, last = await on_pbx(server), history.last()
    assert isinstance(window.dialog, SaveDialog)
    QTest.keyClick(window.dialog.save_button, Qt.Key.Key_Return)
    await until(lambda: "is under way" in window.notice.text)
    assert (await on_pbx(server), history.last()) == (after, last)


async def test_the_first_time_an_account_is_asked(
    *,
    server: SimulatorServer,
    desktop: Desktop,
    memory_keyring: MemoryKeyring,
    own_config: Path,
    until: Until,
) -> None:
    await until(lambda: desktop.bridge.session)
    desktop.administration.open()
    window = desktop.administration.window
    assert window
    # To look, the agent's own account will do.
    await until(lambda: window.edited.office.names and not window._busy)
    assert window.groups.form.model.rowCount() == 6
    assert member(window, "101", Column.NAME).data() == "Anna Bianchi"
    assert not member(window, "101", Column.MAY_PICK_UP).flags() & Qt.ItemFlag.ItemIsUserCheckable
    await ctrl(window, Qt.Key.Key_N)
    QTest.keyClick(window.groups.list, Qt.Key.Key_Delete)
    keys(window.groups.form.name, "Mine")
    assert not window.edited.dirty
    QTest.mouseClick(window.save_button, Qt.MouseButton.LeftButton)
    await until(lambda: desktop.administration.login)
    login = desktop.administration.login
    assert login
    QTest.keyClick(login.login_button, Qt.Key.Key_Return)
    assert "both needed" in login.error.text()
    keys(login.username, "agent")
    keys(login.secret, "agent")
    QTest.keyClick(login.secret, Qt.Key.Key_Return)
    await until(lambda: "may not change pickup groups" in login.error.text())
    keys(login.username, "admin")
    keys(login.secret, "wrong")
    QTest.keyClick(login.secret, Qt.Key.Key_Return)
    await until(lambda: "refused the login" in login.error.text())
    assert window.edited.read_only
    keys(login.secret, "admin")
    QTest.keyClick(login.secret, Qt.Key.Key_Return)
    await until(lambda: desktop.administration.login is None)
    await until(lambda: memory_keyring.secrets.get(("cornetta", settings(server).account)))
    assert window.edited.office.names["501"] == "Support"
    assert not window.edited.read_only
    assert member(window, "101", Column.MAY_PICK_UP).flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert memory_keyring.secrets["cornetta", settings(server, "agent").account] == "agent"
    written = (own_config / "settings.toml").read_text()
    assert 'admin_username = "admin"' in written
    assert written.count('"admin"') == 1  # its secret is the same word


async def test_a_keyring_that_takes_no_secret(
    server: SimulatorServer, desktop: Desktop, memory_keyring: MemoryKeyring, until: Until
) -> None:
    await until(lambda: desktop.bridge.session)
    desktop.administration.open()
    window = desktop.administration.window
    assert window
    await until(lambda: window.edited.office.names and not window._busy)
    window.save_button.click()
    await until(lambda: desktop.administration.login)
    login = desktop.administration.login
    assert login
    memory_keyring.set_password = lambda *_: None  # type: ignore[method-assign]
    keys(login.username, "admin")
    keys(login.secret, "admin")
    QTest.keyClick(login.secret, Qt.Key.Key_Return)
    await until(lambda: "this session only" in window.notice.text)
    keys(window.groups.form.name, "Help desk")
    await saved(window, until)  # it is known for this session
    assert (await on_pbx(server)).names["501"] == "Help desk"


async def test_without_any_account_the_window_offers_to_log_in(
    server: SimulatorServer, open_desktop: OpenDesktop, own_config: Path, until: Until
) -> None:
    save({"host": "127.0.0.1", "port": server.port}, own_config / "settings.toml")
    desktop = open_desktop(UserProfile({}, {}, own_config / "settings.toml"))
    await until(desktop.window.isVisible)
    desktop.administration.open()
    await until(lambda: desktop.administration.login)
    assert desktop.administration.login
    assert desktop.administration.window
    desktop.administration.login.reject()
    page = desktop.administration.window.state_page
    await until(page.isVisible)
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    await until(lambda: desktop.administration.login)


async def test_leaving_asks(
    server: SimulatorServer, desktop: Desktop, window: GroupsWindow, until: Until
) -> None:
    keys(window.groups.form.name, "Help desk")
    assert window.groups.list.current_key() == "501"
    window.groups.list.setFocus()
    QTest.keyClick(window.groups.list, Qt.Key.Key_Escape)
    assert isinstance(window.dialog, QMessageBox)
    QTest.keyClick(window.dialog, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.edited.dirty

    desktop.window.close()  # the program would end
    assert isinstance(window.dialog, QMessageBox)
    window.dialog.button(QMessageBox.StandardButton.Save).click()
    await until(lambda: isinstance(window.dialog, SaveDialog))
    assert isinstance(window.dialog, SaveDialog)
    window.dialog.reject()
    assert desktop.window.isVisible()
    assert window.edited.dirty

    window.close()
    assert isinstance(window.dialog, QMessageBox)
    window.dialog.button(QMessageBox.StandardButton.Save).click()
    await until(lambda: isinstance(window.dialog, SaveDialog))
    assert isinstance(window.dialog, SaveDialog)
    window.dialog.accept()
    await until(lambda: desktop.administration.window is None)
    assert (await on_pbx(server)).names["501"] == "Help desk"
    assert desktop.window.isVisible()


async def test_discarded_changes_are_not_saved(
    server: SimulatorServer, desktop: Desktop, window: GroupsWindow, until: Until
) -> None:
    before = await on_pbx(server)
    keys(window.groups.form.name, "Help desk")
    window.close()
    assert isinstance(window.dialog, QMessageBox)
    window.dialog.button(QMessageBox.StandardButton.Discard).click()
    await until(lambda: desktop.administration.window is None)
    assert await on_pbx(server) == before


@pytest.mark.parametrize("mine", [True, False])
async def test_somebody_else_was_faster(
    server: SimulatorServer, window: GroupsWindow, until: Until, *, mine: bool
) -> None:
    before = await on_pbx(server)
    keys(window.groups.form.name, "Mine")
    window.groups.form.finder.user_chosen.emit("104")
    await change(server, before, edit.rename(before, "501", "Theirs"))
    await ctrl(window, Qt.Key.Key_S)
    assert isinstance(window.dialog, SaveDialog)
    window.dialog.accept()
    await until(lambda: isinstance(window.dialog, ClashDialog))
    assert isinstance(window.dialog, ClashDialog)
    model = window.dialog.table.model()
    shown = [model.index(0, column).data() for column in range(4)]
    assert shown == ["Name of group 501", "Support", "Theirs", "Mine"]
    assert (await on_pbx(server)).names["501"] == "Theirs"
    button = window.dialog.mine_button if mine else window.dialog.theirs_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: window.dialog is None)
    await saved(window, until)
    after = await on_pbx(server)
    assert after.names["501"] == ("Mine" if mine else "Theirs")
    assert "501" in after.endpoints["104"].call_groups


@pytest.mark.parametrize("finish", [True, False])
async def test_a_save_that_was_cut_off(
    *,
    server: SimulatorServer,
    desktop: Desktop,
    memory_keyring: MemoryKeyring,
    own_config: Path,
    until: Until,
    finish: bool,
) -> None:
    before = await on_pbx(server)
    after = edit.put_member(edit.add(before, "Night", "510"), "510", "106")
    steps = plan(before, after)
    history_of(f"127.0.0.1_{server.port}").begin(before, steps)
    await change(server, before, applied(before, steps[:2]))
    save({"admin_username": "admin"}, own_config / "settings.toml")
    memory_keyring.secrets["cornetta", settings(server).account] = "admin"
    window = await opened(desktop, until)
    await until(lambda: isinstance(window.dialog, UnsettledDialog))
    assert isinstance(window.dialog, UnsettledDialog)
    assert "510 Night is a new group." in window.dialog.view.lines()
    window.dialog.reject()  # later

    keys(window.groups.form.name, "Help desk")
    await ctrl(window, Qt.Key.Key_S)
    assert isinstance(window.dialog, SaveDialog)
    window.dialog.accept()
    await until(lambda: isinstance(window.dialog, UnsettledDialog))
    assert isinstance(window.dialog, UnsettledDialog)
    dialog = window.dialog
    button = dialog.finish_button if finish else dialog.back_button
    await until(window.save_button.isEnabled)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: window.undo_button.isEnabled() or not window._busy)
    await until(lambda: ("510" in window.edited.base.names) is finish)
    assert await on_pbx(server) == (after if finish else before)
    assert window.edited.office.names["501"] == "Help desk"
    await saved(window, until)


async def test_a_save_that_was_cut_off_and_overtaken(
    server: SimulatorServer,
    desktop: Desktop,
    memory_keyring: MemoryKeyring,
    own_config: Path,
    until: Until,
) -> None:
    """Somebody else has changed what it was about: it can only be left."""
    before = await on_pbx(server)
    history = history_of(f"127.0.0.1_{server.port}")
    history.begin(before, plan(before, edit.rename(before, "501", "Mine")))
    await change(server, before, edit.rename(before, "501", "Theirs"))
    save({"admin_username": "admin"}, own_config / "settings.toml")
    memory_keyring.secrets["cornetta", settings(server).account] = "admin"
    window = await opened(desktop, until)
    await until(lambda: isinstance(window.dialog, UnsettledDialog))
    assert isinstance(window.dialog, UnsettledDialog)
    assert "(group 501: Mine becomes Theirs)" in window.dialog._text.text()
    assert not window.dialog.finish_button.isVisible()
    assert not window.dialog.back_button.isVisible()
    await until(lambda: not window._busy)
    QTest.mouseClick(window.dialog.leave_button, Qt.MouseButton.LeftButton)
    await until(lambda: window.dialog is None and not window._busy)
    assert (await on_pbx(server)).names["501"] == "Theirs"
    last = history.last()
    assert last
    assert not last.cut_off
    keys(window.groups.form.name, "Help desk")
    await saved(window, until)
    assert (await on_pbx(server)).names["501"] == "Help desk"


async def test_what_is_kept_elsewhere_is_shown_and_left_alone(window: GroupsWindow) -> None:
    window.groups.list.select_key("503")
    window.groups._choose("503")
    name = member(window, "108", Column.NAME)
    assert name.data() == "Nadia Ünlü · not in pjsip.conf; change it where it is kept"
    ticks = member(window, "108", Column.IS_PICKED_UP)
    assert not ticks.flags() & Qt.ItemFlag.ItemIsUserCheckable
    form = window.groups.form
    form.members.setCurrentIndex(ticks)
    QTest.keyClick(form.members, Qt.Key.Key_Space)
    QTest.keyClick(form.members, Qt.Key.Key_Delete)
    QTest.mouseClick(form.remove_button, Qt.MouseButton.LeftButton)
    assert "108 is not kept in pjsip.conf" in window.notice.text
    keys(form.number.edit, "509")
    assert "108 is not kept in pjsip.conf" in form.number_error.text()
    assert not window.edited.dirty
    window.users._choose("108")
    assert "not in pjsip.conf" in window.users.note.text()


async def test_a_failed_save_says_what_stands(
    server: SimulatorServer, window: GroupsWindow, until: Until
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
    await saved(window, until)
    assert (await on_pbx(server)).names["501"] == "Help desk"


async def test_what_was_wrong_is_said_until_it_is_read_again(
    server: SimulatorServer, window: GroupsWindow, until: Until
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


async def test_of_many_changes_that_stand_the_first_are_told(
    window: GroupsWindow, until: Until
) -> None:
    """A box that is higher than the screen hides its button."""
    left = tuple(f"group {number}: new, Group {number}" for number in range(500, 800))
    window.show_error(SaveFailed(left[-1], "no right", left))
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
    open_desktop: OpenDesktop,
    own_config: Path,
    memory_keyring: MemoryKeyring,
    until: Until,
) -> None:
    before = await on_pbx(server)
    async with Proxy(server.port) as proxy:
        values = {"host": "127.0.0.1", "port": proxy.port, "admin_username": "admin"}
        save(values, own_config / "settings.toml")
        memory_keyring.secrets["cornetta", f"admin@127.0.0.1:{proxy.port}"] = "admin"
        desktop = open_desktop(UserProfile({}, {}, own_config / "settings.toml"))
        await until(desktop.window.isVisible)
        desktop.administration.open()
        window = desktop.administration.window
        assert window
        await until(lambda: window.edited.office.names and not window._busy)
        window.groups.add_group()
        window.groups.form.finder.user_chosen.emit("104")
        window.save()
        assert isinstance(window.dialog, SaveDialog)
        proxy.cut_before = b"Action: UpdateConfig"
        window.dialog.accept()
        await until(lambda: isinstance(window.dialog, QMessageBox))
        assert isinstance(window.dialog, QMessageBox)
        told = window.dialog.informativeText()
        assert told.startswith("These changes stand and could not be taken back:\ngroup 500: new")
        assert (await on_pbx(server)).names["500"] == "New group"
        proxy.cut_before = b""
        await until(lambda: not window._busy)
        window.dialog.accept()
        assert isinstance(window.dialog, UnsettledDialog)
        assert "500 New group is a new group." in window.dialog.view.lines()
        dialog = window.dialog
        button = dialog.finish_button if finish else dialog.back_button
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: not window._busy)
        after = await on_pbx(server)
        assert window.edited.base == after
        assert not window.edited.dirty
        assert [one.id for one in after.members("500")] == (["104"] if finish else [])
        assert finish or after == before


async def test_the_range(server: SimulatorServer, window: GroupsWindow, until: Until) -> None:
    line = window.numbering
    keys(line.numbers, "51X")
    QTest.keyClick(line.numbers, Qt.Key.Key_Return)
    assert "51X leaves out 501 Support, 502 Sales, 503 Reception" in line.error.text()
    await ctrl(window, Qt.Key.Key_S)
    assert window.dialog is None
    keys(line.numbers, "XXX")
    QTest.keyClick(line.numbers, Qt.Key.Key_Return)
    assert line.question
    assert "101 Anna Bianchi" in line.question.informativeText()
    default = line.question.defaultButton()
    assert line.question.buttonRole(default) is QMessageBox.ButtonRole.RejectRole
    QTest.keyClick(line.question, Qt.Key.Key_Return)
    assert line.numbers.text() == "5XX"
    assert not window.edited.dirty
    keys(line.numbers, "xxx")
    QTest.keyClick(line.numbers, Qt.Key.Key_Return)
    assert line.question
    sure = next(
        button
        for button in line.question.buttons()
        if line.question.buttonRole(button) is QMessageBox.ButtonRole.AcceptRole
    )
    sure.click()
    keys(line.code, "*8")
    await ctrl(window, Qt.Key.Key_S)
    assert isinstance(window.dialog, SaveDialog)
    assert "cornetta provision DIR --service-code '*8'" in window.dialog._note.text()
    assert "pickupexten" in window.dialog._note.text()
    window.dialog.accept()
    await until(lambda: "✓" in window.notice.text)
    after = await on_pbx(server)
    assert after.numbers
    assert (after.numbers.pattern, after.service_code) == ("XXX", "*8")


async def test_escape_empties_a_search_before_it_closes(window: GroupsWindow) -> None:
    await ctrl(window, Qt.Key.Key_F)
    search = window.groups.search
    assert search.hasFocus()
    QTest.keyClicks(search, "sales")
    assert window.groups.model.rowCount() == 1
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert window.groups.list.hasFocus()
    assert window.groups.form.name.text() == "Sales"
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert window.isVisible()
    assert window.groups.list.current_key() == "502"
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert not window.isVisible()


async def test_a_click_opens_all_users_and_another_adds_one(
    window: GroupsWindow, until: Until
) -> None:
    form = window.groups.form
    QTest.mouseClick(form.finder, Qt.MouseButton.LeftButton)
    completer = form.finder.completer()
    assert completer
    popup = completer.popup()
    assert popup
    await until(popup.isVisible)
    model = popup.model()
    texts = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert "101 Anna Bianchi" not in texts  # she is in it
    fixed = "108 Nadia Ünlü · not in pjsip.conf; change it where it is kept"
    kept = model.index(texts.index(fixed), 0)
    assert not kept.flags() & Qt.ItemFlag.ItemIsEnabled
    row = model.index(texts.index("104 Luca Moretti"), 0)
    QTest.mouseClick(
        popup.viewport(), Qt.MouseButton.LeftButton, pos=popup.visualRect(row).center()
    )
    await until(lambda: form.model.row_of("104") >= 0)
    await until(lambda: form.finder.text() == "")


async def test_from_an_empty_pbx(
    server: SimulatorServer, window: GroupsWindow, until: Until
) -> None:
    """Nothing is defined: the window says what comes first."""
    before = await on_pbx(server)
    empty = edit.remove(edit.remove(before, "501"), "502")
    # 503 has a member that cannot be changed here; only its name goes.
    empty = replace(empty, names={}, numbers=None)
    await change(server, before, empty)
    await ctrl(window, Qt.Key.Key_R)
    await until(lambda: not window.edited.office.names)
    page = window.groups
    assert page._empty.accessibleName().startswith("Groups need numbers first")
    assert not page.new_button.isEnabled()
    assert window.numbering._hint.text() == "New groups need these first"
    keys(window.numbering.numbers, "5XX")
    QTest.keyClick(window.numbering.numbers, Qt.Key.Key_Return)
    assert page._empty.accessibleName().startswith("There is no pickup group yet")
    await ctrl(window, Qt.Key.Key_N)
    assert page.form.isVisible()
    await saved(window, until)
    assert (await on_pbx(server)).names == {"500": "New group"}


async def test_two_who_change_the_members(
    server: SimulatorServer, window: GroupsWindow, until: Until
) -> None:
    before = await on_pbx(server)
    window.groups.form.finder.user_chosen.emit("104")
    await change(server, before, edit.put_member(before, "503", "104", is_picked_up=False))
    window.save()
    assert isinstance(window.dialog, SaveDialog)
    window.dialog.accept()
    await until(lambda: isinstance(window.dialog, ClashDialog))
    assert isinstance(window.dialog, ClashDialog)
    model = window.dialog.table.model()
    assert [model.index(0, column).data() for column in range(4)] == [
        "104 Luca Moretti may pick up from",
        "502 Sales",
        "502 Sales, 503 Reception",
        "501 Support, 502 Sales, 503 Reception",
    ]
    QTest.mouseClick(window.dialog.mine_button, Qt.MouseButton.LeftButton)
    await saved(window, until)
    after = (await on_pbx(server)).endpoints["104"]
    assert after.call_groups == frozenset({"501", "502"})
    assert after.pickup_groups == frozenset({"501", "502", "503"})


async def test_two_who_make_a_group_of_one_number(
    server: SimulatorServer, window: GroupsWindow, until: Until
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
    assert isinstance(window.dialog, SaveDialog)
    window.dialog.accept()
    await until(lambda: number in window.edited.base.names)
    assert window.notice.text == "! This number is another group's now. Yours has become 504 Hotel."
    assert "504 Hotel is a new group." in await saved(window, until)
    after = await on_pbx(server)
    assert after.names.items() - before.names.items() == {(number, "Kitchen"), ("504", "Hotel")}
    assert [one.id for one in after.members(number)] == ["102"]
    assert [one.id for one in after.members("504")] == ["104"]


async def test_members_leave_by_cross_and_by_key(
    server: SimulatorServer, window: GroupsWindow, until: Until
) -> None:
    members = window.groups.form.members
    cross = members.visualRect(member(window, "102", Column.REMOVE)).center()
    QTest.mouseClick(members.viewport(), Qt.MouseButton.LeftButton, pos=cross)
    members.setCurrentIndex(member(window, "201", Column.NAME))
    QTest.keyClick(members, Qt.Key.Key_Delete)
    tick = members.visualRect(member(window, "203", Column.MAY_PICK_UP)).center()
    QTest.mouseClick(members.viewport(), Qt.MouseButton.LeftButton, pos=tick)
    assert await saved(window, until) == [
        "Members of 501 Support",
        "102 Marco Conti leaves.",
        "201 Davide Greco leaves.",
        "203 Irene Fontana is picked up, may no longer pick up.",
    ]
    after = await on_pbx(server)
    assert {one.id for one in after.members("501")} == {"101", "103", "203", "204"}


async def test_from_the_side_of_the_user(
    server: SimulatorServer, window: GroupsWindow, until: Until
) -> None:
    window.tabs.setCurrentIndex(1)
    page = window.users
    await ctrl(window, Qt.Key.Key_F)
    QTest.keyClicks(page.search, "luca")
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert page.list.current_key() == "104"
    page.groups.setFocus(Qt.FocusReason.TabFocusReason)
    page.groups.setCurrentIndex(page.memberships.index(page.memberships.row_of("503"), 3))
    QTest.keyClick(page.groups, Qt.Key.Key_Space)
    await saved(window, until)
    after = (await on_pbx(server)).endpoints["104"]
    assert after.call_groups == frozenset({"502"})
    assert after.pickup_groups == frozenset({"502", "503"})


async def test_the_number_can_be_emptied_and_chosen(window: GroupsWindow) -> None:
    form = window.groups.form
    field = form.number
    assert [field.itemText(at) for at in range(3)] == ["500", "501", "504"]
    field.edit.clear()
    field.edit.textEdited.emit("")  # as the button in it does
    assert form.number_error.text() == "The number is missing."
    assert not window.save()
    assert field.hasFocus()
    field.setCurrentIndex(2)
    field.textActivated.emit("504")
    assert form.number_error.isHidden()
    assert window.groups.list.current_key() == "504"
    assert form.model.rowCount() == 6
    keys(field.edit, "502")
    assert form.number_error.text() == "The number 502 is taken by Sales."
    assert window.groups.list.current_key() == "501"  # back at what stood there before
    keys(field.edit, "501")
    assert not window.edited.dirty


async def test_the_settings_come_when_nothing_is_unsaved(
    desktop: Desktop, window: GroupsWindow, until: Until
) -> None:
    keys(window.groups.form.name, "Help desk")
    desktop.open_settings()  # they may name another PBX
    assert isinstance(window.dialog, QMessageBox)
    window.dialog.reject()
    assert desktop.dialog is None
    assert window.edited.dirty
    desktop.open_settings()
    assert isinstance(window.dialog, QMessageBox)
    window.dialog.button(QMessageBox.StandardButton.Discard).click()
    await until(lambda: desktop.dialog)
    assert desktop.administration.window is None


async def test_closed_while_it_reads_and_opened_again(desktop: Desktop, until: Until) -> None:
    desktop.administration.open()
    assert desktop.administration.window
    desktop.administration.window.close()
    await until(lambda: desktop.administration.window is None)
    desktop.administration.open()
    window = desktop.administration.window
    assert window
    await until(lambda: window.edited.office.names)


async def test_a_save_ends_before_the_program_does(
    server: SimulatorServer, desktop: Desktop, window: GroupsWindow, until: Until
) -> None:
    keys(window.groups.form.name, "Help desk")
    window.save()
    assert isinstance(window.dialog, SaveDialog)
    window.dialog.accept()
    desktop.leave()  # as SIGTERM does
    await until(lambda: desktop.administration.window is None)
    assert (await on_pbx(server)).names["501"] == "Help desk"
    last = history_of(f"127.0.0.1_{server.port}").last()
    assert last
    assert not last.cut_off


async def test_in_the_demo(open_desktop: OpenDesktop, until: Until) -> None:
    desktop = open_desktop(DemoProfile(1))
    await until(lambda: desktop.bridge.session)
    window = await opened(desktop, until)
    keys(window.groups.form.name, "Help desk")
    await saved(window, until)
    session = desktop.bridge.session
    assert session
    async with asyncio.timeout(11):  # running clients follow within 10 s
        while "501 Help desk" not in [group.label for group in session.groups]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_users_long_name_does_not_widen_the_window(window: GroupsWindow) -> None:
    """A group has the number of an extension, so the form names its user."""

    async def width(name: str) -> int:
        user = Endpoint("501", Party("501", name), frozenset(["501"]), frozenset(["501"]))
        window.edited.load(
            Office(names={"501": "Support"}, endpoints={"501": user}, numbers=NumberRange("5XX"))
        )
        for page in range(window.tabs.count()):
            window.tabs.setCurrentIndex(page)
            await settle()
        assert name in window.groups.form._dialled.text()
        assert name in window.users._heading.text()
        assert name in window.matrix.sentence.text()
        dots = window.matrix.table.verticalHeader().textElideMode()
        assert dots is Qt.TextElideMode.ElideRight
        return window.minimumSizeHint().width()

    assert await width("Anna") == await width("N" * 79)


async def test_what_needs_more_room_pushes_no_end_of_it_off_the_screen(
    window: GroupsWindow,
) -> None:
    area = window.screen().availableGeometry()
    window.resize(window.minimumSizeHint())
    window.move(area.left(), area.bottom() - window.height() + 1)
    window.notice.setMinimumHeight(window.notice.height() + 60)  # as sentences on a small screen
    await settle()
    assert window.height() >= window.minimumSizeHint().height()
    assert area.contains(window.geometry())
