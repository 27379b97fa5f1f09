import tomllib
from pathlib import Path

from PySide6.QtCore import Qt

from client.qt.app import Desktop
from client.qt.app_id import APP_ID
from client.qt.preferences.window_page import WindowPage
from tests.integration.conftest import Until


async def test_a_change_counts_at_once_and_is_kept(
    desktop: Desktop, until: Until, tmp_path: Path
) -> None:
    desktop.open_preferences()
    dialog = desktop.preferences
    assert dialog is not None
    [page] = dialog.findChildren(WindowPage)
    page.on_top.click()
    assert desktop.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert desktop.window.isVisible()
    file = tmp_path / "preferences.toml"
    await until(file.exists)
    assert tomllib.loads(file.read_text()) == {"window": {"on_top": True}}
    page.on_top.click()
    assert not desktop.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    dialog.reject()
    assert desktop.preferences is None


async def test_it_starts_at_login_only_if_the_user_wants(desktop: Desktop, tmp_path: Path) -> None:
    desktop.open_preferences()
    dialog = desktop.preferences
    assert dialog is not None
    [page] = dialog.findChildren(WindowPage)
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
