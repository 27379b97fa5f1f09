"""The report of a problem, from the gear's menu to a file that replays as the same rows."""

import asyncio
import threading
import time
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from client import problem_report
from client.errors import ConnectionLost
from client.problem_report import LOG, README, RECORDING, SETTINGS, VERSIONS, Facts, write
from client.qt.app import App
from client.qt.demo_profile import DemoProfile
from client.qt.window.report_dialog import ReportDialog
from client.recording.replay import Replay
from client.sentence import Sentence
from client.session import LinkState
from client.simulator.server import SimulatorServer
from tests.contract.asterisk_office import AsteriskOffice
from tests.integration.conftest import KeptProfile, OpenApp
from tests.integration.scripted_session import ScriptedProfile, ScriptedSession
from tests.integration.test_secrets import is_clean
from tests.integration.test_window_pbx import app, server, state
from tests.integration.until import until

__all__ = ["app", "server"]  # fixtures


async def report(window: App, path: Path, *, as_it_is: bool = False) -> dict[str, bytes]:
    """Make one, as a user does; return what is in it."""
    (action,) = (
        one
        for one in window.window.link_line.menu.actions()
        if "problem" in one.text().replace("&", "")
    )
    action.trigger()
    dialog = window.window.findChild(ReportDialog)
    assert isinstance(dialog, ReportDialog)
    assert not dialog.as_it_is.isChecked()
    if as_it_is:
        dialog.as_it_is.setChecked(True)
    QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    chooser = window.window.findChild(QFileDialog)
    assert isinstance(chooser, QFileDialog)
    (suggested,) = chooser.selectedFiles()
    assert Path(suggested).name.startswith(time.strftime("cornetta-report-%Y-%m-%d-"))
    chooser.fileSelected.emit(str(path))
    chooser.reject()  # to accept would ask whether to replace the file, and wait here
    await until(lambda: f"✓ The report is in {path}. " in window.window.notice_line.text)
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert list(found) == [README, RECORDING, LOG, SETTINGS, VERSIONS]
    return found


def rows(path: Path, recording: bytes, groups: list[str] | None = None) -> list[tuple[int, float]]:
    """What rings at the end of a recording: at how many phones, and since when."""
    path.write_bytes(recording)
    replay = Replay(str(path), groups, 0.0)
    asyncio.run(replay.run())
    return [(len(call.legs), call.since) for call in replay.calls()]


def shown(window: App) -> list[tuple[int, object]]:
    """The same of the window; times within 0.05 s, for a replay has its own clock."""
    session = window.bridge.session
    assert session
    return [(len(call.legs), pytest.approx(call.since, abs=0.05)) for call in session.calls()]


async def test_the_recording_shows_the_rows_of_the_window(
    server: SimulatorServer, app: App, tmp_path: Path
) -> None:
    server.pbx.call("102", "First Caller", "0455551234")
    server.pbx.call("103", "Second Caller", "3471234567")
    await until(lambda: app.model.rowCount() == 2)
    pseudonymized = await report(app, tmp_path / "it.zip")
    as_it_is = await report(app, tmp_path / "as-it-is.zip", as_it_is=True)
    for found in (pseudonymized, as_it_is):
        again = await asyncio.to_thread(rows, tmp_path / "it.ami", found[RECORDING])
        assert again == shown(app)
    for text in (b"First Caller", b"0455551234", b"Support"):
        assert text in as_it_is[RECORDING]
        assert not any(text in content for content in pseudonymized.values())
    assert b"127.0.0.1" in as_it_is[SETTINGS]
    assert b"127.0.0.1" not in pseudonymized[SETTINGS]
    assert b"PBX: Asterisk " in pseudonymized[VERSIONS]


