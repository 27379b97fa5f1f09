"""The rows that the window shows: order, filter, after-glow, hold, clocks."""

import random
import sys
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from client.alerts.ways import Level
from client.calls.call import Added, Call, CallId, Change, End, Leg, Removed, Updated
from client.calls.events import EndReason, GroupId, LegState, Party
from client.calls.groups import PickupGroup
from client.config.preferences import AlertPreferences
from client.qt.calls.call_cells import Column
from client.qt.calls.ringing_calls_model import GLOW_S, RingingCallsModel
from tests.unit.clock import Clock

SUPPORT, SALES = GroupId("501"), GroupId("502")
GROUPS = (PickupGroup(SUPPORT, "Support"), PickupGroup(SALES, "Sales"))
ME = Party("101", "Desk 101")


def leg(serial: int, desk: str = "103", group: GroupId = SUPPORT, name: str = "Caller") -> Leg:
    return Leg(
        uniqueid=f"leg-{serial}",
        endpoint=desk,
        desk=Party(desk, f"Desk {desk}"),
        caller=Party(f"04555512{serial:02}", name),
        groups=frozenset([group]),
        state=LegState.RINGING,
        rank=(1000.0, serial),
    )


def call(serial: int, *legs: Leg, group: GroupId = SUPPORT, name: str = "Caller") -> Call:
    own = legs or (leg(serial, group=group, name=name),)
    return Call(CallId("pbx1", str(serial)), own, "", since=1000.0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def model(qapp: object, clock: Clock) -> Iterator[RingingCallsModel]:
    assert qapp
    model = RingingCallsModel(clock)
    model.set_agent(ME, GROUPS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield model
    del tester


def shown(model: RingingCallsModel) -> list[str]:
    return [
        model.row(at).call.id.id + ("" if model.row(at).rings else " gone")
        for at in range(model.rowCount())
    ]


def text(model: RingingCallsModel, row: int, column: Column) -> str:
    return str(model.index(row, column).data())


def said(model: RingingCallsModel, row: int, column: Column) -> str:
    return str(model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole))


def taken(which: Call, by: Party | None = None) -> Removed:
    return Removed(which, EndReason.PICKED_UP, by or Party("204", "Desk 204"))


def test_newest_first_and_one_row_operation_each(model: RingingCallsModel) -> None:
    operations: list[str] = []
    model.rowsInserted.connect(lambda *_: operations.append("insert"))
    model.rowsRemoved.connect(lambda *_: operations.append("remove"))
    model.rowsMoved.connect(lambda *_: operations.append("move"))
    model.dataChanged.connect(
        lambda first, last: operations.append(f"change {first.column()} to {last.column()}")
    )
    model.modelReset.connect(lambda: operations.append("reset"))
    model.apply([Added(call(1)), Added(call(3)), Added(call(2))])
    assert shown(model) == ["3", "2", "1"]
    model.apply([Updated(call(2, name="Anna"))])
    model.apply([Removed(call(3), EndReason.CALLER_GAVE_UP, None)])
    model.set_group(None)
    assert shown(model) == ["2", "1"]
    assert [bool(model.call_at(row)) for row in (-1, 0, 1, 2)] == [False, True, True, False]
    assert operations == ["insert"] * 3 + ["change 0 to 4", "remove"]


def test_the_second_counts_before_the_number(model: RingingCallsModel) -> None:
    """A PBX that has started again numbers its channels anew."""
    model.apply([Added(call(9)), Added(call(1, replace(leg(1), rank=(1001.0, 1))))])
    assert shown(model) == ["1", "9"]


def test_a_later_leg_moves_the_call_up(model: RingingCallsModel) -> None:
    model.apply([Added(call(1)), Added(call(2))])
    assert shown(model) == ["2", "1"]
    model.apply([Updated(call(1, leg(9, "104"), leg(1)))])
    assert shown(model) == ["1", "2"]
    assert text(model, 0, Column.RINGS_AT) == "104 Desk 104 +1"


@pytest.mark.usefixtures("english")
def test_texts_of_a_row(model: RingingCallsModel, clock: Clock) -> None:
    first = replace(call(1, name="First Caller"), queue="sales")
    model.apply([Added(first)])
    clock.now += 7.4
    assert [text(model, 0, column) for column in Column] == [
        "First Caller  045 555 1201",
        "103 Desk 103",
        "Support · queue sales",
        "0:07",
        "Pick up",
    ]
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "First Caller, 045 555 1201, rings at 103 Desk 103, Support, queue sales, 7 seconds"
    )
    others = [said(model, 0, column) for column in list(Column)[1:]]
    assert others == [" ", " ", " ", "Pick up"]  # a reader says all cells of a row


