"""Larger text: bold words grow, too, and no window grows off the screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from client.admin.clash import clashes
from client.qt.app import Desktop
from client.qt.groups.clash_dialog import ClashDialog
from tests.integration.conftest import Until
from tests.integration.every_window import OFFICE, THEIRS, WANTED
from tests.integration.scripted_session import ScriptedSession


@pytest.fixture
def font() -> Iterator[QFont]:
    """The application's, which is put back."""
    before = QApplication.font()
    yield QFont(before)
    QApplication.setFont(before)


async def test_bold_texts_grow_with_the_others(
    desktop: Desktop, session: ScriptedSession, until: Until, font: QFont
) -> None:
    session.ring(age=10)
    await until(desktop.alerting.popup.isVisible)
    desktop.window.notice_line.show_warning("Words")
    tops = (desktop.window, desktop.alerting.popup)
    labels = [label for top in tops for label in top.findChildren(QLabel) if label.font().bold()]
    assert len(labels) >= 3  # who I am, the caller, the warning's mark
    before = [label.font().pointSizeF() for label in labels]
    font.setPointSizeF(2 * font.pointSizeF())
    QApplication.setFont(font)
    await until(
        lambda: (
            [label.font().pointSizeF() for label in labels]
            == pytest.approx([2 * size for size in before], rel=0.02)
        )
    )
    assert all(label.font().bold() for label in labels)


def test_a_wide_dialog_is_no_wider_than_the_screen(qtbot: QtBot, font: QFont) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    font.setPointSizeF(15)
    QApplication.setFont(font)
    dialog = ClashDialog(clashes(OFFICE, WANTED, THEIRS), OFFICE, window)
    room = dialog.screen().availableSize()
    assert 96 * dialog.fontMetrics().averageCharWidth() > room.width()
    dialog.adjustSize()
    assert dialog.width() <= room.width()
