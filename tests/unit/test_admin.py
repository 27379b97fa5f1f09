"""Pickup groups as an administrator edits them: the rules, and the steps of a save."""

import csv
import errno
import io
import json
import os
import platform
import re
import resource
import subprocess
import sys
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.admin import import_export
from client.admin import office as edit
from client.admin.history import KEPT, History, Save
from client.admin.office import Endpoint, Groups, Office
from client.admin.plan import applied, from_stored, plan, step_from_json, step_json
from client.admin.save_lock import myself
from client.admin.saving import the_last
from client.calls.events import Party
from client.calls.numbering import NumberRange
from client.cli.arguments import read
from client.errors import (
    ChangedMeanwhile,
    CoversExtensions,
    FileProblem,
    InvalidFile,
    InvalidNumbering,
    NotWritten,
    SaveUnderWay,
)

NUMBERS = NumberRange.parse("50X")


def endpoint(number: str, *groups: str, editable: bool = True) -> Endpoint:
    ticks = frozenset(groups)
    return Endpoint(f"phone-{number}", Party(number, f"Desk {number}"), ticks, ticks, editable)


def office(*endpoints: Endpoint) -> Office:
    return Office(
        names={"501": "Support", "502": "Sales"},
        endpoints={one.id: one for one in endpoints},
        numbers=NUMBERS,
    )


FULL = office(endpoint("101", "501", "sales"), endpoint("102", "501", "502"), endpoint("103"))


def test_a_new_group_gets_the_first_free_number() -> None:
    after = edit.add(FULL, " Süd ")
    assert after.names == {**FULL.names, "500": "Süd"}
    assert edit.add(after, "Süd") is after
    assert edit.add(after, "Nord").names["503"] == "Nord"


def test_a_number_that_cannot_be_is_not_the_first_free_one() -> None:
    phone = replace(endpoint("101"), call_groups=frozenset(["500"]), numeric=frozenset(["503"]))
    assert edit.add(office(phone), "New").names["504"] == "New"


def test_desks_are_in_order_of_their_numbers() -> None:
    desks = [endpoint(number, "501") for number in ("2000", "hall", "201", "atrium", "0101")]
    assert [one.desk.number for one in office(*desks).members("501")] == (
        ["0101", "201", "2000", "atrium", "hall"]
    )


def test_a_full_range_has_no_number() -> None:
    full = replace(FULL, names={number: f"G{number}" for number in NUMBERS})
    with pytest.raises(InvalidNumbering, match="no free number"):
        edit.add(full, "one more")


@pytest.mark.parametrize(
    ("number", "reason"),
    [("501", "taken by Support"), ("601", "not in the range 50X"), ("503", "without a name")],
)
def test_a_number_that_cannot_be(number: str, reason: str) -> None:
    crowded = office(endpoint("101", "503"))
    with pytest.raises(InvalidNumbering, match=reason):
        edit.add(crowded, "New", number)
    with pytest.raises(InvalidNumbering, match=reason if number != "501" else "taken by Support"):
        edit.renumber(crowded, "502", number)


def test_a_numeric_group_keeps_its_number_and_its_name() -> None:
    phone = replace(endpoint("105"), numeric=frozenset(["3", "4"]))
    endpoints = {phone.id: phone}
    values = {"range": "X", "group/3": "Back office", "group/5": "Ours"}
    with pytest.raises(InvalidNumbering, match="by a numeric group"):
        edit.add(from_stored(values, endpoints), "New", "4")
    # In range it is ours, so that nothing vanishes; else it is nobody's business here.
    assert from_stored(values, endpoints).names == {"3": "Back office", "5": "Ours"}
    assert from_stored({**values, "range": "5XX"}, endpoints).names == {"5": "Ours"}
    assert from_stored({"group/3": "Back office"}, endpoints).names == {}


def test_a_group_needs_a_range() -> None:
    for number in (None, "503"):
        with pytest.raises(InvalidNumbering, match="is not set; first say which"):
            edit.add(Office(), "New", number)
    with pytest.raises(InvalidNumbering, match="is not set; first say which"):
        edit.renumber(replace(FULL, numbers=None), "501", "503")


