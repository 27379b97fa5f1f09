"""The settings by name: what each is, its variable, and where their file is. Cheap to import."""

import os
from collections.abc import Mapping
from pathlib import Path

HELP = {
    "host": "the PBX's name or address",
    "port": "0 = the usual one: 5038, or 5039 with TLS",
    "tls": "true = encrypt, and verify the PBX's certificate; false = everybody on the way can"
    " read",
    "ca_file": "PEM file to verify it with; empty = the system's own",
    "username": "the manager account; its secret never goes in here",
    "admin_username": "the account that may change pickup groups, for cornetta admin",
    "extension": "the number of my phone",
    "endpoint": "the name of my phone's endpoint; empty = the extension",
    "pbx": "a name for the PBX; empty = the host",
    "auto_answer": "the headers that make my phone answer by itself",
    "answer_timeout": "seconds that my phone may take",
    "groups": "my pickup groups, if the account may not ask for them",
    "pickup_by": "how a call is taken: auto, leg, dialplan or softphone",
    "softphone": "who dials a pickup code: system, none, or a command with {address} or {number}"
    " in it",
    "service_code": "dialled before a group's number to pick up",
}
"""All settings, by name: what stands beside the value in the file."""

SECRETS = ("secret", "admin_secret")
"""What somebody may write into a file, since the environment knows it."""


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
