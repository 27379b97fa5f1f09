"""The words about each setting: what it must be, and what stands beside it in the file.

Plain text for `client.config.settings`, which decides when to say it.
"""

from typing import NamedTuple


class Help(NamedTuple):
    """About one setting.

    Attributes:
        must: reads well between "The setting 'port'" and ", not 'abc'".
        comment: stands beside the value in the file.
    """

    must: str
    comment: str


_NAME = "must be up to {} characters without spaces around them"
HELP = {
    "host": Help(
        "must be only the PBX's name or address, such as pbx.example.com (the port is a setting"
        " of its own)",
        "the PBX's name or address",
    ),
    "port": Help(
        "must be a whole number from 1 to 65535, or 0 for the usual port",
        "0 = the usual one: 5038, or 5039 with TLS",
    ),
    "tls": Help(
        "must be true or false",
        "true = encrypt, and verify the PBX's certificate; false = everybody on the way can read",
    ),
    "ca_file": Help(
        "must be the path of a PEM file", "PEM file to verify it with; empty = the system's own"
    ),
    "username": Help(_NAME.format(80), "the manager account; its secret never goes in here"),
    "admin_username": Help(
        _NAME.format(80), "the account that may change pickup groups, for cornetta admin"
    ),
    "extension": Help(
        "must be a phone's number, such as 101: up to 32 of the characters A-Z a-z 0-9 * # + _ . -",
        "the number of my phone",
    ),
    "endpoint": Help(
        "must be only an endpoint's name, such as desk-101 without PJSIP/:"
        " up to 80 of the characters A-Z a-z 0-9 * # + _ . @ -",
        "the name of my phone's endpoint; empty = the extension",
    ),
    "pbx": Help(_NAME.format(64), "a name for the PBX; empty = the host"),
    "auto_answer": Help(
        'must be a choice of "call-info" and "alert-info", or none of them',
        "the headers that make my phone answer by itself",
    ),
    "answer_timeout": Help(
        "must be a whole number of seconds from 1 to 60", "seconds that my phone may take"
    ),
    "groups": Help(
        'must be a list of pickup groups, each such as "501 Support", or "#0" to "#63" for a '
        "numeric one",
        "my pickup groups, if the account may not ask for them",
    ),
    "pickup_by": Help(
        'must be "auto", "leg", "dialplan" or "softphone"',
        "how a call is taken: auto, leg, dialplan or softphone",
    ),
    "softphone": Help(
        "must be system, none, or a command with {address} or {number} in it",
        "who dials a pickup code: system, none, or a command with {address} or {number} in it",
    ),
    "service_code": Help(
        "must be 1 to 4 of the characters 0-9 * #", "dialled before a group's number to pick up"
    ),
}
HEAD = "Settings of Cornetta. The secret is not here: the system keyring keeps it."
SECRETS = ("secret", "admin_secret")
"""What somebody may write into a file, since the environment knows it."""

REFUSED = (
    "must not be in a file: remove that line; the secret lives in the system keyring, or for one"
    " run in {}"
)
MISSING = "is not set; give --{}, set {}, or run cornetta to set it up"


def meant_by(name: str) -> str:
    """The setting that a name in the file is perhaps meant to be; "" for none."""
    from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and seldom

    return next(iter(get_close_matches(name, HELP, n=1)), "")