def test_rename() -> None:
    assert edit.rename(FULL, "501", "SUPPORT").names["501"] == "SUPPORT"
    with pytest.raises(InvalidNumbering, match="'Sales' is taken"):
        edit.rename(FULL, "501", "sales")
    told = pytest.raises(InvalidNumbering, match="509 does not exist; these do: 501, 502")
    with told:
        edit.rename(FULL, "509", "New")
    with told:
        edit.renumber(FULL, "509", "508")
    with told:
        edit.put_member(FULL, "509", "101")


def test_renumber_takes_the_members_along_and_leaves_other_groups() -> None:
    before = edit.put_member(FULL, "501", "103", may_pick_up=False)
    after = edit.renumber(before, "501", "505")
    assert after.names == {"505": "Support", "502": "Sales"}
    assert after.endpoints["phone-101"].call_groups == {"505", "sales"}
    assert after.endpoints["phone-102"].pickup_groups == {"502", "505"}
    one_tick = after.endpoints["phone-103"]
    assert one_tick.call_groups == {"505"}
    assert not one_tick.pickup_groups
    assert edit.renumber(FULL, "501", "501") is FULL


def test_remove_leaves_groups_that_are_not_ours() -> None:
    after = edit.remove(FULL, "501")
    assert after.names == {"502": "Sales"}
    assert after.endpoints["phone-101"].groups == {"sales"}
    assert edit.remove(after, "501") is after


def test_members() -> None:
    after = edit.put_member(FULL, "502", "103", is_picked_up=False)
    assert [one.desk.number for one in after.members("502")] == ["102", "103"]
    assert after.endpoints["phone-103"].call_groups == frozenset()
    assert after.endpoints["phone-103"].pickup_groups == {"502"}
    assert edit.put_member(after, "502", "phone-103", is_picked_up=False) == after
    gone = edit.put_member(after, "502", "103", is_picked_up=False, may_pick_up=False)
    assert gone == FULL


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("999", "does not exist"),
        ("104", "one of several: phone-104, two"),
        ("105", "kept elsewhere"),
    ],
)
def test_who_cannot_be_a_member(who: str, reason: str) -> None:
    twin = replace(endpoint("104"), id="two")
    crowd = office(endpoint("104"), twin, endpoint("105", editable=False))
    with pytest.raises(InvalidNumbering, match=reason):
        edit.put_member(crowd, "501", who)


def test_a_group_with_a_member_out_of_our_hands_stays() -> None:
    held = office(endpoint("105", "501", editable=False))
    with pytest.raises(InvalidNumbering, match="kept elsewhere"):
        edit.remove(held, "501")


def test_a_range_that_leaves_a_group_out_names_it() -> None:
    with pytest.raises(InvalidNumbering, match="leaves out 501 Support, 502 Sales"):
        edit.set_range(FULL, "6XX")
    wide = edit.set_range(FULL, "5xx").numbers
    assert wide
    assert wide.pattern == "5XX"


def test_a_range_over_extensions_needs_a_yes() -> None:
    empty = replace(FULL, names={}, numbers=None)
    with pytest.raises(CoversExtensions, match=r"covers the extensions 101 [^;]*$"):
        edit.set_range(empty, "1XX")
    sure = edit.set_range(empty, "1XX", sure=True)
    assert edit.set_range(sure, "1XX") == sure


GROUPS: st.SearchStrategy[Groups] = st.frozensets(st.sampled_from(["501", "502", "503", "sales"]))
NAMES = st.dictionaries(st.sampled_from(["501", "502", "503"]), st.sampled_from(["A", "B", "C"]))


@st.composite
def offices(draw: st.DrawFn) -> Office:
    return Office(
        names=draw(NAMES),
        endpoints={
            id_: Endpoint(id_, Party(id_), draw(GROUPS), draw(GROUPS)) for id_ in ("101", "102")
        },
        numbers=NumberRange.parse(draw(st.sampled_from(["5XX", "50X"]))),
        service_code=draw(st.sampled_from(["**", "*8"])),
    )


@given(offices(), offices())
def test_a_plan_leads_from_any_office_to_any_other_and_back(before: Office, after: Office) -> None:
    steps = plan(before, after)
    assert applied(before, steps) == after
    assert applied(after, [step.undone() for step in reversed(steps)]) == before
    assert all(step.of(before) == step.before for step in steps)
    assert plan(after, after) == []


