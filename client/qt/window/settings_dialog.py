"""The settings: server, port, TLS, account, secret, extension; tried before they are kept."""

from typing import final

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from client.config.credentials import Secret
from client.config.settings import Settings, is_this_computer, load, require
from client.errors import (
    AccountTooWeak,
    AuthenticationFailed,
    CertificateOfAnotherHost,
    CertificateRefused,
    HostNotFound,
    ProtocolError,
    SettingsError,
    UnknownExtension,
)
from client.qt.looks import look
from client.qt.looks.boxes import RadioButton, TickBox
from client.qt.looks.dialog import Dialog
from client.qt.looks.error_label import ErrorLabel
from client.qt.looks.field_label import FieldLabel
from client.qt.looks.inked import Inked
from client.qt.looks.layouts import in_column, in_row
from client.qt.looks.scrolling import Scrolling
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.profile import FORM_KEYS, Form
from client.qt.texts.error_text import error_text, words_text
from client.qt.texts.translated import Text, keep_translated
from client.sentence import Sentence
from client.typed import with_phone_keys

_FIELD_OF = {
    AuthenticationFailed: "secret",
    AccountTooWeak: "username",
    CertificateOfAnotherHost: "host",
    CertificateRefused: "tls",
    HostNotFound: "host",
    ProtocolError: "port",
    UnknownExtension: "extension",
}

_LETTERS_WIDE = 68

_NOT_SET = Sentence("is not set")


