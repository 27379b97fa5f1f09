"""`cornetta`, which says "painted" when it has painted its list.

`python -m tests.bench.painted_window`, with the settings in its environment.
"""

import sys

import tests.bench.loaded  # noqa: F401 - before PySide6

# isort: split
from PySide6.QtCore import QEvent, QObject, QTimer

from client.__main__ import main
from client.qt.window import main_window


class Watch(QObject):
    """Sees the list painted for the first time with a row in it."""

    def __init__(self, window: main_window.MainWindow) -> None:
        super().__init__(window)
        self._model = window._model
        window.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Say so, once it is done."""
        if event.type() == QEvent.Type.Paint and self._model.rowCount():
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: print("painted", flush=True))  # noqa: T201
        return False


def watched(window: main_window.MainWindow, *args: object, **more: object) -> None:
    """Make the window as it is made, and watch it."""
    make(window, *args, **more)  # type: ignore[arg-type]
    Watch(window)


if __name__ == "__main__":
    make = main_window.MainWindow.__init__
    main_window.MainWindow.__init__ = watched  # type: ignore[method-assign, assignment]
    sys.exit(main([]))
