"""What every test shares."""

import os
import signal

import pytest

# English texts and its times, whoever runs them; Qt asks the system once.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)

# A shell that starts us in the background has us ignore Ctrl-C, and so would what we start.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["tests.skips", "tests.proxy"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what is marked so run last."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)
