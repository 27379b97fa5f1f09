"""What is wrong in a few words -> the same in the user's language.

Errors carry their reasons in English, for the log and the command line: the rules', the keyring's,
the link's, the system's. The window knows each of ours by its words, and the system's usual ones;
what it does not know, such as a PBX's own, it shows as it came. A test finds any that is missing.
"""

import re
from functools import cache
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

translate = QCoreApplication.translate  # the name that the translation tools look for

_REASONS: Final = (
    # What is meant
    QT_TRANSLATE_NOOP("Reason", "name"),
    QT_TRANSLATE_NOOP("Reason", "number"),
    QT_TRANSLATE_NOOP("Reason", "range"),
    QT_TRANSLATE_NOOP("Reason", "service code"),
    QT_TRANSLATE_NOOP("Reason", "group"),
    QT_TRANSLATE_NOOP("Reason", "extension"),
    # The rules of names and numbers
    QT_TRANSLATE_NOOP("Reason", "is missing"),
    QT_TRANSLATE_NOOP("Reason", "has more than {most} characters"),
    QT_TRANSLATE_NOOP("Reason", "has characters that cannot be shown"),
    QT_TRANSLATE_NOOP("Reason", "'{name}' is taken by another group"),
    QT_TRANSLATE_NOOP("Reason", "must be 1 to 4 of 0-9 * #, not '{text}'"),
    QT_TRANSLATE_NOOP("Reason", "'{code}' is how {number} begins"),
    QT_TRANSLATE_NOOP(
        "Reason", "must be 1 to {places} digits with at least one X, such as 5XX, not '{text}'"
    ),
    QT_TRANSLATE_NOOP("Reason", "is not set; say which numbers groups may have"),
    QT_TRANSLATE_NOOP("Reason", "{range} covers the extensions {extensions}"),
    QT_TRANSLATE_NOOP("Reason", "{range} leaves out {groups}"),
    QT_TRANSLATE_NOOP("Reason", "{range} has no free number left"),
    QT_TRANSLATE_NOOP("Reason", "{number} is not in the range {range}"),
    QT_TRANSLATE_NOOP("Reason", "{number} is taken by {name}"),
    QT_TRANSLATE_NOOP(
        "Reason",
        "{number} is in use on the PBX, by a group without a name; on the PBX, "
        "'database put pickup/group' gives it one",
    ),
    QT_TRANSLATE_NOOP("Reason", "{number} is in use on the PBX, by a numeric group"),
    QT_TRANSLATE_NOOP("Reason", "{number} begins with the service code"),
    QT_TRANSLATE_NOOP("Reason", "{number} does not exist; there is {known}"),
    QT_TRANSLATE_NOOP("Reason", "{number} is one of several: {known}; name one of these"),
    QT_TRANSLATE_NOOP("Reason", "{number} does not exist"),
    QT_TRANSLATE_NOOP(
        "Reason", "{phone} is not kept in pjsip.conf, so it must be changed where it is"
    ),
    # What somebody else has changed, and the steps of a save
    QT_TRANSLATE_NOOP("Reason", "there is no {number} now"),
    QT_TRANSLATE_NOOP("Reason", "{extensions} would stay in {number}"),
    QT_TRANSLATE_NOOP("Reason", "{number} is called {name} now"),
    QT_TRANSLATE_NOOP("Reason", "{group} is not in {range}"),
    QT_TRANSLATE_NOOP(
        "Reason",
        "no longer in pjsip.conf (if nobody took them out, put a copy of it back): {phones}",
    ),
    QT_TRANSLATE_NOOP("Reason", "group {number}: new, {name}"),
    QT_TRANSLATE_NOOP("Reason", "group {number}: removed (was {name})"),
    QT_TRANSLATE_NOOP("Reason", "group {number}: {old} becomes {new}"),
    QT_TRANSLATE_NOOP("Reason", "range: new, {new}"),
    QT_TRANSLATE_NOOP("Reason", "range: removed (was {old})"),
    QT_TRANSLATE_NOOP("Reason", "range: {old} becomes {new}"),
    QT_TRANSLATE_NOOP("Reason", "service code: new, {new}"),
    QT_TRANSLATE_NOOP("Reason", "service code: removed (was {old})"),
    QT_TRANSLATE_NOOP("Reason", "service code: {old} becomes {new}"),
    QT_TRANSLATE_NOOP("Reason", "{phone}: no longer is picked up in {group}"),
    QT_TRANSLATE_NOOP("Reason", "{phone}: no longer may pick up from {group}"),
    QT_TRANSLATE_NOOP("Reason", "{phone}: is picked up in {group}"),
    QT_TRANSLATE_NOOP("Reason", "{phone}: may pick up from {group}"),
    QT_TRANSLATE_NOOP("Reason", "and {number} more"),
    # What the PBX has of its phones
    QT_TRANSLATE_NOOP("Reason", "pjsip.conf of the PBX"),
    QT_TRANSLATE_NOOP("Reason", "nothing can be read: {why}"),
    QT_TRANSLATE_NOOP("Reason", "{why} (the PBX's log tells more)"),
    QT_TRANSLATE_NOOP("Reason", "chan_pjsip is not loaded, or not yet"),
    QT_TRANSLATE_NOOP(
        "Reason", "the PBX has no phone {phone}; its log tells what is wrong in {file}"
    ),
    QT_TRANSLATE_NOOP("Reason", "the PBX does not take its file over for {phone}"),
    QT_TRANSLATE_NOOP("Reason", "the PBX no longer knows {phone}"),
    QT_TRANSLATE_NOOP("Reason", "it wrote something else"),
    QT_TRANSLATE_NOOP(
        "Reason", "[{section}] of type {type}: {option} is {has} in place of {wanted}"
    ),
    QT_TRANSLATE_NOOP(
        "Reason", "[{section}] of type {type}: {option} is {has} in place of nothing"
    ),
    QT_TRANSLATE_NOOP(
        "Reason", "[{section}] of type {type}: {option} is nothing in place of {wanted}"
    ),
    QT_TRANSLATE_NOOP("Reason", "[{section}] of type {type} stands twice in {file}"),
    QT_TRANSLATE_NOOP("Reason", "[{section}] of type {type} stands twice"),
    QT_TRANSLATE_NOOP("Reason", "[{section}] of type {type} was not there"),
    QT_TRANSLATE_NOOP("Reason", "[{section}] is missing"),
    QT_TRANSLATE_NOOP(
        "Reason",
        "so it does with what is included by a pattern (*.conf): before it reads it again, "
        "put a copy of these files back",
    ),
    QT_TRANSLATE_NOOP(
        "Reason",
        "what stood between comment marks (;--) counts again once written: before it reads {file} "
        "again, take it out",
    ),
    QT_TRANSLATE_NOOP(
        "Reason",
        "so it does with a phone of an included file: give it there the lines "
        "'named_call_group =' and 'named_pickup_group =', or move it into {file}",
    ),
    QT_TRANSLATE_NOOP(
        "Reason",
        "so it does on a full disk: before it reads {file} again, put a copy of it back",
    ),
    # The keyring
    QT_TRANSLATE_NOOP("Reason", "this desktop has no system keyring"),
    QT_TRANSLATE_NOOP("Reason", "the system keyring is locked; unlock it and try again"),
    QT_TRANSLATE_NOOP(
        "Reason", "the system keyring did not answer within {seconds} s; unlock it and try again"
    ),
    QT_TRANSLATE_NOOP(
        "Reason", "the system keyring has not answered since it was last asked; unlock it"
    ),
    QT_TRANSLATE_NOOP("Reason", "the system keyring failed ({kind})"),
    QT_TRANSLATE_NOOP("Reason", "the system keyring took the secret but does not give it back"),
    # Settings and files
    QT_TRANSLATE_NOOP("Reason", "must be up to {most} characters without spaces around them"),
    QT_TRANSLATE_NOOP(
        "Reason",
        "must be only the PBX's name or address, such as pbx.example.com (the port is a setting"
        " of its own)",
    ),
    QT_TRANSLATE_NOOP("Reason", "must be a whole number from 1 to 65535, or 0 for the usual port"),
    QT_TRANSLATE_NOOP("Reason", "must be true or false"),
    QT_TRANSLATE_NOOP("Reason", "must be the path of a PEM file"),
    QT_TRANSLATE_NOOP(
        "Reason",
        "must be a phone's number, such as 101: up to 32 of the characters A-Z a-z 0-9 * # + _ . -",
    ),
    QT_TRANSLATE_NOOP(
        "Reason",
        "must be only an endpoint's name, such as desk-101 without PJSIP/:"
        " up to 80 of the characters A-Z a-z 0-9 * # + _ . @ -",
    ),
    QT_TRANSLATE_NOOP(
        "Reason", 'must be a choice of "call-info" and "alert-info", or none of them'
    ),
    QT_TRANSLATE_NOOP("Reason", "must be a whole number of seconds from 1 to 60"),
    QT_TRANSLATE_NOOP(
        "Reason",
        'must be a list of pickup groups, each such as "501 Support", or "#0" to "#63" for a '
        "numeric one",
    ),
    QT_TRANSLATE_NOOP("Reason", 'must be "auto", "leg", "dialplan" or "softphone"'),
    QT_TRANSLATE_NOOP(
        "Reason", "must be system, none, or a command with {address} or {number} in it"
    ),
    QT_TRANSLATE_NOOP("Reason", "must be 1 to 4 of the characters 0-9 * #"),
    QT_TRANSLATE_NOOP(
        "Reason",
        "must not be in a file: remove that line; the secret lives in the system keyring, or for"
        " one run in {variable}",
    ),
    QT_TRANSLATE_NOOP("Reason", "{rule}, not {value}"),
    QT_TRANSLATE_NOOP("Reason", "holds a line end or another invisible character: {value}"),
    QT_TRANSLATE_NOOP("Reason", "cannot be {value}: {why}"),
    QT_TRANSLATE_NOOP("Reason", "Expected `{kind}`, got `{other}`"),
    QT_TRANSLATE_NOOP("Reason", "Expected `{kind}` >= {least}"),
    QT_TRANSLATE_NOOP("Reason", "Expected `{kind}` <= {most}"),
    QT_TRANSLATE_NOOP("Reason", "Invalid enum value {value}"),
    QT_TRANSLATE_NOOP("Reason", "{why} (at line {line}, column {column})"),
    QT_TRANSLATE_NOOP("Reason", "cannot be read: {why}"),
    QT_TRANSLATE_NOOP("Reason", "that {variable} names does not exist"),
    QT_TRANSLATE_NOOP("Reason", "cannot be saved: {why}"),
    QT_TRANSLATE_NOOP("Reason", "nothing can be written: {why}"),
    QT_TRANSLATE_NOOP("Reason", "cannot be written ({why})"),
    QT_TRANSLATE_NOOP("Reason", "cannot be written ({why}); the PBX has been changed all the same"),
    QT_TRANSLATE_NOOP("Reason", "is not valid TOML: {why}; fix it or move it away"),
    QT_TRANSLATE_NOOP("Reason", "is not valid TOML and cannot be renamed: {why}; move it away"),
    QT_TRANSLATE_NOOP("Reason", "was not valid TOML; it is kept as {path}"),
    QT_TRANSLATE_NOOP("Reason", "nothing can be read; look at it, or remove it"),
    QT_TRANSLATE_NOOP("Reason", "exists already"),
    QT_TRANSLATE_NOOP("Reason", "no sound that can be played"),
    # The link
    QT_TRANSLATE_NOOP("Reason", "nothing listens on {host} port {port}"),
    QT_TRANSLATE_NOOP("Reason", "nothing listens on {host} port {port}, where TLS is expected"),
    QT_TRANSLATE_NOOP("Reason", "no answer within {seconds} s"),
    QT_TRANSLATE_NOOP("Reason", "no greeting"),
    QT_TRANSLATE_NOOP("Reason", "it accepts the connection and says nothing"),
    QT_TRANSLATE_NOOP("Reason", "it does not speak TLS"),
    QT_TRANSLATE_NOOP("Reason", "no encryption was agreed on: {words}"),
    QT_TRANSLATE_NOOP("Reason", "it says {words}"),
    QT_TRANSLATE_NOOP("Reason", "not an Asterisk manager"),
    QT_TRANSLATE_NOOP("Reason", "no name server answers"),
    QT_TRANSLATE_NOOP("Reason", "the PBX closed the connection"),
    QT_TRANSLATE_NOOP("Reason", "this computer stood still for {seconds} s"),
    QT_TRANSLATE_NOOP("Reason", "a message without end"),
    QT_TRANSLATE_NOOP("Reason", "it is shutting down"),
    QT_TRANSLATE_NOOP("Reason", "the session has ended"),
    QT_TRANSLATE_NOOP("Reason", "closed"),
    QT_TRANSLATE_NOOP("Reason", "the CA file {path} cannot be read: {why}"),
    QT_TRANSLATE_NOOP("Reason", "the CA file {path} holds no PEM certificate"),
    QT_TRANSLATE_NOOP(
        "Reason",
        "its authority has expired itself; ask the administrator to renew that, and check this "
        "computer's clock",
    ),
    # TLS
    QT_TRANSLATE_NOOP("Reason", "certificate has expired"),
    QT_TRANSLATE_NOOP("Reason", "certificate is not yet valid"),
    QT_TRANSLATE_NOOP(  # OpenSSL 3.6 says more
        "Reason", "certificate is not yet valid or the system clock is incorrect"
    ),
    QT_TRANSLATE_NOOP("Reason", "self-signed certificate"),
    QT_TRANSLATE_NOOP("Reason", "self-signed certificate in certificate chain"),
    QT_TRANSLATE_NOOP("Reason", "unable to get local issuer certificate"),
    QT_TRANSLATE_NOOP("Reason", "Hostname mismatch, certificate is not valid for '{host}'."),
    QT_TRANSLATE_NOOP("Reason", "IP address mismatch, certificate is not valid for '{host}'."),
    # The system
    QT_TRANSLATE_NOOP("Reason", "Permission denied"),
    QT_TRANSLATE_NOOP("Reason", "No such file or directory"),
    QT_TRANSLATE_NOOP("Reason", "Not a directory"),
    QT_TRANSLATE_NOOP("Reason", "Is a directory"),
    QT_TRANSLATE_NOOP("Reason", "No space left on device"),
    QT_TRANSLATE_NOOP("Reason", "Disk quota exceeded"),
    QT_TRANSLATE_NOOP("Reason", "Read-only file system"),
    QT_TRANSLATE_NOOP("Reason", "Input/output error"),
    QT_TRANSLATE_NOOP("Reason", "Connection refused"),
    QT_TRANSLATE_NOOP("Reason", "Connection reset by peer"),
    QT_TRANSLATE_NOOP("Reason", "Connection timed out"),
    QT_TRANSLATE_NOOP("Reason", "Broken pipe"),
    QT_TRANSLATE_NOOP("Reason", "No route to host"),
    QT_TRANSLATE_NOOP("Reason", "Network is unreachable"),
    QT_TRANSLATE_NOOP("Reason", "Network is down"),
)
_WITHIN: Final = ("why", "rule")
"""Values that are reasons themselves."""

_BETWEEN: Final = "; "
"""Between several, as `plain_text.some` puts them."""


def reason_text(reason: str) -> str:
    """A reason in the user's language; one that nobody knows stays as it is."""
    several = _BETWEEN in reason
    for text, pattern in _patterns():
        # Of several, none may take the others for its values.
        if (_BETWEEN in text) == several and (found := pattern.fullmatch(reason)):
            values = found.groupdict()
            values |= {one: reason_text(values[one]) for one in _WITHIN if one in values}
            return translate("Reason", text).format(**values)
    return _BETWEEN.join(map(reason_text, reason.split(_BETWEEN))) if several else reason


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The texts, those with the most words of their own first."""
    own = {str(one): re.sub(r"\{\w+\}", "", str(one)) for one in _REASONS}
    longest = sorted(own, key=lambda one: len(own[one]), reverse=True)
    return [(one, _pattern(one)) for one in longest]


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    parts[::2] = map(re.escape, parts[::2])
    parts[1::2] = (f"(?P<{name}>.+)" for name in parts[1::2])
    return re.compile("".join(parts), re.DOTALL)
