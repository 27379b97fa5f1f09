"""The keys that take a call, and the one that dismisses what popped up."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from client.qt import keys


@final
class PickupKeys(QObject):
    """Hears the keys in a window, and in its drop-downs, which no shortcut reaches.

    A key that is held down counts once, so it never takes a second call.

    Args:
        window: hears them everywhere in it.
        drop_downs: the lists that open in windows of their own.

    Signals:
        generic_wanted(): take what the large button names.
        group_wanted(int): take the most recent call of the first (0) to fourth group.
        dismiss_wanted(): dismiss what popped up.
        mute_wanted(): let alerts be silent, or heard again.
    """

    generic_wanted = Signal()
    group_wanted = Signal(int)
    dismiss_wanted = Signal()
    mute_wanted = Signal()

    def __init__(self, window: QWidget, drop_downs: Sequence[QWidget]) -> None:
        super().__init__(window)
        takes: list[tuple[keys.Key, Callable[[], object]]]
        takes = [(keys.PICK_UP, self.generic_wanted.emit)]
        takes += [
            (key, partial(self.group_wanted.emit, at)) for at, key in enumerate(keys.OF_GROUP)
        ]
        for key, emit in takes:
            keys.shortcut(key, window, emit)
        # A list that is open takes this one for itself.
        keys.shortcut(keys.DISMISS, window, self.dismiss_wanted.emit)
        keys.shortcut(keys.MUTE, window, self.mute_wanted.emit)
        self._takes = {sequence: emit for key, emit in takes for sequence in key.sequences}
        for view in drop_downs:
            view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear a key in an open drop-down."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            emit = self._takes.get(QKeySequence(event.keyCombination()))
            if emit is not None:
                if not event.isAutoRepeat():
                    emit()
                return True
        return super().eventFilter(watched, event)
