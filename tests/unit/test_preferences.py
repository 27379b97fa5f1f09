import asyncio
import stat
import tomllib
from pathlib import Path

import msgspec
import pytest

from client.config.preferences import (
    GroupAlerts,
    Preferences,
    PreferenceStore,
    mistakes,
    site_file,
    user_file,
)
from client.config.settings_rules import PREFERENCES_MUST
from client.error_wording import error as sentence
from client.errors import SettingsError


@pytest.fixture
def user(tmp_path: Path) -> Path:
    return tmp_path / "cornetta" / "preferences.toml"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text("[window]\non_top = true\n")
    return path


async def test_nothing_set_gives_the_defaults_and_no_file(user: Path) -> None:
    store = PreferenceStore(user, user.with_name("none.toml"))
    assert store.value == Preferences()
    assert not store.problems
    await store.save()
    assert not user.parent.exists()


def test_the_administrators_file_that_is_named_and_not_there_is_told(user: Path) -> None:
    site = user.with_name("none.toml")
    [problem] = PreferenceStore(user, site, must_be_there=True).problems
    assert str(sentence(problem)) == (
        f"The file {site} that CORNETTA_SITE_PREFERENCES names does not exist."
    )
    site.parent.mkdir()
    site.touch()
    assert not PreferenceStore(user, site, must_be_there=True).problems
    site.write_text("[")
    for broken in (site, site / "in-a-file.toml"):
        assert len(PreferenceStore(user, broken, must_be_there=True).problems) == 1


async def test_user_over_administrator_and_back_to_default(user: Path, site: Path) -> None:
    store = PreferenceStore(user, site)
    assert store.value.window.on_top
    assert not store.own("window", "on_top")
    store.change("window", "on_top", to=False)
    assert not store.value.window.on_top
    await store.save()
    again = PreferenceStore(user, site)
    assert not again.value.window.on_top
    assert again.own("window")
    again.change("window", to=None)
    assert again.value.window.on_top
    await again.save()
    assert tomllib.loads(user.read_text()) == {"window": {}}
    assert stat.S_IMODE(user.stat().st_mode) == 0o600


async def test_a_comment_and_what_a_later_version_knows_stay(user: Path) -> None:
    user.parent.mkdir()
    user.write_text("# mine\n[later]\nthing = 3\n")
    store = PreferenceStore(user)
    store.change("window", "on_top", to=True)
    await store.save()
    text = user.read_text()
    assert text.startswith("# mine\n[later]\nthing = 3\n")
    assert tomllib.loads(text)["window"] == {"on_top": True}


@pytest.mark.parametrize(
    "written",
    [
        "[alerts]\ndelay_s = 3\n[sounds]\nvolume = 4\n[alerts.groups.501]\nsound = true\n",
        "alerts.delay_s = 3\nsounds.volume = 4\nalerts.popup = false\n",
        "alerts = {delay_s = 3}\nsounds = {volume = 4}\n",
    ],
    ids=["in pieces", "with dots", "in one line"],
)
@pytest.mark.parametrize(
    ("key", "to"), [(("alerts",), None), (("alerts", "groups", "502", "sound"), False)]
)
async def test_a_file_that_somebody_wrote_in_another_way_is_changed(
    user: Path, written: str, key: tuple[str, ...], to: object
) -> None:
    user.parent.mkdir()
    user.write_text(written)
    store = PreferenceStore(user)
    store.change(*key, to=to)
    await store.save()
    again = PreferenceStore(user)
    assert again.value == store.value
    assert again.value.sounds.volume == 4
    assert not again.problems


def test_what_each_preference_must_be_is_said() -> None:
    tables = msgspec.to_builtins(Preferences())
    group = msgspec.to_builtins(GroupAlerts())
    names = {name for table in (*tables.values(), group) for name in table} - {"groups"}
    assert names == set(PREFERENCES_MUST)


def test_a_value_that_cannot_be_used_is_passed_over_and_said(user: Path) -> None:
    user.parent.mkdir()
    user.write_text('window.on_top = "perhaps"\n')
    store = PreferenceStore(user)
    assert store.value == Preferences()
    [problem] = store.problems
    assert problem.key == "window.on_top"
    assert "perhaps" in str(problem.reason)
    assert problem.origin == str(user)


