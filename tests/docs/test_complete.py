"""The pages leave nothing out: no setting, preference, finding or verb, no word of the JSON."""

import argparse
import re
from collections.abc import Iterator

import msgspec
import pytest

from client.calls.events import EndReason, LegState
from client.cli.arguments import parser
from client.config.preferences import GroupAlerts, Preferences, site_file
from client.config.settings_names import HELP
from client.doctor.checks import CHECKS, LINK, SETTINGS
from client.session import Outcome
from tests.docs.pages import PAGES, ROOT, code_of

PAGE = ROOT / "docs" / "administrators.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_settings() -> None:
    told = {
        name
        for row in re.findall(r"^\| (`\w+`.*?) \|", TEXT, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert set(HELP) - told == set()


def test_preferences_are_told_with_their_defaults() -> None:
    told = "\n".join(code.text for code in code_of(PAGE) if code.about == "preferences.toml")
    values = msgspec.toml.decode(told)
    example = values["alerts"].pop("groups")
    assert set(example["501"]) == set(GroupAlerts.__struct_fields__)
    wanted = msgspec.to_builtins(Preferences())
    del wanted["alerts"]["groups"]
    assert values == wanted


def test_the_place_of_the_preferences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_DIRS", raising=False)
    assert f"`{site_file({})}`" in TEXT


def test_findings_of_the_doctor() -> None:
    section = TEXT.partition("\n## The doctor\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| ([a-z -]+[a-z]) \|", section, re.MULTILINE)) - {"finding"}
    assert told == {LINK, SETTINGS, *(name for name, _ in CHECKS)}


def verbs(parser: argparse.ArgumentParser, above: str = "cornetta") -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield f"{above} {name}"
                yield from verbs(below, f"{above} {name}")


def test_verbs_of_the_command_line() -> None:
    everything = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [verb for verb in verbs(parser()) if verb not in everything]
    assert missing == []


def test_words_of_the_json() -> None:
    """All that a program may have to tell apart; no leg is printed that is only dialled."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    words = [*EndReason, *Outcome, *(set(LegState) - {LegState.DIALLED})]
    assert [word.value for word in words if f"`{word.value}`" not in page] == []
