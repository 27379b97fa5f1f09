import tomllib
from pathlib import Path

from PySide6.QtCore import Qt

from client.qt.app import Desktop
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
