"""The page about the window."""

from typing import final

from PySide6.QtWidgets import QWidget

from client.config.preferences import PreferenceStore
from client.qt.desktop import autostart
from client.qt.desktop.own_command import own_command
from client.qt.looks import boxes, look
from client.qt.looks.layouts import in_column
from client.qt.looks.wrapping_label import WrappingLabel
from client.qt.texts.translated import keep_translated


@final
class WindowPage(QWidget):
    """What the window does.

    Args:
        demo: whether it is the demo, which nobody starts at login.
    """

    def __init__(self, store: PreferenceStore, parent: QWidget, *, demo: bool) -> None:
        super().__init__(parent)
        self.on_top = boxes.TickBox(self)
        self.on_top.setChecked(store.value.window.on_top)
        self.on_top.toggled.connect(lambda on: store.change("window", "on_top", to=on))
        self.close_to_tray = boxes.TickBox(self)
        self.close_to_tray.setChecked(store.value.tray.close_to_tray)
        self.close_to_tray.toggled.connect(lambda on: store.change("tray", "close_to_tray", to=on))
        self.at_login = boxes.TickBox(self)
        self.at_login.setVisible(autostart.is_known() and not demo)
        self.at_login.setChecked(autostart.is_on())
        self.at_login.clicked.connect(self._start_at_login)
        self._note = WrappingLabel(self)
        self._note.setIndent(boxes.side(self) + look.gap(self))
        parts = (self.on_top, self.close_to_tray, self._note, self.at_login, None)
        self.setLayout(in_column(self, *parts, edge=True))
        keep_translated(self, self._write_texts)

    def _start_at_login(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        try:
            autostart.turn(own_command(), on=on)
        finally:
            self.at_login.setChecked(autostart.is_on())

    def _write_texts(self) -> None:
        self.on_top.setText(self.tr("Keep the window &above others"))
        self.close_to_tray.setText(self.tr("Closing the window leaves Cornetta in the &tray"))
        self.at_login.setText(self.tr("Start Cornetta when I lo&g in"))
        self._note.setText(self.tr("Where there is no tray, closing ends Cornetta."))
