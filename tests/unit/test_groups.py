"""Pickup groups as a PBX prints them and a user knows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.calls.events import GroupId
from client.calls.groups import PickupGroup, find_group, parse_groups


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" , ,", []),
        ("501", ["501"]),
        ("501, sales", ["501", "sales"]),
        ("sales,501,501", ["501", "sales"]),
        ("5-7", ["5-7"]),  # a name, as any other
        ("Vendite à côté, 漢字", ["Vendite à côté", "漢字"]),
    ],
)
def test_named_groups(text: str, names: list[str]) -> None:
    assert parse_groups(text) == {GroupId(name) for name in names}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("3", ["3"]),
        ("3, 5-7", ["3", "5", "6", "7"]),
        ("0-63", [str(number) for number in range(64)]),
        ("7-5", []),
        ("5-", ["5-"]),
        ("-5", ["-5"]),
        ("a-b", ["a-b"]),
        ("1-²", ["1-²"]),  # no digit to int()
    ],
)
def test_numeric_groups(text: str, numbers: list[str]) -> None:
    assert parse_groups(text, numeric=True) == {GroupId(number, numeric=True) for number in numbers}


def test_a_range_beyond_all_groups_is_no_work() -> None:
    assert len(parse_groups("0-99999999999999", numeric=True)) <= 64
    assert len(parse_groups(f"0-{'9' * 5000}", numeric=True)) <= 64


@given(st.text(), st.booleans())
def test_any_text_can_be_read(text: str, numeric: bool) -> None:  # noqa: FBT001 - hypothesis fills it
    for group in parse_groups(text, numeric=numeric):
        assert group.numeric is numeric
        assert group.number
        assert group.number == group.number.strip()


@given(st.sets(st.integers(0, 63)))
def test_numbers_come_back(numbers: set[int]) -> None:
    text = ", ".join(str(number) for number in sorted(numbers))
    expected = {GroupId(str(number), numeric=True) for number in numbers}
    assert parse_groups(text, numeric=True) == expected


def test_a_group_as_a_user_knows_it() -> None:
    group = PickupGroup(GroupId("501"), "Support")
    assert (group.number, group.label) == ("501", "501 Support")
    assert PickupGroup(GroupId("501")).label == "501"


def test_groups_are_found_by_number() -> None:
    named, numeric = PickupGroup(GroupId("3")), PickupGroup(GroupId("3", numeric=True))
    assert find_group([numeric, named], "3") == named
    assert find_group([numeric], "3") == numeric
    assert find_group([named, numeric], "#3") == numeric
    assert find_group([named], "#3") is None
    assert find_group([named], "4") is None
    assert find_group([], "") is None
    assert find_group([named], "\uff13") == named  # from an input method
    abroad = PickupGroup(GroupId("Nº\u0663"))
    assert find_group([abroad], "Nº\u0663") == abroad
