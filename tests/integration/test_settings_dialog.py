"""The settings, and the keyring that may be slow, locked, or forget."""

import asyncio
import sys

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from client.calls.choice import ThisCall
from client.config.settings import VARIABLE, Settings
from client.errors import (
    AccountTooWeak,
    AuthenticationFailed,
    CertificateExpired,
    HearsNoCalls,
    HostNotFound,
    SettingsError,
)
from client.qt import session_opener
from client.qt.app import App
from client.qt.groups.admin_login_dialog import AdminLoginDialog
from client.qt.looks import look
from client.qt.looks.error_label import ErrorLabel
from client.qt.profile import Form, Missing
from client.qt.window.settings_dialog import SettingsDialog
from client.sentence import Sentence
from client.session import Outcome
from tests.integration.conftest import OpenApp
from tests.integration.every_window import settle
from tests.integration.scripted_session import ScriptedProfile, ScriptedSession
from tests.integration.until import until


def _log_in(opened: App) -> None:
    opened.opener.ask()
    assert opened.opener.dialog
    opened.opener.dialog._secret.setText("typed")
    QTest.keyClick(opened.opener.dialog, Qt.Key.Key_Return)


async def test_a_late_keyring_does_not_disturb_what_was_typed(
    open_app: OpenApp, session: ScriptedSession
) -> None:
    profile = ScriptedProfile(session, Missing("secret", "it was too late"))
    hang = profile.hang = asyncio.Event()
    opened = open_app(profile)
    await until(lambda: opened.window.empty_page._title.text() == "Starting…")
    opened.opener.ask()
    assert opened.opener.dialog
    opened.opener.dialog._secret.setText("typed")
    opened.opener.dialog._session.setChecked(True)
    QTest.keyClick(opened.opener.dialog, Qt.Key.Key_Return)
    await until(lambda: opened.bridge.session is session)
    assert [secret for _, secret in profile.saved] == ["typed"]
    hang.set()
    await asyncio.sleep(0.02)
    assert opened.window.empty_page._title.text() == "Connecting to pbx1…"
    assert profile.kept == []  # for this session only


async def test_a_slow_keyring_need_not_be_waited_for(
    open_app: OpenApp,
    session: ScriptedSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_opener, "SLOW_KEYRING_S", 0.01)
    profile = ScriptedProfile(session)
    hang = profile.hang = asyncio.Event()
    opened = open_app(profile)
    await until(opened.window.empty_page.button.isVisible)
    assert opened.window.empty_page._title.text() == "Starting…"
    QTest.mouseClick(opened.window.empty_page.button, Qt.MouseButton.LeftButton)
    assert opened.opener.dialog
    hang.set()
    await until(lambda: opened.bridge.session is session)


async def test_a_keyring_that_has_answered_is_not_waited_for(
    open_app: OpenApp, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_opener, "SLOW_KEYRING_S", 0.05)
    opened = open_app(ScriptedProfile(session))
    await until(lambda: opened.bridge.session is session)
    await asyncio.sleep(0.1)
    assert opened.window.empty_page._title.text() == "Connecting to pbx1…"


async def test_a_settings_file_that_was_set_aside_is_told(
    open_app: OpenApp, session: ScriptedSession
) -> None:
    opened = open_app(ScriptedProfile(Missing("host", set_aside="/x/a.broken-1"), session))
    await until(lambda: "It is kept as /x/a.broken-1" in opened.window.notice_line.text)


