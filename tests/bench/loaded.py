"""Import this first: it loads what `cornetta` loads, as it does. PySide6 slows what comes after it,
until `client.qt` forbids that."""

import client.arguments  # noqa: F401 - the arguments are read first
from client.__main__ import load_window

load_window()
