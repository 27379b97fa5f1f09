"""The skin: everything that is seen and clicked.

The only package that imports PySide6 and qasync. It asks a `client.session.Session` and
knows nothing of AMI. One thread, one loop: widgets are synchronous, emit signals that carry
values and show what they are given; only `bridge` and `app` start coroutines.
"""

import builtins
import os

import PySide6.QtCore  # noqa: F401 - from here on it takes part in each import, see below

# qasync takes the first Qt binding that it finds, PyQt before PySide, unless told.
os.environ["QT_API"] = "pyside6"

# PySide6 searches the source of each later import for `from __feature__ import`, which nothing here
# has. Without that search the start takes a tenth less time, and the window 4 MiB less memory.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
