"""The files of resources/i18n: complete, and what Qt's tools make of the program's texts."""

import ast
import re
import shutil
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from client import assets
from client.qt.texts.languages import NAMES
from tests.packages.conftest import ROOT, script

FOLDER = assets.root() / "i18n"
PLACEHOLDER = re.compile(r"\{\w*\}|%L?n|%\d+")
COUNTED = re.compile(r"%L?n")
PASSED_ON = ("text", "self.template", "sentence.template", "template")
"""Where a text is translated that another line has marked."""


def messages(language: str) -> Iterator[tuple[str, str, list[str]]]:
    """Context, English text, and its translation: several for the forms of a number."""
    # Our own file.
    tree = ET.parse(FOLDER / f"client_{language}.ts")  # noqa: S314
    for context in tree.getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            source, translation = message.findtext("source", ""), message.find("translation")
            assert translation is not None
            assert translation.get("type") is None, f"unfinished or vanished: {name}: {source}"
            forms = [form.text or "" for form in translation.iter("numerusform")]
            yield name, source, forms or [translation.text or ""]


@pytest.mark.parametrize("language", NAMES)
def test_every_text_is_translated(language: str) -> None:
    for name, source, forms in messages(language):
        assert all(forms), f"{name}: {source}"
        assert len(forms) == (2 if COUNTED.search(source) else 1), f"{name}: {source}"


@pytest.mark.parametrize("language", NAMES)
def test_a_translation_has_the_same_placeholders(language: str) -> None:
    for name, source, forms in messages(language):
        wanted = Counter(PLACEHOLDER.findall(source))
        for form in forms:
            found = Counter(PLACEHOLDER.findall(form))
            if len(forms) > 1:  # "one more" needs no number
                found["%n"] = wanted["%n"]
            assert found == wanted, f"{name}: {source}: {form}"


def test_a_mnemonic_stays_one() -> None:
    for name, source, forms in messages("it"):
        wanted = len(re.findall("&[^& ]", source))
        assert [len(re.findall("&[^& ]", form)) for form in forms] == [wanted] * len(forms), name


def test_a_translation_ends_as_its_text_does() -> None:
    for name, source, forms in messages("it"):
        for end in (".", ":", "…", "?"):
            ends = source.endswith(end)
            assert all(form.endswith(end) == ends for form in forms), f"{name}: {source}"


def test_no_text_is_missing_and_the_qm_files_are_current(tmp_path: Path) -> None:
    """If this fails: make translations, then translate what is unfinished in resources/i18n."""
    for file in FOLDER.glob("*.ts"):
        shutil.copy(file, tmp_path)
    script("translations").update(tmp_path)
    names = {path.name for path in FOLDER.iterdir()}
    assert names == {path.name for path in tmp_path.iterdir()}
    different = [
        name for name in names if (FOLDER / name).read_bytes() != (tmp_path / name).read_bytes()
    ]
    assert not different, "run: make translations"


def calls(tree: ast.AST) -> Iterator[ast.expr]:
    """What stands in the source as a text to be translated."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in ("tr", "Sentence"):
            yield node.args[0]
        elif name == "translate" and len(node.args) > 1:
            yield node.args[1]


def test_the_tools_see_every_text() -> None:
    """They pass over f-strings, choices, and a call of `translate` whose last argument is one."""
    known = {source for _, source, _ in messages("it")}
    for path in (ROOT / "client").rglob("*.py"):
        for text in calls(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.name}:{text.lineno}"
            if isinstance(text, ast.Constant):
                assert text.value in known, where
            else:
                assert ast.unparse(text) in PASSED_ON, where
