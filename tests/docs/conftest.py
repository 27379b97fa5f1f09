"""The words of the keys need Qt, and no display."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
