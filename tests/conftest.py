"""What every test shares."""

import os
import signal

import pytest

# English texts and its times, whoever runs them; Qt asks the system once.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)

pytest_plugins = ["tests.skips", "tests.proxy"]


def pytest_collection_finish() -> None:
    """Hear Ctrl-C: a shell that starts us in the background, or the program, has us do without."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what is marked so run last."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)
