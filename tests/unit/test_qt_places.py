"""Windows come back to where they were, on these screens."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, QSize
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from client.qt.desktop import places
from client.qt.desktop.on_screen import StaysOnScreen
from client.qt.desktop.places import Places


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The set-up's name; the test changes it."""
    now = ["desk"]
    monkeypatch.setattr(places, "screens_key", lambda: now[0])
    return now


def shown(qtbot: QtBot, kept: Places, name: str = "window") -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    kept.keep(window, name)
    window.show()
    return window


def test_a_window_comes_back(qtbot: QtBot, store: QSettings) -> None:
    kept = Places(store)
    window = shown(qtbot, kept)
    window.setGeometry(QRect(40, 60, 400, 250))
    window.hide()
    kept = Places(store)
    again = shown(qtbot, kept)
    assert again.geometry() == QRect(40, 60, 400, 250)
    other = shown(qtbot, kept, "strip")
    assert other.size() == QSize(300, 200)


def test_a_window_that_fills_its_screen_keeps_its_usual_size(
    qtbot: QtBot, store: QSettings
) -> None:
    """A desktop takes for that what it has before it fills the screen; xfwm4 tells it too late."""
    usual = QRect(40, 60, 400, 250)
    kept = Places(store)
    window = shown(qtbot, kept)
    window.setGeometry(usual)
    kept.save()
    window.setGeometry(window.screen().geometry())
    window.showMaximized()
    window.hide()
    filled = QWidget()
    qtbot.addWidget(filled)
    Places(store).keep(filled, "window")
    assert filled.isMaximized()
    assert filled.normalGeometry() == usual


def test_each_set_up_of_screens_has_its_own_place(
    qtbot: QtBot, store: QSettings, screens: list[str]
) -> None:
    kept = Places(store)
    window = shown(qtbot, kept)
    at_desk, at_home = QRect(40, 60, 400, 250), QRect(80, 90, 320, 220)
    window.setGeometry(at_desk)
    kept.save()
    screens[0] = "home"
    window.setGeometry(QRect(5, 5, 300, 200))  # the system moves it: nobody wanted that
    kept.save()
    kept._follow_screens()
    window.setGeometry(at_home)
    kept.save()
    for name, place in (("desk", at_desk), ("home", at_home)):
        screens[0] = name
        kept._follow_screens()
        assert window.geometry() == place


def test_a_window_that_fills_one_screen_is_free_to_go_to_another(
    qtbot: QtBot, store: QSettings, screens: list[str]
) -> None:
    """Where it fills both, some window managers move it only while it fills neither."""
    kept = Places(store)
    window = shown(qtbot, kept)
    moved_while = list[bool]()
    for name in ("desk", "home"):
        screens[0] = name
        kept._follow_screens()
        window.showNormal()
        window.setGeometry(QRect(40 if name == "desk" else 80, 60, 400, 250))
        window.showMaximized()
        kept.save()
    restore = window.restoreGeometry

    def restored(saved: QByteArray) -> bool:
        moved_while.append(window.isMaximized())
        return restore(saved)

    window.restoreGeometry = restored  # type: ignore[method-assign, assignment]
    screens[0] = "desk"
    kept._follow_screens()
    assert moved_while == [False]
    assert window.isMaximized()


def test_a_place_off_all_screens_falls_back(qtbot: QtBot, store: QSettings) -> None:
    kept = Places(store)
    window = shown(qtbot, kept)
    window.move(QPoint(9000, -4000))
    window.hide()
    kept = Places(store)
    again = shown(qtbot, kept)
    assert again.screen().availableGeometry().contains(again.geometry())


def test_a_window_without_a_place_here_is_brought_onto_a_screen(
    qtbot: QtBot, store: QSettings, screens: list[str]
) -> None:
    kept = Places(store)
    window = shown(qtbot, kept)
    window.move(QPoint(9000, 40))
    screens[0] = "home"
    kept._follow_screens()
    assert window.screen().availableGeometry().contains(window.geometry())


def test_a_dialog_comes_with_its_window_from_a_screen_that_is_gone(
    qtbot: QtBot, store: QSettings, screens: list[str]
) -> None:
    """Out of sight it would keep its window from being clicked. Some window managers leave it."""
    kept = Places(store)
    dialog = QDialog(shown(qtbot, kept))
    area = dialog.screen().availableGeometry()
    dialog.open()
    dialog.move(area.right() - 40, 40)
    screens[0] = "home"
    kept._follow_screens()
    assert area.contains(dialog.geometry())


def test_the_key_names_the_screens(qtbot: QtBot) -> None:
    assert qtbot
    assert places.screens_key() == places.screens_key()
    assert len(places.screens_key()) == 16


def test_what_was_kept_is_no_geometry(qtbot: QtBot, store: QSettings) -> None:
    kept = Places(store)
    store.setValue(f"places/{places.screens_key()}/window", "nonsense")
    assert shown(qtbot, kept).size().width() == 300


def test_a_window_that_grows_beyond_the_screen_is_moved_up(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    area = window.screen().availableGeometry()
    StaysOnScreen(window)
    window.setGeometry(50, area.bottom() - 150, 200, 100)
    window.resize(200, 200)
    assert window.frameGeometry().bottom() == area.bottom()
    window.move(50, area.top() + 60)
    window.resize(200, area.height() + 200)
    assert window.frameGeometry().top() == area.top()
