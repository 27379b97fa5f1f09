"""The button that mutes the alerts; its picture says whether they are."""

from typing import final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.qt import keys
from client.qt.looks.icon_button import IconButton
from client.qt.looks.icons import IconName, icon
from client.qt.texts.translated import keep_translated


@final
class MuteButton(IconButton):
    """Pressed while the alerts are muted.

    Args:
        focus: whether the keyboard reaches it.
    """

    def __init__(self, parent: QWidget, *, focus: bool = True) -> None:
        super().__init__(parent, IconName.SOUND)
        self.setCheckable(True)
        policy = Qt.FocusPolicy.StrongFocus if focus else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        self.toggled.connect(lambda _on: self._write_texts())
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        self.setIcon(icon(IconName.MUTED if self.isChecked() else IconName.SOUND))
        key = keys.MUTE.shown
        name = self.tr("Mute the alerts ({key})").format(key=key)
        self.setAccessibleName(name)
        self.setToolTip(
            self.tr("Muted until you press this again or Cornetta ends ({key})").format(key=key)
            if self.isChecked()
            else name
        )