async def test_what_was_long_ago_is_not_in_it_and_what_rings_still_is(
    server: SimulatorServer,
    app: App,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recent = app.problem.recent
    assert recent
    monkeypatch.setattr(recent, "_most_bytes", 4000)
    server.pbx.call("102", "Patient Caller", "0455551234")
    await until(lambda: app.model.rowCount() == 1)
    for count in range(5):
        call = server.pbx.call("103", "Hasty Caller", f"04511111{count}")
        await until(lambda: app.model.rowCount() == 2)
        call.answer()  # who gives up is remembered for a while: they might ring on
        await until(lambda: len(shown(app)) == 1)
    found = await report(app, tmp_path / "it.zip", as_it_is=True)
    assert b"045111110" not in found[RECORDING]
    assert b"0455551234" in found[RECORDING]
    again = await asyncio.to_thread(rows, tmp_path / "it.ami", found[RECORDING])
    assert again == shown(app)


async def test_the_demo_has_it_too(open_app: OpenApp, tmp_path: Path) -> None:
    window = open_app(DemoProfile(1))
    await until(lambda: state(window) is LinkState.LIVE)
    await until(lambda: shown(window))
    found = await report(window, tmp_path / "it.zip")
    assert b"Event: " in found[RECORDING]
    assert b"extension = '" in found[SETTINGS]
    assert b"extension = ''" not in found[SETTINGS]


async def test_without_a_session_there_is_a_report_all_the_same(
    open_app: OpenApp, tmp_path: Path
) -> None:
    window = open_app(ScriptedProfile(ConnectionLost(Sentence("nothing works"))))
    await until(lambda: "nothing works" in window.window.notice_line.text)
    found = await report(window, tmp_path / "it.zip")
    assert found[RECORDING] == b""
    assert b"ConnectionLost" in found[LOG]
    assert b"not known" in found[VERSIONS]


async def test_what_cannot_be_written_is_said(app: App) -> None:
    app.problem._begin("/no/such/folder/it.zip", as_it_is=False)
    await until(lambda: "! The file /no/such/folder/it.zip" in app.window.notice_line.text)


async def test_the_window_does_not_wait_for_it(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    threads: list[threading.Thread] = []

    def slow(path: str, facts: Facts, *, pseudonymized: bool) -> None:
        threads.append(threading.current_thread())
        go_on.wait(10)
        write(path, facts, pseudonymized=pseudonymized)

    monkeypatch.setattr(problem_report, "write", slow)
    app.problem._begin(str(tmp_path / "it.zip"), as_it_is=False)
    await until(lambda: threads)
    assert "Writing the report…" in app.window.notice_line.text
    assert threads[0] is not threading.main_thread()
    go_on.set()
    await until(lambda: "✓ The report is in" in app.window.notice_line.text)


async def test_the_dialog_says_what_it_means_and_can_be_left(open_app: OpenApp) -> None:
    session = ScriptedSession()
    window = open_app(ScriptedProfile(session))
    await until(lambda: window.bridge.session is session)
    window.problem.ask()
    dialog = window.window.findChild(ReportDialog)
    assert isinstance(dialog, ReportDialog)
    before = dialog.hint.text()
    dialog.as_it_is.setChecked(True)
    assert dialog.hint.text() != before
    dialog.reject()
    await until(lambda: window.window.findChild(ReportDialog) is None)


@pytest.mark.asterisk
@pytest.mark.timeout(120)
async def test_a_report_of_a_real_asterisk(
    office: AsteriskOffice,
    open_app: OpenApp,
    kept_profile: KeptProfile,
    tmp_path: Path,
) -> None:
    await office.switch_on("101", "103", "204")
    window = open_app(kept_profile(office.lab.ami_port))
    model = window.model
    gone = await office.call("101", name="Gone Caller", number="0451111111")
    await until(lambda: model.rowCount() == 1)
    await gone.give_up()
    await until(lambda: not shown(window))
    await office.call("103", name="Second, Caller", number="3471234567")
    await until(lambda: len(shown(window)) == 1)
    for as_it_is in (False, True):
        found = await report(window, tmp_path / f"{as_it_is}.zip", as_it_is=as_it_is)
        again = await asyncio.to_thread(rows, tmp_path / "it.ami", found[RECORDING])
        assert again == shown(window)
        everything = b"".join(found.values())
        assert is_clean(everything)
        assert b"Challenge: 1" not in everything
        for text in (b"Second, Caller", b"3471234567", b"0451111111", b"Desk 103", b"Support"):
            assert (text in everything) == as_it_is, text
    assert b"PBX: Asterisk " in found[VERSIONS]
