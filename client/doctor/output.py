"""How findings are shown: JSON for programs, text for people."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from client.config.settings import Settings
from client.doctor.finding import Finding, Severity, is_healthy
from client.plain_text import plain

if TYPE_CHECKING:
    from rich.text import Text

_LABELS = {
    Severity.PROBLEM: ("PROBLEM", "bold red"),
    Severity.WARNING: ("WARNING", "bold yellow"),
    Severity.ADVICE: ("advice", "cyan"),
    Severity.UNKNOWN: ("unknown", "dim"),
    Severity.OK: ("ok", "green"),
}
_WIDTH = max(len(label) for label, _ in _LABELS.values()) + 2


def to_json(settings: Settings, findings: Sequence[Finding]) -> dict[str, Any]:
    """`{"healthy", "host", "port", "account", "extension", "findings": [...]}`, the worst first.

    A finding is `{"check", "severity", "what", "why", "fix": [{"file", "lines"}]}`.
    """
    return {
        "healthy": is_healthy(findings),
        "host": settings.host,
        "port": settings.effective_port,
        "account": settings.username,
        "extension": settings.extension,
        "findings": [
            {
                "check": finding.check,
                "severity": finding.severity.value,
                "what": finding.what,
                "why": finding.why or None,
                "fix": [{"file": fix.file, "lines": list(fix.lines)} for fix in finding.fix],
            }
            for finding in findings
        ],
    }


def to_texts(findings: Iterable[Finding]) -> "list[Text]":
    """One block for each finding, and what it comes to. What the PBX says is no markup."""
    shown = list(findings)
    texts = [_text(finding) for finding in shown]
    counts = [
        f"{number} {severity.value}{'s' if number > 1 else ''}"
        for severity in (Severity.PROBLEM, Severity.WARNING)
        if (number := sum(finding.severity is severity for finding in shown))
    ]
    is_sure = not any(finding.severity is Severity.UNKNOWN for finding in shown)
    well = "Nothing is wrong" if is_sure else "Nothing is wrong, as far as this account can check"
    return [*texts, _plain(f"\n{' and '.join(counts) or well}.")]


def _text(finding: Finding) -> "Text":
    label, style = _LABELS[finding.severity]
    text = _plain("")
    text.append(label.ljust(_WIDTH), style)
    text.append(plain(finding.what))
    indent = "\n" + " " * _WIDTH
    if finding.why:
        text.append(indent + plain(finding.why))
    for fix in finding.fix:
        text.append(f"{indent}in {plain(fix.file)}:", "bold")
        for line in fix.lines:
            text.append(f"{indent}    {plain(line)}")
    return text


def _plain(text: str) -> "Text":
    from rich.text import Text  # noqa: PLC0415 - slow to import

    return Text(text)
