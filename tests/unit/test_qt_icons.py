"""Every icon has a file, every file a name, and each draws something."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from client import assets
from client.qt.icons import IconName, icon


def test_names_and_files_agree() -> None:
    files = {path.stem.removesuffix("-small") for path in (assets.root() / "icons").glob("*.svg")}
    assert files == {name.value for name in IconName}


@pytest.mark.parametrize("name", IconName)
def test_each_draws_something(qtbot: QtBot, name: IconName) -> None:
    assert qtbot
    image = icon(name, QColor("red")).pixmap(QSize(32, 32)).toImage()
    opaque = sum(
        image.pixelColor(x, y).alpha() > 128
        for x in range(image.width())
        for y in range(image.height())
    )
    assert opaque > 60
