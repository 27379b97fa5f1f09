"""What each setting must be, in words; `client.config.settings` decides when to say it."""

from client.sentence import Sentence

_NAME = Sentence("must be up to {most} characters without spaces around them")
MUST = {
    "host": Sentence(
        "must be only the PBX's name or address, such as pbx.example.com (the port is a setting"
        " of its own)"
    ),
    "port": Sentence("must be a whole number from 1 to 65535, or 0 for the usual port"),
    "tls": Sentence("must be true or false"),
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

REFUSED = Sentence(
    "must not be in a file: remove that line; the secret lives in the system keyring, or for one"
    " run in {variable}"
)
MISSING = Sentence("is not set; give --{option}, set {variable}, or run cornetta to set it up")
