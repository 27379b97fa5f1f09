"""The taskbar's attention, on a scripted session."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from client.qt.app import App
from client.session import LinkState
from tests.integration.scripted_session import ScriptedSession
from tests.integration.until import until


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[QWidget]:
    """For which windows it was asked; the offscreen platform has no taskbar."""
    windows: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", lambda window, _ms: windows.append(window))
    return windows


async def test_it_asks_until_the_last_call_is_gone(
    app: App, session: ScriptedSession, asked: list[QWidget]
) -> None:
    attention = app.alerting._attention
    app.window.isActiveWindow = lambda: False  # type: ignore[method-assign]
    call = session.ring(age=7)
    await until(lambda: asked == [app.window])
    assert attention.asks
    attention._pieces.timeout.emit()
    assert len(asked) == 2
    session.end(call)
    await until(lambda: not attention.asks)


@pytest.fixture
def gnome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")


async def test_gnome_is_asked_once(
    gnome: None, app: App, session: ScriptedSession, asked: list[QWidget]
) -> None:
    """It has no taskbar, and shows a message instead: for each question, as long as calls rang."""
    assert gnome is None  # before the app
    attention = app.alerting._attention
    app.window.isActiveWindow = lambda: False  # type: ignore[method-assign]
    call = session.ring(age=7)
    await until(lambda: asked == [app.window])
    attention._pieces.timeout.emit()
    assert asked == [app.window]
    assert attention.asks
    session.end(call)
    await until(lambda: not attention.asks)
    session.ring(age=7)
    await until(lambda: asked == [app.window, app.window])


async def test_who_looks_at_the_list_is_not_asked(
    app: App, session: ScriptedSession, asked: list[QWidget]
) -> None:
    attention = app.alerting._attention
    app.window.isActiveWindow = lambda: True  # type: ignore[method-assign]
    session.ring(age=7)
    await until(lambda: app.alerting.badge)
    assert not attention.asks
    assert asked == []
    app.window.isActiveWindow = lambda: False  # type: ignore[method-assign]
    app.alerting._advance()
    assert asked == []  # the call is no news
    session.ring(age=7)
    await until(lambda: asked)


async def test_it_asks_for_nothing_while_the_link_is_lost(
    app: App, session: ScriptedSession, asked: list[QWidget]
) -> None:
    """Nobody knows whether the call still rings, and it could not be taken."""
    attention = app.alerting._attention
    app.window.isActiveWindow = lambda: False  # type: ignore[method-assign]
    session.ring(age=7)
    await until(lambda: attention.asks)
    session.go(LinkState.STALE, session.now())
    await until(lambda: not attention.asks)
    asked.clear()
    session.go_live()
    await until(lambda: asked == [app.window])


async def test_it_has_its_own_switch(
    app: App, session: ScriptedSession, asked: list[QWidget]
) -> None:
    app.window.isActiveWindow = lambda: False  # type: ignore[method-assign]
    app._store.change("alerts", "groups", "501", "taskbar", to=False)
    session.ring(age=7)
    await until(lambda: app.alerting.badge)
    assert asked == []
