"""What an extension of the dialplan matches. Source for all: asked of 22.10."""

import re

_PLACE = re.compile(r"\[[^]]*\]|[^-]")  # Asterisk skips a dash
_RANGE = re.compile(r"(.)(?:-(.))?")
_CLASSES = {"X": "0123456789", "Z": "123456789", "N": "23456789"}


def covers(exten: str, code: str, *, whole: bool = False) -> bool:
    """Whether it also matches something that begins with the code; `whole`: the code itself."""
    if not exten.startswith("_"):
        return exten == code if whole else exten.startswith(code)
    places = _PLACE.findall(exten[1:])
    for place, digit in zip(places, code, strict=False):
        if place in {".", "!"}:
            return True
        if not _matches(place, digit):
            return False
    return len(places) == len(code) if whole else len(places) >= len(code)


def _matches(place: str, digit: str) -> bool:
    """Whether a place of a pattern, such as x or [1-3*], matches."""
    if len(place) == 1:
        return digit in _CLASSES.get(place.upper(), place)
    return any(first <= digit <= (last or first) for first, last in _RANGE.findall(place[1:-1]))
