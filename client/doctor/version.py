"""The PBX's version, and the known holes by which an AMI account can do more than it should."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from client.doctor.facts import Facts
from client.doctor.finding import SHELL, Finding, Fix, Severity

Release = tuple[int, int, int]
"""Major, minor and patch; of a certified release its number after "cert" comes third."""

_DEBIAN_11 = re.compile(r"16\.28\.0~dfsg-0\+deb11u(\d+)")
_VERSION = re.compile(r"(?:certified[/-])?(\d+)\.(\d+)(?:\.(\d+))?(?:-cert(\d+))?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole of Asterisk's manager.

    Attributes:
        id: its CVE and advisory.
        right: the class of `write` that opens it.
        what: what its holder can then do.
        fixed: the first repaired release of each branch; newer branches never had it.
        certified: the same of the certified releases.
        debian_11: the update of Debian 11's 16.28.0 that repairs it. Source: the changelog of
            1:16.28.0~dfsg-0+deb11u10.
    """

    id: str
    right: str
    what: str
    fixed: tuple[Release, ...]
    certified: tuple[Release, ...]
    debian_11: int = 0


HOLES = (
    Hole(
        "CVE-2024-42365 (GHSA-c4cg-9275-6w44)",
        "originate",
        "write any file of /etc/asterisk, and so run any program on the PBX",
        ((18, 24, 2), (20, 9, 2), (21, 4, 2)),
        ((18, 9, 11), (20, 7, 2)),
        debian_11=5,
    ),
    Hole(
        "CVE-2019-18610 (AST-2019-007)",
        "originate",
        "run any program on the PBX",
        ((13, 29, 2), (16, 6, 2), (17, 0, 1)),
        ((13, 21, 5),),
    ),
    Hole(
        "CVE-2024-53566 (GHSA-33x6-fj46-6rfh)",
        "config",
        "look into files outside of /etc/asterisk",
        ((18, 26, 1), (20, 11, 1), (21, 6, 1), (22, 1, 1)),
        ((18, 9, 13), (20, 7, 4)),
        debian_11=6,
    ),
    Hole(
        "CVE-2023-49294 (GHSA-8857-hfmw-vg8f)",
        "config",
        "read any file that Asterisk may read",
        ((18, 20, 1), (20, 5, 1), (21, 0, 1)),
        ((18, 9, 6),),
        debian_11=4,
    ),
)


LOOKED_UP_TO: tuple[Release, ...] = ((20, 21, 0), (21, 12, 3), (22, 11, 0), (23, 5, 0))
"""The newest release of each living branch whose notes were read for HOLES. From 2025 on they name
nothing that an account opens, but SQL in the call logs of two modules that few load."""

_AS_OF = "August 2026"
_ADVISORIES = "https://github.com/asterisk/asterisk/security/advisories"


@dataclass(frozen=True, slots=True)
class Version:
    """A version as Asterisk tells it.

    Attributes:
        packaged: a distribution built it, which may repair a hole and keep the number.
        debian_11: the update of Debian 11's package, whose repairs are known; None for others.
    """

    release: Release
    certified: bool
    packaged: bool
    debian_11: int | None = None


def read_version(text: str) -> Version | None:
    """Read "22.10.1", "18.9-cert11", "certified/16.8-cert2" or "16.28.0~dfsg-0+deb11u4"."""
    found = _VERSION.fullmatch(text)
    if found is None:
        return None
    major, minor, patch, cert, rest = found.groups()
    release = int(major), int(minor), int(cert or patch or 0)
    if debian := _DEBIAN_11.fullmatch(text):
        return Version(release, certified=False, packaged=False, debian_11=int(debian[1]))
    return Version(release, bool(cert), bool(rest))


def branch_of(manager_version: str) -> int | None:
    """Asterisk's major version; None if it cannot be told from this.

    Source: AMI_VERSION in include/asterisk/manager.h of all releases from 16.0 (5.0.0) to 23.4
    (12.0.0), and of the coming 24 (13.0.0): each major version of Asterisk has one of its own.
    """
    major = manager_version.partition(".")[0]
    return int(major) + 11 if major.isdecimal() and int(major) >= 5 else None