def test_a_plan_in_words() -> None:
    after = edit.put_member(edit.add(FULL, "Süd"), "502", "103", is_picked_up=False)
    after = edit.rename(after, "501", "Help")
    assert [str(step.words) for step in plan(FULL, after)] == [
        "group 500: new, Süd",
        "group 501: Support becomes Help",
        "103 Desk 103: may pick up from 502",
    ]
    steps = plan(FULL, edit.remove(FULL, "501"))
    assert len(steps) == 5  # two lists of each of two phones, and the name once
    assert str(steps[-1].words) == "group 501: removed (was Support)"


def test_a_plan_names_many_groups_of_a_phone_without_a_cut() -> None:
    """Each once, so that a dry run ends with the last: a line has room for 200 letters."""
    before, numbers = endpoint("103", "600", "601"), [str(501 + at) for at in range(30)]
    after = replace(before, call_groups=frozenset(numbers), pickup_groups=frozenset())
    assert [str(step.words) for step in plan(office(before), office(after))] == [
        f"103 Desk 103: is picked up in {', '.join(numbers)}, no longer is picked up in 600, 601",
        "103 Desk 103: no longer may pick up from 600, 601",
    ]


@given(offices(), offices())
def test_steps_survive_a_file(before: Office, after: Office) -> None:
    steps = plan(before, after)
    read = [step_from_json(json.loads(json.dumps(step_json(step)))) for step in steps]
    assert applied(before, read) == after


def test_a_service_code() -> None:
    assert edit.set_service_code(FULL, "*8").service_code == "*8"
    for code, number in (("1", "101"), ("5", "501")):
        with pytest.raises(InvalidNumbering, match=f"is how {number} begins"):
            edit.set_service_code(FULL, code)
    with_digits = edit.set_service_code(FULL, "500")
    assert edit.add(with_digits, "New").names["503"] == "New"
    with pytest.raises(InvalidNumbering, match="500 begins with the service code"):
        edit.add(with_digits, "New", "500")


def test_export_and_import() -> None:
    empty = replace(office(endpoint("101", "sales"), endpoint("102"), endpoint("103")), names={})
    whole = edit.put_member(FULL, "502", "103", is_picked_up=False)
    for text in (json.dumps(import_export.to_json(whole)), import_export.to_csv(whole)):
        assert import_export.merged(empty, *import_export.parse(text)) == whole
        assert import_export.merged(whole, *import_export.parse(text)) == whole
    covers = edit.set_range(FULL, "XXX", sure=True)  # somebody has said it already
    text = json.dumps(import_export.to_json(covers))
    assert import_export.merged(FULL, *import_export.parse(text)) == covers


def test_names_that_somebody_gave_by_hand_come_back_unchanged() -> None:
    """With `database put`: nothing asks there whether another group is called the same."""
    odd = replace(FULL, names={"501": "Support", "502": "support", "503": "", "504": "x" * 80})
    for text in (json.dumps(import_export.to_json(odd)), import_export.to_csv(odd)):
        assert import_export.merged(odd, *import_export.parse(text)) == odd
    with pytest.raises(InvalidFile, match="taken"):
        import_export.merged(odd, *import_export.parse("number,name,extension\n504,Support,\n"))


def test_a_spreadsheet_finds_nothing_to_compute_in_an_export() -> None:
    """LibreOffice makes 101 of 0101, 5000 of 5E3 and a date of 24/7, and divides at a semicolon."""
    names = ["007", "5E3", "24/7", "1.5", ".5", "€ 5", "9" * 16, "'80s", "Desk; 5", "5"]
    phones = [Endpoint(one, Party(one), frozenset(["500"])) for one in ("0101", "101", "1e5")]
    groups = {str(number): name for number, name in enumerate(names, 500)}
    whole = replace(office(*phones), names=groups)
    table = import_export.to_csv(whole)
    assert import_export.merged(replace(whole, names={}), *import_export.parse(table)) == whole
    cells = {cell for row in csv.reader(io.StringIO(table)) for cell in row}
    assert {one for one in cells if one[:1] in "0123456789.€"} == {"", *groups, "101", "5"}
    assert ";" not in re.sub('"[^"]*"', "", table)
    assert "\r" not in table  # Windows' standard output puts its own before each line end


