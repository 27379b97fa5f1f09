"""The settings' file of this desk: whether all of it is heeded."""

from collections.abc import Iterator
from difflib import get_close_matches

from client.config.settings_words import HELP
from client.doctor.facts import Facts
from client.doctor.finding import Finding, Severity


def check_settings(facts: Facts) -> Iterator[Finding]:
    """Judge the names that stand in the file."""
    for key in facts.unknown_settings:
        near = get_close_matches(key, HELP, n=1)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        yield Finding(
            "settings",
            Severity.WARNING,
            f"The settings file has '{key}', which is not a setting.{meant}",
            "Cornetta ignores it.",
        )
