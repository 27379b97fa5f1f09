"""What every test shares."""

import pytest

pytest_plugins = ["tests.skips"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what is marked so run last."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)