def test_an_export_gives_groups_their_names_back() -> None:
    """A PBX may get its pjsip.conf back and not its database: groups without names are left."""
    lost = replace(FULL, names={}, numbers=None)
    assert (
        import_export.merged(lost, *import_export.parse(json.dumps(import_export.to_json(FULL))))
        == FULL
    )
    lost = replace(lost, numbers=NUMBERS)
    assert import_export.merged(lost, *import_export.parse(import_export.to_csv(FULL))) == FULL
    numeric = replace(endpoint("105"), numeric=frozenset(["503"]))
    with pytest.raises(InvalidFile) as caught:
        import_export.merged(
            office(numeric), *import_export.parse("number,name,extension\n503,New,\n")
        )
    assert "by a numeric group" in str(caught.value.reason)


def test_what_is_kept_elsewhere_comes_back_unchanged() -> None:
    """An export names everybody, so an import must bear it; a change of them is still refused."""
    held = office(endpoint("101", "501"), endpoint("105", "501", editable=False))
    for text in (json.dumps(import_export.to_json(held)), import_export.to_csv(held)):
        assert import_export.merged(held, *import_export.parse(text)) == held
    less = import_export.to_csv(held).replace('phone-105","yes","yes"', 'phone-105","yes","no"')
    with pytest.raises(InvalidFile, match=r"elsewhere than in pjsip\.conf"):
        import_export.merged(held, *import_export.parse(less))


@pytest.mark.parametrize("above", ["", "sep=;\r\n", '"Sep=;"\n'])
def test_import_updates_what_the_file_names_and_leaves_the_rest(above: str) -> None:
    text = f"{above}Number;Name; extension;may_pick_up;;\n501;Help;103;no;;\n503;New\n;;;;;\n"
    after = import_export.merged(FULL, *import_export.parse(text))
    assert after.names == {"501": "Help", "502": "Sales", "503": "New"}
    assert [one.desk.number for one in after.members("501")] == ["103"]
    assert after.endpoints["phone-103"].pickup_groups == frozenset()
    assert after.endpoints["phone-101"].groups == {"sales"}
    assert [one.desk.number for one in after.members("502")] == ["102"]


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("number,name,extension\n501,A\n601,B\n", "row 3", "601 is not in the range"),
        ("number,name,extension\n501,A,101\n501,A,999\n", "row 3", "999 does not exist"),
        ("number,name,extension\n501,A,101\n501,B,102\n", "row 3", "501 is called 'B'"),
        ('note,number,name,extension\n"1\n2",501,A,\n\n,501,A,9\n', "row 4", "9 does not exist"),
        ("number,name,extension,may_pick_up\n501,A,101,perhaps\n", "row 2", "'perhaps' stands"),
        ("number,name,extension\n501,A,101,no\n", "row 2", "more cells than columns"),
        (f"{','.join(import_export.CSV_COLUMNS)}\n501,A,101,yes\n", "row 2", "yes or no?"),
        (f"{','.join(import_export.CSV_COLUMNS)}\n501,A,101,,no\n", "row 2", "yes or no?"),
        ("number,name,extention\n501,Support,101\n", "row 1", "no column extension"),
        ("number,extension\n501\n", "row 1", "no column name"),
        ("number,name,extension,may_pickup\n", "row 1", "must be called may_pick_up"),
        ("number,name,extension,name\n501,A,101,B\n", "row 1", "column name comes twice"),
        ("x" * 200_000, "row 1", "there is no CSV (field larger than field limit"),
        ("", "row 1", "no column number and no column name and no column extension"),
        ("number,name,extension\n501,A,102\n501,A,phone-102\n", "row 3", "comes twice"),
        ('{"groups": [{"number": 501, "name": "A"}]}', "the file", "Expected `str`"),
        (
            '{"groups": [{"number": "501", "name": "", "members": []}]}',
            "group 1",
            "name is missing",
        ),
        ('{"groups": [{"number": "501", "name": "A"}]}', "the file", "`members`"),
        (
            '{"groups": [{"number": "501", "name": "A", "members": [{"may_pickup": false}]}]}',
            "the file",
            "unknown field `may_pickup`",
        ),
        ("{", "the file", "line 1 column 2"),
        ('{"groups": ' * 100_000, "the file", "not as an export has it"),
        ('{"range": "6XX"}', "the file", "leaves out 501 Support"),
        ('{"group": []}', "the file", "unknown field `group`"),
        ('{"groups": [], "wrong": []}', "the file", "unknown field `wrong`"),
        (
            json.dumps({"groups": [{"number": "501", "name": "A", "members": []}] * 2}),
            "group 2",
            "comes twice",
        ),
        (
            '{"groups": [{"number": "501", "name": "A", "members": [{"extension": "9"}]}]}',
            "group 1, member 1",
            "9 does not exist",
        ),
    ],
)
def test_what_cannot_be_imported_names_its_row(text: str, where: str, reason: str) -> None:
    with pytest.raises(InvalidFile) as caught:
        import_export.merged(FULL, *import_export.parse(text))
    assert caught.value.where == where
    assert reason in str(caught.value.reason)


