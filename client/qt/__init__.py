"""The skin: everything that is seen and clicked.

The only package that imports PySide6 and qasync. It asks a `client.session.Session` and
knows nothing of AMI. One thread, one loop: widgets are synchronous, emit signals that carry
values and show what they are given; only `bridge` and `app` start coroutines.
"""

import os

# qasync takes the first Qt binding that it finds, PyQt before PySide, unless told.
os.environ["QT_API"] = "pyside6"
