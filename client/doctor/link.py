"""The way to the PBX: why there is none, encryption, its certificate, and the two clocks."""

import shlex
from collections.abc import Iterator

from client import error_wording
from client.config.settings import Settings, is_this_computer
from client.doctor.events import PATIENCE_MS
from client.doctor.facts import Facts
from client.doctor.finding import (
    LOG,
    MANAGER,
    RELOAD_MANAGER,
    SHELL,
    Finding,
    Fix,
    Severity,
    in_manager,
    section,
)
from client.errors import (
    ActionTimeout,
    AuthenticationFailed,
    ConnectionLost,
    HostNotFound,
    LinkBroke,
    LinkError,
    NoNetwork,
    ShuttingDown,
)
from client.provision.texts import tls_lines

RENEW_WITHIN_DAYS = 30
CLOCKS_DIFFER_S = 2.0

SETTINGS = "settings.toml of Cornetta"


def no_link(settings: Settings, problem: LinkError) -> Finding:
    """Say where to look on a PBX that lets nobody in; it does not say why."""
    why = ""
    fix: tuple[Fix, ...] = ()
    if isinstance(problem, AuthenticationFailed):
        look = shlex.quote(f"manager show user {settings.username}")
        why = "The PBX does not say why, but its log does."
        commands = (
            RELOAD_MANAGER,
            f"asterisk -rx {look}  # is it there? In a file is not enough",
            f"tail {LOG}  # 'failed to pass IP ACL': no 'permit' names this computer's network",
        )
        fix = (Fix(SHELL, commands),)
    elif isinstance(problem, ActionTimeout):
        why = "Its log may tell what it waits for."
        fix = (Fix(SHELL, (f"tail {LOG}",)),)
    elif isinstance(problem, LinkBroke):
        why = "The PBX closes it where a line is slow, unless it waits longer. Or it has ended."
        fix = in_manager(section(settings.username), f"writetimeout = {PATIENCE_MS}")
    elif isinstance(problem, ConnectionLost) and not isinstance(
        problem, HostNotFound | NoNetwork | ShuttingDown
    ):
        why = "Its manager interface is switched off or listens elsewhere, or a firewall blocks it."
        lines = ["enabled = yes"]
        if settings.effective_tls:
            why += " Or Asterisk cannot read the certificate or its key."
            lines += tls_lines()
        elif not is_this_computer(settings.host):
            lines.append("bindaddr = 0.0.0.0  ; in place of a line that says otherwise")
        look = "asterisk -rx 'manager show settings'  # does it listen, and where?"
        fix = (
            Fix(MANAGER, (section("general"), *lines)),
            Fix(SHELL, (RELOAD_MANAGER, look)),
        )
    return Severity.PROBLEM.finding(str(error_wording.error(problem)), why, fix)


def check_encryption(facts: Facts) -> Iterator[Finding]:
    """Judge who could listen."""
    if facts.encrypted:
        yield Severity.OK.finding("The link is encrypted, and the certificate verified.")
    elif is_this_computer(facts.settings.host):
        yield Severity.OK.finding("Not encrypted, but the link stays in this computer.")
    else:
        yield Severity.PROBLEM.finding(
            f"The link to {facts.settings.host} is not encrypted.",
            "Anybody on the network path can read every name and number, and can take over the "
            "link with all the rights of the account.",
            (
                *in_manager(section("general"), *tls_lines()),
                Fix(SETTINGS, ("tls = true", "port = 5039")),
            ),
        )


def check_certificate(facts: Facts) -> Iterator[Finding]:
    """Judge how long the certificate will be accepted."""
    certificate = facts.certificate
    if certificate is None:
        return
    if certificate.authority_days_left < RENEW_WITHIN_DAYS:
        yield Severity.WARNING.finding(
            f"The authority in ca_file expires in {_days(certificate.authority_days_left)}.",
            "From then on nobody can connect, however long the PBX's own certificate is valid.",
            (
                Fix(
                    "a shell where the authority's key is",
                    (
                        "openssl x509 -in ca.pem -signkey ca.key -days 3650 -out ca-new.pem",
                        "# give every desk this file; the PBX's certificate stays",
                    ),
                ),
            ),
        )
    names = ", ".join(certificate.names)
    what = f"The PBX's certificate (for {names}) expires in {_days(certificate.days_left)}."
    if certificate.days_left >= RENEW_WITHIN_DAYS:
        yield Severity.OK.finding(what)
        return
    yield Severity.WARNING.finding(
        what,
        "From then on nobody can connect.",
        (
            Fix(
                SHELL,
                (
                    "# put a new certificate where 'tlscertfile' of manager.conf says, then",
                    "touch /etc/asterisk/manager.conf  # else it is not read again",
                    RELOAD_MANAGER,
                ),
            ),
        ),
    )


def _days(left: float) -> str:
    days = int(left)
    return "less than a day" if days < 1 else f"{days} day{'' if days == 1 else 's'}"


def check_clock(facts: Facts) -> Iterator[Finding]:
    """Judge the difference of the clocks."""
    ahead = facts.clock_ahead_s
    if ahead is None:
        yield Severity.UNKNOWN.finding("The PBX does not tell its time.")
    elif abs(ahead) <= CLOCKS_DIFFER_S:
        yield Severity.OK.finding("The PBX's clock and this computer's agree.")
    else:
        side = "ahead of" if ahead > 0 else "behind"
        yield Severity.WARNING.finding(
            f"The PBX's clock is {abs(ahead):.0f} s {side} this computer's.",
            "Cornetta shows the times of the PBX. They do not match those of other programs on "
            "this computer, and neither do the logs.",
            (Fix("a shell of each of the two computers", ("timedatectl set-ntp true",)),),
        )