def test_a_broken_file_is_set_aside(user: Path) -> None:
    user.parent.mkdir()
    user.write_text("window = ")
    store = PreferenceStore(user)
    assert store.value == Preferences()
    assert "kept as" in str(store.problems[0].reason)
    assert not user.exists()


def test_the_administrators_broken_file_is_left_where_it_is(user: Path, site: Path) -> None:
    site.write_text("window = ")
    store = PreferenceStore(user, site)
    assert store.problems[0].origin == str(site)
    assert site.exists()


def test_mistakes_are_found_in_both_files_and_names_too(user: Path, site: Path) -> None:
    environ = {"CORNETTA_CONFIG": str(user), "CORNETTA_SITE_PREFERENCES": str(site)}
    own = user_file(environ)
    assert mistakes(environ) == []
    site.write_text(
        'volume = 3\n[alerts]\ndelay = 3\npopup = "no"\n[window]\nlanguage = "it"\n'
        "[alerts.groups.501]\ndelay_s = 3\nloud = true\n[alerts.groups.502]\n"
    )
    own.parent.mkdir(exist_ok=True)
    own.write_text("[window")
    said = [str(sentence(problem)) for problem in mistakes(environ)]
    assert said[0].startswith("The setting 'alerts.popup' must be true or false, not 'no'")
    assert said[1].startswith(f"The file {own} is not valid TOML")
    assert own.read_text() == "[window"  # whoever only looks renames nothing
    assert said[2:] == [
        f"The setting '{key}' is not a setting of Cornetta ({site})."
        for key in ("volume", "alerts.delay", "alerts.groups.501.loud")
    ]


def test_a_change_that_cannot_be_is_refused(user: Path) -> None:
    store = PreferenceStore(user)
    with pytest.raises(SettingsError) as caught:
        store.change("window", "on_top", to="perhaps")
    assert caught.value.key == "window.on_top"
    assert not store.own("window")


async def test_listeners_hear_of_each_change(user: Path) -> None:
    store, heard = PreferenceStore(user), list[bool]()
    stop = store.subscribe(lambda value: heard.append(value.window.on_top))
    store.change("window", "on_top", to=True)
    store.change("window", "on_top", to=None)
    stop()
    store.change("window", "on_top", to=True)
    assert heard == [True, False]


async def test_saves_at_once_lose_nothing(user: Path) -> None:
    store = PreferenceStore(user)
    saves = []
    for on in (True, False, True):
        store.change("window", "on_top", to=on)
        saves.append(store.save())
    await asyncio.gather(*saves)
    assert tomllib.loads(user.read_text()) == {"window": {"on_top": True}}


async def test_what_could_not_be_saved_is_saved_with_the_next(user: Path) -> None:
    """A full disk has room again later; the window says only once that it was full."""
    user.parent.write_text("no folder")
    store = PreferenceStore(user)
    store.change("window", "on_top", to=True)
    store.change("sounds", "volume", to=4)
    with pytest.raises(SettingsError):
        await store.save()
    user.parent.unlink()
    store.change("sounds", "volume", to=5)
    await store.save()
    assert tomllib.loads(user.read_text()) == {"window": {"on_top": True}, "sounds": {"volume": 5}}


async def test_without_a_file_it_holds_for_this_run() -> None:
    store = PreferenceStore()
    store.change("window", "on_top", to=True)
    await store.save()
    assert store.value.window.on_top


def test_where_the_files_are(tmp_path: Path) -> None:
    environ = {"CORNETTA_CONFIG": str(tmp_path / "settings.toml")}
    assert user_file(environ) == tmp_path / "preferences.toml"
    assert user_file(environ, demo=True) == tmp_path / "demo-preferences.toml"
    assert site_file({"CORNETTA_SITE_PREFERENCES": "/a/b.toml"}) == Path("/a/b.toml")
    assert site_file({"CORNETTA_SITE_PREFERENCES": "~/b.toml"}) == Path.home() / "b.toml"
    assert site_file({}).name == "preferences.toml"
