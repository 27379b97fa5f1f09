"""The settings' file of this desk: whether all of it is heeded."""

from collections.abc import Iterator

from client.config.settings_words import no_setting
from client.doctor.finding import Finding, Severity
from client.doctor.learned import Learned


def check_settings(learned: Learned) -> Iterator[Finding]:
    """Judge the names that stand in the file."""
    for key in learned.unknown_settings:
        yield Finding("settings", Severity.WARNING, no_setting(key), "Cornetta ignores it.")
