"""The settings' file of this desk: whether all of it is heeded."""

from collections.abc import Iterable, Iterator

from client.config.settings_words import no_setting
from client.doctor.facts import Facts
from client.doctor.finding import Finding, Severity


def check_settings(facts: Facts) -> Iterator[Finding]:
    """Judge the names that stand in the file."""
    return unknown_names(facts.unknown_settings)


def unknown_names(names: Iterable[str]) -> Iterator[Finding]:
    """Judge these names."""
    for key in names:
        yield Finding("settings", Severity.WARNING, no_setting(key), "Cornetta ignores it.")