def test_groups_swap_their_names() -> None:
    """None of them is called as another at the end, whatever comes first in the file."""
    for text in (
        "number,name,extension\n501,Sales,\n502,Support,\n",
        "number,name,extension\n503,Support,\n502,Help,\n501,Sales,\n",
    ):
        after = import_export.merged(FULL, *import_export.parse(text))
        assert after.names == {one.number: one.name for one in import_export.parse(text)[0].groups}
    for text, where in (
        ("number,name,extension\n501,Support,\n502,support,\n", "row 3"),
        ("number,name,extension\n501,Sales,\n", "row 2"),
    ):
        with pytest.raises(InvalidFile, match="is taken") as caught:
            import_export.merged(FULL, *import_export.parse(text))
        assert caught.value.where == where


def test_what_a_spreadsheet_leaves_at_the_end_is_passed_over() -> None:
    """Columns and rows that were once used, and are empty now."""
    text = "number;name;extension;;\r\n503;New;103;;\r\n;;;;\r\n ;;;;\r\n"
    assert import_export.merged(FULL, *import_export.parse(text)).names["503"] == "New"


@pytest.mark.parametrize("without", ["is_picked_up", "may_pick_up"])
def test_a_phone_is_in_no_more_groups_than_asterisk_can_tell_of(without: str) -> None:
    """It cuts the list off at 1023 characters, and what is read of it then is wrong."""
    most = 204
    numbers = [f"{number}" for number in range(500, 500 + most + 1)]
    wide = replace(
        office(endpoint("101"), endpoint("102", *numbers)),
        names={number: f"Group {number}" for number in numbers},
        numbers=NumberRange.parse("XXX"),
    )
    for number in numbers[:most]:
        wide = edit.put_member(wide, number, "101", **{without: False})
    with pytest.raises(InvalidNumbering, match="cannot tell of more groups"):
        edit.put_member(wide, numbers[most], "101", **{without: False})
    edit.put_member(wide, numbers[0], "102", **{without: False})  # there are fewer after it


def test_a_save_is_remembered_until_it_is_taken_back(tmp_path: Path) -> None:
    history = History(tmp_path / "saves")
    assert history.last() is None
    after = edit.remove(FULL, "501")
    path = history.begin(FULL, plan(FULL, after))
    last = the_last(history.last())
    assert last.cut_off
    halfway = applied(FULL, last.steps[:2])
    assert last.undone(halfway) == FULL
    assert last.completed(halfway) == after
    history.done(path)
    last = the_last(history.last())
    assert not last.cut_off
    assert last.undone(after) == FULL
    # A PBX that loses its power at once may have lost the names, and kept the members.
    assert last.undone(halfway) == FULL
    with pytest.raises(ChangedMeanwhile, match="group 501: new, Other"):
        last.undone(edit.add(after, "Other", "501"))
    with pytest.raises(ChangedMeanwhile, match="101 Desk 101: is picked up in 502"):
        last.undone(edit.put_member(after, "502", "101", may_pick_up=False))
    gone = replace(after, endpoints={"phone-102": after.endpoints["phone-102"]})
    with pytest.raises(ChangedMeanwhile, match="phone-101 does not exist"):
        last.undone(gone)
    assert import_export.merged(after, *import_export.parse(last.path.read_text("utf-8"))) == FULL
    history.drop(history.reopen(last))
    assert history.last() is None


