"""Makes a stranger's text fit to be shown: names and numbers come from whoever calls."""

import html
import unicodedata

MAX_LENGTH = 200
"""No name is longer; painting an endless one would hold the thread."""

_JOINERS = "\u200c\u200d"  # Persian and emoji need them
_SPACES = {"Zl", "Zp", "Zs"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}  # among them what reverses the direction of writing


def one_line(text: str) -> str:
    """`text` without line ends and without characters that hide, reverse or beep."""
    kept = []
    for character in text[: 4 * MAX_LENGTH]:
        category = unicodedata.category(character)
        if category in _SPACES or character in "\t\r\n":
            kept.append(" ")
        elif category not in _INVISIBLE or character in _JOINERS:
            kept.append(character)
    line = " ".join("".join(kept).split())
    return line if len(line) <= MAX_LENGTH else line[: MAX_LENGTH - 1] + "…"


def tooltip(lines: list[str]) -> str:
    """A tooltip that shows `lines` as they are, whatever mark-up they hold; "" for none."""
    body = "<br>".join(html.escape(one_line(line)) for line in lines if line)
    return f"<p style='white-space:pre'>{body}</p>" if body else ""


def spaced(number: str) -> str:
    """A long number in groups, to be read and to be spoken: "045 555 1234", "+34 911 234 567"."""
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or len(digits) < 7:
        return number
    groups = []
    if number.startswith("+"):
        # Most country codes have two digits; +1 and +7 have one.
        code = 1 if digits[0] in "17" else 2
        groups, digits = [f"+{digits[:code]}"], digits[code:]
    first = {1: 3, 2: 2, 0: 3}[len(digits) % 3]
    while digits:
        size = len(digits) if len(digits) <= 4 else first
        groups.append(digits[:size])
        digits, first = digits[size:], 3
    return " ".join(groups)
