"""Names for fields that are made of several widgets."""

from PySide6.QtWidgets import QLineEdit, QWidget


def name_field(field: QWidget, name: str) -> None:
    """Name a field for a screen reader, and the line inside, which is what has the keyboard."""
    field.setAccessibleName(name)
    for line in field.findChildren(QLineEdit):
        line.setAccessibleName(name)
