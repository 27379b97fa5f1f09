"""A text for a person, from where it is known to where it is shown.

The command line and the log print it in English; the window translates it first. The translation
tools look for `Sentence("…")`, so the text stands there in quotes (`packaging/translations.py`).
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from client.plain_text import one_line

Words: TypeAlias = "str | Sentence"
"""A plain text is a name. The reasons of errors are sentences, so that none is forgotten."""

MOST_NAMED = 10


class Sentence(Struct, frozen=True):
    """A template and its values: Sentence("{who} took it.").format(who="204 Desk 204").

    A value may be a sentence itself, to be translated before it is put in. Any other is perhaps a
    stranger's text. Each is shown in one line.
    """

    template: str
    values: tuple[tuple[str, Words], ...] = ()

    def format(self, **values: Words) -> "Sentence":
        """The same with its values."""
        return Sentence(self.template, tuple(values.items()))

    def __str__(self) -> str:
        return self.template.format(**{key: one_line(str(value)) for key, value in self.values})

    def told(self, shown: Callable[[str], str]) -> str:
        """The text, with each value that may be a stranger's as `shown` makes it."""
        return self.template.format(
            **{
                key: value.told(shown) if isinstance(value, Sentence) else shown(one_line(value))
                for key, value in self.values
            }
        )

    def __repr__(self) -> str:
        return repr(str(self))


def untranslated(text: str) -> Sentence:
    """A text that is the same in every language: a name, or what the PBX says.

    Also for what is only said by the command line, which speaks English.
    """
    return Sentence("{text}").format(text=text)


def some(items: Sequence[Words], between: str = "; ", most: int = MOST_NAMED) -> Sentence:
    """The first of many, as part of a sentence that a person can read."""
    shown = [*items[:most]]
    if more := len(items) - len(shown):
        shown.append(Sentence("and {number} more").format(number=str(more)))
    return joined(shown, between)


def joined(items: Sequence[Words], between: str = "; ") -> Sentence:
    """Several, one after the other."""
    values = {f"item{at}": item for at, item in enumerate(items)}
    template = between.join(f"{{{key}}}" for key in values)
    return Sentence(template).format(**values)
