"""The windows follow the desktop from light to dark and back while they are open."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client.config.preferences import PreferenceStore
from client.errors import HearsNoCalls
from client.qt.app import App
from client.qt.desktop.color_scheme import ColorScheme, dark_palette, is_dark
from client.session import LinkState, Outcome
from tests.integration.conftest import OpenApp
from tests.integration.every_window import settle
from tests.integration.fake_output import FakeOutput
from tests.integration.fake_settings import SCHEME, fake_settings
from tests.integration.scripted_session import OTHER, ScriptedProfile, ScriptedSession
from tests.integration.until import until


def looks_dark() -> bool:
    return is_dark(QApplication.palette())


@pytest.mark.dbus
async def test_it_follows_the_desktops_setting(bus: str, open_app: OpenApp) -> None:
    assert not looks_dark()
    async with fake_settings(bus) as settings:
        settings.values[SCHEME] = 1
        app = open_app(ScriptedProfile(ScriptedSession()))
        await until(looks_dark)
        await settings.change(SCHEME, 2)
        await until(lambda: not looks_dark())
        await settings.change(SCHEME, 1)
        await until(looks_dark)
        await settings.change(SCHEME, 0)
        await until(lambda: not looks_dark())
    assert app.window.isVisible()


@pytest.mark.dbus
async def test_a_desktop_that_tells_nothing_is_as_it_is(bus: str, open_app: OpenApp) -> None:
    assert bus
    app = open_app(ScriptedProfile(ScriptedSession()))
    await until(app.window.isVisible)
    await until(lambda: not any("colour scheme" in task.get_name() for task in asyncio.all_tasks()))
    assert app.window.isVisible()
    assert not looks_dark()


async def test_what_is_dark_already_is_left_alone(app: App) -> None:
    own = dark_palette()
    own.setColor(QPalette.ColorRole.Window, "#101830")
    QApplication.setPalette(own)
    try:
        colors = ColorScheme(app.tasks, app)
        colors.show(dark=True)
        colors.show(dark=False)
        assert QApplication.palette().color(QPalette.ColorRole.Window).name() == "#101830"
    finally:
        QApplication.setPalette(QPalette())


async def test_it_is_readable_however_often_the_desktop_says_that_it_is_dark(app: App) -> None:
    app.colors.show(dark=True)
    await asyncio.sleep(0)  # the window is told, and nothing mended yet
    app.colors.show(dark=True)
    await settle()
    # PySide wants a str, whatever its stubs say.
    outlined = QApplication.palette("QComboBox")  # type: ignore[call-overload]
    assert outlined.window() != QApplication.palette().window()


async def pictures(app: App, session: ScriptedSession) -> AsyncIterator[QWidget]:
    """Windows that draw icons, marks and colours of their own, in states that do not tick."""
    window = app.window
    now = session.now()
    app.model._clock = session.now = lambda: now  # type: ignore[method-assign]
    yield window
    call = session.ring(age=64)
    session.ring("Second", age=31)
    await settle()
    window.pickup_button.click()
    await settle()
    session.finish(Outcome.TAKEN_BY_OTHER, call, OTHER)
    yield window
    app.views.show_strip()
    yield app.views.strip
    app.views.show_window()
    session.go(LinkState.REFUSED, None, HearsNoCalls("read = all"))
    yield window
    app.opener.ask()
    assert app.opener.dialog
    app.opener.dialog.show_error(HearsNoCalls("read = all"))
    yield app.opener.dialog
    app.opener.dialog.reject()
    app.open_preferences()
    assert app.preferences
    app.preferences.tabs.setCurrentIndex(2)  # the sounds
    yield app.preferences
    app.preferences.reject()


async def taken(state: QSettings, *, live: bool) -> list[QImage]:
    """All pictures in the dark; `live`: of windows that were light until then."""
    session = ScriptedSession()
    app = App(ScriptedProfile(session), state, PreferenceStore(), output=FakeOutput())
    if not live:
        app.colors.show(dark=True)
    running = asyncio.get_running_loop().create_task(app.run())
    await settle()
    session.go_live()
    seen = []
    async for window in pictures(app, session):
        window.show()
        await settle()
        if live:
            app.colors.show(dark=True)
            await settle()
        seen.append(window.grab().toImage())
        if live:
            app.colors.show(dark=False)
            await settle()
    app.leave()
    await running
    return seen


async def test_a_window_that_turns_dark_looks_like_one_that_was_dark_from_the_start(
    qtbot: QtBot, window_state: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert qtbot
    monkeypatch.setattr("client.qt.looks.notice_line.clock_time", lambda _moment: "12:00:00")
    fresh = await taken(window_state, live=False)
    turned = await taken(window_state, live=True)
    assert [one == other for one, other in zip(fresh, turned, strict=True)] == [True] * len(fresh)
    assert not looks_dark()
