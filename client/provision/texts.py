"""What stands in the files that `files` writes, from the templates of resources/."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from client import assets
from client.calls.groups import parse_group
from client.errors import WrongOption
from client.provision.filter_lines import filter_lines

PRIVATE_NETWORKS = (
    "127.0.0.1/32",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
"""From where an account may log in when nobody says otherwise. Source: RFC 1918, 4193, 4291."""

_SECRET = re.compile(r"\[([^]]+)\]|secret\s*=\s*([A-Za-z0-9_-]{16,})\s*")
_STEP = re.compile(r"^(?:exten => [^,]+,1| same => n(?:\(\w+\))?),(.+)$", re.MULTILINE)
_PLACE = re.compile(r"\{\{(\w+)\}\}")


class Rung(Enum):
    """How much an account may do; the value is what the command line calls it."""

    READ_ONLY = "read-only"
    ORIGINATE = "originate"
    REPORTING = "reporting"


_RIGHTS = {
    Rung.READ_ONLY: (
        ("call", "Only calls: no log, no configuration, no variables."),
        ("", "Takes no call. Its holder could still end all talks, and see who talks and waits."),
    ),
    Rung.ORIGINATE: (
        ("call", "Only calls: no log, no configuration, no variables."),
        ("originate", "Take a call. Its holder could also run any program on this PBX."),
    ),
    Rung.REPORTING: (
        ("call,agent", "Calls, and who waits in which queue."),
        (
            "originate,reporting,call",
            "Take a call, see what rings already. Its holder could run any program on this PBX.",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Agent:
    """An account to write.

    Attributes:
        extension: its phone's endpoint.
        groups: only events of these groups reach it, numeric ones as "#3"; empty: no filter.
    """

    name: str
    extension: str
    groups: tuple[str, ...] = ()


def dialplan(code: str) -> str:
    """The codes that handsets dial, all beginning with this one."""
    return _filled("pickup", code=code, length=str(len(code)))


def steps(code: str) -> frozenset[str]:
    """What these codes run, as Asterisk tells it: "Goto(s,1)"."""
    return frozenset(_STEP.findall(dialplan(code)))


def accounts(
    agents: Sequence[Agent],
    rung: Rung,
    networks: Sequence[str],
    encryption: str,
    known: dict[str, str],
) -> str:
    """The accounts of agents.

    Args:
        encryption: as `tls` writes it.
        known: the secrets of accounts that keep theirs, by name.
    """
    (read, read_why), (write, write_why) = _RIGHTS[rung]
    text = _filled("manager", tls=encryption)
    for agent in agents:
        text += _filled(
            "account",
            name=agent.name,
            extension=agent.extension,
            secret=known.get(agent.name) or secrets.token_urlsafe(24),
            read=read,
            read_why=read_why,
            write=write,
            write_why=write_why,
            permit="\n".join(f"permit = {network}" for network in networks),
            filters=_filters(agent),
        )
    return text


def tls_lines(certificate: str | None = None, key: str | None = None) -> list[str]:
    """What switches TLS on, with this certificate or where one usually is."""
    return [
        "tlsenable = yes",
        "tlsbindaddr = 0.0.0.0:5039",
        f"tlscertfile = {certificate or '/etc/asterisk/keys/asterisk.pem'}",
        f"tlsprivatekey = {key or certificate or '/etc/asterisk/keys/asterisk.key'}",
    ]


def tls(certificate: str | None, key: str | None) -> str:
    """What switches TLS on; a comment that tells how, without a certificate.

    Raises:
        WrongOption: one is no file that can be named there.
    """
    for option, file in (("--certificate", certificate), ("--key", key)):
        if file is not None and not (file.startswith("/") and file.isprintable()):
            raise WrongOption(option, "must be the full path of a file")
        if file is not None and ";" in file:
            raise WrongOption(option, "must not hold a ';', which begins a comment for Asterisk")
    lines = tls_lines(certificate, key)
    if certificate is not None:
        return "\n".join(lines)
    told = "; Not on yet: give --certificate and --key, and have the clients use --tls."
    return "\n".join([told, *(f"; {line}" for line in lines)])


def _filters(agent: Agent) -> str:
    if not agent.groups:
        return "; No event filter: it hears of every call. Name its groups to have only theirs."
    lines = [
        "; Of all events only those of its groups' calls reach it, and those of its own phone.",
        "; Each header ends with a carriage return, so an end by (,|$) would miss a lone group.",
    ]
    groups = [parse_group(one).id for one in agent.groups]
    lines += [
        *filter_lines(groups, agent.extension),
        "; In which queue a caller waits, and since when: without the semicolon, of all queues.",
        "; eventfilter = Event: QueueCaller",
    ]
    return "\n".join(lines)


def secrets_of(text: str) -> dict[str, str]:
    """The secrets by account, as they stand in a file that we wrote."""
    found: dict[str, str] = {}
    section = ""
    for line in text.splitlines():
        match = _SECRET.match(line)
        if match and match[1]:
            section = match[1]
        elif match and section:
            found.setdefault(section, match[2])
    return found


def _filled(template: str, **values: str) -> str:
    path = assets.root() / "asterisk" / f"{template}.conf.template"
    return _PLACE.sub(lambda place: values[place[1]], path.read_text(encoding="utf-8"))
