"""POSIX extended regular expressions, as an event filter is one, looked for in a bounded time.

Python's own `re` tries one way after the other, and holds up the window meanwhile: an expression
such as "([^#]*)*#" would do so for ever. Here all places where a match may have got to are one
number, with a bit for each, and each part of an expression makes the next such number of it.
"""

import re
from collections.abc import Callable
from functools import lru_cache

MOST_REPEATS = 10_000
"""For one search; seen: 300."""
DEEPEST = 50
"""So many brackets in each other are more than anybody writes."""

_QUANTIFIER = re.compile(r"[*+?]|\{(\d{1,3})(,(\d{0,3}))?\}")
_BRACKET = re.compile(r"\[(\^?)(\]?[^\]]*)\]")
_AT_ONCE = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class Unreadable(Exception):
    """It is no such expression, is one of GNU's own kinds, or takes too long."""


class Text:
    """What is searched, and how often something has been repeated in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 1 << len(text)
        self.repeats = 0

    def repeat(self) -> None:
        """Count one; raises Unreadable when it is one too much."""
        self.repeats += 1
        if self.repeats > MOST_REPEATS:
            raise Unreadable


Places = int
Part = Callable[[Text, Places], Places]


_SIGNS: dict[str, Part] = {
    ".": lambda text, at: (at & ~text.end) << 1,
    "^": lambda _text, at: at & 1,
    "$": lambda text, at: at & text.end,
}


@lru_cache
def searches(expression: str) -> Callable[[str], bool]:
    """Return what finds it anywhere in a text. Either raises Unreadable."""
    whole = _Reader(expression).read()

    def search(text: str) -> bool:
        searched = Text(text)
        return bool(whole(searched, 2 * searched.end - 1))

    return search


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, expression: str) -> None:
        self._left = expression
        self._depth = 0

    def read(self) -> Part:
        part = self._either()
        if self._left:  # a bracket that nothing opens
            raise Unreadable
        return part

    def _either(self) -> Part:
        branches = [self._branch()]
        while self._take("|"):
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else _any_of(branches)

    def _branch(self) -> Part:
        parts: list[Part | str] = []
        while self._left and self._left[0] not in "|)":
            one = self._atom()
            while quantifier := _QUANTIFIER.match(self._left):
                self._left = self._left[quantifier.end() :]
                one = _repeated(_searched(one), *_bounds(quantifier))
            if isinstance(one, str) and parts and isinstance(parts[-1], str):
                parts[-1] += one
            else:
                parts.append(one)
        return _in_a_row([_searched(one) for one in parts])

    def _atom(self) -> Part | str:
        """The next part without what repeats it; a str means itself."""
        if bracket := _BRACKET.match(self._left):
            self._left = self._left[bracket.end() :]
            return _one_of(*bracket.groups())
        first = self._next()
        if first == "(":
            return self._in_brackets()
        if first == "\\":
            escaped = self._next()
            if escaped.isalnum() or escaped in "<>`'":
                raise Unreadable
            return escaped
        if first in "*+?{[":
            raise Unreadable
        return _SIGNS.get(first, first)

    def _in_brackets(self) -> Part:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable
        part = self._either()
        if not self._take(")"):
            raise Unreadable
        self._depth -= 1
        return part

    def _next(self) -> str:
        if not self._left:
            raise Unreadable
        first, self._left = self._left[0], self._left[1:]
        return first

    def _take(self, sign: str) -> bool:
        is_next = self._left.startswith(sign)
        self._left = self._left[is_next:]
        return is_next


def _bounds(quantifier: re.Match[str]) -> tuple[int, int | None]:
    if known := _AT_ONCE.get(quantifier[0]):
        return known
    least, comma, most = quantifier.groups()
    return int(least), (int(most) if most else None) if comma else int(least)


def _searched(one: Part | str) -> Part:
    if not isinstance(one, str):
        return one
    return lambda text, at: (at & _places_of(one, text.text)) << len(one)


def _one_of(is_not: str, characters: str) -> Part:
    if re.search(r"\[[:.=]|--", characters):
        raise Unreadable
    quoted = re.sub(r"[\[\]\\^&~|]", r"\\\g<0>", characters)
    try:
        one = re.compile(f"[{is_not}{quoted}]")
    except re.error as error:  # "z-a"
        raise Unreadable from error
    return lambda text, at: (at & _places_of_one(one, text.text)) << 1


def _in_a_row(parts: list[Part]) -> Part:
    def search(text: Text, at: Places) -> Places:
        for part in parts:
            at = part(text, at)
        return at

    return search


def _any_of(branches: list[Part]) -> Part:
    def search(text: Text, at: Places) -> Places:
        found = 0
        for branch in branches:
            found |= branch(text, at)
        return found

    return search


def _repeated(part: Part, least: int, most: int | None) -> Part:
    def search(text: Text, at: Places) -> Places:
        for _ in range(least):
            text.repeat()
            before, at = at, part(text, at)
            if at == before:  # and so it will stay
                break
        found = new = at
        more = 0
        while new and (most is None or more < most - least):
            text.repeat()
            new = part(text, new) & ~found
            found |= new
            more += 1
        return found

    return search


@lru_cache(maxsize=1024)
def _places_of(characters: str, text: str) -> Places:
    places, at = 0, text.find(characters)
    while at >= 0:
        places |= 1 << at
        at = text.find(characters, at + 1)
    return places


@lru_cache(maxsize=1024)
def _places_of_one(one: re.Pattern[str], text: str) -> Places:
    return sum(1 << found.start() for found in one.finditer(text))