@pytest.mark.usefixtures("english")
def test_the_titles_of_the_columns(model: RingingCallsModel) -> None:
    """The buttons need none, but to a reader a column without one is no column."""
    across, spoken = Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
    titles = [model.headerData(column, across) for column in Column]
    assert titles == ["Caller", "Rings at", "Group", "Wait", ""]
    assert [model.headerData(column, across, spoken) for column in Column][-2:] == [None, "Pick up"]
    assert model.headerData(9, Qt.Orientation.Vertical) is None
    model.apply([Added(call(1))])
    roles = [model.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole) for column in Column]
    assert roles == [None] * 3 + [Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, None]


@pytest.mark.usefixtures("english")
def test_of_many_groups_a_reader_says_some(model: RingingCallsModel) -> None:
    """Who listens waits for the end of the sentence, which says for how long it rings."""
    many = [GroupId(str(number)) for number in range(500, 530)]
    model.set_agent(ME, [PickupGroup(group, f"Group {group.number}") for group in many])
    model.apply([Added(call(1, replace(leg(1), groups=frozenset(many))))])
    assert "Group 500, Group 501, Group 502, and 27 more, 0 seconds" in said(
        model, 0, Column.CALLER
    )


def test_what_a_cell_has_no_room_for(model: RingingCallsModel) -> None:
    def tips() -> list[str]:
        return [model.index(0, column).data(Qt.ItemDataRole.ToolTipRole) for column in Column]

    model.apply([Added(call(1, leg(1), leg(2, "104")))])
    assert "Support" in tips()[Column.GROUP]
    assert (tips()[Column.WAIT], tips()[Column.PICK_UP]) == ("", "")
    model.apply([taken(call(1, leg(1), leg(2, "104")))])
    for told in ("taken by 204 Desk 204", "103 Desk 103", "104 Desk 104"):
        assert told in tips()[Column.RINGS_AT]


@pytest.mark.usefixtures("english")
def test_two_phones_of_one_desk_are_one_place(model: RingingCallsModel) -> None:
    model.apply([Added(call(1, leg(2), leg(1)))])
    assert text(model, 0, Column.RINGS_AT) == "103 Desk 103"
    assert "rings at 103 Desk 103, Support" in said(model, 0, Column.CALLER)
    tip = model.index(0, Column.RINGS_AT).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.count("103 Desk 103") == 1


@pytest.mark.usefixtures("english")
def test_what_is_said_of_a_row(model: RingingCallsModel, clock: Clock) -> None:
    model.apply([Added(call(1, leg(3, "104"), leg(2, "102"), leg(1)))])
    assert said(model, 0, Column.CALLER).endswith(
        "rings at 104 Desk 104 and 2 more phones, Support, 0 seconds"
    )
    for seconds, words in (
        (1, "1 second"),
        (60, "1 minute"),
        (125, "2 minutes 5 seconds"),
        (3600, "1 hour"),
        (7384, "2 hours 3 minutes 4 seconds"),
    ):
        clock.now = 1000.5 + seconds
        assert said(model, 0, Column.CALLER).endswith(f", Support, {words}")
    model.apply([taken(call(1))])
    assert said(model, 0, Column.CALLER) == "Caller, 045 555 1201, taken by 204 Desk 204"
    assert not said(model, 0, Column.PICK_UP).strip()


def test_a_strangers_text_stays_text(model: RingingCallsModel) -> None:
    nasty = "<b>Bob</b>\r\n\u202eevil\x07 & Co"
    model.apply([Added(call(1, name=nasty))])
    assert text(model, 0, Column.CALLER) == "<b>Bob</b> evil & Co  045 555 1201"
    hint = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;Bob&lt;/b&gt; evil &amp; Co" in hint
    assert len(text(model, 0, Column.CALLER)) < 250


def test_an_endless_name_is_cut(model: RingingCallsModel) -> None:
    model.apply([Added(call(1, name="x" * 100_000))])
    assert len(text(model, 0, Column.CALLER)) < 250


