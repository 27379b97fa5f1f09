"""What a stranger may call themselves, and how it is shown."""

import pytest

from client.plain_text import MAX_LENGTH, one_line
from client.qt.texts.strangers_text import readable_number, tooltip


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0455551234", "045 555 1234"),
        ("+390455551234", "+39 045 555 1234"),
        ("+34911234567", "+34 911 234 567"),
        ("+4533121212", "+45 33 121 212"),
        ("+14155551234", "+1 415 555 1234"),
        ("+35312345678", "+353 12 345 678"),
        ("+3781234", "+378 1234"),
        ("+39" + "0" * 40, "+39" + "0" * 40),
        ("+123", "+123"),
        ("5551234", "555 1234"),
        ("102", "102"),
        ("anonymous", "anonymous"),
        ("", ""),
        ("٠٤٥٥٥٥١٢٣٤", "٠٤٥٥٥٥١٢٣٤"),
    ],
)
def test_numbers_in_groups(number: str, shown: str) -> None:
    assert readable_number(number) == shown
    assert readable_number(number).replace(" ", "") == number


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Rossi, Bianchi; Verdi", "Rossi, Bianchi; Verdi"),
        ("a\r\nb\tc", "a b c"),
        ("\u202eesrever", "esrever"),
        ("\x1b[31mred\x07", "[31mred"),
        ("漢字 ł ø ü", "漢字 ł ø ü"),
        ("\u200b\ufeff", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001 - Persian needs the joiner
    ],
)
def test_one_line(name: str, shown: str) -> None:
    assert one_line(name) == shown


def test_long_text_is_cut() -> None:
    assert len(one_line("x" * 10_000)) == MAX_LENGTH
    assert one_line("x" * 10_000).endswith("…")


def test_tooltips_show_markup_as_it_is() -> None:
    assert "&lt;img src=x&gt; &amp;" in tooltip(["<img src=x> &", ""])
    assert tooltip(["", ""]) == ""
