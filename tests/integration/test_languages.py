"""Another language under running windows: nothing that the user did is lost."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from client.admin import office as edit
from client.calls.choice import ThisCall
from client.calls.events import EndReason
from client.config.credentials import _FORGETFUL
from client.errors import SaveFailed
from client.qt.app import App
from client.qt.calls.call_cells import Column
from client.qt.groups.groups_window import GroupsWindow
from client.qt.groups.message_boxes import failed_save
from client.qt.preferences.language_page import LanguagePage
from client.qt.texts.languages import VARIABLE, Languages
from client.qt.window.help_dialog import HelpDialog
from client.sentence import Sentence
from client.session import LinkState, Outcome
from tests.integration.conftest import OpenApp
from tests.integration.every_window import OFFICE, settle
from tests.integration.preferences import preferences_page
from tests.integration.scripted_session import ME, OTHER, ScriptedProfile, ScriptedSession
from tests.integration.until import until


async def choose(app: App, language: str) -> LanguagePage:
    """As a user does it, in the preferences."""
    page = preferences_page(app, LanguagePage)
    page.choice.setCurrentIndex(page.choice.findData(language))
    page.choice.activated.emit(page.choice.currentIndex())
    await settle()
    return page


def titles(app: App) -> list[str]:
    model = app.model
    across = Qt.Orientation.Horizontal
    return [str(model.headerData(column, across)) for column in Column]


async def test_all_that_is_shown_changes_at_once(
    app: App, session: ScriptedSession, tmp_path: Path
) -> None:
    window = app.window
    page = await choose(app, "it")
    dialog = app.preferences
    assert dialog is not None
    assert dialog.windowTitle() == "Preferenze"
    assert dialog.tabs.tabText(0) == "&Finestra"
    [buttons] = dialog.findChildren(QDialogButtonBox)
    assert [button.text() for button in buttons.buttons()] == ["Chiudi"]
    assert page.choice.currentText() == "Italiano"
    assert window.empty_page.accessibleName().startswith("Nei miei gruppi non squilla nulla.")
    assert window.group_chooser.itemText(0) == "Tutti i miei gruppi"
    session.ring(age=61)
    session.ring(age=2)
    named = "Prendi First Caller, 045 555 1234, squilla su 103 Desk 103, Support"
    await until(lambda: window.pickup_button.accessibleName() == named)
    await until(lambda: app.model.rowCount() == 2)
    assert titles(app)[:4] == ["Chiamante", "Squilla su", "Gruppo", "Attesa"]
    spoken = app.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("1 minuto 1 secondo")
    spoken = window.group_chooser.currentData(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Tutti i miei gruppi, 2 squillano"
    assert QLocale().language() is QLocale.Language.Italian
    await choose(app, "en")
    assert "Pick up First Caller" in window.pickup_button.accessibleName()
    spoken = window.group_chooser.currentData(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "All my groups, 2 ringing"
    assert QLocale().language() is not QLocale.Language.Italian
    await choose(app, "it")
    file = tmp_path / "preferences.toml"
    await until(lambda: file.exists() and tomllib.loads(file.read_text())["window"])
    assert tomllib.loads(file.read_text())["window"]["language"] == "it"


async def test_what_the_user_did_stays(app: App, session: ScriptedSession) -> None:
    window = app.window
    older = session.ring("Older")
    for number in range(20):
        session.ring(f"Caller {number}")
    await until(lambda: window.table.isVisible() and app.model.rowCount() == 21)
    window.group_chooser.setCurrentIndex(1)
    window.group_chooser.activated.emit(1)
    window.table._select(app.model.row_of(older.id))
    window.extension_line._edit.setText("10")
    window.extension_line._edit.setFocus()
    window.resize(700, 400)
    before = (window.geometry(), window.table.verticalScrollBar().value())
    focus = window.focusWidget()
    await choose(app, "it")
    assert window.table.selected() == older.id
    assert window.group_chooser.currentIndex() == 1
    assert window.extension_line._edit.text() == "10"
    assert window.focusWidget() is focus
    assert (window.geometry(), window.table.verticalScrollBar().value()) == before


async def test_a_pickup_goes_on_and_its_end_is_said_again(
    app: App, session: ScriptedSession
) -> None:
    window = app.window
    call = session.ring()
    await until(window.pickup_button.isEnabled)
    window.pickup_button.click()
    await until(lambda: session.wanted)
    await choose(app, "it")
    assert session.wanted == [ThisCall(call.id)]
    assert "Presa della chiamata di First Caller…" in window.pickup_button.accessibleName()
    session.end(call, EndReason.PICKED_UP, OTHER)
    session.finish(Outcome.TAKEN_BY_OTHER, call, OTHER)
    await until(lambda: window.notice_line.text)
    said = window.notice_line.text
    assert said.startswith(
        "i 204 Desk 204 ha già preso la chiamata di First Caller (045 555 1234), "
    )
    assert app.model.row(0).note == "presa da 204 Desk 204"
    await choose(app, "en")
    assert window.notice_line.text.startswith("i 204 Desk 204 was faster and took First Caller")
    assert app.model.row(0).note == "taken by 204 Desk 204"
    session.go(LinkState.STALE, session.now() - 5)
    await choose(app, "it")
    await until(lambda: "Collegamento interrotto" in window.pickup_button.accessibleName())


async def test_the_help_that_is_open_has_room_for_longer_words(app: App) -> None:
    app.window.link_line.help.trigger()
    [shown] = app.window.findChildren(HelpDialog)
    bar = shown.table.horizontalScrollBar()
    await until(lambda: shown.isVisible() and bar.maximum() == 0)
    narrow = shown.width()
    await choose(app, "it")
    assert shown.width() > narrow
    assert bar.maximum() == 0


async def test_unsaved_pickup_groups_stay(app: App, window_state: QSettings) -> None:
    window = GroupsWindow(window_state)
    window.show()
    window.show_office(OFFICE, can_undo=True)
    window.edited.change(lambda office: edit.rename(office, "502", "Sales team"))
    window.groups.list.selectRow(1)
    QTest.keyClick(window.groups.form.name, Qt.Key.Key_End)
    QTest.keyClicks(window.groups.form.name, " and more")
    window.numbering.code.setFocus()
    QTest.keyClicks(window.numbering.code, "#")  # typed, and not yet taken over
    wanted = window.edited.office
    window.save()
    dialog = window.dialog
    assert dialog is not None
    await choose(app, "it")
    assert window.windowTitle() == "Gruppi di Pickup · Cornetta[*]"
    assert window.isWindowModified()
    assert dialog.windowTitle() == "Salvare queste modifiche?"
    assert [button.text() for button in dialog.findChildren(QPushButton)] == ["Annulla", "&Salva"]
    dialog.reject()
    assert window.edited.office.names == {**wanted.names}
    assert window.groups.form.name.text().endswith("and more")
    assert window.groups.form.name.accessibleName() == "Nome, campo obbligatorio"
    window.hide()
    window.deleteLater()
    await settle()


async def test_the_last_line_says_in_its_language_why_a_secret_is_not_kept(app: App) -> None:
    await choose(app, "it")
    app.window.notice_line.show_secret_not_kept(_FORGETFUL)
    assert app.window.notice_line.text.endswith(
        "solo per questa sessione: il portachiavi di sistema ha accettato la password ma non la"
        " restituisce."
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "it_IT.UTF-8"}, "it"),
        ({"LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de:it"}, "it"),
        ({"LC_ALL": "C"}, "en"),
    ],
)
def test_the_systems_language(environment: dict[str, str], language: str) -> None:
    """In a process of its own: Qt asks the system once."""
    ask = "from client.qt.texts.languages import system_language; print(system_language())"
    said = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", ask],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == language


async def test_the_environment_goes_before_the_preference(
    open_app: OpenApp,
    session: ScriptedSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "it")
    app = open_app(ScriptedProfile(session))
    await until(lambda: app.bridge.session is session)
    assert preferences_page(app, LanguagePage).choice.currentText() == "Italiano"
    page = await choose(app, "en")
    assert app.preferences is not None
    assert app.preferences.windowTitle() == "Preferenze"
    assert not page.choice.isEnabled()
    assert page.note.text() == "Impostata da CORNETTA_LANGUAGE"


async def test_an_own_call_is_yours_in_every_language(app: App, session: ScriptedSession) -> None:
    window = app.window
    call = session.ring()
    await until(window.pickup_button.isEnabled)
    app.model.hold(0)
    session.end(call, EndReason.PICKED_UP, ME)
    await until(lambda: app.model.row(0).note == "taken by you")
    await choose(app, "it")
    assert app.model.row(0).note == "presa da questo telefono"


def test_how_many_more_changes_stand_is_said_in_italian(qtbot: QtBot) -> None:
    languages, window = Languages(), QWidget()
    qtbot.addWidget(window)
    languages.use("it")
    step = Sentence("range: new, {new}").format(new="5XX")
    box = failed_save(SaveFailed(step, Sentence("no right"), (step,) * 12), window)
    assert box.informativeText().endswith("\ne ancora 2")
    languages.close()
