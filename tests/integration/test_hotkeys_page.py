"""The editor of the hotkeys: what it takes, what it refuses, and how it makes do without."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.config.preferences import PreferenceStore
from client.qt.hotkeys.backend import Backend, Refusal
from client.qt.hotkeys.hotkeys import Hotkeys, System, this_system
from client.qt.hotkeys.rules import objection
from client.qt.looks import look
from client.qt.preferences.hotkeys_page import HotkeysPage, pickup_command
from client.qt.texts.translated import text_of
from client.tasks import TaskOwner

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


class ScriptedBackend(Backend):
    """A system that has hotkeys; the test says which it refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.available = True
        self.held: list[list[str]] = []

    def use(self, wanted: Mapping[str, tuple[QKeyCombination, str]]) -> None:
        self.held.append([QKeySequence(key).toString() for key, _what in wanted.values()])
        self.settled.emit()


@pytest.fixture
def store() -> PreferenceStore:
    return PreferenceStore()


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> ScriptedBackend:
    made = ScriptedBackend()
    monkeypatch.setattr(Hotkeys, "_make", lambda _self: made)
    return made


@pytest.fixture
def page(qtbot: QtBot, store: PreferenceStore, backend: ScriptedBackend) -> HotkeysPage:
    assert backend
    shown = HotkeysPage(store, Hotkeys(store, TaskOwner(), system=System.X11))
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def type_key(page: HotkeysPage, name: str, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    """As a user does it: into the field, the key, and on to another."""
    page.edits[name].setFocus()
    QTest.keyClick(page.edits[name], key, held)
    page.edits[name].editingFinished.emit()  # it would wait a second for a second key
    page.on.setFocus()


def test_they_are_off_until_the_user_wants_them(
    page: HotkeysPage, store: PreferenceStore, backend: ScriptedBackend
) -> None:
    assert backend.held == []
    assert not page.edits["pick_up"].isEnabled()
    page.on.click()
    assert store.value.hotkeys.on
    assert backend.held == [["Ctrl+Shift+F9", "Ctrl+Shift+F10"]]
    page.on.click()
    assert backend.held[-1] == []


def test_a_typed_key_counts_at_once(
    page: HotkeysPage, store: PreferenceStore, backend: ScriptedBackend
) -> None:
    page.on.click()
    type_key(page, "pick_up", Qt.Key.Key_P, CTRL | ALT)
    assert store.value.hotkeys.pick_up == "Ctrl+Alt+P"
    assert backend.held[-1] == ["Ctrl+Alt+P", "Ctrl+Shift+F10"]
    page.edits["show_window"].clear()
    page.edits["show_window"].editingFinished.emit()
    assert store.value.hotkeys.show_window == ""
    assert backend.held[-1] == ["Ctrl+Alt+P"]


def test_a_reader_says_the_key_with_its_field_and_when_it_is_typed(
    page: HotkeysPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The field is none that holds text, to a reader."""
    spoken: list[str] = []
    monkeypatch.setattr(look, "announce", lambda _widget, text: spoken.append(text))
    page.on.click()
    edit = page.edits["pick_up"]
    assert edit.accessibleDescription() == "Ctrl+Shift+F9"
    type_key(page, "pick_up", Qt.Key.Key_P, CTRL | ALT)
    assert edit.accessibleDescription() == "Ctrl+Alt+P"
    type_key(page, "pick_up", Qt.Key.Key_P, NONE)
    type_key(page, "pick_up", Qt.Key.Key_P, CTRL | ALT)
    edit.setFocus()
    page.on.setFocus()
    objection = "You need this key to write. Hold Ctrl, Alt or the Windows key with it."
    assert spoken == ["Ctrl+Alt+P", objection, "Ctrl+Alt+P"]
    edit.clear()
    edit.editingFinished.emit()
    assert edit.accessibleDescription() == "Press the key"


def test_while_one_types_the_hotkeys_do_nothing(
    page: HotkeysPage, backend: ScriptedBackend
) -> None:
    """Else the key that is typed would take a call, and would never come to the field."""
    page.on.click()
    page.edits["pick_up"].setFocus()
    assert backend.held[-1] == []
    page.on.setFocus()
    assert backend.held[-1] == ["Ctrl+Shift+F9", "Ctrl+Shift+F10"]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (
            (Qt.Key.Key_F9, NONE),
            "a key of Cornetta's windows already: Takes the call that the large",
        ),
        ((Qt.Key.Key_G, CTRL), "a key of Cornetta's windows already: Opens the pickup groups."),
        ((Qt.Key.Key_P, NONE), "You need this key to write."),
        ((Qt.Key.Key_P, SHIFT), "You need this key to write."),
        ((Qt.Key.Key_F10, CTRL | SHIFT), "The other hotkey is the same."),
    ],
)
def test_a_conflict_is_said_and_not_kept(
    page: HotkeysPage,
    store: PreferenceStore,
    backend: ScriptedBackend,
    typed: tuple[Qt.Key, Qt.KeyboardModifier],
    reason: str,
) -> None:
    page.on.click()
    type_key(page, "pick_up", *typed)
    assert reason in page.problems["pick_up"].text()
    assert reason in page.edits["pick_up"].accessibleDescription()
    assert store.value.hotkeys.pick_up == "Ctrl+Shift+F9"
    assert backend.held[-1] == ["Ctrl+Shift+F9", "Ctrl+Shift+F10"]
    type_key(page, "show_window", Qt.Key.Key_F9, CTRL | SHIFT)  # which is in use, if not in sight
    assert page.problems["show_window"].text() == "The other hotkey is the same."
    assert store.value.hotkeys.show_window == "Ctrl+Shift+F10"
    type_key(page, "pick_up", Qt.Key.Key_P, CTRL | ALT)
    assert page.problems["pick_up"].text() == ""


@pytest.mark.parametrize(
    "text", ["F12", "Ctrl+P", "Meta+1", "Alt+Return", "Media Play", "Ctrl+Shift+!", ""]
)
def test_these_can_be_hotkeys(text: str) -> None:
    assert objection(QKeySequence(text), []) == ""


def test_a_key_that_x_does_not_know() -> None:
    sequence = QKeySequence(QKeyCombination(CTRL, Qt.Key.Key_Explorer))
    assert objection(sequence, []) == "This key cannot be a hotkey."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("F9", "The hotkey F9 does not work. It is a key of Cornetta's windows already: "),
        ("Ctrl+Shft+F9", "The hotkey Ctrl+Shft+F9 does not work. This key cannot be a hotkey."),
    ],
)
@pytest.mark.parametrize("other", ["", "Ctrl+Shift+F10"])
@pytest.mark.usefixtures("backend")
def test_what_a_file_names_and_cannot_be_one_is_said(
    qtbot: QtBot, tmp_path: Path, written: str, said: str, other: str
) -> None:
    site = tmp_path / "preferences.toml"
    site.write_text(f'[hotkeys]\non = true\npick_up = "{written}"\nshow_window = "{other}"\n')
    hotkeys = Hotkeys(PreferenceStore(site=site), TaskOwner(), system=System.X11)
    with qtbot.waitSignal(hotkeys.changed):
        hotkeys.start()
    assert text_of(hotkeys.complaint()).startswith(said)


def test_what_the_system_says_is_shown(
    page: HotkeysPage, backend: ScriptedBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(look, "announce", lambda _widget, text: spoken.append(text))
    page.on.click()
    backend.refused = {"pick_up": Refusal.TAKEN}
    backend.shown = {"show_window": "Super+C"}
    backend.settled.emit()
    taken = "Another program has this key. Choose another one."
    assert page.problems["pick_up"].text() == taken
    assert page.problems["show_window"].text() == "The desktop has: Super+C"
    backend.settled.emit()
    assert spoken == [taken, "The desktop has: Super+C"]


def test_a_system_without_hotkeys_tells_how_to_make_do(
    qtbot: QtBot, store: PreferenceStore
) -> None:
    page = HotkeysPage(store, Hotkeys(store, TaskOwner(), system=System.NONE))
    qtbot.addWidget(page)
    page.show()
    assert not page.on.isEnabled()
    assert page.command.isVisible()
    assert page.command.text() == pickup_command()
    page._copy.click()
    assert QApplication.clipboard().text() == pickup_command()


def test_a_desktop_that_declines_all_of_them_is_one_without(
    page: HotkeysPage, backend: ScriptedBackend
) -> None:
    """Such as GNOME 43 beside Plasma: the portal of the other desktop is asked, and says no."""
    page.on.click()
    backend.refused = dict.fromkeys(("pick_up", "show_window"), Refusal.DECLINED)
    backend.settled.emit()
    assert page.command.isVisible()
    assert page.edits["pick_up"].isEnabled()  # it may take another key
    backend.refused, backend.shown = {"pick_up": Refusal.DECLINED}, {"show_window": "Super+C"}
    backend.settled.emit()
    assert not page.command.isVisible()


def test_the_command_finds_the_window_with_settings_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/cornetta")
    monkeypatch.setenv("CORNETTA_CONFIG", "second pbx.toml")
    path = Path("second pbx.toml").absolute()
    assert pickup_command() == f"env 'CORNETTA_CONFIG={path}' /usr/bin/cornetta pickup"


def test_the_command_is_the_one_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CORNETTA_CONFIG")
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/cornetta")
    assert pickup_command() == "/usr/bin/cornetta pickup"
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert pickup_command().endswith("-m client pickup")
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", "/opt/cornetta/cornetta")
    assert pickup_command() == "/opt/cornetta/cornetta pickup"


@pytest.mark.parametrize(
    ("platform", "environ", "system"),
    [
        ("xcb", {}, System.X11),
        ("xcb", {"XDG_SESSION_TYPE": "x11"}, System.X11),
        ("xcb", {"WAYLAND_DISPLAY": "wayland-0"}, System.PORTAL),
        ("xcb", {"XDG_SESSION_TYPE": "wayland"}, System.PORTAL),
        ("wayland", {}, System.PORTAL),
        ("windows", {}, System.WINDOWS),
        ("cocoa", {}, System.NONE),
        ("offscreen", {}, System.NONE),
    ],
)
def test_what_a_system_has(
    monkeypatch: pytest.MonkeyPatch, platform: str, environ: dict[str, str], system: System
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    assert this_system(environ) is system


def test_an_emptied_field_says_in_our_words_what_to_do(page: HotkeysPage) -> None:
    edit = page.edits["pick_up"]
    for _again in range(2):
        assert edit._line.placeholderText() == "Press the key"
        edit.clear()
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_F3, CTRL)
    edit.clear()
    assert edit._line.placeholderText() == "Press the key"
