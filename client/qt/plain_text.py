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
    """A long number in groups, to be read and to be spoken: "045 555 1234"."""
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or len(digits) < 7:
        return number
    head, tail = digits[:-4], digits[-4:]
    first = len(head) % 3
    groups = [head[:first]] if first else []
    groups += [head[at : at + 3] for at in range(first, len(head), 3)]
    return ("+" if number.startswith("+") else "") + " ".join([*groups, tail])
