"""The settings' file of this desk: whether all of it is heeded."""

from collections.abc import Iterator

from client.config.settings_words import no_setting
from client.doctor.facts import Facts
from client.doctor.finding import Finding, Severity


def check_settings(facts: Facts) -> Iterator[Finding]:
    """Judge the names that stand in the file."""
    for key in facts.unknown_settings:
        yield Severity.WARNING.finding(no_setting(key), "Cornetta ignores it.")
