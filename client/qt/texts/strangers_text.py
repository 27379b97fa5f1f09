"""A stranger's text in places of its own: tooltips, which know mark-up, and spoken numbers."""

import re
import unicodedata

from client.plain_text import one_line

_INTERNATIONAL = re.compile(
    r"(\+(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9][0-9]{2}))([0-9]{4,12})"
)
"""The code of a country, and the rest. Source: ITU-T E.164."""

_BEGIN, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def tooltip(lines: list[str]) -> str:
    """A tooltip that shows `lines` as they are, whatever mark-up they hold; "" for none."""
    import html  # noqa: PLC0415 - it brings a large table of names, and the first list no tooltip

    body = "<br>".join(html.escape(one_line(line)) for line in lines if line)
    return f"<p style='white-space:pre'>{body}</p>" if body else ""


def apart(text: str) -> str:
    """A stranger's text for the midst of a line; in Hebrew, say, it would turn what follows round.

    After such a name "045 801 2345" is written as 2345 801 045.
    """
    to_the_left = not text.isascii() and any(
        unicodedata.bidirectional(letter) in ("R", "AL") for letter in text
    )
    return f"{_BEGIN}{text}{_END}" if to_the_left else text


def shortened(text: str, length: int) -> str:
    """A text that holds such ones where there is little room: so many letters at most, and dots."""
    shown = "".join(letter for letter in text if letter not in (_BEGIN, _END))
    return text if len(shown) <= length else apart(f"{shown[: length - 1]}…")


def readable_number(number: str) -> str:
    """A long number in groups, to be read and to be spoken: "045 555 1234", "+39 045 555 1234"."""
    country, digits = "", number
    if match := _INTERNATIONAL.fullmatch(number):
        country, digits = f"{match[1]} ", match[2]
    if not (digits.isascii() and digits.isdigit()) or len(digits) < 7:
        return f"{country}{digits}"
    groups, first = [], {1: 3, 2: 2, 0: 3}[len(digits) % 3]
    while digits:
        size = len(digits) if len(digits) <= 4 else first
        groups.append(digits[:size])
        digits, first = digits[size:], 3
    return country + " ".join(groups)
