"""Finds the files of resources/: in a checkout, an editable install and a wheel."""

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The folder that holds icons/ and the other resources."""
    package = Path(__file__).parent  # importlib.resources would take 2 ms to say so
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"