async def test_a_keyring_that_forgets_is_told(open_app: OpenApp, session: ScriptedSession) -> None:
    profile = ScriptedProfile(Missing("host"), session, ScriptedSession())
    profile.forgets = "this desktop has no system keyring"
    made = profile.keyring_hangs = asyncio.Event()
    opened = open_app(profile)
    await until(opened.window.empty_page.button.isVisible)
    QTest.mouseClick(opened.window.empty_page.button, Qt.MouseButton.LeftButton)
    assert opened.opener.dialog
    opened.opener.dialog._secret.setText("typed")
    QTest.keyClick(opened.opener.dialog, Qt.Key.Key_Return)
    await until(lambda: opened.bridge.session is session)
    assert opened.opener.dialog is None
    assert opened.window.notice_line.text == ""  # one may still make a keyring, in minutes
    made.set()
    await until(
        lambda: "for this session only: this desktop has no" in opened.window.notice_line.text
    )
    session.go_live()
    await until(opened.window.empty_page.button.isHidden)  # it had the keyboard
    assert opened.window.focusWidget() is opened.window.empty_page
    profile.forgets = ""
    _log_in(opened)
    await until(lambda: opened.window.notice_line.text == "")


async def test_the_last_pickup_of_who_was_here_before_is_told_no_more(
    open_app: OpenApp, session: ScriptedSession
) -> None:
    other = ScriptedSession()
    opened = open_app(ScriptedProfile(session, other))
    await until(lambda: opened.bridge.session is session)
    session.go_live()
    call = session.ring("First Caller", "0455551234")
    opened.bridge.pick_up(ThisCall(call.id), named=True)
    await until(lambda: session.answer)
    session.finish(Outcome.PICKED_UP, call)
    await until(lambda: "You took First Caller" in opened.window.notice_line.text)
    _log_in(opened)
    await until(lambda: opened.bridge.session is other)
    assert opened.window.notice_line.text == ""


async def test_a_warning_stays_when_somebody_else_logs_in(app: App) -> None:
    app.window.notice_line.show_warning("The hotkey F9 does not work.")
    app.bridge.open(ScriptedSession())
    assert app.window.notice_line.text == "! The hotkey F9 does not work."


async def test_a_pickup_that_outlives_its_session_is_told_to_nobody(
    open_app: OpenApp, session: ScriptedSession
) -> None:
    other = ScriptedSession()
    opened = open_app(ScriptedProfile(session, other))
    await until(lambda: opened.bridge.session is session)
    session.go_live()
    call = session.ring("First Caller", "0455551234")
    opened.bridge.pick_up(ThisCall(call.id), named=True)
    await until(lambda: session.answer)
    _log_in(opened)
    await until(lambda: opened.bridge.session is other)
    session.finish(Outcome.LINK_LOST, call)
    await until(lambda: not opened.bridge.busy)
    assert opened.window.notice_line.text == ""


