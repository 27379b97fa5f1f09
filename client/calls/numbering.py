"""What the codes, numbers and names of pickup groups may be."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from client.errors import InvalidNumbering
from client.plain_text import plain
from client.sentence import Sentence

DEFAULT_SERVICE_CODE = "**"
ASTERISKS_OWN_CODE = "*8"
"""Asterisk itself takes the oldest call for it, before any dialplan; features.conf can say no."""
MAX_PLACES = 6
MAX_NAME_LENGTH = 64

_CODE = re.compile("[0-9*#]{1,4}")
_RANGE = re.compile(f"(?=.*X)[0-9X]{{1,{MAX_PLACES}}}")


def service_code(text: str, numbers: Iterable[str]) -> str:
    """Return `text` as a service code.

    Args:
        numbers: every extension and group number of the PBX. None may begin with the code, or
            whoever dials it would be taken for somebody who picks up.

    Raises:
        InvalidNumbering: it cannot be one; the first number that begins with it is named.
    """
    if not _CODE.fullmatch(text):
        reason = Sentence("must be 1 to 4 of 0-9 * #, not '{text}'").format(text=text)
        raise InvalidNumbering(Sentence("service code"), reason)
    for number in numbers:
        if number.startswith(text):
            reason = Sentence("'{code}' is how {number} begins").format(code=text, number=number)
            raise InvalidNumbering(Sentence("service code"), reason)
    return text


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers that groups may have: "55X" is 550 to 559.

    Attributes:
        pattern: digits, and X for any one digit; at least one X, at most six places.
    """

    pattern: str

    @classmethod
    def parse(cls, text: str) -> "NumberRange":
        """Read what a person typed; x is X.

        Raises:
            InvalidNumbering: it is no range.
        """
        pattern = text.strip().upper()
        if not _RANGE.fullmatch(pattern):
            reason = Sentence(
                "must be 1 to {places} digits with at least one X, such as 5XX, not '{text}'"
            )
            raise InvalidNumbering(
                Sentence("range"), reason.format(places=str(MAX_PLACES), text=text)
            )
        return cls(pattern)

    def __contains__(self, number: object) -> bool:
        form = self.pattern.replace("X", "[0-9]")
        return isinstance(number, str) and re.fullmatch(form, number) is not None

    def leaves_out(self, group: str) -> bool:
        """Whether a group cannot stay as it is. One that is called by a text has no number."""
        return group.isdecimal() and group not in self

    def __iter__(self) -> Iterator[str]:
        """All numbers, in order."""
        places = ("0123456789" if place == "X" else place for place in self.pattern)
        return map("".join, product(*places))

    def free(self, taken: Collection[str]) -> Iterator[str]:
        """The numbers that a new group may have, in order."""
        return (number for number in self if number not in taken)


def with_usual_spaces(text: str) -> str:
    """Return `text` without space around it, and with no other space than the usual one.

    A text editor's look the same, and nobody can type them again.
    """
    return text.translate({ord("\u00a0"): " ", ord("\u202f"): " "}).strip()


def group_name(text: str, taken: Iterable[str]) -> str:
    """Return `text` as the name of a group, see `with_usual_spaces`; others have those `taken`.

    Raises:
        InvalidNumbering: it cannot be one.
    """
    name, what = with_usual_spaces(text), Sentence("name")
    if not name:
        raise InvalidNumbering(what, Sentence("is missing"))
    if len(name) > MAX_NAME_LENGTH:
        reason = Sentence("has more than {most} characters")
        raise InvalidNumbering(what, reason.format(most=str(MAX_NAME_LENGTH)))
    if plain(name) != name:
        raise InvalidNumbering(what, Sentence("has characters that cannot be shown"))
    for other in taken:
        if other.casefold() == name.casefold():
            reason = Sentence("'{name}' is taken by another group")
            raise InvalidNumbering(what, reason.format(name=other))
    return name
