"""Labels of fields: a red star marks one that has to be filled in; what is wrong stands below."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from client.qt import look

translate = QCoreApplication.translate  # the name that the translation tools look for


def mandatory_label(text: str, field: QWidget, parent: QWidget) -> QLabel:
    """A label with a red star.

    Args:
        text: ours, with a mnemonic; it is shown as rich text.
        field: gets the focus at the mnemonic, and is said to be mandatory.
    """
    label = QLabel(f'{text} <span style="color:{look.BAD.name()}">*</span>', parent)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setBuddy(field)
    spoken = translate("Mandatory", "{field}, mandatory").format(field=text.replace("&", ""))
    field.setAccessibleName(spoken)
    return label


def error_label(parent: QWidget) -> QLabel:
    """A hidden red line for what is wrong with a field."""
    label = look.plain_label(parent)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    palette = QPalette(label.palette())
    color = look.blend(look.BAD, palette.color(QPalette.ColorRole.WindowText), 0.8)
    palette.setColor(QPalette.ColorRole.WindowText, color)
    label.setPalette(palette)
    label.hide()
    return label


def say_error(label: QLabel, text: str) -> None:
    """Show what is wrong, or nothing; said aloud when it is new."""
    if text and (label.isHidden() or text != label.text()):
        look.announce(label, text)
    label.setText(text)
    label.setVisible(bool(text))
