"""What a stranger may call themselves, and how it is shown."""

import pytest

from client.plain_text import MAX_LENGTH, one_line
from client.qt.texts.plain_text import spaced, tooltip


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0455551234", "045 555 1234"),
        ("+390455551234", "+390455551234"),
        ("+34911234567", "+34911234567"),
        ("+4533121212", "+4533121212"),
        ("+14155551234", "+14155551234"),
        ("5551234", "555 1234"),
        ("102", "102"),
        ("anonymous", "anonymous"),
        ("", ""),
        ("٠٤٥٥٥٥١٢٣٤", "٠٤٥٥٥٥١٢٣٤"),
    ],
)
def test_numbers_in_groups(number: str, shown: str) -> None:
    assert spaced(number) == shown
    assert spaced(number).replace(" ", "") == number


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
