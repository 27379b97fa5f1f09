"""Asks for an administrator's account; the agent's own stays as it is."""

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from client.config.credentials import Secret
from client.plain_text import one_line
from client.qt.looks import look
from client.qt.looks.boxes import RadioButton
from client.qt.looks.dialog import Dialog
from client.qt.looks.error_label import ErrorLabel
from client.qt.looks.field_label import FieldLabel
from client.qt.looks.layouts import in_column
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.error_text import error_text
from client.qt.texts.translated import keep_translated

_LETTERS_WIDE = 60


@final
class AdminLoginDialog(Dialog):
    """Show it with `open()`.

    Args:
        pbx: the host, as the user knows it.
        username: the account that was used last; "" for none.
        keyring_works: whether the keyring can be offered.

    Signals:
        login_wanted(str, Secret, bool): account, secret, and whether the keyring shall keep it.
            Answer with `show_error` or `accept`.
    """

    login_wanted = Signal(str, object, bool)

    def __init__(self, pbx: str, username: str, *, keyring_works: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._pbx = one_line(pbx)
        self._intro = WrappingLabel(self, _LETTERS_WIDE)
        self.username = QLineEdit(username, self)
        self.secret = QLineEdit(self)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._keyring = RadioButton(self)
        self._session = RadioButton(self)
        self._keyring.setEnabled(keyring_works)
        (self._keyring if keyring_works else self._session).setChecked(True)
        self.error = ErrorLabel(self)
        buttons = self.button_box(QDialogButtonBox.StandardButton.Cancel)
        self.login_button = self.enter_button(buttons, self._log_in)
        rows = look.spaced(QFormLayout(), self)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        account = FieldLabel(self.username, lambda: self.tr("&Account"), self, mandatory=True)
        secret = FieldLabel(self.secret, lambda: self.tr("&Secret"), self, mandatory=True)
        rows.addRow(account, self.username)
        rows.addRow(secret, self.secret)
        rows.addRow("", self._keyring)
        rows.addRow("", self._session)
        parts = (self._intro, look.gap(self), rows, self.error, None, buttons)
        self.setLayout(in_column(self, *parts, edge=True))
        keep_translated(self, self._write_texts)
        (self.secret if username else self.username).setFocus()

    def show_error(self, problem: BaseException) -> None:
        """Say why it did not work, and let the user try again."""
        self._set_busy(busy=False)
        self.error.say(lambda: error_text(problem))
        self.secret.selectAll()
        self.secret.setFocus()

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Administrator"))
        self._intro.setText(
            self.tr(
                "Pickup groups are changed with an administrator's account on {pbx}. "
                "In manager.conf it needs: write = config,reporting,system"
            ).format(pbx=self._pbx)
        )
        self._keyring.setText(self.tr("&Keep it in the system keyring"))
        self._session.setText(self.tr("&This session only"))
        self.login_button.setText(self.tr("&Log in"))

    def _log_in(self) -> None:
        username, secret = self.username.text().strip(), Secret(self.secret.text())
        if not username or not secret:
            self.error.say(lambda: self.tr("Account and secret are both needed."))
            (self.secret if username else self.username).setFocus()
            return
        self.error.say("")
        self._set_busy(busy=True)
        self.login_wanted.emit(username, secret, self._keyring.isChecked())

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (self.username, self.secret, self.login_button):
            widget.setEnabled(not busy)
