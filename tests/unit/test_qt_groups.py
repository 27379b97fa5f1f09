"""The working copy of the pickup groups, its models, and the words for a change."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from client.admin import office as edit
from client.admin.office import Endpoint, Office
from client.calls.events import Party
from client.calls.numbering import NumberRange
from client.errors import InvalidNumbering
from client.qt.groups.change_text import changes
from client.qt.groups.edited_office import EditedOffice
from client.qt.groups.groups_model import Column, GroupsModel
from client.qt.groups.matrix_model import MatrixModel
from client.qt.groups.members_model import MembersModel
from client.qt.groups.memberships import Column as Tick
from client.qt.groups.rows_model import RowsModel
from client.qt.groups.user_groups_model import UserGroupsModel
from client.qt.groups.users_model import UserColumn, UsersModel
from client.qt.looks import look

CHECK = Qt.ItemDataRole.CheckStateRole


def user(number: str, name: str, *groups: str, editable: bool = True) -> Endpoint:
    ticks = frozenset(groups)
    return Endpoint(number, Party(number, name), ticks, ticks, editable)


OFFICE = Office(
    names={"501": "Support", "502": "Sales"},
    endpoints={
        one.id: one
        for one in (
            user("101", "Anna", "501"),
            user("102", "Marco", "501", "sales"),
            user("103", "Giulia", "501", "502"),
            user("104", "Fax", "502", editable=False),
            user("105", "Luca"),
            Endpoint("desk-106", Party("106", "Paweł")),
        )
    },
    numbers=NumberRange("5XX"),
)


@pytest.fixture
def edited(qapp: QObject) -> EditedOffice:
    assert qapp
    edited = EditedOffice()
    edited.load(OFFICE)
    return edited


def test_a_sentence_that_begins_with_a_hebrew_name_is_written_from_the_left(
    edited: EditedOffice,
) -> None:
    """A line has the direction of its first letter that is not set apart."""
    name = "שירות"
    after = edit.put_member(edit.rename(OFFICE, "502", name), "501", "105")
    after = replace(after, endpoints={**after.endpoints, "105": user("105", name, "501")})
    matrix = MatrixModel(edited)
    edited.load(OFFICE, after)
    lines = [line for part in changes(OFFICE, after) for line in (part.heading, *part.lines)]
    lines += [matrix.sentence(matrix.index(4, column)) for column in (0, 4)]
    of_hebrew = [line for line in lines if name in line]
    assert len(of_hebrew) == 4
    assert all(re.sub("\u2068.*?\u2069", "", line).isascii() for line in of_hebrew)


def column(model: RowsModel[Any], at: int) -> list[object]:
    return [model.index(row, at).data() for row in range(model.rowCount())]


def tick(model: RowsModel[Any], key: str, at: int, *, on: bool) -> bool:
    state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
    return model.setData(model.index(model.row_of(key), at), state, CHECK)


def ticked(model: RowsModel[Any], key: str, at: int) -> bool:
    return Qt.CheckState(model.index(model.row_of(key), at).data(CHECK)) is Qt.CheckState.Checked


# The working copy


def test_nothing_is_dirty_when_all_is_as_before(edited: EditedOffice) -> None:
    assert not edited.dirty
    edited.change(lambda office: edit.rename(office, "501", "Help"))
    assert edited.dirty
    edited.change(lambda office: edit.rename(office, "501", "Support"))
    assert not edited.dirty
    edited.change(lambda office: edit.add(office, "New"))
    edited.discard()
    assert edited.office is OFFICE


def test_a_change_that_is_refused_changes_nothing(edited: EditedOffice, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(edited.changed), pytest.raises(InvalidNumbering):
        edited.change(lambda office: edit.rename(office, "501", "Sales"))
    assert edited.office is OFFICE


def test_free_numbers(edited: EditedOffice) -> None:
    assert edited.free_numbers()[:3] == ["500", "503", "504"]
    used = user("107", "Sara", "500")
    edited.load(replace(OFFICE, endpoints={**OFFICE.endpoints, used.id: used}, service_code="59"))
    assert edited.free_numbers()[:2] == ["503", "504"]
    assert edited.free_numbers()[-1] == "589"
    edited.load(replace(OFFICE, numbers=None))
    assert edited.free_numbers() == []


def test_of_many_free_numbers_the_first_are_offered(edited: EditedOffice) -> None:
    edited.load(replace(OFFICE, numbers=NumberRange("XXXXXX")))
    assert len(edited.free_numbers()) == 500


# Rows


class Texts(RowsModel[str]):
    """A row is a text, known by its first two letters."""

    def __init__(self) -> None:
        super().__init__(EditedOffice())

    def _columns(self) -> tuple[str, ...]:
        return "one", "two"

    def _key(self, row: str) -> str:
        return row[:2]

    def cell(self, row: str, column: int, role: int) -> object:
        return row[column] if role == Qt.ItemDataRole.DisplayRole else None


@pytest.fixture
def rows(qapp: QObject) -> Iterator[RowsModel[str]]:
    assert qapp
    model = Texts()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield model
    assert tester


def test_rows_change_in_whatever_order(rows: RowsModel[str]) -> None:
    rng = random.Random(3)
    seen: list[str] = []
    rows.dataChanged.connect(lambda first, last: seen.append(f"{first.row()}-{last.row()}"))
    for _ in range(300):
        wanted = sorted(
            {f"{rng.randrange(20):02}{rng.choice('ab')}" for _ in range(rng.randrange(12))}
        )
        unique = list({row[:2]: row for row in wanted}.values())
        rows.show_rows(unique)
        assert [rows.row(at) for at in range(rows.rowCount())] == unique
        assert all(rows.row_of(row[:2]) == at for at, row in enumerate(unique))
        assert rows.row_of("zz") == -1
    assert seen


def test_rows_that_stay_are_not_touched(rows: RowsModel[str], qtbot: QtBot) -> None:
    rows.show_rows(["01a", "02a", "04a"])
    with qtbot.waitSignal(
        rows.rowsInserted, check_params_cb=lambda _, first, last: first == last == 2
    ):
        rows.show_rows(["01a", "02a", "03a", "04a"])
    with qtbot.waitSignal(
        rows.rowsRemoved, check_params_cb=lambda _, first, last: first == last == 0
    ):
        rows.show_rows(["02a", "03a", "04a"])
    with (
        qtbot.assertNotEmitted(rows.rowsRemoved),
        qtbot.assertNotEmitted(rows.rowsInserted),
        qtbot.waitSignal(rows.dataChanged, check_params_cb=lambda first, *_: first.row() == 1),
    ):
        rows.show_rows(["02a", "03b", "04a"])


# The models


def spoken(model: RowsModel[Any]) -> list[str]:
    """What a screen reader says of the first row, cell by cell."""
    role = Qt.ItemDataRole.AccessibleTextRole
    cells = [model.index(0, at) for at in range(model.columnCount())]
    return [cell.data(role) or cell.data() for cell in cells]


def test_groups(edited: EditedOffice, qtmodeltester: ModelTester) -> None:
    model = GroupsModel(edited)
    model.refresh()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    assert column(model, Column.NUMBER) == ["501", "502"]
    assert column(model, Column.MEMBERS) == ["3: Anna, Marco, Giulia", "2: Giulia, Fax"]
    assert spoken(model) == ["501 Support, members: 3", " ", " "]
    for text, found in (
        ("sal", ["502"]),
        ("anna", ["501"]),
        ("50 giu", ["501", "502"]),
        ("zzz", []),
    ):
        model.search(text)
        assert column(model, Column.NUMBER) == found
    model.search("")
    edited.change(lambda office: edit.renumber(office, "501", "509"))
    assert column(model, Column.NUMBER) == ["502", "509"]


def test_members(edited: EditedOffice, qtmodeltester: ModelTester) -> None:
    model, columns = MembersModel(edited), Tick
    model.show_group("502")
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    assert column(model, columns.NAME) == [
        "Giulia",
        "Fax · kept elsewhere than in pjsip.conf; change it there",
    ]
    assert not tick(model, "104", columns.IS_PICKED_UP, on=False)
    model.remove("104")
    assert not edited.dirty

    assert tick(model, "103", columns.IS_PICKED_UP, on=False)
    assert not ticked(model, "103", columns.IS_PICKED_UP)
    assert ticked(model, "103", columns.MAY_PICK_UP)
    assert edited.office.endpoints["103"].call_groups == {"501"}
    # The last tick: no member any more, but still in sight to be ticked again.
    assert tick(model, "103", columns.MAY_PICK_UP, on=False)
    assert model.index(0, columns.NAME).data() == "Giulia · no longer a member"
    assert "502" not in edited.office.endpoints["103"].groups
    assert tick(model, "103", columns.MAY_PICK_UP, on=True)
    assert edited.office.endpoints["103"].pickup_groups == {"501", "502"}
    model.remove("103")
    assert column(model, columns.NUMBER) == ["104"]
    model.show_group("501")
    model.search("mar")
    assert column(model, columns.NAME) == ["Marco"]
    spoken = model.index(0, columns.REMOVE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Remove Marco"


def test_phones_without_a_name(edited: EditedOffice) -> None:
    """The column of extensions has no room for an id that is no number."""
    phones = {one: Endpoint(one, Party(one), frozenset({"501"})) for one in ("105", "desk-106")}
    edited.load(replace(OFFICE, endpoints=phones))
    members = MembersModel(edited)
    members.show_group("501")
    name = Tick.NAME
    assert column(members, Tick.NUMBER) == ["105", ""]
    assert column(members, name) == ["", "desk-106"]
    members.setData(members.index(0, Tick.IS_PICKED_UP), 0, CHECK)
    assert column(members, name)[0] == "no longer a member"


def test_users_and_their_groups(edited: EditedOffice, qtmodeltester: ModelTester) -> None:
    users, groups = UsersModel(edited), UserGroupsModel(edited)
    users.refresh()
    groups.show_user("105")
    qtmodeltester.check(users)  # type: ignore[no-untyped-call]
    qtmodeltester.check(groups)  # type: ignore[no-untyped-call]
    assert spoken(users) == ["101 Anna", " ", "501 Support"]
    assert column(users, UserColumn.NAME)[-2:] == ["Luca", "Paweł (desk-106)"]
    assert column(users, UserColumn.GROUPS)[1:3] == ["501 Support", "501 Support, 502 Sales"]
    users.search("sales")
    assert column(users, UserColumn.EXTENSION) == ["103", "104"]
    assert tick(groups, "502", 3, on=True)
    assert edited.office.endpoints["105"].pickup_groups == {"502"}
    assert edited.office.endpoints["105"].call_groups == frozenset()
    assert column(users, UserColumn.EXTENSION) == ["103", "104", "105"]
    groups.show_user("104")
    assert not tick(groups, "501", 2, on=True)
    assert ticked(groups, "502", 2)


def test_the_matrix(edited: EditedOffice, qtmodeltester: ModelTester) -> None:
    model = MatrixModel(edited)
    model.refresh()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]

    def row(at: int) -> str:
        return "".join(model.index(at, to).data() or "." for to in range(model.columnCount()))

    def spoken(at: int, to: int) -> object:
        return model.index(at, to).data(Qt.ItemDataRole.AccessibleTextRole)

    assert [row(at) for at in range(6)] == [
        ".●●...",
        "●.●...",
        "●●.●..",
        "..●...",
        "......",
        "......",
    ]
    edited.change(lambda office: edit.put_member(office, "502", "105", is_picked_up=False))
    edited.change(
        lambda office: edit.put_member(office, "501", "101", is_picked_up=False, may_pick_up=False)
    )
    assert row(4) == "..++.."
    assert row(1) == "−.●..."  # noqa: RUF001
    assert spoken(4, 2) == (
        "105 Luca will be able to take the calls of 103 Giulia, through 502 Sales."
    )
    assert spoken(1, 0) == ("102 Marco will no longer take the calls of 101 Anna.")
    assert spoken(1, 2) == ("102 Marco may take the calls of 103 Giulia, through 501 Support.")
    assert spoken(5, 2) == ("106 Paweł (desk-106) may not take the calls of 103 Giulia.")
    inks = [
        model.index(*at).data(Qt.ItemDataRole.ForegroundRole) for at in ((4, 2), (1, 0), (1, 2))
    ]
    palette = QGuiApplication.palette()
    assert inks == [look.ink(look.GOOD, palette), look.ink(look.BAD, palette), None]
    model.search(" anna ", " marco ")
    assert (model.rowCount(), model.columnCount()) == (1, 1)
    assert model.headerData(0, Qt.Orientation.Vertical) == "101 Anna"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "102"


def test_a_name_is_no_mark_up_in_a_tooltip(edited: EditedOffice) -> None:
    named = replace(OFFICE.endpoints["101"], desk=Party("101", "<b>x"))
    edited.load(replace(OFFICE, endpoints={"101": named, "102": OFFICE.endpoints["102"]}))
    model = MatrixModel(edited)
    model.refresh()
    assert "&lt;b&gt;x" in model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    rows = UsersModel(edited)
    rows.refresh()
    told = [rows.index(0, column).data(Qt.ItemDataRole.ToolTipRole) for column in UserColumn]
    assert ["&lt;b&gt;x" in text for text in told] == [False, True, False]


# The words


def words(after: Office, before: Office = OFFICE) -> list[str]:
    return [line for one in changes(before, after) for line in (f"{one.heading}:", *one.lines)]


def test_nothing_to_say(qapp: QObject) -> None:
    assert qapp
    assert words(OFFICE) == []


def test_numbers_in_words() -> None:
    office = edit.set_service_code(edit.set_range(OFFICE, "50X"), "*8")
    assert words(office) == [
        "Numbers:",
        "The service code ** becomes *8.",
        "The numbers for groups, 5XX, become 50X.",
    ]
    fresh = replace(OFFICE, numbers=None, names={})
    assert words(replace(fresh, numbers=NumberRange("5XX")), fresh) == [
        "Numbers:",
        "Groups may have the numbers 5XX.",
    ]
    assert words(fresh, replace(fresh, numbers=NumberRange("5XX")))[1] == (
        "The numbers for groups, 5XX, become none."
    )


def test_a_group_that_moves_is_told_once() -> None:
    office = edit.renumber(OFFICE, "501", "510")
    office = edit.put_member(office, "510", "105", is_picked_up=False)
    assert words(office) == [
        "Groups:",
        "501 Support gets the number 510.",
        "Members of 510 Support:",
        "105 Luca joins: may pick up, is not picked up.",
    ]


def test_a_removed_group_does_not_name_each_member() -> None:
    assert words(edit.remove(OFFICE, "501")) == [
        "Groups:",
        "501 Support is removed. Its members leave it.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ((0, 0), (1, 1), "joins: is picked up and may pick up."),
        ((0, 0), (1, 0), "joins: is picked up, may not pick up."),
        ((0, 0), (0, 1), "joins: may pick up, is not picked up."),
        ((1, 1), (1, 0), "is picked up, may no longer pick up."),
        ((1, 1), (0, 1), "may pick up, is no longer picked up."),
        ((1, 1), (0, 0), "leaves."),
        ((1, 0), (1, 1), "is picked up and may pick up."),
        ((0, 1), (1, 1), "is picked up and may pick up."),
        ((1, 0), (0, 1), "may pick up, is no longer picked up."),
        ((0, 1), (1, 0), "is picked up, may no longer pick up."),
    ],
)
def test_ticks_in_words(old: tuple[int, int], new: tuple[int, int], said: str) -> None:
    def with_ticks(ticks: tuple[int, int]) -> Office:
        return edit.put_member(
            OFFICE, "501", "105", is_picked_up=bool(ticks[0]), may_pick_up=bool(ticks[1])
        )

    assert words(with_ticks(new), with_ticks(old)) == [
        "Members of 501 Support:",
        f"105 Luca {said}",
    ]
