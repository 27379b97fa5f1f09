"""All checks, and what they say of the facts."""

from client.doctor import codes, events, link, phone, rights, settings_read, version
from client.doctor.facts import Facts
from client.doctor.finding import Finding, worst_first

CHECKS = (
    version.check,
    settings_read.check_settings,
    link.check_encryption,
    link.check_certificate,
    link.check_clock,
    rights.check_enough,
    rights.check_too_much,
    rights.check_hearing,
    rights.check_networks,
    events.check_filter,
    events.check_channelvars,
    events.check_disabled,
    events.check_writetimeout,
    phone.check_extension,
    phone.check_freepbx,
    phone.check_phones,
    phone.check_groups,
    phone.check_connected_line,
    phone.check_auto_answer,
    codes.check_codes,
    codes.check_pickupexten,
    codes.check_softphone,
)


def examine(facts: Facts) -> list[Finding]:
    """Judge all of it, the worst first."""
    return worst_first(finding for check in CHECKS for finding in check(facts))