def test_a_disk_that_is_full_stands_in_nobodys_way_later(tmp_path: Path) -> None:
    """A save of which nothing was written has not begun; half a file would have to be settled."""
    history = History(tmp_path)
    steps = plan(FULL, edit.remove(FULL, "501"))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, most))
    try:
        with pytest.raises(InvalidFile, match="nothing can be written"):
            history.begin(FULL, steps)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert history.last() is None
    assert history.begin(FULL, steps).exists()


def saved(history: History, before: Office, after: Office) -> Save:
    history.done(history.begin(before, plan(before, after)))
    return the_last(history.last())


def test_undo_leaves_nobody_in_a_group_without_a_name(tmp_path: Path) -> None:
    """Others are in the group that I made, or the one is gone from which I took somebody out."""
    history = History(tmp_path)
    mine = edit.put_member(edit.add(FULL, "Hotel", "503"), "503", "103")
    with pytest.raises(ChangedMeanwhile, match="101 would stay in 503"):
        saved(history, FULL, mine).undone(edit.put_member(mine, "503", "101"))
    mine = edit.put_member(FULL, "502", "102", is_picked_up=False, may_pick_up=False)
    last = saved(history, FULL, mine)
    with pytest.raises(ChangedMeanwhile, match="there is no 502 now"):
        last.undone(edit.remove(mine, "502"))
    last = saved(history, FULL, edit.rename(FULL, "501", "Help"))
    with pytest.raises(ChangedMeanwhile, match="503 is called Support now"):
        last.undone(edit.add(edit.rename(FULL, "501", "Help"), "support", "503"))


def test_undo_takes_a_name_from_a_group_that_had_none(tmp_path: Path) -> None:
    lost = replace(FULL, names={"501": "Support"})
    mine = import_export.merged(
        lost, *import_export.parse("number,name,extension\n502,Sales,102\n")
    )
    last = saved(History(tmp_path), lost, mine)
    assert last.undone(mine) == lost
    assert import_export.merged(mine, *import_export.parse(last.path.read_text("utf-8"))) == mine


def test_undo_does_not_mind_what_was_not_right_before(tmp_path: Path) -> None:
    crowd = replace(FULL, endpoints={**FULL.endpoints, "phone-104": endpoint("104", "503")})
    mine = edit.rename(crowd, "501", "Help")
    assert saved(History(tmp_path), crowd, mine).undone(mine) == crowd


def test_a_save_that_cut_the_file_off_is_settled_by_a_person_alone(tmp_path: Path) -> None:
    """Nothing of what it was about has changed, and yet Asterisk must not read that file."""
    history = History(tmp_path)
    after = edit.rename(FULL, "501", "Help")
    path = history.begin(FULL, plan(FULL, after))
    last = the_last(history.last())
    told = replace(FULL.endpoints["phone-103"], editable=False)  # by the PBX, from its memory
    lost = replace(FULL, endpoints={**FULL.endpoints, "phone-103": told})
    for settle in (last.undone, last.completed):
        with pytest.raises(ChangedMeanwhile, match=r"put a copy of it back\): phone-103"):
            settle(lost)
        assert settle(FULL)
    history.done(path)
    last = the_last(history.last())
    assert last.undone(edit.rename(lost, "501", "Help")) == lost


def test_the_last_saves_are_kept(tmp_path: Path) -> None:
    history = History(tmp_path)
    for number in range(KEPT + 2):
        history.done(history.begin(FULL, plan(FULL, edit.rename(FULL, "501", f"G{number}"))))
    assert len(list(tmp_path.iterdir())) == KEPT
    last = the_last(history.last())
    assert str(last.steps[0].words).endswith(f"G{KEPT + 1}")


def test_the_last_save_is_the_last_though_the_clock_was_set_back_since(tmp_path: Path) -> None:
    """Undo must not take back an earlier one. Summer time's end does the same."""
    history = History(tmp_path)
    ahead = history.begin(FULL, plan(FULL, edit.rename(FULL, "501", "Before")))
    history.done(ahead.rename(tmp_path / "2099-12-31T23-59-59.999999.saving"))
    for name in ("First", "Second"):
        history.done(history.begin(FULL, plan(FULL, edit.rename(FULL, "501", name))))
        last = the_last(history.last())
        assert str(last.steps[0].words).endswith(name)
    assert (tmp_path / "2100-01-01T00-00-00.000001.json").exists()


