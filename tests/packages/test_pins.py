"""What is installed is what somebody has looked at: pinned, with hashes, the same everywhere."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.packages.conftest import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))


def pins(lock: Path) -> dict[str, str]:
    """The first line of each requirement, by name."""
    lines = re.findall(r"^([a-z0-9.-]+)(==.*?) \\$", lock.read_text(), re.MULTILINE)
    return {f"{name} {mark.partition(';')[2]}": mark for name, mark in lines}


@pytest.mark.parametrize("lock", LOCKS, ids=[lock.stem for lock in LOCKS])
def test_each_line_is_pinned_and_has_hashes(lock: Path) -> None:
    text = re.sub(r"\\\n\s*", "", lock.read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9.-]+==[^ ]+ ", line), line
        assert "--hash=sha256:" in line, line
    assert "://" not in text


def test_what_is_shipped_is_what_is_tested() -> None:
    tested = pins(ROOT / "requirements.lock")
    versions = {(name.split()[0], mark.partition(";")[0].strip()) for name, mark in tested.items()}
    for name, mark in pins(ROOT / "requirements-app.lock").items():
        assert (name.split()[0], mark.partition(";")[0].strip()) in versions, name


def test_all_that_the_program_asks_for_is_shipped() -> None:
    """Whoever adds a dependency runs `make lock`."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[^A-Za-z0-9_.-]", line)[0].lower() for line in asked}
    for lock in ("requirements.lock", "requirements-app.lock", "requirements-onedir.lock"):
        assert names <= {name.split()[0] for name in pins(ROOT / lock)}, lock
