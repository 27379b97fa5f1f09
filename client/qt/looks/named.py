"""Names for a screen reader for what Qt makes without: lines inside fields, and their crosses."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from client.qt.texts.translated import keep_translated


def name_field(field: QWidget, name: str) -> None:
    """Name a field, and the line inside, which is what has the keyboard."""
    is_new = not field.accessibleName()
    field.setAccessibleName(name)
    for line in field.findChildren(QLineEdit, options=Qt.FindChildOption.FindDirectChildrenOnly):
        line.setAccessibleName(name)
    if is_new and isinstance(field, QLineEdit):
        # Qt tells once where a new field's caret is: else just before it tells of the first focus,
        # and Orca, which hears of the field from its caret then, does not say it.
        field.setCursorPosition(field.cursorPosition())


def give_clear_button(edit: QLineEdit) -> None:
    """Let `edit` be emptied by a click on a cross at its end."""
    edit.setClearButtonEnabled(True)

    def name() -> None:
        for button in edit.findChildren(QToolButton):
            button.setAccessibleName(QCoreApplication.translate("ClearButton", "Clear"))

    keep_translated(edit, name)
