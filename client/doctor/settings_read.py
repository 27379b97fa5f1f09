"""The settings' file of this desk: whether all of it is heeded."""

from collections.abc import Iterable, Iterator

from client.doctor.facts import Facts
from client.doctor.finding import Finding, Severity
from client.error_wording import no_setting


def check_settings(facts: Facts) -> Iterator[Finding]:
    """Judge the names that stand in the file."""
    return unknown_names(facts.unknown_settings)


def unknown_names(names: Iterable[str]) -> Iterator[Finding]:
    """Judge these names."""
    for key in names:
        yield Severity.WARNING.finding(str(no_setting(key)), "Cornetta ignores it.")
