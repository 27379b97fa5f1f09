"""Texts that follow the language: written at once, and again whenever it changes.

Qt sends LanguageChange to all windows, and each widget passes it on to its children.
"""

from collections.abc import Callable
from typing import final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


def keep_translated(widget: QWidget, write: Callable[[], None]) -> None:
    """Call `write`, which gives `widget` its texts: now, and in every other language."""
    _Writer(widget, write)
    write()


@final
class _Writer(QObject):
    """Lives as long as its widget."""

    def __init__(self, widget: QWidget, write: Callable[[], None]) -> None:
        super().__init__(widget)
        self._write = write
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Write anew; the widget's children come after it."""
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        return super().eventFilter(watched, event)
