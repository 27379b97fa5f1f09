"""What every test shares."""

import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test

# English texts and its times, whoever runs them; Qt asks the system once. And nobody's own
# settings, desktop's style, font and terminal: who works on Cornetta may use it as well.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
for name in os.environ.keys() - {"QT_QPA_PLATFORM"}:
    if name.startswith(("CORNETTA_", "QT_")) or name in ("LANGUAGE", "COLUMNS", "FORCE_COLOR"):
        del os.environ[name]

pytest_plugins = ["tests.skips", "tests.proxy"]


def pytest_collection_finish() -> None:
    """Hear Ctrl-C: a shell that starts us in the background, or the program, has us do without."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def nothing_failed(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail where an exception, as in a slot, ended in the log alone.

    A test that means it looks at what was logged, and calls `caplog.clear()`.
    """
    yield
    logged = [*caplog.get_records("setup"), *caplog.get_records("call"), *caplog.records]
    assert not [record.getMessage() for record in logged if record.levelno >= logging.ERROR]


SHRINKS_WITHIN_S = 300
"""So long Hypothesis may look for a smaller example. Cut off there, it tells another failure."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Hypothesis say what has failed."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.timeout(SHRINKS_WITHIN_S + 60))
