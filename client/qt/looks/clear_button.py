"""The cross at the end of a line of text, which Qt makes without a name."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QToolButton

from client.qt.texts.translated import keep_translated


def give_clear_button(edit: QLineEdit) -> None:
    """Let `edit` be emptied by a click, and the cross be known to a screen reader."""
    edit.setClearButtonEnabled(True)

    def name() -> None:
        for button in edit.findChildren(QToolButton):
            button.setAccessibleName(QCoreApplication.translate("ClearButton", "Clear"))

    keep_translated(edit, name)
