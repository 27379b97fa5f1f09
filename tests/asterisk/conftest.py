"""Fixtures of the tests that need a real Asterisk; each such test has a lab of its own."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.asterisk.lab import Lab
from tests.asterisk.observer import Observer
from tests.contract.asterisk_office import AsteriskOffice
from tests.skips import AsteriskUnavailable, find_asterisk

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("asterisk")


@pytest.fixture
async def lab(request: pytest.FixtureRequest) -> AsyncIterator[Lab]:
    """A running lab; ``@pytest.mark.parametrize("lab", [False], indirect=True)``: no variables."""
    channelvars: bool = getattr(request, "param", True)
    async with Lab(channelvars=channelvars) as lab:
        yield lab


@pytest.fixture(params=["bullseye", "sid"], ids=["Asterisk 16", "Asterisk 22"])
def prepared_lab(request: pytest.FixtureRequest) -> Lab:
    """A lab on each Asterisk that can be had; nothing runs yet."""
    try:
        return Lab(binaries=find_asterisk(request.param))
    except AsteriskUnavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture
async def each_lab(prepared_lab: Lab) -> AsyncIterator[Lab]:
    """The same, running."""
    async with prepared_lab as lab:
        yield lab


@pytest.fixture
def office(lab: Lab) -> AsteriskOffice:
    return AsteriskOffice(lab)


@pytest.fixture
def observer(lab: Lab) -> Observer:
    """What the lab's PBX says to its administrator."""
    return lab.observer


@pytest.fixture
def figure(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a figure."""

    def show(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {text}")  # noqa: T201

    return show
