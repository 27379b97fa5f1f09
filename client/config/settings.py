"""What the user has set: one frozen value, read from four places, saved to one TOML file.

Knows nothing of Qt, and nothing of the secret, which lives in `client.config.credentials`.
The command line starts with this module, so it must be cheap to import: msgspec checks the
values (20 ms; pydantic-settings takes 200 ms).
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from client.config import settings_file
from client.config.settings_names import HELP, SECRETS, VARIABLES, given, variable
from client.config.settings_rules import MISSING, MUST, REFUSED, not_this, shown
from client.errors import SettingsError
from client.sentence import Sentence, Words

# A name or an IPv4 address holds no colon; an IPv6 address at least two, so "pbx:5038" is neither.
_HOST = r"\A(?:[^\s:/@\[\]]*|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?)\Z"

# Not {nummer} alone, which is not filled in; beside {number} braces are the program's own.
_COMMAND = r"\A(?:(?=.*\{(?:address|number)\})|(?!.*(?<!\$)\{\w)).*\Z"

GROUP_FORM = r"(?:#(?:[0-9]|[1-5][0-9]|6[0-3])|[A-Za-z0-9_.\-]{1,64})"
"""A pickup group as somebody writes it: "501", or "#3" for a numeric one."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings; `HELP` tells what each is. "" means not set; `load` alone checks the limits.

    Attributes:
        tls: None = see `effective_tls`.
        ca_file: `load` expands "~".
        groups: my pickup groups, "501 Support" or "#3", for an account that may not ask for them;
            () = those that it hears of.
        pickup_by: how a call is taken. "leg": my phone is told to take it; "dialplan": the PBX's
            dialplan checks first whether it may; "softphone": the softphone dials a code; "auto":
            the first of these that account and groups allow.
        softphone: see `client.pickup.softphone.Softphone`.
    """

    host: Annotated[str, Meta(pattern=_HOST, max_length=253)] = ""
    port: Annotated[int, Meta(ge=0, le=65535)] = 0
    tls: bool | None = None
    ca_file: Annotated[str, Meta(max_length=4096)] = ""
    username: Annotated[str, Meta(pattern=r"\A(\S(.*\S)?)?\Z", max_length=80)] = ""
    admin_username: Annotated[str, Meta(pattern=r"\A(\S(.*\S)?)?\Z", max_length=80)] = ""
    extension: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9*#+_.\-]*\Z", max_length=32)] = ""
    endpoint: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9*#+_.@\-]*\Z", max_length=80)] = ""
    pbx: Annotated[str, Meta(pattern=r"\A(\S(.*\S)?)?\Z", max_length=64)] = ""
    auto_answer: tuple[Literal["call-info", "alert-info"], ...] = ("call-info", "alert-info")
    answer_timeout: Annotated[int, Meta(ge=1, le=60)] = 8
    groups: tuple[Annotated[str, Meta(pattern=rf"\A{GROUP_FORM}( \S.{{0,63}})?\Z")], ...] = ()
    pickup_by: Literal["auto", "leg", "dialplan", "softphone"] = "auto"
    softphone: Annotated[str, Meta(pattern=_COMMAND, max_length=1024)] = "system"
    service_code: Annotated[str, Meta(pattern=r"\A[0-9*#]{1,4}\Z")] = "**"

    @property
    def effective_tls(self) -> bool:
        """Whether to encrypt: as set, else unless the PBX is this computer itself."""
        return not is_this_computer(self.host) if self.tls is None else self.tls

    @property
    def effective_port(self) -> int:
        """The TCP port: as set, else 5038, or 5039 with TLS."""
        return self.port or (5039 if self.effective_tls else 5038)

    @property
    def effective_endpoint(self) -> str:
        """The endpoint's name: as set, else the extension."""
        return self.endpoint or self.extension

    @property
    def effective_pbx(self) -> str:
        """The PBX's name in the keys of calls: as set, else the host."""
        return self.pbx or self.host

    @property
    def account(self) -> str:
        """The key under which the secret is kept, e.g. "cornetta@pbx.example.com:5038"."""
        return f"{self.username}@{self.host}:{self.effective_port}"

    def as_admin(self) -> "Settings":
        """The same PBX with the administrator's account."""
        return msgspec.structs.replace(self, username=self.admin_username)


class Unknown(NamedTuple):
    """Names that are no settings, and passed over."""

    in_file: tuple[str, ...] = ()
    in_environment: tuple[str, ...] = ()


class Loaded(NamedTuple):
    """What `load` found.

    Attributes:
        origin: for each setting's name where its value comes from: `COMMAND_LINE`, `VARIABLE`,
            the file's path or "default".
        set_aside: where a broken file was moved to, or None.
    """

    settings: Settings
    origin: dict[str, Words]
    set_aside: Path | None = None
    unknown: Unknown = Unknown()


REQUIRED = ("host", "username", "extension")

