"""The pages, read as Markdown: blocks of code, commands between the words, links, headings.

Each block of code is fenced and says what it is: ``sh`` for commands, ``toml FILE`` and
``ini FILE`` for what goes into a file, ``json COMMAND`` for what that command prints, ``text`` for
all that is neither typed nor printed.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count, pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
PROGRAMS = frozenset(
    {
        *(".venv/bin/cornetta", "cornetta", "make", "asterisk", "openssl", "git"),
        *(
            "apt",
            "apt-get",
            "dpkg",
            "pip",
            "pipx",
            "python",
            "python3",
            "sudo",
            "systemctl",
            "pre-commit",
        ),
    }
)
"""What begins a command between the words, such as `make demo`."""


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code, or a command between the words.

    Attributes:
        kind: its first word, such as "sh"; "" for a command between the words.
        about: what follows that word: a file, or a command.
        place: page and line, for whoever has to mend it.
    """

    kind: str
    about: str
    text: str
    place: str


@cache
def tokens_of(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def inside(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    """Yield what stands in lines of text, with the line where its paragraph begins."""
    for token in tokens:
        for child in token.children or ():
            yield child, (token.map or [0])[0] + 1


def code_of(page: Path) -> list[Code]:
    """Return all code, in the order in which a reader meets it."""
    found = []
    line = 0
    for token in tokens_of(page):
        line = token.map[0] + 1 if token.map else line
        place = f"{page.relative_to(ROOT)}:{line}"
        if token.type in ("fence", "code_block"):
            kind, _, about = token.info.strip().partition(" ")
            found.append(Code(kind or "unnamed", about, token.content, place))
        found += [
            Code("", "", child.content, place)
            for child in token.children or ()
            if child.type == "code_inline" and _is_command(child.content)
        ]
    return found


def _is_command(text: str) -> bool:
    first, _, rest = re.sub(r"^(\w+=\S+ )+", "", text).partition(" ")
    return (first in PROGRAMS or first.startswith("packaging/")) and rest != ""


def commands_of(block: Code) -> list[str]:
    """Return the commands of a block of ``sh``, each as it is typed."""
    joined = block.text.replace("\\\n", " ")
    lines = (line.strip() for line in joined.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def words_of(command: str) -> list[str]:
    return shlex.split(command, comments=True)


def anchors_of(page: Path) -> set[str]:
    """Return what a link may name behind `#`, as GitHub makes it of the headings."""
    tokens = tokens_of(page)
    found: set[str] = set()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            text = "".join(child.content for child in inline.children or ())
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            found.add(next(one for one in _numbered(slug) if one not in found))
    return found


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    yield from (f"{slug}-{number}" for number in count(1))
