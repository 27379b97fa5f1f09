"""Import this first: it loads what `cornetta` loads, as it does. PySide6 slows what comes after it,
until `client.qt` forbids that."""

from client.__main__ import load_window

load_window()
