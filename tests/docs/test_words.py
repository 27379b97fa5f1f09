"""What the pages say that the program says, it says: each text in italics, each key.

`docs/agenti.md` is the Italian page; the others are English.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from client import wording
from client.qt.keys import GROUPS_WINDOW, MAIN_WINDOW, Key
from tests.docs.pages import ROOT, inside, tokens_of

ITALIAN = ROOT / "docs" / "agenti.md"
ENGLISH = ROOT / "docs" / "agents.md"
GROUPS = ROOT / "docs" / "administrators.md"
QUOTING = (ROOT / "README.md", ENGLISH, ITALIAN, GROUPS)
KEYS_IN_ITALIAN = {"Up": "Su", "Down": "Giù", "Return": "Invio"}


def plain(text: str) -> str:
    """A text as a page has it: no mark for a key, dots for what is filled in, no end."""
    text = re.sub(r"\{\w+\}|%n", "…", text.replace("&", "")).replace("(s)", "")
    text = re.sub(r"(?<=\w)…$", "", text)  # it opens a dialog, or goes on
    return " ".join(text.rstrip(". ").split())


def texts() -> Iterator[tuple[str, str]]:
    """Yield each text of the windows, in English and in Italian."""
    tree = ET.parse(ROOT / "resources" / "i18n" / "client_it.ts")  # noqa: S314 - our own
    for message in tree.iter("message"):
        source = message.findtext("source") or ""
        translation = message.find("translation")
        assert translation is not None
        forms = [form.text or "" for form in translation.iter("numerusform")]
        for text in forms or [translation.text or ""]:
            yield source, text


def said_by_the_program(page: Path) -> set[str]:
    column = 1 if page == ITALIAN else 0
    return {plain(text[column]) for text in texts()}


def in_italics(page: Path) -> Iterator[tuple[str, int]]:
    """Yield each text in italics; one with a link in it is the page's own."""
    inner: list[str] | None = None
    for token, line in inside(tokens_of(page)):
        if token.type == "em_open":
            inner = []
        elif token.type == "em_close":
            if inner is not None:
                yield "".join(inner), line
            inner = None
        elif token.type == "link_open":
            inner = None
        elif inner is not None:
            inner.append(token.content)


def is_said(quoted: str, known: set[str]) -> bool:
    """Whether a text, or one that begins so and goes on after a full stop or a bracket, is said."""
    quoted = plain(quoted)
    more = [f"{quoted}. ", f"{quoted} (", f"{quoted}: "]
    if quoted.endswith(" …"):
        more = [quoted.removesuffix("…")]
    return quoted in known or any(text.startswith(tuple(more)) for text in known)


@pytest.mark.parametrize("page", QUOTING, ids=[page.name for page in QUOTING])
def test_what_stands_in_italics_is_said(page: Path) -> None:
    known = said_by_the_program(page)
    wrong = [f"{page.name}:{line}: {text}" for text, line in in_italics(page)]
    assert [text for text in wrong if not is_said(text.partition(": ")[2], known)] == []


@pytest.mark.parametrize("page", [ENGLISH, ITALIAN], ids=["English", "Italian"])
def test_each_end_of_a_pickup_is_told(page: Path) -> None:
    column = 1 if page == ITALIAN else 0
    told = {plain(text) for text, _ in in_italics(page)}
    sources = set(outcomes())
    missing = [
        text[column]
        for text in texts()
        if text[0] in sources and not any(is_said(one, {plain(text[column])}) for one in told)
    ]
    assert missing == []
    assert len(sources) > 9


def outcomes() -> Iterator[str]:
    """Every sentence in which a pickup can end."""
    for sentence in (*wording._OUTCOMES.values(), *wording._BLIND_OUTCOMES.values()):
        yield sentence.template
    for text in texts():
        if text[0].startswith(("Somebody else was faster", "{desk} stopped ringing")):
            yield text[0]


def row(key: Key, *, italian: bool = False) -> str:
    if not italian:
        return f"| {key.shown} | {key.text} |"
    shown = ", ".join(KEYS_IN_ITALIAN.get(one, one) for one in key.shown.split(", "))
    return f"| {shown} | {dict(texts())[key.text.template]} |"


def rows_of(page: Path, heading: str) -> list[str]:
    section = page.read_text(encoding="utf-8").partition(f"{heading}\n")[2].partition("\n#")[0]
    return re.findall(r"^\|.*\|$", section, re.MULTILINE)[2:]


@pytest.mark.usefixtures("qapp")
def test_keys() -> None:
    assert rows_of(ENGLISH, "## Keys") == [row(key) for key in MAIN_WINDOW]
    assert rows_of(ITALIAN, "## Tasti") == [row(key, italian=True) for key in MAIN_WINDOW]
    assert rows_of(GROUPS, "### In the window") == [row(key) for key in GROUPS_WINDOW]


def test_another_text_is_found() -> None:
    known = said_by_the_program(ENGLISH)
    assert is_said("You took … from …", known)
    assert not is_said("You took", known)
    assert not is_said("Nothing of the kind", known)
