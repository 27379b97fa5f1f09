"""Pickup groups as an administrator edits them: the rules, and the steps of a save."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.admin import office as edit
from client.admin.office import Endpoint, Groups, Office
from client.admin.plan import applied, from_stored, plan, step_from_json, step_json
from client.calls.events import Party
from client.calls.numbering import NumberRange
from client.errors import CoversExtensions, InvalidNumbering
from tests.unit.offices import FULL, NUMBERS, endpoint, office


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
