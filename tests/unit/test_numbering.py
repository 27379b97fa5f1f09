"""What groups may be called and numbered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.calls.numbering import NumberRange, group_name, service_code
from client.errors import InvalidNumbering

PATTERNS = st.text("0123456789Xx", min_size=1, max_size=4).filter(lambda text: "x" in text.lower())


@pytest.mark.parametrize(
    ("pattern", "first", "last", "count"),
    [("5XX", "500", "599", 100), ("55x", "550", "559", 10), (" X0x ", "000", "909", 100)],
)
def test_a_range_and_its_numbers(pattern: str, first: str, last: str, count: int) -> None:
    numbers = list(NumberRange.parse(pattern))
    assert (numbers[0], numbers[-1], len(numbers)) == (first, last, count)
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("text", ["", "5", "501", "XXXXXXX", "5-X", "5XX,6XX", "\u0665X", "5X\n6"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(InvalidNumbering, match="must be 1 to 6 digits") as caught:
        NumberRange.parse(text)
    assert str(caught.value.what) == "range"


@given(PATTERNS, st.text("0123456789X\u0665", max_size=5))
def test_a_range_holds_what_it_counts(pattern: str, number: str) -> None:
    numbers = NumberRange.parse(pattern)
    assert (number in numbers) == (number in set(numbers))


@given(PATTERNS, st.data())
def test_the_free_numbers_are_the_others_in_order(pattern: str, data: st.DataObject) -> None:
    numbers = NumberRange.parse(pattern)
    everything = list(numbers)
    taken = set(data.draw(st.lists(st.sampled_from(everything))))
    free = list(numbers.free(taken))
    assert free == sorted(set(everything) - taken)


def test_a_number_is_a_text() -> None:
    assert 501 not in NumberRange.parse("5XX")


@pytest.mark.parametrize("code", ["**", "*8", "#", "0000"])
def test_a_service_code(code: str) -> None:
    assert service_code(code, ["501", "102"]) == code


@pytest.mark.parametrize("code", ["", "*****", "A", "* ", "\u0665"])
def test_what_is_no_service_code(code: str) -> None:
    with pytest.raises(InvalidNumbering, match="must be 1 to 4 of 0-9"):
        service_code(code, [])


@pytest.mark.parametrize("code", ["5", "501"])
def test_a_service_code_is_not_how_a_number_begins(code: str) -> None:
    with pytest.raises(InvalidNumbering, match="is how 501 begins"):
        service_code(code, ["102", "501"])


@pytest.mark.parametrize("name", ["Support", " Süd 漢 ", "x" * 64])
def test_a_name(name: str) -> None:
    assert group_name(name, ["Sales"]) == name.strip()


@pytest.mark.parametrize(
    "name", ["\u0645\u06cc\u200c\u062f\u0627\u0646\u0645", "👩\u200d💻 IT", "受付"]
)
def test_a_name_may_join_letters_as_its_script_does(name: str) -> None:
    assert group_name(name, []) == name


def test_a_space_from_a_text_editor_is_a_space() -> None:
    assert group_name("Sala\u00a01\u202fB\u00a0", []) == "Sala 1 B"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "is missing"),
        (" \t", "is missing"),
        ("x" * 65, "more than 64"),
        ("a\nb", "cannot be shown"),
        ("a\x00b", "cannot be shown"),
        ("a\u202eb", "cannot be shown"),
        ("a\u2028b", "cannot be shown"),
        ("sALES", "'Sales' is taken"),
        ("STRASSE", "'Straße' is taken"),
    ],
)
def test_what_is_no_name(name: str, reason: str) -> None:
    with pytest.raises(InvalidNumbering, match=reason):
        group_name(name, ["Sales", "Straße"])
