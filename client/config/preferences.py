"""How the window behaves; how the PBX is reached is `client.config.settings`. Knows nothing of Qt.

Three layers of the same TOML tables: built-in defaults, over them the administrator's file, over
that the user's. A change counts at once and is saved soon after; "back to default" takes the value
out of the user's file. A value that cannot be used is passed over, and said.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from client.config import settings_file
from client.config.settings_file import Key
from client.config.settings_names import default_path
from client.config.settings_rules import PREFERENCES_MUST, TABLE, not_this
from client.errors import SettingsError
from client.sentence import Sentence
from client.threads import call_in_thread

Values = dict[Key, object]

SITE_VARIABLE = "CORNETTA_SITE_PREFERENCES"

HEAD = "How Cornetta's window behaves. What is not here is as the administrator or Cornetta has it."


class WindowPreferences(msgspec.Struct, frozen=True, kw_only=True):
    """The window.

    Attributes:
        on_top: stay above other windows.
        language: of all texts; "system" = the first of the system's that we have, else English.
    """

    on_top: bool = False
    language: Literal["system", "en", "it"] = "system"


Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]


class GroupAlerts(msgspec.Struct, frozen=True, kw_only=True):
    """What is different for one group; None = as for all. `on_duty`: I answer here, so no delay."""

    popup: bool | None = None
    sound: bool | None = None
    badge: bool | None = None
    taskbar: bool | None = None
    delay_s: Seconds | None = None
    on_duty: bool = False


class AlertPreferences(msgspec.Struct, frozen=True, kw_only=True):
    """What happens when a call rings in my groups.

    Attributes:
        popup, sound, badge, taskbar: the ways to alert.
        delay_s: how long a call rings before it alerts.
        amber_s, red_s: how long a call rings until it is urgent, and very.
        groups: by number; a numeric group has a "#" before it.
    """

    popup: bool = True
    sound: bool = True
    badge: bool = True
    taskbar: bool = True
    delay_s: Seconds = 6
    amber_s: Seconds = 20
    red_s: Seconds = 40
    groups: dict[str, GroupAlerts] = {}


HotkeyText = Annotated[str, msgspec.Meta(max_length=40)]


class HotkeyPreferences(msgspec.Struct, frozen=True, kw_only=True):
    """Keys that work whatever window has the keyboard.

    Attributes:
        on: whether there are any.
        pick_up: takes the call that the large button names, e.g. "Ctrl+Shift+F9"; "" = none.
        show_window: shows the window.
    """

    on: bool = False
    pick_up: HotkeyText = "Ctrl+Shift+F9"
    show_window: HotkeyText = "Ctrl+Shift+F10"


class TrayPreferences(msgspec.Struct, frozen=True, kw_only=True):
    """The icon in the tray. `close_to_tray`: closing the window hides it there, if there is one."""

    close_to_tray: bool = False


Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Calls = Annotated[int, msgspec.Meta(ge=1, le=1000)]
TimeOfDay = Annotated[str, msgspec.Meta(pattern="^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]


class SoundPreferences(msgspec.Struct, frozen=True, kw_only=True):
    """What is heard.

    Attributes:
        device: the output's name; "" = the system's own.
        first_from, second_from, third_from: from how many waiting calls on each sound is heard.
        first_file, second_file, third_file: own sounds; "" = those that come with Cornetta.
        quiet_from, quiet_until: when nothing is heard, e.g. "22:00" and "07:00"; "" = never.
    """

    volume: Percent = 70
    device: str = ""
    first_from: Calls = 1
    second_from: Calls = 3
    third_from: Calls = 7
    first_file: str = ""
    second_file: str = ""
    third_file: str = ""
    quiet_from: TimeOfDay = ""
    quiet_until: TimeOfDay = ""


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """All preferences; each field is a table of the file."""

    window: WindowPreferences = WindowPreferences()
    tray: TrayPreferences = TrayPreferences()
    alerts: AlertPreferences = AlertPreferences()
    sounds: SoundPreferences = SoundPreferences()
    hotkeys: HotkeyPreferences = HotkeyPreferences()


def user_file(environ: Mapping[str, str] = os.environ, *, demo: bool = False) -> Path:
    """The user's file: beside the settings; the demo has its own."""
    name = "demo-preferences.toml" if demo else "preferences.toml"
    return default_path(environ).with_name(name)


def site_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The administrator's file: where CORNETTA_SITE_PREFERENCES says, else of all users."""
    if chosen := environ.get(SITE_VARIABLE):
        return Path(os.path.expanduser(chosen))  # noqa: PTH111 - as in default_path
    import platformdirs  # noqa: PLC0415 - not needed where the variable is set

    return platformdirs.site_config_path("cornetta", appauthor=False) / "preferences.toml"