@final
class SettingsDialog(Dialog):
    """Asks, and says beside the field what is wrong with it. Show it with `open()`.

    Signals:
        check_wanted(Settings, Secret, bool): try these; the secret is empty to leave the one that
            is known; the last says whether the keyring is to keep it. Answer with `show_error`
            or `accept`.
    """

    check_wanted = Signal(object, object, bool)

    def __init__(self, form: Form, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self._host = QLineEdit(self)
        self._host.setPlaceholderText("pbx.example.com")
        self._port = QLineEdit(self)
        self._tls = TickBox(self)
        self._username = QLineEdit(self)
        self._secret = QLineEdit(self)
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._keyring = RadioButton(self)
        self._session = RadioButton(self)
        self._extension = QLineEdit(self)
        (self._keyring if form.keyring_works else self._session).setChecked(True)
        self.fields: dict[str, QLineEdit | QCheckBox] = {
            "host": self._host,
            "port": self._port,
            "tls": self._tls,
            "username": self._username,
            "secret": self._secret,
            "extension": self._extension,
        }
        self._encryption_chosen = form.settings.tls is not None
        self._risk = WrappingLabel(self)
        Inked(self._risk, look.BAD)
        self.errors = {key: ErrorLabel(self, field) for key, field in self.fields.items()}
        for key, field in self.fields.items():
            if isinstance(field, QLineEdit):  # what it said was of other words
                field.textEdited.connect(lambda _text, label=self.errors[key]: label.say(""))
        self._error = ErrorLabel(self)
        self._rows = look.spaced(QFormLayout(), self)
        self._intro = WrappingLabel(self, _LETTERS_WIDE)
        self._progress = QLabel(self)
        self._buttons = self.button_box(QDialogButtonBox.StandardButton.Cancel)
        self._connect = self.enter_button(self._buttons, self._try)
        self._lay_out()
        self._fill(form)
        keep_translated(self, self._write_texts)

    def show_error(self, problem: BaseException) -> None:
        """Say what is wrong, beside the field that is meant."""
        self._set_busy(busy=False)
        key = problem.key if isinstance(problem, SettingsError) else None
        if key is None:
            kinds = type(problem).__mro__
            key = next((_FIELD_OF[kind] for kind in kinds if kind in _FIELD_OF), "host")
        self._hide_errors()
        field = self.fields.get(key)
        label = self.errors.get(key, self._error)
        label.say(lambda: self._words(problem), go=True)
        if isinstance(field, QLineEdit):
            field.selectAll()
        # Once it is laid out.
        QTimer.singleShot(0, self, lambda: self._scrolling.ensureWidgetVisible(label))

    def _lay_out(self) -> None:
        rows = self._rows
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        titles: dict[str, Text] = {
            "host": lambda: self.tr("&Server"),
            "port": lambda: self.tr("&Port"),
            "username": lambda: self.tr("&Account"),
            "secret": lambda: self.tr("Sec&ret"),
            "extension": lambda: self.tr("E&xtension"),
        }
        for key, field in self.fields.items():
            if key in titles:
                rows.addRow(FieldLabel(field, titles[key], self), field)
            else:
                rows.addRow("", field)
                rows.addRow("", self._risk)
            rows.addRow("", self.errors[key])
            if key == "secret":
                rows.addRow("", self._keyring)
                rows.addRow("", self._session)
        gap, foot = look.gap(self), in_row(self, (self._progress, 1), self._buttons)
        upper = in_column(self, self._intro, gap, rows, self._error, gap, None)
        self._scrolling = Scrolling(upper, self)
        self.setLayout(in_column(self, (self._scrolling, 1), foot, edge=True))

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Settings"))
        self._intro.setText(
            self.tr("Cornetta connects to the manager interface (AMI) of your Asterisk PBX.")
        )
        for key, origin in self._form.fixed.items():
            told = self.tr("Set by the {origin}").format(origin=words_text(origin))
            self.fields[key].setToolTip(told)
        self._port.setPlaceholderText(self.tr("the usual one: 5038, with TLS 5039"))
        self._tls.setText(self.tr("&Encrypt, and verify the PBX's certificate (TLS)"))
        self._extension.setPlaceholderText(self.tr("the number of your phone, such as 101"))
        self._keyring.setText(self.tr("&Keep it in the system keyring"))
        self._session.setText(self.tr("&This session only"))
        self._show_known()
        self._risk.setText(self.tr("Anyone on the way can then read along and act as you."))
        self._connect.setText(self.tr("&Connect"))

    def _words(self, problem: BaseException) -> str:
        if isinstance(problem, SettingsError):
            field = self.fields.get(problem.key)
            if isinstance(field, QLineEdit):  # it is typed here
                problem = SettingsError(field.accessibleName(), problem.reason)
        return error_text(problem)

    def _hide_errors(self) -> None:
        for label in (*self.errors.values(), self._error):
            label.say("")

    def _fill(self, form: Form) -> None:
        settings = form.settings
        self._host.setText(settings.host)
        self._port.setText(str(settings.port) if settings.port else "")
        self._tls.setChecked(settings.effective_tls)
        self._show_risk()
        self._host.textEdited.connect(self._follow_host)
        self._tls.clicked.connect(self._choose_encryption)
        for field in (self._host, self._port, self._username):
            field.textEdited.connect(self._show_known)
        self._username.setText(settings.username)
        self._extension.setText(settings.extension)
        for key in form.fixed:
            self.fields[key].setEnabled(False)
        empty = (one for one in self.fields.values() if isinstance(one, QLineEdit))
        first = next(
            (one for one in empty if one is not self._port and one.isEnabled() and not one.text()),
            self._host,
        )
        first.setFocus()

    def _follow_host(self, host: str) -> None:
        """Encrypt unless the PBX is this computer, until somebody chooses otherwise."""
        if not self._encryption_chosen and "tls" not in self._form.fixed:
            self._tls.setChecked(not is_this_computer(host.strip()))
        self._show_risk()

    def _show_known(self) -> None:
        """Say that the secret may be left out, unless it is that of another account."""
        try:
            known = self._settings().account == self._form.known
        except SettingsError:
            known = False
        self._secret.setPlaceholderText(self.tr("unchanged") if known else "")

    def _choose_encryption(self) -> None:
        self._encryption_chosen = True
        self._show_known()
        self._show_risk()
        if not self._risk.isHidden():
            look.announce(self, self._risk.text())

    def _show_risk(self) -> None:
        host = self._host.text().strip()
        self._risk.setVisible(not self._tls.isChecked() and not is_this_computer(host))

    def _try(self) -> None:
        self._hide_errors()
        try:
            settings = self._settings()
        except SettingsError as error:
            self.show_error(error)
            return
        secret = Secret(self._secret.text())
        if not secret and settings.account != self._form.known:
            self.show_error(SettingsError("secret", _NOT_SET))
            return
        self._set_busy(busy=True)
        self.check_wanted.emit(settings, secret, self._keyring.isChecked())

    def _settings(self) -> Settings:
        """What stands in the fields.

        Raises:
            SettingsError: one of them cannot be used.
        """
        typed: dict[str, str | bool] = {
            "host": self._host.text().strip(),
            "port": with_phone_keys(self._port.text().strip()) or "0",
            "tls": self._tls.isChecked(),
            "username": self._username.text().strip(),
            "extension": with_phone_keys(self._extension.text().strip()),
        }
        for key in ("host", "username", "extension"):
            if not typed[key]:
                raise SettingsError(key, _NOT_SET)
        checked = load(typed, {}, None).settings
        changed = {key: getattr(checked, key) for key in FORM_KEYS}
        settings = msgspec.structs.replace(self._form.settings, **changed)
        require(settings)
        return settings

    def _set_busy(self, *, busy: bool) -> None:
        if busy:
            self.setFocus()  # Qt would pass it on to Cancel, for the second of two hasty Enters
        for key, field in self.fields.items():
            field.setEnabled(not busy and key not in self._form.fixed)
        for widget in (self._connect, self._keyring, self._session):
            widget.setEnabled(not busy)
        self._progress.setText(self.tr("Trying to connect…") if busy else "")
        if busy:
            look.announce(self, self._progress.text())
