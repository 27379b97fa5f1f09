"""Every icon has a file, every file a name, and each draws something."""

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client import assets
from client.qt.looks.icons import IconName, icon


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


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_is_painted_in_the_screens_own_pixels(qtbot: QtBot, scale: float) -> None:
    assert qtbot
    side = round(20 * scale)
    screen = QImage(2 * side, 2 * side, QImage.Format.Format_ARGB32)
    screen.fill(Qt.GlobalColor.transparent)
    screen.setDevicePixelRatio(scale)
    painter = QPainter(screen)
    icon(IconName.SOUND, QColor("red")).paint(painter, QRect(0, 0, 20, 20))
    painter.end()
    drawn = icon(IconName.SOUND, QColor("red")).pixmap(QSize(side, side), 1.0).toImage()
    screen.setDevicePixelRatio(1.0)
    drawn = drawn.convertToFormat(screen.format())
    assert screen.copy(0, 0, side, side) == drawn


def test_without_a_colour_of_its_own_it_is_written_as_text_is(qtbot: QtBot) -> None:
    assert qtbot
    before, cross = QApplication.palette(), icon(IconName.REMOVE)
    for color in map(QColor, ("red", "blue")):
        palette = QPalette(before)
        palette.setColor(QPalette.ColorRole.WindowText, color)
        QApplication.setPalette(palette)
        drawn = cross.pixmap(QSize(32, 32)).toImage()
        assert drawn == icon(IconName.REMOVE, color).pixmap(QSize(32, 32)).toImage()
    QApplication.setPalette(before)


def test_it_is_faint_where_it_is_disabled_also_on_dark_windows(qtbot: QtBot) -> None:
    assert qtbot
    for color in "white", "black":
        picture = icon(IconName.REMOVE, QColor(color))
        usual = picture.pixmap(QSize(32, 32)).toImage()
        faint = picture.pixmap(QSize(32, 32), QIcon.Mode.Disabled).toImage()
        places = [(x, y) for x in range(32) for y in range(32)]
        at = next(one for one in places if usual.pixelColor(*one).alpha() == 255)
        assert faint.pixelColor(*at).alpha() < 100


@pytest.mark.parametrize("mode", [QIcon.Mode.Normal, QIcon.Mode.Disabled])
def test_where_there_is_no_room_nothing_is_drawn(qtbot: QtBot, mode: QIcon.Mode) -> None:
    """Qt would complain of a painter without a picture."""
    assert qtbot
    screen = QImage(20, 20, QImage.Format.Format_ARGB32)
    screen.fill(Qt.GlobalColor.transparent)
    blank = screen.copy()
    painter = QPainter(screen)
    icon(IconName.SOUND).paint(painter, QRect(0, 0, 0, 20), mode=mode)
    painter.end()
    assert screen == blank