def is_branch(facts: Facts, least: int) -> bool:
    """Whether it is certainly Asterisk `least` or later."""
    version = read_version(facts.version or "")
    branch = version.release[0] if version else branch_of(facts.manager_version)
    return branch is not None and branch >= least


def is_open(hole: Hole, version: Version) -> bool:
    """Whether this version has the hole, as far as its number tells."""
    if version.debian_11 is not None:
        return version.debian_11 < hole.debian_11
    fixed = hole.certified if version.certified else hole.fixed
    # A branch without a repaired release of its own is repaired by moving to the next that has.
    later = [release for release in fixed if release[0] >= version.release[0]]
    return bool(later) and version.release < min(later)


def is_newer(release: Release) -> bool:
    """Whether nobody has looked for holes of this release yet."""
    of_branch = [known for known in LOOKED_UP_TO if known[0] == release[0]]
    return release > max(of_branch or LOOKED_UP_TO)


def check(facts: Facts) -> Iterator[Finding]:
    """Judge the version."""
    if facts.version is None:
        yield _by_greeting(branch_of(facts.manager_version))
        return
    version = read_version(facts.version)
    if version is None:
        yield Severity.UNKNOWN.finding(
            f"Asterisk {facts.version}: Cornetta cannot tell whether this version has known holes.",
            "Old versions have holes by which an account can do more than its rights allow.",
        )
        return
    holes = [hole for hole in HOLES if is_open(hole, version)]
    for hole in holes:
        yield _open(hole, version, facts)
    if not holes:
        yield _none_known(f"Asterisk {facts.version}", version.release)


def _none_known(asterisk: str, release: Release) -> Finding:
    if is_newer(release):
        return Severity.UNKNOWN.finding(
            f"{asterisk} is newer than Cornetta's list of AMI holes, which is of {_AS_OF}.",
            f"Look for newer ones at {_ADVISORIES}",
        )
    return Severity.OK.finding(f"{asterisk} has no AMI hole that was known in {_AS_OF}.")


def _by_greeting(branch: int | None) -> Finding:
    """Judge the major version, which is all that this account is told."""
    look = (Fix(SHELL, ("asterisk -rx 'core show version'",)),)
    if branch is None:
        return Severity.UNKNOWN.finding(
            "This account cannot check the PBX's version.",
            "Old versions have holes by which an account can do more than its rights allow.",
            look,
        )
    first = (branch, 0, 0)
    if not any(is_open(hole, Version(first, certified=False, packaged=False)) for hole in HOLES):
        return _none_known(f"Asterisk {branch} (from its greeting)", first)
    repaired = [release for hole in HOLES for release in hole.fixed if release[0] == branch]
    free = (
        "{}.{}.{} and later have none".format(*max(repaired))
        if repaired
        else "all releases have some"
    )
    return Severity.UNKNOWN.finding(
        f"Asterisk {branch} (from its greeting); this account may not ask which release.",
        f"Of this branch, {free} of the AMI holes that were known in {_AS_OF}.",
        look,
    )


def _open(hole: Hole, version: Version, facts: Facts) -> Finding:
    holder = hole.right in facts.classes
    whose = "this account" if holder else f"an account with '{hole.right}'"
    what = f"Asterisk {facts.version} has {hole.id}"
    if version.packaged:
        what += ", unless your distribution fixed it without changing the number"
    update = f"# update Asterisk; fixed in {_repaired(hole, version)} and later"
    if version.packaged:
        update += ", or in the package whose changelog names the CVE"
    return (Severity.PROBLEM if holder and not version.packaged else Severity.WARNING).finding(
        f"{what}.", f"Anybody who has {whose} can {hole.what}.", (Fix(SHELL, (update,)),)
    )


def _repaired(hole: Hole, version: Version) -> str:
    if version.debian_11 is not None:
        return f"16.28.0~dfsg-0+deb11u{hole.debian_11}"
    fixed = hole.certified if version.certified else hole.fixed
    form = "{}.{}-cert{}" if version.certified else "{}.{}.{}"
    return ", ".join(form.format(*release) for release in fixed)
