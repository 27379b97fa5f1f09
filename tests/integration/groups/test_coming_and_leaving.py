"""The account that is asked, and what is unsaved when one leaves."""

import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from client.admin.history import history_of
from client.config.settings import Settings, save
from client.qt.app import App
from client.qt.groups import groups_bridge
from client.qt.groups.groups_window import GroupsWindow
from client.qt.groups.memberships import Column
from client.qt.groups.save_dialog import SaveDialog
from client.qt.user_profile import UserProfile
from client.simulator.accounts import Account, account
from client.simulator.server import SimulatorServer
from tests.integration.conftest import KeptProfile, OpenApp
from tests.integration.groups.administrator import (
    asked,
    ctrl,
    keys,
    member,
    on_pbx,
    opened,
    saved,
    settings,
)
from tests.integration.until import until
from tests.keyrings import HangingKeyring, MemoryKeyring
from tests.proxy import Proxy


@pytest.mark.parametrize("on_top", [True, False])
async def test_it_is_above_others_as_the_main_window_is(app: App, *, on_top: bool) -> None:
    """Which would hide it, and the question that a save asks."""
    app._store.change("window", "on_top", to=on_top)
    window = await opened(app)
    assert bool(window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint) is on_top


async def test_the_first_time_an_account_is_asked(
    *,
    server: SimulatorServer,
    app: App,
    memory_keyring: MemoryKeyring,
    own_config: Path,
) -> None:
    window = await opened(app)
    assert window.groups.form.model.rowCount() == 6
    assert member(window, "101", Column.NAME).data() == "Anna Bianchi"
    assert not member(window, "101", Column.MAY_PICK_UP).flags() & Qt.ItemFlag.ItemIsUserCheckable
    await ctrl(window, Qt.Key.Key_N)
    QTest.keyClick(window.groups.list, Qt.Key.Key_Delete)
    keys(window.groups.form.name, "Mine")
    assert not window.edited.dirty
    QTest.mouseClick(window.save_button, Qt.MouseButton.LeftButton)
    login = await until(lambda: app.administration.login)
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
    await until(lambda: app.administration.login is None)
    await until(lambda: memory_keyring.secrets.get(("cornetta", settings(server).account)))
    assert window.edited.office.names["501"] == "Support"
    assert not window.edited.read_only
    assert member(window, "101", Column.MAY_PICK_UP).flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert memory_keyring.secrets["cornetta", settings(server, "agent").account] == "agent"
    written = (own_config / "settings.toml").read_text()
    assert 'admin_username = "admin"' in written
    assert written.count('"admin"') == 1  # its secret is the same word


async def test_a_keyring_that_takes_no_secret(
    server: SimulatorServer, app: App, memory_keyring: MemoryKeyring
) -> None:
    window = await opened(app)
    window.save_button.click()
    login = await until(lambda: app.administration.login)
    memory_keyring.set_password = lambda *_: None  # type: ignore[method-assign]
    keys(login.username, "admin")
    keys(login.secret, "admin")
    QTest.keyClick(login.secret, Qt.Key.Key_Return)
    await until(lambda: "this session only" in window.notice.text)
    keys(window.groups.form.name, "Help desk")
    await saved(window)  # it is known for this session
    assert (await on_pbx(server)).names["501"] == "Help desk"


@pytest.fixture
def lockable_keyring(
    memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HangingKeyring]:
    """Is unlocked until `unlock` is cleared; the window then soon offers to go on without it."""
    monkeypatch.setattr(groups_bridge, "SLOW_KEYRING_S", 0.01)
    lockable = HangingKeyring()
    lockable.secrets = memory_keyring.secrets
    lockable.unlock.set()
    monkeypatch.setattr(keyring.core, "_keyring_backend", lockable)
    yield lockable
    lockable.unlock.set()


async def opened_while_locked(app: App, lockable: HangingKeyring) -> GroupsWindow:
    """The window, once it offers to go on without the keyring that it asks."""
    await until(lambda: app.bridge.session)
    lockable.unlock.clear()
    app.administration.open()
    window = app.administration.window
    assert window
    await until(window.state_page.button.isVisible)
    return window


async def test_a_keyring_that_is_made_in_peace_holds_nothing_up(
    server: SimulatorServer,
    open_app: OpenApp,
    kept_profile: KeptProfile,
    lockable_keyring: HangingKeyring,
) -> None:
    app = open_app(kept_profile(server.port, keyring_limit_s=0.0))
    await until(lambda: app.bridge.session)
    window = await opened(app)
    window.save_button.click()
    login = await until(lambda: app.administration.login)
    not_kept: list[object] = []
    app.administration.bridge.secret_not_kept.connect(not_kept.append)
    lockable_keyring.unlock.clear()
    keys(login.username, "admin")
    keys(login.secret, "admin")
    QTest.keyClick(login.secret, Qt.Key.Key_Return)
    await until(lambda: app.administration.login is None and not window._busy)
    keys(window.groups.form.name, "Help desk")
    await saved(window)
    assert ("cornetta", settings(server).account) not in lockable_keyring.secrets
    lockable_keyring.unlock.set()
    await until(lambda: ("cornetta", settings(server).account) in lockable_keyring.secrets)
    assert not_kept == [""]


