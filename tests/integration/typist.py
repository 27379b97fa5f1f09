"""A full-screen window to type into; tells what is typed, and whether it has the focus."""

import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication, QPlainTextEdit


def main() -> None:
    app = QApplication([])
    page = QPlainTextEdit()
    page.setStyleSheet("background: #003366; color: white")
    page.textChanged.connect(lambda: print("text", page.toPlainText()))  # noqa: T201
    app.focusChanged.connect(
        lambda _old, new: print("focus" if new is page else "no focus")  # noqa: T201
    )
    ended = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    ended.activated.connect(app.quit)
    page.showFullScreen()
    page.activateWindow()
    app.exec()


if __name__ == "__main__":
    main()