COMMAND_LINE = Sentence("command line")
VARIABLE = Sentence("environment variable {variable}")

HEAD = "Settings of Cornetta. The secret is not here: the system keyring keeps it."

_DEFAULTS = Settings()
_WORDS = {"yes": True, "on": True, "no": False, "off": False}  # msgspec knows 1, 0, true, false


def is_this_computer(host: str) -> bool:
    """Whether what is sent to this host stays in this computer."""
    return host.lower() in ("localhost", "::1") or bool(re.fullmatch(r"127(\.\d{1,3}){3}", host))


def load(
    options: Mapping[str, object],
    environ: Mapping[str, str],
    path: Path | None,
    *,
    on_broken: Literal["raise", "set_aside"] = "raise",
) -> Loaded:
    """Take each setting from the first place that has it: options, environment, file, default.

    The file's `endpoint` counts only for the file's own `extension`, if it has one.

    Args:
        options: from the command line; None = not given, other keys than settings are passed over.
        environ: an empty variable counts as not set.
        path: the user's file; None or a missing file = no such place.
        on_broken: "set_aside" renames a file that is not TOML and goes on without it.

    Raises:
        SettingsError: the value that counts cannot be used, the file cannot be read (key ""), or
            it holds a secret.
    """
    in_file, set_aside = settings_file.read(path, on_broken) if path else ({}, None)
    for key in SECRETS:
        if key in in_file:
            raise SettingsError(key, REFUSED.format(variable=variable(key)), str(path))
    own = str(in_file.get("extension", ""))
    if own not in ("", str(given(options, environ).get("extension", own))):
        in_file["endpoint"] = None  # it is the phone of that extension, and would ring there
    found = {key: _found(key, options, environ, in_file, path) for key in HELP}
    ours = (name for name in sorted(environ) if name.upper().startswith(variable("")))
    unknown = Unknown(
        tuple(key for key in in_file if key not in HELP),
        tuple(name for name in ours if name not in VARIABLES),
    )
    checked = {
        key: _checked(key, value, where)
        for key, (where, value) in found.items()
        if value is not None
    }
    origin = {key: where for key, (where, _) in found.items()}
    return Loaded(msgspec.convert(checked, Settings), origin, set_aside, unknown)


def _found(
    key: str,
    options: Mapping[str, object],
    environ: Mapping[str, str],
    in_file: Mapping[str, object],
    path: Path | None,
) -> tuple[Words, object]:
    """Where a setting's value comes from, and the value; None for the default."""
    name = variable(key)
    places: tuple[tuple[Words, object], ...] = (  # first wins
        (COMMAND_LINE, options.get(key)),
        (VARIABLE.format(variable=name), environ.get(name) or None),
        (str(path), in_file.get(key)),
    )
    return next((place for place in places if place[1] is not None), ("default", None))


def require(settings: Settings, *keys: str) -> None:
    """Refuse settings that lack one of these keys; without keys, one of those to connect.

    Raises:
        SettingsError: for the first that is missing.
    """
    for key in keys or REQUIRED:
        if not getattr(settings, key):
            raise SettingsError(
                key, MISSING.format(option=key.replace("_", "-"), variable=variable(key))
            )


def save(values: Mapping[str, object], path: Path) -> None:
    """Write these settings into the user's file and leave the rest of it as it is.

    Args:
        values: by the settings' names; None takes a setting out of the file.
        path: see `settings_file.write` for what becomes of the file and its folder.

    Raises:
        SettingsError: a value cannot be used, or the file cannot be written (key ""); the file
            is then as it was.
    """
    checked: dict[settings_file.Key, object] = {}
    for key, value in values.items():
        if key in SECRETS:
            raise SettingsError(key, REFUSED.format(variable=variable(key)), str(path))
        if key not in HELP:
            raise SettingsError(key, Sentence("is not a setting of Cornetta"))
        checked[key,] = None if value is None else _checked(key, value, "")
    settings_file.write(path, checked, head=HEAD, comments=HELP)


def _checked(key: str, value: object, origin: Words) -> object:
    default = getattr(_DEFAULTS, key)
    if isinstance(value, str):
        if not value.isprintable():
            reason = Sentence("holds a line end or another invisible character: {value}")
            raise SettingsError(key, reason.format(value=shown(value)), origin)
        if key == "tls":
            value = _WORDS.get(value.lower(), value)
        elif isinstance(default, tuple):
            value = [word.strip() for word in value.split(",") if word.strip() not in ("", "none")]
        elif key == "ca_file":
            value = os.path.expanduser(value)  # noqa: PTH111 - a Path would change "" into "."
    elif isinstance(default, str) and type(value) is int:
        value = str(value)  # extension = 101, as one writes it in TOML
    try:
        return msgspec.convert(value, Settings.__annotations__[key], strict=False)
    except msgspec.ValidationError:
        raise SettingsError(key, not_this(MUST[key], value), origin) from None
