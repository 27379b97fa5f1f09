"""Python's garbage collector runs in whatever thread is at work, and Qt's parts die in their own.

One that is thrown away elsewhere, with its timer running, crashes the program some time later.
"""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QSettings
from shiboken6 import isValid, ownedByPython

from client.qt.app import App
from tests.integration.every_window import every_window, settle
from tests.integration.scripted_session import ScriptedSession


@pytest.fixture
def thrown_away() -> Iterator[list[object]]:
    """What the collector would have thrown away."""
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield gc.garbage
    gc.set_debug(0)
    gc.garbage.clear()


def living(garbage: list[object]) -> list[str]:
    """What of it would take a part of Qt with it."""
    gc.collect()
    parts = [one for one in garbage if isinstance(one, QObject)]
    return [type(one).__name__ for one in parts if isValid(one) and ownedByPython(one)]


async def test_no_window_leaves_it_a_part_of_qt(
    app: App,
    session: ScriptedSession,
    window_state: QSettings,
    thrown_away: list[object],
) -> None:
    async for _ in every_window(app, session, window_state):
        pass
    await settle()
    assert living(thrown_away) == []


async def test_a_part_that_holds_itself_is_seen(qtbot: object, thrown_away: list[object]) -> None:
    assert qtbot

    class HoldsItself(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.itself = self

    HoldsItself()
    assert living(thrown_away) == ["HoldsItself"]
