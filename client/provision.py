"""Writes the files for an administrator to include in Asterisk's configuration.

Knows the templates in `resources/asterisk/` and the files that it wrote before: it keeps their
secrets, and does not touch one that somebody has edited. It speaks to no PBX and prints nothing.
"""

import argparse
import hashlib
import ipaddress
import os
import re
import secrets
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import SimpleNamespace

from client import assets
from client.calls.events import GroupId
from client.calls.numbering import DEFAULT_SERVICE_CODE, service_code
from client.errors import InvalidNumbering, SettingsError
from client.filter_lines import filter_lines
from client.whole_file import replace_file

DIALPLAN = "cornetta-pickup.conf"
ACCOUNTS = "cornetta-manager.conf"
_INCLUDED_BY = {DIALPLAN: "extensions.conf", ACCOUNTS: "manager.conf"}

PRIVATE_NETWORKS = ("127.0.0.1/32", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""From where an account may log in when nobody says otherwise."""

_FILE_MODE = 0o640
_CHECKSUM = "; checksum (of what follows; when it no longer matches, the file was edited): "
_NAME = re.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_GROUP = re.compile("#?[A-Za-z0-9_.-]{1,64}")
_SECRET = re.compile(r"\[([^]]+)\]|secret\s*=\s*([A-Za-z0-9_-]{16,})\s*")
_PLACE = re.compile(r"\{\{(\w+)\}\}")


class Rung(Enum):
    """How much an account may do; the value is what the command line calls it."""

    READ_ONLY = "read-only"
    ORIGINATE = "originate"
    REPORTING = "reporting"


_RIGHTS = {
    Rung.READ_ONLY: (
        ("call", "Calls alone: no log, no configuration, no variables."),
        ("", "Nothing: sees calls, takes none. Its holder can do no harm."),
    ),
    Rung.ORIGINATE: (
        ("call", "Calls alone: no log, no configuration, no variables."),
        ("originate", "Take a call. Its holder could also dial, and listen to any call."),
    ),
    Rung.REPORTING: (
        ("call,agent", "Calls, and who waits in which queue."),
        (
            "originate,reporting,call",
            "Take a call, see what rings already. Its holder could read every secret of this PBX.",
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


class State(Enum):
    """What became of a file."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class File:
    """One file and what became of it, or would become of it in a dry run.

    Attributes:
        dropped: the accounts that stood in it and are no longer asked for.
    """

    path: Path
    state: State
    dropped: tuple[str, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("dir", metavar="DIR", help="the folder to write to, e.g. /etc/asterisk")
    code = "what handsets dial (default: **)"
    parser.add_argument("--service-code", metavar="CODE", default=DEFAULT_SERVICE_CODE, help=code)
    agent = "an AMI account; with groups (501,502,#3) it sees their events alone"
    form = "NAME:EXTENSION[:GROUPS]"
    parser.add_argument("--agent", metavar=form, action="append", default=[], help=agent)
    rungs = [rung.value for rung in Rung]
    may = "how much the accounts may do (default: reporting, the most)"
    parser.add_argument("--rung", choices=rungs, default=Rung.REPORTING.value, help=may)
    permit = "a network they may log in from (default: the private ones)"
    parser.add_argument("--permit", metavar="NETWORK", action="append", default=[], help=permit)
    parser.add_argument("--certificate", metavar="FILE", help="the PBX's, for TLS")
    parser.add_argument("--key", metavar="FILE", help="its private key")
    parser.add_argument("--force", action="store_true", help="overwrite what somebody edited")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would be")


def run(arguments: SimpleNamespace) -> list[File]:
    """Write what the command line asks for; if any file was edited, write none.

    Raises:
        SettingsError: an option cannot be used, or the folder cannot be written.
    """
    agents = [_agent(text) for text in arguments.agent]
    names = [agent.name.lower() for agent in agents]
    if len(set(names)) < len(names):
        raise SettingsError("--agent", "names an account twice")
    _check_code(arguments.service_code, agents)
    if not arguments.dir:  # an unset variable of a script: not the folder where one happens to be
        raise SettingsError("DIR", "must name a folder")
    folder = Path(arguments.dir)
    try:
        folder.stat()  # one that is misspelt must not be made: Asterisk would not look there
        old = {name: _read(folder / name) for name in (DIALPLAN, ACCOUNTS)}
        new = {DIALPLAN: _dialplan(arguments.service_code)}
        if agents:
            new[ACCOUNTS] = _accounts(
                agents,
                Rung(arguments.rung),
                [_network(text) for text in arguments.permit or PRIVATE_NETWORKS],
                _tls(arguments.certificate, arguments.key),
                _secrets_of(old[ACCOUNTS] or ""),
            )
        files = [_judge(folder / name, old[name], text) for name, text in new.items()]
        edited = any(file.state is State.EDITED for file in files)
        if edited and arguments.force:
            files = [_forced(file) for file in files]
        elif edited:
            return files
        if not arguments.dry_run:
            for file in files:
                if file.state is State.WRITTEN:
                    _write(file.path, new[file.path.name])
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "holds a file that is no text"
        raise SettingsError("DIR", f"'{folder}' cannot be used: {reason}") from error
    return files


def to_json(files: Iterable[File]) -> list[dict[str, object]]:
    """`[{"path", "state": "written"|"unchanged"|"edited", "dropped": [...]}]`."""
    return [
        {"path": str(file.path), "state": file.state.value, "dropped": list(file.dropped)}
        for file in files
    ]


def to_lines(files: Iterable[File], *, dry_run: bool) -> list[str]:
    """The same for a person, a sentence a line."""
    written = "would be written" if dry_run else "written"
    lines = []
    for file in files:
        says = {
            State.WRITTEN: f"{file.path}: {written}.",
            State.UNCHANGED: f"{file.path}: unchanged.",
            State.EDITED: f"{file.path} was edited by hand; nothing is written. "
            "Keep your changes elsewhere, or overwrite them with --force.",
        }
        lines.append(says[file.state])
        if file.dropped and file.state is State.WRITTEN:
            lines.append(f"  no longer in it: {', '.join(file.dropped)}")
    return lines


def _agent(text: str) -> Agent:
    name, colon, rest = text.partition(":")
    extension, _, listed = rest.partition(":")
    groups = tuple(listed.split(",")) if listed else ()
    parts_fit = _NAME.fullmatch(name) and _NAME.fullmatch(extension)
    if not (colon and parts_fit and all(_GROUP.fullmatch(group) for group in groups)):
        raise SettingsError("--agent", f"must be NAME:EXTENSION[:GROUPS], not '{text}'")
    if name.lower() == "general":
        raise SettingsError("--agent", "cannot be called general, which Asterisk keeps for itself")
    return Agent(name, extension, groups)


def _check_code(code: str, agents: Sequence[Agent]) -> None:
    try:
        service_code(code, [number for one in agents for number in (one.extension, *one.groups)])
    except InvalidNumbering as error:
        raise SettingsError("--service-code", error.reason) from None


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise SettingsError("--permit", f"must be a network, not '{text}'") from None


def _tls(certificate: str | None, key: str | None) -> str:
    for option, file in (("--certificate", certificate), ("--key", key)):
        if file is not None and not (file.startswith("/") and file.isprintable()):
            raise SettingsError(option, "must be the full path of a file")
        if file is not None and ";" in file:
            raise SettingsError(option, "must not hold a ';', which begins a comment for Asterisk")
    lines = [
        "tlsenable = yes",
        "tlsbindaddr = 0.0.0.0:5039",
        f"tlscertfile = {certificate or '/etc/asterisk/keys/asterisk.pem'}",
        f"tlsprivatekey = {key or certificate or '/etc/asterisk/keys/asterisk.key'}",
    ]
    if certificate is not None:
        return "\n".join(lines)
    told = "; Not on yet: give --certificate and --key, and have the clients use --tls."
    return "\n".join([told, *(f"; {line}" for line in lines)])


def _dialplan(code: str) -> str:
    return _sealed(_filled("pickup", code=code, length=str(len(code))))


def _accounts(
    agents: Sequence[Agent], rung: Rung, networks: Sequence[str], tls: str, known: dict[str, str]
) -> str:
    (read, read_why), (write, write_why) = _RIGHTS[rung]
    text = _filled("manager", tls=tls)
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
    return _sealed(text)


def _filters(agent: Agent) -> str:
    if not agent.groups:
        return "; No event filter: it hears of every call. Name its groups to have only theirs."
    lines = [
        "; Of all events only those of its groups' calls reach it, and those of its own phone.",
        "; Each header ends with a carriage return, so an end by (,|$) would miss a lone group.",
    ]
    groups = [GroupId(one.removeprefix("#"), one.startswith("#")) for one in agent.groups]
    lines += [
        *filter_lines(groups, agent.extension),
        "; In which queue a caller waits, and since when: without the semicolon, of all queues.",
        "; eventfilter = Event: QueueCaller",
    ]
    return "\n".join(lines)


def _secrets_of(text: str) -> dict[str, str]:
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


def _sealed(body: str) -> str:
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f"; Written by 'cornetta provision'.\n{_CHECKSUM}{digest}\n{body}"


def _is_sealed(text: str) -> bool:
    return text == _sealed(text.partition(_CHECKSUM)[2].partition("\n")[2])


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _judge(path: Path, old: str | None, new: str) -> File:
    if old == new:
        return File(path, State.UNCHANGED)
    dropped = tuple(sorted(set(_secrets_of(old or "")) - set(_secrets_of(new))))
    edited = old is not None and not _is_sealed(old)
    return File(path, State.EDITED if edited else State.WRITTEN, dropped)


def _forced(file: File) -> File:
    return File(file.path, State.WRITTEN, file.dropped) if file.state is State.EDITED else file


def _write(path: Path, text: str) -> None:
    """Put the whole file there or nothing; it keeps its owner and group.

    A new one gets those of the file that includes it, or of the folder: what Asterisk cannot read
    there makes it do without the whole of extensions.conf or manager.conf. Seen on 22.10.
    """
    known = (path, path.with_name(_INCLUDED_BY[path.name]), path.parent)

    def give(handle: int) -> None:
        if sys.platform != "win32":  # where a file's rights are its folder's
            os.fchmod(handle, _FILE_MODE)
            like = next(one for one in known if one.exists()).stat()
            with suppress(PermissionError):
                os.fchown(handle, like.st_uid, like.st_gid)

    replace_file(path, text.encode(), give=give)