async def test_a_keyring_may_be_unlocked_in_peace(
    server: SimulatorServer,
    open_app: OpenApp,
    kept_profile: KeptProfile,
    lockable_keyring: HangingKeyring,
) -> None:
    app = open_app(kept_profile(server.port, keyring_limit_s=0.0, admin_username="admin"))
    window = await opened_while_locked(app, lockable_keyring)
    assert app.administration.login is None
    bridge, slow, loaded = app.administration.bridge, list[bool](), list[object]()
    bridge.keyring_slow.connect(slow.append)
    bridge.loaded.connect(lambda *told: loaded.append(told))
    lockable_keyring.unlock.set()
    await until(lambda: window.edited.office.names and not window._busy)
    assert not window.edited.read_only
    assert slow == [False]
    for _ in range(2):  # the second finds the first at work
        bridge.load()
    await until(lambda: not window._busy)
    assert (slow[-1], len(loaded)) == (False, 2)


async def test_who_does_not_unlock_the_keyring_goes_on_without_it(
    server: SimulatorServer,
    open_app: OpenApp,
    kept_profile: KeptProfile,
    lockable_keyring: HangingKeyring,
) -> None:
    app = open_app(kept_profile(server.port, admin_username="admin"))
    window = await opened_while_locked(app, lockable_keyring)
    busy: list[bool] = []
    app.administration.bridge.busy_changed.connect(lambda now, _saving: busy.append(now))
    QTest.mouseClick(window.state_page.button, Qt.MouseButton.LeftButton)
    await until(lambda: window.edited.office.names and not window._busy)
    assert busy == [True, False]
    assert window.edited.read_only  # the agent's own account sees this
    lockable_keyring.unlock.set()
    await until(lambda: "keyring" not in {thread.name for thread in threading.enumerate()})
    window.save_button.click()
    await until(lambda: not window.edited.read_only)
    assert app.administration.login is None  # by now the keyring gives the secret


async def test_the_program_ends_while_the_keyring_is_asked(
    server: SimulatorServer,
    open_app: OpenApp,
    kept_profile: KeptProfile,
    lockable_keyring: HangingKeyring,
) -> None:
    app = open_app(kept_profile(server.port, keyring_limit_s=0.0, admin_username="admin"))
    await opened_while_locked(app, lockable_keyring)
    app.leave()
    await until(lambda: app.administration.window is None)


async def test_a_secret_that_has_gone_meanwhile_is_asked_for_and_what_is_unsaved_stays(
    server: SimulatorServer, app: App, window: GroupsWindow, memory_keyring: MemoryKeyring
) -> None:
    memory_keyring.secrets.clear()
    keys(window.groups.form.name, "Help desk")
    await ctrl(window, Qt.Key.Key_S)
    assert isinstance(window.dialog, SaveDialog)
    QTest.keyClick(window.dialog.save_button, Qt.Key.Key_Return)
    login = await until(lambda: app.administration.login)
    assert not login.error.text()  # no login was tried
    keys(login.secret, "admin")
    QTest.keyClick(login.secret, Qt.Key.Key_Return)
    await until(lambda: app.administration.login is None and not window._busy)
    await saved(window)
    assert (await on_pbx(server)).names["501"] == "Help desk"


async def test_without_any_account_the_window_offers_to_log_in(
    server: SimulatorServer, open_app: OpenApp, own_config: Path
) -> None:
    save({"host": "127.0.0.1", "port": server.port}, own_config / "settings.toml")
    app = open_app(UserProfile({}, {}, own_config / "settings.toml"))
    app.administration.open()  # at once, before a first start would ask for the settings
    await until(lambda: app.administration.login)
    await until(lambda: app.opener._opening and app.opener._opening.done())
    assert app.opener.dialog is None
    assert app.administration.login
    assert app.administration.window
    app.administration.login.reject()
    page = app.administration.window.state_page
    await until(page.isVisible)
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    await until(lambda: app.administration.login)


