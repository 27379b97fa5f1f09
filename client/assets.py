"""Finds the files of resources/: in a checkout, an editable install and a wheel."""

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def root() -> Path:
    """The folder that holds icons/ and the other resources."""
    installed = Path(str(files("client"))) / "_resources"
    return installed if installed.is_dir() else installed.parent.parent / "resources"