def test_a_caller_without_name_or_number(model: RingingCallsModel) -> None:
    silent = replace(leg(1), caller=Party())
    only_number = replace(leg(2), caller=Party("0455551202"))
    model.apply([Added(call(1, silent)), Added(call(2, only_number))])
    assert text(model, 0, Column.CALLER) == "045 555 1202"
    assert text(model, 1, Column.CALLER) == "Unknown caller"


def test_filter_by_group(model: RingingCallsModel) -> None:
    both = call(3, leg(9, "102", SALES), leg(3, "103", SUPPORT))
    model.apply([Added(call(1)), Added(call(2, group=SALES)), Added(both)])
    assert (model.count(), model.count(SUPPORT), model.count(SALES)) == (3, 2, 2)
    model.set_group(SUPPORT)
    assert shown(model) == ["3", "1"]
    # The phone of the chosen group is named, and its age counts.
    assert text(model, 0, Column.RINGS_AT) == "103 Desk 103 +1"
    model.apply([Added(call(4)), Added(call(5, group=SALES))])
    assert shown(model) == ["4", "3", "1"]
    newest = model.newest()
    assert newest
    assert newest.id.id == "4"
    model.apply([Removed(call(5, group=SALES), EndReason.ENDED, None)])
    model.apply([Updated(replace(call(4, group=SALES)))])
    assert shown(model) == ["3", "1"]
    model.set_group(None)
    assert shown(model) == ["3", "4", "2", "1"]
    assert (model.count(), model.count(SUPPORT), model.count(SALES)) == (4, 2, 3)


def test_another_session_starts_anew(model: RingingCallsModel, clock: Clock) -> None:
    model.apply([Added(call(1)), Added(call(2, group=SALES))])
    model.set_frozen(1.0)
    resets: list[list[str]] = []
    model.modelReset.connect(lambda: resets.append(shown(model)))
    model.start([call(3)], clock)
    assert resets == [["3"]]
    assert (model.count(), model.count(SUPPORT), model.count(SALES)) == (1, 1, 0)
    assert model.now() == clock.now


def test_the_desks_that_ring(model: RingingCallsModel) -> None:
    model.apply([Added(call(1)), Added(call(2, leg(4, "104"), leg(3, ""), leg(2, "102")))])
    assert [desk.number for desk in model.phones()] == ["102", "103", "104"]


def test_after_glow_tells_who_took_it(model: RingingCallsModel, clock: Clock) -> None:
    model.apply([Added(call(1)), Added(call(2)), taken(call(2))])
    assert shown(model) == ["2 gone", "1"]
    assert text(model, 0, Column.RINGS_AT) == "taken by 204 Desk 204"
    assert text(model, 0, Column.PICK_UP) == ""
    assert model.call_at(0) is None
    newest = model.newest()
    assert newest
    assert newest.id.id == "1"
    assert model.next_change(0, 0) == pytest.approx(GLOW_S)
    clock.now += GLOW_S - 0.1
    model.expire()
    assert shown(model) == ["2 gone", "1"]
    assert [text(model, row, Column.WAIT) for row in (0, 1)] == ["0:00", "0:04"]
    clock.now += 0.2
    model.expire()
    assert shown(model) == ["1"]


def test_somebody_else_has_it_after_all(model: RingingCallsModel) -> None:
    model.apply([Added(call(1)), Removed(call(1), EndReason.ANSWERED, Party("103", "Desk 103"))])
    assert model.row(0).note == "answered by 103 Desk 103"
    model.apply([taken(call(1))])
    assert model.row(0).note == "taken by 204 Desk 204"


def test_who_took_it_is_told_in_one_group_too(model: RingingCallsModel) -> None:
    """The phone of the shown group is taken; one of another group is still being told to stop."""
    at_sales = leg(9, "104", SALES)
    model.apply([Added(call(1, at_sales, leg(1))), Added(call(2, group=SALES))])
    model.set_group(SALES)
    rest = call(1, leg(1))
    model.apply([Updated(rest, End(EndReason.PICKED_UP, Party("204", "Desk 204")))])
    assert shown(model) == ["1 gone", "2"]
    model.apply([Updated(rest), Updated(rest, End(EndReason.PICKED_UP, ME)), taken(rest, ME)])
    assert shown(model) == ["1 gone", "2"]
    assert text(model, 0, Column.RINGS_AT) == "taken by 204 Desk 204"
    assert text(model, 0, Column.GROUP) == "Support, Sales"
    assert (model.count(), model.count(SALES)) == (1, 1)


