import tomllib
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from client.calls.groups import PickupGroup
from client.qt.app import App
from client.qt.desktop.app_id import APP_ID
from client.qt.preferences.hotkeys_page import HotkeysPage
from client.qt.preferences.window_page import WindowPage
from client.session import AgentChanged
from tests.integration.every_window import settle
from tests.integration.preferences import preferences_page
from tests.integration.scripted_session import SUPPORT, ScriptedSession
from tests.integration.until import until


async def test_a_change_counts_at_once_and_is_kept(app: App, tmp_path: Path) -> None:
    page, dialog = preferences_page(app, WindowPage), app.preferences
    assert dialog is not None
    page.on_top.click()
    assert app.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert app.window.isVisible()
    file = tmp_path / "preferences.toml"
    await until(file.exists)
    assert tomllib.loads(file.read_text()) == {"window": {"on_top": True}}
    page.on_top.click()
    assert not app.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    dialog.reject()
    assert app.preferences is None


async def test_it_starts_at_login_only_if_the_user_wants(app: App, tmp_path: Path) -> None:
    page, dialog = preferences_page(app, WindowPage), app.preferences
    assert dialog is not None
    assert page.at_login.isVisibleTo(page)
    assert not page.at_login.isChecked()
    entry = tmp_path / "autostart" / f"{APP_ID}.desktop"
    page.at_login.click()
    assert page.at_login.isChecked()
    assert entry.is_file()
    page.at_login.click()
    assert not page.at_login.isChecked()
    assert not entry.exists()
    dialog.reject()


async def test_neither_a_long_name_nor_what_is_wrong_with_a_key_widens_it(
    app: App, session: ScriptedSession
) -> None:
    """In large letters it would be wider than the screen."""
    usual = await _width(app)
    session.groups = (PickupGroup(SUPPORT, "N" * 150),)
    session.tell(AgentChanged(session.me, session.groups))
    app._store.change("sounds", "device", to="N" * 150)
    assert await _width(app, QKeySequence("F9")) == usual


async def _width(app: App, key: QKeySequence | None = None) -> int:
    page, dialog = preferences_page(app, HotkeysPage), app.preferences
    assert dialog is not None
    if key is not None:
        page.edits["pick_up"].setKeySequence(key)
        page.refresh()
        problem = page.problems["pick_up"]
        assert problem.text()
        await until(lambda: problem.heightForWidth(problem.width()) <= problem.height())
    await settle()
    width = dialog.minimumSizeHint().width()
    dialog.reject()
    return width
