"""The report of a problem: one file with what helps to find it, for the user to pass on.

Numbers and names are pseudonymized unless the user says otherwise. Nothing is sent anywhere.
"""

import io
import platform
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from client import __version__
from client.atomic_write import replace_file
from client.config.settings import Settings
from client.errors import FileNotWritten
from client.recent_log import LogLine
from client.recording.pseudonymized import pseudonymized_recording
from client.recording.pseudonyms import Pseudonyms

RECORDING = "recording.ami"
LOG = "log.txt"
SETTINGS = "settings.txt"
VERSIONS = "versions.txt"
README = "README.txt"

_LIBRARIES = ("PySide6-Essentials", "qasync", "panoramisk", "keyring")
_PERSONAL = frozenset(("host", "pbx", "username", "admin_username"))
_FREE_TEXT = frozenset(("extension", "endpoint", "groups", "softphone", "ca_file"))

_README = """\
A report of a problem with Cornetta
===================================

recording.ami   What the PBX sent in the last 10 minutes: who called whom, when, and what became
                of it. Of older calls it has what was still going on then. It is plain text. See
                it as the user saw it with:  cornetta replay recording.ami
log.txt         What Cornetta noted about itself since it was started.
settings.txt    Cornetta's settings.
versions.txt    Which programs these are.

{pseudonymized}

No secret of an account is in it.
Nothing of this was sent to anybody. Whoever gets the file gets it from you.
"""
_PSEUDONYMIZED = """\
Numbers and names of people, groups, phones, accounts and computers are stand-ins: 900, Name1.
The same stand-in means the same number or name, in all of these files. Numbers of one or two
digits, the times, and the ids of calls are as they were."""
_AS_IT_IS = """\
Numbers and names are as they were, since the user wanted it so: give it only to somebody who
may know who called whom."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report is made of.

    Attributes:
        recording: the messages, as `client.recording.recorder` writes them.
        pbx_version: "" if it is not known.
    """

    recording: Sequence[bytes]
    log: Sequence[LogLine]
    settings: Settings
    pbx_version: str = ""


def files(facts: Facts, *, pseudonymized: bool) -> dict[str, bytes]:
    """The files of a report, by name."""
    pseudonyms = Pseudonyms() if pseudonymized else None
    recording = facts.recording
    if pseudonyms is not None:
        for message in facts.recording:
            pseudonyms.avoid(message.decode(errors="replace"))
        recording = list(pseudonymized_recording(facts.recording, pseudonyms))
    readme = _README.format(pseudonymized=_PSEUDONYMIZED if pseudonymized else _AS_IT_IS)
    settings = _settings_text(facts.settings, pseudonyms)  # before the log, which may name the host
    log = "".join(line.text(pseudonyms.sentence if pseudonyms else str) for line in facts.log)
    return {
        README: readme.encode(),
        RECORDING: b"".join(recording),
        LOG: log.encode(errors="backslashreplace"),
        SETTINGS: settings.encode(errors="backslashreplace"),
        VERSIONS: _versions_text(facts.pbx_version).encode(),
    }


def write(path: str, facts: Facts, *, pseudonymized: bool) -> None:
    """Write the report, for its owner alone; it is there as a whole or not at all.

    Raises:
        FileNotWritten: it could not be written; a file that was there is as before.
    """
    report = io.BytesIO()
    with zipfile.ZipFile(report, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(facts, pseudonymized=pseudonymized).items():
            archive.writestr(name, content)
    try:
        replace_file(Path(path), report.getvalue())
    except (OSError, ValueError) as error:
        raise FileNotWritten.because_of(error, path) from error


def _settings_text(settings: Settings, pseudonyms: Pseudonyms | None) -> str:
    shown: Callable[[str, object], object] = (
        (lambda _key, value: value)
        if pseudonyms is None
        else lambda key, value: _hidden(key, value, pseudonyms)
    )
    values = msgspec.structs.asdict(settings).items()
    return "".join(f"{key} = {shown(key, value)!r}\n" for key, value in values)


def _hidden(key: str, value: object, pseudonyms: Pseudonyms) -> object:
    if isinstance(value, tuple):
        return tuple(_hidden(key, one, pseudonyms) for one in value)
    if not isinstance(value, str) or value == "system":
        return value
    if key == "groups":
        number, space, name = value.partition(" ")
        return pseudonyms.text(number) + space + pseudonyms.name(name)
    if key in _PERSONAL:
        return pseudonyms.name(value)
    return pseudonyms.text(value) if key in _FREE_TEXT else value


def _versions_text(pbx_version: str) -> str:
    lines = {
        "Cornetta": __version__,
        "PBX": f"Asterisk {pbx_version}" if pbx_version else "not known",
        "Python": platform.python_version(),
        "System": platform.platform(),
        **{name: _version(name) for name in _LIBRARIES},
    }
    return "".join(f"{key}: {value}\n" for key, value in lines.items())


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:  # a frozen build may leave it out
        return "not known"