@pytest.mark.parametrize("end", [None, End(EndReason.PICKED_UP, ME)])
def test_what_i_took_or_what_rings_on_elsewhere_leaves_its_group_at_once(
    model: RingingCallsModel, end: End | None
) -> None:
    model.apply([Added(call(1, leg(9, "104", SALES), leg(1)))])
    model.set_group(SALES)
    model.apply([Updated(call(1, leg(1)), end)])
    assert shown(model) == []


def test_a_call_stays_in_a_group_where_phones_are_still_cancelled(
    model: RingingCallsModel,
) -> None:
    model.apply([Added(call(1, leg(9, "104", SALES), leg(1)))])
    model.set_group(SUPPORT)
    rest = call(1, leg(1))
    model.apply([Updated(rest, End(EndReason.PICKED_UP, Party("204", "Desk 204")))])
    assert shown(model) == ["1"]
    model.apply([taken(rest)])
    assert shown(model) == ["1 gone"]


@pytest.mark.parametrize(
    ("end", "stays"),
    [
        (Removed(call(1), EndReason.ANSWERED, Party("103", "Desk 103")), True),
        (Removed(call(1), EndReason.ANSWERED, None), True),
        (Removed(call(1), EndReason.PICKED_UP, ME), False),
        (Removed(call(1), EndReason.ANSWERED, ME), False),
        (Removed(call(1), EndReason.CALLER_GAVE_UP, None), False),
        (Removed(call(1), EndReason.NO_ANSWER, None), False),
        (Removed(call(1), EndReason.FORWARDED, None), False),
    ],
)
def test_what_glows(model: RingingCallsModel, end: Removed, stays: bool) -> None:  # noqa: FBT001
    model.apply([Added(call(1)), end])
    assert shown(model) == (["1 gone"] if stays else [])


def test_a_call_that_rings_again_is_alive_again(model: RingingCallsModel) -> None:
    model.apply([Added(call(1)), Added(call(2)), taken(call(1))])
    model.apply([Added(call(1, leg(8)))])
    assert shown(model) == ["1", "2"]
    assert text(model, 0, Column.RINGS_AT) == "103 Desk 103"


def test_hold_keeps_every_row_in_its_place(model: RingingCallsModel) -> None:
    model.apply([Added(call(1)), Added(call(2)), Added(call(3))])
    model.hold(1)
    model.apply(
        [
            Added(call(4)),
            Removed(call(2), EndReason.CALLER_GAVE_UP, None),
            Updated(call(1, leg(9), leg(1))),
        ]
    )
    assert shown(model) == ["3", "2 gone", "1", "4"]
    assert text(model, 1, Column.RINGS_AT) == "caller gave up"
    newest = model.newest()
    assert newest
    assert newest.id.id == "1"
    model.expire()
    assert shown(model) == ["3", "2 gone", "1", "4"]
    assert model.next_change(0, -1) is None
    released: list[bool] = []
    model.released.connect(lambda: released.append(model.held))
    model.release()
    model.release()
    assert shown(model) == ["1", "4", "3"]
    assert released == [False]


def test_what_i_took_stays_a_placeholder_under_the_pointer(model: RingingCallsModel) -> None:
    model.apply([Added(call(1)), Added(call(2))])
    model.hold(0)
    model.apply([taken(call(2), ME)])
    assert shown(model) == ["2 gone", "1"]
    assert text(model, 0, Column.RINGS_AT) == "taken by you"
    model.release()
    assert shown(model) == ["1"]


def test_a_pointer_left_on_the_list_does_not_let_it_grow(
    model: RingingCallsModel, clock: Clock
) -> None:
    model.apply([Added(call(1)), Added(call(2))])
    model.hold(0)
    for serial in range(3, 60):
        model.apply([Added(call(serial))])
        model.apply([Removed(call(serial), EndReason.CALLER_GAVE_UP, None)])
        clock.now += GLOW_S + 1
    assert shown(model) == ["2", "1", "59 gone"]


