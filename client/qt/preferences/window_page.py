"""The page about the window."""

from typing import final

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from client.preferences import PreferenceStore
from client.qt import look
from client.qt.translated import keep_translated


@final
class WindowPage(QWidget):
    """What the window does.

    Args:
        store: shown, and changed at once.
    """

    def __init__(self, store: PreferenceStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on_top = QCheckBox(self)
        self.on_top.setChecked(store.value.window.on_top)
        self.on_top.toggled.connect(lambda on: store.change("window", "on_top", to=on))
        layout = QVBoxLayout(self)
        look.space_out(layout, self, edge=True)
        layout.addWidget(self.on_top)
        layout.addStretch()
        keep_translated(self, self._write_texts)

    def _write_texts(self) -> None:
        self.on_top.setText(self.tr("Keep the window &above others"))
