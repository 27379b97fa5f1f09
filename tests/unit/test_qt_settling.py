"""Which rows have come to their place only just now: a click there was meant for another."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject

from client.calls.call import Added, Call, CallId, Leg, Removed, Updated
from client.calls.events import EndReason, GroupId, LegState, Party
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.qt.calls.settling import SETTLE_MS, Settling


def call(serial: int, *ranks: int) -> Call:
    """A call; the newer its newest leg the further up it stands."""
    legs = [
        Leg(
            uniqueid=f"leg-{rank}",
            endpoint="103",
            desk=Party("103"),
            caller=Party("0451"),
            groups=frozenset([GroupId("501")]),
            state=LegState.RINGING,
            rank=(1000.0, rank),
        )
        for rank in ranks or (serial,)
    ]
    return Call(CallId("pbx1", str(serial)), tuple(legs), "", since=1000.0)


@pytest.fixture
def model(qapp: object) -> RingingCallsModel:
    """Rows 3, 2 and 1, from the top."""
    assert qapp
    model = RingingCallsModel(lambda: 1000.0)
    model.apply([Added(call(number)) for number in (1, 2, 3)])
    return model


@pytest.fixture
def settled(model: RingingCallsModel, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[bool]]:
    """Whether each of the rows 0 to 3 can be meant; nothing has moved before."""
    parent = QObject()
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    settling = Settling(model, parent)
    return lambda: [settling.settled(row) for row in range(4)] if parent else []


@pytest.mark.parametrize("held", [False, True])
def test_a_row_that_comes_moves_those_below_unless_they_are_held(
    model: RingingCallsModel, settled: Callable[[], list[bool]], *, held: bool
) -> None:
    assert settled() == [True] * 4
    if held:
        model.hold(1)
    model.apply([Added(call(4))])
    assert settled() == ([True, True, True, False] if held else [False] * 4)


def test_a_row_that_goes_lets_those_below_come_up(
    model: RingingCallsModel, settled: Callable[[], list[bool]]
) -> None:
    model.apply([Removed(call(2), EndReason.CALLER_GAVE_UP, None)])
    assert settled() == [True, False, False, False]


def test_a_row_that_goes_as_another_comes_in_its_place_moves_no_other(
    model: RingingCallsModel,
    settled: Callable[[], list[bool]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("client.qt.calls.ringing_calls_model.GLOW_S", 0.0)
    model.hold(2)
    model.apply([Removed(call(3), EndReason.CALLER_GAVE_UP, None), Added(call(4))])
    assert settled() == [False, True, True, True]


def test_a_row_that_moves_up_moves_those_between(
    model: RingingCallsModel, settled: Callable[[], list[bool]]
) -> None:
    model.apply([Updated(call(2, 9, 2))])
    assert settled() == [False, False, True, True]


@pytest.mark.parametrize("what", ["another group", "sorted when the pointer leaves"])
def test_after_that_all_have_moved(
    model: RingingCallsModel, settled: Callable[[], list[bool]], what: str
) -> None:
    if what == "another group":
        model.set_group(GroupId("501"))
    else:
        model.hold(0)
        model.apply([Updated(call(1, 9, 1))])
        assert settled() == [True] * 4
        model.release()
    assert settled() == [False] * 4


def test_what_has_stood_for_long_enough_is_meant(
    model: RingingCallsModel,
    settled: Callable[[], list[bool]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model.apply([Added(call(4))])
    monkeypatch.setattr(time, "monotonic", lambda: SETTLE_MS / 1000 - 0.01)
    assert settled() == [False] * 4
    monkeypatch.setattr(time, "monotonic", lambda: SETTLE_MS / 1000 + 0.01)
    assert settled() == [True] * 4
