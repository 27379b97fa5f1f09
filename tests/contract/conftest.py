"""The office, twice: on the simulator and on a real Asterisk."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.asterisk.lab import Lab
from tests.contract.asterisk_office import AsteriskOffice
from tests.contract.office import Office
from tests.contract.simulated_office import simulated_office
from tests.desk import Desk, running
from tests.skips import AsteriskUnavailable


@pytest.fixture(
    params=[
        "simulator",
        "simulator without channelvars",
        pytest.param("asterisk", marks=pytest.mark.asterisk),
        pytest.param("asterisk without channelvars", marks=pytest.mark.asterisk),
    ]
)
async def office(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """An office with nobody calling."""
    channelvars = "without" not in request.param
    if "simulator" in request.param:
        async with simulated_office(channelvars=channelvars) as simulated:
            yield simulated
        return
    try:
        lab = Lab(channelvars=channelvars)
    except AsteriskUnavailable as reason:
        pytest.skip(str(reason))
    async with lab:
        yield AsteriskOffice(lab)


@pytest.fixture
def sit_down(office: Office) -> Callable[..., AbstractAsyncContextManager[Desk]]:
    """`async with sit_down("201") as desk`: a client of the agent at 201."""
    return lambda extension="204", account="agent": running(
        office.settings(extension, account=account), office.secret(account)
    )