def test_the_pointers_own_row_is_never_replaced(model: RingingCallsModel, clock: Clock) -> None:
    model.apply([Added(call(1)), Added(call(2))])
    model.hold(0)
    model.apply([taken(call(2)), taken(call(1)), Added(call(3))])
    assert shown(model) == ["2 gone", "1 gone", "3"]
    clock.now += GLOW_S + 1
    model.apply([Added(call(4))])
    assert shown(model) == ["2 gone", "4", "3"]


def test_persistent_indexes_follow_their_calls(model: RingingCallsModel) -> None:
    model.apply([Added(call(serial)) for serial in range(1, 6)])
    kept = {
        serial: QPersistentModelIndex(model.index(model.row_of(CallId("pbx1", str(serial))), 1))
        for serial in range(1, 6)
    }
    model.hold(0)
    model.apply([Updated(call(1, leg(90))), Updated(call(3, leg(80))), Added(call(70))])
    model.release()
    model.apply([Updated(call(5, leg(100)))])
    assert shown(model) == ["5", "1", "3", "70", "4", "2"]
    for serial, index in kept.items():
        assert model.row(index.row()).call.id.id == str(serial)
        assert index.column() == 1


def test_only_clocks_that_changed_are_repainted(model: RingingCallsModel, clock: Clock) -> None:
    model.apply([Added(call(1)), Added(replace(call(2), since=1000.5)), Added(call(3))])
    model.tick(0, 2)
    painted: list[tuple[int, int]] = []

    def paints(first: QModelIndex, last: QModelIndex, roles: list[int]) -> None:
        assert roles == [Qt.ItemDataRole.DisplayRole]
        painted.extend((row, first.column()) for row in range(first.row(), last.row() + 1))

    model.dataChanged.connect(paints)
    clock.now += 1.1
    model.tick(0, 2)
    assert painted == [(0, Column.WAIT), (2, Column.WAIT)]
    painted.clear()
    clock.now += 0.5
    model.tick(0, 1)
    assert painted == [(1, Column.WAIT)]
    assert model.next_change(0, 2) == pytest.approx(0.4)
    assert model.next_change(1, 1) == pytest.approx(0.9)


def test_a_column_is_repainted_when_something_else_is_known_for_it(
    model: RingingCallsModel,
) -> None:
    model.apply([Added(call(1)), Added(call(2))])
    painted: list[tuple[int, int, int, int]] = []
    model.dataChanged.connect(
        lambda first, last: painted.append((first.row(), last.row(), first.column(), last.column()))
    )
    model.set_agent(ME, GROUPS)
    model.set_frozen(1000.0)
    model.set_patience(AlertPreferences())
    assert painted == [(0, 1, column, column) for column in (Column.GROUP, *[Column.WAIT] * 2)]


def test_clocks_stand_still_while_frozen(model: RingingCallsModel, clock: Clock) -> None:
    model.apply([Added(call(1))])
    clock.now += 30
    for _ in range(2):  # each time that the link is tried again
        model.set_frozen(1022.0)
        assert text(model, 0, Column.WAIT) == "0:30"
        assert model.next_change(0, 0) is None
        clock.now += 1
    model.set_frozen(None)
    assert text(model, 0, Column.WAIT) == "0:32"
    assert model.next_change(0, 0) == pytest.approx(1.0)


def test_no_call_has_rung_while_the_computer_slept(model: RingingCallsModel, clock: Clock) -> None:
    model.apply([Added(call(1))])
    clock.now += 9 * 3600
    model.set_frozen(1007.0)
    assert text(model, 0, Column.WAIT) == "0:22"


def test_nothing_to_do_when_nothing_rings(model: RingingCallsModel) -> None:
    assert model.next_change(0, -1) is None
    assert model.newest() is None
    assert model.call_at(0) is None
    assert model.row_of(CallId("pbx1", "1")) == -1


def test_is_a_sound_model(model: RingingCallsModel, qtmodeltester: ModelTester) -> None:
    model.apply([Added(call(1)), Added(call(2)), taken(call(1))])
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]


