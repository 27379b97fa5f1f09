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

# PySide6 looks through the source of all that is imported after it for a wish for other spellings
# of its names, and Python keeps what was read. Nothing here wishes: a tenth of the start, 4 MiB.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
