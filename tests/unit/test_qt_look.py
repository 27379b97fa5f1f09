"""Colours can be told apart on every palette."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from client.qt.looks import look
from client.qt.looks.inked import Inked

LIGHT = QPalette(QColor("#efefef"), QColor("#efefef"))
DARK = QPalette(QColor("#323232"), QColor("#323232"))
BLACK = QPalette(QColor("#000000"), QColor("#000000"))
HUES = (look.GOOD, look.WAITING, look.BAD)
GROUNDS = (QPalette.ColorRole.Base, QPalette.ColorRole.Window)


def worst(color: QColor, palette: QPalette) -> float:
    return min(look.contrast(color, palette.color(role)) for role in GROUNDS)


def test_contrast_counts_as_wcag_does() -> None:
    assert look.contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert look.contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("hue", HUES, ids=["good", "waiting", "bad"])
def test_ink_and_mark_are_told_from_their_ground(
    qtbot: QtBot, hue: QColor, palette: QPalette
) -> None:
    assert qtbot
    assert worst(look.ink(hue, palette), palette) >= 4.5
    assert worst(look.mark(hue, palette), palette) >= 3.0
    assert abs(look.ink(hue, palette).hue() - hue.hue()) < 20


def test_pure_colours_ask_for_more_contrast(qtbot: QtBot) -> None:
    assert qtbot
    assert look.high_contrast(BLACK)
    assert not look.high_contrast(LIGHT)
    assert not look.high_contrast(DARK)
    for hue in HUES:
        assert worst(look.ink(hue, BLACK), BLACK) >= 7
    assert look.muted(BLACK) == BLACK.color(QPalette.ColorRole.Text)


def test_a_label_keeps_readable_when_the_palette_changes(qtbot: QtBot) -> None:
    label = QLabel("late")
    qtbot.addWidget(label)
    label.setPalette(LIGHT)
    Inked(label, look.WAITING)
    for palette in (DARK, LIGHT):
        label.setPalette(palette)
        shown = label.palette().color(QPalette.ColorRole.WindowText)
        assert worst(shown, palette) >= 4.5
        assert shown.hue() == pytest.approx(look.WAITING.hue(), abs=20)