async def test_a_screen_reader_is_told_of_a_risk_and_finds_at_a_field_what_is_wrong_with_it(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(look, "announce", lambda _widget, text: said.append(text))
    dialog = SettingsDialog(Form(Settings(host="pbx1", username="anna"), {}), app.window)
    account = dialog.fields["username"]
    dialog.show_error(AccountTooWeak("QueueStatus"))
    assert "QueueStatus" in account.accessibleDescription()
    assert ["QueueStatus" in text for text in said] == [True]
    dialog.open()
    await until(dialog.isActiveWindow)
    dialog.show_error(AccountTooWeak("QueueStatus"))
    once = 1 if sys.platform == "linux" else 2  # Orca says the description of the field
    assert len(said) == once
    QTest.keyClick(account, Qt.Key.Key_End)
    assert "QueueStatus" in account.accessibleDescription()
    QTest.keyClicks(account, "2")
    assert account.accessibleDescription() == dialog.errors["username"].text() == ""
    dialog._tls.click()
    assert said[-1].startswith("Anyone on the way")
    dialog.deleteLater()


async def test_no_field_tells_of_its_caret_with_its_first_focus(app: App) -> None:
    """Orca would take the field from that, and not say it."""
    settings = SettingsDialog(Form(Settings()), app.window)
    admin = AdminLoginDialog("pbx1", "anna", keyring_works=True, parent=app.window)
    moved: list[str] = []
    for dialog in (settings, admin):
        dialog.open()
        await until(dialog.isActiveWindow)
        for field in dialog.findChildren(QLineEdit):
            name = field.accessibleName()
            field.cursorPositionChanged.connect(lambda *_, name=name: moved.append(name))
            field.setFocus(Qt.FocusReason.TabFocusReason)
            assert field.hasFocus()
        dialog.reject()
    assert moved == []


async def test_a_field_says_what_is_wrong_when_it_gets_the_focus_and_nobody_else_does(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orca says the description with the field, and again if it changes afterwards."""
    said: list[str] = []
    monkeypatch.setattr(look, "announce", lambda _widget, text: said.append(text))
    dialog = SettingsDialog(
        Form(Settings(host="pbx1", username="anna"), {"host": "environment"}), app.window
    )
    dialog.open()
    await until(dialog.isActiveWindow)
    described: list[str] = []
    qapp = QApplication.instance()
    assert isinstance(qapp, QApplication)

    def note(_old: QWidget | None, new: QWidget | None) -> None:
        described.append(new.accessibleDescription() if new else "")

    qapp.focusChanged.connect(note)
    for key, problem in (
        ("username", AccountTooWeak("QueueStatus")),
        ("tls", CertificateExpired(Sentence("it has expired"))),
    ):
        dialog._connect.setFocus()
        dialog.show_error(problem)
        assert described[-1] == dialog.errors[key].text() != ""
        assert not said
    qapp.focusChanged.disconnect(note)
    dialog.show_error(HostNotFound("pbx1"))  # no key gets there
    assert said == [dialog.errors["host"].text()]
    dialog.deleteLater()


async def test_what_is_typed_into_the_settings_is_not_said_to_come_from_elsewhere(app: App) -> None:
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    await settle()
    upper = dialog._scrolling  # as high as what it holds
    needed = upper._content.totalHeightForWidth(upper.width())
    assert 0 <= upper.height() - needed < dialog.fontMetrics().height()
    dialog._host.setText("pbx1:5038")
    dialog._connect.click()
    assert dialog.errors["host"].text().endswith(", not 'pbx1:5038'.")


@pytest.mark.parametrize("key", ["host", "port", "username"])
async def test_no_secret_is_unchanged_that_is_of_another_account(key: str, app: App) -> None:
    """Two agents by turns at one computer: it said so, and then that there was none."""
    settings = Settings(host="pbx1", port=5038, username="anna", extension="101")
    dialog = SettingsDialog(Form(settings, {}, settings.account), app.window)
    field = dialog.fields[key]
    assert isinstance(field, QLineEdit)
    assert dialog._secret.placeholderText() == "unchanged"
    QTest.keyClicks(field, "9")
    assert dialog._secret.placeholderText() == ""
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert dialog._secret.placeholderText() == "unchanged"
    dialog.deleteLater()


@pytest.mark.parametrize("kind", ["settings", "administrator"])
async def test_a_second_enter_does_not_cancel_what_the_first_began(kind: str, app: App) -> None:
    """Qt would give the keyboard to Cancel, since all else is disabled; Escape still cancels."""
    dialog: SettingsDialog | AdminLoginDialog
    if kind == "settings":
        dialog = SettingsDialog(
            Form(Settings(host="pbx1", username="anna", extension="101"), {}), app.window
        )
        secret, began = dialog._secret, dialog.check_wanted
    else:
        dialog = AdminLoginDialog("pbx1", "admin", keyring_works=True, parent=app.window)
        secret, began = dialog.secret, dialog.login_wanted
    tries: list[object] = []
    began.connect(lambda *_: tries.append(1))
    dialog.open()
    await until(dialog.isActiveWindow)
    secret.setFocus()
    secret.setText("tiger")
    QTest.keyClick(secret, Qt.Key.Key_Return)
    assert tries == [1]
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(QApplication.focusWidget() or dialog, key)
    assert dialog.isVisible()
    assert tries == [1]
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


async def test_what_a_key_sets_counts_for_the_enter_that_follows_at_once(app: App) -> None:
    """Qt sets a box 0.1 s after its key; the secret went out without the TLS that was shown."""
    form = Form(Settings(host="pbx1", tls=False, username="anna", extension="101"), {})
    dialog = SettingsDialog(form, app.window)
    tries: list[tuple[bool | None, bool]] = []
    dialog.check_wanted.connect(lambda chosen, _, keep: tries.append((chosen.tls, keep)))
    dialog.open()
    await until(dialog.isActiveWindow)
    dialog._secret.setText("tiger")
    for key in (Qt.Key.Key_E, Qt.Key.Key_T):
        QTest.keyClick(dialog, key, Qt.KeyboardModifier.AltModifier)
    assert dialog.focusWidget() is dialog._session
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert tries == [(True, False)]
    dialog.deleteLater()


async def test_settings_that_others_set_cannot_be_changed(
    open_app: OpenApp, session: ScriptedSession
) -> None:
    profile = ScriptedProfile(session)
    profile.fixed = {"host": VARIABLE.format(variable="CORNETTA_HOST")}
    opened = open_app(profile)
    await until(lambda: opened.bridge.session is session)
    opened.opener.ask()
    first = opened.opener.dialog
    assert first
    assert not first.fields["host"].isEnabled()
    assert first.fields["host"].toolTip() == "Set by the environment variable CORNETTA_HOST"
    opened.opener.ask()
    assert opened.opener.dialog is first
    first.reject()
    assert opened.opener.dialog is None


async def test_broken_settings_are_said(open_app: OpenApp, session: ScriptedSession) -> None:
    profile = ScriptedProfile(
        SettingsError("port", Sentence("must be a number"), "the file"), session
    )
    opened = open_app(profile)
    await until(lambda: "'port' must be a number" in opened.window.notice_line.text)
    assert opened.window.empty_page.button.text() == "Set up…"


async def test_what_is_wrong_in_a_setting_without_a_field(app: App) -> None:
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    dialog.show_error(SettingsError("ca_file", Sentence("cannot be read"), "the file"))
    [label] = [one for one in dialog.findChildren(ErrorLabel) if not one.isHidden()]
    assert "'ca_file' cannot be read" in label.text()
    assert "the file" in label.text()


async def test_what_is_wrong_in_the_settings_has_room_at_every_width(app: App) -> None:
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    dialog.show_error(HearsNoCalls("read = all"))  # before it was ever laid out
    [label] = [one for one in dialog.findChildren(ErrorLabel) if not one.isHidden()]
    line = label.fontMetrics().height()

    for width in (dialog.sizeHint().width(), dialog.minimumSizeHint().width()):
        dialog.resize(width, dialog.height())
        await settle()
        assert line < (needed := label.heightForWidth(label.width())) <= label.height()
        assert label.height() < needed + line  # and no line more than that
        assert label.geometry().bottom() < dialog._secret.geometry().top()


async def test_the_settings_are_as_high_as_what_is_wrong_needs(app: App) -> None:
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    dialog.show_error(AuthenticationFailed())
    await settle()
    layout = dialog.layout()
    assert layout is not None
    texts = [label for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert all(label.height() >= label.heightForWidth(label.width()) for label in texts)
    assert dialog.rect().contains(dialog.errors["secret"].geometry())
    assert dialog.height() <= layout.totalHeightForWidth(dialog.width())


@pytest.mark.parametrize("reason", range(1, 5), ids="a reason of {} lines".format)
async def test_the_settings_grow_with_what_is_wrong_and_scroll_not(app: App, reason: int) -> None:
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    await until(dialog.isVisible)
    await settle()
    bars = dialog._scrolling.verticalScrollBar(), dialog._scrolling.horizontalScrollBar()
    shown = Shown()
    bars[0].installEventFilter(shown)
    for key in ("port", "tls"):
        dialog.show_error(SettingsError(key, Sentence(" ".join(["is wrong"] * 7 * reason))))
        await settle()
        assert [bar.maximum() for bar in bars] == [0, 0]
    assert shown.times == 0  # nor for a moment


class Shown(QObject):
    """Counts how often what it watches is shown."""

    times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own
        self.times += event.type() == QEvent.Type.Show
        return super().eventFilter(watched, event)
