"""The desktop's palette, mended where it cannot be read."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client.qt.looks import look
from client.qt.looks.readable import Readable, mended

Role, Group = QPalette.ColorRole, QPalette.ColorGroup
LIGHT = QPalette(QColor("#efefef"), QColor("#efefef"))
DARK = QPalette(QColor("#323232"), QColor("#323232"))
PAIRS = (
    (Group.Disabled, Role.ButtonText, Role.Button),
    (Group.Disabled, Role.Text, Role.Base),
    (Group.Active, Role.PlaceholderText, Role.Base),
    (Group.Active, Role.HighlightedText, Role.Highlight),
    (Group.Active, Role.Link, Role.Window),
)


@pytest.fixture
def before(qtbot: QtBot) -> Iterator[QPalette]:
    assert qtbot
    palette = QApplication.palette()
    yield palette
    QApplication.setPalette(palette)


def told(palette: QPalette) -> list[float]:
    return [
        look.contrast(palette.color(group, ink), palette.color(group, ground))
        for group, ink, ground in PAIRS
    ]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_what_cannot_be_read_is_mended_and_nothing_else(qtbot: QtBot, palette: QPalette) -> None:
    assert qtbot
    assert min(told(palette)) < 4.5
    better = mended(palette)
    assert min(told(better.resolve(palette))) >= 4.5
    for role in (Role.Window, Role.Base, Role.Button, Role.WindowText, Role.Text):
        assert not better.isBrushSet(Group.Active, role)


def test_it_follows_another_palette_and_goes_without_a_trace(
    qtbot: QtBot, before: QPalette
) -> None:
    QApplication.setPalette(LIGHT)
    readable, window = Readable(), QWidget()
    qtbot.addWidget(window)
    readable.follow(window)
    assert min(told(QApplication.palette())) >= 4.5
    assert QApplication.palette().color(Role.Window) == QColor("#efefef")
    QApplication.setPalette(DARK)
    QApplication.sendEvent(window, QEvent(QEvent.Type.PaletteChange))
    qtbot.waitUntil(lambda: min(told(QApplication.palette())) >= 4.5)
    assert QApplication.palette().color(Role.Window) == QColor("#323232")
    readable.close()
    assert QApplication.palette().color(Group.Disabled, Role.Text) == DARK.color(
        Group.Disabled, Role.Text
    )
    assert before is not None


def test_the_desktops_own_palette_stays_the_desktops(qtbot: QtBot, before: QPalette) -> None:
    """Only what is mended is set, so that all else goes with the desktop from light to dark."""
    assert qtbot
    QApplication.setPalette(QPalette())
    readable = Readable()
    now = QApplication.palette()
    assert not now.isBrushSet(Group.Active, Role.Window)
    assert not now.isBrushSet(Group.Active, Role.Text)
    readable.close()
    assert QApplication.palette().resolveMask() == 0
    assert before is not None
