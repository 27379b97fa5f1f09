"""A stranger's text made fit to be shown: names and numbers come from whoever calls."""

import json
import unicodedata

MAX_LENGTH = 200
"""No name is longer; painting an endless one would hold the thread."""

_JOINERS = "\u200c\u200d"  # Persian and emoji need them
_SPACES = {"Zl", "Zp", "Zs"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}  # among them what reverses the direction of writing


def plain(text: str) -> str:
    """`text` without line ends and without characters that hide, reverse or beep."""
    if text.isprintable():  # nearly always, and every cell asks at each painting
        return text
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category in _SPACES or character in "\t\r\n":
            kept.append(" ")
        elif category not in _INVISIBLE or character in _JOINERS:
            kept.append(character)
    return "".join(kept)


def one_line(text: str, most: int = MAX_LENGTH) -> str:
    """The same, cut to a length that can be read, and with single spaces."""
    line = " ".join(plain(text[: 4 * MAX_LENGTH]).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def json_text(value: object, *, indent: int | None = None) -> str:
    """`value` as JSON that says all of it, and does nothing to the terminal that shows it.

    What hides, reverses or ends a line is written as an escape; letters of any script are not.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]
        for character in text
    )
