"""Unit tests that use Qt need no display."""

import os
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from client.qt.languages import Languages


@pytest.fixture
def english(qtbot: QtBot) -> Iterator[None]:
    """English as the window has it: with the forms of a number."""
    assert qtbot
    languages = Languages()
    languages.use("en")
    yield
    languages.close()
