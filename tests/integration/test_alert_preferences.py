"""The pages about alerts and sounds: what is changed counts at once and can be taken back."""

import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from client.alerts.ways import Level, Way
from client.config.preferences import AlertPreferences, SoundPreferences
from client.qt.app import App
from client.qt.preferences.alerts_page import AlertsPage
from client.qt.preferences.sounds_page import SoundsPage
from tests.integration.conftest import OpenLive
from tests.integration.fake_output import FakeOutput
from tests.integration.preferences import preferences_page
from tests.integration.scripted_session import ScriptedSession
from tests.integration.until import until

LEFT = Qt.MouseButton.LeftButton


def choose(page: AlertsPage, group: str) -> None:
    page.scope.setCurrentIndex(page.scope.findData(group))
    page.scope.activated.emit(page.scope.currentIndex())


async def test_for_all_groups_and_for_one(
    app: App, session: ScriptedSession, tmp_path: Path
) -> None:
    page, store = preferences_page(app, AlertsPage), app._store
    assert [page.scope.itemText(at) for at in range(3)] == [
        "all my groups",
        "501 Support",
        "502 Sales",
    ]
    assert all(box.isChecked() for box in page.ways.values())
    assert not page.on_duty.isVisible()
    page.ways[Way.SOUND].click()
    page.times["amber_s"].setValue(15)
    assert store.value.alerts == AlertPreferences(sound=False, amber_s=15)
    choose(page, "501")
    assert not page.ways[Way.SOUND].isChecked()
    assert not page.back.button.isEnabled()
    page.ways[Way.SOUND].click()
    page.on_duty.click()
    assert not page.times["delay_s"].isEnabled()
    assert not page.times["red_s"].isVisible()
    group = store.value.alerts.groups["501"]
    assert (group.sound, group.popup, group.on_duty) == (True, None, True)
    assert page.back.whose.text() == "Your own choice."
    session.ring(age=0)
    await until(app.alerting.popup.isVisible)
    QTest.mouseClick(page.back.button, LEFT)
    assert store.value.alerts.groups == {}
    assert not page.ways[Way.SOUND].isChecked()
    choose(page, "")
    page.back.button.click()
    assert store.value.alerts == AlertPreferences()
    file = tmp_path / "preferences.toml"
    await until(file.exists)
    await until(lambda: not any(_saved_groups(file).values()))


def _saved_groups(file: Path) -> dict[str, object]:
    groups: dict[str, object] = tomllib.loads(file.read_text()).get("alerts", {}).get("groups", {})
    return groups


async def test_the_administrators_default_counts_and_comes_back(
    open_live: OpenLive, session: ScriptedSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site.toml"
    site.write_text("[alerts]\npopup = false\namber_s = 3\n[alerts.groups.501]\nsound = false\n")
    monkeypatch.setenv("CORNETTA_SITE_PREFERENCES", str(site))
    app = await open_live()
    session.ring(age=4)
    await until(app.model.rowCount)
    assert app.model.level(app.model.row(0)) is Level.AMBER
    page = preferences_page(app, AlertsPage)
    page.times["amber_s"].setValue(60)
    assert app.model.level(app.model.row(0)) is Level.CALM
    assert not page.ways[Way.POPUP].isChecked()
    page.ways[Way.POPUP].click()
    choose(page, "501")
    assert (page.ways[Way.POPUP].isChecked(), page.ways[Way.SOUND].isChecked()) == (True, False)
    page.ways[Way.SOUND].click()
    page.back.button.click()
    assert not page.ways[Way.SOUND].isChecked()
    choose(page, "")
    page.back.button.click()
    assert not app._store.value.alerts.popup
    assert page.back.whose.text() == "As the administrator or Cornetta has it."


async def test_the_sounds(app: App, output: FakeOutput) -> None:
    page, store = preferences_page(app, SoundsPage), app._store
    await until(lambda: page.device.count() == 3)
    page.sounds[1].calls.setValue(4)
    page.volume.setValue(50)
    page.device.setCurrentIndex(2)
    page.device.activated.emit(2)
    assert store.value.sounds == SoundPreferences(second_from=4, volume=50, device="Loudspeaker")
    QTest.mouseClick(page.sounds[2].test, LEFT)
    await until(lambda: output.streams)
    [stream] = output.streams
    assert (stream.file, stream.device, stream.level) == ("third.wav", "Loudspeaker", 250)
    assert not stream.repeat
    page.back.button.click()
    assert store.value.sounds == SoundPreferences()
    assert (page.volume.value(), page.device.currentIndex()) == (70, 0)


async def test_an_own_file(app: App, tmp_path: Path) -> None:
    page, store = preferences_page(app, SoundsPage), app._store
    row = page.sounds[0]
    assert (row.file.text(), row.ours.isEnabled()) == ("Cornetta's", False)
    row.choose.click()
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    await until(dialog.isVisible)
    dialog.fileSelected.emit(str(tmp_path / "bell.mp3"))
    dialog.reject()
    assert store.value.sounds.first_file == str(tmp_path / "bell.mp3")
    assert row.file.text() == "bell.mp3"
    QTest.mouseClick(row.ours, LEFT)
    assert (store.value.sounds.first_file, row.file.text()) == ("", "Cornetta's")


async def test_the_quiet_hours(app: App) -> None:
    page, store = preferences_page(app, SoundsPage), app._store
    quiet = page.quiet
    assert not quiet.begins.isEnabled()
    quiet.wanted.click()
    assert (store.value.sounds.quiet_from, store.value.sounds.quiet_until) == ("20:00", "08:00")
    quiet.begins.setTime(QTime(22, 30))
    assert store.value.sounds.quiet_from == "22:30"
    quiet.wanted.click()
    assert store.value.sounds == SoundPreferences()
    assert store.own("sounds", "quiet_from")  # no quiet hours, whatever the administrator has


async def test_a_device_that_is_gone_is_still_shown(app: App) -> None:
    app._store.change("sounds", "device", to="Gone")
    assert preferences_page(app, SoundsPage).device.currentText() == "Gone"
