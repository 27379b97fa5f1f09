"""Where settings come from: the file's place, the variables' names. Cheap to import."""

import os
from collections.abc import Mapping
from pathlib import Path

from client.config.settings_words import HELP, SECRETS


class NoHome(Exception):
    """This user has no home folder. The message says which variable to set instead, and to what."""


def default_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's file: where CORNETTA_CONFIG says, else in the user's configuration folder.

    Raises:
        NoHome: neither is known.
    """
    if chosen := environ.get("CORNETTA_CONFIG"):
        # No shell expands "~" in the file of a service, or in quotes.
        return Path(os.path.expanduser(chosen))  # noqa: PTH111 - a Path may raise
    import platformdirs  # noqa: PLC0415 - not needed where the variable is set

    try:
        return platformdirs.user_config_path("cornetta", appauthor=False) / "settings.toml"
    except RuntimeError as error:
        raise NoHome("CORNETTA_CONFIG to the file of the settings") from error


def variable(key: str) -> str:
    """The name of a setting's environment variable, e.g. "CORNETTA_PORT"."""
    return f"CORNETTA_{key.upper()}"


VARIABLES = {
    variable(key): key for key in (*HELP, "config", "language", "site_preferences", *SECRETS)
}
"""All that are read, also for what is not in the file."""


def given(options: Mapping[str, object], environ: Mapping[str, str]) -> dict[str, object]:
    """The settings that options or environment set, which go before those of the file."""
    found: dict[str, object] = {}
    for key in HELP:
        value = options.get(key)
        if value is None:
            value = environ.get(variable(key)) or None
        if value is not None:
            found[key] = value
    return found
