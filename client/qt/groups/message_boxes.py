"""What the window of the pickup groups asks and tells in boxes; each is shown with `open()`."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from client.errors import SaveFailed
from client.qt.looks.dialog import message_box
from client.qt.texts.error_text import sentence_text, words_text
from client.qt.texts.translated import keep_translated
from client.sentence import some

translate = QCoreApplication.translate  # the name that the translation tools look for


def unsaved_words() -> str:
    """What there is to lose."""
    return translate("MessageBoxes", "There are changes that are not saved.")


def unsaved_changes(parent: QWidget) -> QMessageBox:
    """Ask before changes are lost: Save, Discard or Cancel."""
    button, icon = QMessageBox.StandardButton, QMessageBox.Icon.Question
    box = message_box(parent, icon, button.Save, button.Discard, button.Cancel)
    box.setDefaultButton(button.Cancel)

    def write_texts() -> None:
        box.setWindowTitle(translate("MessageBoxes", "Unsaved changes"))
        box.setText(unsaved_words())
        # As the window says it; Qt has other words on each desktop.
        box.button(button.Discard).setText(translate("MessageBoxes", "&Discard"))

    keep_translated(box, write_texts)
    return box


def failed_save(problem: SaveFailed, parent: QWidget) -> QMessageBox:
    """Tell that a save failed, and what stands of it."""
    box = message_box(parent, QMessageBox.Icon.Critical, QMessageBox.StandardButton.Ok)
    keep_translated(box, lambda: _tell(problem, box))
    return box


def _tell(problem: SaveFailed, box: QMessageBox) -> None:
    box.setWindowTitle(translate("MessageBoxes", "Not saved"))
    text = translate("MessageBoxes", "A change could not be made: {step}\n{reason}")
    box.setText(text.format(step=words_text(problem.step), reason=words_text(problem.reason)))
    if problem.left:
        text = translate("MessageBoxes", "These changes stand and could not be taken back:\n{left}")
        box.setInformativeText(text.format(left=sentence_text(some(problem.left, "\n"))))
    else:
        text = translate("MessageBoxes", "All is on the PBX as it was before.")
        box.setInformativeText(text)
