"""A label in a process of its own; "dark" and "light" colour it, and it says what it looks like."""

import sys

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from client.qt.desktop.color_scheme import ColorScheme, is_dark
from client.tasks import TaskOwner

if __name__ == "__main__":
    app = QApplication([])
    window = QWidget()
    label = QLabel("Caller", window)
    colors = ColorScheme(TaskOwner(), window)

    def look() -> None:
        """Say it."""
        print("looks", "dark" if is_dark(label.palette()) else "light", flush=True)  # noqa: T201

    def obey() -> None:
        """Read a line, and say what the label looks like once all windows have been told."""
        line = sys.stdin.readline()
        if not line:
            app.quit()
            return
        colors.show(dark=line == "dark\n")
        QTimer.singleShot(50, look)

    told = QSocketNotifier(0, QSocketNotifier.Type.Read)
    told.activated.connect(obey)
    window.show()
    app.exec()
