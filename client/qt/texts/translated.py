"""Texts that follow the language: written at once, and again whenever it changes.

Qt sends LanguageChange to all windows, and each widget passes it on to its children. In another
font or style the texts have another size: they are written again then, too, for who measures them.
"""

from collections.abc import Callable
from typing import Final, final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

_LANGUAGE: Final = QEvent.Type.LanguageChange
_SIZE: Final = (QEvent.Type.FontChange, QEvent.Type.StyleChange)

Text = str | Callable[[], str]
"""A text; or a function that gives it, and that is asked again in another language."""


def text_of(text: Text) -> str:
    """What it says now."""
    return text if isinstance(text, str) else text()


def keep_translated(widget: QWidget, write: Callable[[], None]) -> None:
    """Call `write`, which gives `widget` its texts and what depends on their size, now and again.

    A widget may have several.
    """
    writer = widget.findChild(_Writer, "", Qt.FindChildOption.FindDirectChildrenOnly)
    (writer or _Writer(widget)).writes.append(write)
    write()


@final
class _Writer(QObject):
    """Lives as long as its widget, of which it is the only one."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.writes: list[Callable[[], None]] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Write anew, after the widget's children, which it may have to measure."""
        language = event.type() == _LANGUAGE
        if language:
            watched.event(event)  # of another font the children are told before it
        if language or event.type() in _SIZE:
            for write in self.writes:
                write()
        return language or super().eventFilter(watched, event)
