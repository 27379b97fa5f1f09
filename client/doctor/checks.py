"""All checks, and what they say of the facts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from client.config.settings import Settings
from client.doctor import codes, events, link, phone, rights, version
from client.doctor.facts import Facts
from client.doctor.finding import Finding, Severity, worst_first
from client.errors import LinkError
from client.sentence import Sentence

CHECKS = (
    ("version", version.check),
    ("tls", link.check_encryption),
    ("certificate", link.check_certificate),
    ("clock", link.check_clock),
    ("rights", rights.check_enough),
    ("power", rights.check_power),
    ("secrets", rights.check_secrets),
    ("originate", rights.check_originate),
    ("hearing", rights.check_hearing),
    ("networks", rights.check_networks),
    ("eventfilter", events.check_filter),
    ("channelvars", events.check_channelvars),
    ("disabledevents", events.check_disabled),
    ("writetimeout", events.check_writetimeout),
    ("extension", phone.check_extension),
    ("freepbx", phone.check_freepbx),
    ("phones", phone.check_phones),
    ("groups", phone.check_groups),
    ("connected line", phone.check_connected_line),
    ("auto-answer", phone.check_auto_answer),
    ("modules", codes.check_modules),
    ("codes", codes.check_codes),
    ("same beginning", codes.check_same_beginning),
    ("pickupexten", codes.check_pickupexten),
    ("systemname", codes.check_systemname),
    ("softphone", codes.check_softphone),
)
"""Each with the name of its findings, whether they are good or bad news."""


LINK, SETTINGS = "link", "settings"
"""The names of the findings that are about no fact of a PBX."""


def examine(facts: Facts, ignored: Iterable[Sentence] = ()) -> list[Finding]:
    """Judge all of it, the worst first; `ignored` says what is ignored in the user's files."""
    found = (replace(finding, check=name) for name, check in CHECKS for finding in check(facts))
    return worst_first([*in_files(ignored), *found])


def examine_without_link(
    settings: Settings, problem: LinkError, ignored: Iterable[Sentence]
) -> list[Finding]:
    """Judge what there is to judge when the PBX lets nobody in; `ignored` is as of `examine`."""
    return [replace(link.no_link(settings, problem), check=LINK), *in_files(ignored)]


def in_files(ignored: Iterable[Sentence]) -> Iterator[Finding]:
    """Warn of what Cornetta ignores in the files of settings and preferences."""
    for said in ignored:
        finding = Severity.WARNING.finding(str(said), "Cornetta ignores it.")
        yield replace(finding, check=SETTINGS)
