"""What each setting and each preference must be, in words; who reads them says it."""

from client.sentence import Sentence

_SWITCH = Sentence("must be true or false")
_NAME = Sentence("must be up to {most} characters without spaces around them")
MUST = {
    "host": Sentence(
        "must be only the PBX's name or address, such as pbx.example.com (the port is a setting"
        " of its own)"
    ),
    "port": Sentence("must be a whole number from 1 to 65535, or 0 for the usual port"),
    "tls": _SWITCH,
    "ca_file": Sentence("must be the path of a PEM file"),
    "username": _NAME.format(most="80"),
    "admin_username": _NAME.format(most="80"),
    "extension": Sentence(
        "must be a phone's number, such as 101: up to 32 of the characters A-Z a-z 0-9 * # + _ . -"
    ),
    "endpoint": Sentence(
        "must be only an endpoint's name, such as desk-101 without PJSIP/:"
        " up to 80 of the characters A-Z a-z 0-9 * # + _ . @ -"
    ),
    "pbx": _NAME.format(most="64"),
    "auto_answer": Sentence('must be a choice of "call-info" and "alert-info", or none of them'),
    "answer_timeout": Sentence("must be a whole number of seconds from 1 to 60"),
    "groups": Sentence(
        'must be a list of pickup groups, each such as "501 Support", or "#0" to "#63" for a '
        "numeric one"
    ),
    "pickup_by": Sentence('must be "auto", "leg", "dialplan" or "softphone"'),
    "softphone": Sentence(
        "must be system, none, or a command with {{address}} or {{number}} in it"
    ),
    "service_code": Sentence("must be 1 to 4 of the characters 0-9 * #"),
}
"""Reads well between "The setting 'port'" and ", not 'abc'"."""

_PREFERENCES = {
    "on_top on_duty popup sound badge taskbar close_to_tray on": _SWITCH,
    "language": Sentence('must be "system", "en" or "it"'),
    "delay_s amber_s red_s": Sentence("must be a number of seconds from 0 to 3600"),
    "volume": Sentence("must be a whole number from 0 to 100"),
    "first_from second_from third_from": Sentence("must be a whole number from 1 to 1000"),
    "device first_file second_file third_file": Sentence("must be a text between quotes"),
    "quiet_from quiet_until": Sentence('must be a time such as "22:00", or "" for none'),
    "pick_up show_window": Sentence('must be keys such as "Ctrl+Shift+F9", or "" for none'),
}
PREFERENCES_MUST = {name: rule for names, rule in _PREFERENCES.items() for name in names.split()}
"""By the last name of its key."""
TABLE = Sentence("must be a table of its own")

REFUSED = Sentence(
    "must not be in a file: remove that line; the secret lives in the system keyring, or for one"
    " run in {variable}"
)
MISSING = Sentence("is not set; give --{option}, set {variable}, or run cornetta to set it up")


def not_this(rule: Sentence, value: object) -> Sentence:
    """A rule, and the value that it refuses."""
    return Sentence("{rule}, not {value}").format(rule=rule, value=shown(value))


def shown(value: object) -> str:
    """A value as it stands in the file, or its beginning."""
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