def test_a_save_that_cannot_be_remembered(tmp_path: Path) -> None:
    (tmp_path / "saves").write_text("a file in the way")
    with pytest.raises(InvalidFile, match="nothing can be written"):
        History(tmp_path / "saves").begin(FULL, [])
    step = {"what": "endpoint/101/no_list", "before": [], "after": []}
    for odd in (
        b"",
        b"\xff",
        b"{}",
        b"[]",
        b'{"steps": 1}',
        json.dumps({"steps": [step]}).encode(),
    ):
        (tmp_path / "2026.json").write_bytes(odd)
        with pytest.raises(InvalidFile, match="nothing can be read"):
            History(tmp_path).last()
    (tmp_path / "2027.json").mkdir()
    with pytest.raises(InvalidFile, match="nothing can be read"):
        History(tmp_path).last()


def test_an_undo_that_cannot_be_remembered(tmp_path: Path) -> None:
    """As where the folder can only be read. Nothing must be taken back then."""
    history = History(tmp_path)
    history.done(history.begin(FULL, plan(FULL, edit.remove(FULL, "501"))))
    last = the_last(history.last())
    last.path.with_suffix(".saving").mkdir()
    with pytest.raises(NotWritten, match="nothing can be written"):
        history.reopen(last)


def test_an_import_of_what_does_not_end_is_refused() -> None:
    arguments = read(["admin", "import", "/dev/zero"])
    with pytest.raises(FileProblem, match=r"cannot be read \(File too large\)"):
        arguments.change(arguments, FULL)


def test_a_range_that_nobody_has_set_is_missed_once() -> None:
    file = import_export.parse("number,name,extension\n501,Help,101\n502,Sales,\n503,New,\n")
    with pytest.raises(InvalidFile) as caught:
        import_export.merged(replace(FULL, names={}, numbers=None), *file)
    assert (caught.value.where, str(caught.value.reason)[:16]) == ("the file", "range is not set")


@pytest.mark.parametrize("tick", ["yes", "perhaps"])
def test_an_import_names_all_rows_that_are_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tick: str
) -> None:
    rows = ["501,Support,101,yes", "601,Outside,101,yes", "601,Outside,102,yes"]
    rows += [f"502,Sales,{at},{tick}" for at in range(200, 318)]
    (tmp_path / "groups.csv").write_text("\n".join(("number,name,extension,may_pick_up", *rows)))
    arguments = read(["admin", "import", str(tmp_path / "groups.csv")])
    with pytest.raises(InvalidFile) as caught:
        arguments.change(arguments, FULL)
    assert str(caught.value.reason) == "119 rows are wrong"
    first, second, *told, last = capsys.readouterr().err.splitlines()
    assert first == "row 3: number 601 is not in the range 50X"
    wrong = "extension 200 does not exist" if tick == "yes" else "'perhaps' stands where yes or no"
    assert second.startswith(f"row 5: {wrong}")
    assert (len(told), last) == (98, "and 19 more")


HOLDER = """
import sys, time
from pathlib import Path
from client.admin.history import History
with History(Path(sys.argv[1])).locked():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_save_under_way_is_told_from_one_that_was_cut_off(tmp_path: Path) -> None:
    history = History(tmp_path)
    with history.locked():
        history.begin(FULL, plan(FULL, edit.remove(FULL, "501")))
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(SaveUnderWay):
            history.last()
        with pytest.raises(SaveUnderWay), history.locked():
            pass
        holder.kill()
    last = the_last(history.last())
    assert last.cut_off
    with history.locked():
        assert history.last() == last
        with pytest.raises(SaveUnderWay):  # a second window of the same program
            History(tmp_path).last()
    assert History(tmp_path).last() == last


def test_a_file_system_without_locks_is_told_from_a_save_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As NFS may be."""

    def flock(_file: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", flock)
    with pytest.raises(NotWritten, match="No locks available"), History(tmp_path).locked():
        pass


def test_computers_that_are_called_the_same_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds the lock is somebody else on the other one."""
    monkeypatch.setattr(platform, "node", lambda: "a desk")
    monkeypatch.setattr(uuid, "getnode", lambda: 10)
    mine = myself()
    assert mine == myself()
    assert " " not in mine
    monkeypatch.setattr(uuid, "getnode", lambda: 11)
    assert mine != myself()