async def test_settings_that_close_the_window_close_the_login_as_well(
    server: SimulatorServer, open_app: OpenApp, own_config: Path
) -> None:
    save({"host": "127.0.0.1", "port": server.port}, own_config / "settings.toml")
    app = open_app(UserProfile({}, {}, own_config / "settings.toml"))
    app.administration.open()
    closed = await until(lambda: app.administration.login)
    app.opener.ask()
    assert app.opener.dialog
    app.opener.dialog.reject()
    app.administration.open()
    await until(lambda: app.administration.login not in (None, closed))


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (account("admin", "", "config,reporting,system", secret="new"), "refused the login"),
        (account("admin", "", "reporting"), "may not change pickup groups"),
    ],
)
async def test_an_account_that_is_no_longer_good_is_asked_for_at_a_save(
    *,
    server: SimulatorServer,
    app: App,
    window: GroupsWindow,
    now: Account,
    reason: str,
) -> None:
    keys(window.groups.form.name, "Help desk")
    window.close()
    assert isinstance(window.dialog, QMessageBox)
    server.accounts["admin"] = now
    window.dialog.button(QMessageBox.StandardButton.Save).click()
    (await asked(window, SaveDialog)).accept()
    await until(lambda: app.administration.login and not window._busy)
    login = app.administration.login
    assert login
    assert reason in login.error.text()
    server.accounts["boss"] = account("boss", "", "config,reporting,system")
    keys(login.username, "boss")
    keys(login.secret, "boss")
    QTest.keyClick(login.secret, Qt.Key.Key_Return)
    await until(lambda: app.administration.login is None and not window._busy)
    await saved(window)
    assert window.isVisible()  # the wish to leave is forgotten by now
    server.accounts["admin"] = account("admin", "", "config,reporting,system")
    assert (await on_pbx(server)).names["501"] == "Help desk"


async def test_leaving_asks(server: SimulatorServer, app: App, window: GroupsWindow) -> None:
    keys(window.groups.form.name, "Help desk")
    assert window.groups.list.current_key() == "501"
    window.groups.list.setFocus()
    QTest.keyClick(window.groups.list, Qt.Key.Key_Escape)
    assert isinstance(window.dialog, QMessageBox)
    QTest.keyClick(window.dialog, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.edited.dirty

    app.window.close()  # the program would end
    assert isinstance(window.dialog, QMessageBox)
    window.dialog.button(QMessageBox.StandardButton.Save).click()
    (await asked(window, SaveDialog)).reject()
    assert app.window.isVisible()
    assert window.edited.dirty

    window.close()
    assert isinstance(window.dialog, QMessageBox)
    window.dialog.button(QMessageBox.StandardButton.Save).click()
    (await asked(window, SaveDialog)).accept()
    await until(lambda: app.administration.window is None)
    assert (await on_pbx(server)).names["501"] == "Help desk"
    assert app.window.isVisible()


async def test_discarded_changes_are_not_saved(
    server: SimulatorServer, app: App, window: GroupsWindow
) -> None:
    before = await on_pbx(server)
    keys(window.groups.form.name, "Help desk")
    window.close()
    assert isinstance(window.dialog, QMessageBox)
    window.dialog.button(QMessageBox.StandardButton.Discard).click()
    await until(lambda: app.administration.window is None)
    assert await on_pbx(server) == before


async def test_the_settings_come_when_nothing_is_unsaved(app: App, window: GroupsWindow) -> None:
    keys(window.groups.form.name, "Help desk")
    app.opener.ask()  # they may name another PBX
    (await asked(window, QMessageBox)).reject()
    assert app.opener.dialog is None
    assert window.edited.dirty
    app.opener.ask()
    assert isinstance(window.dialog, QMessageBox)
    window.dialog.button(QMessageBox.StandardButton.Discard).click()
    await until(lambda: app.opener.dialog)
    assert app.administration.window is None


async def test_closed_while_it_reads_and_opened_again(app: App) -> None:
    app.administration.open()
    assert app.administration.window
    app.administration.window.close()
    await until(lambda: app.administration.window is None)
    app.administration.open()
    window = app.administration.window
    assert window
    await until(lambda: window.edited.office.names)


async def test_a_save_ends_before_the_program_does(
    server: SimulatorServer, open_app: OpenApp, kept_profile: KeptProfile
) -> None:
    async with Proxy(server.port) as proxy:
        app = open_app(kept_profile(proxy.port, admin_username="admin"))
        await until(lambda: app.bridge.session)
        window = await opened(app)
        keys(window.groups.form.name, "Help desk")
        window.save()
        proxy.delay_s = 0.05  # for each of some ten answers
        (await asked(window, SaveDialog)).accept()
        assert not window.tabs.isEnabled()  # nothing is edited meanwhile
        await until(lambda: b"Action: DBPut" in proxy.sent)
        app.leave()  # as SIGTERM does
        await until(lambda: app.administration.window is None)
        assert (await on_pbx(server)).names["501"] == "Help desk"
        last = history_of(Settings(host="127.0.0.1", port=proxy.port)).last()
        assert last
        assert not last.cut_off