class PreferenceStore:
    """What counts now, and who hears of a change.

    Args:
        user: the user's file; None = keep for this run only.
        site: the administrator's file; None = none.
        must_be_there: somebody has named the administrator's file, and would miss it.

    Attributes:
        value: what counts.
        problems: what was passed over while reading, each a SettingsError.
    """

    def __init__(
        self,
        user: Path | None = None,
        site: Path | None = None,
        *,
        must_be_there: bool = False,
    ) -> None:
        self._path = user
        self._site, self.problems = _read_site(site, must_be_there=must_be_there)
        self._own, problems = _read(user, "set_aside")
        self.problems += problems
        self._unsaved: Values = {}
        self._saving = asyncio.Lock()
        self._listeners: list[Callable[[Preferences], None]] = []
        self.value = _build(self._site | self._own)

    def own(self, *key: str) -> bool:
        """Whether the user has set this, or anything in this table."""
        return any(each[: len(key)] == key for each in self._own)

    def change(self, *key: str, to: object) -> None:
        """Set a value; None = back to default, for a whole table too. Listeners hear of it.

        Raises:
            SettingsError: it cannot have this value.
        """
        if to is None:
            gone = [each for each in self._own if each[: len(key)] == key]
            for each in gone:
                del self._own[each]
            self._unsaved |= dict.fromkeys(gone)
        else:
            if problem := _problem(key, to):
                raise SettingsError(".".join(key), problem)
            self._own[key] = self._unsaved[key] = to
        self.value = _build(self._site | self._own)
        for listener in list(self._listeners):
            listener(self.value)

    def subscribe(self, listener: Callable[[Preferences], None]) -> Callable[[], None]:
        """Tell `listener` of every change until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def save(self) -> None:
        """Write what is unsaved into the user's file, in a thread.

        Raises:
            SettingsError: the file cannot be written; the values count until the program ends,
                and are written with the next save that can be.
        """
        async with self._saving:
            values, self._unsaved = self._unsaved, {}
            path = self._path
            if path is None or not values:
                return
            writing, _thread = call_in_thread(
                lambda: settings_file.write(path, values, head=HEAD), name="preferences"
            )
            try:
                await writing
            except SettingsError:
                self._unsaved = values | self._unsaved
                raise


def mistakes(environ: Mapping[str, str] = os.environ) -> list[SettingsError]:
    """What is passed over in both files, names that are no preferences too. Changes neither."""
    user, site = user_file(environ), site_file(environ)
    theirs, found = _read_site(site, must_be_there=bool(environ.get(SITE_VARIABLE)))
    own, problems = _read(user, "raise")
    found += problems
    for path, values in (site, theirs), (user, own):
        unknown = (".".join(key) for key, value in values.items() if not _is_known(key, value))
        reason = Sentence("is not a setting of Cornetta")
        found += (SettingsError(key, reason, str(path)) for key in unknown)
    return found


def _read_site(path: Path | None, *, must_be_there: bool) -> tuple[Values, list[SettingsError]]:
    values, problems = _read(path, "raise")
    if must_be_there and path and not problems and not path.exists():
        reason = Sentence("that {variable} names does not exist").format(variable=SITE_VARIABLE)
        problems.append(SettingsError("", reason, str(path)))
    return values, problems


def _read(
    path: Path | None, on_broken: Literal["raise", "set_aside"]
) -> tuple[Values, list[SettingsError]]:
    found: Values = {}
    problems: list[SettingsError] = []
    if path is None:
        return found, problems
    try:
        tables, aside = settings_file.read(path, on_broken)
    except SettingsError as error:
        return found, [error]
    if aside is not None:
        reason = Sentence("was not valid TOML; it is kept as {path}").format(path=str(aside))
        problems.append(SettingsError("", reason, str(path)))
    for key, value in _leaves(tables):
        if problem := _problem(key, value):
            problems.append(SettingsError(".".join(key), problem, str(path)))
        else:
            found[key] = value
    return found, problems


def _leaves(table: Mapping[str, object], above: Key = ()) -> Iterator[tuple[Key, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, name))
        else:
            yield (*above, name), value


def _build(values: Values) -> Preferences:
    tables: dict[str, object] = {}
    for (*above, name), value in values.items():
        table = tables
        for each in above:
            table = table.setdefault(each, {})  # type: ignore[assignment]
        table[name] = value
    return msgspec.convert(tables, Preferences)


def _problem(key: Key, value: object) -> Sentence | None:
    """What is wrong with this one value; an unknown key is of a later version, and fine."""
    try:
        _build({key: value})
    except msgspec.ValidationError:
        return not_this(PREFERENCES_MUST.get(key[-1], TABLE), value)
    return None


def _is_known(key: Key, value: object) -> bool:
    table = msgspec.to_builtins(_build({key: value}))
    for name in key:
        if name not in table:
            return False
        table = table[name]
    return True
