"""Fields, boxes and what has the keyboard can be made out: 3:1 against the window, as painted."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QMenu,
    QPushButton,
    QSlider,
    QSpinBox,
    QTimeEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from client.qt.desktop.color_scheme import dark_palette
from client.qt.looks import look
from client.qt.looks.boxes import RadioButton, TickBox
from client.qt.looks.focus_ring import FocusRing, FocusRings
from client.qt.looks.readable import Readable
from tests.integration.test_contrast import BLACK, DARK, LIGHT, WHITE

KINDS = (QLineEdit, QSpinBox, QTimeEdit, QKeySequenceEdit, QComboBox, TickBox, RadioButton)


@pytest.fixture(
    params=[LIGHT, DARK, dark_palette(), BLACK, WHITE], ids=["light", "dark", "our", "b", "w"]
)
def palette(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[QPalette]:
    """The application's, mended, after a black one that leaves nothing behind."""
    assert qtbot
    before = QApplication.palette()
    QApplication.setPalette(BLACK)
    Readable().close()
    QApplication.setPalette(request.param)
    readable = Readable()
    yield request.param
    readable.close()
    QApplication.setPalette(before)


def told(widget: QWidget, palette: QPalette) -> float:
    """The contrast of its left edge with the window."""
    picture = widget.grab().toImage()
    back = palette.color(QPalette.ColorRole.Window)
    edge = (picture.pixelColor(x, picture.height() // 2) for x in range(4))
    return max(look.contrast(back, one) for one in edge)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_field_can_be_made_out(
    qtbot: QtBot, kind: type[QWidget], palette: QPalette
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert told(kind(window), palette) >= 3


def test_the_button_that_enter_presses_can_be_made_out(qtbot: QtBot, palette: QPalette) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert told(QPushButton(window, default=True), palette) >= 3


@pytest.mark.usefixtures("palette")
def test_the_box_of_a_menu_can_be_made_out(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    action = menu.addAction("")
    action.setCheckable(True)
    menu.resize(menu.sizeHint())
    line = menu.actionGeometry(action)
    picture = menu.grab(line).toImage()
    row = [picture.pixelColor(x, line.height() // 2) for x in range(line.width())]
    assert max(look.contrast(row[-1], one) for one in row) >= 3


@pytest.mark.parametrize("kind", [*KINDS, QPushButton, QSlider])
def test_what_tab_comes_to_has_a_ring(qtbot: QtBot, kind: type[QWidget], palette: QPalette) -> None:
    rings, window = QObject(), QWidget()
    FocusRings(rings)
    qtbot.addWidget(window)
    QLineEdit(window).setFocus()
    widget = kind(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: any(ring.isVisible() for ring in widget.findChildren(FocusRing)))
    assert told(widget, palette) >= 3


@pytest.mark.parametrize("kind", [QPushButton, QSlider])
def test_what_is_clicked_has_none(qtbot: QtBot, kind: type[QWidget]) -> None:
    rings, window = QObject(), QWidget()
    FocusRings(rings)
    qtbot.addWidget(window)
    button = kind(window)
    window.show()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(button.hasFocus)
    assert not any(ring.isVisible() for ring in button.findChildren(FocusRing))
