"""Writes the files for an administrator to include in Asterisk's configuration.

Knows the files that it wrote before: it keeps their secrets, and does not touch one that somebody
has edited; what stands in them, `texts` knows. It speaks to no PBX and prints
nothing.
"""

import argparse
import hashlib
import ipaddress
import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import SimpleNamespace

from client.atomic_write import replace_file
from client.calls.numbering import DEFAULT_SERVICE_CODE, service_code
from client.config.settings import GROUP_FORM
from client.errors import FileNotWritten, InvalidNumbering, WrongOption
from client.others_words import system_words
from client.provision.texts import (
    PRIVATE_NETWORKS,
    Agent,
    Rung,
    accounts,
    dialplan,
    secrets_of,
    tls,
)

DIALPLAN = "cornetta-pickup.conf"
ACCOUNTS = "cornetta-manager.conf"
_INCLUDED_BY = {DIALPLAN: "extensions.conf", ACCOUNTS: "manager.conf"}

_FILE_MODE = 0o640
_CHECKSUM = "; checksum (of what follows; when it no longer matches, the file was edited): "
_NAME = re.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")


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
        lost: the settings that stood in it and do no longer, as when TLS is no longer asked for.
    """

    path: Path
    state: State
    dropped: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("dir", metavar="DIR", help="the folder to write to, e.g. /etc/asterisk")
    code = "what handsets dial (default: **); no other code of the PBX may begin with it"
    parser.add_argument("--service-code", metavar="CODE", default=DEFAULT_SERVICE_CODE, help=code)
    agent = "an AMI account; with groups (501,502,#3) it receives only their events"
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
    parser.add_argument(
        "--dry-run", action="store_true", help="write nothing, say what would change"
    )


def provision(arguments: SimpleNamespace) -> list[File]:
    """Write what the command line asks for; if files were edited, write none, and return these.

    Raises:
        WrongOption: an option or the folder cannot be used.
        FileNotWritten: a file cannot be written.
    """
    agents = _agents(arguments)
    _check_code(arguments.service_code, agents)
    if not arguments.dir:  # an unset variable of a script: not the folder where one happens to be
        raise WrongOption("DIR", "must name a folder")
    folder = Path(arguments.dir)
    try:
        folder.stat()  # one that is misspelt must not be made: Asterisk would not look there
        old = {name: _read(folder / name) for name in (DIALPLAN, ACCOUNTS)}
        new = {DIALPLAN: _sealed(dialplan(arguments.service_code))}
        if agents:
            text = accounts(
                agents,
                Rung(arguments.rung),
                [_network(text) for text in arguments.permit or PRIVATE_NETWORKS],
                tls(arguments.certificate, arguments.key),
                secrets_of(old[ACCOUNTS] or ""),
            )
            new[ACCOUNTS] = _sealed(text)
        files = [
            _judge(folder / name, old[name], text, force=arguments.force)
            for name, text in new.items()
        ]
        if edited := [file for file in files if file.state is State.EDITED]:
            return edited
        for file in files:
            if file.state is State.WRITTEN and not arguments.dry_run:
                _write(file.path, new[file.path.name])
    except OSError as error:
        reason = f"'{error.filename}' cannot be used: {system_words(error)}"
        raise WrongOption("DIR", reason) from error
    return files


def to_json(files: Iterable[File]) -> list[dict[str, object]]:
    """`[{"path", "state": "written"|"unchanged"|"edited", "dropped": [...], "lost": [...]}]`."""
    return [
        {
            "path": str(file.path),
            "state": file.state.value,
            "dropped": list(file.dropped),
            "lost": list(file.lost),
        }
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
        if file.state is State.WRITTEN:
            gone = [", ".join(file.dropped)] if file.dropped else []
            lines += [f"  no longer in it: {line}" for line in (*gone, *file.lost)]
    return lines


def _agents(arguments: SimpleNamespace) -> list[Agent]:
    agents = [_agent(text) for text in arguments.agent]
    names = [agent.name.lower() for agent in agents]
    if len(set(names)) < len(names):
        raise WrongOption("--agent", "names an account twice")
    if not agents and (arguments.permit or arguments.certificate or arguments.key):
        told = "must name the agents: --permit, --certificate and --key go into the file of theirs"
        raise WrongOption("--agent", told)
    if arguments.key and not arguments.certificate:
        raise WrongOption("--key", "belongs to a certificate: give --certificate, too")
    return agents


def _agent(text: str) -> Agent:
    name, _, rest = text.partition(":")
    extension, _, listed = rest.partition(":")
    groups = tuple(listed.split(",")) if listed else ()
    parts_fit = _NAME.fullmatch(name) and _NAME.fullmatch(extension)
    if not (parts_fit and all(re.fullmatch(GROUP_FORM, group) for group in groups)):
        form = "NAME:EXTENSION[:GROUPS], of A-Z a-z 0-9 _ . -, numeric groups #0 to #63"
        raise WrongOption("--agent", f"must be {form}, not '{text}'")
    if name.lower() == "general":
        raise WrongOption("--agent", "cannot be called general, which Asterisk keeps for itself")
    return Agent(name, extension, groups)


def _check_code(code: str, agents: Sequence[Agent]) -> None:
    try:
        service_code(code, [number for one in agents for number in (one.extension, *one.groups)])
    except InvalidNumbering as error:
        raise WrongOption("--service-code", str(error.reason)) from None


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise WrongOption(
            "--permit", f"must be a network such as 192.168.1.0/24, not '{text}'"
        ) from None


def _sealed(body: str) -> str:
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f"; Written by 'cornetta provision'.\n{_CHECKSUM}{digest}\n{body}"


def _is_sealed(text: str) -> bool:
    return text == _sealed(text.partition(_CHECKSUM)[2].partition("\n")[2])


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None


def _judge(path: Path, old: str | None, new: str, *, force: bool) -> File:
    if old == new:
        return File(path, State.UNCHANGED)
    dropped = tuple(sorted(set(secrets_of(old or "")) - set(secrets_of(new))))
    edited = old is not None and not force and not _is_sealed(old)
    kept = _settings(new)
    lost = tuple(line for line in _settings(old or "") if line not in kept)
    return File(path, State.EDITED if edited else State.WRITTEN, dropped, lost)


def _settings(text: str) -> list[str]:
    """The lines that decide something, each once; no secret, and of a code only what is dialled."""
    left_out = (";", "[", "secret", "same")
    lines = (
        line.partition(",")[0] if line.startswith("exten") else line
        for line in map(str.strip, text.splitlines())
    )
    return [line for line in dict.fromkeys(lines) if not line.startswith(left_out)]


def _write(path: Path, text: str) -> None:
    """Put the whole file there or nothing; it keeps its owner and group.

    A new one gets those of the file that includes it, also from manager.d, or of the folder: what
    Asterisk cannot read there makes it do without the whole of extensions.conf or manager.conf, or
    without what stands in manager.d. Seen on 22.10.
    """
    by, folder = _INCLUDED_BY[path.name], path.parent
    known = (path, folder / by, folder.parent / by, folder)

    def give(handle: int) -> None:
        if sys.platform != "win32":  # where a file's rights are its folder's
            os.fchmod(handle, _FILE_MODE)
            like = next(one for one in known if one.exists()).stat()
            with suppress(PermissionError):
                os.fchown(handle, like.st_uid, like.st_gid)

    # In place of a link, not through it: root writes here, and Asterisk's user may have made it.
    try:
        replace_file(path, text.encode(), give=give)
    except OSError as error:
        raise FileNotWritten.because_of(error, str(path)) from error
