"""What a page points at is there. Pages elsewhere are judged by their form alone."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import PAGES, ROOT, anchors_of, inside, tokens_of

A_FILE = re.compile(r"[\w.-]*\w/[\w./-]+\.(py|sh|md|toml|lock|yml|spec)")
FOLDERS = (ROOT, ROOT / "client", ROOT / "client" / "qt", ROOT / "resources")


@pytest.fixture(params=PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def wrong_link(page: Path, link: str) -> str:
    """What is wrong with it; "" when nothing is."""
    parts = urlsplit(link)
    if parts.scheme:
        secure = parts.scheme == "https" and "." in parts.netloc
        return "" if secure or (parts.scheme == "mailto" and "@" in parts.path) else "no https"
    target = page.parent / unquote(parts.path) if parts.path else page
    if not target.exists():
        return "no such file"
    if not target.resolve().is_relative_to(ROOT):
        return "outside of the project"
    if parts.fragment and parts.fragment not in anchors_of(target):
        return f"no such heading; there are {', '.join(sorted(anchors_of(target)))}"
    return ""


def test_links_and_pictures(page: Path) -> None:
    wrong = []
    for token, line in inside(tokens_of(page)):
        link = token.attrs.get("href") or token.attrs.get("src")
        if link is not None and (problem := wrong_link(page, str(link))):
            wrong.append(f"{page.name}:{line}: {link}: {problem}")
        if token.type == "image" and not token.content:
            wrong.append(f"{page.name}:{line}: {link}: a picture without words")
    assert wrong == []


def test_files_that_are_named(page: Path) -> None:
    named = [
        (token.content, line)
        for token, line in inside(tokens_of(page))
        if token.type == "code_inline" and A_FILE.fullmatch(token.content)
    ]
    missing = [
        f"{page.name}:{line}: {name}"
        for name, line in named
        if not any((folder / name).exists() for folder in (*FOLDERS, page.parent))
    ]
    assert missing == []


def test_modules_that_are_named_without_a_folder() -> None:
    page = ROOT / "ARCHITECTURE.md"
    there = {file.name for top in ("client", "tests") for file in (ROOT / top).rglob("*.py")}
    named = {
        token.content
        for token, _ in inside(tokens_of(page))
        if token.type == "code_inline" and re.fullmatch(r"\w+\.py", token.content)
    }
    assert named - there == set()
    assert len(named) > 5


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("docs/nowhere.md", "no such file"),
        ("README.md#no-such-heading", "no such heading"),
        ("#no-such-heading", "no such heading"),
        ("../elsewhere", "no such file"),
        ("http://example.com/", "no https"),
        ("https://nowhere/", "no https"),
    ],
)
def test_a_wrong_link_is_found(link: str, problem: str) -> None:
    assert problem in wrong_link(ROOT / "ARCHITECTURE.md", link)
