"""What a check says: a value, for a person and for a script."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How bad it is, the worst first; the value is what JSON shows.

    A PROBLEM keeps something from working or stands open; a WARNING will, or may. ADVICE can be
    left as it is. UNKNOWN: this account may not ask, or Cornetta cannot tell.
    """

    PROBLEM = "problem"
    WARNING = "warning"
    ADVICE = "advice"
    UNKNOWN = "unknown"
    OK = "ok"

    def finding(self, what: str, why: str = "", fix: "tuple[Fix, ...]" = ()) -> "Finding":
        """A finding that is as bad as this."""
        return Finding(self, what, why, fix)


@dataclass(frozen=True, slots=True)
class Fix:
    """Lines to put into a file, or into a SHELL."""

    file: str
    lines: tuple[str, ...]


SHELL = "a shell of the PBX"
"""The `Fix.file` of commands to run there."""

MANAGER = "manager.conf"

LOG = "/var/log/asterisk/message*[sg]"
"""`messages`, or in newer ones `messages.log`; not `messages.2.gz`."""


def section(name: str, what: str = "section") -> str:
    """The head of a section. Pasted at the end of a file it would be ignored, without a word.

    Not "[name](+)", which adds to it from there: if no file has the section before, Asterisk does
    not read the whole file.
    """
    where = f"add to the existing {what}, here or in an included file"
    return f"[{name}]  ; {where}: Asterisk ignores a second one"


RELOAD_MANAGER = "asterisk -rx 'manager reload'"


def in_manager(*lines: str) -> tuple[Fix, ...]:
    """These lines for manager.conf, and what makes them count."""
    reload = f"{RELOAD_MANAGER}  # then start Cornetta again: a link keeps its rights and filters"
    return (Fix(MANAGER, lines), Fix(SHELL, (reload,)))


RELOAD_PJSIP = Fix(SHELL, ("asterisk -rx 'module reload res_pjsip.so'",))


def in_pjsip(*lines: str) -> tuple[Fix, ...]:
    """These lines for pjsip.conf, and what makes them count."""
    return (Fix("pjsip.conf", lines), RELOAD_PJSIP)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        why: why it matters; "" where nothing has to be done.
        fix: what to put where.
        check: the name of what was looked at; `client.doctor.checks` gives it.
    """

    severity: Severity
    what: str
    why: str = ""
    fix: tuple[Fix, ...] = ()
    check: str = ""


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by severity; within one, the order of the checks stays."""
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def is_healthy(findings: Iterable[Finding]) -> bool:
    """Whether nothing is wrong: neither a problem nor a warning."""
    wrong = (Severity.PROBLEM, Severity.WARNING)
    return not any(finding.severity in wrong for finding in findings)
