"""The session's clock follows the PBX and never jumps."""

import math
import time
from datetime import UTC, datetime

import pytest

from client.ami.clock import SessionClock
from tests.unit.clock import Clock

HOUR_S = 3600.0


@pytest.fixture
def monotonic() -> Clock:
    return Clock()


@pytest.fixture
def clock(monotonic: Clock) -> SessionClock:
    return SessionClock(monotonic)


def test_before_it_knows_the_pbx_it_is_this_computers_clock(
    monotonic: Clock, clock: SessionClock
) -> None:
    now = clock.now()
    assert abs(now - time.time()) < 1
    monotonic.now += 5
    assert clock.now() == pytest.approx(now + 5)
    assert clock.from_pbx(now - 3) == pytest.approx(now - 3)
    assert clock.from_pbx(now + 99) == clock.now()


@pytest.mark.parametrize("ahead", [-HOUR_S, 0.0, HOUR_S])
def test_it_takes_the_pbxs_time_at_first(
    monotonic: Clock, clock: SessionClock, ahead: float
) -> None:
    sent = clock.now()
    monotonic.now += 0.5
    received = clock.now()
    pbx = sent + 0.25 + ahead
    clock.observe(pbx, sent, received)
    assert clock.now() == pytest.approx(pbx + 0.25)
    monotonic.now += 10
    assert clock.now() == pytest.approx(pbx + 10.25)
    assert clock.from_pbx(pbx + 4) == pytest.approx(pbx + 4)


@pytest.mark.parametrize("jump", [-HOUR_S, HOUR_S])
def test_a_pbx_whose_clock_is_set_is_translated(
    monotonic: Clock, clock: SessionClock, jump: float
) -> None:
    clock.observe(5000.0, clock.now(), clock.now())
    monotonic.now += 100
    assert clock.now() == pytest.approx(5100.0)
    clock.observe(5100.0 + jump, clock.now(), clock.now())
    assert clock.now() == pytest.approx(5100.0)
    monotonic.now += 7
    assert clock.from_pbx(5103.0 + jump) == pytest.approx(5103.0)
    assert clock.from_pbx(9999.0 + jump) == clock.now() == pytest.approx(5107.0)
    clock.observe(5107.0, clock.now(), clock.now())  # and back
    assert clock.now() == pytest.approx(5107.0)
    assert clock.from_pbx(5103.0) == pytest.approx(5103.0)


@pytest.mark.parametrize("pbx_time", [math.nan, math.inf, -math.inf, 1e18, -1e18])
def test_what_is_no_time_is_not_learnt(clock: SessionClock, pbx_time: float) -> None:
    clock.observe(pbx_time, clock.now(), clock.now())
    assert datetime.fromtimestamp(clock.now(), UTC).year < 2500
    assert math.isfinite(clock.from_pbx(pbx_time))