class Reference:
    """What the model must show, by the plainest code: all calls, sorted anew each time."""

    def __init__(self) -> None:
        self.calls: dict[CallId, Call] = {}

    def apply(self, change: Change) -> None:
        if isinstance(change, Removed):
            self.calls.pop(change.call.id, None)
        else:
            self.calls[change.call.id] = change.call

    def shown(self, group: GroupId | None) -> list[str]:
        seen = [one for one in self.calls.values() if one.within(group)]
        seen.sort(key=lambda one: one.within(group)[0].rank, reverse=True)
        return [one.id.id for one in seen]


class Stream:
    """Random changes of at most twenty calls, as a session could tell them."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.reference = Reference()
        self.serial = 0

    def next(self) -> Change:
        known = list(self.reference.calls.values())
        roll = self.dice.random() if len(known) < 20 else 1.0
        change = self._change(known, roll)
        self.reference.apply(change)
        return change

    def _change(self, known: list[Call], roll: float) -> Change:
        self.serial += 1
        if roll < 0.4 or not known:
            return Added(call(self.serial, group=self.dice.choice([SUPPORT, SALES])))
        old = self.dice.choice(known)
        if roll < 0.7:
            more = leg(self.serial, group=self.dice.choice([SUPPORT, SALES]))
            legs = (more, *old.legs) if self.dice.random() < 0.7 else (more,)
            end = self.dice.choice([None, None, End(EndReason.PICKED_UP, ME)])
            return Updated(replace(old, legs=legs[:3]), end)
        by = self.dice.choice([None, ME, Party("204", "Desk 204")])
        return Removed(old, self.dice.choice(list(EndReason)), by)


def fiddle(model: RingingCallsModel, dice: random.Random) -> None:
    """What a user and the clock may do between two changes."""
    roll = dice.random()
    if roll < 0.05:
        model.hold(dice.randrange(-1, 6))
    elif roll < 0.15:
        model.release()
    elif roll < 0.18:
        model.set_group(dice.choice([None, SUPPORT, SALES]))
    elif roll < 0.38:
        model.expire()


@pytest.mark.parametrize("seed", range(8))
def test_random_stream_against_a_plain_list(
    model: RingingCallsModel, clock: Clock, seed: int
) -> None:
    dice = random.Random(seed)
    stream = Stream(dice)
    followed: dict[QPersistentModelIndex, str] = {}
    for _ in range(400):
        clock.now += dice.random()
        model.apply([stream.next()])
        fiddle(model, dice)
        expected = stream.reference.shown(model.group)
        live = [row for row in shown(model) if not row.endswith("gone")]
        assert sorted(live) == sorted(expected)
        newest = model.newest()
        assert (newest.id.id if newest else None) == (expected[0] if expected else None)
        for one in (SUPPORT, SALES):
            assert model.count(one) == len(stream.reference.shown(one))
        for index, call_id in followed.items():
            assert not index.isValid() or model.row(index.row()).call.id.id == call_id
        if model.rowCount() and dice.random() < 0.1:
            at = dice.randrange(model.rowCount())
            followed[QPersistentModelIndex(model.index(at, 0))] = model.row(at).call.id.id
    model.release()
    clock.now += GLOW_S + 1
    model.expire()
    assert shown(model) == stream.reference.shown(model.group)


def test_signals_keep_their_references(qtbot: QtBot, clock: Clock) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one at each emission, and aborts in the end."""
    assert qtbot
    model = RingingCallsModel(clock)
    model.apply([Added(call(1))])
    cell = model.index(0, Column.WAIT)
    before = [sys.getrefcount(one) for one in (True, None, False)]
    for _ in range(5000):
        model.dataChanged.emit(cell, cell, [Qt.ItemDataRole.DisplayRole])
        model.rowCount(QModelIndex())
    after = [sys.getrefcount(one) for one in (True, None, False)]
    assert all(abs(then - now) < 500 for then, now in zip(before, after, strict=True))


def test_how_urgent_a_call_is(model: RingingCallsModel, clock: Clock) -> None:
    model.apply([Added(call(1))])
    levels = []
    for seconds in (19.9, 20, 40):
        clock.now = 1000.0 + seconds
        levels.append(model.level(model.row(0)))
    assert levels == [Level.CALM, Level.AMBER, Level.RED]
    model.set_patience(AlertPreferences(red_s=50))
    assert model.level(model.row(0)) is Level.AMBER
    model.hold(0)
    model.apply([taken(call(1))])
    assert model.level(model.row(0)) is Level.CALM
