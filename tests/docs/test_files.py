"""What the pages say to write into a file can stand there, and means something."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from client.config.preferences import PreferenceStore
from client.config.settings import load
from client.config.settings_names import HELP
from client.pickup.my_phone import way_of_pickup
from tests.docs.pages import PAGES, Code, code_of

TOML = [code for page in PAGES for code in code_of(page) if code.kind == "toml"]


def leaves(table: Mapping[str, object], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in table.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, (*above, name))
        else:
            yield (*above, name)


def wrong_settings(path: Path) -> list[str]:
    load({}, {}, path)  # raises for a value that cannot be used
    keys = msgspec.toml.decode(path.read_text(encoding="utf-8"))
    return [key for key in keys if key not in HELP]


def wrong_preferences(path: Path) -> list[str]:
    store = PreferenceStore(site=path)
    known = set(leaves(msgspec.to_builtins(store.value)))
    wanted = leaves(msgspec.toml.decode(path.read_text(encoding="utf-8")))
    unknown = [".".join(key) for key in wanted if key not in known]
    return [str(problem) for problem in store.problems] + unknown


WRONG = {"settings.toml": wrong_settings, "preferences.toml": wrong_preferences}


@pytest.mark.parametrize("code", TOML, ids=[code.place for code in TOML])
def test_toml(code: Code, tmp_path: Path) -> None:
    path = tmp_path / code.about
    path.write_text(code.text, encoding="utf-8")
    assert WRONG[code.about](path) == []


def test_an_account_that_may_not_ring_a_phone_lets_the_softphone_dial(tmp_path: Path) -> None:
    [code] = [code for code in TOML if "softphone =" in code.text]
    path = tmp_path / code.about
    path.write_text(code.text, encoding="utf-8")
    settings = load({}, {}, path).settings
    assert way_of_pickup(settings, rights=(), groups_known=True) == "softphone"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("settings.toml", "hots = 'pbx.example.com'"),
        ("preferences.toml", "[window]\non_top = 'perhaps'"),
        ("preferences.toml", "[window]\nontop = true"),
    ],
)
def test_what_is_wrong_is_found(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert WRONG[name](tmp_path / name)
