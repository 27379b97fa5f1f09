"""What the doctor says of the PBX's version, by examples."""

import pytest

from client.doctor import version
from client.doctor.finding import Severity
from tests.unit.doctor_facts import OK, PROBLEM, UNKNOWN, WARNING, facts, lines_of, one


@pytest.mark.parametrize(
    ("text", "release", "certified", "packaged"),
    [
        ("22.10.1", (22, 10, 1), False, False),
        ("20.9", (20, 9, 0), False, False),
        ("22.10.1+dfsg+~cs6.17.60671434-1", (22, 10, 1), False, True),
        ("18.10.0~dfsg+~cs6.10.40431411-2", (18, 10, 0), False, True),
        ("18.9-cert11", (18, 9, 11), True, False),
        ("certified/16.8-cert2", (16, 8, 2), True, False),
        ("certified-20.7-cert2", (20, 7, 2), True, False),
    ],
)
def test_versions(text: str, release: version.Release, certified: bool, packaged: bool) -> None:  # noqa: FBT001
    assert version.read_version(text) == version.Version(release, certified, packaged)


@pytest.mark.parametrize("text", ["", "GIT-master-1234", "unknown"])
def test_a_version_that_tells_nothing(text: str) -> None:
    assert version.read_version(text) is None
    assert one(version.check, version=text).severity is UNKNOWN


@pytest.mark.parametrize(
    ("cve", "last_open", "first_closed"),
    [
        ("CVE-2024-42365", "18.24.1", "18.24.2"),
        ("CVE-2024-42365", "20.9.1", "20.9.2"),
        ("CVE-2024-42365", "21.4.1", "21.4.2"),
        ("CVE-2024-42365", "19.8.1", "22.0.0"),
        ("CVE-2024-42365", "16.28.0", "23.0.0"),
        ("CVE-2024-42365", "16.28.0~dfsg-0+deb11u4", "16.28.0~dfsg-0+deb11u5"),
        ("CVE-2024-53566", "16.28.0~dfsg-0+deb11u5", "16.28.0~dfsg-0+deb11u6"),
        ("CVE-2023-49294", "16.28.0~dfsg-0+deb11u3", "16.28.0~dfsg-0+deb11u10"),
        ("CVE-2024-42365", "18.9-cert10", "18.9-cert11"),
        ("CVE-2024-42365", "20.7-cert1", "20.7-cert2"),
        ("CVE-2024-42365", "16.8-cert14", "22.8-cert1"),
        ("CVE-2024-53566", "18.26.0", "18.26.1"),
        ("CVE-2024-53566", "20.11.0", "20.11.1"),
        ("CVE-2024-53566", "21.6.0", "21.6.1"),
        ("CVE-2024-53566", "22.1.0", "22.1.1"),
        ("CVE-2024-53566", "18.9-cert12", "18.9-cert13"),
        ("CVE-2024-53566", "20.7-cert3", "20.7-cert4"),
        ("CVE-2023-49294", "18.20.0", "18.20.1"),
        ("CVE-2023-49294", "20.5.0", "20.5.1"),
        ("CVE-2023-49294", "21.0.0", "21.0.1"),
        ("CVE-2023-49294", "18.9-cert5", "18.9-cert6"),
        ("CVE-2019-18610", "13.29.1", "13.29.2"),
        ("CVE-2019-18610", "16.6.1", "16.6.2"),
        ("CVE-2019-18610", "17.0.0", "17.0.1"),
        ("CVE-2019-18610", "13.21-cert4", "13.21-cert5"),
    ],
)
def test_known_holes(cve: str, last_open: str, first_closed: str) -> None:
    def named(text: str) -> bool:
        return any(cve in finding.what for finding in version.check(facts(version=text)))

    assert named(last_open)
    assert not named(first_closed)


@pytest.mark.parametrize(
    ("text", "severity", "words"),
    [
        ("22.11.0", OK, "known in"),
        ("22.11.1+dfsg-1", UNKNOWN, "newer than Cornetta's list"),
        ("23.5.0", OK, "known in"),
        ("23.10.0", UNKNOWN, "newer than Cornetta's list"),
        ("24.0.0", UNKNOWN, "newer than Cornetta's list"),
        ("22.8-cert4", OK, "known in"),
        ("16.28.0~dfsg-0+deb11u10", OK, "known in"),
    ],
)
def test_what_nobody_has_looked_at_is_not_said_to_be_well(
    text: str, severity: Severity, words: str
) -> None:
    finding = one(version.check, version=text)
    assert finding.severity is severity
    assert words in finding.what


def test_a_hole_is_worse_for_whoever_has_the_right() -> None:
    """This account may originate, but not read the configuration's files."""
    severity = {
        finding.what.split()[3]: finding.severity
        for finding in version.check(facts(version="20.5.0"))
    }
    assert severity == {
        "CVE-2024-42365": PROBLEM,
        "CVE-2024-53566": WARNING,
        "CVE-2023-49294": WARNING,
    }
    for finding in version.check(facts(version="20.5.0+dfsg-1")):
        assert finding.severity is WARNING
        assert "unless your distribution fixed it" in finding.what


def test_what_debian_has_not_repaired_is_certain() -> None:
    first, second = version.check(facts(version="16.28.0~dfsg-0+deb11u4"))
    assert (first.severity, second.severity) == (PROBLEM, WARNING)
    assert "unless" not in first.what
    assert lines_of(first) == ["# update Asterisk; fixed in 16.28.0~dfsg-0+deb11u5 and later"]


@pytest.mark.parametrize(
    ("told", "severity", "words"),
    [
        ("13.0.0", UNKNOWN, "Asterisk 24 (from its greeting) is newer"),
        ("12.0.0", OK, "Asterisk 23"),
        ("11.0.0", UNKNOWN, "22.1.1 and later have none"),
        ("9.0.0", UNKNOWN, "20.11.1 and later have none"),
        ("8.0.2", UNKNOWN, "all releases have some"),
        ("5.0.4", UNKNOWN, "Asterisk 16"),
        ("2.10.6", UNKNOWN, "cannot check"),
        ("", UNKNOWN, "cannot check"),
        ("x", UNKNOWN, "cannot check"),
    ],
)
def test_who_may_not_ask_is_told_the_major_version(
    told: str, severity: Severity, words: str
) -> None:
    finding = one(version.check, version=None, manager_version=told)
    assert finding.severity is severity
    assert words in finding.what + finding.why
